internal import ArgumentParser
internal import Foundation
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
      guard let score else { throw ValidationError("Give a score from 0 on, or --remove.") }
      guard !(score < 0) else {
        throw ValidationError(
          "A score is from 0 to what the exercise is worth, not \(score.formatted()).")
      }
      guard reason != nil else { throw ValidationError("Say why with --reason TEXT.") }
    }
  }

  func run() async throws {
    let change =
      score.map { ScoreOverrides.Change.set(score: $0, reason: reason ?? "") } ?? .remove
    let known = try ScoreOverrides.context(in: folder).flatMap(ReportContext.init(text:))
    // A run of an older version has none: its report then lacks the links.
    let context = known ?? ReportContext()
    let report = context.reportFolder(ofResultsIn: folder)
    let assets = try ReportAssets(report: report)
    let changed = try ScoreOverrides.change(
      in: folder, student: student, exercise: exercise, change)
    try Report(
      changed.run, audience: Audience(rawValue: changed.audience) ?? .instructor, assets: assets,
      guide: context.guide, replay: context.replay
    ).write(to: report)
    Terminal.write("report:  \(report)/index.html\n")
  }

  /// The words of a command line with a score below zero where the parser doesn't take it for an
  /// option: at the end, behind `--`.
  static func readable(_ words: ArraySlice<String>) -> [String] {
    guard words.first == configuration.commandName, !words.contains("--"),
      let place = words.indices.last(where: { place in
        words[place].hasPrefix("-") && Double(words[place]) != nil
          && words[place - 1] != "--reason"
      })
    else { return Array(words) }
    return words[..<place] + words[(place + 1)...] + ["--", words[place]]
  }
}
