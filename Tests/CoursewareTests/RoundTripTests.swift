import Courseware
import Diagnostics
import Foundation
import SeededNumbers
import TestSupport
import Testing

@Suite struct `What an author writes` {
  /// Texts of every kind of character that YAML gives a meaning to, in each of its styles.
  @Test(arguments: ["literal", "double", "single"])
  func `is what the model holds`(style: String) throws {
    var random = SplitMix64(state: 42)
    try withCourse { fixture in
      let lesson = try fixture.folder.text(of: "lessons/01-one/lesson.yaml")
      for round in 0..<300 {
        let title = randomText(lines: 1, with: &random)
        let text = randomText(lines: Int.random(in: 1...6, using: &random), with: &random)
        let written = lesson.replacing("The first lesson", with: quoted(title, style))
          .replacing(
            "|\n      A *task* is what the kernel schedules.\n",
            with: style == "literal" ? literal(text) : quoted(text, style) + "\n")
        try fixture.folder.write(written, to: "lessons/01-one/lesson.yaml")
        let loaded = Course.load(from: fixture.course)
        #expect(loaded.diagnostics.rendered() == "", "round \(round)")
        let read = try loaded.get().lessons[0]
        #expect(read.title == title)
        #expect(read.sections[0].text.string == text + (style == "literal" ? "\n" : ""))
      }
    }
  }

  private func randomText(lines: Int, with random: inout SplitMix64) -> String {
    let words = [
      "no", "on", "~", "null", "1_000", "0o17", "- a", "key: value", "#comment", "\"q\"", "'s'",
      "&a", "*a", "!t", "|", ">", "%", "@x", "`code`", "{", "}", "[", "]", ",", "日本", "é",
      "👩‍👩‍👧", "\\n", "a\tb", "---", "...", "<<",
    ]
    return (0..<lines).map { _ in
      (0...Int.random(in: 0...5, using: &random))
        .map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  private func literal(_ text: String) -> String {
    "|\n" + text.split(separator: "\n").map { "      \($0)\n" }.joined()
  }

  /// In double quotes with escapes; in single quotes, where a line end is an empty line.
  private func quoted(_ text: String, _ style: String) -> String {
    if style == "single" {
      return "'" + text.replacing("'", with: "''").replacing("\n", with: "\n\n      ") + "'"
    }
    return "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t") + "\""
  }
}

@Suite struct `The limits of a file` {
  private func diagnostics(_ goals: String) throws -> DiagnosticList {
    try withCourse { fixture in
      try fixture.edit(
        "lessons/01-one/lesson.yaml", "goals: [Say what a task is]", "goals: " + goals)
      return Course.load(from: fixture.course).diagnostics
    }
  }

  @Test func `on nesting is where it says`() throws {
    // The lesson's own mapping is the first level.
    let max = CoursewareLimits.nestingDepthMax - 1
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let atLimit = try diagnostics(nested(max))
    let above = try diagnostics(nested(max + 1))
    #expect(!atLimit.contains { $0.message.contains("nest deeper") })
    #expect(above.contains { $0.message.contains("nest deeper than 32 levels") })
  }

  @Test func `on the elements of a list is where it says`() throws {
    func list(_ count: Int) -> String {
      "[" + [String](repeating: "a", count: count).joined(separator: ", ") + "]"
    }
    #expect(try diagnostics(list(CoursewareLimits.listElementsMax)).isEmpty)
    #expect(
      try diagnostics(list(CoursewareLimits.listElementsMax + 1)).map(\.message)
        == ["\"goals\" has more than 1000 elements"])
  }

  @Test func `on the characters of a line is where it says`() throws {
    func line(_ count: Int) -> String { "[" + String(repeating: "日", count: count) + "]" }
    #expect(try diagnostics(line(CoursewareLimits.lineScalarsMax)).isEmpty)
    #expect(
      try diagnostics(line(CoursewareLimits.lineScalarsMax + 1)).map(\.message)
        == ["\"goals\" is longer than 400 characters"])
  }

  @Test func `on nodes counts aliases as what they stand for`() throws {
    // 1 + 200 x (1 + 240) nodes are below the limit, 1 + 220 x 241 above it.
    func bomb(_ count: Int) -> String {
      let words = [String](repeating: "a", count: 240).joined(separator: ", ")
      let aliases = [String](repeating: "*a", count: count).joined(separator: ", ")
      return "[&a [\(words)], \(aliases)]"
    }
    #expect(!(try diagnostics(bomb(199))).contains { $0.message.contains("stands for more") })
    #expect(try diagnostics(bomb(219)).contains { $0.message.contains("stands for more") })
  }
}
