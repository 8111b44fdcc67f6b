import Markup
import Reporting
import Results
import TestSupport
import Testing

@Suite struct `A page that teaches` {
  private static let guide = CourseGuide(
    site: "https://example.org/course",
    sections: [
      "01-tasks#zombies": CourseGuide.Section(lesson: "What a `task` is", section: "Zombies")
    ])

  private func first(
    _ audience: Audience = .instructor, guide: CourseGuide = guide, replay: ReplayCommand? = nil,
    change: (inout TestResult) -> Void = { _ in }, _ check: (ParsedPage, String) throws -> Void
  ) throws {
    var exercise = SampleClass.exercise(at: 0, outcome: 3)
    exercise.reason = nil
    for index in exercise.tests.indices { change(&exercise.tests[index]) }
    let run = SampleClass.run(
      students: [StudentResult(id: "o'neil", name: "", exercises: [exercise])],
      exercises: [SampleClass.exercises[0]])
    try WrittenReport.of(run, audience: audience, guide: guide, replay: replay) { report in
      let page = try report.page("students/o=27neil.html")
      let found = page.elements.first { $0.attributes["id"] == "first-failure" }
      try check(page, try #require(found).text)
    }
  }

  @Test func `names the call that went wrong and quotes the line that made it`() throws {
    try first { page, text in
      #expect(
        text.contains(
          "The last call that failed: wait4(-1, 0) = -1 ECHILD by task 2, line 8 of Submission.swift"
        )
      )
      let here = page.elements.filter { $0.attributes["class"] == "here" }.prefix(2).map(\.text)
      #expect(here.first == "▸ 8  try await linux.wait()\n")
      #expect(here.last?.contains("[2] wait4(-1, 0) = -1 ECHILD") == true)
    }
  }

  @Test func `is the same when it is written again from what was kept`() throws {
    let replay = ReplayCommand(submissions: "a class", store: "r", options: ["--repeat", "2"])
    let context = ReportContext(guide: Self.guide, replay: replay)
    let kept = try #require(ReportContext(text: try context.text()))
    let run = SampleClass.run(
      students: [
        StudentResult(
          id: "ann", name: "", exercises: [SampleClass.exercise(at: 0, outcome: 3)])
      ],
      exercises: [SampleClass.exercises[0]])
    try WrittenReport.of(run, guide: Self.guide, replay: replay) { report in
      let first = try report.text("students/ann.html")
      #expect(first.contains("https://example.org/course/lessons/01-tasks/index.html#zombies"))
      #expect(shownText(of: first).contains("--repeat 2 --only ann"))
      try report.write(run, guide: kept.guide, replay: kept.replay)
      #expect(try report.text("students/ann.html") == first)
    }
    #expect(ReportContext(text: "") == nil)
    #expect(ReportContext(text: "{\"guide\":1}") == nil)
  }

  @Test func `without a line says nothing of one`() throws {
    try first { test in
      test.sourceLine = nil
    } _: { page, text in
      #expect(text.contains("by task 2"))
      #expect(!text.contains("by task 2, line"))
      #expect(!page.elements.contains { $0.attributes["class"] == "source" })
    }
  }

  @Test func `has the end of a long trace in view, and the rest one step away`() throws {
    try first { test in
      test.timeline = (0..<50).map { "\($0) ns  [2] getpid() = 2" }
      test.timelineMark = 48
    } _: { page, _ in
      let boxes = page.elements.filter { $0.attributes["class"] == "trace" }.map(\.text)
      #expect(boxes[0].hasPrefix("  0 ns"))
      #expect(boxes[1].hasPrefix("  36 ns") && boxes[1].contains("▸ 48 ns"))
      #expect(page.elements(named: "summary").contains { $0.text == "36 lines before" })
    }
  }

  @Test func `says how many schedules were played, and how they ended`() throws {
    try first { test in
      test.exploration = ExplorationNote(
        schedules: 57, repeated: 0, isComplete: true, preemptionsMax: 2,
        outcomes: [
          .init(text: "ends with exit status 2", schedules: 54, isFailure: false),
          .init(text: "an <update> is lost", schedules: 3, isFailure: true),
        ])
    } _: { page, text in
      #expect(text.contains("57 schedules were played, with up to 2 preemptions:"))
      let lines = page.elements(named: "li").map(\.text)
      #expect(lines.contains("54 × ends with exit status 2"))
      #expect(lines.contains("3 × ✗ an <update> is lost"))
    }
    try first { _, text in #expect(!text.contains("schedules")) }
  }

  @Test func `links to the section, or names it in words`() throws {
    try first { page, text in
      #expect(text.contains("Read on: Zombies, in the lesson What a task is"))
      let urls = page.elements(named: "a").compactMap { $0.attributes["href"] }
      #expect(urls.contains("https://example.org/course/lessons/01-tasks/index.html#zombies"))
    }
    let words = CourseGuide(
      sections: ["01-tasks#zombies": CourseGuide.Section(lesson: "Tasks", section: "Zombies")])
    try first(guide: words) { page, text in
      #expect(text.contains("Read on: Zombies, in the lesson Tasks"))
      #expect(!page.values(of: "href").contains { $0.contains("zombies") })
    }
    try first(guide: CourseGuide()) { _, text in #expect(!text.contains("Read on")) }
  }

  @Test(
    arguments: [
      ("https://example.org/threads", nil), ("http://localhost:8000/", nil),
      ("example.org", "the address of a website begins with https:// or http://"),
      ("javascript:alert(1)", "the address of a website begins with https:// or http://"),
      ("https://e.org/#x", "the address of a website ends before '?' and '#'"),
      ("https://e.org/\\x", "the link holds a control character or a backslash"),
    ] as [(String, String?)])
  func `takes addresses of websites alone`(site: String, problem: String?) {
    #expect(CourseGuide.problem(ofSite: site) == problem)
  }

  @Test func `tells instructors how to grade it again, and students how to see it`() throws {
    let replay = ReplayCommand(
      submissions: "my class", store: "out/report", options: ["--repeat", "5"])
    try first(replay: replay) { page, _ in
      let commands = page.elements(named: "pre").filter { $0.text.hasPrefix("threadbare") }
      #expect(
        commands.map(\.text) == [
          "threadbare grade 'my class' --out replay --store out/report --repeat 5 "
            + #"--only 'o'\''neil' --only 01-tasks --no-cache"#
        ])
    }
    try first(.student, replay: replay) { page, _ in
      let commands = page.elements(named: "pre").filter { $0.text.hasPrefix("threadbare") }
      #expect(commands.map(\.text) == ["threadbare check 01-tasks"])
    }
    // What students do not have they cannot run.
    try first(.student, replay: replay) { test in
      test.suite = .hidden
    } _: { page, _ in
      #expect(!page.elements(named: "pre").contains { $0.text.hasPrefix("threadbare") })
    }
  }

  @Test func `shows a part of the points as a part`() throws {
    var exercise = SampleClass.exercise(at: 0, outcome: 10)
    exercise.verdict = .fail
    exercise.tests[1].verdict = .fail
    exercise.tests[1].score = 0.6
    exercise.score = 5.4
    let run = SampleClass.run(
      students: [StudentResult(id: "ada", name: "Ada", exercises: [exercise])],
      exercises: [SampleClass.exercises[0]])
    try WrittenReport.of(run) { report in
      let page = try report.page("students/ada.html")
      let item = page.elements(named: "li").first { $0.text.contains("partial credit") }
      #expect(item?.text.contains("0.6 of 1.2") == true)
      #expect(try report.text("results.json").contains("\"score\": 0.6"))
      #expect(try report.text("gradebook.csv").contains("ada,Ada,5.4,5.4,6"))
      #expect(try report.text("junit.xml").contains("partial credit: 0.6 of 1.2"))
    }
  }

  @Test func `lists what is flaky for the instructor`() throws {
    var exercise = SampleClass.exercise(at: 0, outcome: 8)
    exercise.tests[3].verdict = .fail
    exercise.tests[3].flaky = RunCounts([.pass, .fail, .pass])
    let run = SampleClass.run(
      students: [StudentResult(id: "ada", name: "Ada", exercises: [exercise])],
      exercises: [SampleClass.exercises[0]])
    try WrittenReport.of(run) { report in
      let notice = try report.page("index.html").elements.first { $0.attributes["id"] == "flaky" }
      #expect(notice?.text.contains("1 result is flaky") == true)
      #expect(notice?.text.contains("2 of 3 runs passed") == true)
      let page = try report.page("students/ada.html")
      #expect(
        page.elements(named: "p").contains {
          $0.text.contains("of 3 runs 2 passed, 1 failed. The worst one counts")
        })
    }
  }

  @Test func `sets code in a message as code`() throws {
    try first { test in
      test.message = "`fork` <b>is</b> `clone`"
    } _: { page, _ in
      let message = page.elements.first { $0.attributes["class"] == "message told" }
      #expect(message?.text == "fork <b>is</b> clone")
      #expect(page.elements(named: "code").map(\.text).contains("clone"))
    }
  }
}
