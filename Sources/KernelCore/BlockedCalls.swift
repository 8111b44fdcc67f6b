internal import LinuxABI

// Calls that wait: how a signal ends the wait, and how a task goes on with its call.
extension Kernel {
  /// Makes a task runnable that sleeps in a call which signals interrupt.
  @inline(never)
  mutating func interruptSleep(of task: Int32) {
    switch taskTable[task].state {
    case .waitingForChild:
      // It looks once more before it says that it was interrupted (C36).
      endWait(of: task)
      taskTable[task].flags.insert(.inCall)
    case .waitingForFutex where taskTable[task].blockedCall != .futex:
      interruptPriorityWait(of: task)
    case .waitingForFutex:
      let isTimed = taskTable[task].flags.contains(.timed)
      endFutexWait(of: task)
      // With a timeout a handler ends it for good. Source: `kernel/futex/waitwake.c: futex_wait`.
      interrupt(task, isTimed ? .onlyUnhandled : .unlessHandled)
    case .waitingForSignal:
      stopTimer(of: task)
      wake(task)
      taskTable[task].flags.insert(.inCall)
    case .sleeping where taskTable[task].blockedCall == .file:
      // It looks once more before it says that it was interrupted.
      // Source: `include/linux/wait.h: ___wait_event`.
      leaveFileQueue(task)
      wake(task)
      taskTable[task].flags.insert(.inCall)
    case .sleeping where taskTable[task].blockedCall == .retried: wakeRetry(task)
    case .sleeping where hasPollMask(task):
      stopTimer(of: task)
      wake(task)
      taskTable[task].flags.insert(.inCall)
    case .sleeping:
      stopTimer(of: task)
      wake(task)
      if taskTable[task].blockedCall == .sleep { noteRestOfSleep(of: task) }
      interrupt(task, taskTable[task].blockedCall == .attach ? .always : .onlyUnhandled)
    case .waitingForSemaphore:
      leaveSemaphoreQueue(task)
      wake(task)
      // semop(2): never restarted.
      complete(task, -Int64(Errno.interrupted.rawValue))
    case .running, .runnable, .waitingForVfork, .waitingForExec, .stopped, .traced, .zombie,
      .dead, .builtIn, .waitingForNamespace, .sleepingInKernel, .uninterruptible, .killable,
      .idleInKernel, .parked:
      break
    }
  }

  /// The call of a task was interrupted; what becomes of it is seen when signals are taken.
  @inline(__always)
  func isInterrupted(_ task: Int32) -> Bool {
    taskTable[task].flags.contains(.signalPending)
  }

  mutating func interrupt(_ task: Int32, _ rule: RestartRule) {
    taskTable[task].restart = rule
    taskTable[task].replyValue = -Int64(Errno.interrupted.rawValue)
  }

  /// Takes the timer of a task away, if it has one.
  @inline(__always)
  mutating func stopTimer(of task: Int32) {
    guard taskTable[task].flags.contains(.timed) else { return }
    taskTable[task].flags.remove(.timed)
    timers.remove(.task(task))
  }

  /// Starts a timer that wakes a task.
  mutating func startTimer(of task: Int32, at deadline: UInt64) {
    guard deadline < TimerQueue.endOfTime else { return }
    taskTable[task].flags.insert(.timed)
    timers.insert(.task(task), at: deadline)
  }

  /// The end of a stretch of time from now on; the end of time where it is longer.
  func deadline(after nanoseconds: UInt64) -> UInt64 {
    let (deadline, isOver) = timeNanoseconds.addingReportingOverflow(nanoseconds)
    return isOver ? TimerQueue.endOfTime : min(deadline, TimerQueue.endOfTime)
  }

  /// Goes on with the call of the task that has the processor.
  ///
  /// - Returns: Whether the call is over; else the task waits again, or is no more.
  @inline(never)
  mutating func continueCall(of task: Int32) -> Bool {
    taskTable[task].flags.remove(.inCall)
    if taskTable[task].extra >= 0, extras[taskTable[task].extra].trace.resume != .none {
      return resumeStop(of: task)
    }
    let outcome: Outcome
    do throws(Errno) {
      switch taskTable[task].blockedCall {
      case .none: outcome = .value(taskTable[task].replyValue)
      case .wait: outcome = try resumeWait(of: task)
      case .futex: outcome = try resumeFutexWait(of: task)
      case .lock: outcome = try resumeLock(of: task)
      case .requeue: outcome = try resumeWaitForRequeue(of: task)
      case .suspend: outcome = resumeSuspend(of: task)
      case .timedWait: outcome = try resumeTimedWait(of: task)
      case .sleep: outcome = resumeSleep(of: task)
      case .exec: outcome = try resumeExec(of: task)
      case .semaphore: outcome = .value(taskTable[task].replyValue)
      case .poll: outcome = try resumePoll(of: task)
      case .file: outcome = try resumeFile(of: task)
      case .retried: outcome = try resumeRetried(of: task)
      case .access: outcome = resumeAccess(of: task)
      case .clone: outcome = try restartClone(of: task)
      case .attach: outcome = try resumeAttach(of: task)
      case .namespaceEnd: outcome = resumeNamespaceEnd(of: task)
      case .kernel: outcome = resumeInKernel(of: task)
      }
    } catch {
      outcome = .value(-Int64(error.rawValue))
    }
    switch outcome {
    case .value(let value):
      if taskTable[task].restart == .none { complete(task, value) }
      return true
    case .pending: return current == task
    case .ended: return false
    }
  }

  // MARK: - Sleeping

  /// Source: nanosleep(2); `kernel/time/hrtimer.c: hrtimer_nanosleep`.
  mutating func nanosleep(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    var nanoseconds = call.a
    if !call.bytes.isEmpty {
      // nanosleep(2), EINVAL: no length of time.
      guard let wanted = TimeSpec.nanoseconds(call.bytes) else { throw .invalidArgument }
      nanoseconds = wanted
    }
    guard nanoseconds > 0 else { return .value(0) }
    return sleep(until: deadline(after: nanoseconds), by: caller)
  }

  /// Sleeps up to a time since boot; a relative sleep that is interrupted says what was left.
  mutating func sleep(
    until deadline: UInt64, by caller: Int32, isAbsolute: Bool = false
  ) -> Outcome {
    taskTable[caller].blockedCall = .sleep
    taskTable[caller].callA = min(deadline, TimerQueue.endOfTime)
    taskTable[caller].callB = isAbsolute ? 1 : 0
    return resumeSleep(of: caller)
  }

  /// What is left of a sleep that a signal interrupts: nothing is told of an absolute one.
  private mutating func noteRestOfSleep(of task: Int32) {
    let end = taskTable[task].callA
    taskTable[task].replyExtra =
      taskTable[task].callB == 0 ? Int64(clamping: end - min(end, timeNanoseconds)) : 0
  }

  private mutating func resumeSleep(of task: Int32) -> Outcome {
    guard timeNanoseconds < taskTable[task].callA else {
      taskTable[task].replyExtra = 0
      return .value(0)
    }
    if isInterrupted(task) {
      noteRestOfSleep(of: task)
      interrupt(task, .onlyUnhandled)
      return .value(0)
    }
    block(.sleeping)
    startTimer(of: task, at: taskTable[task].callA)
    return .pending
  }

  /// Ends the sleep of a task that waits for time to pass, as if that were over.
  ///
  /// So whoever plays the outside world has tasks wait for it; one that does anything else goes on
  /// with that.
  package mutating func endSleep(of task: TaskID) {
    makeUnique()
    guard let slot = slot(of: task), taskTable[slot].state == .sleeping,
      taskTable[slot].blockedCall == .sleep
    else { return }
    taskTable[slot].callA = 0
    expire(slot)
  }

  // MARK: - Timers

  /// When the next timer runs out, if there is one.
  @inline(__always)
  func nextDeadline() -> UInt64? { timers.earliest }

  /// Wakes the tasks whose time is over, and sends the signals of interval timers.
  mutating func expireTimers() {
    while let owner = timers.due(timeNanoseconds) {
      switch owner {
      case .group(let group): expireInterval(of: group)
      case .taskInterval(let task): expireTaskInterval(of: task)
      case .task(let task): expire(task)
      case .posix(let timer): expirePosixTimer(timer)
      case .kernel: interrupt()
      }
    }
  }

  private mutating func expire(_ task: Int32) {
    switch taskTable[task].state {
    case .waitingForFutex:
      endFutexWait(of: task)
      // futex(2), ETIMEDOUT.
      complete(task, -Int64(Errno.timedOut.rawValue))
    case .waitingForSignal, .sleeping:
      stopTimer(of: task)
      wake(task)
      taskTable[task].flags.insert(.inCall)
    case .waitingForSemaphore:
      leaveSemaphoreQueue(task)
      wake(task)
      // semop(2), EAGAIN: the time is over.
      complete(task, -Int64(Errno.resourceTemporarilyUnavailable.rawValue))
    default:
      stopTimer(of: task)
    }
  }
}
