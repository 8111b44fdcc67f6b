internal import LinuxABI

/// The next thing that a daemon does.
enum KernelStep {
  /// A call.
  case call(KernelCall)
  /// It has a thread made: its name, body, flags, and processor or -1 (`kthread_run`).
  case make([UInt8], KernelThreadBody, ProcessFlags, Int32)
}

// What the daemons run.
extension Kernel {
  /// The next thing that a thread's body does, given the answer to its last call.
  ///
  /// - Precondition: It is none that whoever drives the kernel steps.
  mutating func nextStep(of index: Int) -> KernelStep {
    switch side.threads[index].body {
    case .creator: creatorStep(index)
    case .softInterrupts(let cpu): .call(softirqDaemonCall(index, cpu: cpu))
    case .flusher: flusherStep(index)
    case .worker(let pool): workerStep(index, Int(pool))
    case .rescuer(let pool): rescuerStep(index, Int(pool))
    case .events(let pool): eventsStep(index, Int(pool))
    case .driver: preconditionFailure("stepped by whoever drives the kernel")
    }
  }

  /// Makes threads for others, one after the other.
  ///
  /// Source: `kernel/kthread.c: kthreadd`.
  private mutating func creatorStep(_ index: Int) -> KernelStep {
    switch side.threads[index].place {
    case 0:
      side.threads[index].place = 1
      return .call(.setState(.interruptible))
    case 1:
      side.threads[index].place = 2
      return .call(side.requests.isEmpty ? .schedule : .setState(.running))
    case 2:
      side.threads[index].place = 3
      return .call(.setState(.running))
    default:
      guard !side.requests.isEmpty else {
        side.threads[index].place = 1
        return .call(.setState(.interruptible))
      }
      // On several processors its work is done when it is done.
      if isDriven, side.threads[index].place == 3 {
        side.threads[index].place = 4
        return .call(.run(nanoseconds: profile.costs.cloneSharedNanoseconds))
      }
      createRequestedThread()
      side.threads[index].place = 3
      return .call(
        isDriven ? .condResched : .run(nanoseconds: profile.costs.cloneSharedNanoseconds))
    }
  }

  // MARK: - While no program runs

  /// Lets daemons go on up to a time although no program is left, or none can go on; `next` says so
  /// only then.
  ///
  /// - Precondition: The kernel was booted with threads.
  public mutating func letDaemonsRun(untilNanoseconds end: UInt64) {
    precondition(hasKernelThreads, "this kernel was booted without threads of its own")
    makeUnique()
    side.daemonsEndNanoseconds = end
  }

  /// What to do while nothing is runnable.
  ///
  /// Timers of daemons come for ever; they are waited for only as long as somebody outside wants
  /// it, a process waits for a timer of its own, or somebody waits in the kernel for what a daemon
  /// may do.
  ///
  /// - Returns: The end, or nil if time has passed and there is something to do.
  mutating func idle() -> Next? {
    borrowMemory()
    if let deadline = nextDeadline(), deadline <= idleNanosecondsEnd,
      isWorthWaiting(until: deadline)
    {
      advance(to: deadline)
      return nil
    }
    return endIdle()
  }

  /// Whether somebody wants what a timer brings that runs out then.
  func isWorthWaiting(until deadline: UInt64) -> Bool {
    deadline <= side.daemonsEndNanoseconds || timers.hasOtherThanKernel || isKernelAwaited()
  }

  /// Ends a run in which nobody can go on: with all programs, or without those that wait.
  mutating func endIdle() -> Next {
    if side.daemonsEndNanoseconds > timeNanoseconds, !timers.hasOtherThanKernel {
      advance(to: side.daemonsEndNanoseconds)
    }
    nameWhoWaits()
    return taskTable.count == 1 + side.threadCount ? .allDone : .deadlock
  }

  /// Whether somebody waits for what the kernel does, and not for too long yet: a process in a
  /// system call, a thread of whoever drives the kernel, with a timer.
  private func isKernelAwaited() -> Bool {
    for task in taskTable.indices {
      switch taskTable[task].state {
      case .uninterruptible, .killable:
        guard !isKernelThread(task) else {
          if case .driver = side.threads[threadIndex(of: task)].body, isArmed(.wake(task)) {
            return true
          }
          continue
        }
        if timeNanoseconds - taskTable[task].callC < Self.hungNanoseconds { return true }
      case .sleepingInKernel, .idleInKernel:
        if case .driver = side.threads[threadIndex(of: task)].body, isArmed(.wake(task)) {
          return true
        }
      default: break
      }
    }
    return false
  }

  /// Source: `kernel/hung_task.c`, hung_task_timeout_secs.
  private static var hungNanoseconds: UInt64 { 120_000_000_000 }

  /// At the end of a run, names who waits for something that nobody will do.
  private mutating func nameWhoWaits() {
    for index in side.threads.indices where side.threads[index].task >= 0 {
      let task = side.threads[index].task
      if !side.threads[index].stoppers.isEmpty, side.threads[index].callsUnseen >= 0,
        !hasFault(.stopUnseen, of: task)
      {
        fault(.stopUnseen, of: task)
      }
    }
    for task in taskTable.indices where !isKernelThread(task) {
      guard taskTable[task].state == .uninterruptible || taskTable[task].state == .killable,
        !hasFault(.hung, of: task)
      else { continue }
      fault(.hung, of: task)
    }
  }

  private func hasFault(_ kind: KernelFault.Kind, of task: Int32) -> Bool {
    side.faults.contains { $0.kind == kind && $0.threadID.rawValue == taskTable[task].threadID }
  }
}
