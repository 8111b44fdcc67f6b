internal import KernelCore
internal import LinuxABI

/// What a visible step reads and writes: two steps of different tasks that touch different things
/// commute, and their order need not be tried both ways.
///
/// Where it is not known what a step touches, it is said to touch everything: that costs schedules
/// and never loses an outcome. The same address is the same word in every process, which is the
/// truth for shared memory and only careful for private memory.
struct Footprint: Sendable {
  /// Kinds of state that are no memory, as bits.
  private static var processes: UInt8 { 1 }
  private static var files: UInt8 { 2 }

  /// A word of memory, or the queue of those that sleep on it.
  struct Word {
    var start: UInt64
    var byteCount: UInt64
    var isWritten: Bool

    func conflicts(with other: Word) -> Bool {
      (isWritten || other.isWritten)
        && (start &- other.start < other.byteCount || other.start &- start < byteCount)
    }
  }

  private var touchesAll = false
  /// The word of memory, and the word whose queue it is.
  private var memory: Word?
  private var queue: Word?
  private var reads: UInt8 = 0
  private var writes: UInt8 = 0
  /// The status of a thread that ends: that of the last one is the process's (rule C6).
  private var exitCode: Int32?

  /// The footprint of a call.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - clearedWord: The address that is cleared and woken when the caller ends; 0 for none.
  ///   - isThread: Whether the caller is a thread of the first process, and not its leader.
  ///   - storesThreadID: Whether the caller stores its thread id before the call.
  init(_ call: SystemCall, clearedWord: UInt64, isThread: Bool, storesThreadID: Bool) {
    if storesThreadID { touchesAll = true }
    switch call {
    case .load(let address, let width): memory = Self.word(address, width, isWritten: false)
    case .store(let address, let width, _), .fetchAdd(let address, let width, _),
      .exchange(let address, let width, _), .compareExchange(let address, let width, _, _):
      memory = Self.word(address, width, isWritten: !call.isAtomicLoad)
    case .futexWait(let address, _, let timeout, _):
      if timeout != nil { touchesAll = true }
      memory = Self.word(address, .word, isWritten: false)
      queue = Self.queue(address.rawValue)
    case .futexWake(let address, _, _): queue = Self.queue(address.rawValue)
    case .clone(let arguments):
      writes = Self.processes
      if arguments.parentTID != .null {
        memory = Self.word(arguments.parentTID, .word, isWritten: true)
      }
      // A fork reads the whole memory.
      if !arguments.flags.contains(.vm) || arguments.flags.contains(.vfork) { touchesAll = true }
    case .exit(let code):
      if isThread { reads = Self.processes } else { writes = Self.processes }
      exitCode = code
      if clearedWord != 0 {
        memory = Self.word(UserAddress(rawValue: clearedWord), .word, isWritten: true)
        queue = Self.queue(clearedWord)
      }
    case .wait4: writes = Self.processes
    case .getppid: reads = Self.processes
    case .open, .close, .dup, .chdir, .getcwd, .umask: writes = Self.files
    case .read(_, let buffer), .write(_, let buffer):
      writes = Self.files
      if case .memory = buffer { touchesAll = true }
    case .getpid, .gettid, .schedYield, .compute: break
    case .exitGroup, .kill, .sigaction, .mmap, .munmap, .registers: touchesAll = true
    }
  }

  private static func word(
    _ address: UserAddress, _ width: MemoryWidth, isWritten: Bool
  ) -> Word {
    Word(start: address.rawValue, byteCount: UInt64(width.rawValue), isWritten: isWritten)
  }

  private static func queue(_ address: UInt64) -> Word {
    Word(start: address, byteCount: 4, isWritten: true)
  }

  /// Whether the order of two steps of different tasks can matter.
  func conflicts(with other: Footprint) -> Bool {
    if touchesAll || other.touchesAll { return true }
    if writes & (other.reads | other.writes) != 0 || reads & other.writes != 0 { return true }
    if let exitCode, let otherCode = other.exitCode, exitCode != otherCode { return true }
    return Self.conflicts(memory, other.memory) || Self.conflicts(queue, other.queue)
  }

  private static func conflicts(_ one: Word?, _ other: Word?) -> Bool {
    guard let one, let other else { return false }
    return one.conflicts(with: other)
  }
}

extension SystemCall {
  /// Whether it only reads, although in one step that also orders: adding 0.
  var isAtomicLoad: Bool {
    if case .fetchAdd(_, _, 0) = self { true } else { false }
  }
}
