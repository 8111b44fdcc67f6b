import Diagnostics
import TestSupport
import Testing

@Suite struct `A rendered diagnostic` {
  @Test func `has path, line, column, source line, caret and help`() {
    let diagnostic = Diagnostic(
      location: SourceLocation(path: "lessons/course.yaml", line: 3, column: 3),
      message: "unknown key \"titel\"", sourceLine: "  titel: Tasks", length: 5,
      help: "did you mean \"title\"?")
    #expect(
      diagnostic.rendered() == """
        lessons/course.yaml:3:3: error: unknown key "titel"
          titel: Tasks
          ^~~~~
        help: did you mean "title"?

        """)
  }

  @Test func `about a whole file has no position and no source line`() {
    let diagnostic = Diagnostic(
      severity: .warning, location: SourceLocation(path: "course.yaml"), message: "empty file",
      sourceLine: "not shown")
    #expect(diagnostic.rendered() == "course.yaml: warning: empty file\n")
  }

  @Test func `about no file is severity and message`() {
    #expect(Diagnostic(message: "no course here").rendered() == "error: no course here\n")
  }

  @Test func `in colour is the plain one when the escapes are taken out`() {
    let diagnostic = Diagnostic(
      location: SourceLocation(path: "a.yaml", line: 1, column: 1), message: "m",
      sourceLine: "x", help: "h\ni")
    let coloured = diagnostic.rendered(style: .colour)
    #expect(coloured.contains("\u{1B}[1;31merror:\u{1B}[0m"))
    #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == diagnostic.rendered())
  }

  @Test func `indents the further lines of a help`() {
    let text = Diagnostic(message: "m", help: "first\n- second\n\n+ third").rendered()
    #expect(text == "error: m\nhelp: first\n      - second\n\n      + third\n")
  }

  /// The caret must stand under the character that the column names, whatever comes before it.
  @Test(arguments: [
    ("abc", 2, 1, "abc\n ^"),
    ("abc", 4, 1, "abc\n   ^"),
    ("abc", 99, 5, "abc\n   ^"),
    ("abc", 2, 99, "abc\n ^~"),
    ("", 1, 1, "\n^"),
    ("\tx", 2, 1, "    x\n    ^"),
    ("a\tx", 3, 1, "a   x\n    ^"),
    ("\t\tx", 2, 1, "        x\n    ^~~~"),
    ("日本x", 3, 1, "日本x\n    ^"),
    ("日本x", 2, 1, "日本x\n  ^~"),
    ("e\u{301}x", 3, 1, "e\u{301}x\n ^"),
    ("e\u{301}x", 2, 1, "e\u{301}x\n^"),
    ("👩‍👩‍👧x", 6, 1, "👩‍👩‍👧x\n  ^"),
    ("a\u{200B}b", 3, 1, "a\u{200B}b\n ^"),
    ("한국: x", 5, 1, "한국: x\n      ^"),
  ])
  func `puts the caret under the column`(
    line: String, column: Int, length: Int, expected: String
  ) {
    let diagnostic = Diagnostic(
      location: SourceLocation(path: "f", line: 1, column: column), message: "m",
      sourceLine: line, length: length)
    #expect(diagnostic.rendered() == "f:1:\(column): error: m\n\(expected)\n")
  }

  @Test(arguments: ["\u{1B}[31m", "\u{7F}", "\u{9B}31m", "\u{202E}", "\u{0}", "\u{8}", "\r"])
  func `shows no control character of the input`(hostile: String) {
    let diagnostic = Diagnostic(
      location: SourceLocation(path: "f\(hostile)", line: 1, column: 2),
      message: "unknown key \"\(hostile)\"", sourceLine: "a\(hostile)b", length: 1,
      help: "not \(hostile)")
    let text = diagnostic.rendered()
    #expect(
      !text.unicodeScalars.contains {
        $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
      })
  }

  @Test func `shows an escape character by its picture`() {
    let diagnostic = Diagnostic(
      location: SourceLocation(path: "f", line: 1, column: 3), message: "m",
      sourceLine: "\u{1B}[x")
    #expect(diagnostic.rendered() == "f:1:3: error: m\n␛[x\n  ^\n")
  }

  @Test(arguments: [1, 60, 61, 62, 159, 160, 161, 200, 4_999, 5_000, 5_001, 9_999])
  func `has the caret under the right character of a long line`(column: Int) {
    let letters = Array("abcdefghijklmnopqrstuvwxyz日本")
    let line = String((0..<5_000).map { letters[$0 * 7 % letters.count] })
    let lines = Diagnostic(
      location: SourceLocation(path: "f", line: 1, column: column), message: "m",
      sourceLine: line, length: 3
    ).rendered().split(separator: "\n", omittingEmptySubsequences: false)
    let caret = lines[2].prefix { $0 == " " }.count
    var cells = 0
    let found = lines[1].first { character in
      defer { cells += terminalCells(of: String(character)) }
      return cells == caret
    }
    #expect(found == (column <= 5_000 ? Array(line)[column - 1] : nil))
    #expect(terminalCells(of: lines[1]) <= 162)
  }

  @Test func `cuts a long line around the caret`() {
    let line = String(repeating: "a", count: 5_000) + "X" + String(repeating: "b", count: 5_000)
    let diagnostic = Diagnostic(
      location: SourceLocation(path: "f", line: 1, column: 5_001), message: "m",
      sourceLine: line, length: 900)
    let lines = diagnostic.rendered().split(separator: "\n")
    #expect(lines[1].hasPrefix("…aaa") && lines[1].hasSuffix("bbb…"))
    let caret = lines[2].prefix { $0 == " " }.count
    #expect(Array(lines[1])[caret] == "X")
    #expect(lines[1].count <= 162)
    #expect(lines[2].count <= lines[1].count)
  }
}

@Suite struct `A list of diagnostics` {
  @Test func `is shown by path, line and column`() {
    func at(_ path: String, _ line: Int, _ column: Int) -> Diagnostic {
      Diagnostic(
        location: SourceLocation(path: path, line: line, column: column), message: "m\(column)")
    }
    let list = DiagnosticList([
      at("b", 1, 1), at("a", 10, 1), at("a", 9, 4), at("a", 9, 3), Diagnostic(message: "first"),
      Diagnostic(location: SourceLocation(path: "a"), message: "whole"),
    ])
    #expect(
      list.rendered() == """
        error: first

        a: error: whole

        a:9:3: error: m3

        a:9:4: error: m4

        a:10:1: error: m1

        b:1:1: error: m1

        """)
  }

  @Test(arguments: [
    (0, 0, "no errors"), (1, 0, "1 error"), (2, 1, "2 errors, 1 warning"), (0, 3, "3 warnings"),
  ])
  func `is summed up in words`(errors: Int, warnings: Int, expected: String) {
    var list = DiagnosticList()
    for _ in 0..<errors { list.append(Diagnostic(message: "e")) }
    for _ in 0..<warnings { list.append(Diagnostic(severity: .warning, message: "w")) }
    #expect(list.summary == expected)
    #expect(list.hasErrors == (errors > 0))
  }
}
