import Foundation
import Results
import TestSupport
import Testing

@Suite(.serialized) struct `Grading` {
  private static let creditTests = """
    import GraderKit

    struct HiddenTests: TestSuite {
      var tests: [GradedTest] {
        GradedTest("part", "three numbers are doubled", points: 4) { test in
          var right = 0.0
          for number: Int32 in [1, 2, 3] {
            var input = WireWriter()
            input.write(number)
            if try test.call(0, input, decode: { try $0.read(Int32.self) }) == 2 * number { right += 1 }
            test.credit(right, of: 3)
          }
          try test.expect(right == 3, "not all are right")
        }
      }
    }
    """

  private func grade(
    _ submission: String, hidden: String? = nil, _ options: [String] = [],
    in folder: TemporaryFolder
  ) async throws -> GradingRun {
    if let hidden { try folder.write(hidden, to: "grader/01-double/HiddenTests.swift") }
    try folder.write(submission, to: "class/ann/01-double.swift")
    let outcome = try await run(
      try BuildProducts.executable(named: "threadbare"),
      ["grade", "class", "--out", "report", "--json"] + options, in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome)")
    return try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
  }

  @Test func `gives a failing test the credit that it had earned`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let run = try await grade(
        smallCourseSolution.replacing("number * 2", with: "number == 3 ? 0 : number * 2"),
        hidden: Self.creditTests, in: folder)
      let exercise = try #require(run.students.first?.exercises.first)
      let test = try #require(exercise.tests.first { $0.id == "part" })
      #expect(test.verdict == .fail)
      #expect(test.score == 2.67)
      #expect(exercise.verdict == .fail)
      #expect(exercise.score == 4.67)
      #expect(try folder.text(of: "report/gradebook.csv").contains("ann,ann,4.67,4.67,6"))
    }
  }

  @Test func `keeps the credit of a test in which the submission crashes`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let run = try await grade(
        smallCourseSolution.replacing(
          "return number * 2", with: "precondition(number < 3)\n    return number * 2"),
        hidden: Self.creditTests, in: folder)
      let test = run.students.first?.exercises.first?.tests.first { $0.id == "part" }
      #expect(test?.verdict == .fail)
      #expect(test?.score == 2.67)
    }
  }

  @Test func `several times counts the worst run and says what is flaky`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      // Right about every other time; that 24 runs end alike is one chance in eight million.
      let flaky = smallCourseSolution.replacing(
        "number * 2", with: "Bool.random() ? number * 2 : 0")
      let run = try await grade(flaky, ["--repeat", "24"], in: folder)
      let exercise = try #require(run.students.first?.exercises.first)
      let test = try #require(exercise.tests.first { $0.id == "HiddenTests-double" })
      #expect(exercise.verdict == .fail)
      #expect(test.verdict == .fail)
      #expect(test.score == 0)
      let counts = try #require(test.flaky)
      #expect(counts.total == 24)
      #expect(counts.pass > 0 && counts.fail > 0)
      #expect(exercise.tests.filter { $0.id.hasSuffix("-error") }.allSatisfy { $0.flaky == nil })
      #expect(try folder.text(of: "report/index.html").contains("1 result is flaky"))
      let page = try folder.text(of: "report/students/ann.html")
      #expect(shownText(of: page).contains("--repeat 24"))
    }
  }
}

@Suite(.serialized) struct `The line of a call` {
  private static let exercise = "01-tasks"

  private func grade(_ submissions: [String: String], in folder: TemporaryFolder) async throws
    -> [String: ExerciseResult]
  {
    for (student, text) in submissions {
      try folder.write(text, to: "class/\(student)/\(Self.exercise).swift")
    }
    let outcome = try await run(
      try BuildProducts.executable(named: "threadbare"),
      [
        "grade", folder.file("class").path, "--out", folder.file("report").path, "--only",
        Self.exercise, "--json",
      ], in: Repository.root)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let run = try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
    return Dictionary(
      run.students.map { ($0.id, $0.exercises[0]) }, uniquingKeysWith: { first, _ in first })
  }

  /// A submission that waits once too often, by a call with arguments of the test's choice.
  private func submission(_ arguments: String) -> String {
    """
    import ExerciseKit
    import Exercise_01_tasks

    struct Submission: TaskFamily {
      func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        for job in jobs { try await linux.fork(job) }
        for _ in 0...jobs.count {
          try await linux.wait(\(arguments))
        }
        return []
      }

      func descend(
        _ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody
      ) async throws -> Int32 { 0 }

      func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {}
    }
    """
  }

  @Test func `is quoted if the submission has it, and otherwise nothing is`() async throws {
    let cases: [(student: String, arguments: String, line: Int?)] = [
      ("honest", "", 8), ("other", "line: 3", 3), ("zero", "line: 0", nil),
      ("beyond", "line: 4_000_000_000", nil),
      ("stranger", #"file: "Submission/../../../etc/passwd", line: 1"#, nil),
      ("entry", #"file: "Submission/threadbare-entry.swift", line: 1"#, nil),
      // The adapter's are not the student's: the last call of the submission itself is the fork.
      ("adapter", #"file: "Exercise_01_tasks/Protocol.swift", line: 1"#, 6),
    ]
    try await withTemporaryFolder { folder in
      let results = try await grade(
        Dictionary(cases.map { ($0.student, submission($0.arguments)) }) { first, _ in first },
        in: folder)
      for (student, _, line) in cases {
        let result = try #require(results[student])
        let test = try #require(result.tests.first { $0.id == "one-child" })
        #expect(test.verdict == .fail, "\(student)")
        #expect(test.sourceLine?.line == line, "\(student)")
        if student == "honest" {
          #expect(test.call?.role == .failed)
          #expect(test.call?.text == "wait4(-1, 0) = -1 ECHILD (No child processes)")
          let mark = try #require(test.timelineMark)
          #expect(
            test.timeline[mark].hasSuffix("[2] wait4(-1, 0) = -1 ECHILD (No child processes)"))
          #expect(test.sourceLine?.file == "Submission.swift")
          #expect(test.sourceLine?.text[2] == "      try await linux.wait()")
          #expect(test.section == "01-tasks#the-end")
        }
      }
    }
  }

  @Test func `is found again by the command that the page shows`() async throws {
    try await withTemporaryFolder { folder in
      let first = try await grade(["o'neil": submission("")], in: folder)
      let page = try folder.text(of: "report/students/o=27neil.html")
      let match = try #require(page.firstMatch(of: /<code>(<span>threadbare<\/span>.*?)<\/code>/))
      let command = shownText(of: String(match.1))
        .replacing("--out replay", with: "--json --out \(folder.file("replay").path)")
      let bin = try BuildProducts.executable(named: "threadbare").deletingLastPathComponent().path
      let outcome = try await run(
        systemProgram: "sh", ["-c", "PATH=\"\(bin):$PATH\"; \(command)"], in: Repository.root)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let again = try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
      func timeless(_ result: ExerciseResult?) -> ExerciseResult? {
        var result = result
        for index in result?.tests.indices ?? 0..<0 {
          result?.tests[index].durationMilliseconds = 0
        }
        return result
      }
      #expect(timeless(again.students.first?.exercises.first) == timeless(first["o'neil"]))
      #expect(first["o'neil"] != nil)
    }
  }
}
