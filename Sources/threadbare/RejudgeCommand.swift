internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import Intake
internal import Reporting
internal import Results

struct RejudgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejudge", abstract: "See what changed tests make of a report, then let it count.",
    discussion: """
      Grades one exercise anew and shows who changes, and from what to what, here and as a page in \
      a folder beside the report. The report stays as it is until the same command with --apply. \
      Scores that a teacher gave stay.
      """)

  @Argument(help: "The folder of the report.") var folder: String
  @Option(help: "The exercise's id.") var exercise: String?
  @Flag(help: "Let the new results count.") var apply = false
  @Flag(help: "Forget what would change.") var drop = false
  @Flag(help: "Show what was applied until now.") var history = false
  @Option(help: "The folder of submissions, if it is not where it was.") var submissions: String?
  @OptionGroup var options: CourseOptions
  @Option(help: "The table of the students; without it, the one of the grading.") var roster:
    String?
  @Option(help: "How many submissions to grade at a time; by default one for each processor.")
  var jobs: Int?
  @Flag(inversion: .prefixedNo, help: "Show progress on a terminal.") var progress = true
  @Flag(help: "Run submissions even where there is no sandbox.") var unsafeNoSandbox = false
  @Flag(help: "Print the changes as JSON.") var json = false

  func validate() throws {
    guard (1...256).contains(jobs ?? 1) else {
      throw ValidationError("--jobs is a number from 1 to 256.")
    }
    guard [apply, drop, history].count(where: { $0 }) <= 1 else {
      throw ValidationError("--apply, --drop and --history do not go together.")
    }
    guard (exercise == nil) == history else {
      throw ValidationError(
        history ? "--history is of all exercises." : "Name the exercise with --exercise ID.")
    }
  }

  func run() async throws {
    guard let exercise else { return try showHistory() }
    let rejudge = Rejudge(report: folder, exercise: exercise)
    let basis = try rejudge.basis()
    if drop {
      guard try rejudge.drop() else {
        throw DiagnosticList([Diagnostic(message: "nothing of \(quoted(exercise)) waits here")])
      }
      return Terminal.write("dropped: \(exercise)\n")
    }
    if apply { try rejudge.inspected() }
    let context = basis.context.flatMap(ReportContext.init(text:)) ?? ReportContext()
    let report = context.reportFolder(ofResultsIn: folder)
    let assets = try ReportAssets(report: report)
    let computed = try await compute(rejudge, basis, context.replay)
    if !apply {
      try rejudge.keep(computed)
      try RejudgePage(computed.rejudging, assets: assets).write(to: rejudge.folder)
    } else {
      let run = try rejudge.apply(computed)
      try Report(
        run, audience: Audience(rawValue: basis.audience) ?? .instructor, assets: assets,
        guide: context.guide, replay: context.replay
      ).write(to: report)
    }
    if json { return try Terminal.writeJSON(computed.rejudging) }
    Terminal.write(RejudgePage.text(of: computed.rejudging))
    Terminal.write(
      apply
        ? "applied; report: \(report)/index.html\n"
        : "page:  \(rejudge.folder)/index.html\nnothing has changed; --apply makes it count, "
          + "--drop forgets it\n")
  }

  private func compute(
    _ rejudge: Rejudge, _ basis: Rejudge.Basis, _ replay: ReplayCommand?
  ) async throws -> Rejudge.Computed {
    var options = options
    options.course = options.course ?? replay?.value(of: "--course")
    options.grader = options.grader ?? replay?.value(of: "--grader")
    let course = try options.load()
    let graded = try course.graded(try course.named(exercise ?? ""))
    guard let place = submissions ?? replay?.submissions else {
      throw DiagnosticList([
        Diagnostic(
          message: "the report does not say where its submissions were",
          help: "name their folder with --submissions DIR")
      ])
    }
    let students = try (roster ?? replay?.value(of: "--roster"))
      .map { path throws(DiagnosticList) in try Roster(path: path) }
    let input = try ClassReader.read(
      place, exercises: course.exercises.map(\.id.value),
      onlyExercise: basis.run.exercises.count == 1 ? graded.id : nil, roster: students)
    var workshop = try await Workshop.prepare(unsafeNoSandbox ? .optional : .required)
    workshop.repeats = replay?.value(of: "--repeat").flatMap { Int($0) } ?? 1
    let grader = Grader(
      workshop: workshop, course: basis.run.course, exercises: [graded],
      jobs: jobs ?? defaultJobs(), reusesResults: true, policy: try course.gradingPolicy())
    let bar = ProgressBar(isWanted: progress)
    defer { bar.finish() }
    return try await rejudge.compute(with: grader, input.students) { state in
      bar.update(done: state.done, total: state.total, reused: state.reused)
    }
  }

  private func showHistory() throws {
    let sets = try Rejudge.history(ofReportIn: folder)
    if json { return try Terminal.writeJSON(sets.map { Applied($0.applied, $0.rejudging) }) }
    for set in sets {
      Terminal.write("applied \(set.applied)\n" + RejudgePage.text(of: set.rejudging))
    }
    if sets.isEmpty { Terminal.write("nothing was applied yet\n") }
  }

  /// A set that was applied, for programs.
  private struct Applied: Encodable {
    let applied: String
    let rejudging: Rejudging

    init(_ applied: String, _ rejudging: Rejudging) {
      self.applied = applied
      self.rejudging = rejudging
    }
  }
}
