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
    let group = taskTable[child].signal
    let own = taskTable[reaper].signal
    let (user, system) = times(of: group)
    signals[own].childUserNanoseconds &+= user &+ signals[group].childUserNanoseconds
    signals[own].childSystemNanoseconds &+= system &+ signals[group].childSystemNanoseconds
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
    // A `struct rusage` of 144 bytes. The largest size is that of now, in KiB, of a process that is
    // there; faults, transfers and switches depend on the machine, and are none here.
    var words: [UInt64] = []
    for time in [values.user, values.system] {
      words += [time / TimeSpec.nanosecondsPerSecond, time % TimeSpec.nanosecondsPerSecond / 1_000]
    }
    let size = call.intA == -1 ? 0 : memory.residentPages(taskTable[caller].mm)
    words += [UInt64(size) * Memory.pageBytes / 1_024] + [UInt64](repeating: 0, count: 13)
    keep(littleEndian(words), for: caller)
    return .value(0)
  }
}
