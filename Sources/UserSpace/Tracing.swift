internal import KernelCore
internal import LinuxABI
internal import Machine

// ptrace(2): what a tracer does with the memory and the registers of its tracee is done here, since both
// are not the kernel's; who may do it is the kernel's to say.
extension UserTasks {
  mutating func ptrace(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let request = registers.intA
    switch request {
    // PTRACE_PEEKTEXT, PTRACE_PEEKDATA.
    case 1, 2:
      let tracee = try stopped(registers, of: task, on: &kernel)
      let word: UInt64
      do throws(Errno) {
        word = try kernel.word(of: tracee, at: registers.c)
      } catch {
        throw Self.unreachable
      }
      var bytes: [UInt8] = []
      bytes.append(word: word)
      try kernel.store(bytes, to: task, at: registers.d)
      return (.done(registers.number), .value)
    // PTRACE_POKETEXT, PTRACE_POKEDATA.
    case 4, 5:
      let tracee = try stopped(registers, of: task, on: &kernel)
      guard kernel.poke(tracee, UserAddress(rawValue: registers.c), registers.d, .doubleWord) else {
        throw Self.unreachable
      }
      return (.done(registers.number), .value)
    // PTRACE_GETREGSET, PTRACE_SETREGSET.
    case 0x4204, 0x4205: return try registerSet(registers, of: task, on: &kernel)
    // PTRACE_GETEVENTMSG.
    case 0x4201: return (plain(registers), .number(at: registers.d, byteCount: 8))
    // PTRACE_SECCOMP_GET_FILTER.
    case 0x420c: return (plain(registers), .bytesIfAny(at: registers.d))
    // PTRACE_GETSIGINFO.
    case 0x4202: return (plain(registers), .stopInfo(at: registers.d))
    default: return try ptraceSignals(registers, of: task, on: &kernel)
    }
  }

  /// Requests about a tracee's signals and calls.
  private mutating func ptraceSignals(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    guard [0x4203, 0x4209, 0x420a, 0x420b, 0x420e, 0x4211, 0x4212].contains(registers.intA) else {
      return (plain(registers), .value)
    }
    // Only of one that has stopped is anything read or stored.
    let tracee = try stopped(registers, of: task, on: &kernel)
    switch registers.intA {
    // PTRACE_SETSIGINFO.
    case 0x4203:
      let bytes = try kernel.bytes(of: task, at: registers.d, count: SignalContext.infoBytes)
      return (plain(registers, bytes: SignalContext.travelling(bytes)), .value)
    // PTRACE_PEEKSIGINFO: its arguments are where the address says.
    case 0x4209:
      let bytes = try kernel.bytes(of: task, at: registers.c, count: 16)
      return (plain(registers, bytes: bytes), .signalInfos(at: registers.d))
    // PTRACE_GETSIGMASK, PTRACE_SETSIGMASK.
    case 0x420a: return (plain(registers), .number(at: registers.d, byteCount: 8))
    case 0x420b:
      guard registers.c == 8 else { throw .invalidArgument }
      let set = try kernel.word(of: task, at: registers.d)
      return (call(.ptrace, registers.a, registers.b, registers.c, set), .value)
    // PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG.
    case 0x4211: return (plain(registers), .bytes(at: registers.d))
    // PTRACE_SET_SYSCALL_INFO.
    case 0x4212:
      try setCallInfo(registers, of: tracee, by: task, on: &kernel)
      return (.done(registers.number), .value)
    default:
      let info = callInfo(of: tracee, on: kernel)
      let count = min(UInt64(info.count), registers.c)
      try kernel.store(Array(info.prefix(Int(count))), to: task, at: registers.d)
      return (.done(registers.number, value: Int32(info.count)), .value)
    }
  }

  /// `struct ptrace_syscall_info`, as far as it is filled.
  ///
  /// Source: ptrace(2), PTRACE_GET_SYSCALL_INFO; `kernel/ptrace.c: ptrace_get_syscall_info`.
  private func callInfo(of tracee: TaskID, on kernel: Kernel) -> [UInt8] {
    let stop = kernel.callStop(of: tracee)
    let hart = self[tracee].hart
    // AUDIT_ARCH_RISCV64.
    var bytes: [UInt8] = [stop.rawValue, 0, 0, 0, 0xf3, 0, 0, 0xc0]
    bytes.append(word: hart.pc)
    bytes.append(word: hart.x[2])
    switch stop {
    case .none: break
    case .entry, .filter:
      bytes.append(word: hart.x[17])
      for register in 10...15 { bytes.append(word: hart.x[register]) }
      if stop == .filter {
        bytes.append(word: UInt64(bitPattern: kernel.stopMessage(of: tracee)), count: 4)
      }
    case .exit:
      bytes.append(word: hart.x[10])
      // MAX_ERRNO.
      bytes.append(hart.x[10] >= UInt64(bitPattern: -4_095) ? 1 : 0)
    }
    return bytes
  }

  /// Changes the call that a tracee is about to make, or its answer.
  ///
  /// - Throws: EINVAL for a structure that is too short, has flags, or is for another stop; ERANGE for a
  ///   number that is none; EFAULT. Source: `kernel/ptrace.c: ptrace_set_syscall_info` (6.16).
  private mutating func setCallInfo(
    _ registers: CallRegisters, of tracee: TaskID, by task: TaskID, on kernel: inout Kernel
  ) throws(Errno) {
    // `sizeof(struct ptrace_syscall_info)`, with what a seccomp stop has.
    let infoBytes = 88
    guard registers.c >= UInt64(infoBytes) else { throw .invalidArgument }
    let info = try kernel.bytes(of: task, at: registers.d, count: infoBytes)
    // Its second to fourth byte are reserved.
    guard info.word(at: 1, count: 3) == 0, info[0] == kernel.callStop(of: tracee).rawValue else {
      throw .invalidArgument
    }
    let first = info.word(at: 24)
    switch kernel.callStop(of: tracee) {
    case .none: throw .invalidArgument
    case .entry, .filter:
      let number = Int64(bitPattern: first)
      guard Int32(exactly: number) != nil else { throw .resultTooLarge }
      self[tracee].hart.x[17] = first
      // Of no call there are no arguments.
      guard number != -1 else { return }
      for index in 0..<6 { self[tracee].hart.x[10 + index] = info.word(at: 32 + 8 * index) }
    case .exit:
      // A value that is not an error is kept whole, an error of 0 is none.
      self[tracee].hart.x[10] = first
    }
  }

  /// The errno of a tracee's memory that can't be accessed is EIO.
  ///
  /// Source: ptrace(2); `kernel/ptrace.c: generic_ptrace_peekdata`.
  private static var unreachable: Errno { .ioError }

  /// The tracee that a request is about, which has to be stopped.
  ///
  /// - Throws: ESRCH.
  private mutating func stopped(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> TaskID {
    guard let tracee = kernel.stoppedTracee(registers.intB, of: task),
      beginStopped(tracee, on: &kernel)
    else { throw .noSuchProcess }
    return tracee
  }

  /// The general registers of a tracee: NT_PRSTATUS is `pc` and x1 to x31, NT_FPREGSET the floating-point
  /// ones.
  ///
  /// Source: `arch/riscv/kernel/ptrace.c: riscv_gpr_get, riscv_fpr_get`.
  private mutating func registerSet(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let tracee = try stopped(registers, of: task, on: &kernel)
    let vector = try kernel.bytes(of: task, at: registers.d, count: 16)
    let (base, room) = (vector.word(at: 0), vector.word(at: 8))
    var hart = self[tracee].hart
    let isFloat = registers.c == 2
    guard isFloat || registers.c == 1 else { throw .invalidArgument }
    let size = isFloat ? 264 : 256
    guard room % (isFloat ? 4 : 8) == 0 else { throw .invalidArgument }
    let count = min(Int(clamping: room), size)
    if registers.intA == 0x4204 {
      var bytes: [UInt8] = []
      if isFloat {
        for register in 0..<32 { bytes.append(word: hart.f[register]) }
        bytes.append(word: UInt64(hart.fcsr), count: 4)
        bytes.append(word: 0, count: 4)
      } else {
        bytes.append(word: hart.pc)
        for register in 1..<32 { bytes.append(word: hart.x[register]) }
      }
      try kernel.store(Array(bytes.prefix(count)), to: task, at: base)
    } else {
      let bytes = try kernel.bytes(of: task, at: base, count: count)
      for place in 0..<count / 8 {
        let word = bytes.word(at: 8 * place)
        if isFloat {
          if place < 32 { hart.f[place] = word } else { hart.fcsr = UInt32(word & 0xff) }
        } else if place == 0 {
          hart.pc = word
        } else {
          hart.x[place] = word
        }
      }
      // Of a call that is not made it is the answer. Source: `arch/riscv/kernel/traps.c: do_trap_ecall_u`.
      let stop = kernel.callStop(of: tracee)
      if stop == .entry || stop == .filter, hart.x[10] != self[tracee].hart.x[10] {
        self[tracee].skippedValue = hart.x[10]
      }
      self[tracee].hart = hart
    }
    var size8: [UInt8] = []
    size8.append(word: UInt64(count))
    try kernel.store(size8, to: task, at: registers.d &+ 8)
    return (.done(registers.number), .value)
  }
}
