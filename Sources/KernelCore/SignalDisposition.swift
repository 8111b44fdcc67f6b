public import LinuxABI

/// What a signal does to a process: Linux's `struct sigaction`.
///
/// Source: sigaction(2).
public struct SignalDisposition: Hashable, Sendable {
  /// The handler: 0 is the default (`SIG_DFL`), 1 ignores (`SIG_IGN`), else an address.
  public var handler: UInt64
  /// How it is carried out.
  public var flags: SignalActionFlags
  /// What is blocked while the handler runs, besides the signal itself.
  public var mask: SignalSet

  /// A disposition from its parts.
  public init(handler: UInt64, flags: SignalActionFlags = [], mask: SignalSet = []) {
    self.handler = handler
    self.flags = flags
    self.mask = mask
  }

  /// The signal's default (`SIG_DFL`).
  public static var `default`: SignalDisposition { SignalDisposition(handler: 0) }
  /// Nothing (`SIG_IGN`).
  public static var ignore: SignalDisposition { SignalDisposition(handler: 1) }
  /// Runs a handler.
  public static func handler(
    at address: UserAddress, flags: SignalActionFlags = [], mask: SignalSet = []
  ) -> SignalDisposition {
    SignalDisposition(handler: address.rawValue, flags: flags, mask: mask)
  }
}
