import Markup
import Reporting
import Results
import TestSupport
import Testing

@Suite struct `A recorded run on a student's page` {
  private let recording = #"{"before":0,"steps":[["",0,0,[]],["exit(0)",2,0,[[2]]]]}"#

  /// A student who fails some tests, each with a recording.
  private func run(_ recordings: [String?], message: String = "It fails.") -> GradingRun {
    let exercise = SampleClass.exercises[0]
    let tests = recordings.enumerated().map { index, recording in
      TestResult(
        id: "test-\(index)", name: "Test \(index) <b>", verdict: .fail, visibility: .visible,
        score: 0, maxScore: 1, message: message, timeline: ["0 ns  [2] exit(0)"],
        recording: recording)
    }
    let result = ExerciseResult(
      id: exercise.id, title: exercise.title, verdict: .fail, score: 0, maxScore: 6,
      compile: CompileResult(status: .ok), tests: tests, sandbox: "none")
    return SampleClass.run(students: [
      StudentResult(id: "ada", name: "Ada", exercises: [result])
    ])
  }

  private func recordings(_ page: ParsedPage) -> [ParsedPage.Element] {
    page.elements(named: "pre").filter { $0.attributes["class"] == "recording" }
  }

  @Test func `is there as it is, unseen, with the player's script`() throws {
    try WrittenReport.of(run([recording, nil])) { report in
      let page = try report.page("students/ada.html")
      let found = recordings(page)
      #expect(found.map(\.text) == [recording])
      #expect(found.first?.attributes["hidden"] != nil)
      #expect(found.first?.attributes["data-name"] == "Test 0 <b>")
      #expect(page.values(of: "src") == ["../assets/report.js", "../assets/player.js"])
      #expect(try report.page("index.html").values(of: "src") == ["assets/report.js"])
    }
  }

  @Test func `is missing with its script where nothing was recorded`() throws {
    try WrittenReport.of(run([nil])) { report in
      let page = try report.page("students/ada.html")
      #expect(recordings(page).isEmpty)
      #expect(page.values(of: "src") == ["../assets/report.js"])
    }
  }

  @Test func `takes a bounded part of the page`() throws {
    let long = #"{"before":0,"steps":[["\#(String(repeating: "<", count: 2_000))",0,0,[]]]}"#
    try WrittenReport.of(run(Array(repeating: long, count: 60))) { report in
      let page = try report.page("students/ada.html")
      // Five bytes at most for each sign of markup, of forty thousand.
      #expect(recordings(page).count == 3)
      #expect(recordings(page).allSatisfy { $0.text == long })
    }
  }

  @Test func `goes with its test's message where that is not shown`() throws {
    var run = run([recording], message: "as in secret-test")
    var hidden = run.students[0].exercises[0].tests[0]
    hidden.id = "secret-test"
    hidden.visibility = .hidden
    hidden.recording = recording
    run.students[0].exercises[0].tests.append(hidden)
    try WrittenReport.of(run, audience: .student) { report in
      let page = try report.page("students/ada.html")
      #expect(recordings(page).isEmpty)
    }
    try WrittenReport.of(run, audience: .instructor) { report in
      let page = try report.page("students/ada.html")
      #expect(recordings(page).count == 2)
    }
  }
}
