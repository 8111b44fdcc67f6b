internal import LinuxABI

/// What a task of `SCHED_DEADLINE` needs, in nanoseconds: so much time, before the deadline, in each period.
///
/// Source: sched(7), SCHED_DEADLINE.
public struct DeadlineNeeds: Hashable, Sendable {
  /// The time that it may run in a period.
  public var runtime: UInt64
  /// Up to when after the beginning of a period.
  public var deadline: UInt64
  /// The length of a period.
  public var period: UInt64

  /// Needs from their parts.
  public init(runtime: UInt64 = 0, deadline: UInt64 = 0, period: UInt64 = 0) {
    self.runtime = runtime
    self.deadline = deadline
    self.period = period
  }

  /// Whether Linux takes them; a period of 0 is as long as the deadline.
  ///
  /// Source: `kernel/sched/deadline.c: __checkparam_dl`.
  var areValid: Bool {
    let length = period == 0 ? deadline : period
    return deadline != 0 && runtime >= 1_024 && deadline >> 63 == 0 && period >> 63 == 0
      && length >= deadline && deadline >= runtime && length >= 100_000
      && length <= 4_194_304_000
  }

  /// The share of a processor, of 2^20.
  ///
  /// Source: `kernel/sched/core.c: to_ratio`.
  var bandwidth: UInt64 {
    // Less than 4.2 s, so that nothing is lost.
    period == 0 ? 0 : (runtime << 20) / period
  }
}

// SCHED_DEADLINE: who gets it, and what is not given to more than there is time for.
extension Kernel {
  /// What tasks of `SCHED_DEADLINE` may have of one processor, of 2^20: 95 %, less the 5 % that are kept for
  /// ordinary ones.
  ///
  /// Source: sched(7), "sched_rt_runtime_us"; `kernel/sched/deadline.c: init_dl_bw, __dl_overflow,
  /// sched_init_dl_servers`; measured.
  private static var bandwidthMax: UInt64 { 996_147 - 52_428 }

  /// Lets a task have `SCHED_DEADLINE`, if there is as much time.
  ///
  /// Source: sched_setattr(2), EPERM, EBUSY; `kernel/sched/syscalls.c: __sched_setscheduler`;
  /// `kernel/sched/deadline.c: sched_dl_overflow`.
  func admit(_ needs: DeadlineNeeds, of task: Int32) throws(Errno) {
    // EPERM: it may not run on all processors.
    guard scheduling(ofSlot: task).processors == allProcessors else { throw .notPermitted }
    var total = needs.bandwidth
    for other in taskTable.indices where other != task {
      let record = extra(of: other).scheduling
      if record.policy == .deadline { total += record.needs.bandwidth }
    }
    guard total <= Self.bandwidthMax * UInt64(limits.processors) else { throw .resourceBusy }
  }

  /// Whether a task can have children, which would share its time.
  ///
  /// Source: sched(7), fork(2), EAGAIN; `kernel/sched/core.c: sched_fork`.
  func checkDeadlineFork(by caller: Int32) throws(Errno) {
    let record = extra(of: caller).scheduling
    guard record.policy != .deadline || record.resetsOnFork else {
      throw .resourceTemporarilyUnavailable
    }
  }
}
