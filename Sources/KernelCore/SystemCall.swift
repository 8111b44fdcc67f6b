public import LinuxABI

/// A system call with its arguments.
///
/// Any value of any argument is answered as Linux would. The last six are the accesses of
/// executions that have no memory instructions of their own, and the time that they take.
public enum SystemCall: Hashable, Sendable {
  /// Creates a task; clone(2).
  case clone(CloneArguments)
  /// Ends the calling task alone; _exit(2).
  case exit(code: Int32)
  /// Ends every task of the thread group; exit_group(2).
  case exitGroup(code: Int32)
  /// Waits for a child: a process, -1 any, 0 the own group, below -1 a group; wait4(2).
  case wait4(pid: ProcessID, options: WaitOptions)
  /// The id of the thread group; getpid(2).
  case getpid
  /// The id of the task; gettid(2).
  case gettid
  /// The id of the parent's thread group; getppid(2).
  case getppid
  /// Sends a signal: to a process, 0 the own group, -1 all, below -1 a group; kill(2).
  case kill(pid: ProcessID, signal: Signal)
  /// Sets what a signal does, or just asks where `disposition` is nil; sigaction(2).
  case sigaction(signal: Signal, disposition: SignalDisposition?)
  /// Sleeps until the word is woken, if it holds `expected`; futex(2), FUTEX_WAIT.
  ///
  /// A private one, FUTEX_PRIVATE_FLAG, is another futex than the shared one of the same word.
  case futexWait(
    address: UserAddress, expected: UInt32, timeoutNanoseconds: UInt64?, isPrivate: Bool = false)
  /// Wakes up to `count` tasks that sleep on the word; futex(2), FUTEX_WAKE.
  case futexWake(address: UserAddress, count: Int32, isPrivate: Bool = false)
  /// Opens a file; open(2).
  case open(path: [UInt8], flags: OpenFlags, mode: UInt32)
  /// Closes a descriptor; close(2).
  case close(fd: FileDescriptor)
  /// Gives an open file a second descriptor; dup(2).
  case dup(fd: FileDescriptor)
  /// Reads from the file's offset on; read(2).
  case read(fd: FileDescriptor, buffer: UserBuffer)
  /// Writes at the file's offset; write(2).
  case write(fd: FileDescriptor, buffer: UserBuffer)
  /// Changes the current directory; chdir(2).
  case chdir(path: [UInt8])
  /// The current directory; getcwd(2).
  case getcwd
  /// Sets which permissions new files do not get; umask(2).
  case umask(mask: UInt32)
  /// Lets others run; sched_yield(2).
  case schedYield
  /// Maps memory that starts as zeroes; mmap(2), MAP_ANONYMOUS.
  case mmap(length: UInt64, access: MemoryAccess, sharing: MemorySharing)
  /// Takes mappings away; munmap(2).
  case munmap(address: UserAddress, length: UInt64)

  /// Reads memory.
  case load(address: UserAddress, width: MemoryWidth)
  /// Writes memory.
  case store(address: UserAddress, width: MemoryWidth, value: UInt64)
  /// Adds to memory and gives what was there before, in one step.
  case fetchAdd(address: UserAddress, width: MemoryWidth, value: UInt64)
  /// Replaces memory and gives what was there before, in one step.
  case exchange(address: UserAddress, width: MemoryWidth, value: UInt64)
  /// Replaces memory if it holds what is expected, and gives what was there, in one step.
  case compareExchange(
    address: UserAddress, width: MemoryWidth, expected: UInt64, desired: UInt64)
  /// Uses processor time.
  case compute(nanoseconds: UInt64)
  /// Any other call, as registers hold it.
  indirect case registers(RegisterCall)
}

/// Where the bytes of a read go to, or those of a write come from.
public enum UserBuffer: Hashable, Sendable {
  /// The caller's memory.
  case memory(UserAddress, count: Int)
  /// Bytes that the call itself carries: for a write.
  case bytes([UInt8])
  /// Bytes that the reply carries: for a read of at most this many.
  case inline(count: Int)
}

/// What may be done with mapped memory.
///
/// The corresponding Linux constants are `PROT_READ` and its like.
public struct MemoryAccess: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// An access from its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Loads (`PROT_READ`).
  public static var read: MemoryAccess { MemoryAccess(rawValue: 1) }
  /// Stores (`PROT_WRITE`), and loads, since no processor of Linux has the one without the other.
  public static var write: MemoryAccess { MemoryAccess(rawValue: 2) }
  /// Instructions (`PROT_EXEC`).
  public static var execute: MemoryAccess { MemoryAccess(rawValue: 4) }
}

/// Whether a mapping stays one memory across fork.
public enum MemorySharing: UInt8, Hashable, Sendable {
  /// Fork copies it (`MAP_PRIVATE`).
  case `private` = 2
  /// Fork shares it (`MAP_SHARED`).
  case shared = 1
}
