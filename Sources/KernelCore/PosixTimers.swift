internal import LinuxABI

/// A timer of timer_create, or an interval timer that goes by processor time.
struct PosixTimer: Sendable {
  /// What happens when it runs out.
  enum Notice: Equatable, Sendable {
    /// Nothing (`SIGEV_NONE`).
    case none
    /// The process gets a signal (`SIGEV_SIGNAL`).
    case process
    /// A thread gets it (`SIGEV_THREAD_ID`), as long as it is there.
    case thread(TaskID)
    /// A thread that sleeps by the clock goes on.
    case sleeper(TaskID)
  }

  /// Its number in its process; -1 for ITIMER_VIRTUAL, -2 for ITIMER_PROF, -3 for a sleeper's.
  var number: Int32
  var group: Int32
  /// Which of the clocks it goes by.
  var clock: TimerClock
  var notice: Notice
  var signal: Signal
  /// What the signal says (`sigev_value`).
  var value: UInt64
  /// When it runs out, by its clock; 0 if it does not run.
  var deadline: UInt64 = 0
  var interval: UInt64 = 0
  /// Whether it was given a length of time, which stays what it is when somebody sets the clock.
  var isRelative = false
  /// When it ran out last, while its signal waits.
  var expiry: UInt64 = 0
  /// Whether its signal waits to be taken.
  var isQueued = false
  /// Whether its signal was dropped, since it is ignored, and the timer would go on otherwise.
  var isIgnored = false
  /// How often it ran out again before the signal that was taken last (`it_overrun_last`).
  var overruns: Int32 = 0

  /// Whether it runs in the queue of timers: one that tells nobody need not.
  var isInQueue: Bool { deadline > 0 && notice != .none && !clock.isProcessors }
}

/// The clock of a timer.
enum TimerClock: Equatable, Sendable {
  case realTime
  case monotonic
  /// A thread's processor time, or that of the process that a thread leads, by its lasting name.
  case processor(ProcessorClock.Kind, isThread: Bool, TaskID)

  var isProcessors: Bool {
    switch self {
    case .realTime, .monotonic: false
    case .processor: true
    }
  }
}

// Timers of programs.
//
// # Theory of operation
//
// A timer that runs stands in the queue of timers by the time since boot at which it runs out; one
// that goes by processor time is looked at whenever time was counted. When it runs out, its signal is
// queued, and it stands still until that is taken: only then a timer that repeats starts again, and
// the times that passed meanwhile are the overruns that the signal tells. So a short interval keeps
// nobody from sleeping, as in Linux.
extension Kernel {
  /// SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, and SIGEV_THREAD_ID.
  private enum Notify {
    static var signal: UInt32 { 0 }
    static var none: UInt32 { 1 }
    static var thread: UInt32 { 2 }
    static var threadID: UInt32 { 4 }
  }

  /// Bytes of a `struct sigevent`, and of a `struct itimerspec`.
  private static var eventBytes: Int { 64 }
  private static var specBytes: Int { 32 }

  mutating func timerCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    if call.number == .timerCreate { return try createTimer(call, by: caller) }
    if call.number == .timerSettime { return try setTimer(call, by: caller) }
    let timer = try timer(numbered: call.intA, of: caller)
    switch call.number {
    case .timerGettime: keep(spec(of: timer), for: caller)
    // timer_getoverrun(2): those of the signal that was taken last.
    case .timerGetoverrun: return .value(Int64(programSide.timers[timer].overruns))
    default: deleteTimer(timer)
    }
    return .value(0)
  }

  /// The place of one of the caller's timers.
  ///
  /// - Throws: EINVAL.
  private func timer(numbered number: Int32, of caller: Int32) throws(Errno) -> Int32 {
    let group = taskTable[caller].signal
    guard number >= 0, !programSides.isEmpty else { throw .invalidArgument }
    for index in programSide.timers.indices
    where programSide.timers[index].group == group && programSide.timers[index].number == number {
      return index
    }
    throw .invalidArgument
  }

  /// Takes back a timer whose number could not be told.
  package mutating func forgetTimer(_ number: Int32, of task: TaskID) {
    guard let slot = slot(of: task) else { return }
    makeUnique()
    if let timer = try? timer(numbered: number, of: slot) { deleteTimer(timer) }
  }

  // MARK: - Making them

  /// Source: timer_create(2); `kernel/time/posix-timers.c: do_timer_create, good_sigevent`.
  private mutating func createTimer(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // EOPNOTSUPP: alarms without a clock that wakes the machine.
    // Source: `kernel/time/alarmtimer.c: alarm_timer_create`.
    guard !Self.isAlarm(call.intA) else { throw .notSupported }
    let clock = try clock(call.intA, of: caller)
    // timer_create(2), ENOTSUP: a clock without timers.
    guard clock.hasTimers else { throw .notSupported }
    // RLIMIT_SIGPENDING counts timers too. Source: `posixtimer_init_sigqueue`, EAGAIN.
    let group = taskTable[caller].signal
    guard hasRoomForSignal(caller), timerCount(of: group) < Self.timersMax else {
      throw .resourceTemporarilyUnavailable
    }
    var timer = PosixTimer(
      number: 0, group: group, clock: timerClock(clock), notice: .process, signal: .alarm,
      value: 0)
    let hasEvent = call.bytes.count >= Self.eventBytes
    if hasEvent {
      timer.value = TimeSpec.word(call.bytes, at: 0)
      let rest = TimeSpec.word(call.bytes, at: 8)
      timer.signal = Signal(rawValue: Int32(truncatingIfNeeded: rest))
      let thread = Int32(truncatingIfNeeded: TimeSpec.word(call.bytes, at: 16))
      switch UInt32(truncatingIfNeeded: rest >> 32) {
      case Notify.none: timer.notice = .none
      case Notify.signal, Notify.thread: break
      case Notify.threadID:
        let target = task(numbered: thread, seenBy: caller)
        guard target >= 0, taskTable[target].signal == group else { throw .invalidArgument }
        timer.notice = .thread(id(of: target))
      default: throw .invalidArgument
      }
      // timer_create(2), EINVAL: no such signal.
      guard timer.notice == .none || (1...Signal.maximum).contains(timer.signal.rawValue) else {
        throw .invalidArgument
      }
    }
    timer.number = takeTimerNumber(of: group)
    if !hasEvent { timer.value = UInt64(timer.number) }
    let number = timer.number
    _ = programSide.timers.allocate(timer)
    taskTable[caller].replyExtra = Int64(number)
    keep(Array(littleEndian([UInt64(number)]).prefix(4)), for: caller)
    return .value(0)
  }

  /// Timers of one process: as many as signals may wait for its user in a small machine.
  private static var timersMax: Int { 4_096 }

  /// The timers of all processes.
  var posixTimerCount: Int { programSides.isEmpty ? 0 : programSide.timers.count }

  func timerCount(of group: Int32) -> Int {
    guard !programSides.isEmpty else { return 0 }
    return programSide.timers.indices.count { programSide.timers[$0].group == group }
  }

  func timerClock(_ clock: Clock) -> TimerClock {
    switch clock {
    case .realTime: .realTime
    case .processor(let clock):
      .processor(
        clock.kind, isThread: clock.isThread,
        id(of: clock.isThread ? clock.task : signals[taskTable[clock.task].signal].leader))
    case .monotonic, .raw, .coarse: .monotonic
    }
  }

  /// Numbers go up and are not used again.
  ///
  /// Source: `kernel/time/posix-timers.c: posix_timer_add`.
  private mutating func takeTimerNumber(of group: Int32) -> Int32 {
    guard let place = programSide.nextTimerNumbers.firstIndex(where: { $0.group == group }) else {
      programSide.nextTimerNumbers.append((group, 1))
      return 0
    }
    let number = programSide.nextTimerNumbers[place].number
    programSide.nextTimerNumbers[place].number = number == .max ? 0 : number + 1
    return number
  }

  // MARK: - Setting them

  /// Source: timer_settime(2); `kernel/time/posix-timers.c: do_timer_settime,
  /// common_timer_set`.
  private mutating func setTimer(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // timer_settime(2), EINVAL: times that are none; no such timer.
    guard call.bytes.count >= Self.specBytes, let interval = TimeSpec.nanoseconds(call.bytes),
      let value = TimeSpec.nanoseconds(call.bytes, at: 16)
    else { throw .invalidArgument }
    let index = try timer(numbered: call.intA, of: caller)
    let old = spec(of: index)
    disarm(index)
    forgetSignals(of: index)
    programSide.timers[index].isIgnored = false
    programSide.timers[index].interval = value > 0 ? interval : 0
    if value > 0 {
      let isAbsolute = call.intB & 1 != 0
      programSide.timers[index].isRelative = !isAbsolute
      let now = time(of: programSide.timers[index].clock)
      let (sum, isOver) = now.addingReportingOverflow(value)
      let deadline = isAbsolute ? value : isOver ? TimeSpec.endOfTime : sum
      arm(index, at: deadline)
    }
    keep(old, for: caller)
    return .value(0)
  }

  /// What is left and the interval, as a `struct itimerspec`.
  ///
  /// Source: timer_gettime(2); `kernel/time/posix-timers.c: common_timer_get`.
  private func spec(of index: Int32) -> [UInt8] {
    let timer = programSide.timers[index]
    return TimeSpec.bytes(timer.interval) + TimeSpec.bytes(nanosecondsLeft(of: timer))
  }

  func nanosecondsLeft(of timer: PosixTimer) -> UInt64 {
    let now = time(of: timer.clock)
    var deadline = timer.deadline
    let standsStill = timer.isQueued || timer.isIgnored
    if standsStill { deadline = timer.interval > 0 ? timer.expiry : 0 }
    guard deadline > 0 else { return 0 }
    if deadline <= now, timer.interval > 0, standsStill || timer.notice == .none {
      // It stands still, and is told as if it had gone on.
      return timer.interval - (now - deadline) % timer.interval
    }
    // One that has run out and tells nobody has nothing left; others are about to.
    if deadline <= now { return timer.notice == .none ? 0 : 1 }
    return deadline - now
  }

  /// What the clock of a timer says.
  func time(of clock: TimerClock) -> UInt64 {
    switch clock {
    case .realTime: time(of: Clock.realTime)
    case .monotonic: timeNanoseconds
    case .processor(let kind, let isThread, let task):
      slot(of: task).map {
        time(of: ProcessorClock(kind: kind, task: $0, isThread: isThread))
      } ?? 0
    }
  }

  mutating func arm(_ index: Int32, at deadline: UInt64) {
    programSide.timers[index].deadline = max(min(deadline, TimeSpec.endOfTime - 1), 1)
    let timer = programSide.timers[index]
    if timer.clock.isProcessors {
      programSide.processorTimerCount += 1
    } else if timer.isInQueue {
      timers.insert(
        .posix(index),
        at: timer.clock == .realTime ? sinceBoot(realTime: timer.deadline) : timer.deadline)
    }
  }

  mutating func disarm(_ index: Int32) {
    let timer = programSide.timers[index]
    guard timer.deadline > 0 else { return }
    programSide.timers[index].deadline = 0
    if timer.clock.isProcessors {
      programSide.processorTimerCount -= 1
    } else if timer.isInQueue {
      timers.remove(.posix(index))
    }
  }
}
