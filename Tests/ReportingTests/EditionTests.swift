import Markup
import Reporting
import Results
import Testing

@Suite struct EditionTests {
  /// Words that only hidden tests hold.
  private static let secrets = [
    "reap-in-any-order", "Reaping keeps the order of exits", "parent had already gone",
    "secret expected value", "secret actual value", "secret trace line", "9,9,9",
    "late-test", "Late test after the deadline", "secret call", "secret source", "secret-lesson",
  ]

  private func run() -> GradingRun {
    func test(_ id: String, _ name: String, _ visibility: Visibility, message: String = "")
      -> TestResult
    {
      TestResult(
        id: id, name: name, verdict: .fail, visibility: visibility, score: 0, maxScore: 2,
        message: message, expected: visibility == .visible ? "1" : "secret expected value",
        actual: visibility == .visible ? "2" : "secret actual value",
        replay: visibility == .visible ? "0,1" : "9,9,9",
        timeline: [visibility == .visible ? "open line" : "secret trace line"],
        call: visibility == .visible
          ? nil : CallNote(role: .named, text: "secret call", thread: 2),
        sourceLine: visibility == .visible
          ? nil
          : SourceLine(file: "S.swift", line: 1, firstLine: 1, text: ["secret source"]),
        section: visibility == .visible ? nil : "secret-lesson#secret",
        flaky: visibility == .visible ? nil : RunCounts([.pass, .fail]))
    }
    let hidden = test(
      "reap-in-any-order", "Reaping keeps the order of exits", .hidden,
      message: "parent had already gone")
    func exercise(_ verdict: Verdict, _ reason: String?, _ tests: [TestResult]) -> ExerciseResult {
      ExerciseResult(
        id: "01-tasks", title: "Tasks", verdict: verdict, score: 1, maxScore: 6,
        compile: .init(status: .ok), tests: tests, reason: reason, sandbox: "tier 1")
    }
    let visible = test("one-child", "One child", .visible, message: "open message")
    let late = test("late-test", "Late test after the deadline", .afterDueDate)
    let results = [
      exercise(.fail, nil, [visible, hidden, late]),
      exercise(.fail, "ran out of time in 'Reaping keeps the order of exits'", [visible]),
      exercise(.notRun, "the parent had already gone, so the rest was not run", [visible, hidden]),
      exercise(.graderError, "trapped: secret expected value", [visible, hidden]),
      exercise(.fail, "ran out of time: 2 s of CPU; the limit is 2 s", [visible, hidden]),
      exercise(
        .fail, nil,
        [test("two", "Two", .visible, message: "skipped since reap-in-any-order failed"), hidden]),
    ]
    return SampleClass.run(
      students: results.enumerated().map {
        StudentResult(id: "student-\($0)", name: "Name \($0)", exercises: [$1])
      }, exercises: [SampleClass.exercises[0]])
  }

  private func textOfAllFiles(_ report: WrittenReport) throws -> String {
    try report.files().map { try report.text($0) }.joined()
  }

  @Test func `a student's edition holds nothing of hidden tests`() throws {
    try WrittenReport.of(run(), audience: .student) { report in
      let text = try textOfAllFiles(report)
      for secret in Self.secrets { #expect(!text.contains(secret), "\(secret)") }
      #expect(!text.contains("flaky"))
      #expect(text.contains("open message"))
      #expect(text.contains("the limit is 2 s"))
      #expect(text.contains("That is not your fault"))
    }
  }

  @Test(arguments: [Audience.student, .studentAfterDueDate])
  func `what is printed is the edition, as the file is`(audience: Audience) throws {
    try WrittenReport.of(run(), audience: audience) { report in
      var printed: [UInt8] = []
      Report(run(), audience: audience, assets: ReportAssets(css: [], js: []))
        .writeResults { printed += $0 }
      let file = try report.bytes("results.json")
      #expect(printed == file)
    }
  }

  @Test func `points of hidden tests count in every total, and no score says of which`() throws {
    var run = run()
    run.students[0].exercises[0].tests[1].score = 1.5
    try WrittenReport.of(run, audience: .student) { report in
      let results = try report.text("results.json")
      #expect(results.contains("\"max_score\": 6"))
      #expect(!results.contains("1.5"))
      let page = try report.page("students/student-0.html")
      #expect(
        page.elements(named: "p").contains {
          $0.text == "2 more tests not shown here: 1.5 of 4 points."
        })
    }
  }

  @Test func `after the due date only hidden tests stay hidden`() throws {
    try WrittenReport.of(run(), audience: .studentAfterDueDate) { report in
      let text = try textOfAllFiles(report)
      #expect(text.contains("Late test after the deadline"))
      #expect(!text.contains("Reaping keeps the order of exits"))
      #expect(!text.contains("parent had already gone"))
    }
  }

  @Test func `the instructor's edition holds everything`() throws {
    try WrittenReport.of(run(), audience: .instructor) { report in
      let text = try textOfAllFiles(report)
      // A lesson that the course does not have is not named in a page, but in the data.
      for secret in Self.secrets { #expect(text.contains(secret), "\(secret)") }
    }
  }

  @Test func `a student's page counts what it does not show`() throws {
    try WrittenReport.of(run(), audience: .student) { report in
      let page = try report.page("students/student-0.html")
      #expect(
        page.elements(named: "p").contains {
          $0.text == "2 more tests not shown here: 0 of 4 points."
        })
    }
  }

  @Test func `a student's edition names no other student`() throws {
    try WrittenReport.of(run(), audience: .student) { report in
      for path in try report.pages() {
        let text = try report.text(path)
        for number in 0..<6 where !path.hasSuffix("student-\(number).html") {
          #expect(
            !text.contains("Name \(number)") && !text.contains("student-\(number)"), "\(path)")
        }
      }
    }
  }

  @Test func `changing the edition leaves nothing of the other in the pages`() throws {
    try WrittenReport.of(SampleClass.run(students: 450)) { report in
      try report.write(run(), audience: .student)
      let text = try textOfAllFiles(report)
      #expect(!text.contains("Every flag word"))
    }
  }
}
