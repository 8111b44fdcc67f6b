internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import KernelCore
internal import LinuxABI
internal import ProgramRunner
internal import StudentLoop
internal import Tracing
internal import UserSpace

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a Linux program on the emulated kernel.",
    discussion: """
      Ends as the program does: with its status, with 128 and the number of the signal that killed it, with \
      124 when it was stopped at a limit or waited for ever, with 125 for a fault of the tool.
      """)

  @OptionGroup var program: ProgramArguments
  @Option(help: "A file that the program reads as its standard input; - is that of this command.")
  var input: String?
  @OptionGroup var machine: ProgramMachineOptions
  @OptionGroup var schedule: ProgramScheduleOptions
  @Flag(help: "Show the calls on the error output, as strace -f does.") var strace = false
  @Flag(help: "Go through the program step by step, forward and back; h lists the commands.")
  var step = false
  @Flag(help: "Show the task table of the end on the error output.") var tasks = false
  @Flag(help: "Show every call that the kernel does not have.") var unimplemented = false
  @Option(help: "Write the trace to a file.") var trace: String?
  @Option(
    help: "The form of the trace: text (when not said), json, chrome (perfetto), ftrace or strace.")
  var format: String?

  func validate() throws {
    guard !step || schedule.isDecided && !strace && !tasks && trace == nil else {
      throw ValidationError(
        "--step goes with one processor and no scheduler, and shows all by itself.")
    }
    guard traceFormat != nil else {
      throw ValidationError("--format is text, json, chrome, perfetto, ftrace or strace.")
    }
    guard format == nil || trace != nil else {
      throw ValidationError("--format is that of --trace FILE.")
    }
  }

  private var traceFormat: TraceFormat? {
    format == "perfetto" ? .chrome : TraceFormat(rawValue: format ?? "text")
  }

  func run() async throws {
    let files = try program.programs.map { try ProgramFile(reading: $0) }
    var options = machine.options(for: files[0])
    schedule.apply(to: &options, for: files[0])
    options.arguments = program.arguments
    options.showsCalls = strace
    options.input = try standardInput()
    if step {
      guard case .decisions = options.scheduler else { throw Self.scheduled }
      return stepThrough(files, options)
    }
    if let choices = schedule.explored(for: files[0]) {
      let played = PlayedProgram(files, options, choices: choices)
      guard played.mismatchCount == 0 else { throw Self.unfit(played.mismatchCount) }
      if strace { Terminal.writeError(played.calls) }
      for run in played.outcome.kernel.consoleRuns {
        Terminal.write(played.outcome.kernel.console[run.range], isError: run.stream == .error)
      }
      try finish(played.outcome, named: files[0].name)
    }
    let outcome = ProgramRun(files, options).run(
      output: { Terminal.write($0, isError: $1) }, calls: { Terminal.writeError($0) })
    try finish(outcome, named: files[0].name)
  }

  private static var scheduled: DiagnosticList {
    DiagnosticList([
      Diagnostic(
        message: "its lesson has a policy schedule the program, and --step goes by choices",
        help: "--policy parent-first has choices do it")
    ])
  }

  private static func unfit(_ count: Int) -> DiagnosticList {
    DiagnosticList([
      Diagnostic(
        message: "\(count) of the choices in --decisions are not among their options",
        help: "`threadbare explore` names the choices of each outcome")
    ])
  }

  /// So many calls that are not built are named without being asked for.
  private static let missingMax = 3

  private func standardInput() throws -> [UInt8] {
    guard let input else { return [] }
    do {
      let handle =
        input == "-"
        ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: input))
      return [UInt8](try handle.readToEnd() ?? Data())
    } catch {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: input),
          message: "cannot read the input: \(reason(of: error))")
      ])
    }
  }

  private func stepThrough(_ files: [ProgramFile], _ options: ProgramOptions) {
    var debugger = StepDebugger(files, options)
    show(debugger.here)
    while true {
      Terminal.write("(step) ")
      guard let line = readLine(), let shown = debugger.perform(line) else { break }
      show(shown)
    }
  }

  private func show(_ lines: [String]) {
    Terminal.write(lines.map { $0 + "\n" }.joined())
  }

  private func finish(_ outcome: ProgramRun.Outcome, named name: String) throws {
    if tasks {
      Terminal.writeError(TaskTable.lines(of: outcome.tasks).map { $0 + "\n" }.joined())
    }
    let missing = outcome.unimplemented
    for call in missing.prefix(unimplemented ? .max : Self.missingMax) {
      Terminal.writeError("threadbare: \(call.name) is not built: the program got ENOSYS\n")
    }
    if !unimplemented, missing.count > Self.missingMax {
      Terminal.writeError(
        "threadbare: \(missing.count - Self.missingMax) more are not built; --unimplemented lists them\n"
      )
    }
    if let trace, let format = traceFormat {
      let recorded = outcome.trace(of: name)
      do {
        try Data(format.write(recorded).utf8).write(to: URL(filePath: trace), options: .atomic)
      } catch {
        Terminal.writeError(
          "threadbare: cannot write \(trace): \(reason(of: error))\n")
        throw ExitCode(125)
      }
    }
    Terminal.writeError("threadbare: \(outcome.end.description)\n")
    throw ExitCode(outcome.end.exitCode)
  }
}

extension ProgramRun.End {
  /// What a shell would see.
  fileprivate var exitCode: Int32 {
    switch self {
    case .finished(let status): status.shellCode
    case .deadlock, .timeLimit, .outputLimit: 124
    case .schedulerFault: 125
    }
  }

  fileprivate var description: String {
    switch self {
    case .finished(let status): status.description
    case .deadlock: "stopped: every task waits for something that no other will do"
    case .timeLimit: "stopped: it ran out of time (--limit-time)"
    case .outputLimit: "stopped: it wrote too much (--limit-output)"
    case .schedulerFault(let fault): "the scheduler failed: \(fault)"
    }
  }
}

extension WaitStatus {
  /// What a shell says of it: the code, or 128 and the signal.
  fileprivate var shellCode: Int32 {
    rawValue & 0x7f == 0 ? rawValue >> 8 & 0xff : 128 + rawValue & 0x7f
  }
}
