internal import LinuxABI

/// A clock, as clock_gettime and its kin name it.
///
/// Source: clock_getres(2); `include/uapi/linux/time.h`, `kernel/time/posix-timers.c:
/// clockid_to_kclock`; CPU clocks: `include/linux/posix-timers_types.h`.
enum Clock: Equatable {
  /// CLOCK_REALTIME, and CLOCK_TAI, which has the same time where nobody has set its offset.
  case realTime
  /// CLOCK_MONOTONIC, and CLOCK_BOOTTIME: the machine never sleeps.
  case monotonic
  /// CLOCK_MONOTONIC_RAW: nobody adjusts the others either, but no timer goes by it.
  case raw
  /// CLOCK_REALTIME_COARSE and CLOCK_MONOTONIC_COARSE: the time of the last tick.
  case coarse(isReal: Bool)
  /// The processor time of a process, of a thread or of all threads.
  case processor(ProcessorClock)

  /// Whether one can sleep by it and have timers of it.
  var hasTimers: Bool {
    switch self {
    case .realTime, .monotonic, .processor: true
    case .raw, .coarse: false
    }
  }
}

/// A clock that goes while a task, or the tasks of a process, use the processor.
struct ProcessorClock: Equatable, Sendable {
  /// The time that it counts: `CPUCLOCK_PROF`, `CPUCLOCK_VIRT`, `CPUCLOCK_SCHED`.
  enum Kind: UInt8, Sendable {
    case userAndSystem
    case user
  }

  var kind: Kind
  /// The thread's slot, or the slot of any thread of the process.
  var task: Int32
  var isThread: Bool
}

/// Seconds and nanoseconds as they travel: a `struct timespec` of 16 bytes.
enum TimeSpec {
  static var nanosecondsPerSecond: UInt64 { 1_000_000_000 }
  /// What is longer is as long as this (`KTIME_MAX`).
  static var endOfTime: UInt64 { UInt64(Int64.max) }

  /// The bytes of a length of time.
  static func bytes(_ nanoseconds: UInt64) -> [UInt8] {
    littleEndian([nanoseconds / nanosecondsPerSecond, nanoseconds % nanosecondsPerSecond])
  }

  /// The length of time in bytes, from one on.
  ///
  /// Source: `include/linux/time64.h: timespec64_valid, timespec64_to_ktime`.
  ///
  /// - Returns: nil if it is none: negative, or with a second's worth of nanoseconds.
  static func nanoseconds(_ bytes: [UInt8], at offset: Int = 0) -> UInt64? {
    guard bytes.count >= offset + 16 else { return nil }
    let seconds = word(bytes, at: offset)
    let rest = word(bytes, at: offset + 8)
    guard seconds >> 63 == 0, rest < nanosecondsPerSecond else { return nil }
    let (product, isOver) = seconds.multipliedReportingOverflow(by: nanosecondsPerSecond)
    guard !isOver, product < endOfTime - nanosecondsPerSecond else { return endOfTime }
    return product + rest
  }

  /// Eight bytes as a number, the least significant first.
  static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 where offset + index < bytes.count {
      word |= UInt64(bytes[offset + index]) << UInt64(index * 8)
    }
    return word
  }
}

// The clocks, and what tells their time.
extension Kernel {
  /// What files that are changed now have as their time.
  var fileTime: UInt64 { realTimeStart + timeNanoseconds }

  /// What CLOCK_REALTIME says when the kernel boots: the start of 2026, UTC, in nanoseconds.
  static var epochNanoseconds: UInt64 { 1_767_225_600 * TimeSpec.nanosecondsPerSecond }

  /// The clock of a number.
  ///
  /// - Throws: EINVAL if it is none, or the clock of a task that is not there.
  func clock(_ number: Int32, of caller: Int32) throws(Errno) -> Clock {
    if number < 0 { return .processor(try processorClock(number, of: caller)) }
    switch number {
    case 0, 11: return .realTime
    case 1, 7: return .monotonic
    case 2:
      return .processor(
        ProcessorClock(kind: .userAndSystem, task: caller, isThread: false))
    case 3:
      return .processor(ProcessorClock(kind: .userAndSystem, task: caller, isThread: true))
    case 4: return .raw
    case 5: return .coarse(isReal: true)
    case 6: return .coarse(isReal: false)
    // CLOCK_REALTIME_ALARM and CLOCK_BOOTTIME_ALARM need a device: `alarm_clock_get_timespec`.
    default: throw .invalidArgument
    }
  }

  /// Whether a clock is CLOCK_REALTIME_ALARM or CLOCK_BOOTTIME_ALARM.
  static func isAlarm(_ clock: Int32) -> Bool { clock == 8 || clock == 9 }

  /// A clock whose number has a task's in it.
  ///
  /// Source: `kernel/time/posix-cpu-timers.c: pid_for_clock`.
  private func processorClock(
    _ number: Int32, of caller: Int32
  ) throws(Errno) -> ProcessorClock {
    let pid = ~(number >> 3)
    let isThread = number & 4 != 0
    guard number & 3 < 3, pid >= 0 else { throw .invalidArgument }
    let kind: ProcessorClock.Kind = number & 3 == 1 ? .user : .userAndSystem
    if pid == 0 { return ProcessorClock(kind: kind, task: caller, isThread: isThread) }
    let task = task(numbered: pid, seenBy: caller)
    // What has ended keeps its clock until it is waited for.
    guard task >= 0 else { throw .invalidArgument }
    let isOwn = taskTable[task].signal == taskTable[caller].signal
    // A thread's clock is its process's to read; a process's goes by its leader.
    let isLeader = signals[taskTable[task].signal].leader == task
    guard isThread ? isOwn : isLeader || task == caller else { throw .invalidArgument }
    return ProcessorClock(kind: kind, task: task, isThread: isThread)
  }

  /// What a clock says, in nanoseconds.
  func time(of clock: Clock) -> UInt64 {
    switch clock {
    case .realTime: return realTimeStart + timeNanoseconds
    case .monotonic, .raw: return timeNanoseconds
    case .coarse(let isReal):
      let ticks = timeNanoseconds / profile.tickNanoseconds * profile.tickNanoseconds
      return isReal ? realTimeStart + ticks : ticks
    case .processor(let clock): return time(of: clock)
    }
  }

  func time(of clock: ProcessorClock) -> UInt64 {
    let (user, system) =
      clock.isThread
      ? (taskTable[clock.task].userNanoseconds, taskTable[clock.task].systemNanoseconds)
      : times(of: taskTable[clock.task].signal)
    return clock.kind == .user ? user : user &+ system
  }

  /// Whether a call is one of those on clocks and timers.
  static func isTimeCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .clockGettime, .clockGetres, .clockNanosleep,
      .gettimeofday, .times, .sysinfo, .timerCreate, .timerSettime, .timerGettime,
      .timerGetoverrun, .timerDelete:
      true
    default: false
    }
  }

  mutating func timeCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .clockGettime:
      keep(TimeSpec.bytes(time(of: try clock(call.intA, of: caller))), for: caller)
      return .value(0)
    case .clockGetres:
      // Source: clock_getres(2); `kernel/time/posix-timers.c: posix_get_hrtimer_res,
      // posix_get_coarse_res`; `kernel/time/posix-cpu-timers.c: posix_cpu_clock_getres`.
      let isCoarse = if case .coarse = try clock(call.intA, of: caller) { true } else { false }
      keep(TimeSpec.bytes(isCoarse ? profile.tickNanoseconds : 1), for: caller)
      return .value(0)
    case .clockNanosleep: return try clockNanosleep(call, by: caller)
    case .gettimeofday:
      let now = time(of: Clock.realTime)
      let second = TimeSpec.nanosecondsPerSecond
      // The time, and a time zone without offset and summer time.
      keep(littleEndian([now / second, now % second / 1_000, 0]), for: caller)
      return .value(0)
    case .times: return times(by: caller)
    case .sysinfo: return systemInformation(for: caller)
    default: return try timerCall(call, by: caller)
    }
  }

  /// Source: times(2); `kernel/sys.c: do_sys_times`.
  private mutating func times(by caller: Int32) -> Outcome {
    // A hundred clock ticks a second (USER_HZ).
    let tick: UInt64 = 10_000_000
    let group = taskTable[caller].signal
    let (user, system) = times(of: group)
    keep(
      littleEndian([
        user / tick, system / tick, signals[group].childUserNanoseconds / tick,
        signals[group].childSystemNanoseconds / tick,
      ]), for: caller)
    return .value(Int64(clamping: timeNanoseconds / tick))
  }

  /// A `struct sysinfo`, 112 bytes.
  ///
  /// Loads are 0: this kernel keeps no averages.
  ///
  /// Source: sysinfo(2); `kernel/sys.c: do_sysinfo`.
  private mutating func systemInformation(for caller: Int32) -> Outcome {
    let total = UInt64(clamping: limits.pagesMax) << Memory.pageShift
    let used = UInt64(memory.physical.usedCount) << Memory.pageShift
    let second = TimeSpec.nanosecondsPerSecond
    // Rounded up. Source: `do_sysinfo`: "tp.tv_sec + (tp.tv_nsec ? 1 : 0)".
    let uptime = timeNanoseconds / second + (timeNanoseconds % second > 0 ? 1 : 0)
    keep(
      littleEndian([
        uptime, 0, 0, 0, total, total - min(used, total), 0, 0, 0, 0,
        UInt64(UInt16(clamping: taskTable.count)), 0, 0, 1,
      ]), for: caller)
    return .value(0)
  }

  // MARK: - Sleeping

  /// Sleeps for a time, or up to one.
  ///
  /// Source: clock_nanosleep(2); `kernel/time/posix-timers.c: SYSCALL_DEFINE4(clock_nanosleep)`.
  private mutating func clockNanosleep(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let isAlarm = Self.isAlarm(call.intA)
    let clock = isAlarm ? .realTime : try clock(call.intA, of: caller)
    // clock_nanosleep(2), ENOTSUP: a clock that has no timers; CLOCK_THREAD_CPUTIME_ID has none to
    // sleep by. Source: `clock_thread`, nsleep.
    guard clock.hasTimers, call.intA != 3 else { throw .notSupported }
    guard let wanted = TimeSpec.nanoseconds(call.bytes) else { throw .invalidArgument }
    // ENOTSUP: alarms without a clock that wakes the machine.
    // Source: `kernel/time/alarmtimer.c: alarm_timer_nsleep`.
    guard !isAlarm else { throw .notSupported }
    if case .processor(let processor) = clock {
      // Source: `kernel/time/posix-cpu-timers.c: posix_cpu_nsleep`: the own thread's never comes.
      guard !processor.isThread || processor.task != caller else { throw .invalidArgument }
      let (end, isOver) = time(of: processor).addingReportingOverflow(wanted)
      let time = call.intB & 1 != 0 ? wanted : isOver ? TimeSpec.endOfTime : end
      return try beginRetried(RegisterCall(.clockNanosleep, call.a, call.b, time), by: caller)
    }
    let isAbsolute = call.intB & 1 != 0
    guard isAbsolute else { return sleep(until: deadline(after: wanted), by: caller) }
    guard clock == .realTime else { return sleep(until: wanted, by: caller, isAbsolute: true) }
    let end = sinceBoot(realTime: wanted)
    noteRealTimeWait(of: caller, until: end)
    return sleep(until: end, by: caller, isAbsolute: true)
  }
}
