import Foundation
import Results
import TestSupport
import Testing

/// What students get of a run in which every hidden test fails with words that nothing else holds.
@Suite(.serialized) struct `A report for students` {
  private static let hiddenTests = """
    import GraderKit

    struct HiddenTests: TestSuite {
      var tests: [GradedTest] {
        test("hidden", .hidden)
        test("late", .afterDueDate)
      }

      private func test(_ kind: String, _ visibility: Visibility) -> GradedTest {
        GradedTest(
          "qq-\\(kind)-id-zz", "qq \\(kind) name zz", points: 2, visibility: visibility
        ) { test in
          try test.fail(
            "qq \\(kind) message zz", expected: "qq \\(kind) expected zz",
            actual: "qq \\(kind) actual zz")
        }
      }
    }
    """

  private static func words(_ kind: String) -> [String] {
    ["qq-\(kind)-id-zz"] + ["name", "message", "expected", "actual"].map { "qq \(kind) \($0) zz" }
  }

  /// Every file under a folder, hidden ones and data bases too, by its path.
  private func files(in folder: URL) throws -> [String: Data] {
    var found: [String: Data] = [:]
    let names = FileManager.default.enumerator(atPath: folder.path)
    while let name = names?.nextObject() as? String {
      let file = folder.appending(path: name)
      if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        found[name] = try Data(contentsOf: file)
      }
    }
    return found
  }

  @Test(arguments: [
    ("instructor", [] as [String]), ("student-after-due-date", ["hidden"]),
    ("student", ["hidden", "late"]),
  ])
  func `holds nothing of tests that are hidden from them, in any file or output`(
    audience: String, hidden: [String]
  ) async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(Self.hiddenTests, to: "grader/01-double/HiddenTests.swift")
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      try folder.write("let x: Int = 1.5", to: "class/bob/01-double.swift")
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"),
        ["grade", "class", "--out", "report", "--audience", audience, "--json"], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome)")
      var texts = try files(in: folder.file("report"))
      #expect(texts.keys.contains("students/ann.html") && texts.keys.contains("junit.xml"))
      #expect(texts.keys.contains("results.sqlite") == (audience == "instructor"))
      texts["standard output"] = Data(outcome.output.utf8)
      texts["standard error"] = Data(outcome.errorOutput.utf8)
      for word in hidden.flatMap(Self.words) {
        for (name, data) in texts where data.range(of: Data(word.utf8)) != nil {
          Issue.record("\(name) holds \"\(word)\"")
        }
      }
      // What may be read is there, so the words are the ones that would have been found.
      let page = try #require(texts["students/ann.html"])
      let results = try #require(texts["results.json"])
      for word in ["hidden", "late"] where !hidden.contains(word) {
        #expect(page.range(of: Data("qq \(word) message zz".utf8)) != nil)
        for text in Self.words(word) {
          #expect(results.range(of: Data(text.utf8)) != nil, "\(text)")
        }
      }
      // Their points count all the same.
      let run = try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
      #expect(run.students.map(\.maxScore) == [6, 6])
      #expect(run.students.first?.score == 2)
    }
  }

  @Test func `is refused a folder that holds the results`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      let threadbare = try BuildProducts.executable(named: "threadbare")
      let grade = ["grade", "class", "--no-progress", "--out"]
      let first = try await run(threadbare, grade + ["report"], in: folder.url)
      #expect(first.exitCode == 0, "\(first)")
      let same = try await run(
        threadbare, grade + ["report", "--audience", "student"], in: folder.url)
      #expect(same.exitCode == 2, "\(same)")
      #expect(same.errorOutput.contains("--store report"), "\(same)")
      let inside = try await run(
        threadbare, grade + ["open", "--audience", "student", "--store", "open/x"], in: folder.url)
      #expect(inside.exitCode == 2, "\(inside)")
      #expect(!folder.contains("open"))
      let other = try await run(
        threadbare, grade + ["open", "--audience", "student", "--store", "report"], in: folder.url)
      #expect(other.exitCode == 0, "\(other)")
    }
  }
}
