internal import LinuxABI

/// What sched_setattr sets and sched_getattr tells: Linux's `struct sched_attr`.
///
/// Source: sched_setattr(2); `include/uapi/linux/sched/types.h`.
private struct SchedulingAttributes {
  var policy: Int32 = 0
  var flags: UInt64 = 0
  var nice: Int32 = 0
  var priority: UInt32 = 0
  /// Those of SCHED_DEADLINE; the first is also the slice of ordinary tasks.
  var needs = DeadlineNeeds()

  /// How many bytes the structure had at first (`SCHED_ATTR_SIZE_VER0`), and has now.
  static var bytesMin: Int { 48 }
  static var byteCount: Int { 56 }
  static var bytesMax: Int { 4_096 }

  // SCHED_FLAG_...
  static var resetsOnFork: UInt64 { 1 }
  static var ofDeadlines: UInt64 { 6 }
  static var keepsPolicy: UInt64 { 8 }
  static var keepsParameters: UInt64 { 0x10 }
  static var clampsUse: UInt64 { 0x60 }
  static var known: UInt64 { 0x7f }

  init() {}

  /// The attributes in some bytes.
  init(_ bytes: [UInt8]) {
    policy = Int32(truncatingIfNeeded: bytes.littleEndian(at: 4, count: 4))
    flags = bytes.littleEndian(at: 8, count: 8)
    nice = Int32(truncatingIfNeeded: bytes.littleEndian(at: 16, count: 4))
    priority = UInt32(truncatingIfNeeded: bytes.littleEndian(at: 20, count: 4))
    needs = DeadlineNeeds(
      runtime: bytes.littleEndian(at: 24, count: 8), deadline: bytes.littleEndian(at: 32, count: 8),
      period: bytes.littleEndian(at: 40, count: 8))
  }

  func bytes(count: Int) -> [UInt8] {
    var bytes = littleEndian([
      UInt64(min(count, Self.byteCount)) | UInt64(UInt32(bitPattern: policy)) << 32, flags,
      UInt64(UInt32(bitPattern: nice)) | UInt64(priority) << 32, needs.runtime, needs.deadline,
      needs.period,
    ])
    bytes += [UInt8](repeating: 0, count: max(count - bytes.count, 0))
    return bytes
  }
}

// The calls of sched(7) that have all of it in one structure.
extension Kernel {
  /// Whether a call is one of those.
  static func isAttributeCall(_ number: SystemCallNumber) -> Bool {
    number == .schedSetattr || number == .schedGetattr
  }

  mutating func attributeCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    call.number == .schedSetattr
      ? try setAttributes(call, by: caller) : try getAttributes(call, by: caller)
  }

  /// Source: sched_setattr(2); `kernel/sched/syscalls.c: SYSCALL_DEFINE3(sched_setattr),
  /// __sched_setscheduler`.
  private mutating func setAttributes(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // sched_setattr(2), EINVAL: no flags are known, and no task has a negative number.
    guard call.intA >= 0, call.intC == 0 else { throw .invalidArgument }
    // sched_setattr(2), E2BIG. Source: `sched_copy_attr`.
    guard call.bytes.count >= SchedulingAttributes.bytesMin,
      call.bytes.dropFirst(SchedulingAttributes.byteCount).allSatisfy({ $0 == 0 })
    else { throw .argListTooLong }
    var wanted = SchedulingAttributes(call.bytes)
    let clampsUse = wanted.flags & SchedulingAttributes.clampsUse != 0
    // A structure of the first version has no room for what the flag is about.
    guard !clampsUse || call.bytes.count >= SchedulingAttributes.byteCount, wanted.policy >= 0
    else { throw .invalidArgument }
    wanted.nice = min(max(wanted.nice, -20), 19)
    let task = try task(scheduledAs: call.intA, by: caller)
    let old = extra(of: task).scheduling
    var new = old
    let keepsParameters = wanted.flags & SchedulingAttributes.keepsParameters != 0
    if keepsParameters {
      wanted.priority = UInt32(old.priority)
      if old.policy == .deadline {
        wanted.needs = old.needs
      } else if !old.policy.isRealTime {
        wanted.nice = Int32(taskTable[task].nice)
        wanted.needs.runtime = sliceNanoseconds(of: task)
      }
    }
    if wanted.flags & SchedulingAttributes.keepsPolicy == 0 {
      new.resetsOnFork = wanted.flags & SchedulingAttributes.resetsOnFork != 0
      // sched_setattr(2), EINVAL: no such policy. Source: `valid_policy`; there is no SCHED_EXT.
      guard let policy = UInt8(exactly: wanted.policy).flatMap(TaskPolicy.init(rawValue:)) else {
        throw .invalidArgument
      }
      new.policy = policy
    }
    let isDeadline = new.policy == .deadline
    // sched_setattr(2), EINVAL: flags that there are not, and parameters that the policy does not take.
    guard wanted.flags & ~SchedulingAttributes.known == 0, wanted.priority <= 99,
      !isDeadline || wanted.needs.areValid, new.policy.isRealTime == (wanted.priority != 0)
    else { throw .invalidArgument }
    new.priority = UInt8(wanted.priority)
    let isFair = new.policy == .normal || new.policy == .batch
    let mayLower =
      !isFair || wanted.nice >= Int32(taskTable[task].nice)
      || UInt64(20 - wanted.nice) <= resourceLimit(.nice, of: taskTable[task].signal).soft
    // sched_setattr(2), EPERM. Source: `user_check_sched_setscheduler`.
    guard
      !isDeadline && mayLower && isAllowed(new, instead: old, of: task, by: caller)
        || hasCapability(.scheduling, caller), mayRenice(task, by: caller)
    else { throw .notPermitted }
    // EOPNOTSUPP: as a kernel without CONFIG_UCLAMP_TASK. Source: `uclamp_validate`.
    guard !clampsUse else { throw .notSupported }
    new.needs = DeadlineNeeds()
    if isDeadline {
      // What others leave over, and a signal for who needs more; who schedules knows nothing of it yet.
      if isDriven || wanted.flags & SchedulingAttributes.ofDeadlines != 0 {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      if wanted.needs.period == 0 { wanted.needs.period = wanted.needs.deadline }
      try admit(wanted.needs, of: task)
      new.needs = wanted.needs
    }
    let index = ensureExtra(of: task)
    if keepsParameters {
      // No more is set. Source: `__sched_setscheduler`, SCHED_FLAG_KEEP_PARAMS.
      extras[index].scheduling.resetsOnFork = new.resetsOnFork
      return .value(0)
    }
    if isFair {
      taskTable[task].nice = Int8(wanted.nice)
      // Source: `kernel/sched/syscalls.c: __setparam_fair`: from 0.1 to 100 ms.
      new.sliceNanoseconds =
        wanted.needs.runtime == 0 ? 0 : UInt32(min(max(wanted.needs.runtime, 100_000), 100_000_000))
    }
    extras[index].scheduling = new
    adjustTimerSlack(at: index)
    noteSchedulingChange(of: task)
    return .value(0)
  }

  /// Source: sched_getattr(2); `kernel/sched/syscalls.c: SYSCALL_DEFINE4(sched_getattr), get_params`.
  private mutating func getAttributes(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let size = Int(call.c & 0xffff_ffff)
    // sched_getattr(2), EINVAL.
    guard call.intA >= 0, call.intD == 0,
      (SchedulingAttributes.bytesMin...SchedulingAttributes.bytesMax).contains(size)
    else { throw .invalidArgument }
    let task = try task(scheduledAs: call.intA, by: caller)
    let record = extra(of: task).scheduling
    var told = SchedulingAttributes()
    told.policy = Int32(record.policy.rawValue)
    if record.resetsOnFork { told.flags = SchedulingAttributes.resetsOnFork }
    if record.policy.isRealTime {
      told.priority = UInt32(record.priority)
    } else if record.policy == .deadline {
      told.needs = record.needs
    } else {
      told.nice = Int32(taskTable[task].nice)
      told.needs.runtime = sliceNanoseconds(of: task)
    }
    keep(told.bytes(count: size), for: caller)
    return .value(0)
  }

  /// The slice of an ordinary task: its own, or `sysctl_sched_base_slice`.
  private func sliceNanoseconds(of task: Int32) -> UInt64 {
    let own = extra(of: task).scheduling.sliceNanoseconds
    return own == 0 ? baseSliceNanoseconds : UInt64(own)
  }
}
