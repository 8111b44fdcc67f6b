internal import LinuxABI

// The interval timer of real time, one for each process.
extension Kernel {
  /// Source: setitimer(2); `kernel/time/itimer.c: do_setitimer`.
  mutating func setitimer(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // setitimer(2), EINVAL: no such timer.
    guard call.a <= 2 else { throw .invalidArgument }
    guard call.a == 0 else { return setProcessorInterval(call, by: caller) }
    // A40: in 2.6 each task has its own.
    if profile.intervalTimers == .ofTask { return setTaskTimer(call, by: caller) }
    let group = taskTable[caller].signal
    taskTable[caller].replyExtra = Int64(truncatingIfNeeded: nanosecondsLeft(of: group))
    keep(littleEndian([signals[group].timerInterval]), for: caller)
    if signals[group].timerDeadline > 0 { stopInterval(of: group) }
    signals[group].timerInterval = call.b > 0 ? call.c : 0
    guard call.b > 0 else { return .value(0) }
    startInterval(of: group, after: call.b)
    return .value(0)
  }

  /// Source: getitimer(2).
  mutating func getitimer(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.a <= 2 else { throw .invalidArgument }
    let group = taskTable[caller].signal
    guard call.a == 0 else {
      let (left, interval) = processorIntervalLeft(call.a, of: group)
      taskTable[caller].replyExtra = left
      keep(littleEndian([interval]), for: caller)
      return .value(0)
    }
    let left =
      profile.intervalTimers == .ofTask
      ? nanosecondsLeft(until: extra(of: caller).timerDeadline) : nanosecondsLeft(of: group)
    taskTable[caller].replyExtra = Int64(truncatingIfNeeded: left)
    let interval =
      profile.intervalTimers == .ofTask
      ? extra(of: caller).timerInterval : signals[group].timerInterval
    keep(littleEndian([interval]), for: caller)
    return .value(0)
  }

  private func nanosecondsLeft(of group: Int32) -> UInt64 {
    nanosecondsLeft(until: signals[group].timerDeadline)
  }

  private func nanosecondsLeft(until deadline: UInt64) -> UInt64 {
    deadline == 0 ? 0 : max(deadline, timeNanoseconds + 1) - timeNanoseconds
  }

  private mutating func startInterval(of group: Int32, after nanoseconds: UInt64) {
    signals[group].timerDeadline = deadline(after: nanoseconds)
    timers.insert(.group(group), at: signals[group].timerDeadline)
  }

  /// Takes the timer of a process away.
  mutating func stopInterval(of group: Int32) {
    timers.remove(.group(group))
    signals[group].timerDeadline = 0
  }

  /// The time is over: the process gets SIGALRM.
  ///
  /// The timer starts again when that is taken, and never if it is ignored: so a short interval
  /// keeps nobody from sleeping.
  ///
  /// Source: `kernel/time/itimer.c: it_real_fn, posixtimer_rearm_itimer`.
  mutating func expireInterval(of group: Int32) {
    signals[group].timerExpiry = signals[group].timerDeadline
    stopInterval(of: group)
    send(SignalInfo(signal: .alarm, code: .kernel), to: signals[group].leader, .process)
  }

  /// Starts the timer again, if it is one that repeats: its signal was taken (H1b).
  ///
  /// Its times stay a whole number of intervals apart, however late the signal was taken.
  ///
  /// Source: `kernel/time/itimer.c: posixtimer_rearm_itimer`; `kernel/time/hrtimer.c:
  /// hrtimer_forward`.
  mutating func restartInterval(of group: Int32) {
    guard signals[group].timerDeadline == 0, signals[group].timerInterval > 0 else { return }
    let interval = signals[group].timerInterval
    let late = timeNanoseconds - signals[group].timerExpiry
    startInterval(of: group, after: interval - late % interval)
  }

  // MARK: - Timers of tasks

  /// Source: 2.6.11's `kernel/itimer.c: do_setitimer`.
  private mutating func setTaskTimer(_ call: RegisterCall, by caller: Int32) -> Outcome {
    let index = ensureExtra(of: caller)
    let left = nanosecondsLeft(until: extras[index].timerDeadline)
    taskTable[caller].replyExtra = Int64(truncatingIfNeeded: left)
    stopTaskTimer(of: caller)
    guard call.b > 0 else { return .value(0) }
    extras[index].timerInterval = call.c
    startTaskTimer(of: caller, after: call.b)
    return .value(0)
  }

  private mutating func startTaskTimer(of task: Int32, after nanoseconds: UInt64) {
    let index = ensureExtra(of: task)
    extras[index].timerDeadline = deadline(after: nanoseconds)
    timers.insert(.taskInterval(task), at: extras[index].timerDeadline)
  }

  /// Takes the timer of a task away, if it has one.
  mutating func stopTaskTimer(of task: Int32) {
    guard taskTable[task].extra >= 0, extras[taskTable[task].extra].timerDeadline > 0 else {
      return
    }
    timers.remove(.taskInterval(task))
    extras[taskTable[task].extra].timerDeadline = 0
  }

  /// Source: 2.6.11's `kernel/itimer.c: it_real_fn`.
  mutating func expireTaskInterval(of task: Int32) {
    stopTaskTimer(of: task)
    let interval = extra(of: task).timerInterval
    if interval > 0 { startTaskTimer(of: task, after: interval) }
    send(SignalInfo(signal: .alarm, code: .kernel), to: task, .process)
  }
}
