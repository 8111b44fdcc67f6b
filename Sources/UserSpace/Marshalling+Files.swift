internal import KernelCore
internal import LinuxABI

// Calls on descriptors.
extension UserTasks {
  mutating func marshalFiles(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    let number = registers.number
    switch number {
    case .read:
      return (
        .read(fd: FileDescriptor(rawValue: registers.intA), buffer: buffer(registers)), .value
      )
    case .write:
      return (
        .write(fd: FileDescriptor(rawValue: registers.intA), buffer: buffer(registers)), .value
      )
    // A null address would mean bytes that travel along.
    case .pread64, .pwrite64:
      guard registers.b != 0 || registers.c == 0 else { throw .badAddress }
      return (plain(registers), .value)
    case .close: return (.close(fd: FileDescriptor(rawValue: registers.intA)), .value)
    case .dup: return (.dup(fd: FileDescriptor(rawValue: registers.intA)), .value)
    case .umask: return (.umask(mask: UInt32(truncatingIfNeeded: registers.a)), .value)
    case .readv, .writev, .preadv, .pwritev, .dup3, .flock, .closeRange, .lseek, .ftruncate, .fsync,
      .fdatasync, .sync, .fchdir, .fchmod, .fchown:
      return (plain(registers), .value)
    case .fcntl where Kernel.isLockCommand(registers.intB):
      try kernel.checkDescriptor(registers.intA, of: task)
      let lock = try kernel.bytes(of: task, at: registers.c, count: 32)
      return (plain(registers, bytes: lock), .bytes(at: registers.c))
    // F_SETOWN_EX and F_GETOWN_EX.
    case .fcntl where registers.intB == 15:
      try kernel.checkDescriptor(registers.intA, of: task)
      let owner = try kernel.bytes(of: task, at: registers.c, count: 8)
      return (plain(registers, bytes: owner), .value)
    case .fcntl where registers.intB == 16: return (plain(registers), .bytes(at: registers.c))
    case .fcntl: return (plain(registers), .value)
    case .memfdCreate:
      // The flags come first, then the name. Source: `mm/memfd.c`.
      do throws(Errno) {
        let name = try kernel.string(of: task, at: registers.a, countMax: 256)
        return (plain(registers, bytes: name), .value)
      } catch {
        throw error == .fileNameTooLong ? .invalidArgument : error
      }
    case .pipe2:
      // No descriptors are left behind. Source: `fs/pipe.c: do_pipe2`.
      if registers.b & 0xffff_ffff & ~0x84800 == 0 {
        _ = try kernel.bytes(of: task, at: registers.a, count: 8)
      }
      return (call(.pipe2, 0, registers.b), .bytes(at: registers.a))
    case .ppoll: return try poll(registers, of: task, on: &kernel)
    case .pselect6: return try select(registers, of: task, on: &kernel)
    case .ioctl: return try ioctl(registers, of: task, on: &kernel)
    case .fstat, .fstatfs: return (plain(registers), .bytes(at: registers.b))
    case .getdents64: return (plain(registers), .bytesIfAny(at: registers.b))
    default: return try marshalPaths(registers, of: task, on: &kernel)
    }
  }

  /// The memory that a read or a write is about.
  private func buffer(_ registers: CallRegisters) -> UserBuffer {
    .memory(UserAddress(rawValue: registers.b), count: Int(truncatingIfNeeded: registers.c))
  }

  /// ppoll(2); the time travels as a word, the entries as bytes.
  private mutating func poll(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let timeout = registers.c == 0 ? 0 : try time(of: task, on: &kernel, at: registers.c)
    var mask: UInt64 = 0
    if registers.d != 0 {
      mask = try signalSet(of: task, on: &kernel, at: registers.d, size: registers.e)
    }
    // More than there can be descriptors. Source: poll(2), EINVAL.
    guard registers.wordB <= 1_024 else { throw .invalidArgument }
    let entries =
      registers.wordB == 0
      ? [] : try kernel.bytes(of: task, at: registers.a, count: Int(registers.wordB) * 8)
    return (
      call(
        .ppoll, timeout, registers.c == 0 ? 0 : 1, registers.d == 0 ? 0 : 1, mask, bytes: entries),
      .entries(
        at: registers.a, timeout: limit(at: registers.c, timeout, on: kernel))
    )
  }

  func limit(at address: UInt64, _ nanoseconds: UInt64, on kernel: Kernel) -> Timeout {
    let (deadline, isOver) = kernel.timeNanoseconds.addingReportingOverflow(nanoseconds)
    return Timeout(address: address, deadline: isOver ? .max : deadline)
  }

  /// pselect6(2): three sets, and a pair of a mask's address and size.
  ///
  /// Source: `fs/select.c: do_pselect, get_sigset_argpack`.
  private mutating func select(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    guard registers.intA >= 0 else { throw .invalidArgument }
    let words = (min(Int(registers.intA), 1_024) + 63) / 64
    let timeout = registers.e == 0 ? 0 : try time(of: task, on: &kernel, at: registers.e)
    var bytes: [UInt8] = []
    let sets = [registers.b, registers.c, registers.d]
    for set in sets where set != 0 {
      bytes += try kernel.bytes(of: task, at: set, count: words * 8)
    }
    var bits: UInt64 = registers.e == 0 ? 0 : 1
    if registers.f != 0 {
      let address = try kernel.word(of: task, at: registers.f)
      let size = try kernel.word(of: task, at: registers.f &+ 8)
      if address != 0 {
        bits |= 2
        bytes.append(word: try signalSet(of: task, on: &kernel, at: address, size: size))
      }
    }
    return (
      call(
        .pselect6, registers.a, registers.b == 0 ? 0 : 1, registers.c == 0 ? 0 : 1,
        registers.d == 0 ? 0 : 1, timeout, bits, bytes: bytes),
      .sets(
        at: sets, words: words, timeout: limit(at: registers.e, timeout, on: kernel))
    )
  }

  /// ioctl(2): what a request reads is as long as its number says, or as terminals have it.
  private mutating func ioctl(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let request = UInt32(truncatingIfNeeded: registers.b)
    let count: Int
    switch request {
    // TCSETS, TCSETSW, TCSETSF: `struct termios` of the kernel.
    case 0x5402, 0x5403, 0x5404: count = 36
    // TIOCSWINSZ, TIOCSPGRP, FIONBIO.
    case 0x5414: count = 8
    case 0x5410, 0x5421: count = 4
    // PIDFD_GET_INFO: what is asked for.
    case _ where kernel.readsFactsWanted(registers.intA, registers.b, of: task):
      count = registers.c == 0 ? 0 : 8
    default: count = 0
    }
    let bytes = count == 0 ? [] : try kernel.bytes(of: task, at: registers.c, count: count)
    return (
      call(.ioctl, registers.a, registers.b, registers.c, bytes: bytes), .bytes(at: registers.c)
    )
  }
}
