/// How a signal's action is carried out.
///
/// Source: sigaction(2); the bits are those of `include/uapi/asm-generic/signal-defs.h`.
public struct SignalActionFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt32

  /// Flags from their bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// No SIGCHLD when children stop or go on (`SA_NOCLDSTOP`).
  public static var noChildStop: SignalActionFlags { SignalActionFlags(rawValue: 1) }
  /// Children that end leave no zombie (`SA_NOCLDWAIT`).
  public static var noChildWait: SignalActionFlags { SignalActionFlags(rawValue: 2) }
  /// The handler is told more than the number (`SA_SIGINFO`).
  public static var signalInfo: SignalActionFlags { SignalActionFlags(rawValue: 4) }
  /// The handler runs on the alternate stack (`SA_ONSTACK`).
  public static var onStack: SignalActionFlags { SignalActionFlags(rawValue: 0x0800_0000) }
  /// A call that the handler interrupts starts again (`SA_RESTART`).
  public static var restart: SignalActionFlags { SignalActionFlags(rawValue: 0x1000_0000) }
  /// The signal itself is not blocked in its handler (`SA_NODEFER`).
  public static var noDefer: SignalActionFlags { SignalActionFlags(rawValue: 0x4000_0000) }
  /// Addresses of faults are told with their tags (`SA_EXPOSE_TAGBITS`); there are none.
  public static var tagBits: SignalActionFlags { SignalActionFlags(rawValue: 0x800) }
  /// All that there are: `UAPI_SA_FLAGS` of `include/linux/signal_types.h` (5.11).
  package static var known: SignalActionFlags {
    [
      .noChildStop, .noChildWait, .signalInfo, .tagBits, .onStack, .restart, .noDefer,
      .resetHandler,
    ]
  }
  /// The action becomes the default when the handler starts (`SA_RESETHAND`).
  public static var resetHandler: SignalActionFlags { SignalActionFlags(rawValue: 0x8000_0000) }
}
