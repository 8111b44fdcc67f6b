internal import LinuxABI

// How a kernel thread runs: step by step, until a call puts it to sleep or the processor goes to
// another.
extension Kernel {
  /// Lets a kernel thread go on that has the processor (G1): until it has it no longer, or, where somebody
  /// else decides who runs, up to its next call or its work.
  ///
  /// - Returns: What whoever drives the kernel has to do for it, or nil if it goes on by itself, or has the
  ///   processor no longer.
  @inline(never)
  mutating func runKernelThread(_ task: Int32) -> Next? {
    while current == task, isKernelThread(task) {
      let index = threadIndex(of: task)
      if side.threads[index].runNanosecondsLeft > 0, isDriven || !runOn(task, index) { return nil }
      if side.threads[index].stage != .none, !goOnWaiting(task, index) { return nil }
      if side.threads[index].sleepsAtWork { resumeWork(index) }
      if side.threads[index].prologue != .none {
        if !runPrologue(task, index) { return nil }
        continue
      }
      side.threads[index].hasRun = true
      if case .driver(let entry) = side.threads[index].body {
        isInUserCode = true
        guard side.threads[index].isStarted else {
          side.threads[index].isStarted = true
          return .start(id(of: task), entry: entry)
        }
        return .resume(id(of: task), Reply(value: side.threads[index].reply))
      }
      switch nextStep(of: index) {
      case .call(let call):
        if isDriven {
          side.dueCall = call
          return nil
        }
        carryOut(call, by: task, index)
      case .make(let name, let body, let flags, let cpu):
        _ = requestThread(name, body, flags, by: task, wakes: true, cpu: cpu)
      }
    }
    // Another task has the processor, or it has become a program and begins as one.
    return nil
  }

  /// Lets a kernel thread's call in, or what a system call of a process does in the kernel.
  ///
  /// The answer is a number as the call's own documentation says, in `Next.resume`. Of a process
  /// only those calls are taken that need no state of a thread; others are EPERM, and a named
  /// fault.
  ///
  /// - Precondition: `task` is the one that `next` named last, and the kernel was booted with
  ///   threads.
  public mutating func submit(inKernel call: KernelCall, by task: TaskID) {
    precondition(
      isInUserCode && task == id(of: current), "only the task that runs can make a call")
    precondition(hasKernelThreads, "this kernel was booted without threads of its own")
    isInUserCode = false
    makeUnique()
    let caller = current
    if isKernelThread(caller) {
      carryOut(call, by: caller, threadIndex(of: caller))
    } else {
      submitFromProcess(call, by: caller)
    }
  }

  /// Carries a call of a kernel thread out; what it answers is the thread's next reply.
  private mutating func carryOut(_ call: KernelCall, by task: Int32, _ index: Int) {
    record(.kernelCall, Int64(call.number), call.word, 0, 0)
    spend(profile.kernelThreads.callNanoseconds, on: task)
    noteLook(call, task, index)
    switch perform(call, by: task, index) {
    case .value(let value):
      side.threads[index].reply = value
      if isPreemptionPoint(after: call, index) { _ = preemptThread(task) }
    case .waits, .ended: break
    }
  }

  /// A process in a system call asks for something in the kernel.
  private mutating func submitFromProcess(_ call: KernelCall, by caller: Int32) {
    record(.kernelCall, Int64(call.number), call.word, 0, 0)
    taskTable[caller].replyExtra = 0
    advance(profile.kernelThreads.callNanoseconds)
    guard call.isForProcesses else {
      fault(.notKernelThread, of: caller)
      finish(-Int64(Errno.notPermitted.rawValue), of: caller)
      return
    }
    switch perform(call, by: caller, -1) {
    case .value(let value): finish(value, of: caller)
    case .waits, .ended: break
    }
  }

  /// A system call of a kernel thread: it has no user space to make one from.
  mutating func refuseSystemCall(of task: Int32) {
    fault(.systemCall, of: task)
    side.threads[threadIndex(of: task)].reply = -Int64(Errno.notImplemented.rawValue)
  }

  /// Counts the calls of a thread that is to stop and does not look.
  mutating func noteLook(_ call: KernelCall, _ task: Int32, _ index: Int) {
    guard side.threads[index].shouldStop else { return }
    if call == .kthreadShouldStop {
      side.threads[index].callsUnseen = .min
    } else {
      side.threads[index].callsUnseen += 1
      if side.threads[index].callsUnseen == Self.callsUnseenMax { fault(.stopUnseen, of: task) }
    }
  }

  /// So many calls a thread makes at most before it looks whether it is to stop.
  private static var callsUnseenMax: Int { 1_000 }

  // MARK: - Before its function

  /// What `kthread` does before it calls the thread's own function.
  ///
  /// Source: `kernel/kthread.c: kthread`.
  ///
  /// - Returns: Whether the thread still has the processor.
  mutating func runPrologue(_ task: Int32, _ index: Int) -> Bool {
    switch side.threads[index].prologue {
    case .none: return true
    case .report(let requester, let wakes):
      // G4: the requester was killed first.
      guard requester >= 0 else {
        endThread(task, result: -Errno.interrupted.rawValue)
        return false
      }
      side.threads[index].prologue = .begin
      if side.threads[index].cpuAsked >= 0 {
        bind(index, to: side.threads[index].cpuAsked)
        side.threads[index].cpuAsked = -1
      }
      // G5: uninterruptibly, in 2.6 interruptibly, until it is woken for the first time.
      side.threads[index].sleep =
        profile.kernelThreads.creator == .kthreadd ? .uninterruptible : .sleepingInKernel
      side.threads[index].stage = .schedule
      if isDriven {
        // It sleeps when it is woken: only so it goes to the processor that it is tied to.
        block(side.threads[index].sleep)
        answer(requester, Int64(taskTable[task].threadID))
        if wakes { _ = wakeProcess(task) }
        return false
      }
      answer(requester, Int64(taskTable[task].threadID))
      if wakes { _ = wakeProcess(task) }
      return sleepAsSaid(task, index)
    case .begin:
      side.threads[index].prologue = .none
      // G6: its function never runs if it is to stop by now.
      if side.threads[index].shouldStop {
        endThread(task, result: -Errno.interrupted.rawValue)
        return false
      }
      // G7: one that is to park does so before its function.
      if side.threads[index].shouldPark {
        side.threads[index].stage = .unpark
        return goOnWaiting(task, index)
      }
      return true
    case .execute(let path, let entry):
      do throws(Errno) {
        try becomeProgram(task, path: path, entry: entry)
      } catch {
        endThread(task, result: -error.rawValue)
        return false
      }
      return true
    }
  }

  // MARK: - Sleeping

  /// Sleeps as the thread said, or goes on if it was woken since.
  ///
  /// Source: `kernel/sched/core.c: __schedule`.
  ///
  /// - Returns: Whether it still has the processor.
  mutating func sleepAsSaid(_ task: Int32, _ index: Int) -> Bool {
    if side.threads[index].preemptCount > 0 {
      fault(.scheduleWhileAtomic, of: task)
      side.threads[index].preemptCount = 0
    }
    let state = side.threads[index].sleep
    if state == .running {
      if isDriven { noteYield() }
      if runQueue.count > 0 {
        yieldProcessor(because: .yielded)
        return false
      }
      return goOnWaiting(task, index)
    }
    // An interruptible sleep with a signal does not begin. Source: `signal_pending_state`.
    if state == .sleepingInKernel, hasSignal(task) {
      side.threads[index].sleep = .running
      return goOnWaiting(task, index)
    }
    willSleep(index)
    block(state)
    return false
  }

  /// Goes on in the middle of a call, once the thread has the processor again.
  ///
  /// - Returns: Whether it still has it, and its answer.
  mutating func goOnWaiting(_ task: Int32, _ index: Int) -> Bool {
    switch side.threads[index].stage {
    case .none: return true
    case .schedule:
      side.threads[index].stage = .none
      side.threads[index].reply = 0
      return true
    case .timeout(let deadline):
      cancelTimers(of: task)
      side.threads[index].stage = .none
      side.threads[index].reply =
        deadline > timeNanoseconds ? Int64(deadline - timeNanoseconds) : 0
      return true
    case .completion(let number):
      guard takeCompletion(number, by: task) else {
        side.threads[index].sleep = .uninterruptible
        willSleep(index)
        block(.uninterruptible)
        return false
      }
      side.threads[index].stage = .none
      side.threads[index].reply = 0
      return true
    case .throttled(let written): return goOnThrottled(task, index, written)
    case .answer:
      // Woken by somebody who has none.
      side.threads[index].sleep = .uninterruptible
      willSleep(index)
      block(.uninterruptible)
      return false
    case .unpark:
      guard side.threads[index].shouldPark else {
        side.threads[index].isParked = false
        side.threads[index].stage = .none
        side.threads[index].reply = 0
        return true
      }
      side.threads[index].isParked = true
      side.threads[index].sleep = .parked
      let parkers = side.threads[index].parkers
      side.threads[index].parkers = []
      block(.parked)
      for parker in parkers { answer(parker, 0) }
      return false
    }
  }

  /// Lets a task of the kernel's wait until somebody has an answer for it.
  mutating func waitForAnswer(_ caller: Int32, _ state: TaskState) -> KernelOutcome {
    if isKernelThread(caller) {
      let index = threadIndex(of: caller)
      checkMaySleep(caller, index)
      side.threads[index].stage = .answer
      side.threads[index].sleep = state
      willSleep(index)
    } else {
      waitInKernel(caller, for: state == .killable ? .answerOrKill : .answer)
    }
    block(state)
    return .waits
  }

  /// Notes what a process waits for in the kernel, and since when.
  mutating func waitInKernel(_ caller: Int32, for wait: ProcessWait) {
    taskTable[caller].blockedCall = .kernel
    taskTable[caller].callA = wait.word
    taskTable[caller].callC = timeNanoseconds
  }

  /// Gives a task the answer that it waits for, and wakes it.
  mutating func answer(_ task: Int32, _ value: Int64) {
    if isKernelThread(task) {
      let index = threadIndex(of: task)
      side.threads[index].stage = .none
      side.threads[index].reply = value
      _ = wakeProcess(task)
    } else {
      taskTable[task].blockedCall = .none
      switch taskTable[task].state {
      case .uninterruptible, .killable:
        wake(task)
        complete(task, value)
      // Somebody has woken it, and it is about to look again.
      default: taskTable[task].replyValue = value
      }
    }
  }

  /// Source: `kernel/sched/core.c: __might_sleep`.
  mutating func checkMaySleep(_ task: Int32, _ index: Int) {
    guard index >= 0 else { return }
    if side.threads[index].preemptCount > 0 {
      fault(.scheduleWhileAtomic, of: task)
      side.threads[index].preemptCount = 0
    }
    if side.threads[index].sleep != .running {
      fault(.mightSleepNotRunning, of: task)
      side.threads[index].sleep = .running
    }
  }

  // MARK: - Preemption

  /// Whether the processor may be taken from a kernel thread after a call.
  func isPreemptionPoint(after call: KernelCall, _ index: Int) -> Bool {
    guard side.threads[index].task == current, side.threads[index].preemptCount == 0 else {
      return false
    }
    switch side.boot.preemption {
    case .none: return call == .condResched
    case .voluntary: return call == .condResched || call == .mightSleep || call.mightSleep
    case .full: return true
    }
  }

  /// Gives the processor to another task where the slice is used up, or where that is chosen.
  ///
  /// Source: `kernel/sched/core.c: preempt_schedule_common`, need_resched.
  ///
  /// - Returns: Whether the thread keeps it.
  private mutating func preemptThread(_ task: Int32) -> Bool {
    guard runQueue.count > 0 else { return true }
    if needsReschedule {
      yieldProcessor(because: .sliceEnded)
      return false
    }
    let choice = decide(.preempt, of: runQueue.count + 1)
    guard choice > 0 else { return true }
    let other = runQueue.task(at: choice - 1, in: taskTable)
    yieldProcessor(because: .chosen)
    switchTo(other)
    return false
  }

  /// Whether the slice of whoever runs is used up while others are runnable (`TIF_NEED_RESCHED`).
  var needsReschedule: Bool {
    runQueue.count > 0 && sliceUsedNanoseconds >= profile.costs.sliceNanoseconds
  }

  /// Goes on working.
  ///
  /// Where the kernel is preempted the work is cut at the end of a slice, and wherever an interrupt
  /// has woken somebody; else it goes on to its end.
  ///
  /// - Returns: Whether it came to its end with the processor still its own.
  private mutating func runOn(_ task: Int32, _ index: Int) -> Bool {
    let isPreemptible =
      side.boot.preemption == .full && side.threads[index].preemptCount == 0
    while side.threads[index].runNanosecondsLeft > 0 {
      if isPreemptible, needsReschedule {
        yieldProcessor(because: .sliceEnded)
        return false
      }
      let slice = profile.costs.sliceNanoseconds
      if sliceUsedNanoseconds >= slice, runQueue.count == 0 { sliceUsedNanoseconds = 0 }
      var step = side.threads[index].runNanosecondsLeft
      if sliceUsedNanoseconds < slice { step = min(step, slice - sliceUsedNanoseconds) }
      if let deadline = nextDeadline(), deadline > timeNanoseconds {
        step = min(step, deadline - timeNanoseconds)
      }
      side.threads[index].runNanosecondsLeft -= step
      let others = runQueue.count
      spend(step, on: task)
      // preempt_schedule_irq: at the end of an interrupt.
      if isPreemptible, runQueue.count > others, !preemptThread(task) { return false }
    }
    return true
  }

  /// Lets time pass that a task of the kernel uses.
  mutating func spend(_ nanoseconds: UInt64, on task: Int32) {
    taskTable[task].systemNanoseconds &+= nanoseconds
    advance(nanoseconds)
  }
}

/// What becomes of a task whose call in the kernel was carried out.
enum KernelOutcome {
  /// It goes on with this.
  case value(Int64)
  /// It waits, or has passed the processor on: what it goes on with is said later.
  case waits
  /// It is no more, or no kernel thread any more.
  case ended
}

/// What a process waits for in the kernel, as a word of its call.
enum ProcessWait: Equatable {
  /// Whoever wakes it has the answer.
  case answer
  /// The same, but a kill ends it.
  case answerOrKill
  /// A completion.
  case completion(Int32)
  /// That fewer pages are dirty.
  case dirtyPages

  var word: UInt64 {
    switch self {
    case .answer: 0
    case .dirtyPages: 1
    case .answerOrKill: 2
    case .completion(let number): 3 + UInt64(UInt32(bitPattern: number))
    }
  }

  init(word: UInt64) {
    switch word {
    case 0: self = .answer
    case 1: self = .dirtyPages
    case 2: self = .answerOrKill
    default: self = .completion(Int32(truncatingIfNeeded: word - 3))
    }
  }
}
