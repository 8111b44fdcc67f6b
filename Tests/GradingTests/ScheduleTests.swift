import Foundation
import Results
import TestSupport
import Testing

/// Tests that explore the schedules of a submission, as students see them with `check`.
@Suite(.serialized) struct `Exploring a submission` {
  private static let right = racing("_ = try await linux.fetchAdd(count, 1)")
  private static let losesUpdates = racing(
    """
    let seen = try await linux.load(count)
    try await linux.store(count, seen + 1)
    """)

  private func check(
    _ submission: String, _ options: [String] = [], in folder: TemporaryFolder
  ) async throws -> ExerciseResult {
    try folder.write(submission, to: "exercises/01-race/Submission.swift")
    let outcome = try await run(
      try BuildProducts.executable(named: "threadbare"), ["check", "01-race", "--json"] + options,
      in: folder.url)
    #expect(outcome.exitCode == 0 || outcome.exitCode == 1, "\(outcome)")
    let results = try JSONDecoder().decode(
      [ExerciseResult].self, from: Data(outcome.output.utf8))
    return try #require(results.first)
  }

  private func inCourse(_ body: (TemporaryFolder) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try writeRacingCourse(in: folder, submission: Self.right)
      try await body(folder)
    }
  }

  private func test(_ id: String, of result: ExerciseResult) throws -> TestResult {
    try #require(result.tests.first { $0.id == id }, "\(result)")
  }

  @Test func `passes what is right in every schedule, and says how many there were`() async throws {
    try await inCourse { folder in
      let result = try await check(Self.right, in: folder)
      #expect(result.tests.map(\.verdict) == [.pass, .pass, .pass], "\(result)")
      let bounded = try #require(try test("sum", of: result).exploration)
      #expect(bounded.isComplete && bounded.preemptionsMax == 2)
      #expect(bounded.schedules > 20)
      #expect(bounded.outcomes.map(\.text) == ["ends with exit status 2"])
      #expect(bounded.outcomes.map(\.schedules) == [bounded.schedules])
      let reduced = try #require(try test("findings", of: result).exploration)
      #expect(reduced.isComplete && reduced.preemptionsMax == nil)
      #expect(reduced.schedules < bounded.schedules)
    }
  }

  @Test func `finds the schedule that loses an update, and its decisions show it again`()
    async throws
  {
    try await inCourse { folder in
      let result = try await check(Self.losesUpdates, in: folder)
      // The one schedule that a plain run plays is fine.
      #expect(try test("once", of: result).verdict == .pass)
      let lost = try test("sum", of: result)
      #expect(lost.verdict == .fail)
      #expect(lost.message.hasPrefix("an update is lost (in "), "\(lost.message)")
      #expect(lost.message.hasSuffix("with one preemption)"), "\(lost.message)")
      #expect(!lost.expected.isEmpty && lost.actual != lost.expected)
      let outcomes = try #require(lost.exploration).outcomes
      #expect(outcomes.contains { $0.isFailure } && outcomes.contains { !$0.isFailure })
      let decisions = try #require(lost.replay)

      // The same list, in an exploration and in a plain run of another driver.
      let again = try await check(
        Self.losesUpdates, ["--test", "sum", "--decisions", decisions], in: folder)
      #expect(again.tests.map(\.id) == ["sum"])
      #expect(again.tests.map(\.message) == ["an update is lost"])
      #expect(again.tests.first?.timeline == lost.timeline)
      #expect(again.tests.first?.replay == lost.replay)
      try folder.write(
        racingTests(decisions: decisions), to: "exercises/01-race/VisibleTests.swift")
      let plain = try test("once", of: try await check(Self.losesUpdates, in: folder))
      #expect(plain.verdict == .fail)
      #expect(plain.timeline == lost.timeline)
      #expect(plain.replay == lost.replay)
    }
  }

  @Test func `finds a data race and quotes the line of an access`() async throws {
    try await inCourse { folder in
      let race = try test("findings", of: try await check(Self.losesUpdates, in: folder))
      #expect(race.verdict == .fail)
      #expect(
        race.message.hasPrefix("a data race on the word at 0x10000: task "), "\(race.message)")
      #expect(race.message.contains("and nothing orders the two"))
      #expect(race.call?.role == .named)
      #expect(race.sourceLine?.file == "Submission.swift")
    }
  }

  @Test func `finds two locks that are taken in both orders`() async throws {
    let deadlock = racing(
      """
      for lock in number == 1 ? [UInt64(16), 20] : [20, 16] {
        while try await linux.exchange(SystemCalls.data + lock, 1) != 0 {
          try? await linux.futexWait(SystemCalls.data + lock, expected: 1)
        }
      }
      _ = try await linux.fetchAdd(count, 1)
      for lock in [UInt64(16), 20] {
        _ = try await linux.exchange(SystemCalls.data + lock, 0)
        try await linux.futexWake(SystemCalls.data + lock)
      }
      """)
    try await inCourse { folder in
      let found = try test("findings", of: try await check(deadlock, in: folder))
      #expect(found.verdict == .fail)
      #expect(found.message.hasPrefix("the tasks 2, 3, 4 wait for ever"), "\(found.message)")
      #expect(found.call?.role == .waits)
      #expect(found.exploration?.outcomes.contains { !$0.isFailure } == true)
    }
  }

  @Test func `finds a wake that comes before its sleep`() async throws {
    let lostWake = racing(
      """
      if number == 1 {
        if try await linux.fetchAdd(SystemCalls.data + 16, 0) == 0 {
          try await linux.futexWait(SystemCalls.data + 20, expected: 0)
        }
      } else {
        _ = try await linux.exchange(SystemCalls.data + 16, 1)
        try await linux.futexWake(SystemCalls.data + 20)
      }
      _ = try await linux.fetchAdd(count, 1)
      """)
    try await inCourse { folder in
      let found = try test("findings", of: try await check(lostWake, in: folder))
      #expect(found.verdict == .fail)
      #expect(found.message.contains("came before the sleep"), "\(found.message)")
    }
  }

  @Test func `finds tasks that keep each other from going on, and those that are left behind`()
    async throws
  {
    let spins = racing(
      """
      if number == 1 {
        while try await linux.fetchAdd(SystemCalls.data + 16, 0) == 0 {}
      } else {
        _ = try await linux.exchange(SystemCalls.data + 16, 1)
      }
      """)
    let leaves = racing(
      "try await linux.futexWait(SystemCalls.data + 16, expected: 0)", joins: false)
    try await inCourse { folder in
      let livelock = try test("findings", of: try await check(spins, in: folder))
      #expect(livelock.message.hasPrefix("does not come to an end within 80 calls"))
      #expect(livelock.exploration?.isComplete == false)
      let leak = try test("findings", of: try await check(leaves, in: folder))
      #expect(leak.message.contains("tasks are still there when the program ended"), "\(leak)")
    }
  }

  @Test func `names a crash that comes in some schedules only`() async throws {
    let crashes = racing(
      """
      let seen = try await linux.fetchAdd(count, 1)
      precondition(seen == number - 1, "I am not the first")
      """)
    try await inCourse { folder in
      let result = try await check(crashes, in: folder)
      #expect(try test("once", of: result).verdict == .pass)
      let crash = try test("findings", of: result)
      #expect(crash.verdict == .fail)
      #expect(crash.message.hasPrefix("the submission crashed"), "\(crash.message)")
      #expect(crash.message.contains("I am not the first"))
      #expect(crash.exploration?.outcomes.contains { !$0.isFailure } == true)
      #expect(crash.replay != nil)
    }
  }

  @Test func `tells a program that keeps state between runs so`() async throws {
    let counts = racing(
      "_ = try await linux.fetchAdd(count, 1)",
      first: """
        runs += 1
        if runs > 1 { try await linux.yield() }
        """, outside: "nonisolated(unsafe) private var runs = 0")
    // The same calls up to the end of a run: only the fresh worker shows it.
    let secret = racing(
      "_ = try await linux.fetchAdd(count, 1)", first: "runs += 1", last: "runs > 6 ? 1 : 0",
      outside: "nonisolated(unsafe) private var runs = 0")
    try await inCourse { folder in
      for submission in [counts, secret] {
        let result = try await check(submission, in: folder)
        let sum = try test("sum", of: result)
        #expect(sum.verdict == .fail)
        #expect(sum.message.hasPrefix("your program keeps state between runs"), "\(sum.message)")
      }
      let message = try test("sum", of: try await check(counts, in: folder)).message
      #expect(message.contains("`sched_yield()`"), "\(message)")
    }
  }

  @Test func `is not misled by what the tests before have left in the worker`() async throws {
    // Only the second run in a worker makes one call more.
    let warms = racing(
      "_ = try await linux.fetchAdd(count, 1)",
      first: """
        warm += 1
        if warm == 2 { try await linux.yield() }
        """, outside: "nonisolated(unsafe) private var warm = 0")
    let tests = """
      import GraderKit

      struct VisibleTests: TestSuite {
        var tests: [GradedTest] {
          GradedTest("once", "one schedule alone", visibility: .visible) { test in
            try test.expectFinished(try test.run())
          }
          GradedTest("sum", "one schedule", visibility: .visible) { test in
            try test.explore(strategy: .all, schedulesMax: 1, finding: []) { run in
              try test.expect(run.calls.count < 10, "a call too many: \\(run.calls.count)")
            }
          }
        }
      }
      """
    try await inCourse { folder in
      try folder.write(tests, to: "exercises/01-race/VisibleTests.swift")
      let calls = try await check(Self.right, in: folder)
      #expect(calls.tests.map(\.verdict) == [.pass, .pass], "\(calls)")
      let result = try await check(warms, in: folder)
      #expect(result.tests.map(\.verdict) == [.pass, .pass], "\(result)")
    }
  }

  @Test func `says what the limit has left out`() async throws {
    let long = racing(
      "for _ in 0..<12 { _ = try await linux.fetchAdd(SystemCalls.data + 16, 1) }\n"
        + "_ = try await linux.fetchAdd(count, 1)")
    try await inCourse { folder in
      let result = try await check(long, in: folder)
      let sum = try #require(try test("sum", of: result).exploration)
      #expect(sum.schedules == 500)
      #expect(!sum.isComplete)
      #expect(sum.preemptionsMax == 1)
    }
  }
}
