internal import KernelCore
internal import LinuxABI

// Who runs: one processor, a queue that is served round robin, slices of virtual time. Choices are
// taken where `Kernel` takes them, among as many.
extension LightweightKernel {
  /// What there is to do now.
  ///
  /// - Precondition: The thread that was named last has made its call.
  package mutating func next() -> ModelStep<ThreadName> {
    precondition(!isInUserCode, "the thread that runs has made no call yet")
    while true {
      if let refusal { return .refused(refusal) }
      if let ended = endedThread {
        endedThread = nil
        return .ended(ended)
      }
      if current < 0, !dispatch() {
        guard let first = timers.first else { return procs.count == 1 ? .allDone : .deadlock }
        timeNanoseconds = max(timeNanoseconds, threads[first].deadlineNanoseconds)
        expireTimers()
        continue
      }
      if let step = enterUser(current) { return step }
    }
  }

  private mutating func dispatch() -> Bool {
    guard !runQueue.isEmpty else { return false }
    let place = runQueue.count > 1 ? decisions.take(.dispatch, of: runQueue.count) : 0
    switchTo(runQueue.remove(at: place))
    return true
  }

  private mutating func switchTo(_ thread: Int32) {
    current = thread
    threads[thread].state = .running
    advance(costs.switchNanoseconds)
    sliceUsedNanoseconds = 0
    countSwitch(to: thread)
  }

  /// Brings the thread that has the processor back to its own code, as far as it gets there.
  ///
  /// - Returns: nil if it ended, waits again, or lost the processor on its way.
  private mutating func enterUser(_ thread: Int32) -> ModelStep<ThreadName>? {
    if threads[thread].progress.contains(.inCall), !continueCall(of: thread) { return nil }
    let lwp = threads[thread].lwp
    if lwps[lwp].storesID != 0 {
      store(threads[thread].id, at: lwps[lwp].storesID, in: procs[threads[thread].proc].space)
      lwps[lwp].storesID = 0
    }
    repeat {
      if threads[thread].computeNanosecondsLeft > 0, !computeOn(thread) { return nil }
      // On the way back to its own code it is seen whether there is one.
      if threads[thread].progress.contains(.dying) {
        _ = end(thread)
        return nil
      }
    } while threads[thread].computeNanosecondsLeft > 0
    isInUserCode = true
    if !threads[thread].progress.contains(.started) {
      threads[thread].progress.insert(.started)
      return .start(name(of: thread), entry: lwps[lwp].entry)
    }
    let value = lwps[lwp].value
    let extra = lwps[lwp].extra
    guard let bytes = lwps[lwp].bytes else {
      return .resume(name(of: thread), Reply(value: value, extra: extra))
    }
    lwps[lwp].bytes = nil
    return .resume(name(of: thread), Reply(value: value, extra: extra, bytes: bytes))
  }

  /// Goes on with the call of a thread that was woken in the middle of it.
  private mutating func continueCall(of thread: Int32) -> Bool {
    threads[thread].progress.remove(.inCall)
    let lwp = threads[thread].lwp
    let call = lwps[lwp].call
    lwps[lwp].call = .none
    let outcome: Outcome
    do throws(Errno) {
      switch call {
      case .none: return true
      case .child: outcome = try waitForChild(thread)
      case .thread: outcome = try waitForThread(thread)
      }
    } catch {
      outcome = .value(-Int64(error.rawValue))
    }
    guard case .value(let value) = outcome else { return false }
    complete(thread, value)
    return true
  }

  // MARK: - After a call

  /// Goes on after a call: answers it, and sees who has the processor now.
  mutating func finish(_ outcome: Outcome, of thread: Int32) {
    let created = justCreated
    justCreated = -1
    guard case .value(let value) = outcome else { return }
    complete(thread, value)
    guard !runQueue.isEmpty, !threads[thread].progress.contains(.dying) else { return }
    if sliceUsedNanoseconds >= costs.sliceNanoseconds {
      yieldProcessor()
      return
    }
    let choice = decisions.take(
      created >= 0 ? .afterClone : .preempt, of: runQueue.count + 1)
    guard choice > 0 else { return }
    // A new thread is the last in the queue and the first among the options.
    let place =
      created < 0 ? choice - 1 : choice == 1 ? runQueue.count - 1 : choice - 2
    let other = runQueue[place]
    yieldProcessor()
    runQueue.remove(at: place)
    switchTo(other)
  }

  /// Keeps a call's result for when its thread gets back to its own code.
  mutating func complete(_ thread: Int32, _ value: Int64) {
    lwps[threads[thread].lwp].value = value
  }

  /// Puts the thread that runs at the end of the queue.
  mutating func yieldProcessor() {
    threads[current].state = .runnable
    runQueue.append(current)
    current = -1
  }

  // MARK: - Sleeping and waking

  /// Takes the processor from the thread that runs until something wakes it.
  mutating func block(_ state: ThreadState) {
    threads[current].state = state
    current = -1
  }

  /// Lets a thread run, unless its process waits for the child of a vfork.
  ///
  /// Source: `usr/src/uts/common/os/fork.c: cfork, vfwait` of illumos: all threads of the parent are held
  /// until the child has given the address space back.
  mutating func enqueue(_ thread: Int32) {
    let proc = threads[thread].proc
    if procs[proc].vforkChild >= 0 {
      threads[thread].state = .held
      procs[proc].held.append(thread)
    } else {
      threads[thread].state = .runnable
      runQueue.append(thread)
    }
  }

  /// Takes a thread out of what it sleeps in, and lets it run.
  mutating func wake(_ thread: Int32) {
    let proc = threads[thread].proc
    switch threads[thread].state {
    case .running, .runnable, .held: return
    case .waitingForVfork: break
    case .waitingForChild:
      procs[proc].childWaiters.removeAll { $0 == thread }
      threads[thread].progress.insert(.inCall)
      lwps[threads[thread].lwp].call = .child
    case .waitingForThread:
      procs[proc].threadWaiters.removeAll { $0 == thread }
      threads[thread].progress.insert(.inCall)
      lwps[threads[thread].lwp].call = .thread
    case .waitingOnWord:
      sleepers.removeAll { $0 == thread }
      timers.removeAll { $0 == thread }
      if let word = threads[thread].word { memory.release(word) }
      threads[thread].word = nil
      threads[thread].deadlineNanoseconds = 0
    }
    enqueue(thread)
  }

  /// Ends a thread's wait with EINTR.
  mutating func interrupt(_ thread: Int32) {
    guard threads[thread].state.isInterruptible else { return }
    wake(thread)
    threads[thread].progress.remove(.inCall)
    lwps[threads[thread].lwp].call = .none
    complete(thread, -Int64(Errno.interrupted.rawValue))
  }

  // MARK: - Time

  /// Lets virtual time pass, and timers with it.
  mutating func advance(_ nanoseconds: UInt64) {
    sliceUsedNanoseconds &+= nanoseconds
    timeNanoseconds &+= nanoseconds
    expireTimers()
  }

  private mutating func expireTimers() {
    while let first = timers.first, threads[first].deadlineNanoseconds <= timeNanoseconds {
      wake(first)
      complete(first, -Int64(Errno.timedOut.rawValue))
    }
  }

  /// Has a thread's sleep end by itself; of those that end at once the older is first.
  mutating func startTimer(of thread: Int32, afterNanoseconds nanoseconds: UInt64) {
    let (deadline, isOver) = timeNanoseconds.addingReportingOverflow(nanoseconds)
    // Beyond this no timer runs out, in Linux.
    guard !isOver, deadline < UInt64(Int64.max) else { return }
    threads[thread].deadlineNanoseconds = deadline
    let place = timers.firstIndex { threads[$0].deadlineNanoseconds > deadline } ?? timers.count
    timers.insert(thread, at: place)
  }

  // MARK: - Computing

  /// Goes on computing.
  ///
  /// - Returns: Whether it came to its end with the processor still its own.
  private mutating func computeOn(_ thread: Int32) -> Bool {
    while threads[thread].computeNanosecondsLeft > 0 {
      if sliceUsedNanoseconds >= costs.sliceNanoseconds {
        if !runQueue.isEmpty {
          yieldProcessor()
          return false
        }
        sliceUsedNanoseconds = 0
      }
      var step = min(
        threads[thread].computeNanosecondsLeft, costs.sliceNanoseconds - sliceUsedNanoseconds)
      if let first = timers.first, threads[first].deadlineNanoseconds > timeNanoseconds {
        step = min(step, threads[first].deadlineNanoseconds - timeNanoseconds)
      }
      threads[thread].computeNanosecondsLeft -= step
      advance(step)
      // Whoever is to end does so in the middle of its work.
      if threads[thread].progress.contains(.dying) { return true }
    }
    finish(.value(0), of: thread)
    return current == thread
  }
}
