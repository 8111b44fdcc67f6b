internal import KernelCore
internal import LinuxABI
internal import Machine

/// What a handler finds on its stack, and what `rt_sigreturn` takes back from there.
///
/// Source: `arch/riscv/include/uapi/asm/ucontext.h`, `arch/riscv/include/uapi/asm/sigcontext.h`;
/// `arch/riscv/kernel/signal.c: struct rt_sigframe`; `include/uapi/asm-generic/siginfo.h`, Linux 6.18.
enum SignalContext {
  /// `siginfo_t`, then `ucontext_t`.
  static var byteCount: Int { infoBytes + 176 + 256 + 528 }
  static var infoBytes: Int { 128 }
  // In `ucontext_t`: `uc_stack`, `uc_sigmask`, `uc_mcontext`.
  private static var stackPlace: Int { infoBytes + 16 }
  private static var maskPlace: Int { infoBytes + 40 }
  private static var registersPlace: Int { infoBytes + 176 }
  private static var floatsPlace: Int { registersPlace + 256 }
  private static var statusPlace: Int { floatsPlace + 256 }

  /// A stack for handlers as `stack_t` has it.
  struct Stack {
    var address: UInt64 = 0
    /// `SS_ONSTACK`, or `SS_DISABLE` if there is none.
    var flags: Int32 = 2
    var size: UInt64 = 0
  }

  /// The bytes of a frame.
  static func bytes(
    _ info: SignalInfo, mask: SignalSet, stack: Stack, registers hart: Hart
  ) -> [UInt8] {
    var bytes = self.bytes(of: info)
    bytes.reserveCapacity(byteCount)
    // `uc_flags`, `uc_link`.
    bytes.append(word: 0)
    bytes.append(word: 0)
    bytes.append(word: stack.address)
    bytes.append(word: UInt64(UInt32(bitPattern: stack.flags)))
    bytes.append(word: stack.size)
    bytes.append(word: mask.rawValue)
    bytes.pad(to: registersPlace)
    bytes.append(word: hart.pc)
    for register in 1..<32 { bytes.append(word: hart.x[register]) }
    for register in 0..<32 { bytes.append(word: hart.f[register]) }
    bytes.append(word: UInt64(hart.fcsr), count: 4)
    bytes.pad(to: byteCount)
    return bytes
  }

  /// Takes registers, mask and stack for handlers back from a frame.
  static func restore(
    _ bytes: [UInt8], into hart: inout Hart
  ) -> (mask: SignalSet, stack: HandlerStack) {
    hart.pc = bytes.word(at: registersPlace)
    for register in 1..<32 { hart.x[register] = bytes.word(at: registersPlace + 8 * register) }
    for register in 0..<32 { hart.f[register] = bytes.word(at: floatsPlace + 8 * register) }
    hart.fcsr = UInt32(truncatingIfNeeded: bytes.word(at: statusPlace, count: 4)) & 0xff
    let stack = HandlerStack(
      address: UserAddress(rawValue: bytes.word(at: stackPlace)),
      size: bytes.word(at: stackPlace + 16),
      flags: UInt32(truncatingIfNeeded: bytes.word(at: stackPlace + 8, count: 4)))
    return (SignalSet(rawValue: bytes.word(at: maskPlace)), stack)
  }

  /// What of a `siginfo_t` travels: signal, code, process, user and status, and the value.
  static func travelling(_ bytes: [UInt8]) -> [UInt8] {
    let (signal, code) = (bytes.int(at: 0), bytes.int(at: 8))
    if signal == Signal.badSystemCall.rawValue, code > 0, code != SignalCode.kernel.rawValue {
      var told: [UInt8] = []
      for place in [0, 8, 4, 28, 24] { told.append(int: bytes.int(at: place)) }
      told.append(word: bytes.word(at: 16))
      return told
    }
    let isFault =
      code > 0 && code != SignalCode.kernel.rawValue
      && SignalSet.synchronous.contains(Signal(rawValue: signal))
    var told: [UInt8] = []
    told.append(int: signal)
    told.append(int: code)
    told.append(int: isFault ? 0 : bytes.int(at: 16))
    told.append(int: isFault ? 0 : bytes.int(at: 20))
    told.append(int: isFault ? 0 : bytes.int(at: 24))
    told.append(word: bytes.word(at: isFault ? 16 : 24))
    return told
  }

  /// `siginfo_t`: 128 bytes.
  ///
  /// Source: `kernel/signal.c: siginfo_layout, copy_siginfo_to_user`.
  static func bytes(of info: SignalInfo) -> [UInt8] {
    var bytes: [UInt8] = []
    let isFiltered = info.signal == .badSystemCall && info.code == .filteredCall
    bytes.append(int: info.signal.rawValue)
    bytes.append(int: isFiltered ? info.processID.rawValue : 0)
    bytes.append(int: info.code.rawValue)
    bytes.append(int: 0)
    // The codes from TRAP_UNK on are those of stops for a tracer. Source: `kernel/signal.c: ptrace_do_notify`.
    let isStop = info.signal == .trap && info.code.rawValue >= 5
    if info.code.rawValue > 0, info.code != .kernel, !isStop,
      SignalSet.synchronous.contains(info.signal)
    {
      bytes.append(word: info.value)
      if isFiltered {
        bytes.append(int: info.status)
        bytes.append(word: UInt64(info.userID), count: 4)
      }
    } else {
      bytes.append(int: info.processID.rawValue)
      bytes.append(word: UInt64(info.userID), count: 4)
      // What became of a child, or the descriptor of a file with O_ASYNC.
      if info.signal == .child || info.status != 0, info.code.rawValue > 0, info.code != .kernel {
        bytes.append(int: info.status)
      } else if info.code.rawValue < 0 {
        bytes.append(word: info.value)
      }
    }
    bytes.pad(to: infoBytes)
    return bytes
  }
}
