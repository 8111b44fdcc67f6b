internal import ArgumentParser
internal import Foundation
internal import LinuxABI
internal import ProgramRunner

struct HostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host", abstract: "Run a C program on this machine's own kernel.",
    discussion: """
      Compiled with cc, and run in bubblewrap with process, user and mount namespaces of its own. Ends as the \
      program does, with 124 when it took too long, with 125 for a fault of the tool.
      """)

  @OptionGroup var program: ProgramArguments
  @Option(help: "The user that the program acts for; root when not said.") var user: UInt32 = 0
  @Option(help: "How long it may take, in seconds.") var limitTime: Double = 20

  func validate() throws {
    guard limitTime > 0, limitTime <= 1e6 else {
      throw ValidationError("--limit-time is a number of seconds.")
    }
  }

  func run() async throws {
    let end: HostProgram.End
    do {
      end = try await HostProgram(
        program.programs, arguments: program.arguments, user: user, seconds: limitTime
      ).run()
    } catch let fault as HostProgram.Fault {
      Terminal.writeError(fault.description + "\n")
      throw ExitCode(fault.isOfProgram ? 2 : 125)
    } catch {
      Terminal.writeError("threadbare: \(error)\n")
      throw ExitCode(125)
    }
    switch end {
    case .exited(let code):
      Terminal.writeError("threadbare: \(WaitStatus.exited(code))\n")
      throw ExitCode(code)
    case .signaled(let signal):
      Terminal.writeError("threadbare: \(WaitStatus.signaled(Signal(rawValue: signal)))\n")
      throw ExitCode(128 + signal)
    case .tookTooLong:
      Terminal.writeError("threadbare: stopped: it took too long (--limit-time)\n")
      throw ExitCode(124)
    }
  }
}
