internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import Reporting
internal import Results

struct GradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: "Grade a folder of submissions and write a report.",
    discussion: """
      SUBMISSIONS holds one folder a student, with <exercise-id>.swift or <exercise-id>/*.swift in \
      it. The same command again goes on where it stopped: what is done is not done again.
      """)

  @Argument(help: "The folder of submissions.") var submissions: String
  @Option(help: "The folder of the report.") var out: String
  @OptionGroup var options: CourseOptions
  @Option(help: "How many submissions to grade at a time; by default one for each processor.")
  var jobs: Int?
  @Option(help: "For whom the report is: instructor, student or student-after-due-date.")
  var audience = Audience.instructor
  @Option(help: "A student or an exercise to grade, instead of all; may be given again.")
  var only: [String] = []
  @Flag(inversion: .prefixedNo, help: "Take over results that are still valid.") var cache = true
  @Flag(inversion: .prefixedNo, help: "Show progress on a terminal.") var progress = true
  @Option(help: "A file to which is added what happens, one JSON object a line.") var log: String?
  @Flag(help: "Run submissions even where there is no sandbox.") var unsafeNoSandbox = false
  @Flag(help: "Print results.json as well.") var json = false

  func validate() throws {
    guard (1...256).contains(jobs ?? 1) else {
      throw ValidationError("--jobs is a number from 1 to 256.")
    }
    guard !out.isEmpty else { throw ValidationError("--out is the name of a folder.") }
  }

  func run() async throws {
    let course = try options.load()
    let folder = try SubmissionFolder(path: submissions)
    guard !folder.holds(reportIn: out) else {
      throw DiagnosticList([
        Diagnostic(
          message: "the report would lie among the submissions in \(quoted(submissions))",
          help: "name another folder with --out")
      ])
    }
    let warnings = folder.warnings(exercises: course.exercises.map(\.id.value))
    if !warnings.isEmpty {
      Terminal.writeError(warnings.rendered(style: Terminal.errorStyle) + "\n")
    }
    let (exercises, students) = try choose(course, folder)
    let assets = try ReportAssets(folder: course.folder.root.appending("site/report").url.path)
    let workshop = try await Workshop.prepare(unsafeNoSandbox ? .optional : .required)
    var grader = Grader(
      workshop: workshop, course: GradingRun.Course(id: course.id, title: course.title),
      exercises: exercises, jobs: jobs ?? defaultJobs(), reusesResults: cache)
    if let log { grader.log = try GradingLog.file(log) }
    let bar = ProgressBar(isWanted: progress)
    let run = try await grader.grade(folder, students: students, output: out) { state in
      bar.update(done: state.done, total: state.total, reused: state.reused)
    }
    bar.finish()
    try Report(run, audience: audience, assets: assets).write(to: out)
    if json {
      try Terminal.writeJSON(run)
    } else {
      Terminal.write(summary(run))
    }
  }

  /// What `--only` leaves, or an error that names what it meant.
  private func choose(
    _ course: Course, _ folder: SubmissionFolder
  ) throws -> (exercises: [GradedExercise], students: [String]?) {
    let ids = course.exercises.map(\.id.value)
    for name in only where !ids.contains(name) && !folder.students.contains(name) {
      throw DiagnosticList([
        Diagnostic(
          message: "--only \(quoted(name)) is neither a student nor an exercise",
          help: suggestion(
            for: name, in: ids + folder.students, listedAs: "students and exercises"))
      ])
    }
    let named = only.filter(ids.contains)
    let chosen = course.exercises.filter { named.isEmpty || named.contains($0.id.value) }
      .map { GradedExercise($0, in: course) }
      .filter { $0.graderFolder != nil }
    guard !chosen.isEmpty else {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: course.folder.grader.shown),
          message: "there are no hidden tests here to grade with",
          help: "name their folder with --grader DIR")
      ])
    }
    let students = only.filter { !ids.contains($0) }
    return (chosen, students.isEmpty ? nil : students)
  }

  private func summary(_ run: GradingRun) -> String {
    let results = run.students.flatMap(\.exercises)
    func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }
    return """
      \(run.students.count) students, \(results.count) submissions: \(count(.pass)) pass, \
      \(count(.fail)) fail, \(count(.notRun)) not run, \(count(.graderError)) grader errors
      sandbox: \(run.sandbox)
      report:  \(out)/index.html

      """
  }
}

extension Audience: ExpressibleByArgument {}
