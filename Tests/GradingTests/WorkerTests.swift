import Foundation
import Results
import TestSupport
import Testing

@Suite struct `A worker` {
  /// Asks with more bytes than a pipe holds, so that a worker which does not read stops the asker.
  private static let longQuestions = """
    import GraderKit

    struct HiddenTests: TestSuite {
      var tests: [GradedTest] {
        GradedTest("long", "long questions are answered too", visibility: .visible) { test in
          for _ in 0..<2 {
            var input = WireWriter()
            input.write(Int32(2))
            input.write([UInt8](repeating: 0, count: 300_000))
            try test.expect(try test.call(0, input) { try $0.read(Int32.self) }, is: 4, "wrong")
          }
        }
      }
    }
    """

  /// Answers the first question past the kit, closes its output, and never reads again.
  private static let deaf = """
    import ExerciseKit
    import Exercise_01_double
    import Glibc

    struct Submission: Doubling {
      func double(_ number: Int32) throws -> Int32 {
        close(STDOUT_FILENO)
        close(STDERR_FILENO)
        let answer: [UInt8] = [8, 0, 0, 0, 3, 0, 0, 0, 106, 0, 4, 0, 0, 0, 4, 0, 0, 0]
        _ = answer.withUnsafeBytes { write(11, $0.baseAddress, $0.count) }
        while true { sleep(1) }
      }
    }
    """

  private static let foundation = smallCourseSolution.replacing(
    "import ExerciseKit", with: "import ExerciseKit\nimport Foundation"
  ).replacing("return number * 2", with: "return Int32(String(format: \"%d\", 2 * number)) ?? 0")

  @Test func `that reads nothing costs its time and no more, and is the student's fault`()
    async throws
  {
    let run = try await grade(["deaf": Self.deaf, "plain": smallCourseSolution])
    let results = run.students.flatMap(\.exercises)
    #expect(results.map(\.verdict) == [.fail, .pass])
    let late = results.first?.tests.first { $0.id == "long" }
    #expect(late?.message == "ran out of time: 2 s on the clock; the limit is 2 s")
  }

  @Test func `has Foundation for a submission that imports it`() async throws {
    let run = try await grade(["modern": Self.foundation])
    #expect(run.students.flatMap(\.exercises).map(\.verdict) == [.pass], "\(run)")
  }

  /// Swift's own sleep would start threads of the real machine.
  @Test(arguments: [
    "nanoseconds: 1", "for: .seconds(1)", "for: .seconds(1), tolerance: .seconds(1)",
  ])
  func `that sleeps by a clock of the machine is told what is wrong`(sleep: String) async throws {
    try await withTemporaryFolder { folder in
      let solution = try Repository.text(of: "grader/01-tasks/Solution.swift")
      let start = "    var children: [ProcessID] = []\n"
      try #require(solution.contains(start))
      try folder.write(
        solution.replacing(start, with: "    try? await Task.sleep(\(sleep))\n\(start)"),
        to: "class/ann/01-tasks.swift")
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"),
        [
          "grade", "class", "--out", "report", "--json", "--only", "01-tasks", "--course",
          Repository.root.path,
        ], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let run = try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
      let messages = run.students.flatMap(\.exercises).flatMap(\.tests).compactMap(\.message)
      #expect(
        messages.contains { $0.contains("`Task.sleep` is not for emulated tasks") }, "\(messages)")
    }
  }

  private func grade(_ submissions: [String: String]) async throws -> GradingRun {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(Self.longQuestions, to: "grader/01-double/HiddenTests.swift")
      let exercise = "exercises/01-double/exercise.yaml"
      try folder.write(try folder.text(of: exercise) + "\nlimits: {wall_seconds: 2}", to: exercise)
      for (student, text) in submissions {
        try folder.write(text, to: "class/\(student)/01-double.swift")
      }
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"),
        ["grade", "class", "--out", "report", "--json"], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome)")
      return try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
    }
  }
}
