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
      WatchCommand.self, ListCommand.self, CheckCommand.self, HintCommand.self, PredictCommand.self,
      ResetCommand.self, ReviewCommand.self, ProgressCommand.self, SubmitCommand.self,
      TraceCommand.self, RunCommand.self, ExploreCommand.self,
      HostCommand.self, GradeCommand.self, GradeWorkerCommand.self, OverrideCommand.self,
      RejudgeCommand.self, ExportCommand.self, SiteCommand.self, LintCommand.self, NewCommand.self,
      PackCommand.self, DoctorCommand.self,
    ])

  /// Parses, runs, and ends with the exit codes that scripts rely on.
  static func main() async {
    // A judge or a reader that is gone is seen where it is written to; it must not end the batch.
    signal(SIGPIPE, SIG_IGN)
    do {
      let arguments = CommandLine.arguments.dropFirst()
      var command = try parseAsRoot(
        arguments.isEmpty ? ["watch"] : CommandWords.readable(arguments))
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
