import ExerciseKit
import Exercise_07_thread_groups

// Mistake: without a program the process ends.
struct Submission: ThreadGroups {
  func roster(
    _ linux: SystemCalls, count: Int, table: UserAddress, scratch: UserAddress
  ) async throws {
    for index in 0..<UInt64(count) {
      try await startThread(linux, word: scratch + 4 * index) { linux in
        let id = try await linux.gettid()
        try await linux.store(table + 4 * index, UInt32(id.rawValue))
        return 0
      }
    }
    for index in 0..<UInt64(count) { try await join(linux, word: scratch + 4 * index) }
  }

  func runGroup(
    _ linux: SystemCalls, _ jobs: [TaskBody], scratch: UserAddress
  ) async throws -> Int32 {
    let process = try await linux.clone([], exitSignal: .child) { linux in
      for (index, job) in jobs.enumerated() {
        try await startThread(linux, word: scratch + 4 * UInt64(index)) { linux in
          let result = try await job(linux)
          if result != 0 { try await linux.exitGroup(result) }
          return 0
        }
      }
      for index in jobs.indices { try await join(linux, word: scratch + 4 * UInt64(index)) }
      return 0
    }
    let ended = try await linux.wait(for: ProcessID(process))
    return ended?.status.exitCode ?? 0
  }

  func goOnInThread(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> Never {
    try await linux.clone([.vm, .fs, .files, .sighand, .thread]) { linux in
      // Without this it would be what the last thread ends with, whichever of the two that is.
      try await linux.exitGroup(try await body(linux))
    }
    try await linux.exit(0)
  }

  func replace(
    _ linux: SystemCalls, path: String, _ program: @escaping TaskBody
  ) async throws -> Never {
    do {
      try await linux.execve(path, program)
    } catch let error as Errno {
      try await linux.exitGroup(error.rawValue)
    }
  }

  /// Makes a thread whose word holds its id as long as it lives.
  private func startThread(
    _ linux: SystemCalls, word: UserAddress, _ body: @escaping TaskBody
  ) async throws {
    try await linux.clone(
      [.vm, .fs, .files, .sighand, .thread, .parentSetTID, .childClearTID], parentTID: word,
      childTID: word, child: body)
  }

  private func join(_ linux: SystemCalls, word: UserAddress) async throws {
    while true {
      let id = try await linux.load(word)
      if id == 0 { return }
      do {
        try await linux.futexWait(word, expected: id)
      } catch Errno.resourceTemporarilyUnavailable {}
    }
  }
}
