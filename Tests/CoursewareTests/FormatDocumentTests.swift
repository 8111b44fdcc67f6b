import Courseware
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct `docs/course-format.md` {
  /// The blocks of the document that name the file they are, as in "```yaml lesson.yaml".
  private static var examples: [(name: String, text: String)] {
    let text = (try? Repository.text(of: "docs/course-format.md")) ?? ""
    return text.matches(of: #/```yaml (\S+)\n((?:.|\n)*?)```\n/#).map {
      (String($0.1), String($0.2))
    }
  }

  @Test func `has examples that pass the linter`() throws {
    #expect(
      Self.examples.map(\.name) == [
        "course.yaml", "lesson.yaml", "questions", "glossary.yaml",
        "instructor.yaml", "exercise.yaml", "grading.yaml",
        "mutants.yaml",
      ])
    try withCourse { fixture in
      for path in ["lessons/01-one", "exercises/01-one", "grader/01-one"] {
        let renamed = path.replacing("01-one", with: "01-tasks")
        try FileManager.default.moveItem(
          at: fixture.folder.file(path), to: fixture.folder.file(renamed))
      }
      let folders = [
        "course.yaml": "lessons", "lesson.yaml": "lessons/01-tasks",
        "exercise.yaml": "exercises/01-tasks", "mutants.yaml": "grader/01-tasks",
        "glossary.yaml": "lessons", "instructor.yaml": "lessons",
        "grading.yaml": "grader",
      ]
      let questions = try #require(Self.examples.first { $0.name == "questions" }).text
        .split(separator: "\n").map { "      \($0)\n" }.joined()
      for example in Self.examples where example.name != "questions" {
        let folder = try #require(folders[example.name])
        // The example of a lesson has one question, and then those of the other kinds.
        let text = example.text.replacing("further:  ", with: questions + "further:  ")
        #expect(text != example.text || example.name != "lesson.yaml")
        try fixture.folder.write(text, to: "\(folder)/\(example.name)")
      }
      let mutants = "grader/01-tasks/mutants"
      let file = try #require(Self.examples.last?.text.split(separator: ":").first)
      try fixture.folder.write("let mutant = 1\n", to: "\(mutants)/\(file)")
      for name in ["one", "two"] {
        let entry = "\(name).swift: {fails: a, message: b}\n"
        let text = try fixture.folder.text(of: "grader/01-tasks/mutants.yaml")
        try fixture.folder.write(text + entry, to: "grader/01-tasks/mutants.yaml")
      }
      try FileManager.default.removeItem(at: fixture.folder.file("\(mutants)/three.swift"))
      #expect(CourseLinter.lint(fixture.course).diagnostics.rendered() == "")
    }
  }

  @Test func `names the limits as they are`() throws {
    let text = try Repository.text(of: "docs/course-format.md").replacing("\n", with: " ")
    #expect(CoursewareLimits.fileBytesMax == 1 << 20 && text.contains("at most 1 MiB"))
    #expect(text.contains("\(CoursewareLimits.nestingDepthMax) levels of nesting"))
    #expect(CoursewareLimits.expandedNodesMax == 50_000 && text.contains("50,000 nodes"))
    #expect(CoursewareLimits.listElementsMax == 1_000 && text.contains("1,000 elements"))
    #expect(text.contains("text of one line \(CoursewareLimits.lineScalarsMax) characters"))
  }

  @Test func `lists every call of scripts with its operands`() throws {
    let text = try Repository.text(of: "docs/course-format.md")
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    // An unknown call is answered with the whole list.
    let diagnostics = try withCourse("script-calls") { fixture in
      Course.load(from: fixture.course).diagnostics
    }
    let help = try #require(diagnostics.first { $0.help?.contains("known calls") == true }?.help)
    for match in help.matches(of: #/"(\w+)"/#) {
      #expect(rows.contains { $0.contains("`\(match.1)`") }, "\(match.1)")
    }
  }
}
