import Foundation
import Markup
import Reporting
import Results
import Testing

@Suite struct LargeReportTests {
  @Test func `ten thousand students make pages of limited size`() throws {
    try WrittenReport.of(SampleClass.run(students: 10_000)) { report in
      let pages = try report.pages()
      #expect(pages.count { $0.hasPrefix("students/") } == 10_000)
      #expect(pages.count { $0.hasPrefix("heatmap/") } == 50)
      #expect(pages.count { $0.hasPrefix("exercises/") } == 75)
      for path in pages where !path.hasPrefix("students/") {
        #expect(try report.bytes(path).count < 300_000, "\(path)")
      }
      let bins = try report.page("index.html").elements(named: "table").map(\.text)
      #expect(bins.contains { $0.contains("Students by exercise and result") })
    }
  }

  @Test func `many exercises make fewer rows a page`() throws {
    let exercises = (0..<120).map {
      GradingRun.Exercise(id: "exercise-\($0)", title: "Exercise \($0)", maxScore: 10)
    }
    let students = (0..<250).map { number in
      StudentResult(
        id: "s\(number)", name: "Student \(number)",
        exercises: exercises.map {
          ExerciseResult(
            id: $0.id, title: $0.title, verdict: .fail, score: 3.25, maxScore: 10,
            compile: .init(status: .ok), tests: [], sandbox: "tier 1")
        })
    }
    try WrittenReport.of(SampleClass.run(students: students, exercises: exercises)) { report in
      #expect(try report.pages().count { $0.hasPrefix("heatmap/") } > 2)
      for path in try report.pages() {
        #expect(try report.bytes(path).count < 300_000, "\(path)")
      }
    }
  }
}
