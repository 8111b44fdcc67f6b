import Diagnostics
import Foundation
import Testing

@Suite struct `The nearest known word` {
  @Test(arguments: [
    ("titel", "title"), ("tilte", "title"), ("Title", "title"), ("titles", "title"),
    ("summry", "summary"), ("CLONE_THRED", "CLONE_THREAD"), ("questoins", "questions"),
  ])
  func `is suggested for a misspelling`(word: String, expected: String) {
    let known = ["id", "title", "summary", "sections", "questions", "CLONE_THREAD", "CLONE_VM"]
    #expect(nearest(to: word, in: known) == expected)
  }

  @Test(arguments: ["", "x", "colour", "zzzzzz", String(repeating: "title", count: 100)])
  func `is not suggested for another word`(word: String) {
    #expect(nearest(to: word, in: ["id", "title", "summary"]) == nil)
  }

  @Test func `is the first of equally near ones`() {
    #expect(nearest(to: "cat", in: ["bat", "rat"]) == "bat")
  }

  @Test func `is replaced by a list when none is near`() {
    #expect(
      suggestion(for: "colour", in: ["id", "title"], listedAs: "keys")
        == "known keys are \"id\", \"title\"")
    #expect(suggestion(for: "colour", in: [], listedAs: "keys") == nil)
  }
}

@Suite struct `A quoted value` {
  @Test(arguments: [
    ("plain", "\"plain\""), ("a\"b", "\"a\\\"b\""), ("a\nb", "\"a\\nb\""), ("", "\"\""),
  ])
  func `is whole, with line ends escaped`(value: String, expected: String) {
    #expect(quoted(value) == expected)
  }
}

@Suite struct `The JSON of a diagnostic` {
  @Test func `names its place and its help`() throws {
    let list = DiagnosticList([
      Diagnostic(
        location: SourceLocation(path: "a.yaml", line: 2, column: 3), message: "m", help: "h")
    ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(
      String(decoding: try encoder.encode(list), as: UTF8.self)
        == #"[{"column":3,"help":"h","line":2,"message":"m","path":"a.yaml","severity":"error"}]"#)
  }
}
