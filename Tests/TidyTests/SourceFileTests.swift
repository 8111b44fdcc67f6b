import TestSupport
import Testing

@Suite struct `Source files` {
  static let linesMax = 500

  @Test func `none is longer than 500 lines`() throws {
    let files = Tree.files(
      under: ["Sources", "Tests", "exercises", "grader", "site", ".ci"],
      endings: [".swift", ".c", ".h", ".js", ".css"])
    #expect(!files.isEmpty)
    for path in files where !isOfStudents(path) {
      let lines =
        try Repository.text(of: path).split(
          separator: "\n", omittingEmptySubsequences: false
        ).count - 1
      #expect(lines <= Self.linesMax, "\(path) has \(lines) lines: which concern can move out?")
    }
  }

  /// Sample and hostile submissions are students' work; not all of them are UTF-8.
  private func isOfStudents(_ path: String) -> Bool {
    path.hasPrefix("grader/cohort/") || path.hasPrefix("grader/attacks/")
  }

  /// A starter's mark tells the student where to write; anywhere else it is unfinished work.
  @Test func `nothing is marked as unfinished, but the starters of exercises`() throws {
    let mark = /\b(TODO|FIXME|XXX)\b/
    let files = Tree.files(
      under: ["Sources", "Tests", "exercises", "grader", "site", ".ci"],
      endings: [".swift", ".c", ".h", ".js", ".css"])
    for path in files where !path.contains(/^exercises\/[^\/]+\/(Starter|Submission)\.swift$/) {
      if isOfStudents(path) { continue }
      for line in SourceText(try Repository.text(of: path)).commentLines
      where line.text.contains(mark) {
        Issue.record("\(path):\(line.number) has an unfinished mark: \(line.text)")
      }
    }
  }

  @Test(arguments: [
    ("let a = 1  // b", "let a = 1  ", " b"),
    (#"let a = "// no" // yes"#, #"let a = "" "#, " yes"),
    (##"let a = #"a " \" b"# + c"##, #"let a = "" + c"#, ""),
    (#"let a = "\"//" + b"#, #"let a = "" + b"#, ""),
    ("a /* b\n c */ d", "a \n d", " b\n c "),
    ("\"\"\"\n  // \"no\"\n  \"\"\" + a", "\"\"\n\n + a", "\n\n"),
  ])
  func `comments and strings are told from code`(
    text: String, code: String, comments: String
  ) {
    let source = SourceText(text)
    #expect(source.code == code)
    #expect(source.comments == comments)
  }
}
