internal import LinuxABI

// What happens when the timers of programs run out, and when they go.
extension Kernel {
  /// A timer has run out.
  ///
  /// Source: `kernel/time/posix-timers.c: posix_timer_fn`; `kernel/signal.c: posixtimer_send_sigqueue`.
  mutating func expirePosixTimer(_ index: Int32) {
    let timer = programSide.timers[index]
    disarm(index)
    programSide.timers[index].expiry = timer.deadline
    if case .sleeper(let sleeper) = timer.notice { return wakeSleeper(sleeper, timer: index) }
    guard timer.number >= 0 else {
      expireProcessorInterval(index)
      return
    }
    notify(index)
  }

  /// Sends the signal of a timer.
  private mutating func notify(_ index: Int32) {
    let timer = programSide.timers[index]
    var info = SignalInfo(
      signal: timer.signal, code: .timer, processID: ProcessID(rawValue: timer.number))
    info.value = timer.value
    info.status = Int32(truncatingIfNeeded: timer.value)
    switch timer.notice {
    case .none, .sleeper: break
    case .process:
      programSide.timers[index].isQueued = true
      sendTimerSignal(info, of: index, to: signals[timer.group].leader, .process)
    case .thread(let thread):
      guard let target = slot(of: thread), taskTable[target].state != .zombie else { return }
      programSide.timers[index].isQueued = true
      sendTimerSignal(info, of: index, to: target, .thread)
    }
  }

  private mutating func sendTimerSignal(
    _ info: SignalInfo, of index: Int32, to task: Int32, _ scope: SignalScope
  ) {
    send(info, to: task, scope)
    // One that is ignored is dropped, and the timer stands still until that changes.
    // Source: `kernel/signal.c: posixtimer_sig_ignore`.
    let owner: PendingOwner = scope == .thread ? .task(task) : .group(taskTable[task].signal)
    guard !pending(of: owner).set.contains(info.signal) else { return }
    programSide.timers[index].isQueued = false
    programSide.timers[index].isIgnored = programSide.timers[index].interval > 0
  }

  /// A signal is not ignored any more: the timers that stand still for it send it now.
  ///
  /// Source: `kernel/signal.c: posixtimer_sig_unignore` (6.13).
  mutating func signalTimers(_ signal: Signal, of group: Int32) {
    guard !programSides.isEmpty else { return }
    for index in programSide.timers.indices {
      let timer = programSide.timers[index]
      guard timer.isIgnored, timer.group == group, timer.signal == signal else { continue }
      programSide.timers[index].isIgnored = false
      notify(index)
    }
  }

  /// The signal of a timer is taken: it tells the overruns, and the timer starts again if it repeats.
  ///
  /// Source: `kernel/time/posix-timers.c: posixtimer_deliver_signal, common_hrtimer_rearm`;
  /// `kernel/time/hrtimer.c: hrtimer_forward`.
  mutating func timerSignalTaken(_ info: inout SignalInfo, by group: Int32) {
    guard !programSides.isEmpty else { return }
    let number = info.processID.rawValue
    for index in programSide.timers.indices
    where programSide.timers[index].group == group && programSide.timers[index].number == number {
      let timer = programSide.timers[index]
      guard timer.isQueued else { return }
      programSide.timers[index].isQueued = false
      programSide.timers[index].overruns = 0
      guard timer.interval > 0 else { return }
      let now = time(of: timer.clock)
      let missed = (now - min(timer.expiry, now)) / timer.interval
      let overruns = Int32(clamping: missed)
      programSide.timers[index].overruns = overruns
      info.userID = UInt32(overruns)
      let (after, isOver) = missed.addingReportingOverflow(1)
      let (step, isLong) = after.multipliedReportingOverflow(by: timer.interval)
      let (deadline, isLate) = timer.expiry.addingReportingOverflow(step)
      guard !isOver, !isLong, !isLate else { return }
      arm(index, at: deadline)
      return
    }
  }

  /// Drops the signals of a timer that wait.
  mutating func forgetSignals(of index: Int32) {
    let timer = programSide.timers[index]
    guard timer.isQueued else { return }
    programSide.timers[index].isQueued = false
    dropTimerSignals(timer, of: .group(timer.group))
    var thread = signals[timer.group].firstThread
    while thread >= 0 {
      dropTimerSignals(timer, of: .task(thread))
      thread = taskTable[thread].nextThread
    }
  }

  private mutating func dropTimerSignals(_ timer: PosixTimer, of owner: PendingOwner) {
    guard pending(of: owner).set.contains(timer.signal) else { return }
    drop(of: owner, timer.signal) {
      $0.code == .timer && $0.processID.rawValue == timer.number
    }
  }

  mutating func deleteTimer(_ index: Int32) {
    disarm(index)
    if signals.isInUse(programSide.timers[index].group) { forgetSignals(of: index) }
    programSide.timers.release(index)
  }

  /// Takes the timers of a process away: at its end, and when it executes a program.
  ///
  /// Source: `kernel/time/posix-timers.c: exit_itimers`.
  ///
  /// - Parameters:
  ///   - group: The process.
  ///   - keepsIntervals: Whether those of setitimer stay.
  mutating func deleteTimers(of group: Int32, keepsIntervals: Bool) {
    for index in programSide.timers.indices where programSide.timers[index].group == group {
      if keepsIntervals, programSide.timers[index].number < 0 { continue }
      deleteTimer(index)
    }
    programSide.nextTimerNumbers.removeAll { $0.group == group }
  }

  // MARK: - Timers by processor time

  /// Lets the timers run out that go by processor time, and limits of the process that used some.
  ///
  /// Source: `kernel/time/posix-cpu-timers.c: run_posix_cpu_timers`.
  @inline(__always)
  mutating func checkProcessorTimers(of task: Int32) {
    guard !programSides.isEmpty else { return }
    if programSide.processorTimerCount > 0 { expireProcessorTimers() }
    if programSide.limitsProcessorTime { checkProcessorLimit(of: task) }
  }

  @inline(never)
  private mutating func expireProcessorTimers() {
    for index in programSide.timers.indices {
      let timer = programSide.timers[index]
      guard timer.clock.isProcessors, timer.deadline > 0, timer.notice != .none,
        time(of: timer.clock) >= timer.deadline
      else { continue }
      expirePosixTimer(index)
    }
  }

  /// The interval timers that go by processor time start again at once.
  ///
  /// Source: `kernel/time/posix-cpu-timers.c: check_cpu_itimer`.
  private mutating func expireProcessorInterval(_ index: Int32) {
    let timer = programSide.timers[index]
    if timer.interval > 0 {
      let (deadline, isOver) = timer.expiry.addingReportingOverflow(timer.interval)
      if !isOver { arm(index, at: deadline) }
    }
    send(
      SignalInfo(signal: timer.signal, code: .kernel), to: signals[timer.group].leader, .process)
  }

  /// Sets ITIMER_VIRTUAL or ITIMER_PROF.
  ///
  /// Source: setitimer(2); `kernel/time/itimer.c: set_cpu_itimer`.
  mutating func setProcessorInterval(_ call: RegisterCall, by caller: Int32) -> Outcome {
    let group = taskTable[caller].signal
    let old = processorIntervalLeft(call.a, of: group)
    taskTable[caller].replyExtra = old.left
    keep(littleEndian([old.interval]), for: caller)
    if let index = processorInterval(call.a, of: group) { deleteTimer(index) }
    // One that does not run keeps its interval nevertheless. Source: `kernel/time/itimer.c: set_cpu_itimer`.
    guard call.b > 0 || call.c > 0 else { return .value(0) }
    let isVirtual = call.a == 1
    let timer = PosixTimer(
      number: isVirtual ? -1 : -2, group: group,
      clock: .processor(
        isVirtual ? .user : .userAndSystem, isThread: false, id(of: signals[group].leader)),
      notice: .process, signal: isVirtual ? .virtualAlarm : .profile, value: 0,
      interval: call.c)
    let index = programSide.timers.allocate(timer)
    guard call.b > 0 else { return .value(0) }
    let (deadline, isOver) = time(of: timer.clock).addingReportingOverflow(call.b)
    arm(index, at: isOver ? TimeSpec.endOfTime : deadline)
    return .value(0)
  }

  private func processorInterval(_ which: UInt64, of group: Int32) -> Int32? {
    guard !programSides.isEmpty else { return nil }
    let number: Int32 = which == 1 ? -1 : -2
    return programSide.timers.indices.first {
      programSide.timers[$0].group == group && programSide.timers[$0].number == number
    }
  }

  /// What is left of ITIMER_VIRTUAL or ITIMER_PROF, and its interval.
  func processorIntervalLeft(
    _ which: UInt64, of group: Int32
  ) -> (left: Int64, interval: UInt64) {
    guard let index = processorInterval(which, of: group) else { return (0, 0) }
    let timer = programSide.timers[index]
    return (Int64(clamping: nanosecondsLeft(of: timer)), timer.interval)
  }
}
