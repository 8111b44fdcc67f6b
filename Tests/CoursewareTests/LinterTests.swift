import Courseware
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct `The linter` {
  @Test func `has nothing to say of a good course`() throws {
    let result = try withCourse { CourseLinter.lint($0.course) }
    #expect(result.diagnostics.rendered() == "")
    #expect(result.mutants.map(\.file.name) == ["one.swift", "two.swift", "three.swift"])
    #expect(result.mutants.map(\.fails.value) == ["a-test", "a-test", "a-test"])
    #expect(result.mutants.map(\.message.value) == ["one", "two", "three"])
  }

  @Test(arguments: [
    "exercises/01-one/Protocol.swift", "exercises/01-one/Submission.swift",
    "exercises/01-one/Starter.swift", "exercises/01-one/VisibleTests.swift",
    "grader/01-one/HiddenTests.swift", "grader/01-one/Solution.swift",
    "grader/01-one/mutants.yaml",
  ])
  func `misses a file at the exercise that needs it`(path: String) throws {
    let text = try withCourse { fixture in
      try FileManager.default.removeItem(at: fixture.folder.file(path))
      return CourseLinter.lint(fixture.course).diagnostics.rendered()
    }
    #expect(
      text == """
        exercises/01-one/exercise.yaml:1:5: error: exercise "01-one" has no file "\(path)"
        id: 01-one
            ^~~~~~

        """)
  }

  @Test func `wants a TODO in the starter`() throws {
    try expectMessage("the starter has no \"// TODO\"") { fixture in
      try fixture.folder.write("let a = 1\n", to: "exercises/01-one/Starter.swift")
      try fixture.folder.write("let a = 1\n", to: "exercises/01-one/Submission.swift")
    }
  }

  @Test func `wants the student's file to be the starter`() throws {
    let text = try withCourse { fixture in
      try fixture.folder.write(
        "// TODO: write it.\nlet solved = 1\n", to: "exercises/01-one/Submission.swift")
      return CourseLinter.lint(fixture.course).diagnostics.rendered()
    }
    #expect(
      text == """
        exercises/01-one/Submission.swift:2:1: error: the file differs from the starter
        let solved = 1
        ^
        help: students start from both: cp exercises/01-one/Starter.swift exercises/01-one/Submission.swift

        """)
  }

  @Test func `wants three mutants`() throws {
    try expectMessage("exercise \"01-one\" has 2 mutants, 3 are the least") { fixture in
      try FileManager.default.removeItem(at: fixture.folder.file("grader/01-one/mutants/two.swift"))
      try fixture.edit(
        "grader/01-one/mutants.yaml", "two.swift: {fails: a-test, message: two}\n", "")
    }
  }

  @Test func `takes a second solution, if it is another one`() throws {
    let text = try withCourse { fixture in
      try fixture.folder.write("let other = 1\n", to: "grader/01-one/AnotherSolution.swift")
      return CourseLinter.lint(fixture.course).diagnostics.rendered()
    }
    #expect(text == "")
    try expectMessage("the second solution is the first") { fixture in
      try fixture.folder.write("let solution = 1\n", to: "grader/01-one/AnotherSolution.swift")
    }
  }

  @Test func `wants to know of every mutant what it must come to`() throws {
    try expectMessage("mutant \"four.swift\" is not named here") { fixture in
      try fixture.folder.write("let four = 4\n", to: "grader/01-one/mutants/four.swift")
    }
  }

  @Test func `knows the folders of the grader that belong to no exercise`() throws {
    try expectMessage("there is no exercise \"02-two\"") { fixture in
      try fixture.folder.write("", to: "grader/cohort/student/01-one.swift")
      try fixture.folder.write("", to: "grader/attacks/escape/attack.swift")
      try fixture.folder.write("", to: "grader/02-two/Solution.swift")
    }
  }

  @Test func `warns when there is no grader`() throws {
    let result = try withCourse { fixture in
      try FileManager.default.removeItem(at: fixture.folder.file("grader"))
      return CourseLinter.lint(fixture.course)
    }
    #expect(!result.diagnostics.hasErrors)
    #expect(result.diagnostics.count == 1)
  }

  private func expectMessage(
    _ message: String, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ change: (CourseFixture) throws -> Void
  ) throws {
    let diagnostics = try withCourse { fixture in
      try change(fixture)
      return CourseLinter.lint(fixture.course).diagnostics
    }
    #expect(diagnostics.map(\.message) == [message], sourceLocation: sourceLocation)
  }
}

@Suite struct `Recording outputs` {
  @Test func `writes what the runs give and changes no other line`() throws {
    try withCourse("everything") { fixture in
      let path = "lessons/01-one/lesson.yaml"
      let before = try fixture.folder.text(of: path)
      let result = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite)
      #expect(result.rewritten == [path])
      #expect(result.diagnostics.rendered() == "")
      let after = try fixture.folder.text(of: path)
      #expect(after != before)
      let kept = before.split(separator: "\n").filter { !$0.contains("[2] clone(SIGCHLD) = 3") }
      let lines = Set(after.split(separator: "\n"))
      #expect(kept.allSatisfy(lines.contains))

      // Once recorded, a run agrees, and nothing is written again.
      let again = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite)
      #expect(again.rewritten == [])
      #expect(again.diagnostics.rendered() == "")
      #expect(try fixture.folder.text(of: path) == after)
    }
  }

  @Test func `keeps CR LF`() throws {
    try withCourse("everything") { fixture in
      let path = "lessons/01-one/lesson.yaml"
      let text = try fixture.folder.text(of: path)
      try fixture.folder.write(text.replacing("\n", with: "\r\n"), to: path)
      let result = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite)
      #expect(result.diagnostics.rendered() == "")
      let after = try fixture.folder.text(of: path)
      #expect(after.utf8.count { $0 == 10 } == after.utf8.count { $0 == 13 })
      #expect(CourseLinter.lint(fixture.course).diagnostics.rendered() == "")
    }
  }

  @Test func `leaves a script in braces as it is and says so`() throws {
    try withCourse { fixture in
      let path = "lessons/01-one/lesson.yaml"
      let script = "    scripts: [{name: one, tasks: {main: [getpid]}}]\n"
      let text = try fixture.folder.text(of: path) + script
      try fixture.folder.write(text, to: path)
      let result = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite)
      #expect(
        result.diagnostics.map(\.message) == ["the output of script \"one\" can't be recorded here"]
      )
      #expect(try fixture.folder.text(of: path) == text)
    }
  }

  @Test func `an output that differs is shown as a difference`() throws {
    try withCourse("everything") { fixture in
      _ = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite)
      try fixture.edit("lessons/01-one/lesson.yaml", "[3] exit(7) = ?", "[3] exit(8) = ?")
      let diagnostics = CourseLinter.lint(fixture.course).diagnostics
      #expect(diagnostics.count == 1)
      let help = try #require(diagnostics.first?.help)
      #expect(help.contains("\n- [3] exit(8) = ?\n+ [3] exit(7) = ?\n"))
    }
  }
}
