import ExerciseKit
import Exercise_06_vfork

// Mistake: the child lets signals in before it has set their handlers back.
struct Submission: ProgramStarting {
  private static let everySignal = SignalSet(rawValue: ~0)

  func spawn(
    _ linux: SystemCalls, _ program: ProgramToStart, scratch: UserAddress
  ) async throws -> ProcessID {
    try await linux.store(scratch, 0)
    let mask = try await linux.sigprocmask(.set, Self.everySignal)
    let child: ProcessID
    do {
      child = ProcessID(
        try await linux.clone([.vm, .vfork], exitSignal: .child) { linux in
          do {
            try await prepare(linux, program, mask)
            try await linux.execve(program.path, program.body)
          } catch let error as Errno {
            try await linux.store(scratch, UInt32(error.rawValue))
            return 127
          }
        })
    } catch {
      try await linux.sigprocmask(.set, mask)
      throw error
    }
    try await linux.sigprocmask(.set, mask)

    let error = try await linux.load(scratch)
    guard error != 0 else { return child }
    try await linux.wait(for: child)
    throw Errno(rawValue: Int32(error))
  }

  /// Sets what is the child's own: handlers, directory, descriptors, mask.
  private func prepare(
    _ linux: SystemCalls, _ program: ProgramToStart, _ mask: SignalSet
  ) async throws {
    if let directory = program.directory { try await linux.chdir(directory) }
    if let output = program.output {
      try await linux.close(.standardOutput)
      // The lowest free descriptor.
      _ = try await linux.dup(output)
    }
    try await linux.sigprocmask(.set, mask)
  }

  func borrow(
    _ linux: SystemCalls, word: UserAddress, _ child: @escaping TaskBody
  ) async throws -> ProcessID {
    let id = try await linux.clone(
      [.vm, .parentSetTID, .childClearTID], exitSignal: .child, parentTID: word, childTID: word,
      child: child)
    while true {
      let held = try await linux.load(word)
      if held == 0 { return ProcessID(id) }
      do {
        try await linux.futexWait(word, expected: held)
      } catch Errno.resourceTemporarilyUnavailable {
        // The child has let go in between: look again.
      }
    }
  }
}
