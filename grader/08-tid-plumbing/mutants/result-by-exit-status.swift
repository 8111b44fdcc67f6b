import ExerciseKit
import Exercise_08_tid_plumbing

// The block: the thread's id, which the kernel keeps; its result; its errno.
// Mistake: the result comes by the exit status, of which one byte is kept.
struct Submission: ThreadLibrary {
  private static let blockBytes: UInt64 = 4_096
  private static let result: UInt64 = 4
  private static let errno: UInt64 = 8

  func create(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ThreadHandle {
    let block = try await linux.mmap(length: Self.blockBytes)
    do {
      try await linux.clone(
        [.vm, .fs, .files, .sighand, .thread, .setTLS, .parentSetTID, .childClearTID],
        parentTID: block, childTID: block, tls: block.rawValue
      ) { linux in
        let result = try await body(linux)
        try await linux.store(linux.threadPointer + Self.result, UInt32(bitPattern: result & 0xff))
        return 0
      }
    } catch {
      try await linux.munmap(block, length: Self.blockBytes)
      throw error
    }
    return ThreadHandle(block: block)
  }

  func join(_ linux: SystemCalls, _ thread: ThreadHandle) async throws -> Int32 {
    while true {
      let id = try await linux.load(thread.block)
      if id == 0 { break }
      do {
        try await linux.futexWait(thread.block, expected: id)
      } catch let error as Errno
        where [.resourceTemporarilyUnavailable, .interrupted].contains(error)
      {
        // The word has changed, or a handler has run: look again.
      }
    }
    let result = try await linux.load(thread.block + Self.result)
    try await linux.munmap(thread.block, length: Self.blockBytes)
    return Int32(Int8(truncatingIfNeeded: result))
  }

  func threadID(_ linux: SystemCalls) async throws -> ThreadID {
    ThreadID(rawValue: Int32(bitPattern: try await linux.load(linux.threadPointer)))
  }

  func errnoAddress(_ linux: SystemCalls) -> UserAddress { linux.threadPointer + Self.errno }

  func fork(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ProcessID {
    ProcessID(
      try await linux.clone(
        .childSetTID, exitSignal: .child, childTID: linux.threadPointer, child: body))
  }
}
