internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import KernelCore
internal import StudentLoop

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Write the trace of a script, or another form of a trace.",
    discussion: "docs/traces.md tells the formats; Perfetto opens chrome and ftrace.")

  @Argument(help: "A lesson and a script of it, LESSON#SCRIPT, or a file of --format json.")
  var source: String
  @Option(help: "text, json, chrome, ftrace or strace.") var format = TraceFormat.text
  @Option(help: "The scheduling choices, such as 0,1,0; without it, those of the script.")
  var decisions: DecisionList?
  @Option(help: "A scheduler in place of choices: o1, cfs, eevdf or round-robin.")
  var policy: ScriptPolicy?
  @Option(help: "How many processors there are, from 1 to 64; with several, a scheduler chooses.")
  var cpus = 1
  @Flag(help: "Boot the kernel's own threads; a scheduler chooses then.") var kernelThreads = false
  @Option(help: "The file to write; without it, standard output.") var out: String?
  @OptionGroup var options: CourseOptions

  func validate() throws {
    guard out?.isEmpty != true else { throw ValidationError("--out is the name of a file.") }
    guard decisions == nil || source.contains("#") else {
      throw ValidationError("--decisions goes with LESSON#SCRIPT: what is traced was decided.")
    }
    guard policy == nil && cpus == 1 && !kernelThreads || source.contains("#") else {
      throw ValidationError(
        "--policy, --cpus and --kernel-threads go with LESSON#SCRIPT: what is traced has been "
          + "scheduled.")
    }
    guard (1...64).contains(cpus) else {
      throw ValidationError("--cpus is a number from 1 to 64.")
    }
    guard
      decisions == nil || cpus == 1 && (policy ?? .roundRobin) == .roundRobin && !kernelThreads
    else {
      throw ValidationError("--decisions goes with round-robin on one processor alone.")
    }
  }

  func run() async throws {
    if !source.contains("#"), FolderInPlaceOfTrace.isFolder(source) {
      throw FolderInPlaceOfTrace(path: source, course: try? options.load()).refusal
    }
    let text = format.write(
      source.contains("#")
        ? try options.load().trace(
          ofScript: source, decisions: decisions?.choices, policy: policy, processors: cpus,
          extent: kernelThreads ? .full : .bare)
        : try TraceReader.trace(
          in: SourceFile(
            reading: URL(filePath: source), shownAs: source, bytesMax: TraceReader.fileBytesMax)))
    guard let out else {
      Terminal.write(text)
      return
    }
    do {
      try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
    } catch {
      throw MachineFault(
        Diagnostic(
          location: SourceLocation(path: out),
          message: "cannot write the trace: \(reason(of: error))"))
    }
  }
}

/// Choices as they stand on the command line: numbers, and commas between them.
struct DecisionList: ExpressibleByArgument {
  let choices: [UInt16]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    choices = parts.compactMap { UInt16($0) }
    guard choices.count == parts.count else { return nil }
  }
}

extension TraceFormat: ExpressibleByArgument {}
extension ScriptPolicy: ExpressibleByArgument {}
