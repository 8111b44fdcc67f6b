import ExerciseKit
import GraderKit
import KernelCore
import Results
import Testing

extension `Workers of this process` {
  /// Tasks that go on as scripts of a test, which a submission can make them do at any time.
  @Suite struct `A task that is handed over` {
    private static let thread: CloneFlags = [.vm, .fs, .files, .sighand, .thread]

    private func result(
      of program: @escaping TaskBody, _ check: @escaping (ProgramRun) throws -> Void
    ) throws -> TestResult {
      try `Workers of this process`.result(of: program) { test in
        try check(try test.run(scripts: [0: TaskScript([.exitGroup(code: 0)])]))
      }
    }

    @Test(arguments: [0, 1, 3]) func `knows how many tasks had ended before`(yields: Int) throws {
      var found: [Int] = []
      let program: TaskBody = { linux in
        for _ in 0..<2 { try await linux.clone(Self.thread) { _ in 0 } }
        for _ in 0..<yields { try await linux.yield() }
        try await linux.handOver(to: 0)
      }
      let result = try result(of: program) { run in found = run.handedOver.map(\.tasksEnded) }
      #expect(result.verdict == .pass, "\(result.message)")
      #expect(found == [yields > 0 ? 2 : 0])
    }

    @Test func `with too few bytes is the submission's fault`() throws {
      let program: TaskBody = { linux in try await linux.handOver(to: 0, bytes: [1]) }
      let result = try result(of: program) { run in
        var reader = try #require(run.handedOver.first).reader
        _ = try reader.read(UInt32.self)
      }
      #expect(result.verdict == .fail)
      #expect(result.message.hasPrefix("gave an answer that cannot be read"), "\(result.message)")
    }

    @Test(arguments: [
      (Int64(-11), Errno.resourceTemporarilyUnavailable), (11, .resourceTemporarilyUnavailable),
      (.min, Errno(rawValue: 0)), (.max, Errno(rawValue: -1)), (-1 << 32 - 4, .interrupted),
    ]) func `tells an errno, whatever the number`(value: Int64, errno: Errno) {
      #expect(Errno(handedOver: value) == errno)
    }
  }
}
