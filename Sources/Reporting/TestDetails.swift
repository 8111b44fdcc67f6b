import Markup
import Results

/// How one test is shown on a student's page.
enum TestDetails {
  /// Says whether there is more to show than a line.
  static func hasSome(_ test: TestResult) -> Bool {
    !test.message.isEmpty || !test.expected.isEmpty || !test.actual.isEmpty
      || !test.timeline.isEmpty || test.replay != nil || test.flaky != nil
  }

  /// Adds the verdict, the name and the points of a test.
  static func addLine(_ test: TestResult, to element: HTMLElement) {
    element.addVerdict(test.verdict)
    element.text(" ")
    element.add(.span, "test-name").addTitle(test.name)
    let points = "\(Points.text(test.score)) of \(Points.text(test.maxScore))"
    if test.visibility != .visible { element.add(.span, "tag", text: test.visibility.label) }
    if test.isPartlyEarned { element.add(.span, "tag", text: "partial credit") }
    if test.flaky != nil { element.add(.span, "tag", "flaky", text: "flaky") }
    element.add(.span, "points", text: points)
  }

  /// Adds all that is known of a test: message, values, the call and its line, trace, and where to
  /// read on.
  static func add(
    _ test: TestResult, guide: CourseGuide, to element: HTMLElement, budget: inout PageBudget
  ) {
    if let flaky = test.flaky { addFlaky(flaky, to: element) }
    if !test.message.isEmpty {
      addMessage(test.message, to: element.add(.p, "message", "told"), budget: &budget)
    }
    if !test.expected.isEmpty || !test.actual.isEmpty {
      let comparison = ValueComparison(expected: test.expected, actual: test.actual)
      let list = element.add(.dl, "values")
      list.add(.dt, text: "Expected")
      addValue(
        test.expected, comparison.expected, to: list.add(.dd, "expected"), budget: &budget)
      list.add(.dt, text: "Actual")
      addValue(test.actual, comparison.actual, to: list.add(.dd, "actual"), budget: &budget)
    }
    CallDetails.addCall(test, to: element, budget: &budget)
    CallDetails.addTimeline(test, to: element, budget: &budget)
    CallDetails.addRecording(test, to: element, budget: &budget)
    if let found = test.exploration { addExploration(found, to: element, budget: &budget) }
    if let reference = test.section { addSection(reference, guide, to: element) }
    if let replay = test.replay, !replay.isEmpty {
      let line = element.add(.p, "replay", text: "The kernel's decisions in this run: ")
      addText(replay, to: line.add(.code), budget: &budget)
    }
  }

  private static func addFlaky(_ runs: RunCounts, to element: HTMLElement) {
    let counts = [
      (runs.pass, "passed"), (runs.fail, "failed"), (runs.notRun, "not run"),
      (runs.graderError, "ended in a grader error"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\(Points.grouped($0.0)) \($0.1)" }
    element.add(
      .p, "message",
      text: "Not every run ended alike: of \(Points.count(runs.total, "run")) "
        + words.joined(separator: ", ") + ". The worst one counts; this is what it said.")
  }

  /// Adds what exploring the schedules of the program has found.
  private static func addExploration(
    _ found: ExplorationNote, to element: HTMLElement, budget: inout PageBudget
  ) {
    element.add(.p, "schedules", text: found.summary + ":")
    let list = element.add(.ul, "schedules")
    for line in found.lines { addText(line, to: list.add(.li), budget: &budget) }
  }

  /// Adds where the course teaches what was tested.
  private static func addSection(
    _ reference: String, _ guide: CourseGuide, to element: HTMLElement
  ) {
    guard let found = guide.section(reference) else { return }
    let line = element.add(.p, "read-on", text: "Read on: ")
    let place = found.url.map { line.add(.a).set(.href, $0) } ?? line.add(.span)
    place.addTitle(found.title.section)
    line.text(", in the lesson ")
    line.addTitle(found.title.lesson)
  }

  /// Adds the message of a test: text in which backticks stand around code.
  private static func addMessage(
    _ message: String, to element: HTMLElement, budget: inout PageBudget
  ) {
    let pieces = message.splitAtBackticks()
    let clipped = budget.clip(message)
    guard clipped.isWhole, pieces.count % 2 == 1, pieces.count < 100 else {
      element.text(clipped.shown)
      return addRest(clipped, to: element)
    }
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      if index % 2 == 1 {
        element.add(.code, text: String(piece))
      } else {
        element.text(String(piece))
      }
    }
  }

  /// Adds submitted text, or as much of it as the page may hold.
  static func addText(_ text: String, to element: HTMLElement, budget: inout PageBudget) {
    let clipped = budget.clip(text)
    element.text(clipped.shown)
    addRest(clipped, to: element)
  }

  /// Adds a value whole and in quotes, so that its beginning, its end and its emptiness are seen.
  private static func addValue(
    _ value: String, _ pieces: [ValueComparison.Piece]?, to element: HTMLElement,
    budget: inout PageBudget
  ) {
    let box = element.add(.pre, "value").set(.tabindex, 0)
    let clipped = budget.clip(value)
    box.add(.span, "quote", text: "\"")
    if let pieces, clipped.isWhole {
      for piece in pieces {
        if piece.isShared { box.text(piece.text) } else { box.add(.mark, text: piece.text) }
      }
    } else {
      box.text(clipped.shown)
    }
    if clipped.isWhole { box.add(.span, "quote", text: "\"") }
    addRest(clipped, to: element)
  }

  private static func addRest(_ clipped: PageBudget.Clipped, to element: HTMLElement) {
    if clipped.isWhole { return }
    element.add(
      .span, "cut",
      text: " … the first \(Points.grouped(clipped.shown.utf8.count)) of "
        + "\(Points.grouped(clipped.byteCount)) bytes; the rest is in results.json")
  }
}
