import Results
import Testing

@Suite struct `A text of a submission` {
  private static let accents = String(repeating: "\u{301}", count: 100_000)

  @Test func `is cut by its bytes, between two scalars`() {
    #expect("abc".beginning(bytes: 3) == "abc")
    #expect("abc".beginning(bytes: 2) == "ab")
    #expect("aéb".beginning(bytes: 2) == "a")
    #expect("aéb".dropFirst().beginning(bytes: 2) == "é")
    #expect("🧵".beginning(bytes: 3).isEmpty)
    #expect("a".beginning(bytes: -1).isEmpty)
    // One character.
    #expect(("e" + Self.accents).beginning(bytes: 10).utf8.count == 9)
  }

  @Test func `is cut wherever a result carries it`() {
    let text = "e" + Self.accents
    var result = TestResult(
      id: "t", name: "T", verdict: .fail, visibility: .visible, score: 0, maxScore: 1,
      message: text, expected: text, actual: text, timeline: [text, "short"],
      call: CallNote(role: .last, text: text, thread: 1),
      exploration: ExplorationNote(
        schedules: 1, repeated: 0, isComplete: true, preemptionsMax: nil,
        outcomes: [.init(text: text, schedules: 1, isFailure: true)]))
    result.limitTexts()
    for text in [result.message, result.expected, result.actual] {
      #expect(text.utf8.count <= TestResult.textBytesMax + 3 && text.hasSuffix("…"))
    }
    let lines = [result.timeline[0], result.call?.text, result.exploration?.outcomes.first?.text]
    for line in lines.compactMap(\.self) {
      #expect(line.utf8.count <= TestResult.lineBytesMax + 3 && line.hasSuffix("…"))
    }
    #expect(lines.count == 3 && result.timeline[1] == "short")
  }

  @Test func `stays as it is where it is short`() {
    let result = TestResult(
      id: "t", name: "T", verdict: .fail, visibility: .visible, score: 0, maxScore: 1,
      message: "wrong", expected: "1", actual: "2", timeline: ["a"])
    var limited = result
    limited.limitTexts()
    #expect(limited == result)
  }
}
