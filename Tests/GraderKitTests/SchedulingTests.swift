import ExerciseKit
import GraderKit
import KernelCore
import Processors
import Results
import Scheduling
import Testing

extension `Workers of this process` {
  /// Tasks of a test under a policy.
  @Suite struct `A test that schedules tasks` {
    private let computes = TaskScript { _ in .compute(nanoseconds: 5_000_000) }

    /// Runs one test, and gives what became of it.
    private func result(_ body: @escaping (TestContext) throws -> Void) throws -> TestResult {
      try `Workers of this process`.result(of: { _ in 0 }, body)
    }

    /// Makes two children that compute.
    private func starter() -> TaskScript {
      TaskScript(
        [1, 2].map { .clone(CloneArguments(flags: [], exitSignal: .child, entry: $0)) }
          + [.wait4(pid: -1, options: [])])
    }

    @Test func `learns how long each of them ran`() throws {
      let result = try result { test in
        let run = try test.schedule(
          O1Policy(), scripts: [0: starter(), 1: computes, 2: computes],
          nanosecondsMax: 2_000_000_000)
        try test.expect(run.ending, is: .timeIsUp, "another end")
        let times = [1, 2].compactMap { run.times(ofScript: $0)?.userNanoseconds }
        try test.expect(times.count, is: 2, "a task never ran")
        try test.expect(
          times.allSatisfy { $0 > 800_000_000 }, "the two do not share the processor: \(times)")
      }
      #expect(result.verdict == .pass, "\(result.message)")
    }

    @Test func `learns what a policy did that none may do, and shows the trace`() throws {
      let result = try result { test in
        let run = try test.schedule(
          PicksNobody(), scripts: [0: starter(), 1: computes, 2: computes])
        guard case .fault(let fault) = run.ending else { return }
        try test.fail("\(fault)")
      }
      #expect(result.verdict == .fail)
      #expect(result.message.contains("picked none, and 1 task waits"), "\(result.message)")
    }

    @Test func `is told when a script is missing`() throws {
      let result = try result { test in
        _ = try test.schedule(RoundRobinPolicy(), scripts: [0: starter()])
      }
      #expect(result.verdict == .graderError)
    }
  }
}

/// A policy that has nobody run.
private struct PicksNobody: SchedulingPolicy {
  var runnableCount: Int { 0 }
  var current: Int32 { -1 }
  mutating func add(_ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64) {}
  mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {}
  mutating func end(_ task: Int32, parent: Int32) {}
  mutating func enqueue(_ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64) {}
  mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {}
  mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 { -1 }
  mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool { false }
  func preempts(_ task: Int32) -> Bool { false }
  mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool { false }
}
