import ExerciseKit
import Exercise_16_pthreads

/// A lock that counts who waits; and who cancels does without a signal: it changes the word on which the
/// thread sleeps, and wakes all who sleep there.
struct Submission: ThreadLibrary {
  private enum Field: UInt64 {
    case id = 64
    case result = 68
    case isAsked = 72
    case condition = 80
    case variables = 96
  }

  private func address(_ field: Field, of block: UserAddress) -> UserAddress {
    block + field.rawValue
  }

  func create(
    _ linux: SystemCalls, _ block: UserAddress, _ body: @escaping ThreadBody
  ) async throws {
    let id = address(.id, of: block)
    let flags: CloneFlags = [
      .vm, .fs, .files, .sighand, .thread, .sysvSem, .setTLS, .parentSetTID, .childClearTID,
    ]
    try await linux.clone(flags, parentTID: id, childTID: id, tls: block.rawValue) { linux in
      try await linux.store(address(.result, of: block), try await ending(linux, body))
      return 0
    }
  }

  private func ending(_ linux: SystemCalls, _ body: ThreadBody) async throws -> UInt32 {
    do { return try await body(linux) } catch is Cancelled { return ThreadBlock.cancelled }
  }

  func join(_ linux: SystemCalls, _ block: UserAddress) async throws -> UInt32 {
    let word = address(.id, of: block)
    var id = try await linux.load(word)
    while id != 0 {
      try? await linux.futexWait(word, expected: id)
      id = try await linux.load(word)
    }
    return try await linux.load(address(.result, of: block))
  }

  func lock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    var seen = try await linux.compareExchange(mutex, expected: 0, desired: 1)
    if seen == 0 { return }
    seen = try await linux.fetchAdd(mutex, 2) &+ 2
    while true {
      if seen & 1 == 0 {
        let before = try await linux.compareExchange(mutex, expected: seen, desired: seen - 1)
        if before == seen { return }
        seen = before
      } else {
        try? await linux.futexWait(mutex, expected: seen)
        seen = try await linux.load(mutex)
      }
    }
  }

  func unlock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    if try await linux.fetchAdd(mutex, .max) > 1 { try await linux.futexWake(mutex) }
  }

  func wait(
    _ linux: SystemCalls, _ condition: UserAddress, _ mutex: UserAddress
  ) async throws {
    let own = address(.condition, of: linux.threadPointer)
    let seen = try await linux.load(condition)
    _ = try await linux.exchange(own, UInt32(truncatingIfNeeded: condition.rawValue))
    try await testCancel(linux)
    try await unlock(linux, mutex)
    try? await linux.futexWait(condition, expected: seen)
    try await lock(linux, mutex)
    _ = try await linux.exchange(own, 0)
    try await testCancel(linux)
  }

  func signal(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    try await wake(linux, condition, count: 1)
  }

  func broadcast(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    try await wake(linux, condition, count: .max)
  }

  private func wake(_ linux: SystemCalls, _ condition: UserAddress, count: Int32) async throws {
    _ = try await linux.fetchAdd(condition, 1)
    try await linux.futexWake(condition, count: count)
  }

  func setSpecific(_ linux: SystemCalls, _ key: Int, _ value: UInt32) async throws {
    try await linux.store(address(.variables, of: linux.threadPointer) + 4 * UInt64(key), value)
  }

  func specific(_ linux: SystemCalls, _ key: Int) async throws -> UInt32 {
    try await linux.load(address(.variables, of: linux.threadPointer) + 4 * UInt64(key))
  }

  func cancel(_ linux: SystemCalls, _ block: UserAddress) async throws {
    _ = try await linux.exchange(address(.isAsked, of: block), 1)
    // A thread that has not yet said where it will sleep looks whether it is asked after that. Addresses
    // of data are below 4 GiB here.
    let place = try await linux.fetchAdd(address(.condition, of: block), 0)
    if place != 0 { try await broadcast(linux, UserAddress(rawValue: UInt64(place))) }
  }

  func testCancel(_ linux: SystemCalls) async throws {
    if try await linux.load(address(.isAsked, of: linux.threadPointer)) != 0 { throw Cancelled() }
  }
}
