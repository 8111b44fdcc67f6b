internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import Results
internal import StudentLoop

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run the visible tests of an exercise.")

  @Argument(help: "The exercise's id; without it, the next one that is not done.")
  var exercise: String?
  @Option(help: "The file to check, instead of the exercise's Submission.swift.")
  var file: String?
  @Option(help: "The only test to run, by its id.") var test: String?
  @Option(
    help: "With --test: the one schedule to play where the test explores, such as 0,1,0.")
  var decisions: DecisionList?
  @Flag(help: "Check every exercise.") var all = false
  @OptionGroup var options: CourseOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if all, exercise != nil || file != nil || test != nil {
      throw ValidationError("--all goes with neither an exercise nor --file nor --test.")
    }
    guard decisions == nil || test != nil else {
      throw ValidationError("--decisions goes with --test: each test has schedules of its own.")
    }
  }

  func run() async throws {
    let course = try options.load()
    let chosen = try exercises(of: course)
    let files = chosen.map { file.map(self.file) ?? $0.submissionFile }
    // One file that cannot be read is bad input; one of many is a result among the others.
    if !all, let file = files.first, let problem = Checker.problem(reading: file.url.path) {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: file.shown), message: problem,
          help: self.file == nil
            ? "`threadbare reset \(chosen[0].id.value)` puts the starter there" : nil)
      ])
    }
    let workshop = try await Workshop.prepare(.optional)
    if let reason = workshop.missingSandbox {
      Terminal.writeError("warning: \(reason); your code runs without a sandbox\n")
    }
    let checker = Checker(
      workshop: workshop, jobs: defaultJobs(),
      chosen: test.map { ChosenTest(id: $0, decisions: decisions?.choices) })
    let outcomes = try await checker.check(
      zip(chosen, files).map { (GradedExercise($0, in: course), $1.url.path) })
    if file == nil { try await EditorSupport(workshop, in: course).write(chosen) }
    if decisions != nil, outcomes.allSatisfy({ $0.result.tests.first?.exploration == nil }) {
      Terminal.writeError("warning: this test explores nothing, so --decisions changes nothing\n")
    }
    let works = outcomes.map { CheckedWork(result: $0.result, printed: $0.printed) }
    if json {
      try Terminal.writeJSON(works.map(\.result))
    } else {
      let texts = zip(works, files).map {
        ScreenLine.plainText(of: CheckReport($0, of: $1.shown).lines)
      }
      Terminal.write(texts.joined(separator: "\n"))
    }
    // The outcome first: it counts for more than whether it can be remembered.
    if file == nil, test == nil { try ProgressFile(of: course.folder).remember(works) }
    if outcomes.contains(where: { $0.result.verdict == .graderError }) {
      throw GradingError.machine("the tests themselves failed; your work is not to blame")
    }
    guard outcomes.allSatisfy({ $0.result.verdict == .pass }) else { throw NotAllWell() }
  }

  private func file(_ path: String) -> CoursePath {
    CoursePath(url: URL(filePath: path), shown: path)
  }

  private func exercises(of course: Course) throws -> [Exercise] {
    if all { return course.exercises }
    if let exercise { return [try course.named(exercise)] }
    let progress = try ProgressFile(of: course.folder).read()
    let next = Outline(of: course, progress: progress).next ?? nil
    guard let id = next?.id ?? course.exercises.last?.id.value else {
      throw DiagnosticList([Diagnostic(message: "the course has no exercises")])
    }
    return [try course.named(id)]
  }
}
