import ExerciseKit
import GraderKit
import KernelCore
import Results
import Testing

extension `Workers of this process` {
  /// Explorations of programs in this process: what a worker does is the same, what a judge says too.
  @Suite struct `An exploration` {
    private static let count = SystemCalls.data
    private static func word(_ number: UInt64) -> UserAddress { SystemCalls.data + 64 + 4 * number }

    /// A program whose threads, numbered from 1, do something; it ends with the sum that they counted.
    private func threads(
      _ count: UInt64 = 2, _ body: @escaping @Sendable (SystemCalls, UInt64) async throws -> Void
    ) -> TaskBody {
      { linux in
        for number in 1...count {
          let word = Self.word(number)
          try await linux.clone(
            [.vm, .fs, .files, .sighand, .thread, .parentSetTID, .childClearTID], parentTID: word,
            childTID: word
          ) { linux in
            try await body(linux, number)
            return 0
          }
        }
        for number in 1...count {
          while true {
            let id = try await linux.load(Self.word(number))
            if id == 0 { break }
            do {
              try await linux.futexWait(Self.word(number), expected: id)
            } catch Errno.resourceTemporarilyUnavailable {}
          }
        }
        return Int32(try await linux.load(Self.count))
      }
    }

    private var right: TaskBody {
      threads { linux, _ in _ = try await linux.fetchAdd(Self.count, 1) }
    }

    private var losesUpdates: TaskBody {
      threads { linux, _ in
        let seen = try await linux.load(Self.count)
        try await linux.store(Self.count, seen + 1)
      }
    }

    /// Runs a test on a program; each worker begins with a program of its own.
    private func result(
      of program: @escaping @autoclosure () -> TaskBody, decisions: [UInt16]? = nil,
      counting counter: RequestCounter = RequestCounter(),
      _ body: @escaping (TestContext) throws -> Void
    ) throws -> TestResult {
      let session = PluginSession { LocalWorker(program(), counter) }
      let runner = SuiteRunner(
        session: session, secret: "", wallSeconds: 10, decisions: decisions)
      let test = GradedTest("explores", "it explores", body: body)
      return try #require(try runner.run([(test, .visible)]).first)
    }

    private func expectSum(_ test: TestContext, _ run: ProgramRun) throws {
      try test.expect(run.status, is: .exited(2), "an update is lost")
    }

    @Test(arguments: [
      ScheduleStrategy.all, .bounded(preemptions: 2), .bounded(preemptions: 50), .reduced,
    ])
    func `passes what is right in every schedule`(strategy: ScheduleStrategy) throws {
      let result = try result(of: right) { test in
        let found = try test.explore(strategy: strategy, schedulesMax: 20_000) { run in
          try expectSum(test, run)
        }
        try test.expect(found.isComplete, "\(found)")
      }
      #expect(result.verdict == .pass, "\(result.message)")
      let found = try #require(result.exploration)
      #expect(found.schedules > 5)
      #expect(found.outcomes.map(\.text) == ["ends with exit status 2"])
    }

    @Test(arguments: [ScheduleStrategy.all, .bounded(preemptions: 2), .reduced])
    func `shows the shortest schedule that fails, which replays exactly`(strategy: ScheduleStrategy)
      throws
    {
      let lost = try result(of: losesUpdates) { test in
        try test.explore(strategy: strategy, schedulesMax: 20_000, finding: []) { run in
          try expectSum(test, run)
        }
      }
      #expect(lost.verdict == .fail)
      #expect(lost.message.hasPrefix("an update is lost (in "), "\(lost.message)")
      #expect(lost.message.hasSuffix("with one preemption)"), "\(lost.message)")
      let outcomes = try #require(lost.exploration).outcomes
      #expect(outcomes.contains { $0.isFailure } && outcomes.contains { !$0.isFailure })
      let choices = try #require(lost.replay).split(separator: ",").compactMap { UInt16($0) }
      #expect(choices.count { $0 != 0 } <= 2)

      let again = try result(of: losesUpdates, decisions: choices) { test in
        try test.explore(strategy: strategy, finding: []) { run in try expectSum(test, run) }
      }
      #expect(again.message == "an update is lost")
      #expect(again.timeline == lost.timeline)
      // In a plain run, which another loop drives.
      let plain = try result(of: losesUpdates) { test in
        try expectSum(test, try test.run(kernel: .explored(decisions: .replay(choices))))
      }
      #expect(plain.message == "an update is lost")
      #expect(plain.timeline == lost.timeline)
      #expect(plain.replay == lost.replay)
    }

    @Test func `says so where the decisions do not fit the program`() throws {
      let result = try result(of: right, decisions: [9, 9, 9]) { test in
        try test.explore { _ in }
      }
      #expect(result.verdict == .pass)
      let text = try #require(result.exploration?.outcomes.first?.text)
      #expect(text.hasSuffix("(the decisions are those of another program)"), "\(text)")
    }

    /// What is found in a program whatever its test checks.
    private func message(
      of program: @escaping TaskBody, finding: Findings = .all,
      strategy: ScheduleStrategy = .reduced
    ) throws -> String {
      let result = try result(of: program) { test in
        try test.explore(strategy: strategy, callsMax: 80, finding: finding) { _ in }
      }
      return result.message
    }

    @Test func `finds data races`() throws {
      let found = try message(of: losesUpdates)
      #expect(found.hasPrefix("a data race on the word at 0x10000: task "), "\(found)")
      #expect(found.contains("and nothing orders the two"))
      #expect(try message(of: losesUpdates, finding: [.deadlocks]) == "")
    }

    @Test func `finds deadlocks`() throws {
      let program = threads { linux, number in
        let locks = number == 1 ? [Self.word(10), Self.word(11)] : [Self.word(11), Self.word(10)]
        for lock in locks {
          while try await linux.exchange(lock, 1) != 0 {
            do {
              try await linux.futexWait(lock, expected: 1)
            } catch Errno.resourceTemporarilyUnavailable {}
          }
        }
        for lock in locks {
          _ = try await linux.exchange(lock, 0)
          try await linux.futexWake(lock)
        }
      }
      let found = try message(of: program)
      #expect(found.hasPrefix("the tasks 2, 3, 4 wait for ever: nothing is left"), "\(found)")
      #expect(try message(of: program, finding: [.races]) == "")
    }

    @Test func `finds wakes that come before the sleep`() throws {
      let program = threads { linux, number in
        if number == 1 {
          if try await linux.fetchAdd(Self.word(10), 0) == 0 {
            try await linux.futexWait(Self.word(11), expected: 0)
          }
        } else {
          _ = try await linux.exchange(Self.word(10), 1)
          try await linux.futexWake(Self.word(11))
        }
      }
      let found = try message(of: program)
      #expect(found.contains("the wake for the word at 0x1006c came before the sleep"), "\(found)")
      #expect(found.contains("with one preemption"), "\(found)")
    }

    @Test func `finds livelocks`() throws {
      let program = threads { linux, number in
        if number == 1 {
          while try await linux.fetchAdd(Self.word(10), 0) == 0 {}
        } else {
          _ = try await linux.exchange(Self.word(10), 1)
        }
      }
      let found = try message(of: program)
      #expect(found.hasPrefix("does not come to an end within 80 calls"), "\(found)")
    }

    @Test func `finds tasks that are left behind, and signals`() throws {
      let leaves: TaskBody = { linux in
        try await linux.clone([.vm, .fs, .files, .sighand, .thread]) { linux in
          try await linux.futexWait(Self.word(10), expected: 0)
          return 0
        }
        return 0
      }
      #expect(try message(of: leaves).hasPrefix("1 task is still there when the program ended"))
      #expect(try message(of: leaves, finding: [.deadlocks, .races]) == "")
      let stray: TaskBody = { linux in Int32(try await linux.load(.null)) }
      #expect(try message(of: stray).hasPrefix("SIGSEGV ends the program"))
    }

    @Test func `plays scripts anew in each run`() throws {
      let program: TaskBody = { linux in
        try await linux.clone([.vm, .fs, .files, .sighand, .thread]) { linux in
          try await linux.handOver(to: 1)
        }
        try await linux.handOver(to: 0, value: 5)
      }
      let result = try result(of: program) { test in
        let found = try test.explore(strategy: .all, finding: [], observing: [Self.count]) {
          var stored = false
          var hadStored = false
          let child = TaskScript(steps: [
            { _ in
              stored = true
              return .store(address: Self.count, width: .word, value: 7)
            }
          ])
          let caller = TaskScript(steps: [
            { _ in
              hadStored = stored
              return .load(address: Self.count, width: .word)
            },
            { reply in
              if (reply.value == 7) != hadStored { return .exitGroup(code: 1) }
              return .exitGroup(code: hadStored ? 2 : 3)
            },
          ])
          return Staging(scripts: [0: caller, 1: child]) { run in
            try test.expect(run.status != .exited(1), "the scripts saw another run")
            try test.expect(run.handedOver.first { $0.script == 0 }?.value, is: 5, "wrong")
            try test.expect(run.status == .exited(hadStored ? 2 : 3), "not the same scripts")
          }
        }
        try test.expect(found.outcomes.count > 2, "\(found.outcomes)")
      }
      #expect(result.verdict == .pass, "\(result.message)")
    }

    /// What a program keeps in the worker that it runs in.
    private final class Kept: @unchecked Sendable {
      var runs = 0
    }

    @Test func `tells a program so that keeps state between runs`() throws {
      let program: () -> TaskBody = {
        let kept = Kept()
        return { linux in
          kept.runs += 1
          if kept.runs > 1 { try await linux.yield() }
          return try await self.right(linux)
        }
      }
      let result = try result(of: program()) { test in
        try test.explore { run in try expectSum(test, run) }
      }
      #expect(result.verdict == .fail)
      #expect(result.message.hasPrefix("your program keeps state between runs"))
      #expect(result.message.contains("`sched_yield()`"), "\(result.message)")
      #expect(result.message.contains("`clone("), "\(result.message)")
    }

    @Test func `takes no failure for one that a fresh worker does not show`() throws {
      // The calls are the same to the end of each run, and only that is not.
      let program: () -> TaskBody = {
        let kept = Kept()
        return { linux in
          kept.runs += 1
          return try await self.right(linux) + (kept.runs > 6 ? 1 : 0)
        }
      }
      let result = try result(of: program()) { test in
        try test.explore { run in try expectSum(test, run) }
      }
      #expect(result.verdict == .fail)
      #expect(
        result.message.hasPrefix("your program keeps state between runs"), "\(result.message)")
    }

    @Test func `is begun anew if what came before has left something`() throws {
      let program: () -> TaskBody = {
        let kept = Kept()
        return { linux in
          kept.runs += 1
          if kept.runs == 2 { try await linux.yield() }
          return try await self.right(linux)
        }
      }
      let result = try result(of: program()) { test in
        _ = try test.run()
        // One schedule alone: there is no other that it could differ from.
        try test.explore(strategy: .all, schedulesMax: 1, finding: []) { run in
          let yields = run.calls.contains { $0.call == .schedYield }
          try test.expect(!yields, "it yields")
        }
      }
      #expect(result.verdict == .pass, "\(result.message)")
    }

    @Test func `blames the test for scripts that keep state`() throws {
      let program: TaskBody = { linux in
        try await linux.clone([.vm, .fs, .files, .sighand, .thread]) { linux in
          try await linux.handOver(to: 1)
        }
        try await linux.handOver(to: 0)
      }
      var calls = 0
      let result = try result(of: program) { test in
        try test.explore(strategy: .all, finding: []) {
          let script = TaskScript(steps: [
            { _ in
              calls += 1
              return .store(address: Self.count, width: .word, value: UInt64(calls))
            }
          ])
          return Staging(scripts: [0: script, 1: script])
        }
      }
      #expect(result.verdict == .graderError)
      #expect(result.message.contains("did not do the same twice"), "\(result.message)")
    }

    @Test func `says what its limits have left out`() throws {
      let program = threads { linux, _ in
        for _ in 0..<12 { _ = try await linux.fetchAdd(Self.count, 1) }
      }
      let result = try result(of: program) { test in
        let found = try test.explore(schedulesMax: 300) { _ in }
        try test.expect(!found.isComplete, "complete")
      }
      #expect(result.verdict == .pass, "\(result.message)")
      let found = try #require(result.exploration)
      #expect(found.schedules == 300)
      #expect(found.preemptionsMax == 1)
      #expect(
        found.summary
          == "300 schedules were played, with up to 1 preemption; the exploring ended before all were"
      )
    }

    @Test func `goes back to where a schedule branches in one question`() throws {
      let counter = RequestCounter()
      var schedules = 0
      _ = try result(of: right, counting: counter) { test in
        schedules = try test.explore(strategy: .all, schedulesMax: 200) { _ in }.schedules
      }
      let (requests, questions) = (counter.requests, counter.questions)
      // Each run begins at its last branching point, and most branch late.
      #expect(questions < 8 * schedules, "\(questions) questions for \(schedules) schedules")
      #expect(requests > 10 * schedules, "\(requests) requests for \(schedules) schedules")
    }
  }
}
