import Foundation
import Markup
import Reporting
import Results
import TestSupport
import Testing

@Suite struct ResultsFileTests {
  @Test(arguments: MadeUpClass.allCases)
  func `results.json gives back the run that was written`(made: MadeUpClass) throws {
    let run = made.run
    try WrittenReport.of(run) { report in
      let data = Data(try report.bytes("results.json"))
      let decoded = try JSONDecoder().decode(GradingRun.self, from: data)
      #expect(decoded == run)
    }
  }

  @Test func `keys stand in the order of the format, one a line`() throws {
    var run = SampleClass.run(
      students: [
        StudentResult(
          id: "ada", name: "Ada \"the first\" <x>",
          exercises: [
            ExerciseResult(
              id: "01-tasks", title: "Tasks", verdict: .fail, score: 0.5, maxScore: 6,
              compile: .init(status: .ok, diagnostics: ["a\u{1B}[0m\nb"]),
              tests: [
                TestResult(
                  id: "t", name: "T", verdict: .graderError, visibility: .afterDueDate, score: 0.1,
                  maxScore: 1, message: "m", expected: "e", actual: "a", replay: "0,1",
                  timeline: ["x"], timelineMark: 0,
                  call: CallNote(role: .failed, text: "getpid() = 2", thread: 2),
                  sourceLine: SourceLine(
                    file: "Submission.swift", line: 3, firstLine: 2, text: ["b", "c"]),
                  section: "01-tasks#names", suite: .hidden,
                  exploration: ExplorationNote(
                    schedules: 5, repeated: 1, isComplete: false, preemptionsMax: 2,
                    outcomes: [.init(text: "o", schedules: 5, isFailure: true)]),
                  flaky: RunCounts([.pass, .graderError]), durationMilliseconds: 1.25)
              ], reason: "why", sandbox: "tier 2")
          ])
      ], exercises: [SampleClass.exercises[0]])
    run.students[0].score = .infinity
    try WrittenReport.of(run) { report in
      let text = try report.text("results.json")
      #expect(
        text.replacing(/sha256:[0-9a-f]{64}/, with: "CHECKSUM") == #"""
          {
            "version": 1,
            "course": {
              "id": "threads",
              "title": "How Linux implements threads"
            },
            "toolchain": "Swift version 6.3.1 (swift-6.3.1-RELEASE)",
            "sandbox": "tier 1: namespaces, Landlock, seccomp, rlimits",
            "date": "2025-11-24T03:20:00Z",
            "exercises": [
              {
                "id": "01-tasks",
                "title": "Make a family, wait for it",
                "max_score": 6
              }
            ],
            "students": [
              {
                "id": "ada",
                "name": "Ada \"the first\" \u003cx\u003e",
                "score": 0,
                "max_score": 6,
                "exercises": [
                  {
                    "id": "01-tasks",
                    "title": "Tasks",
                    "verdict": "fail",
                    "score": 0.5,
                    "max_score": 6,
                    "reason": "why",
                    "sandbox": "tier 2",
                    "compile": {
                      "status": "ok",
                      "diagnostics": [
                        "a\u001b[0m\nb"
                      ]
                    },
                    "tests": [
                      {
                        "id": "t",
                        "name": "T",
                        "verdict": "grader_error",
                        "visibility": "after_due_date",
                        "score": 0.1,
                        "max_score": 1,
                        "message": "m",
                        "expected": "e",
                        "actual": "a",
                        "replay": "0,1",
                        "timeline": [
                          "x"
                        ],
                        "timeline_mark": 0,
                        "call": {
                          "role": "failed",
                          "text": "getpid() = 2",
                          "thread": 2
                        },
                        "source_line": {
                          "file": "Submission.swift",
                          "line": 3,
                          "first_line": 2,
                          "text": [
                            "b",
                            "c"
                          ]
                        },
                        "section": "01-tasks#names",
                        "suite": "hidden",
                        "exploration": {
                          "schedules": 5,
                          "repeated": 1,
                          "is_complete": false,
                          "preemptions_max": 2,
                          "outcomes": [
                            {
                              "text": "o",
                              "schedules": 5,
                              "is_failure": true
                            }
                          ]
                        },
                        "flaky": {
                          "pass": 1,
                          "fail": 0,
                          "not_run": 0,
                          "grader_error": 1
                        },
                        "duration_ms": 1.25
                      }
                    ]
                  }
                ]
              }
            ],
            "insight": {
              "items": []
            },
            "checksum": "CHECKSUM"
          }

          """#)
    }
  }
}

@Suite struct GradebookTests {
  @Test func `a row a student, a column an exercise`() throws {
    try WrittenReport.of(SampleClass.run(students: 3)) { report in
      let text = try report.text("gradebook.csv")
      #expect(
        text == """
          student,name,01-tasks,02-fork-is-clone,03-flag-rules,score,max_score\r
          s0000,"Ada Lovelace",0,4,8,12,24\r
          s0001,"Barbara Liskov",4.8,0,4.8,9.6,24\r
          s0002,"Ken Thompson",1.2,10,,11.2,24\r

          """)
    }
  }

  @Test func `no cell of a hostile class is a formula, and the rows stay rows`() throws {
    let run = HostileClass.run()
    try WrittenReport.of(run) { report in
      let rows = CSVText.parse(try report.text("gradebook.csv"))
      #expect(rows.count == run.students.count + 1)
      #expect(rows.allSatisfy { $0.count == 7 })
      for (student, row) in zip(run.students, rows.dropFirst()) {
        let shown = PlainText.sanitised(student.id)
        #expect(row[0].filter { $0 != "'" } == shown.filter { $0 != "'" })
        for cell in row {
          // Other settings end cells elsewhere: no piece may begin a formula there either.
          for piece in cell.split(whereSeparator: { ",;\t\n|\"".contains($0) }) {
            let first = piece.drop { $0 == " " }.first
            #expect(!(first.map { "=+-@＝＋－＠%".contains($0) } ?? false), "\(cell)")
          }
        }
      }
    }
  }
}

@Suite struct JUnitTests {
  private static let schema = "Tests/ReportingTests/Resources/junit.xsd"

  @Test(arguments: MadeUpClass.allCases)
  func `junit.xml is valid`(made: MadeUpClass) throws {
    let schema = [UInt8](try Data(contentsOf: Repository.file(Self.schema)))
    try WrittenReport.of(made.run) { report in
      let document = try report.bytes("junit.xml")
      #expect(XMLInspection.problems(inXML: document, schema: schema) == [])
    }
  }

  @Test func `verdicts become what the format has for them`() throws {
    let results = [0, 1, 2, 10].map { SampleClass.exercise(at: 0, outcome: $0) }
    let run = SampleClass.run(
      students: results.enumerated().map { StudentResult(id: "s\($0)", name: "", exercises: [$1]) },
      exercises: [SampleClass.exercises[0]])
    try WrittenReport.of(run) { report in
      let text = try report.text("junit.xml")
      #expect(
        text.contains(
          #"<testsuites name="threads" tests="8" failures="1" errors="1" skipped="1" time="0.011">"#
        ))
      #expect(text.contains(#"<testcase name="compile" classname="01-tasks.s0" time="0.000">"#))
      #expect(text.contains(#"<skipped message="nothing was handed in"/>"#))
      #expect(text.contains(#"type="grader error">hidden test 'reaping order' trapped"#))
    }
  }
}
