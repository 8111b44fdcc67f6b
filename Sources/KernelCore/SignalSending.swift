internal import LinuxABI

/// Whom a signal is sent to.
enum SignalScope {
  /// One thread: its own pending signals.
  case thread
  /// A process: those of the group, for any thread.
  case process
}

// Sending signals: which are dropped, where they wait, and who is woken for them.
extension Kernel {
  /// Sends a signal to a task, or to its process.
  ///
  /// Source: `kernel/signal.c: __send_signal_locked`.
  ///
  /// It is forced if it comes from the kernel itself, or from an ancestor's PID namespace.
  ///
  /// - Returns: Whether there was room for it; a signal that is dropped needs none.
  @discardableResult
  mutating func send(
    _ info: SignalInfo, to task: Int32, _ scope: SignalScope, isForced: Bool = false
  ) -> Bool {
    let group = taskTable[task].signal
    let isWanted = prepare(info.signal, for: task, isForced: isForced)
    record(
      .signal, Int64(info.signal.rawValue), Int64(taskTable[task].processID),
      SignalFate.of(info.signal, isWanted: isWanted, self, task).rawValue,
      scope == .thread ? Int64(taskTable[task].threadID) : 0)
    guard isWanted else { return true }
    let owner = scope == .thread ? PendingOwner.task(task) : .group(group)
    // C21: a standard signal that is pending already is not queued again.
    // Each timer has a description of its own: `posixtimer_send_sigqueue`.
    let isTimer = info.code == .timer
    let isQueued = SignalSet.realTime.contains(info.signal) || isTimer
    if !isQueued, pending(of: owner).set.contains(info.signal) { return true }
    // A standard signal needs room only where its sender tells more than kill(2) does.
    let needsRoom = !isTimer && (isQueued || info.code.rawValue < 0)
    if needsRoom, !hasRoomForSignal(task) {
      // RLIMIT_SIGPENDING: what was to be told of it is lost, unless the sender can be told.
      // Source: `kernel/signal.c: __send_signal_locked`, TRACE_SIGNAL_OVERFLOW_FAIL.
      guard !isQueued || info.code == .user || info.code == .kernel else { return false }
      mark(info.signal, to: owner)
    } else {
      enqueue(info, to: owner)
    }
    complete(info.signal, for: task, scope)
    if !fileSides.isEmpty, fileSide.signalFileCount > 0 { signalFilesChanged() }
    return true
  }

  /// What goes before a signal is sent: stop and continue signals undo each other; what nobody
  /// would see is dropped.
  ///
  /// Source: `kernel/signal.c: prepare_signal`.
  ///
  /// - Returns: Whether the signal is to be sent.
  private mutating func prepare(
    _ signal: Signal, for task: Int32, isForced: Bool
  ) -> Bool {
    let group = taskTable[task].signal
    // H6: a group that is on its way out takes no more.
    if signals[group].groupExit == .begun { return false }
    if SignalSet.stopByDefault.contains(signal) {
      flushGroup(SignalSet(.cont), group)
    } else if signal == .cont {
      flushGroup(.stopByDefault, group)
      continueGroup(group)
    }
    return !isIgnored(signal, by: task, isForced: isForced)
  }

  private mutating func flushGroup(_ set: SignalSet, _ group: Int32) {
    flush(set, of: .group(group))
    var thread = signals[group].firstThread
    while thread >= 0 {
      flush(set, of: .task(thread))
      thread = taskTable[thread].nextThread
    }
  }

  /// Whether a signal would have no effect, so that it need not wait to be taken.
  ///
  /// One that is blocked is kept: its disposition may change before it is taken.
  ///
  /// Source: `kernel/signal.c: sig_ignored, sig_task_ignored, sig_handler_ignored`.
  @inline(__always)
  private func isIgnored(_ signal: Signal, by task: Int32, isForced: Bool) -> Bool {
    if taskTable[task].blocked.contains(signal) { return false }
    if isReallyBlocked(signal, by: task) { return false }
    if taskTable[task].flags.contains(.traced), signal != .kill { return false }
    let sighand = taskTable[task].sighand
    let isHandled = sighands[sighand].handled & signal.bit != 0
    let isIgnored = sighands[sighand].ignored & signal.bit != 0
    // H4: an init is out of reach of what it does not handle.
    if signals[taskTable[task].signal].protection == .initProcess, !isHandled, !isIgnored,
      !(isForced && SignalSet.unblockable.contains(signal))
    {
      return true
    }
    return isIgnored || !isHandled && SignalSet.ignoredByDefault.contains(signal)
  }

  /// Whether a task blocked a signal before it began to wait for signals: `real_blocked`.
  ///
  /// Source: `kernel/signal.c: do_sigtimedwait`.
  @inline(__always)
  private func isReallyBlocked(_ signal: Signal, by task: Int32) -> Bool {
    taskTable[task].blockedCall == .timedWait && extra(of: task).savedMask.contains(signal)
  }

  /// Chooses who is to take a signal, and begins the end of the group where it is fatal.
  ///
  /// H2: the task that was named, if it wants the signal, else the next thread that does, from
  /// where the last search ended. C2: the status is set now, not when the signal is taken.
  ///
  /// Source: `kernel/signal.c: complete_signal`.
  private mutating func complete(_ signal: Signal, for task: Int32, _ scope: SignalScope) {
    let group = taskTable[task].signal
    var target = task
    if !wants(signal, task) {
      guard scope == .process, signals[group].threadCount > 1 else { return }
      let start =
        signals[group].currentTarget >= 0
        ? signals[group].currentTarget : signals[group].leader
      target = start
      while !wants(signal, target) {
        target = threadAfter(target)
        if target == start { return }
      }
      signals[group].currentTarget = target
    }
    if isFatal(signal, to: task), signals[group].groupExit == .none,
      !isReallyBlocked(signal, by: target),
      // H4: one that the thread which was named blocks is dropped by the thread that takes it.
      signal == .kill || signals[group].protection != .initProcess,
      signal == .kill || !taskTable[task].flags.contains(.traced),
      !SignalSet.dumpByDefault.contains(signal)
    {
      beginGroupExit(group, status: WaitStatus.signaled(signal).rawValue, by: -1)
      return
    }
    wakeForSignal(target, isFatal: signal == .kill)
  }

  /// The next thread of the group, from the last to the first again.
  @inline(__always)
  func threadAfter(_ task: Int32) -> Int32 {
    let next = taskTable[task].nextThread
    return next >= 0 ? next : signals[taskTable[task].signal].firstThread
  }

  /// Source: `kernel/signal.c: wants_signal`.
  private func wants(_ signal: Signal, _ task: Int32) -> Bool {
    if taskTable[task].blocked.contains(signal) { return false }
    if taskTable[task].flags.contains(.exiting) { return false }
    if signal == .kill { return true }
    let state = taskTable[task].state
    if state == .stopped || state == .traced { return false }
    return state == .running || !taskTable[task].flags.contains(.signalPending)
  }

  /// Whether a signal ends the process by default, and nothing else is to be done.
  ///
  /// Source: `include/linux/signal.h: sig_fatal`.
  private func isFatal(_ signal: Signal, to task: Int32) -> Bool {
    let sighand = taskTable[task].sighand
    return !SignalSet.ignoredByDefault.contains(signal)
      && !SignalSet.stopByDefault.contains(signal)
      && sighands[sighand].handled & signal.bit == 0
      && sighands[sighand].ignored & signal.bit == 0
  }

  /// Lets a task look for signals before it goes on in its own code, and ends a sleep that a signal
  /// ends.
  ///
  /// Source: `kernel/signal.c: signal_wake_up_state`.
  mutating func wakeForSignal(_ task: Int32, isFatal: Bool) {
    if isKernelThread(task) {
      wakeThreadForSignal(task)
      return
    }
    taskTable[task].flags.insert(.signalPending)
    let state = taskTable[task].state
    if state.isInterruptible {
      interruptSleep(of: task)
      return
    }
    guard isFatal else { return }
    switch state {
    case .stopped, .traced, .waitingForExec: wake(task)
    case .killable: killInKernel(task)
    case .waitingForVfork:
      // E3: the child goes on, and will release nobody.
      guard profile.vforkWait == .killable else { return }
      forgetVfork(of: task)
      wake(task)
    default: break
    }
  }

  /// Sends a fatal signal that the kernel itself makes sure of: ignoring or blocking does not help.
  ///
  /// Source: `kernel/signal.c: force_sig_info_to_task`.
  mutating func force(
    _ signal: Signal, _ code: SignalCode = .kernel, at address: UInt64 = 0, on task: Int32
  ) {
    force(SignalInfo(signal: signal, code: code, value: address), on: task)
  }

  mutating func force(_ info: SignalInfo, on task: Int32) {
    let signal = info.signal
    let sighand = taskTable[task].sighand
    let isBlocked = taskTable[task].blocked.contains(signal)
    if isBlocked || sighands[sighand].ignored & signal.bit != 0 {
      setDisposition(of: signal, .default, in: sighand)
      taskTable[task].blocked.remove(SignalSet(signal))
    }
    let group = taskTable[task].signal
    if disposition(of: signal, in: sighand).handler == 0,
      !taskTable[task].flags.contains(.traced) || isBlocked
    {
      // An init is not protected from its own faults.
      signals[group].protection = .none
    }
    enqueue(info, to: .task(task))
    taskTable[task].flags.insert(.signalPending)
  }
}

/// What becomes of a signal that is sent, for the trace.
enum SignalFate: Int64 {
  /// It waits to be taken.
  case pending = 0
  /// It is dropped.
  case ignored = 1
  /// It ends the process.
  case fatal = 2

  static func of(
    _ signal: Signal, isWanted: Bool, _ kernel: Kernel, _ task: Int32
  ) -> SignalFate {
    guard isWanted else { return .ignored }
    let sighand = kernel.taskTable[task].sighand
    let isDefault =
      (kernel.sighands[sighand].handled | kernel.sighands[sighand].ignored) & signal.bit == 0
    let ends =
      isDefault && !SignalSet.ignoredByDefault.contains(signal)
      && !SignalSet.stopByDefault.contains(signal)
      && !kernel.taskTable[task].blocked.contains(signal)
    return ends ? .fatal : .pending
  }
}
