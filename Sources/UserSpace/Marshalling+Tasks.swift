internal import KernelCore
internal import LinuxABI
internal import Machine

// Calls that make, end and wait for tasks.
extension UserTasks {
  mutating func marshalTasks(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .clone: return clone(registers, of: task, on: &kernel)
    case .clone3: return try clone3(registers, of: task, on: &kernel)
    case .execveat: return try execveat(registers, of: task, on: &kernel)
    case .execve: return try execve(registers, of: task, on: &kernel)
    case .exit: return (.exit(code: registers.intA), .value)
    case .exitGroup: return (.exitGroup(code: registers.intA), .value)
    case .wait4:
      return (
        .wait4(
          pid: ProcessID(rawValue: registers.intA), options: WaitOptions(rawValue: registers.intC)),
        .waitStatus(at: registers.b, usage: registers.d)
      )
    case .waitid: return (plain(registers), .childInfo(at: registers.c, usage: registers.e))
    case .getpid: return (.getpid, .value)
    case .gettid: return (.gettid, .value)
    case .getppid: return (.getppid, .value)
    case .schedYield: return (.schedYield, .value)
    case .futex: return try futex(registers, of: task, on: &kernel)
    case .futexWaitv, .futexWake, .futexWait, .futexRequeue:
      return try futexCall(registers, of: task, on: &kernel)
    case .getRobustList: return try robustList(registers, of: task, on: &kernel)
    case .setTIDAddress, .setRobustList, .unshare, .setns, .setpgid, .getpgid, .getsid, .setsid,
      .kcmp, .pidfdOpen, .pidfdGetfd, .processVMReadv, .processVMWritev, .ioprioSet, .ioprioGet,
      .setpriority, .getpriority:
      return (plain(registers), .value)
    default: return nil
    }
  }

  /// clone(2) with the order of arguments that riscv64 has: flags, stack, parent's address, thread
  /// pointer, child's address.
  private mutating func clone(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) -> MarshalledCall {
    // Source: `kernel/fork.c: SYSCALL_DEFINE5(clone)`, which drops the upper half.
    let word = UInt32(truncatingIfNeeded: registers.a)
    let flags = CloneFlags(rawValue: UInt64(word & ~0xff))
    let entry = reserveChild(
      of: task, stack: registers.b, tls: flags.contains(.setTLS) ? registers.d : nil)
    return (
      .clone(
        CloneArguments(
          flags: flags, exitSignal: Int32(word & 0xff),
          parentTID: UserAddress(rawValue: registers.c),
          childTID: UserAddress(rawValue: registers.e), tls: registers.d, entry: entry)),
      .child(entry: entry)
    )
  }

  private mutating func clone3(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    var stack: UInt64 = 0
    var tls: UInt64?
    // A structure that can't be read, or is too small, is for the kernel to refuse.
    if registers.b >= 64,
      let bytes = try? kernel.bytes(of: task, at: registers.a, count: 64)
    {
      // Source: `include/uapi/linux/sched.h: struct clone_args`; the stack grows down from its end.
      stack = bytes.word(at: 40) &+ bytes.word(at: 48)
      if CloneFlags(rawValue: bytes.word(at: 0)).contains(.setTLS) { tls = bytes.word(at: 56) }
    }
    let entry = reserveChild(of: task, stack: stack, tls: tls)
    // A null address has the kernel look for the structure in the bytes, of which there are none.
    guard registers.a != 0 else {
      drop(entry)
      throw registers.b < 64 ? .invalidArgument : .badAddress
    }
    return (
      call(.clone3, registers.a, registers.b, 0, 0, 0, entry), .child(entry: entry)
    )
  }

  /// What a child begins with: the registers of its creator, behind the call.
  ///
  /// Source: `arch/riscv/kernel/process.c: copy_thread`.
  private mutating func reserveChild(of task: TaskID, stack: UInt64, tls: UInt64?) -> UInt64 {
    var hart = self[task].hart
    hart.retired = 0
    hart.x[10] = 0
    if stack != 0 { hart.x[2] = stack }
    if let tls { hart.x[4] = tls }
    return reserve(
      .copy(hart, stackTop: stack != 0 ? stack : self[task].stackTop))
  }

  /// futex(2); the time is the kernel's to read, except that it travels as a word.
  private mutating func futex(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    // FUTEX_WAIT without a timeout and FUTEX_WAKE, of one process's futexes or of any.
    let isPrivate = registers.b & 0x80 != 0
    switch registers.b & 0xffff_ffff & ~0x80 {
    case 0 where registers.d == 0:
      return (
        .futexWait(
          address: UserAddress(rawValue: registers.a),
          expected: UInt32(truncatingIfNeeded: registers.c), timeoutNanoseconds: nil,
          isPrivate: isPrivate), .value
      )
    case 1:
      return (
        .futexWake(
          address: UserAddress(rawValue: registers.a), count: registers.intC, isPrivate: isPrivate),
        .value
      )
    // FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET and their like have a timeout.
    case 0, 6, 9, 11, 13, 0x100 | 9, 0x100 | 11, 0x100 | 13: break
    // Others have a second count in its place.
    default: return (plain(registers), .value)
    }
    // What the timeout means the kernel knows.
    let timeout = registers.d == 0 ? [] : try kernel.bytes(of: task, at: registers.d, count: 16)
    // Where the timeout has travelled as bytes, FUTEX_WAIT_REQUEUE_PI has its second address.
    return (
      call(
        .futex, registers.a, registers.b, registers.c, registers.e, timeout.isEmpty ? 0 : 1,
        registers.f, bytes: timeout), .value
    )
  }

  /// futex_waitv and its like: what structures they read travels along.
  private mutating func futexCall(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let entryBytes = 24
    switch registers.number {
    case .futexWaitv:
      let count = registers.b & 0xffff_ffff
      guard registers.c & 0xffff_ffff == 0, (1...128).contains(count), registers.a != 0 else {
        throw .invalidArgument
      }
      let clock = Int32(truncatingIfNeeded: registers.e)
      guard registers.d == 0 || clock == 0 || clock == 1 else { throw .invalidArgument }
      let deadline = registers.d == 0 ? 0 : try time(of: task, on: &kernel, at: registers.d)
      let entries = try kernel.bytes(of: task, at: registers.a, count: Int(count) * entryBytes)
      return (
        call(
          .futexWaitv, registers.c, deadline, registers.d == 0 ? 0 : 1, registers.e, bytes: entries),
        .value
      )
    case .futexWait:
      let time = registers.e == 0 ? [] : try kernel.bytes(of: task, at: registers.e, count: 16)
      return (plain(registers, bytes: time), .value)
    case .futexRequeue:
      guard registers.b & 0xffff_ffff == 0, registers.a != 0 else { throw .invalidArgument }
      let entries = try kernel.bytes(of: task, at: registers.a, count: 2 * entryBytes)
      return (
        call(.futexRequeue, registers.b, registers.c, registers.d, bytes: entries), .value
      )
    default: return (plain(registers), .value)
    }
  }

  /// get_robust_list(2) stores the size too, which is always the same.
  private mutating func robustList(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    // `sizeof(struct robust_list_head)`.
    var size: [UInt8] = []
    size.append(word: 24)
    // get_robust_list(2), EFAULT: both are stored.
    guard registers.b != 0 else { throw .badAddress }
    try kernel.store(size, to: task, at: registers.c)
    return (call(.getRobustList, registers.a), .number(at: registers.b, byteCount: 8))
  }
}
