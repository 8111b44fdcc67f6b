import Foundation
import TestSupport
import Testing

/// What an author does, in a folder that has nothing to do with the checkout.
@Suite struct `An author's loop` {
  @Test func `begins with the commands of its document, and lint finds no fault`() async throws {
    try await withTemporaryFolder { folder in
      let document = try Repository.text(of: "docs/authoring.md")
      let begin = try #require(
        document.components(separatedBy: "\n## ").first { $0.hasPrefix("Begin") })
      let commands = begin.matches(of: /(?m)^ {4}((?:threadbare|cd) .*)$/).map { String($0.1) }
      #expect(commands.count == 5)
      let program = try BuildProducts.executable(named: "threadbare").path
      let script =
        "set -e\n"
        + commands.joined(separator: "\n").replacing("threadbare", with: "'\(program)'")
      let outcome = try await run(
        systemProgram: "sh", ["-c", script], in: folder.url, limit: .seconds(300))
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output.contains("no faults found"), "\(outcome)")

      let course = TemporaryFolder(url: folder.file("my-course"))
      let kills = try await threadbare(["lint", "--kills"], in: course)
      #expect(kills.exitCode == 0, "\(kills)")
      for test in ["every-exit", "every-signal", "core-dumps", "stopped"] {
        #expect(kills.output.contains("\(test): "), "\(kills)")
      }
      #expect(!kills.output.contains(" 0 by it alone"), "\(kills)")
      let formatted = try await run(
        systemProgram: "swift",
        ["format", "lint", "--strict", "--recursive", "exercises", "grader"],
        in: course.url)
      #expect(formatted.exitCode == 0, "\(formatted)")

      // Without its mutant a hidden test has nothing to do, and is named.
      let grader = "grader/01-status-words"
      try FileManager.default.removeItem(at: course.file("\(grader)/mutants/stop-is-an-end.swift"))
      let list = try course.text(of: "\(grader)/mutants.yaml")
      let end = try #require(list.range(of: "stop-is-an-end.swift"))
      try course.write(String(list[..<end.lowerBound]), to: "\(grader)/mutants.yaml")
      // Nor may students be told of other points than the report has.
      let description = "exercises/01-status-words/exercise.yaml"
      let told = try course.text(of: description)
      try course.write(told.replacing("points: 6", with: "points: 4"), to: description)
      let weight = try await threadbare(["lint", "--kills"], in: course)
      #expect(
        weight.errorOutput.contains(
          "\(description):6:9: error: the tests of this exercise add up to 6 points"))
      #expect(weight.errorOutput.contains("\"stopped\" is dead weight: no mutant fails it alone"))
      #expect(weight.output.contains("stopped: 1 of 5 mutants, 0 by it alone"), "\(weight)")
    }
  }

  @Test func `changes nothing where something is there, and takes no id that is none`() async throws
  {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let taken = try await threadbare(["new", "exercise", "01-double"], in: folder)
      #expect(taken.exitCode == 2, "\(taken)")
      #expect(taken.errorOutput.contains("this is there already"), "\(taken)")
      #expect(!folder.contains("exercises/01-double/Solution.swift"))
      for id in ["Double", "a--b", "../x", "", "a_b"] {
        let refused = try await threadbare(["new", "lesson", id], in: folder)
        #expect(refused.exitCode == 2, "\(refused)")
        #expect(refused.errorOutput.contains("is no id"), "\(refused)")
      }
      let made = try await threadbare(["new", "exercise", "02-more"], in: folder)
      #expect(made.exitCode == 0, "\(made)")
      #expect(
        try folder.text(of: "lessons/course.yaml").contains("exercises: [01-double, 02-more]"))
    }
  }

  @Test(arguments: [
    "A \"quoted\" title: yes", "# no comment", "true", "1", "back\\slash", "Täg: {a}", "It's plain",
  ]) func `may have any title`(title: String) async throws {
    try await withTemporaryFolder { folder in
      let made = try await threadbare(["new", "course", ".", "--title", title], in: folder)
      #expect(made.exitCode == 0, "\(made)")
      let linted = try await threadbare(["lint"], in: folder)
      #expect(linted.exitCode == 0, "\(linted)")
      let listed = try await threadbare(["list"], in: folder)
      #expect(listed.output.hasPrefix("\(title): 0 of 0"), "\(listed)")
    }
  }

  @Test func `ends as a fault of the machine where that refuses to write`() async throws {
    try await withTemporaryFolder { folder in
      let refused = try await threadbare(["new", "course", "/proc/none"], in: folder)
      #expect(refused.exitCode == 3, "\(refused)")
      #expect(refused.errorOutput == "error: cannot write: No such file or directory\n")
    }
  }
}
