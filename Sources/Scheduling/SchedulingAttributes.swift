/// What a task's scheduling depends on: `struct sched_attr` of sched_setattr(2).
public struct SchedulingAttributes: Sendable, Equatable {
  /// The policies of sched(7) that Linux has had all along.
  public enum Policy: UInt8, Sendable, Equatable {
    /// Ordinary tasks.
    ///
    /// The corresponding Linux constant is `SCHED_NORMAL`, which the C library calls `SCHED_OTHER`.
    case normal = 0
    /// Real time, first in, first out.
    ///
    /// The corresponding Linux constant is `SCHED_FIFO`.
    case fifo = 1
    /// Real time, round robin.
    ///
    /// The corresponding Linux constant is `SCHED_RR`.
    case roundRobin = 2
    /// Ordinary tasks that never preempt when they wake up.
    ///
    /// The corresponding Linux constant is `SCHED_BATCH`.
    case batch = 3
    /// Tasks that run when hardly anything else would.
    ///
    /// The corresponding Linux constant is `SCHED_IDLE`.
    case idle = 5
    /// Tasks that need so much time before a deadline, in each period.
    ///
    /// The corresponding Linux constant is `SCHED_DEADLINE`.
    case deadline = 6

    /// Whether tasks of this policy have a real-time priority.
    public var isRealTime: Bool { self == .fifo || self == .roundRobin }
  }

  /// The policy.
  public var policy: Policy
  /// From -20, the most favorable, to 19; kept but without effect for real-time tasks.
  public var nice: Int32
  /// From 1 to 99, the most favorable, for real-time tasks; 0 for all others.
  public var realTimePriority: Int32
  /// How long a task asks to run at a time, for `EEVDFPolicy`; 0 for the default.
  ///
  /// Source: `kernel/sched/fair.c: __setparam_fair` (`sched_attr::sched_runtime`), Linux 6.15; there
  /// since 6.12.
  public var sliceNanoseconds: UInt64
  // What a task with a deadline needs; 0 for all others.
  /// How long it may run in a period.
  public private(set) var runtimeNanoseconds: UInt64 = 0
  /// Up to when after the beginning of a period.
  public private(set) var deadlineNanoseconds: UInt64 = 0
  /// How long a period is.
  public private(set) var periodNanoseconds: UInt64 = 0

  /// Attributes of an ordinary task.
  ///
  /// - Precondition: `nice` is in -20...19.
  public init(policy: Policy = .normal, nice: Int32 = 0, sliceNanoseconds: UInt64 = 0) {
    precondition(!policy.isRealTime && policy != .deadline, "no ordinary policy")
    precondition(nice >= -20 && nice <= 19, "nice is from -20 to 19")
    self.policy = policy
    self.nice = nice
    realTimePriority = 0
    self.sliceNanoseconds = sliceNanoseconds
  }

  /// Attributes of a real-time task.
  ///
  /// - Precondition: `policy` is a real-time policy, `priority` is in 1...99.
  public init(realTime policy: Policy, priority: Int32) {
    precondition(policy.isRealTime, "no real-time policy")
    precondition(priority >= 1 && priority <= 99, "real-time priorities are from 1 to 99")
    self.policy = policy
    nice = 0
    realTimePriority = priority
    sliceNanoseconds = 0
  }

  /// Attributes of a task with a deadline.
  ///
  /// - Parameters:
  ///   - runtimeNanoseconds: How long it may run in a period.
  ///   - deadlineNanoseconds: Up to when after the beginning of a period.
  ///   - periodNanoseconds: How long a period is.
  /// - Precondition: `runtimeNanoseconds` is from 1,024 to `deadlineNanoseconds`, and that is at most
  ///   `periodNanoseconds`, which is less than 4.2 seconds.
  public init(
    runtimeNanoseconds: UInt64, deadlineNanoseconds: UInt64, periodNanoseconds: UInt64
  ) {
    precondition(
      runtimeNanoseconds >= 1_024 && runtimeNanoseconds <= deadlineNanoseconds
        && deadlineNanoseconds <= periodNanoseconds && periodNanoseconds <= 4_194_304_000,
      "such needs can't be met")
    policy = .deadline
    nice = 0
    realTimePriority = 0
    sliceNanoseconds = 0
    self.runtimeNanoseconds = runtimeNanoseconds
    self.deadlineNanoseconds = deadlineNanoseconds
    self.periodNanoseconds = periodNanoseconds
  }
}
