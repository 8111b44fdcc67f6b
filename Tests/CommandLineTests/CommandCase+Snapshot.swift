import TestSupport
import Testing

/// Runs a command beside the small course and compares all that it says with the recorded text.
func expectSnapshot(of command: CommandCase) async throws {
  try await withTemporaryFolder { folder in
    try writeSmallCourse(in: folder, submission: smallCourseSolution)
    for (path, text) in command.files { try folder.write(text, to: path) }
    let outcome = try await run(
      try BuildProducts.executable(named: "threadbare"), command.arguments, in: folder.url,
      environment: ["NO_COLOR": "1", "COLUMNS": "80"])
    let text = """
      exit code \(outcome.exitCode.map(String.init) ?? "none")
      --- standard output
      \(outcome.output)
      --- standard error
      \(outcome.errorOutput)
      """
    try expectSnapshot(of: text.redacting([folder.path: "FOLDER"]), named: "\(command.name).txt")
  }
}
