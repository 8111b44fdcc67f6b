/// A set of signals: Linux's `sigset_t`, bit 0 for signal 1.
public struct SignalSet: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt64

  /// A set from its bits.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The set of one signal.
  ///
  /// - Precondition: The number is one of a signal.
  @inline(__always)
  public init(_ signal: Signal) {
    rawValue = 1 << UInt64(signal.rawValue - 1)
  }

  /// The set of some signals.
  public init(of signals: Signal...) {
    var bits: UInt64 = 0
    for signal in signals { bits |= SignalSet(signal).rawValue }
    rawValue = bits
  }

  /// The two that can be neither blocked, ignored nor handled.
  public static var unblockable: SignalSet { SignalSet(of: .kill, .stop) }

  /// Those that are ignored by default: SIGCHLD, SIGCONT, SIGURG, SIGWINCH.
  ///
  /// Source: signal(7); `include/linux/signal.h: SIG_KERNEL_IGNORE_MASK`.
  public static var ignoredByDefault: SignalSet {
    SignalSet(of: .child, .cont, .urgent, .windowChange)
  }

  /// Those that stop the process by default: SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU.
  ///
  /// Source: signal(7); `include/linux/signal.h: SIG_KERNEL_STOP_MASK`.
  public static var stopByDefault: SignalSet {
    SignalSet(of: .stop, .terminalStop, .terminalInput, .terminalOutput)
  }

  /// Those that end the process with a core file by default.
  ///
  /// Source: signal(7); `include/linux/signal.h: SIG_KERNEL_COREDUMP_MASK`.
  public static var dumpByDefault: SignalSet {
    SignalSet(
      of: .quit, .illegalInstruction, .trap, .abort, .floatingPointException,
      .segmentationFault, .bus, .badSystemCall, .processorTime, .fileSize)
  }

  /// Those that the thread itself raises: they are taken before others.
  ///
  /// Source: `kernel/signal.c: SYNCHRONOUS_MASK`.
  public static var synchronous: SignalSet {
    SignalSet(
      of: .segmentationFault, .bus, .illegalInstruction, .trap, .floatingPointException,
      .badSystemCall)
  }

  /// The one that is taken first.
  ///
  /// Source: `kernel/signal.c: next_signal`.
  public var next: Signal? { intersection(.synchronous).first ?? first }

  /// Those that queue: signal 32 and up.
  public static var realTime: SignalSet { SignalSet(rawValue: ~0 << 31) }

  /// Whether it holds a signal.
  @inline(__always)
  public func contains(_ signal: Signal) -> Bool { contains(SignalSet(signal)) }

  /// The lowest signal of the set, or nil if it is empty.
  @inline(__always)
  public var first: Signal? {
    rawValue == 0 ? nil : Signal(rawValue: Int32(rawValue.trailingZeroBitCount) + 1)
  }
}

extension SignalSet: CustomStringConvertible {
  /// As strace writes it: `[SIGUSR1 SIGCHLD]`.
  public var description: String {
    var text = "["
    var rest = self
    while let signal = rest.first {
      if text.utf8.count > 1 { text += " " }
      text += signal.name
      rest.remove(SignalSet(signal))
    }
    return text + "]"
  }
}
