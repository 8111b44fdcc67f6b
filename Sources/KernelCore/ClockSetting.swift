internal import LinuxABI

/// A wait up to a time of CLOCK_REALTIME, which ends earlier or later when somebody sets that clock.
struct RealTimeWait: Sendable {
  var task: TaskID
  /// Its end, since boot.
  var deadline: UInt64
}

extension Capabilities {
  /// The corresponding Linux constant is `CAP_SYS_TIME`.
  static var setTime: Capabilities { Capabilities(rawValue: 1 << 25) }
}

// Setting CLOCK_REALTIME.
//
// # Theory of operation
//
// All timers run by the time since boot. One that is to run out at a time of CLOCK_REALTIME has that time
// less what the clock said at boot; who sets the clock changes the latter, and each such timer is put where
// it belongs now. Lengths of time stay what they are, those of timers of CLOCK_REALTIME too.
//
// Source: `kernel/time/timekeeping.c: do_settimeofday64`; `kernel/time/hrtimer.c: clock_was_set`;
// `kernel/time/posix-timers.c: common_hrtimer_arm`.
extension Kernel {
  /// What CLOCK_REALTIME said at boot, or would have said if it had been what it is now.
  var realTimeStart: UInt64 {
    programSides.isEmpty ? Self.epochNanoseconds : programSides[0].realTimeStart
  }

  /// A time of CLOCK_REALTIME as one since boot; 0 for what was before.
  func sinceBoot(realTime: UInt64) -> UInt64 {
    min(realTime - min(realTime, realTimeStart), TimerQueue.endOfTime)
  }

  /// A task waits up to a time of CLOCK_REALTIME, given since boot.
  mutating func noteRealTimeWait(of task: Int32, until deadline: UInt64) {
    guard deadline > timeNanoseconds, deadline < TimerQueue.endOfTime else { return }
    let wait = RealTimeWait(task: id(of: task), deadline: deadline)
    if let place = programSide.realTimeWaits.firstIndex(where: { $0.task == wait.task }) {
      programSide.realTimeWaits[place] = wait
      return
    }
    // Those of tasks that are gone go when there are more than tasks.
    if programSide.realTimeWaits.count > taskTable.count {
      let kept = programSide.realTimeWaits.filter { slot(of: $0.task) != nil }
      programSide.realTimeWaits = ContiguousArray(kept)
    }
    programSide.realTimeWaits.append(wait)
  }

  /// Whether clock_settime knows a clock that can be set, by its number.
  package func canBeSet(_ clock: Int32) -> Bool { clock == 0 || clock < 0 && clock & 3 != 3 }

  /// Carries out clock_settime and settimeofday: word 0 is the clock; bytes: `struct timespec`.
  ///
  /// Source: clock_settime(2); `kernel/time/posix-timers.c: SYSCALL_DEFINE2(clock_settime)`;
  /// `kernel/time/time.c: do_sys_settimeofday64`.
  mutating func setClock(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.intA == 0 else {
      // EPERM: the clock of a process goes as it goes. Source: `posix_cpu_clock_set`.
      let clock = try clock(call.intA, of: caller)
      if canBeSet(call.intA), case .processor = clock { throw .notPermitted }
      // clock_settime(2), EINVAL: a clock that can't be set.
      throw .invalidArgument
    }
    // Only the time zone is set, which nothing here goes by.
    if call.number == .settimeofday, call.bytes.isEmpty {
      guard hasCapability(.setTime, caller) else { throw .notPermitted }
      return .value(0)
    }
    // clock_settime(2), EINVAL: no time, or one that is too late. Source: `timespec64_valid_settod`.
    guard let time = TimeSpec.nanoseconds(call.bytes), time < Self.settableTimeMax else {
      throw .invalidArgument
    }
    // clock_settime(2), EPERM. Source: `security/commoncap.c: cap_settime`.
    guard hasCapability(.setTime, caller) else { throw .notPermitted }
    try setRealTime(time)
    return .value(0)
  }

  /// Thirty years before the end of time (`TIME_SETTOD_SEC_MAX`).
  private static var settableTimeMax: UInt64 {
    (TimeSpec.endOfTime / TimeSpec.nanosecondsPerSecond - 30 * 365 * 24 * 3_600)
      * TimeSpec.nanosecondsPerSecond
  }

  /// Sets the clock.
  ///
  /// - Throws: EINVAL if it had been below 0 at boot. Source: `do_settimeofday64`.
  mutating func setRealTime(_ time: UInt64) throws(Errno) {
    guard time >= timeNanoseconds else { throw .invalidArgument }
    let old = realTimeStart
    programSide.realTimeStart = time - timeNanoseconds
    moveRealTimeWaits(from: old)
    moveRealTimeTimers(from: old)
    moveFileTimers(from: old)
    expireTimers()
  }

  /// Where a time since boot is after the clock was set.
  private func moved(_ deadline: UInt64, from start: UInt64) -> UInt64 {
    max(sinceBoot(realTime: deadline + start), 1)
  }

  private mutating func moveRealTimeWaits(from start: UInt64) {
    let waits = programSide.realTimeWaits
    programSide.realTimeWaits = []
    for var wait in waits {
      guard let task = slot(of: wait.task), taskTable[task].flags.contains(.timed) else { continue }
      let end = moved(wait.deadline, from: start)
      switch taskTable[task].blockedCall {
      case .sleep where taskTable[task].callA == wait.deadline: taskTable[task].callA = end
      case .futex, .lock, .requeue:
        guard taskTable[task].callC == wait.deadline else { continue }
        taskTable[task].callC = end
      case .retried:
        guard let place = retry(of: task), programSide.retries[place].deadline == wait.deadline
        else { continue }
        programSide.retries[place].deadline = end
      default: continue
      }
      stopTimer(of: task)
      startTimer(of: task, at: end)
      wait.deadline = end
      programSide.realTimeWaits.append(wait)
    }
  }

  /// Timers of timer_create: those that were given a length of time keep it.
  private mutating func moveRealTimeTimers(from start: UInt64) {
    for index in programSide.timers.indices where programSide.timers[index].clock == .realTime {
      if programSide.timers[index].isRelative {
        let timer = programSide.timers[index]
        if timer.deadline > 0 {
          programSide.timers[index].deadline = timer.deadline &- start &+ realTimeStart
        }
        if timer.expiry > 0 {
          programSide.timers[index].expiry = timer.expiry &- start &+ realTimeStart
        }
      } else if programSide.timers[index].isInQueue {
        timers.remove(.posix(index))
        timers.insert(
          .posix(index), at: max(sinceBoot(realTime: programSide.timers[index].deadline), 1))
      }
    }
  }

  /// Timers of timerfd_create, some of which want to know.
  ///
  /// Source: `fs/timerfd.c: timerfd_clock_was_set`.
  private mutating func moveFileTimers(from start: UInt64) {
    guard !fileSides.isEmpty else { return }
    for special in fileSide.specials.indices where fileSide.specials[special].kind == .timer {
      let timer = fileSide.specials[special].timer
      guard timer.isOfRealTime, timer.isAbsolute else { continue }
      if timer.expiry > 0 {
        fileSide.specials[special].timer.expiry = moved(timer.expiry, from: start)
      }
      if timer.deadline > 0 {
        timers.remove(.file(special))
        fileSide.specials[special].timer.deadline = moved(timer.deadline, from: start)
        timers.insert(.file(special), at: fileSide.specials[special].timer.deadline)
      }
      if timer.isCancelable {
        fileSide.specials[special].timer.isCanceled = true
        fileSide.specials[special].count &+= 1
        specialChanged(special)
      }
    }
  }
}
