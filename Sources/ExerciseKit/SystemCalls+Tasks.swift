public import LinuxABI
internal import Wire

/// What `wait` tells of a child that ended.
public struct EndedChild: Equatable, Sendable {
  /// The child's process id, free again from now on.
  public let processID: ProcessID
  /// How it ended.
  public let status: WaitStatus
}

extension SystemCalls {
  /// Creates a task that shares with this one what the flags name, and copies the rest.
  ///
  /// Everything that Linux has for creating tasks is this call: `fork`, `vfork` and
  /// `pthread_create` differ in flags alone. The child runs `child` and ends with its result, as
  /// with the `exit` system call: that task ends, and no other of its thread group.
  ///
  /// - Parameters:
  ///   - flags: What to share, and how the child relates to its parent.
  ///   - exitSignal: What the parent gets when the child ends; none for a thread.
  ///   - parentTID: Where to store the child's thread id in the parent's memory, with
  ///     `.parentSetTID`.
  ///   - childTID: Where to store it in the child's memory with `.childSetTID`, and what to clear
  ///     and wake when the child ends with `.childClearTID`.
  ///   - tls: The child's thread pointer, with `.setTLS`.
  ///   - child: What the child runs.
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: The child's thread id.
  /// - Throws: `Errno`, for example `.invalidArgument` for flags that do not go together; `NotBuilt`.
  ///
  /// Source: clone(2).
  @discardableResult
  public func clone(
    _ flags: CloneFlags, exitSignal: Signal? = nil, parentTID: UserAddress = .null,
    childTID: UserAddress = .null, tls: UInt64 = 0, child: @escaping TaskBody,
    file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> ThreadID {
    let entry = TaskRuntime.current.register(
      child,
      threadPointer: flags.contains(.setTLS) ? UserAddress(rawValue: tls) : threadPointer)
    do {
      let word = flags.rawValue | UInt64(register: exitSignal?.rawValue ?? 0) & 0xff
      let reply = try await call(
        .clone, word, 0, parentTID.rawValue, tls, childTID.rawValue, entry, at: (file, line))
      return ThreadID(rawValue: Int32(truncatingIfNeeded: reply.value))
    } catch {
      TaskRuntime.current.forget(entry: entry)
      throw error
    }
  }

  /// Ends this task, and no other of its thread group, with an exit status of 0 to 255.
  ///
  /// Source: _exit(2), 'C library/kernel differences'.
  public func exit(_ status: Int32, file: StaticString = #fileID, line: UInt32 = #line) async throws
    -> Never
  {
    try await call(.exit, UInt64(register: status), at: (file, line))
    throw Killed()
  }

  /// Ends every task of this thread group.
  ///
  /// Source: exit_group(2).
  public func exitGroup(_ status: Int32, file: StaticString = #fileID, line: UInt32 = #line)
    async throws -> Never
  {
    try await call(.exitGroup, UInt64(register: status), at: (file, line))
    throw Killed()
  }

  /// Waits until a child ends, and frees what is left of it.
  ///
  /// - Parameters:
  ///   - processID: Which child; nil for any.
  ///   - options: For example `.noHang`, to ask without waiting.
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: The child that ended, or nil if none has yet and `options` has `.noHang`.
  /// - Throws: `Errno.noChildProcess` if there is no such child.
  ///
  /// Source: wait4(2).
  @discardableResult
  public func wait(
    for processID: ProcessID? = nil, options: WaitOptions = [], file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws -> EndedChild? {
    let reply = try await call(
      .wait4, UInt64(register: processID?.rawValue ?? -1), 0, UInt64(register: options.rawValue), 0,
      at: (file, line))
    guard reply.value != 0 else { return nil }
    return EndedChild(
      processID: ProcessID(rawValue: Int32(truncatingIfNeeded: reply.value)),
      status: WaitStatus(rawValue: Int32(truncatingIfNeeded: reply.extra)))
  }

  /// The id of the process that this task belongs to: of its thread group.
  public func getpid(file: StaticString = #fileID, line: UInt32 = #line) async throws -> ProcessID {
    ProcessID(rawValue: Int32(truncatingIfNeeded: try await call(.getpid, at: (file, line)).value))
  }

  /// The id of this very task.
  public func gettid(file: StaticString = #fileID, line: UInt32 = #line) async throws -> ThreadID {
    ThreadID(rawValue: Int32(truncatingIfNeeded: try await call(.gettid, at: (file, line)).value))
  }

  /// The id of the parent process.
  public func getppid(file: StaticString = #fileID, line: UInt32 = #line) async throws -> ProcessID
  {
    ProcessID(rawValue: Int32(truncatingIfNeeded: try await call(.getppid, at: (file, line)).value))
  }

  /// Sends a signal to a process.
  ///
  /// Source: kill(2).
  public func kill(
    _ processID: ProcessID, _ signal: Signal, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    try await call(
      .kill, UInt64(register: processID.rawValue), UInt64(register: signal.rawValue),
      at: (file, line))
  }

  /// Lets another task run, if one is ready.
  public func yield(file: StaticString = #fileID, line: UInt32 = #line) async throws {
    try await call(.schedYield, at: (file, line))
  }
}
