internal import LinuxABI

// Options of prctl that few programs use: what a task gives up for good, and how its timers run.
extension Kernel {
  /// Carries out an option that `prctl` has no case for.
  ///
  /// Source: prctl(2); `kernel/sys.c: SYSCALL_DEFINE5(prctl)`; `security/commoncap.c: cap_task_prctl`.
  ///
  /// - Returns: nil if it is not one of these.
  mutating func furtherControl(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome? {
    let isPlain = call.c | call.d | call.e == 0
    switch call.intA {
    // PR_SET_TIMING: prctl(2), EINVAL: by statistics only.
    case 14:
      guard call.b == 0 else { throw .invalidArgument }
    // PR_SET_SECCOMP: mode 1 is strict, mode 2 has filters.
    case 22:
      guard call.b == 1 || call.b == 2 else { throw .invalidArgument }
      return try seccomp(RegisterCall(.seccomp, call.b - 1), by: caller)
    case 23, 24: return try boundingControl(call, by: caller)
    // PR_SET_SECUREBITS: those that there are, unchanged.
    case 28:
      guard mayChangeCapabilities(caller) else { throw .notPermitted }
      guard call.b == (keepsCapabilities(caller) ? 16 : 0) else { return nil }
    // PR_SET_TIMERSLACK, PR_GET_TIMERSLACK
    case 29: setTimerSlack(call.b, of: caller)
    case 30: return .value(Int64(bitPattern: extra(of: caller).timerSlack))
    // PR_TASK_PERF_EVENTS_DISABLE, PR_TASK_PERF_EVENTS_ENABLE: there are none.
    case 31, 32: break
    // PR_MCE_KILL, PR_MCE_KILL_GET: the policy is kept, though memory never fails.
    case 33:
      // PR_MCE_KILL_CLEAR, or PR_MCE_KILL_SET of LATE, EARLY and DEFAULT.
      guard call.d | call.e == 0, call.b <= 1, call.c <= (call.b == 1 ? 2 : 0) else {
        throw .invalidArgument
      }
      let index = ensureExtra(of: caller)
      extras[index].memoryErrorPolicy = call.b == 1 ? UInt8(call.c) : 2
    case 34:
      guard call.b == 0, isPlain else { throw .invalidArgument }
      return .value(Int64(extra(of: caller).memoryErrorPolicy))
    // PR_GET_TID_ADDRESS
    case 40: taskTable[caller].replyExtra = Int64(bitPattern: taskTable[caller].clearChildTID)
    // PR_SET_THP_DISABLE, PR_GET_THP_DISABLE: there are no huge pages that this would keep away.
    case 41:
      // Since 6.18 PR_THP_DISABLE_EXCEPT_ADVISED, 2, may come along.
      guard call.d | call.e == 0, call.c == 0 || call.b != 0 && call.c == 2 else {
        throw .invalidArgument
      }
      let details = memory.ensureDetails(taskTable[caller].mm)
      memory.details[details].hugePageRefusal = call.b == 0 ? 0 : 1 | UInt8(call.c)
    case 42:
      guard call.b == 0, isPlain else { throw .invalidArgument }
      return .value(Int64(memory.details(of: taskTable[caller].mm).hugePageRefusal))
    case 57, 58: return try flusherControl(call, by: caller)
    case 47: return .value(try ambientControl(call, by: caller))
    // PR_SCHED_CORE: EINVAL on a machine whose processors have one thread each.
    // Source: `kernel/sched/core_sched.c: sched_core_share_pid`, static_branch_likely(&sched_smt_present).
    case 62: throw .invalidArgument
    // PR_SET_MEMORY_MERGE, PR_GET_MEMORY_MERGE: it is kept, and nobody merges pages.
    case 67:
      guard isPlain else { throw .invalidArgument }
      let details = memory.ensureDetails(taskTable[caller].mm)
      memory.details[details].mergesPages = call.b != 0
    case 68:
      guard call.b == 0, isPlain else { throw .invalidArgument }
      return .value(memory.details(of: taskTable[caller].mm).mergesPages ? 1 : 0)
    // PR_GET_SPECULATION_CTRL, PR_SET_SPECULATION_CTRL: EINVAL on riscv64.
    // Source: `kernel/sys.c: arch_prctl_spec_ctrl_get`, which x86 and arm64 have of their own.
    case 52, 53: throw .invalidArgument
    // PR_FUTEX_HASH
    case 78: return .value(try futexTable(call, by: caller))
    default: return nil
    }
    return .value(0)
  }

  /// PR_CAPBSET_READ and PR_CAPBSET_DROP: what no program that is executed gets any more.
  ///
  /// Source: capabilities(7), "Capability bounding set"; `security/commoncap.c: cap_prctl_drop`.
  private mutating func boundingControl(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    if call.intA == 24, !mayChangeCapabilities(caller) { throw .notPermitted }
    // prctl(2), EINVAL: there is no such capability.
    guard call.b <= 40 else { throw .invalidArgument }
    let capability = Capabilities(rawValue: 1 << call.b)
    let dropped = credentialTable[taskTable[caller].credential].dropped
    if call.intA == 23 { return .value(dropped.contains(capability) ? 0 : 1) }
    if !dropped.contains(capability) {
      setCredentials(credentials(of: caller), of: caller)
      credentialTable[taskTable[caller].credential].dropped.insert(capability)
    }
    return .value(0)
  }

  /// PR_CAP_AMBIENT: what programs without privileges of their own get.
  ///
  /// Source: capabilities(7), "Ambient"; `security/commoncap.c: cap_task_prctl`.
  private mutating func ambientControl(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Int64 {
    var mine = credentials(of: caller)
    // PR_CAP_AMBIENT_CLEAR_ALL
    if call.b == 4 {
      guard call.c | call.d | call.e == 0 else { throw .invalidArgument }
      mine.ambient = []
      setCredentials(mine, of: caller)
      return 0
    }
    guard call.d | call.e == 0, call.c <= 40 else { throw .invalidArgument }
    let capability = Capabilities(rawValue: 1 << call.c)
    switch call.b {
    // PR_CAP_AMBIENT_IS_SET
    case 1: return mine.ambient.contains(capability) ? 1 : 0
    // PR_CAP_AMBIENT_RAISE
    case 2:
      // prctl(2), EPERM: it must be permitted and inheritable.
      guard mine.permitted.intersection(mine.inheritable).contains(capability) else {
        throw .notPermitted
      }
      mine.ambient.insert(capability)
    // PR_CAP_AMBIENT_LOWER
    case 3: mine.ambient.remove(capability)
    default: throw .invalidArgument
    }
    setCredentials(mine, of: caller)
    return 0
  }

  /// PR_FUTEX_HASH: how many buckets a process has for its own futexes; one that has had threads has
  /// 16 on a machine of up to four processors.
  ///
  /// Source: `kernel/futex/core.c: futex_hash_prctl, futex_hash_allocate` (6.16).
  private mutating func futexTable(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Int64 {
    let details = memory.ensureDetails(taskTable[caller].mm)
    let asked = memory.details[details].futexBuckets
    switch call.b {
    // PR_FUTEX_HASH_SET_SLOTS
    case 1:
      guard call.d == 0 else { throw .invalidArgument }
      let count = UInt32(truncatingIfNeeded: call.c)
      guard count == 0 || count > 1 && count & (count &- 1) == 0 else { throw .invalidArgument }
      // EBUSY: who has gone over to the table of all processes stays there.
      guard asked != 0 else { throw .resourceBusy }
      guard count <= 1 << 24 else { throw .noMemory }
      memory.details[details].futexBuckets = Int32(count)
      return 0
    // PR_FUTEX_HASH_GET_SLOTS
    case 2:
      return asked.map(Int64.init) ?? (memory.details[details].hasHadThreads ? 16 : 0)
    default: throw .invalidArgument
    }
  }

  private func mayChangeCapabilities(_ task: Int32) -> Bool {
    credentials(of: task).capabilities.contains(.setCapabilities)
  }

  /// How late the timers of a task may be, in nanoseconds: here they never are.
  ///
  /// Source: prctl(2), PR_SET_TIMERSLACK: 0 is what the task began with.
  mutating func setTimerSlack(_ nanoseconds: UInt64, of task: Int32) {
    guard !scheduling(ofSlot: task).policy.isUrgent else { return }
    let index = ensureExtra(of: task)
    extras[index].timerSlack =
      nanoseconds > 0 ? nanoseconds : extras[index].timerSlackDefault
  }

  /// Real-time tasks have no slack; who stops being one has what it began with.
  ///
  /// Source: `kernel/sched/syscalls.c: __setscheduler_params`.
  mutating func adjustTimerSlack(at index: Int32) {
    if extras[index].scheduling.policy.isUrgent {
      extras[index].timerSlack = 0
    } else if extras[index].timerSlack == 0 {
      extras[index].timerSlack = extras[index].timerSlackDefault
    }
  }
}
