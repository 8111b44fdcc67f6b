import Results
import Testing

@Suite struct `A quoted line` {
  private static let source = "one\ntwo\r\nthree\nfour\n\nsix\n"

  private func quote(_ line: Int, from source: String = source) -> SourceLine? {
    SourceLine(file: "S.swift", line: line).quoted(from: source)
  }

  @Test func `stands among the lines around it`() {
    #expect(
      quote(1) == SourceLine(file: "S.swift", line: 1, firstLine: 1, text: ["one", "two", "three"]))
    #expect(
      quote(4)
        == SourceLine(
          file: "S.swift", line: 4, firstLine: 2, text: ["two", "three", "four", "", "six"]))
    #expect(quote(6)?.text == ["four", "", "six"])
    #expect(quote(1, from: "alone")?.text == ["alone"])
  }

  @Test(arguments: [0, -1, 8, 1_000_000, Int.max, Int.min])
  func `that the file does not have is none`(line: Int) {
    #expect(quote(line) == nil)
  }

  @Test func `that is endless is cut`() {
    let line = quote(1, from: String(repeating: "x", count: 100_000))
    #expect(line?.text.first?.count == 162)
    // One character, which is endless too.
    let accents = quote(1, from: "e" + String(repeating: "\u{301}", count: 100_000))
    #expect(accents?.text.first?.unicodeScalars.count == 162)
  }

  @Test func `of an empty file is the empty first one`() {
    #expect(quote(1, from: "")?.text == [""])
  }
}

@Suite struct `Several runs of a test` {
  private func result(_ verdict: Verdict, _ score: Double = 0) -> TestResult {
    TestResult(
      id: "t", name: "T", verdict: verdict, visibility: .visible, score: score, maxScore: 4,
      message: "\(verdict) \(score)")
  }

  private func worst(_ results: [TestResult]) -> TestResult? {
    TestResult.worst(of: results.map { [$0] }).first
  }

  @Test func `that end alike are one, and not flaky`() {
    #expect(worst([result(.pass, 4), result(.pass, 4)]) == result(.pass, 4))
    #expect(worst([result(.fail)]) == result(.fail))
  }

  @Test func `count as the worst of them`() {
    for results in [
      [result(.pass, 4), result(.fail, 1), result(.pass, 4)], [result(.fail, 1), result(.pass, 4)],
    ] {
      let worst = worst(results)
      #expect(worst?.verdict == .fail)
      #expect(worst?.score == 1)
      #expect(worst?.message == "fail 1.0")
      #expect(worst?.flaky == RunCounts(results.map(\.verdict)))
    }
    #expect(worst([result(.fail, 2), result(.fail, 1)])?.score == 1)
    #expect(worst([result(.fail, 2), result(.fail, 1)])?.flaky?.fail == 2)
    #expect(worst([result(.pass, 4), result(.notRun)])?.verdict == .notRun)
    #expect(worst([result(.notRun), result(.fail)])?.verdict == .fail)
    #expect(
      worst([result(.fail), result(.graderError), result(.pass, 4)])?.verdict == .graderError)
  }

  @Test func `are none where there was none`() {
    #expect(TestResult.worst(of: []).isEmpty)
  }
}
