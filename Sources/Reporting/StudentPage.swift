import Diagnostics
import Markup
import Results

/// The results of one student: `students/<id>.html`.
///
/// The first failure stands first, whole: message, expected, actual, the call that went wrong and the line
/// that made it, the trace, where to read on, and how to see it again. Everything else is one step away.
struct StudentPage {
  private let model: ReportModel
  private let student: Int
  private let result: StudentResult
  private var budget = PageBudget()

  init(_ model: ReportModel, student: Int) {
    self.model = model
    self.student = student
    result = model.run.students[student]
  }

  /// The page as a file.
  mutating func serialized() -> [UInt8] {
    let name = Clipping.name(result.displayName)
    let frame = PageFrame(model, title: name, folders: 1, crumbs: [.init(text: name, url: nil)])
    let main = frame.main
    main.add(.h1).add(.bdi, text: name)
    addLead(to: main)
    let first = firstProblem()
    if let first { addFirst(first, to: main) }
    addSummary(to: main)
    for position in result.exercises.indices { addExercise(position, first, to: main) }
    if model.edition.audience.seesOtherStudents {
      main.addPager(
        page: student, count: model.run.students.count, noun: "student",
        url: { PageURL(path: [model.studentFile($0)]) })
    }
    if budget.hasRecordings { frame.addPlayer() }
    return frame.serialized()
  }

  // MARK: The top of the page

  private func addLead(to main: HTMLElement) {
    let lead = main.add(.div, "score")
    let line = lead.add(.p, "lead")
    line.add(.strong, text: Points.text(result.score))
    line.text(" of \(Points.text(result.maxScore)) points")
    if result.displayName != result.id {
      line.text(" · ")
      line.add(.code).add(.bdi, text: Clipping.name(result.id))
    }
    Charts.addShareBar(result.score, of: result.maxScore, to: lead)
  }

  /// Where the first thing that went wrong stands: the exercise's place, and the test's if one ran.
  private struct Problem: Equatable {
    var exercise: Int
    var test: Int?
  }

  /// A grader's fault is not the student's failure, so it is never the first one.
  private func firstProblem() -> Problem? {
    for (position, exercise) in result.exercises.enumerated() {
      switch exercise.verdict {
      case .pass, .graderError: continue
      case .fail, .notRun:
        let test = exercise.tests.firstIndex { $0.verdict == .fail }
        return Problem(exercise: position, test: exercise.compile.status == .ok ? test : nil)
      }
    }
    return nil
  }

  private mutating func addFirst(_ problem: Problem, to main: HTMLElement) {
    let exercise = result.exercises[problem.exercise]
    let section = main.addSection("Start here", PageAnchor.first.id, "first-failure")
    let place = section.add(.p, "muted", text: "in ")
    place.add(.a).set(.href, PageURL(anchor: anchor(problem.exercise)))
      .addTitle(exercise.title)
    if let test = problem.test {
      if let reason = ownReason(exercise) {
        TestDetails.addText(reason, to: section.add(.p, "message"), budget: &budget)
      }
      section.add(.h3).addTitle(exercise.tests[test].name)
      TestDetails.add(
        exercise.tests[test], guide: model.guide, to: section, budget: &budget)
    } else {
      section.add(.h3, text: headline(of: problem.exercise))
      addObstacle(problem.exercise, to: section)
    }
    addCommand(exercise, to: section)
  }

  /// Adds the command that shows the failure again: to students for tests that they have.
  private func addCommand(_ exercise: ExerciseResult, to section: HTMLElement) {
    let command: String
    let title: String
    if model.edition.audience == .instructor {
      guard exercise.verdict != .notRun,
        let text = model.replay?.text(student: result.id, exercise: exercise.id)
      else { return }
      command = text
      title = "Grade this again, and nothing else"
    } else {
      let isTheirs = exercise.tests.contains { $0.verdict == .fail && $0.suite == .visible }
      guard isTheirs || exercise.compile.status != .ok else { return }
      command = "threadbare check \(shellWord(exercise.id))"
      title = "See it on your own machine"
    }
    let box = section.add(.div, "command")
    box.add(.p, "caption", text: title)
    let code = box.add(.pre).set(.tabindex, 0).add(.code)
    // A line breaks between two words, and not behind the hyphens of one.
    for (index, word) in command.split(separator: " ", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index > 0 { code.text(" ") }
      code.add(.span, text: String(word))
    }
  }

  private func addSummary(to main: HTMLElement) {
    let section = main.addSection("Summary", PageAnchor.summary.id)
    let table = section.addTable(
      caption: "Exercises, verdicts and points", "sortable", "filterable")
    let body = table.addBody(under: [
      "Exercise", "Verdict", .number("Tests passed"), .number("Points"),
    ])
    for (position, exercise) in result.exercises.enumerated() {
      let row = body.add(.tr)
      row.add(.th).set(.scope, "row").add(.a).set(.href, PageURL(anchor: anchor(position)))
        .addTitle(exercise.title)
      let verdict = row.add(.td)
      verdict.addVerdict(exercise.verdict)
      if exercise.isFlaky { verdict.add(.span, "tag", "flaky", text: "flaky") }
      let passed = exercise.tests.count { $0.verdict == .pass }
      row.add(
        .td, "number", text: exercise.tests.isEmpty ? "–" : "\(passed) of \(exercise.tests.count)")
      let points = exercise.hasScore ? Points.text(exercise.score) : "–"
      row.add(.td, "number", text: "\(points) of \(Points.text(exercise.maxScore))")
    }
    let foot = table.add(.tfoot).add(.tr)
    foot.add(.th, text: "Total").set(.scope, "row")
    foot.add(.td)
    foot.add(.td)
    foot.add(
      .td, "number", text: "\(Points.text(result.score)) of \(Points.text(result.maxScore))")
  }

  // MARK: Exercises

  private mutating func addExercise(_ position: Int, _ first: Problem?, to main: HTMLElement) {
    let exercise = result.exercises[position]
    let section = main.add(.section, "exercise").set(.id, anchor(position))
    let heading = section.add(.h2)
    heading.addTitle(exercise.title)
    let line = section.add(.p, "lead")
    line.addVerdict(exercise.verdict)
    let points = exercise.hasScore ? Points.text(exercise.score) : "–"
    line.text(" \(points) of \(Points.text(exercise.maxScore)) points · ")
    addExerciseLink(exercise, to: line)
    ScoreNotes.add(of: exercise, to: section)

    if first == Problem(exercise: position, test: nil) {
      section.add(.p, text: "See the start of this page.")
    } else if exercise.verdict == .graderError || exercise.compile.status != .ok
      || ownReason(exercise) != nil
    {
      section.add(.h3, text: headline(of: position))
      addObstacle(position, to: section)
    } else if exercise.compile.status == .ok, !exercise.compile.diagnostics.isEmpty {
      let details = section.add(.details)
      details.add(.summary, text: "What the compiler said")
      addDiagnostics(exercise.compile.diagnostics, to: details)
    }
    addTests(exercise, first.flatMap { $0.exercise == position ? $0.test : nil }, to: section)
    if first?.exercise != position, exercise.verdict != .pass { addCommand(exercise, to: section) }
    addWithheld(position, to: section)
    // The footer names the run's; this is for what ran in another.
    if exercise.sandbox != model.run.sandbox {
      section.add(.p, "muted", text: "Sandbox: \(Clipping.name(exercise.sandbox))")
    }
  }

  private func addExerciseLink(_ exercise: ExerciseResult, to line: HTMLElement) {
    guard let column = model.column(of: exercise.id) else {
      line.add(.code, text: Clipping.name(exercise.id))
      return
    }
    let url = PageURL(up: 1, path: [ReportModel.exerciseFolder, model.exerciseFile(column)])
    line.add(.a).set(.href, url).add(.code, text: Clipping.name(exercise.id))
  }

  /// Lists the tests: failures by their details, the rest by a line each.
  private mutating func addTests(
    _ exercise: ExerciseResult, _ first: Int?, to section: HTMLElement
  ) {
    if exercise.tests.isEmpty { return }
    let list = section.add(.ul, "tests")
    let order: [Verdict] = [.fail, .graderError, .notRun, .pass]
    for verdict in order {
      for (index, test) in exercise.tests.enumerated() where test.verdict == verdict {
        let item = list.add(.li)
        guard index != first, TestDetails.hasSome(test) else {
          TestDetails.addLine(test, to: item)
          if index == first {
            item.text(" ")
            item.link("shown at the start", to: PageURL(anchor: PageAnchor.first.id))
          }
          continue
        }
        let details = item.add(.details)
        TestDetails.addLine(test, to: details.add(.summary))
        TestDetails.add(test, guide: model.guide, to: details, budget: &budget)
      }
    }
  }

  private func addWithheld(_ position: Int, to section: HTMLElement) {
    let withheld = model.edition.withheld[student][position]
    if withheld.count == 0 { return }
    section.add(
      .p, "muted",
      text: "\(Points.count(withheld.count, "more test")) not shown here: "
        + "\(Points.text(withheld.score)) of \(Points.text(withheld.maxScore)) points.")
  }

  // MARK: What stood in the way

  /// The reason, if it says more than the tests do: mostly it is the message of the first that failed.
  private func ownReason(_ exercise: ExerciseResult) -> String? {
    guard let reason = exercise.reason, !reason.isEmpty,
      !exercise.tests.contains(where: { $0.verdict == .fail && $0.message == reason })
    else { return nil }
    return reason
  }

  /// What stood in the way of an exercise, in a few words.
  private func headline(of position: Int) -> String {
    let exercise = result.exercises[position]
    switch (exercise.verdict, exercise.compile.status) {
    case (.graderError, _): return "The grader failed"
    case (_, .error): return "It does not compile"
    case (_, .timeout): return "Compiling took too long"
    case (.notRun, .ok): return "It was not run"
    case (_, .ok) where ownReason(exercise) != nil: return "It was stopped"
    case (_, .ok) where model.edition.withheld[student][position].count > 0:
      return "Tests that are not shown here fail"
    case (_, .ok): return "It failed"
    }
  }

  private mutating func addObstacle(_ position: Int, to section: HTMLElement) {
    let exercise = result.exercises[position]
    // Not twice in other capitals: "it does not compile" under that very headline.
    if let reason = exercise.reason, !reason.isEmpty,
      reason.lowercased() != headline(of: position).lowercased()
    {
      TestDetails.addText(reason, to: section.add(.p, "message"), budget: &budget)
    }
    if exercise.verdict == .graderError {
      section.add(.p, text: "This is no fault of the submission, and counts for no score.")
    }
    if !exercise.compile.diagnostics.isEmpty {
      addDiagnostics(exercise.compile.diagnostics, to: section)
    }
  }

  private mutating func addDiagnostics(_ diagnostics: [String], to section: HTMLElement) {
    let box = section.add(.pre, "compiler").set(.tabindex, 0)
    for (position, diagnostic) in diagnostics.prefix(ReportLimits.compilerMessages).enumerated() {
      if position > 0 { box.text("\n") }
      TestDetails.addText(diagnostic, to: box, budget: &budget)
    }
    let more = diagnostics.count - ReportLimits.compilerMessages
    if more > 0 {
      section.add(.p, "muted", text: "and \(Points.grouped(more)) more, in results.json")
    }
  }

  private func anchor(_ position: Int) -> AnchorID {
    let exercise = result.exercises[position]
    if let column = model.column(of: exercise.id) { return model.anchors[column] }
    // An exercise that the course has no more; its place makes the anchor.
    return AnchorID(slugging: "former exercise \(position + 1)")
  }
}
