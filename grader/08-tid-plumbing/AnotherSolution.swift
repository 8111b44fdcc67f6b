import ExerciseKit
import Exercise_08_tid_plumbing

// Another shape: the thread pointer leads to the end of the block, with everything at lower addresses, as on x86-64;
// the id and the word that says whether the thread is alive are two; and the thread stores its id itself.
struct Submission: ThreadLibrary {
  private enum Place: UInt64 {
    case id = 0x40
    case isAlive = 0x48
    case result = 0x50
    case errno = 0x58
    case pointer = 0x80
  }

  private func place(_ place: Place, _ linux: SystemCalls) -> UserAddress {
    let start = linux.threadPointer.rawValue &- Place.pointer.rawValue
    return UserAddress(rawValue: start &+ place.rawValue)
  }

  func create(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ThreadHandle {
    let thread = ThreadHandle(block: try await linux.mmap(length: 8_192))
    let isAlive = thread.block + Place.isAlive.rawValue
    try await linux.store(isAlive, 1)
    do {
      try await linux.clone(
        [.thread, .sighand, .vm, .files, .fs, .sysvSem, .childClearTID, .setTLS],
        childTID: isAlive, tls: (thread.block + Place.pointer.rawValue).rawValue
      ) { linux in
        let id = try await linux.setTIDAddress(place(.isAlive, linux))
        try await linux.store(place(.id, linux), UInt32(bitPattern: id.rawValue))
        let result = try await body(linux)
        _ = try await linux.exchange(place(.result, linux), UInt32(bitPattern: result))
        return 1
      }
      return thread
    } catch {
      try await unmap(linux, thread)
      throw error
    }
  }

  private func unmap(_ linux: SystemCalls, _ thread: ThreadHandle) async throws {
    try await linux.munmap(thread.block, length: 8_192)
  }

  func join(_ linux: SystemCalls, _ thread: ThreadHandle) async throws -> Int32 {
    let isAlive = thread.block + Place.isAlive.rawValue
    while try await linux.load(isAlive) == 1 {
      do { try await linux.futexWait(isAlive, expected: 1) } catch is Errno {}
    }
    let result = try await linux.load(thread.block + Place.result.rawValue)
    try await unmap(linux, thread)
    return Int32(bitPattern: result)
  }

  func threadID(_ linux: SystemCalls) async throws -> ThreadID {
    ThreadID(rawValue: Int32(bitPattern: try await linux.load(place(.id, linux))))
  }

  func errnoAddress(_ linux: SystemCalls) -> UserAddress { place(.errno, linux) }

  func fork(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ProcessID {
    let child = try await linux.clone([], exitSignal: .child) { linux in
      let id = try await linux.gettid()
      try await linux.store(place(.id, linux), UInt32(bitPattern: id.rawValue))
      return try await body(linux)
    }
    return ProcessID(child)
  }
}
