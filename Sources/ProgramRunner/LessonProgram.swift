package import Courseware
package import Diagnostics
import KernelCore
import LinuxABI
import UserSpace

// Programs that lessons hold, with the kernel and the choices that the lesson names.
extension ProgramOptions {
  /// How a lesson's program is run.
  package init(for example: ProgramExample) {
    self.init()
    profile = example.profile
    scheduler = .decisions(example.decisions)
    limits.seconds = ProgramExample.secondsMax
    limits.outputBytes = ProgramExample.outputBytesMax
  }
}

extension ProgramExample {
  /// Compiles and runs the program as its lesson says.
  ///
  /// - Returns: What a record of the run says.
  /// - Throws: What is wrong with its text, or that its run can't be recorded.
  package func play() throws(DiagnosticList) -> Record {
    let program = try ProgramFile(self, source: name.value)
    let options = ProgramOptions(for: self)
    // Choices that are written down are those that exploring has named.
    let outcome =
      decisions.choices.isEmpty
      ? ProgramRun([program], options).run(output: { _, _ in }, calls: { _ in })
      : PlayedProgram([program], options, choices: decisions.choices).outcome
    if let call = outcome.unimplemented.first {
      throw fault("program \(quoted(name.value)) makes a call that is not built: \(call.name)")
    }
    let ending = try ending(of: outcome)
    guard outcome.kernel.console.count < Self.outputBytesMax else { throw writesTooMuch }
    let bytes = outcome.kernel.console(of: .output)
    guard let output = String(validating: bytes, as: UTF8.self) else {
      throw fault("the output of program \(quoted(name.value)) is no text in UTF-8")
    }
    return Record(ending: ending, output: output)
  }

  private func ending(of outcome: ProgramRun.Outcome) throws(DiagnosticList) -> Ending {
    switch outcome.end {
    case .finished(let status):
      if let signal = status.terminationSignal { return .killed(signal) }
      return .exited(UInt8(truncatingIfNeeded: status.exitCode ?? 0))
    case .deadlock: return .deadlock
    case .timeLimit:
      throw fault(
        "program \(quoted(name.value)) ran for \(Self.secondsMax) virtual seconds and did not end")
    case .outputLimit: throw writesTooMuch
    case .schedulerFault(let reason):
      throw fault("program \(quoted(name.value)) can't be run: \(reason)")
    }
  }

  private var writesTooMuch: DiagnosticList {
    fault("program \(quoted(name.value)) writes more than \(Self.outputBytesMax >> 10) KiB")
  }

  private func fault(_ message: String) -> DiagnosticList {
    DiagnosticList([name.span.diagnostic(message)])
  }
}
