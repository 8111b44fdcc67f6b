internal import LinuxABI

/// Every rule that differs from one version of Linux to another, and what things cost.
///
/// No other place in the kernel asks for a version.
public struct KernelProfile: Hashable, Sendable {
  /// The version that it follows, as a course writes it: "6.18".
  public var version: String
  /// The rules by which clone refuses a flag word.
  public var cloneRules: CloneRules
  /// Where the status of a process comes from.
  public var processStatus: ProcessStatusRule
  /// Whether a parent that a vfork suspends can be killed.
  public var vforkWait: VforkWaitRule
  /// What the calls cost in virtual time.
  public var costs: VirtualCosts

  /// Linux 6.18.
  public static var linux618: KernelProfile {
    KernelProfile(
      version: "6.18", cloneRules: .linux618, processStatus: .lastThread, vforkWait: .killable,
      costs: .standard)
  }
}

/// Where the status of a process comes from if its threads ended one by one.
///
/// Source: `kernel/exit.c: synchronize_group_exit`, since commit d80f7d7b2c75 (2022).
public enum ProcessStatusRule: UInt8, Hashable, Sendable {
  /// From the thread that ended last.
  case lastThread
  /// From the leader of the thread group, whenever it ended.
  case groupLeader
}

/// Whether a parent that a vfork suspends can be killed.
///
/// Source: `kernel/fork.c: wait_for_vfork_done`.
public enum VforkWaitRule: UInt8, Hashable, Sendable {
  /// A fatal signal ends it at once; the child goes on.
  case killable
  /// It dies once the child has let it go.
  case uninterruptible
}

/// What things cost in virtual nanoseconds.
///
/// The figures are of the size that a present machine shows; they are part of the run, not
/// measured, so the same program takes the same time everywhere.
public struct VirtualCosts: Hashable, Sendable {
  /// A system call.
  public var callNanoseconds: UInt64 = 200
  /// An access to memory, where that is a call.
  public var accessNanoseconds: UInt64 = 2
  /// A clone that shares memory, besides the call.
  public var cloneSharedNanoseconds: UInt64 = 10_000
  /// A clone that copies memory, besides the call.
  public var cloneCopiedNanoseconds: UInt64 = 50_000
  /// The switch from one task to another.
  public var switchNanoseconds: UInt64 = 1_500
  /// How long a task runs before another one's turn comes.
  public var sliceNanoseconds: UInt64 = 3_000_000

  /// The figures above.
  public init() {}

  /// The figures above.
  public static var standard: VirtualCosts { VirtualCosts() }

  /// What a clone costs.
  @inline(__always)
  func cost(of clone: CloneArguments) -> UInt64 {
    callNanoseconds
      &+ (clone.flags.contains(.vm) ? cloneSharedNanoseconds : cloneCopiedNanoseconds)
  }
}
