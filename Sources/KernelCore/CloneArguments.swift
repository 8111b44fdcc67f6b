public import LinuxABI

/// The arguments of clone.
public struct CloneArguments: Hashable, Sendable {
  /// What to share, and how the child relates to its parent.
  public var flags: CloneFlags
  /// The signal that the parent gets when the child ends; only the lowest eight bits count.
  public var exitSignal: Int32
  /// Where `.parentSetTID` stores the child's thread id, in the parent's memory.
  public var parentTID: UserAddress
  /// Where `.childSetTID` stores it and `.childClearTID` clears it, in the child's memory.
  public var childTID: UserAddress
  /// The child's thread pointer, for `.setTLS`.
  public var tls: UInt64
  /// A word by which the execution knows what the child runs; handed out again in `Next.start`.
  public var entry: UInt64

  /// Arguments from their parts.
  @inlinable public init(
    flags: CloneFlags, exitSignal: Int32 = 0, parentTID: UserAddress = .null,
    childTID: UserAddress = .null, tls: UInt64 = 0, entry: UInt64 = 0
  ) {
    self.flags = flags
    self.exitSignal = exitSignal
    self.parentTID = parentTID
    self.childTID = childTID
    self.tls = tls
    self.entry = entry
  }

  /// Arguments with the exit signal by its name.
  @inlinable public init(
    flags: CloneFlags, exitSignal: Signal, parentTID: UserAddress = .null,
    childTID: UserAddress = .null, tls: UInt64 = 0, entry: UInt64 = 0
  ) {
    self.init(
      flags: flags, exitSignal: exitSignal.rawValue, parentTID: parentTID, childTID: childTID,
      tls: tls, entry: entry)
  }

  /// The word of legacy clone: flags and exit signal together, 32 bits.
  ///
  /// Source: `kernel/fork.c: SYSCALL_DEFINE5(clone)`, which drops the upper half.
  public var word: UInt32 {
    UInt32(truncatingIfNeeded: flags.rawValue) | UInt32(bitPattern: exitSignal) & 0xff
  }

  /// The arguments as the kernel sees them: the signal in its own place, and no more than 32 bits.
  var normalized: CloneArguments {
    var arguments = self
    arguments.flags = CloneFlags(rawValue: UInt64(word & ~0xff))
    arguments.exitSignal = Int32(word & 0xff)
    return arguments
  }
}
