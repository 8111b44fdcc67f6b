import Foundation
import Markup
import Reporting
import Results
import Testing

@Suite struct InsightTests {
  /// A class of one exercise, from each student's points of each test.
  static func run(_ points: [[Double]], message: (Int, Int) -> String = { _, _ in "wrong" })
    -> GradingRun
  {
    let students = points.enumerated().map { number, row in
      let tests = row.enumerated().map { place, score in
        TestResult(
          id: "t\(place)", name: "Test \(place)", verdict: score == 1 ? .pass : .fail,
          visibility: .hidden, score: score, maxScore: 1,
          message: score == 1 ? "" : message(number, place),
          durationMilliseconds: Double(number + 1))
      }
      return StudentResult(
        id: "s\(number)", name: "Student \(number)",
        exercises: [
          ExerciseResult(
            id: "01-tasks", title: "Tasks", verdict: .fail, score: row.reduce(0, +),
            maxScore: Double(row.count), compile: .init(status: .ok), tests: tests,
            sandbox: "tier 1")
        ])
    }
    return SampleClass.run(
      students: students,
      exercises: [.init(id: "01-tasks", title: "Tasks", maxScore: Double(points.first?.count ?? 0))]
    )
  }

  /// The figures in results.json, by the test's id.
  static func items(_ report: WrittenReport) throws -> [String: [String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(try report.bytes("results.json")))
    let insight = try #require((json as? [String: Any])?["insight"] as? [String: Any])
    let items = try #require(insight["items"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: items.map { ($0["test"] as? String ?? "", $0) })
  }

  @Test func `difficulty, discrimination and times are those worked out by hand`() throws {
    // The others' sums without t0 are 2, 2, 1, 1, 0, 0; t0's deviations from its mean 1/2 and theirs from
    // their mean 1 give 2 / sqrt(3/2 * 4) = 0.8165. For t2 the sums are 2, 2, 2, 0, 0, 0 and its points
    // are 1, 1, 0, 1, 0, 0: 1 / sqrt(3/2 * 6) = 0.3333.
    let points: [[Double]] = [
      [1, 1, 1], [1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0],
    ]
    try WrittenReport.of(Self.run(points)) { report in
      let items = try Self.items(report)
      func figure(_ test: String, _ key: String) -> Double? { items[test]?[key] as? Double }
      #expect(figure("t0", "difficulty") == 0.5)
      #expect(abs((figure("t0", "discrimination") ?? 0) - 0.816_496_580_9) < 1e-9)
      #expect(abs((figure("t2", "discrimination") ?? 0) - 1.0 / 3) < 1e-9)
      #expect(figure("t0", "median_ms") == 3.5 && figure("t0", "worst_ms") == 6)
      #expect(items["t0"]?["results"] as? Int == 6)
      let text = try report.page("insight/index.html").elements(named: "tr").map(\.text)
      #expect(text.contains { $0.contains("Test 0") && $0.contains("50%") && $0.contains("0.82") })
    }
  }

  @Test func `a test that the better fail, and one that all pass, are pointed at`() throws {
    let points: [[Double]] = [
      [0, 1, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1], [1, 0, 1, 0], [1, 0, 1, 0], [1, 0, 1, 0],
    ]
    try WrittenReport.of(Self.run(points)) { report in
      let rows = try report.page("insight/index.html").elements(named: "tr").map(\.text)
      #expect(rows.contains { $0.contains("Test 0") && $0.contains("the better fail it") })
      #expect(rows.contains { $0.contains("Test 2") && $0.contains("everybody passes") })
      let items = try Self.items(report)
      #expect(items["t0"]?["discrimination"] as? Double == -1)
      #expect(items["t2"]?["discrimination"] == nil)
    }
  }

  @Test func `partial credit counts in part, and what did not run does not`() throws {
    var run = Self.run([[0.5, 1], [0.5, 0], [1, 1], [0, 0], [0.5, 1]])
    run.students[3].exercises[0].tests[0].verdict = .notRun
    run.students[4].exercises[0].tests[0].verdict = .graderError
    try WrittenReport.of(run) { report in
      let items = try Self.items(report)
      #expect(items["t0"]?["results"] as? Int == 3)
      #expect(items["t0"]?["difficulty"] as? Double == 2.0 / 3)
      #expect(items["t0"]?["discrimination"] == nil)
    }
  }

  @Test func `a message of several tests is one, whatever its numbers`() throws {
    let run = Self.run([[0, 0], [0, 1], [1, 0]]) { student, test in
      student < 2 ? "task \(student)\(test) was never waited for" : "it hangs"
    }
    try WrittenReport.of(run) { report in
      let rows = try report.page("insight/index.html").elements(named: "tr").map(\.text)
      let row = try #require(rows.first { $0.contains("was never waited for") })
      #expect(rows.count { $0.contains("was never waited for") } == 1)
      #expect(row.contains("Student 0") && row.contains("Student 1"))
      #expect(!row.contains("Student 2"))
    }
  }

  @Test(arguments: [Audience.student, .studentAfterDueDate])
  func `students get nothing of it`(audience: Audience) throws {
    var run = Self.run([[1, 0], [0, 1]])
    run.similarity = SimilarityPagesTests.similarity(of: run)
    try WrittenReport.of(run) { report in
      let pages = try report.pages()
      #expect(pages.contains("insight/index.html") && pages.contains("similarity/index.html"))
      try report.write(run, audience: audience)
      let left = try report.pages()
      #expect(!left.contains { $0.hasPrefix("insight/") || $0.hasPrefix("similarity/") })
      for file in try report.files() {
        let text = try report.text(file)
        #expect(!text.contains("func shared") && !text.contains("insight"), "\(file)")
      }
    }
  }

  @Test(arguments: [0, 1]) func `a class of none or one has sensible pages`(count: Int) throws {
    var run = Self.run(Array(repeating: [0.0, 1], count: count))
    run.similarity = ClassSimilarity(
      exercises: [.init(id: "01-tasks", compared: count, works: [], pairs: [])])
    try WrittenReport.of(run) { report in
      let insight = try report.page("insight/index.html").elements(named: "main").first?.text ?? ""
      #expect(insight.contains("No test has run.") == (count == 0))
      let similarity = try report.page("similarity/index.html")
      #expect(similarity.elements(named: "main").first?.text.contains("No two submissions") == true)
    }
  }
}
