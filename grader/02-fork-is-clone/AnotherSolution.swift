import ExerciseKit
import Exercise_02_fork_is_clone

// Another shape: flag words as numbers of the manual, one function that makes every kind of task, and a join
// that sleeps before it looks.
struct Submission: CloneFamily {
  private static let asVfork = CloneFlags(rawValue: 0x0000_4100)
  private static let asPthreadCreate = CloneFlags(rawValue: 0x003d_0f00)

  private func make(
    _ linux: SystemCalls, _ flags: CloneFlags, word: UserAddress = .null, pointer: UInt64 = 0,
    _ child: @escaping TaskBody
  ) async throws -> Int32 {
    // A process is waited for, a thread is not.
    let signal: Signal? = flags.contains(.thread) ? nil : .child
    return try await linux.clone(
      flags, exitSignal: signal, parentTID: word, childTID: word, tls: pointer, child: child
    ).rawValue
  }

  func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
    ProcessID(rawValue: try await make(linux, [], child))
  }

  func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
    ProcessID(rawValue: try await make(linux, Self.asVfork, child))
  }

  func spawnThread(
    _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
  ) async throws -> ThreadID {
    ThreadID(
      rawValue: try await make(
        linux, Self.asPthreadCreate, word: word, pointer: threadPointer, body))
  }

  func join(_ linux: SystemCalls, word: UserAddress) async throws {
    var id = try await linux.load(word)
    while id != 0 {
      do {
        try await linux.futexWait(word, expected: id)
      } catch let error as Errno where error == .resourceTemporarilyUnavailable {}
      id = try await linux.load(word)
    }
  }
}
