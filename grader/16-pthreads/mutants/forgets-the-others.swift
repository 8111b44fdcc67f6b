import ExerciseKit
import Exercise_16_pthreads

struct Submission: ThreadLibrary {
  // A block: the thread's id as long as it lives, its result, whether it was asked to end, the word on
  // which it sleeps or is about to (the address less that of the data area, or 0), and its variables.
  private func id(_ block: UserAddress) -> UserAddress { block }
  private func result(_ block: UserAddress) -> UserAddress { block + 4 }
  private func request(_ block: UserAddress) -> UserAddress { block + 8 }
  private func sleepsOn(_ block: UserAddress) -> UserAddress { block + 12 }
  private func variable(_ block: UserAddress, _ key: Int) -> UserAddress {
    block + 16 + 4 * UInt64(key)
  }

  // MARK: - Threads

  func create(
    _ linux: SystemCalls, _ block: UserAddress, _ body: @escaping ThreadBody
  ) async throws {
    try await linux.sigaction(
      .user1,
      .handle { linux, _ in
        // A thread that has not begun will look by itself.
        if linux.threadPointer == .null { return }
        // One that is about to sleep must find another word than it expects.
        let place = try await linux.load(sleepsOn(linux.threadPointer))
        if place != 0 { _ = try await linux.fetchAdd(SystemCalls.data + UInt64(place - 1), 1) }
      })
    try await linux.clone(
      [.vm, .fs, .files, .sighand, .thread, .setTLS, .parentSetTID, .childClearTID],
      parentTID: id(block), childTID: id(block), tls: block.rawValue
    ) { linux in
      let value: UInt32
      do {
        value = try await body(linux)
      } catch is Cancelled {
        value = ThreadBlock.cancelled
      }
      try await linux.store(result(block), value)
      return 0
    }
  }

  func join(_ linux: SystemCalls, _ block: UserAddress) async throws -> UInt32 {
    while true {
      let thread = try await linux.fetchAdd(id(block), 0)
      if thread == 0 { return try await linux.load(result(block)) }
      try await sleep(linux, on: id(block), expected: thread)
    }
  }

  // MARK: - Mutexes

  func lock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    if try await linux.compareExchange(mutex, expected: 0, desired: 1) == 0 { return }
    while true {
      _ = try await linux.compareExchange(mutex, expected: 1, desired: 2)
      try await sleep(linux, on: mutex, expected: 2)
      if try await linux.compareExchange(mutex, expected: 0, desired: 1) == 0 { return }
    }
  }

  func unlock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    if try await linux.exchange(mutex, 0) == 2 { try await linux.futexWake(mutex) }
  }

  // MARK: - Condition variables

  func wait(
    _ linux: SystemCalls, _ condition: UserAddress, _ mutex: UserAddress
  ) async throws {
    let block = linux.threadPointer
    let seen = try await linux.fetchAdd(condition, 0)
    try await linux.store(sleepsOn(block), place(condition))
    if try await linux.fetchAdd(request(block), 0) == 0 {
      try await unlock(linux, mutex)
      try await sleep(linux, on: condition, expected: seen)
      try await lock(linux, mutex)
    }
    try await linux.store(sleepsOn(block), 0)
    try await testCancel(linux)
  }

  func signal(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    _ = try await linux.fetchAdd(condition, 1)
    try await linux.futexWake(condition)
  }

  func broadcast(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    _ = try await linux.fetchAdd(condition, 1)
    try await linux.futexWake(condition, count: .max)
  }

  // MARK: - Variables

  func setSpecific(_ linux: SystemCalls, _ key: Int, _ value: UInt32) async throws {
    try await linux.store(variable(linux.threadPointer, key), value)
  }

  func specific(_ linux: SystemCalls, _ key: Int) async throws -> UInt32 {
    try await linux.load(variable(linux.threadPointer, key))
  }

  // MARK: - Cancellation

  func cancel(_ linux: SystemCalls, _ block: UserAddress) async throws {
    _ = try await linux.exchange(request(block), 1)
    let thread = try await linux.fetchAdd(id(block), 0)
    if thread == 0 { return }
    do {
      try await linux.tgkill(
        try await linux.getpid(), ThreadID(rawValue: Int32(thread)), .user1)
    } catch Errno.noSuchProcess {
      // It has ended by itself.
    }
  }

  func testCancel(_ linux: SystemCalls) async throws {
    if try await linux.fetchAdd(request(linux.threadPointer), 0) != 0 { throw Cancelled() }
  }

  // MARK: - Parts

  /// Sleeps on a word, for as long as it holds a value or shorter.
  private func sleep(
    _ linux: SystemCalls, on word: UserAddress, expected: UInt32
  ) async throws {
    do {
      try await linux.futexWait(word, expected: expected)
    } catch Errno.resourceTemporarilyUnavailable {
      // The word has changed in between.
    } catch Errno.interrupted {
      // A signal.
    }
  }

  /// The address of a word as a word, but never 0.
  private func place(_ word: UserAddress) -> UInt32 {
    UInt32(word.rawValue - SystemCalls.data.rawValue) + 1
  }
}
