public import LinuxABI
internal import Wire

// Memory here is the emulated memory of the task, in pages of 4 KiB, copied on write. Swift
// variables live outside the emulation: they are shared by all tasks whatever the flags say.
extension SystemCalls {
  /// The first address of the data area that every program starts with.
  public static var data: UserAddress { UserMemoryLayout.dataStart }

  /// Reads a 32-bit word of this task's memory.
  ///
  /// An address that is not mapped kills the process with SIGSEGV, as on the real machine.
  public func load(_ address: UserAddress, file: StaticString = #fileID, line: UInt32 = #line)
    async throws -> UInt32
  {
    let reply = try await call(
      .load, address.rawValue, UInt64(MemoryWidth.word.rawValue), at: (file, line))
    return UInt32(truncatingIfNeeded: reply.value)
  }

  /// Writes a 32-bit word of this task's memory.
  public func store(
    _ address: UserAddress, _ value: UInt32, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    try await call(
      .store, address.rawValue, UInt64(MemoryWidth.word.rawValue), UInt64(value), at: (file, line))
  }

  /// Adds to a 32-bit word and gives what was there before, in one step that nothing can divide.
  public func fetchAdd(
    _ address: UserAddress, _ value: UInt32, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> UInt32 {
    let reply = try await call(
      .fetchAdd, address.rawValue, UInt64(MemoryWidth.word.rawValue), UInt64(value),
      at: (file, line))
    return UInt32(truncatingIfNeeded: reply.value)
  }

  /// Replaces a 32-bit word and gives what was there before, in one step.
  public func exchange(
    _ address: UserAddress, _ value: UInt32, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> UInt32 {
    let reply = try await call(
      .exchange, address.rawValue, UInt64(MemoryWidth.word.rawValue), UInt64(value),
      at: (file, line))
    return UInt32(truncatingIfNeeded: reply.value)
  }

  /// Replaces a 32-bit word if it holds `expected`, in one step.
  ///
  /// - Returns: What was there before: the exchange took place if that is `expected`.
  public func compareExchange(
    _ address: UserAddress, expected: UInt32, desired: UInt32, file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws -> UInt32 {
    let reply = try await call(
      .compareExchange, address.rawValue, UInt64(MemoryWidth.word.rawValue), UInt64(expected),
      UInt64(desired), at: (file, line))
    return UInt32(truncatingIfNeeded: reply.value)
  }

  /// Sleeps until another task wakes this address, if it holds `expected` at this moment.
  ///
  /// - Throws: `Errno.resourceTemporarilyUnavailable` if it holds something else.
  ///
  /// Source: futex(2), FUTEX_WAIT.
  public func futexWait(
    _ address: UserAddress, expected: UInt32, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    try await call(
      .futex, address.rawValue, Self.futexWaitOperation, UInt64(expected), 0, 0, 0, at: (file, line)
    )
  }

  /// Wakes up to `count` tasks that sleep on this address.
  ///
  /// - Returns: How many woke.
  ///
  /// Source: futex(2), FUTEX_WAKE.
  @discardableResult
  public func futexWake(
    _ address: UserAddress, count: Int32 = 1, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> Int {
    let reply = try await call(
      .futex, address.rawValue, Self.futexWakeOperation, UInt64(register: count), 0, 0, 0,
      at: (file, line))
    return Int(reply.value)
  }

  private static var futexWaitOperation: UInt64 { 0 }
  private static var futexWakeOperation: UInt64 { 1 }
}
