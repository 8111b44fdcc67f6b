internal import ArgumentParser
internal import Foundation

/// The one program: every command of the course.
@main
struct Threadbare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threadbare",
    abstract: "Learn how Linux really implements threads, by building it.",
    version: "0.1.0",
    subcommands: [
      ListCommand.self, CheckCommand.self, HintCommand.self, ResetCommand.self,
      TraceCommand.self, RunCommand.self, ExploreCommand.self,
      HostCommand.self, GradeCommand.self, OverrideCommand.self, SiteCommand.self,
      LintCommand.self, DoctorCommand.self,
    ])

  /// Parses, runs, and ends with the exit codes that scripts rely on.
  static func main() async {
    // A judge or a reader that is gone is seen where it is written to; it must not end the batch.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot(OverrideCommand.readable(CommandLine.arguments.dropFirst()))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure(error).exit()
    }
  }
}
