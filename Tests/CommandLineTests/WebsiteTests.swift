import Foundation
import TestSupport
import Testing

/// What `site build` and `site check` tell of the website of a course.
@Suite struct `The website of a course` {
  /// What `--json` writes.
  private struct Found: Decodable {
    struct Diagnostic: Decodable {
      let severity: String
      let path: String?
      let line: Int?
      let message: String
    }

    let pages: Int
    let links: Int
    let site: String?
    let validation: String?
    let diagnostics: [Diagnostic]
  }

  private func found(_ words: [String], in folder: TemporaryFolder) async throws -> Found {
    let outcome = try await threadbare(words + ["--json"], in: folder)
    #expect(outcome.exitCode == 0 && outcome.errorOutput.isEmpty, "\(outcome)")
    return try JSONDecoder().decode(Found.self, from: Data(outcome.output.utf8))
  }

  @Test func `is told to programs as to people`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let built = try await found(["site", "build", "--out", "out"], in: folder)
      #expect(built.site == "out/index.html" && folder.contains("out/index.html"))
      #expect(built.pages > 3 && built.links > built.pages && built.diagnostics.isEmpty)
      let checked = try await found(["site", "check"], in: folder)
      #expect((checked.pages, checked.links) == (built.pages, built.links))
      #expect(checked.site == nil && checked.validation != nil && checked.diagnostics.isEmpty)

      let course = try folder.text(of: "lessons/course.yaml")
      try folder.write(
        course.replacing("lessons: []", with: "lessons: [01-one]"), to: "lessons/course.yaml")
      // It asks nothing, and says nowhere whom it follows.
      try folder.write(smallLesson(), to: "lessons/01-one/lesson.yaml")
      let lacking = try await found(["site", "check"], in: folder).diagnostics
      #expect(lacking.allSatisfy { $0.severity == "warning" && $0.line != nil })
      let shown = try await threadbare(["site", "check"], in: folder)
      #expect(shown.exitCode == 0, "\(shown)")
      let count = shown.errorOutput.matches(of: /: warning:/).count
      #expect(!lacking.isEmpty && count == lacking.count)
      for one in lacking {
        let place = "\(try #require(one.path)):\(try #require(one.line)):"
        #expect(shown.errorOutput.contains(place), "\(place) \(one.message)")
        #expect(shown.errorOutput.contains(one.message))
      }
    }
  }
}
