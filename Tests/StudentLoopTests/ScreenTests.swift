import StudentLoop
import Testing

@Suite struct `Lines on a screen` {
  @Test func `break between words, and indent what follows`() {
    let line = ScreenLine("first failure: a child was left as a zombie", hanging: 2)
    #expect(
      line.rows(width: 20).map(\.text) == ["first failure: a", "  child was left as", "  a zombie"])
  }

  @Test func `break a word that is longer than a row`() {
    #expect(ScreenLine("abcdefgh").rows(width: 3).map(\.text) == ["abc", "def", "gh"])
    #expect(ScreenLine("漢字漢字").rows(width: 5).map(\.text) == ["漢字", "漢字"])
  }

  @Test func `have a row even if there is nothing on them, or no width`() {
    #expect(ScreenLine.empty.rows(width: 10).count == 1)
    #expect(ScreenLine("ab").rows(width: 0).map(\.text) == ["a", "b"])
  }

  @Test func `are cut where somebody floods`() {
    let rows = ScreenLine(String(repeating: "x", count: 1_000_000)).rows(width: 80)
    #expect(rows.count == 51)
  }

  @Test func `take from a text whatever drives a terminal`() {
    let line = ScreenLine([Span("\u{1b}[2Jhello", .bad, link: "file:///x")])
    #expect(line.text == "␛[2Jhello")
    #expect(
      line.written(colour: false)
        == "\u{1b}]8;;file:///x\u{1b}\\\u{1b}[1m␛[2Jhello\u{1b}[0m\u{1b}]8;;\u{1b}\\")
  }
}
