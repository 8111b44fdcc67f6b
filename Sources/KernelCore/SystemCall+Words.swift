public import LinuxABI

// A call as six words and some bytes, the way it crosses the wire or sits in registers. The order
// of the words is that of the asm-generic system calls, which riscv64 uses: clone has the thread
// pointer before the child's address there. Three things are different, since a reply carries
// what Linux stores through a pointer: paths and written bytes travel beside the words; wait4 and
// sigaction leave their pointers 0; the sixth word of clone is the entry of the child.
extension SystemCall {
  /// The six words of a call.
  public typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  /// The call that a number and its words stand for.
  ///
  /// A null address means bytes that travel along (`UserBuffer.bytes`, `.inline`): an execution
  /// whose tasks hand over a null pointer of their own says `UserBuffer.memory`.
  ///
  /// - Returns: nil if the number is beyond Linux's and that of no call here, or its words ask for a
  ///   form of the call that has no case.
  public init?(number: SystemCallNumber, arguments words: Words, bytes: [UInt8]) {
    switch number {
    case .clone:
      self = .clone(
        CloneArguments(
          flags: CloneFlags(rawValue: words.0 & 0xffff_ff00), exitSignal: Int32(words.0 & 0xff),
          parentTID: UserAddress(rawValue: words.2), childTID: UserAddress(rawValue: words.4),
          tls: words.3, entry: words.5))
    case .exit: self = .exit(code: Int32(register: words.0))
    case .exitGroup: self = .exitGroup(code: Int32(register: words.0))
    case .wait4:
      self = .wait4(
        pid: ProcessID(rawValue: Int32(register: words.0)),
        options: WaitOptions(rawValue: Int32(register: words.2)))
    case .getpid: self = .getpid
    case .gettid: self = .gettid
    case .getppid: self = .getppid
    case .kill:
      self = .kill(
        pid: ProcessID(rawValue: Int32(register: words.0)),
        signal: Signal(rawValue: Int32(register: words.1)))
    case .rtSigaction:
      let disposition = SignalDisposition(
        handler: words.1, flags: SignalActionFlags(rawValue: UInt32(truncatingIfNeeded: words.2)),
        mask: SignalSet(rawValue: words.4))
      self = .sigaction(
        signal: Signal(rawValue: Int32(register: words.0)),
        disposition: words.3 == 0 ? disposition : nil)
    case .futex: self.init(futex: words)
    case let number where RegisterCall.carries(number):
      self = .registers(
        RegisterCall(
          number, words.0, words.1, words.2, words.3, words.4, words.5, bytes: bytes))
    case .openat:
      // A path that starts elsewhere than at the current directory.
      guard Int32(register: words.0) == Self.atCurrentDirectory || bytes.first == Self.slash else {
        self = .registers(
          RegisterCall(number, words.0, words.1, words.2, words.3, bytes: bytes))
        return
      }
      self = .open(
        path: bytes, flags: OpenFlags(rawValue: Int32(register: words.2)),
        mode: UInt32(truncatingIfNeeded: words.3))
    case .close: self = .close(fd: FileDescriptor(register: words.0))
    case .dup: self = .dup(fd: FileDescriptor(register: words.0))
    case .read:
      let count = Int(truncatingIfNeeded: words.2)
      let address = UserAddress(rawValue: words.1)
      self = .read(
        fd: FileDescriptor(register: words.0),
        buffer: address == .null ? .inline(count: count) : .memory(address, count: count))
    case .write:
      let address = UserAddress(rawValue: words.1)
      self = .write(
        fd: FileDescriptor(register: words.0),
        buffer: address == .null
          ? .bytes(bytes) : .memory(address, count: Int(truncatingIfNeeded: words.2)))
    case .chdir: self = .chdir(path: bytes)
    case .getcwd: self = .getcwd
    case .umask: self = .umask(mask: UInt32(truncatingIfNeeded: words.0))
    case .schedYield: self = .schedYield
    case .mmap: self.init(mmap: words, bytes)
    case .munmap: self = .munmap(address: UserAddress(rawValue: words.0), length: words.1)
    case .compute: self = .compute(nanoseconds: words.0)
    // Every other call of Linux, so that the kernel can refuse by name what it does not have.
    case let number where number.rawValue <= SystemCallNumber.lastOfLinux.rawValue:
      self = .registers(
        RegisterCall(
          number, words.0, words.1, words.2, words.3, words.4, words.5, bytes: bytes))
    default: self.init(access: number, words)
    }
  }

  private init(futex words: Words) {
    let address = UserAddress(rawValue: words.0)
    let isPrivate = words.1 & FutexOperation.privateFlag != 0
    switch words.1 & ~FutexOperation.privateFlag {
    case FutexOperation.wait:
      self = .futexWait(
        address: address, expected: UInt32(truncatingIfNeeded: words.2),
        timeoutNanoseconds: words.4 == 0 ? nil : words.3, isPrivate: isPrivate)
    case FutexOperation.wake:
      self = .futexWake(
        address: address, count: Int32(register: words.2), isPrivate: isPrivate)
    default:
      self = .registers(
        RegisterCall(.futex, words.0, words.1, words.2, words.3, words.4, words.5))
    }
  }

  private init(mmap words: Words, _ bytes: [UInt8]) {
    guard words.0 == 0, words.3 & ~0xf == Self.mapAnonymous, words.2 & ~7 == 0,
      let sharing = MemorySharing(rawValue: UInt8(words.3 & 0xf))
    else {
      self = .registers(
        RegisterCall(.mmap, words.0, words.1, words.2, words.3, words.4, words.5, bytes: bytes))
      return
    }
    self = .mmap(
      length: words.1, access: MemoryAccess(rawValue: UInt8(words.2)), sharing: sharing)
  }

  private init?(access number: SystemCallNumber, _ words: Words) {
    let address = UserAddress(rawValue: words.0)
    guard let width = MemoryWidth(rawValue: UInt8(truncatingIfNeeded: words.1)) else { return nil }
    switch number {
    case .load: self = .load(address: address, width: width)
    case .store: self = .store(address: address, width: width, value: words.2)
    case .fetchAdd: self = .fetchAdd(address: address, width: width, value: words.2)
    case .exchange: self = .exchange(address: address, width: width, value: words.2)
    case .compareExchange:
      self = .compareExchange(
        address: address, width: width, expected: words.2, desired: words.3)
    default: return nil
    }
  }

  /// The number of the call.
  public var number: SystemCallNumber {
    switch self {
    case .clone: .clone
    case .exit: .exit
    case .exitGroup: .exitGroup
    case .wait4: .wait4
    case .getpid: .getpid
    case .gettid: .gettid
    case .getppid: .getppid
    case .kill: .kill
    case .sigaction: .rtSigaction
    case .futexWait, .futexWake: .futex
    case .open: .openat
    case .close: .close
    case .dup: .dup
    case .read: .read
    case .write: .write
    case .chdir: .chdir
    case .getcwd: .getcwd
    case .umask: .umask
    case .schedYield: .schedYield
    case .mmap: .mmap
    case .munmap: .munmap
    case .load: .load
    case .store: .store
    case .fetchAdd: .fetchAdd
    case .exchange: .exchange
    case .compareExchange: .compareExchange
    case .compute: .compute
    case .registers(let call): call.number
    }
  }

  /// The six words of the call; those that it does not use are 0.
  public var arguments: Words {
    switch self {
    case .clone(let clone):
      (
        UInt64(clone.word), 0, clone.parentTID.rawValue, clone.tls, clone.childTID.rawValue,
        clone.entry
      )
    case .exit(let code), .exitGroup(let code): (UInt64(register: code), 0, 0, 0, 0, 0)
    case .wait4(let pid, let options):
      (UInt64(register: pid.rawValue), 0, UInt64(register: options.rawValue), 0, 0, 0)
    case .getpid, .gettid, .getppid, .getcwd, .schedYield, .chdir: (0, 0, 0, 0, 0, 0)
    case .kill(let pid, let signal):
      (UInt64(register: pid.rawValue), UInt64(register: signal.rawValue), 0, 0, 0, 0)
    case .sigaction(let signal, let disposition):
      (
        UInt64(register: signal.rawValue), disposition?.handler ?? 0,
        UInt64(disposition?.flags.rawValue ?? 0), disposition == nil ? 1 : 0,
        disposition?.mask.rawValue ?? 0, 0
      )
    case .futexWait(let address, let expected, let timeout, let isPrivate):
      (
        address.rawValue, FutexOperation.wait | (isPrivate ? FutexOperation.privateFlag : 0),
        UInt64(expected), timeout ?? 0,
        timeout == nil ? 0 : 1, 0
      )
    case .futexWake(let address, let count, let isPrivate):
      (
        address.rawValue, FutexOperation.wake | (isPrivate ? FutexOperation.privateFlag : 0),
        UInt64(register: count), 0, 0, 0
      )
    case .open(_, let flags, let mode):
      (
        UInt64(register: Self.atCurrentDirectory), 0, UInt64(register: flags.rawValue),
        UInt64(mode),
        0, 0
      )
    case .close(let fd), .dup(let fd): (UInt64(register: fd.rawValue), 0, 0, 0, 0, 0)
    case .read(let fd, let buffer), .write(let fd, let buffer):
      (UInt64(register: fd.rawValue), buffer.address.rawValue, buffer.countWord, 0, 0, 0)
    case .umask(let mask): (UInt64(mask), 0, 0, 0, 0, 0)
    case .mmap(let length, let access, let sharing):
      (
        0, length, UInt64(access.rawValue), UInt64(sharing.rawValue) | Self.mapAnonymous,
        UInt64(register: -1), 0
      )
    case .munmap(let address, let length): (address.rawValue, length, 0, 0, 0, 0)
    case .load(let address, let width):
      (address.rawValue, UInt64(width.rawValue), 0, 0, 0, 0)
    case .store(let address, let width, let value),
      .fetchAdd(let address, let width, let value),
      .exchange(let address, let width, let value):
      (address.rawValue, UInt64(width.rawValue), value, 0, 0, 0)
    case .compareExchange(let address, let width, let expected, let desired):
      (address.rawValue, UInt64(width.rawValue), expected, desired, 0, 0)
    case .compute(let nanoseconds): (nanoseconds, 0, 0, 0, 0, 0)
    case .registers(let call): (call.a, call.b, call.c, call.d, call.e, call.f)
    }
  }

  /// What the trace keeps besides the number: the first three words.
  var traceWords: (Int64, Int64, Int64) {
    let words = arguments
    return (Int64(bitPattern: words.0), Int64(bitPattern: words.1), Int64(bitPattern: words.2))
  }

  /// The bytes that travel beside the words: a path, or what is written.
  public var bytes: [UInt8] {
    switch self {
    case .open(let path, _, _), .chdir(let path): path
    case .write(_, .bytes(let bytes)): bytes
    case .registers(let call): call.bytes
    default: []
    }
  }

  /// AT_FDCWD of openat(2).
  private static var atCurrentDirectory: Int32 { -100 }
  private static var slash: UInt8 { 0x2f }
  /// MAP_ANONYMOUS of `include/uapi/asm-generic/mman-common.h`.
  private static var mapAnonymous: UInt64 { 0x20 }
}

/// The operations of futex.
///
/// Source: futex(2); `include/uapi/linux/futex.h`.
enum FutexOperation {
  static var wait: UInt64 { 0 }
  static var wake: UInt64 { 1 }
  static var requeue: UInt64 { 3 }
  static var compareRequeue: UInt64 { 4 }
  static var wakeOp: UInt64 { 5 }
  static var waitBitset: UInt64 { 9 }
  static var wakeBitset: UInt64 { 10 }
  /// FUTEX_PRIVATE_FLAG: only one process uses it.
  static var privateFlag: UInt64 { 128 }
  /// FUTEX_CLOCK_REALTIME: the timeout is a time of that clock.
  static var realTimeFlag: UInt64 { 256 }

  // Locks that pass on priority.
  static var lockPI: UInt64 { 6 }
  static var unlockPI: UInt64 { 7 }
  static var tryLockPI: UInt64 { 8 }
  static var waitRequeuePI: UInt64 { 11 }
  static var compareRequeuePI: UInt64 { 12 }
  static var lockPI2: UInt64 { 13 }

  static func passesOnPriority(_ operation: UInt64) -> Bool {
    (lockPI...tryLockPI).contains(operation) || (waitRequeuePI...lockPI2).contains(operation)
  }

  /// Whether the caller may say by which clock its time goes.
  static func hasClock(_ operation: UInt64) -> Bool {
    operation == waitBitset || operation == waitRequeuePI || operation == lockPI2
  }
}

extension UserBuffer {
  /// Where in memory; null for bytes that travel along.
  fileprivate var address: UserAddress {
    switch self {
    case .memory(let address, _): address
    case .bytes, .inline: .null
    }
  }

  fileprivate var countWord: UInt64 {
    switch self {
    case .memory(_, let count), .inline(let count): UInt64(bitPattern: Int64(count))
    case .bytes(let bytes): UInt64(bytes.count)
    }
  }
}

extension FileDescriptor {
  fileprivate init(register word: UInt64) {
    self.init(rawValue: Int32(register: word))
  }
}

extension Int32 {
  /// A signed argument from the register that holds it: its lower half.
  init(register word: UInt64) {
    self = Int32(truncatingIfNeeded: word)
  }
}

extension UInt64 {
  /// A signed argument as a register holds it: sign-extended.
  init(register value: Int32) {
    self = UInt64(bitPattern: Int64(value))
  }
}
