internal import LinuxABI

// seccomp(2): the strict mode, in which a task reads, writes, comes back from handlers and ends, and the making
// of filters. A task in strict mode cannot clone or execute, so nobody inherits that; filters are inherited.
extension Kernel {
  /// Whether a task in strict mode may make a call.
  ///
  /// What is no call of Linux is the task's own code.
  ///
  /// Source: seccomp(2), SECCOMP_SET_MODE_STRICT; `kernel/seccomp.c: mode1_syscalls`.
  static func isStrictlyAllowed(_ call: SystemCall) -> Bool {
    var number = call.number
    if number == .refusedCall, case .registers(let refused) = call {
      number = SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: refused.a))
    }
    switch number {
    case .read, .write, .exit, .rtSigreturn: return true
    // seccomp or prctl, of machine code.
    case .callFilter: return false
    default: return number.rawValue >= SystemCallNumber.load.rawValue
    }
  }

  /// A task in strict mode made another call: it is killed, and no other task of its process.
  ///
  /// Source: `kernel/seccomp.c: __secure_computing_strict`, do_exit.
  mutating func killStrict(_ task: Int32) {
    record(.fault, 0, Int64(Signal.kill.rawValue), 0, 0)
    justCloned = -1
    _ = beginExit(of: task, status: WaitStatus.signaled(.kill).rawValue)
  }

  /// Source: seccomp(2); `kernel/seccomp.c: do_seccomp`.
  mutating func seccomp(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.b & 0xffff_ffff
    switch call.a & 0xffff_ffff {
    // SECCOMP_SET_MODE_STRICT; seccomp(2), EINVAL: flags, or an argument.
    case 0:
      // EINVAL: it has filters. Source: `seccomp_may_assign_mode`.
      guard flags == 0, call.c == 0, extra(of: caller).filter < 0 else { throw .invalidArgument }
      taskTable[caller].flags.insert(.strict)
      rareParts.insert(.strictTasks)
      return .value(0)
    // SECCOMP_SET_MODE_FILTER: only where registers are judged by it (`callFilter`).
    case 1: return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    // SECCOMP_GET_ACTION_AVAIL; seccomp(2), EOPNOTSUPP.
    case 2:
      guard flags == 0 else { throw .invalidArgument }
      guard call.bytes.count >= 4 else { throw .badAddress }
      switch call.bytes.littleEndian(at: 0, count: 4) {
      case 0, 0x8000_0000, 0x3_0000, 0x5_0000, 0x7fc0_0000, 0x7ff0_0000, 0x7ffc_0000, 0x7fff_0000:
        return .value(0)
      default: throw .notSupported
      }
    // SECCOMP_GET_NOTIF_SIZES: `struct seccomp_notif` and its like.
    case 3:
      guard flags == 0 else { throw .invalidArgument }
      keep([80, 0, 24, 0, 64, 0], for: caller)
      return .value(0)
    default: throw .invalidArgument
    }
  }

  // MARK: - Filters

  /// The mode of a task: none, strict, or filters.
  ///
  /// Source: prctl(2), PR_GET_SECCOMP; `include/uapi/linux/seccomp.h`.
  func secureMode(of task: Int32) -> Int {
    taskTable[task].flags.contains(.strict) ? 1 : extra(of: task).filter >= 0 ? 2 : 0
  }

  /// How many filters a task has.
  func filterCount(of task: Int32) -> Int {
    var count = 0
    var filter = extra(of: task).filter
    while filter >= 0 {
      count += 1
      filter = programSide.filters[filter].previous
    }
    return count
  }

  /// Whether a task may have a filter for its calls.
  ///
  /// Source: seccomp(2), EACCES; `kernel/seccomp.c: seccomp_prepare_filter`.
  package func mayFilter(_ task: TaskID) -> Bool {
    slot(of: task).map { mayFilter($0) } ?? false
  }

  private func mayFilter(_ task: Int32) -> Bool {
    taskTable[task].flags.contains(.noNewPrivileges)
      || credentials(of: task).capabilities.contains(.systemAdministration)
  }

  /// Whether Linux takes flags for a filter: TSYNC, LOG, SPEC_ALLOW, NEW_LISTENER, TSYNC_ESRCH and
  /// WAIT_KILLABLE_RECV, of which the last is for listeners, and the first not without the one before it.
  package static func areFilterFlags(_ word: UInt64) -> Bool {
    let flags = word & 0xffff_ffff
    let listens = flags & 8 != 0
    return flags < 64 && !(listens && flags & 17 == 1) && (flags & 32 == 0 || listens)
  }

  /// Source: `kernel/seccomp.c: seccomp_set_mode_filter, seccomp_attach_filter`.
  mutating func installFilter(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let isControl = call.c != 0
    // A call, or an option, of a later version.
    if isControl, profile.prctlOptionMax < 22 { throw .invalidArgument }
    if !isControl, profile.absentCalls.contains(.seccomp) { throw .notImplemented }
    let (syncs, listens, asksForError) = (call.b & 1 != 0, call.b & 8 != 0, call.b & 16 != 0)
    guard Self.areFilterFlags(call.b),
      (1...CallFilter.instructionsMax).contains(call.bytes.count / 8)
    else { throw .invalidArgument }
    guard mayFilter(caller) else { throw .permissionDenied }
    let program = ContiguousArray(
      stride(from: 0, to: call.bytes.count & ~7, by: 8).map {
        call.bytes.littleEndian(at: $0, count: 8)
      })
    guard CallFilter.isValid(program), !taskTable[caller].flags.contains(.strict) else {
      throw .invalidArgument
    }
    if listens {
      return refuse(.callNotBuilt, Int64(SystemCallNumber.seccomp.rawValue), to: caller)
    }
    var filter = CallFilter(program: program)
    // ENOMEM: too long, together with those that are there.
    var total = filter.convertedCount
    var earlier = extra(of: caller).filter
    while earlier >= 0 {
      total += programSide.filters[earlier].convertedCount + CallFilter.pathPenalty
      earlier = programSide.filters[earlier].previous
    }
    guard total <= CallFilter.pathMax else { throw .noMemory }
    if syncs, let other = threadOfOtherFilters(than: caller) {
      if asksForError { throw .noSuchProcess }
      return .value(Int64(number(of: other, seenBy: caller)))
    }
    // What the caller had is the new one's now.
    let index = ensureExtra(of: caller)
    filter.previous = extras[index].filter
    extras[index].filter = programSide.filters.allocate(filter)
    if syncs { shareFilters(of: caller) }
    return .value(0)
  }

  /// The first other thread whose filters are not among the caller's, or that is in strict mode.
  ///
  /// Source: `kernel/seccomp.c: seccomp_can_sync_threads, is_ancestor`.
  private func threadOfOtherFilters(than caller: Int32) -> Int32? {
    var thread = signals[taskTable[caller].signal].firstThread
    while thread >= 0 {
      if thread != caller, !taskTable[thread].flags.contains(.exiting) {
        let own = extra(of: thread).filter
        var filter = extra(of: caller).filter
        while filter >= 0, filter != own { filter = programSide.filters[filter].previous }
        if taskTable[thread].flags.contains(.strict) || filter != own { return thread }
      }
      thread = taskTable[thread].nextThread
    }
    return nil
  }

  /// Source: `kernel/seccomp.c: seccomp_sync_threads`.
  private mutating func shareFilters(of caller: Int32) {
    var thread = signals[taskTable[caller].signal].firstThread
    while thread >= 0 {
      if thread != caller, !taskTable[thread].flags.contains(.exiting) {
        releaseFilters(of: thread)
        inheritFilters(thread, of: caller)
        if taskTable[caller].flags.contains(.noNewPrivileges) {
          taskTable[thread].flags.insert(.noNewPrivileges)
        }
      }
      thread = taskTable[thread].nextThread
    }
  }

  /// Source: `kernel/fork.c: copy_seccomp`.
  mutating func inheritFilters(_ child: Int32, of caller: Int32) {
    let filter = extra(of: caller).filter
    guard filter >= 0 else { return }
    programSide.filters[filter].users += 1
    extras[ensureExtra(of: child)].filter = filter
  }

  /// Source: `kernel/seccomp.c: __seccomp_filter_release`.
  mutating func releaseFilters(of task: Int32) {
    guard taskTable[task].extra >= 0 else { return }
    var filter = extras[taskTable[task].extra].filter
    extras[taskTable[task].extra].filter = -1
    while filter >= 0 {
      programSide.filters[filter].users -= 1
      guard programSide.filters[filter].users == 0 else { return }
      let previous = programSide.filters[filter].previous
      programSide.filters[filter].program = []
      programSide.filters.release(filter)
      filter = previous
    }
  }

  /// Checks that every filter counts who has it.
  func checkFilters() throws(InvariantViolation) {
    var users = Counter()
    for task in taskTable.indices where extra(of: task).filter >= 0 {
      users.add(extra(of: task).filter)
    }
    for filter in programSide.filters.indices where programSide.filters[filter].previous >= 0 {
      users.add(programSide.filters[filter].previous)
    }
    for filter in programSide.filters.indices {
      try require(
        programSide.filters[filter].users == users[filter], "filters count who has them", filter)
    }
    try require(programSide.filters.count == users.kinds, "every filter has a task", -1)
  }
}
