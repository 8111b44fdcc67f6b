internal import LinuxABI

// The calls of sched(7) that ask for a policy, a priority and processors. What becomes of that is up to
// whoever schedules (see DrivenScheduling.swift); a kernel that schedules itself serves all in turn.
extension Kernel {
  mutating func schedulingCall(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call.number {
    case .schedSetscheduler:
      // sched_setscheduler(2), EINVAL. Source: `SYSCALL_DEFINE3(sched_setscheduler)`; in 2.6.11 a
      // negative policy is the one that the task has.
      guard call.intB >= 0 || profile.schedulerCalls == .byCapability else {
        throw .invalidArgument
      }
      return try setScheduler(call.intA, policy: call.intB, priority: call.intC, by: caller)
    case .schedSetparam:
      return try setScheduler(call.intA, policy: -1, priority: call.intB, by: caller)
    case .schedGetscheduler:
      let record = extra(of: try task(scheduledAs: call.intA, by: caller)).scheduling
      return .value(
        Int64(record.policy.rawValue) | (record.resetsOnFork ? Self.resetOnFork : 0))
    case .schedGetparam:
      let task = try task(scheduledAs: call.intA, by: caller)
      taskTable[caller].replyExtra = Int64(extra(of: task).scheduling.priority)
      return .value(0)
    case .schedGetPriorityMax: return .value(try Self.priorityLimits(of: call.intA).upperBound)
    case .schedGetPriorityMin: return .value(try Self.priorityLimits(of: call.intA).lowerBound)
    case .schedRRGetInterval:
      let task = try task(scheduledAs: call.intA, by: caller)
      taskTable[caller].replyExtra = Int64(turnNanoseconds(of: scheduling(ofSlot: task)))
      return .value(0)
    case .schedSetaffinity:
      return try setAffinity(call.intA, byteCount: call.b, mask: call.c, by: caller)
    case .schedGetaffinity: return try getAffinity(call.intA, byteCount: call.b, by: caller)
    default: preconditionFailure("no call of the scheduler")
    }
  }

  /// The bit of sched_getscheduler(2) for `SCHED_RESET_ON_FORK`.
  private static var resetOnFork: Int64 { 0x4000_0000 }
  /// The greatest real-time priority.
  ///
  /// Source: `include/linux/sched/prio.h: MAX_RT_PRIO`, less one.
  private static var priorityMax: Int32 { 99 }

  /// A task by its number; 0 is the caller.
  func task(scheduledAs number: Int32, by caller: Int32) throws(Errno) -> Int32 {
    // sched_setscheduler(2), EINVAL: a negative pid.
    guard number >= 0 else { throw .invalidArgument }
    return try task(boundAs: number, by: caller)
  }

  private func task(boundAs number: Int32, by caller: Int32) throws(Errno) -> Int32 {
    let task = number == 0 ? caller : number < 0 ? -1 : task(numbered: number, seenBy: caller)
    // sched_setscheduler(2), ESRCH.
    guard task >= 0 else { throw .noSuchProcess }
    return task
  }

  // MARK: - Policies

  /// Sets policy and priority; a policy below 0 is the one that the task has.
  ///
  /// Source: sched_setscheduler(2), sched_setparam(2);
  /// `kernel/sched/syscalls.c: do_sched_setscheduler, __sched_setscheduler`.
  private mutating func setScheduler(
    _ number: Int32, policy word: Int32, priority: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let task = try task(scheduledAs: number, by: caller)
    let old = extra(of: task).scheduling
    var new = old
    if word >= 0 {
      let hasFlags = profile.schedulerCalls == .withLimits
      new.resetsOnFork = hasFlags && Int64(word) & Self.resetOnFork != 0
      let kind = hasFlags ? word & ~Int32(truncatingIfNeeded: Self.resetOnFork) : word
      // sched_setscheduler(2), EINVAL: no such policy. `SCHED_DEADLINE` needs sched_setattr.
      guard let policy = UInt8(exactly: kind).flatMap(TaskPolicy.init(rawValue:)),
        hasFlags || policy == .normal || policy.isRealTime
      else { throw .invalidArgument }
      new.policy = policy
    }
    // sched_setscheduler(2), EINVAL: what that policy needs is not said here.
    guard new.policy != .deadline else { throw .invalidArgument }
    new.needs = DeadlineNeeds()
    // sched_setscheduler(2), EINVAL: 1 to 99 for real-time policies, 0 for all others.
    guard (0...Self.priorityMax).contains(priority), (priority != 0) == new.policy.isRealTime
    else { throw .invalidArgument }
    new.priority = UInt8(priority)
    // sched_setscheduler(2), EPERM.
    guard
      isAllowed(new, instead: old, of: task, by: caller)
        || hasCapability(.scheduling, caller), mayRenice(task, by: caller)
    else { throw .notPermitted }
    if new != old {
      let index = ensureExtra(of: task)
      extras[index].scheduling = new
      adjustTimerSlack(at: index)
      noteSchedulingChange(of: task)
    }
    return .value(0)
  }

  /// Whether a change takes no capability.
  ///
  /// Source: `kernel/sched/syscalls.c: user_check_sched_setscheduler`; 2.6.11's
  /// `kernel/sched.c: setscheduler`.
  func isAllowed(
    _ new: SchedulingRecord, instead old: SchedulingRecord, of task: Int32, by caller: Int32
  ) -> Bool {
    guard ownsScheduling(of: task, caller) else { return false }
    guard profile.schedulerCalls == .withLimits else { return !new.policy.isRealTime }
    let group = taskTable[task].signal
    if new.policy.isRealTime {
      let limit = resourceLimit(.realTimePriority, of: group).soft
      if new.policy != old.policy, limit == 0 { return false }
      if new.priority > old.priority, UInt64(new.priority) > limit { return false }
    }
    // `SCHED_IDLE` is nice 20, so to say.
    let nice = UInt64(20 - Int(taskTable[task].nice))
    if old.policy == .idle, new.policy != .idle, nice > resourceLimit(.nice, of: group).soft {
      return false
    }
    return !old.resetsOnFork || new.resetsOnFork
  }

  /// Source: `kernel/sched/syscalls.c: check_same_owner`.
  private func ownsScheduling(of task: Int32, _ caller: Int32) -> Bool {
    let mine = credentials(of: caller)
    let its = credentials(of: task)
    return mine.userID == its.userID || mine.userID == its.realUserID
  }

  /// Source: sched_get_priority_max(2); `kernel/sched/syscalls.c`.
  private static func priorityLimits(of policy: Int32) throws(Errno) -> ClosedRange<Int64> {
    switch policy {
    case 1, 2: return 1...Int64(priorityMax)
    // `SCHED_DEADLINE`, 6, and `SCHED_EXT`, 7, have none either.
    case 0, 3, 5, 6, 7: return 0...0
    // sched_get_priority_max(2), EINVAL.
    default: throw .invalidArgument
    }
  }

  // MARK: - Turns

  /// How long a task runs before its equals have their turn, in whole ticks; 0 where it has no limit.
  ///
  /// Source: sched_rr_get_interval(2); `kernel/sched/rt.c: get_rr_interval_rt`,
  /// `kernel/sched/fair.c: get_rr_interval_fair`; 2.6.11's `kernel/sched.c: sys_sched_rr_get_interval,
  /// task_timeslice`.
  private func turnNanoseconds(of scheduling: TaskScheduling) -> UInt64 {
    if scheduling.policy == .fifo || scheduling.policy == .deadline { return 0 }
    switch profile.scheduler {
    case .o1:
      // `SCALE_PRIO`: 100 ms at nice 0, and four times the slope above it; never below 5 ms.
      let base: UInt64 = scheduling.nice < 0 ? 400_000_000 : 100_000_000
      return max(base * UInt64(20 - scheduling.nice) / 20, 5_000_000)
    case .cfs where scheduling.policy != .roundRobin: return 0
    case .eevdf where scheduling.policy != .roundRobin:
      // `sysctl_sched_base_slice`, 0.7 ms and more with the processors. Linux says 0 also where
      // nobody else is ready on the task's processor.
      return baseSliceNanoseconds / profile.tickNanoseconds * profile.tickNanoseconds
    // `RR_TIMESLICE`, 100 ms.
    default: return 100_000_000
    }
  }

  /// `sysctl_sched_base_slice`: 0.7 ms, and more with the processors.
  ///
  /// Source: `kernel/sched/fair.c: update_sysctl`.
  var baseSliceNanoseconds: UInt64 {
    let counted = UInt64(min(limits.processors, 8))
    return 700_000 * UInt64(64 - counted.leadingZeroBitCount)
  }

  // MARK: - Processors

  /// Source: sched_setaffinity(2); `kernel/sched/syscalls.c: sched_setaffinity`.
  private mutating func setAffinity(
    _ number: Int32, byteCount: UInt64, mask: UInt64, by caller: Int32
  ) throws(Errno) -> Outcome {
    let task = try task(boundAs: number, by: caller)
    // G5: nobody chooses the processors of one that is tied, since 3.10 (PF_NO_SETAFFINITY). Source:
    // `kernel/sched/syscalls.c: sched_setaffinity`.
    if hasKernelThreads, isKernelThread(task), profile.kernelThreads.hasThreadFlag,
      side.threads[threadIndex(of: task)].flags.contains(.fixedProcessor)
    {
      throw .invalidArgument
    }
    // sched_setaffinity(2), EPERM.
    guard
      ownsScheduling(of: task, caller) || hasCapability(.scheduling, caller, over: task),
      mayRenice(task, by: caller)
    else { throw .notPermitted }
    // A shorter mask has zeroes behind it. Source: `get_user_cpu_mask`.
    let length = min(byteCount & 0xffff_ffff, 8)
    let given = length == 8 ? mask : mask & ~(UInt64.max << (length * 8))
    let allowed = given & allProcessors
    // sched_setaffinity(2), EBUSY: what runs to a deadline may run everywhere.
    // Source: `kernel/sched/syscalls.c: dl_task_check_affinity`.
    guard extra(of: task).scheduling.policy != .deadline || allowed == allProcessors else {
      throw .resourceBusy
    }
    // sched_setaffinity(2), EINVAL: none of them is there.
    guard allowed != 0 else { throw .invalidArgument }
    if scheduling(ofSlot: task).processors != allowed {
      let index = ensureExtra(of: task)
      extras[index].scheduling.processors = allowed == usualProcessors(of: task) ? 0 : allowed
      noteSchedulingChange(of: task)
    }
    return .value(0)
  }

  /// Source: sched_getaffinity(2); `kernel/sched/syscalls.c: SYSCALL_DEFINE3(sched_getaffinity)`.
  private mutating func getAffinity(
    _ number: Int32, byteCount: UInt64, by caller: Int32
  ) throws(Errno) -> Outcome {
    let count = byteCount & 0xffff_ffff
    // sched_getaffinity(2), EINVAL: the mask has no room for all processors, or is not of whole words.
    guard (count * 8) & 0xffff_ffff >= UInt64(limits.processors), count % 8 == 0 else {
      throw .invalidArgument
    }
    let task = try task(boundAs: number, by: caller)
    taskTable[caller].replyExtra = Int64(bitPattern: scheduling(ofSlot: task).processors)
    return .value(8)
  }
}
