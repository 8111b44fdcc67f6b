internal import LinuxABI

// Processor time: that of tasks, of processes, and of the children that were waited for.
extension Kernel {
  /// The user and system time of a process, its ended threads included.
  func times(of group: Int32) -> (user: UInt64, system: UInt64) {
    var user = signals[group].userNanoseconds
    var system = signals[group].systemNanoseconds
    var thread = signals[group].firstThread
    while thread >= 0 {
      user &+= taskTable[thread].userNanoseconds
      system &+= taskTable[thread].systemNanoseconds
      thread = taskTable[thread].nextThread
    }
    return (user, system)
  }

  /// C37: adds the times of a process that is reaped to those of its reaper's children.
  ///
  /// Source: `kernel/exit.c: wait_task_zombie`.
  @inline(__always)
  mutating func addTimes(of child: Int32, to reaper: Int32) {
    let own = taskTable[reaper].signal
    let (user, system) = allTimes(of: child)
    signals[own].childUserNanoseconds &+= user
    signals[own].childSystemNanoseconds &+= system
    signals[own].childFaults &+= allFaults(of: child)
  }

  /// The page faults of a task's process, with those of the children that it has waited for.
  ///
  /// Source: getrusage(2), ru_minflt; `kernel/exit.c: wait_task_zombie`, cmin_flt.
  @inline(__always)
  func allFaults(of task: Int32) -> Int {
    let group = taskTable[task].signal
    return faults(of: task) &+ signals[group].childFaults
  }

  /// The page faults of a task's process, in its memory and in what it had before.
  @inline(__always)
  private func faults(of task: Int32) -> Int {
    let mm = taskTable[task].mm
    return signals[taskTable[task].signal].faults &+ (mm >= 0 ? memory.spaces[mm].faults : 0)
  }

  /// The times of a task's process, with those of the children that it has waited for.
  @inline(__always)
  func allTimes(of task: Int32) -> (user: UInt64, system: UInt64) {
    let group = taskTable[task].signal
    let (user, system) = times(of: group)
    return (
      user &+ signals[group].childUserNanoseconds, system &+ signals[group].childSystemNanoseconds
    )
  }

  /// `struct rusage` of the child that a task's wait has just told of.
  ///
  /// Source: wait4(2); `kernel/exit.c: wait_task_zombie`, RUSAGE_BOTH.
  package func usageOfWaitedChild(by task: TaskID) -> [UInt8] {
    guard let slot = slot(of: task), taskTable[slot].blockedCall == .wait else {
      return usage((0, 0), sizePages: 0, faults: 0)
    }
    return usage(
      (taskTable[slot].callA, taskTable[slot].callB), sizePages: 0,
      faults: Int(truncatingIfNeeded: taskTable[slot].callC))
  }

  /// A `struct rusage` of 144 bytes.
  ///
  /// The largest size is that of now, in KiB, of a process that is
  /// there; transfers and switches depend on the machine, and are none here.
  private func usage(
    _ times: (user: UInt64, system: UInt64), sizePages: Int, faults: Int
  ) -> [UInt8] {
    var words: [UInt64] = []
    for time in [times.user, times.system] {
      words += [time / TimeSpec.nanosecondsPerSecond, time % TimeSpec.nanosecondsPerSecond / 1_000]
    }
    words += [UInt64(sizePages) * Memory.pageBytes / 1_024, 0, 0, 0, UInt64(faults)]
    return littleEndian(words + [UInt64](repeating: 0, count: 9))
  }

  /// Source: getrusage(2).
  mutating func getrusage(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let group = taskTable[caller].signal
    let values: (user: UInt64, system: UInt64)
    switch call.intA {
    case 0: values = times(of: group)
    case -1: values = (signals[group].childUserNanoseconds, signals[group].childSystemNanoseconds)
    case 1: values = (taskTable[caller].userNanoseconds, taskTable[caller].systemNanoseconds)
    // getrusage(2), EINVAL.
    default: throw .invalidArgument
    }
    guard call.b != 0 else {
      keep(littleEndian([values.user, values.system]), for: caller)
      return .value(0)
    }
    let mm = taskTable[caller].mm
    let isOwn = call.intA != -1
    keep(
      usage(
        values, sizePages: isOwn ? memory.residentPages(mm) : 0,
        faults: isOwn ? faults(of: caller) : signals[group].childFaults), for: caller)
    return .value(0)
  }
}
