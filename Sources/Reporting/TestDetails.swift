import Markup
import Results

/// How one test is shown on a student's page.
enum TestDetails {
  /// Says whether there is more to show than a line.
  static func hasSome(_ test: TestResult) -> Bool {
    !test.message.isEmpty || !test.expected.isEmpty || !test.actual.isEmpty
      || !test.timeline.isEmpty || test.replay != nil
  }

  /// Adds the verdict, the name and the points of a test.
  static func addLine(_ test: TestResult, to element: HTMLElement) {
    element.addVerdict(test.verdict)
    element.text(" ")
    element.add(.span, "test-name").addTitle(test.name)
    let points = "\(Points.text(test.score)) of \(Points.text(test.maxScore))"
    if test.visibility != .visible { element.add(.span, "tag", text: test.visibility.label) }
    element.add(.span, "points", text: points)
  }

  /// Adds message, values, trace and replay of a test.
  static func add(_ test: TestResult, to element: HTMLElement, budget: inout PageBudget) {
    if !test.message.isEmpty {
      addText(test.message, to: element.add(.p, "message"), budget: &budget)
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
    if !test.timeline.isEmpty { addTimeline(test.timeline, to: element, budget: &budget) }
    if let replay = test.replay, !replay.isEmpty {
      let line = element.add(.p, "replay", text: "To replay this run, take the decisions ")
      addText(replay, to: line.add(.code), budget: &budget)
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

  private static func addTimeline(
    _ timeline: [String], to element: HTMLElement, budget: inout PageBudget
  ) {
    let shown = lastLines(of: timeline)
    let details = element.add(.details, "timeline")
    details.set(.open)
    let count = Points.count(timeline.count, "event")
    let title = shown.count == timeline.count ? count : "the last \(shown.count) of \(count)"
    details.add(.summary, text: "What happened: \(title)")
    let box = details.add(.pre).set(.tabindex, 0)
    addText(shown.joined(separator: "\n"), to: box, budget: &budget)
  }

  /// The last lines, since the failure is at the end; an endless line is cut.
  private static func lastLines(of timeline: [String]) -> [String] {
    var lines: [String] = []
    var bytes = 0
    for line in timeline.suffix(ReportLimits.timelineLines).reversed() {
      let prefix = Clipping.prefix(of: line, bytes: ReportLimits.timelineLineBytes)
      bytes += prefix.utf8.count
      if bytes > ReportLimits.valueBytes, !lines.isEmpty { break }
      lines.append(prefix.utf8.count == line.utf8.count ? line : prefix + " …")
    }
    return lines.reversed()
  }

  private static func addRest(_ clipped: PageBudget.Clipped, to element: HTMLElement) {
    if clipped.isWhole { return }
    element.add(
      .span, "cut",
      text: " … the first \(Points.grouped(clipped.shown.utf8.count)) of "
        + "\(Points.grouped(clipped.byteCount)) bytes; the rest is in results.json")
  }
}
