public import LinuxABI
internal import Wire

extension SystemCalls {
  /// Replaces the program of this process: its memory is new, its other threads end, and `program` runs
  /// instead of what called.
  ///
  /// What `program` returns is the exit status of the process. Nothing after the call runs, unless it
  /// fails.
  ///
  /// - Parameters:
  ///   - path: The file of the program, which has to be there and executable.
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  ///   - program: What the new program does.
  /// - Throws: `Errno`, for example `.noSuchFileOrDirectory`.
  ///
  /// Source: execve(2).
  public func execve(
    _ path: String, file: StaticString = #fileID, line: UInt32 = #line,
    _ program: @escaping TaskBody
  ) async throws -> Never {
    // A new program starts with no thread pointer.
    let entry = TaskRuntime.current.register(program, threadPointer: .null)
    do {
      try await call(.execve, 0, 0, 0, 0, 0, entry, bytes: Array(path.utf8), at: (file, line))
    } catch let error as Errno {
      TaskRuntime.current.forget(entry: entry)
      throw error
    }
    throw Killed()
  }

  /// Says where the id of this task is cleared when it ends, with a wake for who sleeps there; what
  /// clone does with `.childClearTID` for a new task.
  ///
  /// - Returns: The id of this task.
  ///
  /// Source: set_tid_address(2).
  @discardableResult
  public func setTIDAddress(
    _ address: UserAddress, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> ThreadID {
    let reply = try await call(.setTIDAddress, address.rawValue, at: (file, line))
    return ThreadID(rawValue: Int32(truncatingIfNeeded: reply.value))
  }

  /// Makes this process the one that orphans among its descendants are given to, or no longer.
  ///
  /// Source: prctl(2), PR_SET_CHILD_SUBREAPER.
  public func setChildSubreaper(
    _ isReaper: Bool, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    let setChildSubreaper: UInt64 = 36
    try await call(.prctl, setChildSubreaper, isReaper ? 1 : 0, at: (file, line))
  }

  /// Waits for a change of a child, and may leave it to be waited for again.
  ///
  /// - Parameters:
  ///   - processID: Which child; nil for any.
  ///   - options: What to wait for (`.exited`, `.untraced`, `.continued`), and how (`.noHang`, `.noWait`).
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: What became of which child, or nil if nothing has yet and `options` has `.noHang`.
  /// - Throws: `Errno.noChildProcess` if there is no such child, `.invalidArgument` if `options` does
  ///   not say what for.
  ///
  /// Source: waitid(2).
  @discardableResult
  public func waitid(
    for processID: ProcessID? = nil, options: WaitOptions, file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws -> SignalInfo? {
    let (all, process): (UInt64, UInt64) = (0, 1)
    let reply = try await call(
      .waitid, processID == nil ? all : process, UInt64(register: processID?.rawValue ?? 0), 0,
      UInt64(register: options.rawValue), at: (file, line))
    let info = SignalInfo(facts: reply.bytes)
    return info.processID.rawValue == 0 ? nil : info
  }

  /// Maps memory that starts as zeroes, at an address that the kernel chooses.
  ///
  /// - Parameters:
  ///   - length: How many bytes; whole pages are mapped.
  ///   - isShared: Whether fork shares it (`MAP_SHARED`), instead of a copy for each (`MAP_PRIVATE`).
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: Its first address.
  /// - Throws: `Errno.noMemory`, or `.invalidArgument` for no bytes at all.
  ///
  /// Source: mmap(2), MAP_ANONYMOUS.
  public func mmap(
    length: UInt64, isShared: Bool = false, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> UserAddress {
    let readAndWrite: UInt64 = 3
    let (shared, `private`, anonymous): (UInt64, UInt64, UInt64) = (1, 2, 0x20)
    let reply = try await call(
      .mmap, 0, length, readAndWrite, anonymous | (isShared ? shared : `private`),
      UInt64(register: -1), at: (file, line))
    return UserAddress(rawValue: UInt64(bitPattern: reply.value))
  }

  /// Takes a mapping away; an access to it from now on is SIGSEGV.
  ///
  /// Source: munmap(2).
  public func munmap(
    _ address: UserAddress, length: UInt64, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    try await call(.munmap, address.rawValue, length, at: (file, line))
  }
}
