internal import ArgumentParser
internal import Grading
internal import Reporting

struct OverrideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "override", abstract: "Give a score by hand, or take that back.",
    discussion: """
      It is kept over later gradings into the same folder, and shown with its reason and the score \
      that was computed. The report is written anew.
      """)

  @Argument(help: "The folder of the report.") var folder: String
  @Argument(help: "The student's id; in an anonymous report the pseudonym or the id.")
  var student: String
  @Argument(help: "The exercise's id.") var exercise: String
  @Argument(help: "The points, from 0 to what the exercise is worth.") var score: Double?
  @Option(help: "Why; students read it.") var reason: String?
  @Flag(help: "Take the override back.") var remove = false

  func validate() throws {
    if remove {
      guard score == nil, reason == nil else {
        throw ValidationError("--remove goes with neither a score nor --reason.")
      }
    } else {
      guard score != nil else { throw ValidationError("Give a score from 0 on, or --remove.") }
      guard reason != nil else { throw ValidationError("Say why with --reason TEXT.") }
    }
  }

  func run() async throws {
    let change =
      score.map { ScoreOverrides.Change.set(score: $0, reason: reason ?? "") } ?? .remove
    try ScoreOverrides.requireReport(in: folder)
    let assets = try ReportAssets(report: folder)
    let (run, audience) = try ScoreOverrides.change(
      in: folder, student: student, exercise: exercise, change)
    try Report(run, audience: Audience(rawValue: audience) ?? .instructor, assets: assets)
      .write(to: folder)
    Terminal.write("report:  \(folder)/index.html\n")
  }
}
