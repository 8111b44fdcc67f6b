import Results

/// What a student thinks of the tests of their own file before these run, and what came of them.
package struct TestPrediction: Sendable {
  private let work: CheckedWork
  private let file: String
  private let guesses: [String: Bool]

  /// Joins guesses and results.
  ///
  /// - Parameters:
  ///   - guesses: By test: whether it will pass. Tests that are not there were not asked about.
  ///   - work: What came of them.
  ///   - file: The student's file as it is shown.
  package init(_ guesses: [String: Bool], _ work: CheckedWork, of file: String) {
    self.guesses = guesses
    self.work = work
    self.file = file
  }

  /// How many guesses were right.
  package var rightCount: Int {
    work.result.tests.count { guesses[$0.id] == ($0.verdict == .pass) }
  }

  /// Each test with the guess and what came; then the first surprise, by its trace.
  package var lines: [ScreenLine] {
    if work.result.compile.status != .ok { return CheckReport(work, of: file).lines }
    var lines = work.result.tests.map { test -> ScreenLine in
      let passed = test.verdict == .pass
      let guess = guesses[test.id].map { $0 == passed ? "as you said" : "you said otherwise" }
      return ScreenLine(
        [
          Span("  "), CheckReport.mark(test.verdict), Span(" \(test.name)"),
          Span(guess.map { "  (\($0))" } ?? "", .strong),
        ], hanging: 4)
    }
    lines += [.empty, ScreenLine("\(rightCount) of \(guesses.count) as you said.")]
    let surprise = work.result.tests.first { $0.verdict != .pass && guesses[$0.id] == true }
    guard let test = surprise else { return lines }
    lines += [.empty, ScreenLine([Span("Why not: "), Span(test.name, .strong)], hanging: 2)]
    lines.append(ScreenLine("  " + test.message, hanging: 2))
    if !test.expected.isEmpty || !test.actual.isEmpty {
      lines.append(ScreenLine("  expected: " + test.expected, .good, hanging: 4))
      lines.append(ScreenLine("  actual:   " + test.actual, .bad, hanging: 4))
    }
    if !test.timeline.isEmpty { lines.append(.empty) }
    return lines
      + TaskTimeline.lines(of: test.timeline, marking: test.timelineMark, showsTimes: false)
  }
}
