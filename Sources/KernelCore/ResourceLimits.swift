internal import LinuxABI

/// What a process can be limited in: those that this kernel holds it to.
///
/// The others can be set and asked for.
///
/// Source: getrlimit(2); `include/uapi/asm-generic/resource.h`.
enum ResourceLimit: Int {
  /// RLIMIT_CPU: seconds of processor time.
  case processorTime = 0
  /// RLIMIT_FSIZE: how long a file gets by its writes.
  case fileSize = 1
  /// RLIMIT_DATA: private writable memory, and the heap.
  case data = 2
  /// RLIMIT_STACK: how far the stack grows.
  case stack = 3
  /// RLIMIT_CORE: the size of a core file, of which only the status tells.
  case core = 4
  /// RLIMIT_NPROC: tasks of its user.
  case processes = 6
  /// RLIMIT_NOFILE: descriptors.
  case descriptors = 7
  /// RLIMIT_MEMLOCK: memory that stays where it is.
  case lockedMemory = 8
  /// RLIMIT_AS: all that is mapped.
  case addressSpace = 9
  /// RLIMIT_SIGPENDING: signals that wait for processes of its user.
  case pendingSignals = 11
  /// RLIMIT_MSGQUEUE: bytes of the message queues of its user.
  case messageQueues = 12
  /// RLIMIT_NICE: 20 minus the lowest nice value.
  case nice = 13
  /// RLIMIT_RTPRIO: the greatest real-time priority.
  case realTimePriority = 14

  /// How many there are, those included that have no name here (`RLIM_NLIMITS`).
  static var count: Int { 16 }
}

/// A limit that binds, and one that it cannot be raised beyond.
struct LimitPair: Sendable {
  var soft: UInt64
  var hard: UInt64

  /// RLIM_INFINITY.
  static var none: LimitPair { LimitPair(soft: .max, hard: .max) }
}

/// The limits of a process that are not the defaults, shared until one of them is changed (B8).
struct LimitsRecord: Sendable {
  var users: Int32 = 1
  /// By number.
  var values: ContiguousArray<LimitPair>
}

// Limits of processes.
extension Kernel {
  /// What a process is limited to.
  func resourceLimit(_ limit: ResourceLimit, of group: Int32) -> LimitPair {
    resourceLimit(numbered: limit.rawValue, of: group)
  }

  func resourceLimit(numbered number: Int, of group: Int32) -> LimitPair {
    let record = signals[group].limits
    return record >= 0 ? limitTable[record].values[number] : defaultLimit(number)
  }

  /// Source: `include/asm-generic/resource.h: INIT_RLIMITS`; `kernel/fork.c: fork_init`.
  private func defaultLimit(_ number: Int) -> LimitPair {
    let tasks = UInt64(limits.tasksPerUserMax)
    let descriptors = UInt64(limits.descriptorsMax)
    switch number {
    // RLIMIT_STACK.
    case 3: return LimitPair(soft: 8 << 20, hard: .max)
    case 4: return LimitPair(soft: 0, hard: .max)
    case 6, 11: return LimitPair(soft: tasks, hard: tasks)
    case 7: return LimitPair(soft: descriptors, hard: max(descriptors, 4_096))
    // RLIMIT_MEMLOCK.
    case 8: return LimitPair(soft: 8 << 20, hard: 8 << 20)
    // RLIMIT_MSGQUEUE.
    case 12: return LimitPair(soft: 819_200, hard: 819_200)
    // RLIMIT_NICE, RLIMIT_RTPRIO.
    case 13, 14: return LimitPair(soft: 0, hard: 0)
    default: return .none
    }
  }

  /// B8: a child has its creator's limits until one of the two changes its own.
  @inline(__always)
  mutating func shareLimits(of group: Int32) -> Int32 {
    let record = signals[group].limits
    if record >= 0 { limitTable[record].users += 1 }
    return record
  }

  @inline(__always)
  mutating func releaseLimits(of group: Int32) {
    if signals[group].limits >= 0 { giveBackLimits(of: group) }
  }

  @inline(never)
  private mutating func giveBackLimits(of group: Int32) {
    let record = signals[group].limits
    signals[group].limits = -1
    limitTable[record].users -= 1
    if limitTable[record].users == 0 { limitTable.release(record) }
  }

  private mutating func setLimit(_ number: Int, _ pair: LimitPair, of group: Int32) {
    let record = signals[group].limits
    if record >= 0, limitTable[record].users == 1 {
      limitTable[record].values[number] = pair
      return
    }
    var values = ContiguousArray(
      (0..<ResourceLimit.count).map {
        resourceLimit(numbered: $0, of: group)
      })
    values[number] = pair
    giveBack(record)
    signals[group].limits = limitTable.allocate(LimitsRecord(values: values))
  }

  private mutating func giveBack(_ record: Int32) {
    if record >= 0 { limitTable[record].users -= 1 }
  }

  /// Source: prlimit(2); `kernel/sys.c: SYSCALL_DEFINE4(prlimit64), do_prlimit`.
  mutating func prlimit(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let task = call.intA == 0 ? caller : task(numbered: call.intA, seenBy: caller)
    // prlimit(2), ESRCH.
    guard task >= 0 else { throw .noSuchProcess }
    let mine = credentials(of: caller)
    // prlimit(2), EPERM: another user's process. Source: `check_prlimit_permission`.
    guard
      task == caller
        || credentials(of: task).isAlways(user: mine.realUserID, group: mine.realGroupID)
        || hasCapability(.systemResource, caller, over: task)
    else { throw .notPermitted }
    // prlimit(2), EINVAL: no such resource.
    let number = Int(UInt32(truncatingIfNeeded: call.b))
    guard number < ResourceLimit.count else { throw .invalidArgument }
    let group = taskTable[task].signal
    let old = resourceLimit(numbered: number, of: group)
    if call.c != 0 {
      let new = LimitPair(soft: call.d, hard: call.e)
      // prlimit(2), EINVAL: the soft limit is above the hard one.
      guard new.soft <= new.hard else { throw .invalidArgument }
      // fs.nr_open.
      guard number != ResourceLimit.descriptors.rawValue || new.hard <= Self.descriptorsMax else {
        throw .notPermitted
      }
      // prlimit(2), EPERM: only CAP_SYS_RESOURCE raises a hard limit.
      guard new.hard <= old.hard || hasCapability(.systemResource, caller) else {
        throw .notPermitted
      }
      setLimit(number, new, of: group)
      if number == ResourceLimit.stack.rawValue { noteStackLimit(new.soft, of: task) }
      if number == ResourceLimit.processorTime.rawValue, new.soft != .max {
        programSide.limitsProcessorTime = true
      }
    }
    taskTable[caller].replyExtra = Int64(bitPattern: old.soft)
    keep(littleEndian([old.soft, old.hard]), for: caller)
    return .value(0)
  }

  /// The most descriptors that any process can be allowed (`fs.nr_open`).
  private static var descriptorsMax: UInt64 { 1 << 20 }

  // MARK: - What is held to them

  /// How many tasks the user of a task may have (`RLIMIT_NPROC`).
  @inline(__always)
  func tasksMax(ofUserOf task: Int32) -> Int64 {
    signals[taskTable[task].signal].limits < 0
      ? Int64(limits.tasksPerUserMax) : setTasksMax(ofUserOf: task)
  }

  @inline(never)
  private func setTasksMax(ofUserOf task: Int32) -> Int64 {
    Int64(clamping: resourceLimit(.processes, of: taskTable[task].signal).soft)
  }

  /// Sends SIGXCPU to a process at each second of processor time from its soft limit on, and SIGKILL at its
  /// hard one.
  ///
  /// Source: setrlimit(2); `kernel/time/posix-cpu-timers.c: check_process_timers, check_rlimit`.
  @inline(never)
  mutating func checkProcessorLimit(of task: Int32) {
    let group = taskTable[task].signal
    var limit = resourceLimit(.processorTime, of: group)
    guard limit.soft != .max, signals[group].groupExit == .none else { return }
    let (user, system) = times(of: group)
    let seconds = (user &+ system) / 1_000_000_000
    if limit.hard != .max, seconds >= limit.hard {
      send(SignalInfo(signal: .kill, code: .kernel), to: task, .process)
    } else if seconds >= limit.soft {
      send(SignalInfo(signal: .processorTime, code: .kernel), to: task, .process)
      limit.soft += 1
      setLimit(ResourceLimit.processorTime.rawValue, limit, of: group)
    }
  }

  /// Whether another signal may wait for a process of this task's user (`RLIMIT_SIGPENDING`).
  ///
  /// Source: `kernel/signal.c: sigqueue_alloc`.
  func hasRoomForSignal(_ task: Int32) -> Bool {
    let group = taskTable[task].signal
    let most =
      signals[group].limits < 0
      ? UInt64(limits.tasksPerUserMax) : resourceLimit(.pendingSignals, of: group).soft
    // As long as there are fewer in all, nobody has to count.
    return UInt64(queuedSignals.count + posixTimerCount) < most
      || UInt64(queuedSignalCount(of: credentials(of: task).realUserID)) < most
  }

  private func queuedSignalCount(of user: UInt32) -> Int {
    var count = 0
    for group in signals.indices {
      var isGroupCounted = false
      for thread in threads(of: group) where credentials(of: thread).realUserID == user {
        count += queueLength(taskTable[thread].pending)
        if !isGroupCounted {
          count += queueLength(signals[group].pending) + timerCount(of: Int32(group))
        }
        isGroupCounted = true
      }
    }
    return count
  }

  /// How many descriptions of signals wait.
  func queueLength(_ pending: PendingSignals) -> Int {
    var count = 0
    var entry = pending.first
    while entry >= 0 {
      count += 1
      entry = queuedSignals[entry].next
    }
    return count
  }

  /// Whether the process of a task that a signal dumps leaves a core file: of at least a page (`RLIMIT_CORE`),
  /// and of memory that others may look into (`PR_SET_DUMPABLE`).
  ///
  /// None is written; the status says that one was.
  ///
  /// Source: `fs/coredump.c: vfs_coredump`, min_coredump, __get_dumpable.
  func dumpsCore(_ task: Int32) -> Bool {
    guard profile.coreDumps != .written else { return true }
    return memory.spaces[taskTable[task].mm].isDumpable
      && resourceLimit(.core, of: taskTable[task].signal).soft >= Memory.pageBytes
  }
}
