import ExerciseKit
import Exercise_06_vfork

// Another shape: spawn stands on borrow, as posix_spawn could stand on a vfork of one's own. The word says when the
// memory is free again, and the word behind it what the child has met.
struct Submission: ProgramStarting {
  func spawn(
    _ linux: SystemCalls, _ program: ProgramToStart, scratch: UserAddress
  ) async throws -> ProcessID {
    let failure = scratch + 4
    try await linux.store(failure, 0)
    let before = try await linux.sigprocmask(.block, SignalSet(rawValue: .max))
    let result: Result<ProcessID, any Error>
    do {
      result = .success(
        try await borrow(linux, word: scratch) { linux in
          let error = await attempt {
            for signal in program.handled { try await linux.sigaction(signal, .ignore) }
            for signal in program.handled { try await linux.sigaction(signal, .default) }
            if let output = program.output { try await redirect(linux, output) }
            if let directory = program.directory { try await linux.chdir(directory) }
            try await linux.sigprocmask(.set, before)
            try await linux.execve(program.path, program.body)
          }
          guard let errno = error as? Errno else { throw error }
          try await linux.store(failure, UInt32(errno.rawValue))
          try await linux.exitGroup(1)
        })
    } catch {
      result = .failure(error)
    }
    try await linux.sigprocmask(.set, before)
    let child = try result.get()
    let errno = Errno(rawValue: Int32(try await linux.load(failure)))
    if errno.rawValue == 0 { return child }
    _ = try await linux.wait(for: child, options: .all)
    throw errno
  }

  /// What a body throws; it never returns.
  private func attempt(_ body: () async throws -> Never) async -> any Error {
    do { try await body() } catch { return error }
  }

  private func redirect(_ linux: SystemCalls, _ output: FileDescriptor) async throws {
    try await linux.close(FileDescriptor(rawValue: 1))
    guard try await linux.dup(output) == .standardOutput else { throw Errno.badFileDescriptor }
  }

  func borrow(
    _ linux: SystemCalls, word: UserAddress, _ child: @escaping TaskBody
  ) async throws -> ProcessID {
    // Any value but 0 will do: the kernel only clears.
    try await linux.store(word, 1)
    let id: ThreadID
    do {
      id = try await linux.clone(
        [.vm, .childClearTID], exitSignal: .child, childTID: word, child: child)
    } catch {
      try await linux.store(word, 0)
      throw error
    }
    while try await linux.load(word) == 1 {
      do {
        try await linux.futexWait(word, expected: 1)
      } catch Errno.resourceTemporarilyUnavailable {}
    }
    return ProcessID(id)
  }
}
