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
    scheduler = ProgramScheduler(for: example)
    processors = example.schedule?.processors ?? 1
    limits.seconds = ProgramExample.secondsMax
    limits.outputBytes = ProgramExample.outputBytesMax
  }
}

extension ProgramScheduler {
  /// Who schedules a lesson's program.
  package init(for example: ProgramExample) {
    guard let schedule = example.schedule else {
      self = .decisions(example.decisions)
      return
    }
    let policy: ProgramPolicy? =
      switch schedule.policy {
      case .o1: .o1
      case .cfs: .cfs
      case .eevdf: .eevdf
      case .roundRobin: .roundRobin
      case nil: nil
      }
    self = .policy(policy)
  }
}

extension ProgramExample {
  /// Compiles and runs the program as its lesson says.
  ///
  /// - Returns: What a record of the run says.
  /// - Throws: What is wrong with its text, or that its run can't be recorded.
  package func play() throws(DiagnosticList) -> Record {
    let outcome = try outcome(ProgramOptions(for: self))
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

  /// Compiles and runs the program as its lesson says, for figures.
  ///
  /// - Returns: What is left, with the tasks of the moment when most of them were there.
  /// - Throws: What is wrong with its text, or that this moment can't be had.
  package func watch() throws(DiagnosticList) -> ProgramRun.Outcome {
    var options = ProgramOptions(for: self)
    options.keepsFullest = true
    if figure == .sharing, !decisions.choices.isEmpty {
      throw fault("a run by listed decisions has no figure \"sharing\"")
    }
    return try outcome(options)
  }

  private func outcome(_ options: ProgramOptions) throws(DiagnosticList) -> ProgramRun.Outcome {
    let program = try ProgramFile(self, source: name.value)
    // Choices that are written down are those that exploring has named.
    guard decisions.choices.isEmpty else {
      return PlayedProgram([program], options, choices: decisions.choices).outcome
    }
    return ProgramRun([program], options).run(output: { _, _ in }, calls: { _ in })
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
