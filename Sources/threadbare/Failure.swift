internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Grading
internal import Reporting

/// Ends a command with a code that is not a fault of anything: `check` found a failing test.
struct NotAllWell: Error {}

/// What the machine refused: no space, no permission.
struct MachineFault: Error {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) {
    self.diagnostic = diagnostic
  }
}

/// How a command that cannot go on says so, and with which exit code.
///
/// 1: something did not pass. 2: what the user gave is wrong, and nothing was changed. 3: the tool
/// or the machine failed.
struct Failure {
  private let code: Int32
  private let output: String
  private let errors: String

  init(_ error: any Error) {
    switch error {
    case is NotAllWell:
      (code, output, errors) = (1, "", "")
    case let exit as ExitCode:
      (code, output, errors) = (exit.rawValue, "", "")
    case let list as DiagnosticList:
      let code: Int32 = list.isOfMachine ? 3 : 2
      (self.code, output, errors) = (code, "", list.rendered(style: Terminal.errorStyle))
    case GradingError.input(let list):
      (code, output, errors) = (2, "", list.rendered(style: Terminal.errorStyle))
    case GradingError.machine(let reason):
      (code, output, errors) = (3, "", Self.line(reason))
    case let fault as MachineFault:
      (code, output, errors) = (3, "", fault.diagnostic.rendered(style: Terminal.errorStyle))
    case let fault as ReportError:
      (code, output, errors) = (3, "", Self.line("\(fault)"))
    default:
      let parserCode = Threadbare.exitCode(for: error)
      let message = Threadbare.fullMessage(for: error)
      if parserCode == .success {
        (code, output, errors) = (0, message + "\n", "")
      } else if parserCode == .validationFailure {
        let words = Array(CommandLine.arguments.dropFirst())
        let problem = UsageError.diagnostic(of: words, message: message)
        (code, output, errors) = (2, "", problem.rendered(style: Terminal.errorStyle))
      } else {
        (code, output, errors) = (3, "", Self.line("\(error)"))
      }
    }
  }

  private static func line(_ reason: String) -> String {
    Diagnostic(message: reason).rendered(style: Terminal.errorStyle)
  }

  /// The message's first line, without what every message begins with.
  var line: String {
    let first = errors.split(separator: "\n").first.map(String.init) ?? output
    return first.hasPrefix("error: ") ? String(first.dropFirst(7)) : first
  }

  /// Whether what the user gave is wrong, and nothing else.
  var isOfInput: Bool { code == 2 }

  /// Writes the message, and goes on.
  func report() {
    Terminal.writeError(errors)
  }

  /// Writes the message and ends the process.
  func exit() -> Never {
    Terminal.write(output)
    Terminal.writeError(errors)
    Foundation.exit(code)
  }
}
