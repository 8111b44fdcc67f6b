internal import KernelCore
internal import LinuxABI
internal import Machine

// Calls on signals.
extension UserTasks {
  mutating func marshalSignals(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .kill:
      return (
        .kill(pid: ProcessID(rawValue: registers.intA), signal: Signal(rawValue: registers.intB)),
        .value
      )
    case .tkill, .tgkill: return (plain(registers), .value)
    case .rtSigqueueinfo:
      let info = try kernel.bytes(of: task, at: registers.c, count: SignalContext.infoBytes)
      let code = UInt64(bitPattern: Int64(info.int(at: 8)))
      // Code, process, user and value, where `siginfo_t` has them.
      return (
        call(
          .rtSigqueueinfo, registers.a, registers.b, info.word(at: 24), code, 2, info.word(at: 16)),
        .value
      )
    case .rtTgsigqueueinfo:
      let info = try kernel.bytes(of: task, at: registers.d, count: SignalContext.infoBytes)
      return (
        call(
          .rtTgsigqueueinfo, registers.a, registers.b, registers.c, info.word(at: 24),
          bytes: Array(info[8..<12] + info[16..<24])), .value
      )
    case .pidfdSendSignal:
      let info =
        registers.c == 0
        ? [] : try kernel.bytes(of: task, at: registers.c, count: SignalContext.infoBytes)
      return (
        plain(registers, bytes: info.isEmpty ? [] : SignalContext.travelling(info)), .value
      )
    case .rtSigaction: return try sigaction(registers, of: task, on: &kernel)
    case .rtSigprocmask:
      guard registers.d == 8 else { throw .invalidArgument }
      let set = registers.b == 0 ? 0 : try kernel.word(of: task, at: registers.b)
      return (
        call(.rtSigprocmask, registers.a, set, 0, registers.b == 0 ? 1 : 0),
        .number(at: registers.c, byteCount: 8).unlessNull(registers.c)
      )
    case .rtSigpending:
      guard registers.b <= 8 else { throw .invalidArgument }
      return (call(.rtSigpending), .number(at: registers.a, byteCount: Int(registers.b)))
    case .rtSigsuspend:
      let set = try signalSet(of: task, on: &kernel, at: registers.a, size: registers.b)
      return (call(.rtSigsuspend, set), .value)
    case .rtSigtimedwait:
      let set = try signalSet(of: task, on: &kernel, at: registers.a, size: registers.d)
      let timeout = registers.c == 0 ? 0 : try time(of: task, on: &kernel, at: registers.c)
      return (
        call(.rtSigtimedwait, set, timeout, registers.c == 0 ? 0 : 1),
        .signalInfo(at: registers.b)
      )
    case .rtSigreturn:
      do throws(Errno) {
        let back = try returnFromHandler(of: task, on: &kernel)
        return (back, .registersFromFrame)
      } catch {
        // Source: `arch/riscv/kernel/signal.c: rt_sigreturn`, badframe.
        return (
          .fault(
            .segmentationFault, .kernel, at: self[task].hart.x[2]), .faultAgain
        )
      }
    case .sigaltstack: return try alternateStack(registers, of: task, on: &kernel)
    default: return nil
    }
  }

  /// sigaction(2); riscv64 has no restorer.
  ///
  /// Source: `include/linux/signal_types.h: struct sigaction`; `kernel/signal.c:
  /// SYSCALL_DEFINE4(rt_sigaction)`.
  private mutating func sigaction(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    guard registers.d == 8 else { throw .invalidArgument }
    let signal = Signal(rawValue: registers.intA)
    var disposition: SignalDisposition?
    if registers.b != 0 {
      let bytes = try kernel.bytes(of: task, at: registers.b, count: 24)
      disposition = SignalDisposition(
        handler: bytes.word(at: 0),
        flags: SignalActionFlags(rawValue: UInt32(truncatingIfNeeded: bytes.word(at: 8))),
        mask: SignalSet(rawValue: bytes.word(at: 16)))
    }
    var old: [UInt8] = []
    if registers.c != 0, let before = kernel.disposition(of: signal, in: task) {
      old.append(word: before.handler)
      old.append(word: UInt64(before.flags.rawValue))
      old.append(word: before.mask.rawValue)
    }
    return (
      .sigaction(signal: signal, disposition: disposition),
      old.isEmpty ? .value : .old(old, at: registers.c)
    )
  }

  /// sigaltstack(2): `stack_t` is an address, flags and a size.
  private mutating func alternateStack(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let pointer = self[task].hart.x[2]
    guard registers.a != 0 else {
      return (
        call(.sigaltstack, 0, 0, 0, 1, pointer), .alternateStack(at: registers.b)
      )
    }
    let bytes = try kernel.bytes(of: task, at: registers.a, count: 24)
    return (
      call(
        .sigaltstack, bytes.word(at: 0), bytes.word(at: 8, count: 4), bytes.word(at: 16), 0,
        pointer),
      .alternateStack(at: registers.b)
    )
  }
}
