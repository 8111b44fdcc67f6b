import ExerciseKit
import Exercise_07_thread_groups

// Another shape: the roster is a chain of threads, each of which waits for the next, and the leader of a group ends
// first, so that the kernel does the waiting for the last thread.
struct Submission: ThreadGroups {
  private static let thread: CloneFlags = [.vm, .fs, .files, .sighand, .thread, .sysvSem]

  func roster(
    _ linux: SystemCalls, count: Int, table: UserAddress, scratch: UserAddress
  ) async throws {
    guard count > 0 else { return }
    // The last thread of the rest is the first one's child, so to speak: each waits for the next.
    let next = count - 1
    let word = scratch + 4 * UInt64(next)
    try await linux.store(word, .max)
    try await linux.clone(Self.thread.union(.childClearTID), childTID: word) { linux in
      try await linux.store(table + 4 * UInt64(next), UInt32(try await linux.gettid().rawValue))
      try await roster(linux, count: next, table: table, scratch: scratch)
      return 0
    }
    while try await linux.load(word) != 0 {
      do {
        try await linux.futexWait(word, expected: .max)
      } catch Errno.resourceTemporarilyUnavailable {}
    }
  }

  func runGroup(
    _ linux: SystemCalls, _ jobs: [TaskBody], scratch: UserAddress
  ) async throws -> Int32 {
    let process = try await linux.clone([.vfork], exitSignal: .child) { linux in
      for job in jobs {
        try await linux.clone(Self.thread) { linux in
          switch try await job(linux) {
          case 0: try await linux.exit(0)
          case let failure: try await linux.exitGroup(failure)
          }
        }
      }
      // The process goes on without its leader.
      try await linux.exit(0)
    }
    while true {
      if let ended = try await linux.wait(for: ProcessID(process), options: .all) {
        return ended.status.exitCode ?? 255
      }
    }
  }

  func goOnInThread(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> Never {
    try await linux.clone(Self.thread) { linux in
      let result = try await body(linux)
      try await linux.exitGroup(result)
    }
    throw try await lastCall(linux)
  }

  private func lastCall(_ linux: SystemCalls) async throws -> any Error {
    try await linux.exit(1)
  }

  func replace(
    _ linux: SystemCalls, path: String, _ program: @escaping TaskBody
  ) async throws -> Never {
    do {
      try await linux.execve(path, program)
    } catch let error as Errno {
      throw error
    }
  }
}
