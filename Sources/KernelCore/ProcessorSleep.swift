internal import LinuxABI

// Sleeping by a clock of processor time: a timer of that clock wakes the sleeper, who then looks again
// (RetriedCalls.swift).
extension Kernel {
  /// The number of the timer of a sleeper; those of setitimer have -1 and -2.
  private static var sleepTimerNumber: Int32 { -3 }

  /// Sleeps until a process, or a thread of it, has used the processor up to a time of its clock.
  ///
  /// Words: 0 clock, 1 flags, 2 the time.
  ///
  /// Source: clock_nanosleep(2); `kernel/time/posix-cpu-timers.c: do_cpu_nanosleep, posix_cpu_nsleep`.
  mutating func sleepByProcessor(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    dropSleepTimers(of: task)
    guard case .processor(let clock) = try clock(call.intA, of: task) else {
      throw .invalidArgument
    }
    let now = time(of: clock)
    guard now < call.c else {
      taskTable[task].replyExtra = 0
      return .value(0)
    }
    if isInterrupted(task) {
      let isAbsolute = call.intB & 1 != 0
      taskTable[task].replyExtra = isAbsolute ? 0 : Int64(clamping: call.c - now)
    } else {
      let timer = PosixTimer(
        number: Self.sleepTimerNumber, group: taskTable[task].signal,
        clock: timerClock(.processor(clock)), notice: .sleeper(id(of: task)), signal: .alarm,
        value: 0)
      arm(programSide.timers.allocate(timer), at: call.c)
    }
    return try waitToRetry(
      call, .processorTime, RetryRule(deadline: nil, late: .timedOut, restart: .onlyUnhandled),
      by: task)
  }

  /// The time of a sleeper has come.
  mutating func wakeSleeper(_ sleeper: TaskID, timer: Int32) {
    deleteTimer(timer)
    guard let task = slot(of: sleeper), let place = retry(of: task),
      programSide.retries[place].subject == .processorTime
    else { return }
    wakeRetry(task)
  }

  private mutating func dropSleepTimers(of task: Int32) {
    guard !programSides.isEmpty else { return }
    let sleeper = id(of: task)
    for index in programSide.timers.indices
    where programSide.timers[index].notice == .sleeper(sleeper) {
      deleteTimer(index)
    }
  }
}
