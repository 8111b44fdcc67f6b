internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import Intake
internal import Reporting
internal import Results
internal import SiteGenerator

struct GradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: "Grade a folder of submissions and write a report.",
    discussion: """
      SUBMISSIONS holds one folder a student, with <exercise-id>.swift or <exercise-id>/*.swift in \
      it; or it is a .zip, .tar.gz or .tgz of that, or what Moodle, Canvas or Gradescope export. \
      The same command again goes on where it stopped: what is done is not done again.
      """)

  @Argument(help: "The folder or archive of submissions.") var submissions: String
  @Option(help: "The folder of the report.") var out: String
  @OptionGroup var options: CourseOptions
  @Option(help: "A table of the students: id, name, and the ids that other systems know them by.")
  var roster: String?
  @Flag(help: "Write pseudonyms in place of names; key.csv in the report says whose they are.")
  var anonymous = false
  @Option(help: "Who grades: local, this machine, or slurm, the machines of a cluster.")
  var engine = Engine.local
  @Option(
    help:
      "How many to grade at a time; by default one for each processor, of a cluster as many as it takes."
  )
  var jobs: Int?
  @Option(help: "For whom the report is: instructor, student or student-after-due-date.")
  var audience = Audience.instructor
  @Option(help: "A student or an exercise to grade, instead of all; may be given again.")
  var only: [String] = []
  @Option(help: "How often to run the tests on each submission; the worst run counts.")
  var `repeat` = 1
  @Option(
    help: "The folder of results.sqlite; by default the report's, for students one beside it.")
  var store: String?
  @Option(help: "The address of the course's website, which the report then links to.")
  var site: String?
  @Flag(inversion: .prefixedNo, help: "Take over results that are still valid.") var cache = true
  @Flag(inversion: .prefixedNo, help: "Show progress on a terminal.") var progress = true
  @Flag(help: "Say what would be graded, and compile nothing.") var dryRun = false
  @Flag(help: "Stay, and grade what arrives; Ctrl-C ends it, and everything is kept.")
  var watch = false
  @Option(help: "A file to which is added what happens, one JSON object a line.") var log: String?
  @Flag(help: "Run submissions even where there is no sandbox.") var unsafeNoSandbox = false
  @Flag(help: "Print results.json as well.") var json = false

  func validate() throws {
    guard (1...256).contains(jobs ?? 1) else {
      throw ValidationError("--jobs is a number from 1 to 256.")
    }
    guard !out.isEmpty else { throw ValidationError("--out is the name of a folder.") }
    guard (1...100).contains(`repeat`) else {
      throw ValidationError("--repeat is a number from 1 to 100.")
    }
    guard store != "" else { throw ValidationError("--store is the name of a folder.") }
    guard !watch || !dryRun && !json else {
      throw ValidationError("--watch goes with neither --dry-run nor --json.")
    }
    if let problem = site.flatMap(CourseGuide.problem) {
      throw ValidationError("--site: \(problem).")
    }
  }

  func run() async throws {
    guard watch else { return try await gradeOnce() }
    guard FileManager.default.fileExists(atPath: submissions) else { return try await gradeOnce() }
    try await Arrivals.grade(in: submissions) { try await gradeOnce() }
  }

  /// Reads everything, and grades what is not graded.
  private func gradeOnce() async throws {
    // The compiler and the sandbox are asked while the course is read.
    let sandboxing: Workshop.SandboxPolicy = unsafeNoSandbox ? .optional : .required
    let isNeeded = !dryRun
    async let workshop = isNeeded ? Workshop.prepare(sandboxing) : nil
    let course = try options.load()
    let policy = try course.gradingPolicy()
    let students = try roster.map { path throws(DiagnosticList) in try Roster(path: path) }
    let exercises = chosenExercises(of: course)
    let input = try ClassReader.read(
      submissions, exercises: course.exercises.map(\.id.value),
      onlyExercise: exercises.count == 1 ? exercises.first?.id : nil, roster: students)
    guard !ReportPlace.isInside(submissions, reportIn: out) else {
      throw DiagnosticList([
        Diagnostic(
          message: "the report would lie among the submissions in \(quoted(submissions))",
          help: "name another folder with --out")
      ])
    }
    let store = try StoreFolder.choose(
      named: store, report: out, isHandedOut: audience != .instructor)
    let warnings = DiagnosticList(Array(input.warnings) + policy.strangers(among: input.students))
    if !warnings.isEmpty {
      Terminal.writeError(warnings.rendered(style: Terminal.errorStyle) + "\n")
    }
    let chosen = try choose(course, input)
    guard !exercises.isEmpty else {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: course.folder.grader.shown),
          message: "there are no hidden tests here to grade with",
          help: "name their folder with --grader DIR")
      ])
    }
    if dryRun {
      let plan = GradingPlan(chosen, exercises: exercises.map(\.id), policy: policy)
      return json ? try Terminal.writeJSON(plan) : Terminal.write(PlanText.rendered(plan))
    }
    guard let workshop = try await workshop else { return }
    try await grade(chosen, exercises, course, policy, store, in: workshop)
  }

  private func grade(
    _ students: [StudentInput], _ exercises: [GradedExercise], _ course: Course,
    _ policy: GradingPolicy, _ store: String, in workshop: Workshop
  ) async throws {
    let theme = ThemeOptions.base(of: course.folder)
    let words = try Words.load(theme: theme).script(["player"])
    let assets = try ReportAssets(theme: theme.url.path, words: words)
    var workshop = workshop
    workshop.repeats = `repeat`
    var grader = Grader(
      workshop: workshop, course: GradingRun.Course(id: course.id, title: course.title),
      exercises: exercises, jobs: jobs ?? defaultJobs(), reusesResults: cache, policy: policy)
    if engine == .slurm {
      grader.engine = .slurm(
        GradingEngine.Cluster(folder: "\(store)/cluster", tasksMax: jobs) { words in
          Terminal.writeError("warning: \(harmless(words))\n")
        })
    }
    grader.isAnonymous = anonymous
    grader.audience = audience.rawValue
    let context = ReportContext(
      guide: CourseGuide(to: course, site: site),
      replay: ReplayCommand(submissions: submissions, store: store, options: replayArguments),
      report: Self.isSame(out, store) ? nil : URL(fileURLWithPath: out).standardizedFileURL.path)
    grader.reportContext = try context.text()
    if audience == .instructor {
      // Students may have parts of the kernel: it is not theirs. A course of one's own has no copy of it.
      let roots = [course.folder.root.url.path, try Installation.locate().share].compactMap(\.self)
      grader.comparedWithout = roots.map { "\($0)/Sources/KernelCore" }
    }
    if let log { grader.log = try GradingLog.file(log) }
    let bar = ProgressBar(isWanted: progress)
    let run = try await grader.grade(students, output: out, store: store) { state in
      bar.update(done: state.done, total: state.total, reused: state.reused)
    }
    bar.finish()
    let report = Report(
      run, audience: audience, assets: assets, guide: context.guide, replay: context.replay)
    try report.write(to: out)
    if json {
      report.writeResults { Terminal.write(String(decoding: $0, as: UTF8.self)) }
    } else {
      Terminal.write(summary(run))
    }
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    URL(fileURLWithPath: one).resolvingSymlinksInPath().path
      == URL(fileURLWithPath: other).resolvingSymlinksInPath().path
  }

  /// The options as whoever repeats the run gives them again.
  private var replayArguments: [String] {
    options.arguments + (`repeat` > 1 ? ["--repeat", "\(`repeat`)"] : [])
      + (roster.map { ["--roster", $0] } ?? [])
  }

  /// The exercises that can be graded, without those that `--only` leaves out.
  private func chosenExercises(of course: Course) -> [GradedExercise] {
    let named = only.filter { course.exercise($0) != nil }
    return course.exercises.filter { named.isEmpty || named.contains($0.id.value) }
      .map { GradedExercise($0, in: course) }
      .filter { $0.graderFolder != nil }
  }

  /// The students that `--only` leaves, or an error that names what it meant.
  private func choose(_ course: Course, _ input: ClassInput) throws -> [StudentInput] {
    let ids = course.exercises.map(\.id.value)
    let students = input.students.map(\.id)
    for name in only where !ids.contains(name) && !students.contains(name) {
      throw DiagnosticList([
        Diagnostic(
          message: "--only \(quoted(name)) is neither a student nor an exercise",
          help: suggestion(for: name, in: ids + students, listedAs: "students and exercises"))
      ])
    }
    let named = only.filter { !ids.contains($0) }
    return input.students.filter { named.isEmpty || named.contains($0.id) }
  }

  private func summary(_ run: GradingRun) -> String {
    let results = run.students.flatMap(\.exercises)
    func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }
    return """
      \(counted(run.students.count, "student")), \(counted(results.count, "exercise")): \
      \(count(.pass)) pass, \(count(.fail)) fail, \(count(.notRun)) not run, \
      \(counted(count(.graderError), "grader error"))
      sandbox: \(run.sandbox)
      report:  \(out)/index.html

      """
  }
}

/// Who grades.
enum Engine: String, CaseIterable, ExpressibleByArgument {
  case local
  case slurm
}

extension Audience: ExpressibleByArgument {}

extension CourseGuide {
  /// The sections of a course's lessons.
  fileprivate init(to course: Course, site: String?) {
    var sections: [String: Section] = [:]
    for lesson in course.lessons {
      for section in lesson.sections {
        sections["\(lesson.id.value)#\(section.id.value)"] = Section(
          lesson: lesson.title, section: section.title)
      }
    }
    self.init(site: site ?? course.site, sections: sections)
  }
}
