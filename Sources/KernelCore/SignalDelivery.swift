public import LinuxABI

/// A handler that is to run, or runs, and what it interrupted: what Linux keeps in a signal frame.
struct SignalFrame: Sendable {
  var delivery: SignalDelivery
  /// The mask to put back when it ends.
  var savedMask: SignalSet
  // The answer to the call that it interrupted; meaningful for the frame at the bottom, and for
  // one whose handler interrupted a running handler.
  var replyValue: Int64
  var replyExtra: Int64
  var replyKind: ReplyKind
  /// Whether that call is to start again.
  var restart: RestartRule
  /// The processor time that it interrupted the use of.
  var computeNanosecondsLeft: UInt64
  /// Whether it interrupted code that was about to run for the first time.
  var interruptsStart: Bool
  /// Whether its handler has begun.
  var isEntered = false
}

/// A signal that a handler is to run for.
public struct SignalDelivery: Hashable, Sendable {
  /// The handler's address, as sigaction was told.
  public let handler: UInt64
  /// The signal, and what it says.
  public let info: SignalInfo
  /// How the handler is to run.
  public let flags: SignalActionFlags
}

/// A stack for handlers.
///
/// Source: sigaltstack(2).
struct AlternateStack: Sendable {
  var address: UInt64
  var size: UInt64
  var isEnabled: Bool
  /// As sigaltstack was told: `SS_ONSTACK`, which says nothing, and `SS_AUTODISARM`.
  var flags: UInt32 = 0

  static var disabled: AlternateStack {
    AlternateStack(address: 0, size: 0, isEnabled: false)
  }

  /// `SS_AUTODISARM`: no handler is on it, since it is forgotten while one runs.
  static var disarms: UInt32 { 1 << 31 }

  /// Whether a stack pointer is in it.
  ///
  /// Source: `include/linux/sched/signal.h: on_sig_stack`.
  func holds(_ pointer: UInt64) -> Bool {
    isEnabled && flags & Self.disarms == 0 && pointer > address && pointer &- address <= size
  }
}

// Taking signals, on the way back to a task's own code.
extension Kernel {
  /// Takes the signals that wait for the task which has the processor, and puts handlers on top of
  /// what it was doing.
  ///
  /// Source: `kernel/signal.c: get_signal`; `arch/riscv/kernel/signal.c: arch_do_signal_or_restart`.
  ///
  /// - Returns: Whether it can go on; else it ended, or stopped.
  mutating func takeSignals(_ task: Int32) -> Bool {
    if taskTable[task].flags.contains(.traced) { leaveCallForSignals(task) }
    while true {
      // What the tracer chose is acted on before anything else.
      var taken = taskTable[task].extra >= 0 ? takeResumedSignal(task) : nil
      if taken == nil {
        if tellOfStops(task) { continue }
        let group = taskTable[task].signal
        if signals[group].groupExit == .begun
          || signals[group].execTask >= 0 && signals[group].execTask != task
        {
          _ = dieOfSignal(task)
          return false
        }
        if taskTable[task].jobControl.contains(.stopPending), stop(task, for: 0) { return false }
        if !taskTable[task].jobControl.isDisjoint(with: [.trapStop, .trapNotify]) {
          trapForStop(task)
          return false
        }
        guard let (info, scope) = dequeueSignal(task) else { break }
        if taskTable[task].flags.contains(.traced), info.signal != .kill {
          stopForSignal(task, info, scope)
          return false
        }
        taken = info
      }
      guard let info = taken else { break }
      switch act(on: info, task) {
      case .goOn: continue
      case .handled: continue
      case .lost: return false
      }
    }
    // No handler ran: the call starts again (`regs->a7` is put back, and with it the mask).
    if taskTable[task].flags.contains(.restoresMask) {
      taskTable[task].flags.remove(.restoresMask)
      taskTable[task].blocked = extra(of: task).savedMask
    }
    updateSignalPending(task)
    if taskTable[task].flags.contains(.signalPending) { return takeSignals(task) }
    if taskTable[task].restart != .none {
      if taskTable[task].extra >= 0, restartsFromOutside(task) { return true }
      taskTable[task].restart = .none
      guard restartCall(of: task) else { return false }
      // An access may fault again.
      return !taskTable[task].flags.contains(.signalPending) || takeSignals(task)
    }
    return true
  }

  private enum SignalAct {
    case goOn
    case handled
    case lost
  }

  private mutating func act(on info: SignalInfo, _ task: Int32) -> SignalAct {
    let signal = info.signal
    let sighand = taskTable[task].sighand
    if sighands[sighand].ignored & signal.bit != 0 { return .goOn }
    if sighands[sighand].handled & signal.bit != 0 {
      let disposition = disposition(of: signal, in: sighand)
      if disposition.flags.contains(.resetHandler) {
        var reset = disposition
        reset.handler = 0
        setDisposition(of: signal, reset, in: sighand)
      }
      pushFrame(task, info, disposition)
      return .handled
    }
    if SignalSet.ignoredByDefault.contains(signal) { return .goOn }
    let group = taskTable[task].signal
    if signals[group].protection == .initProcess, !SignalSet.unblockable.contains(signal) {
      return .goOn
    }
    if SignalSet.stopByDefault.contains(signal) {
      // SIGSTOP stops always; the others only where somebody could let the group go on.
      if signal != .stop, isOrphaned(signals[group].processGroup, except: -1) { return .goOn }
      return stop(task, for: signal.rawValue) ? .lost : .goOn
    }
    // The default action ends the process; a core file is only told of in the status.
    var status = WaitStatus.signaled(signal).rawValue
    if SignalSet.dumpByDefault.contains(signal), dumpsCore(task) { status |= 0x80 }
    if signals[group].groupExit == .none {
      beginGroupExit(group, status: status, by: task)
    }
    _ = dieOfSignal(task)
    return .lost
  }

  /// Takes the next signal that is not blocked: a task's own first, and those that it raised itself
  /// before others.
  ///
  /// Source: `kernel/signal.c: dequeue_signal, next_signal`.
  private mutating func dequeueSignal(_ task: Int32) -> (SignalInfo, SignalScope)? {
    let group = taskTable[task].signal
    let allowed = SignalSet(rawValue: ~taskTable[task].blocked.rawValue)
    let owner: PendingOwner
    var set = taskTable[task].pending.set.intersection(allowed)
    if !set.isEmpty {
      owner = .task(task)
    } else {
      owner = .group(group)
      set = signals[group].pending.set.intersection(allowed)
    }
    guard let signal = set.next else { return nil }
    let info = dequeue(signal, of: owner)
    if SignalSet.stopByDefault.contains(signal) {
      taskTable[task].jobControl.insert(.stopDequeued)
    }
    updateSignalPending(task)
    if case .task = owner { return (info, .thread) }
    return (info, .process)
  }

  /// Whether a task has anything to take before it goes on.
  ///
  /// Source: `kernel/signal.c: recalc_sigpending_tsk`.
  mutating func updateSignalPending(_ task: Int32) {
    let group = taskTable[task].signal
    let waiting = taskTable[task].pending.set.union(signals[group].pending.set)
      .subtracting(taskTable[task].blocked)
    let isDue =
      !waiting.isEmpty
      || !taskTable[task].jobControl.isDisjoint(with: [.stopPending, .trapStop, .trapNotify])
      || signals[group].groupExit == .begun
      || !signals[group].stopFlags.isDisjoint(with: [.tellStopped, .tellContinued])
      || signals[group].execTask >= 0 && signals[group].execTask != task
    if isDue {
      taskTable[task].flags.insert(.signalPending)
    } else {
      taskTable[task].flags.remove(.signalPending)
    }
  }

  // MARK: - Handlers

  /// Puts a handler on top of what a task was doing.
  ///
  /// Source: `arch/riscv/kernel/signal.c: handle_signal`; `kernel/signal.c: signal_delivered`.
  private mutating func pushFrame(
    _ task: Int32, _ info: SignalInfo, _ disposition: SignalDisposition
  ) {
    let index = ensureExtra(of: task)
    switch taskTable[task].restart {
    case .none, .always: break
    case .unlessHandled where disposition.flags.contains(.restart):
      // The call starts again when the handler ends.
      taskTable[task].restart = .always
    case .unlessHandled, .onlyUnhandled:
      taskTable[task].restart = .none
      complete(task, -Int64(Errno.interrupted.rawValue))
    }
    var mask = taskTable[task].blocked
    if taskTable[task].flags.contains(.restoresMask) {
      taskTable[task].flags.remove(.restoresMask)
      mask = extras[index].savedMask
    }
    extras[index].frames.append(
      SignalFrame(
        delivery: SignalDelivery(
          handler: disposition.handler, info: info, flags: disposition.flags),
        savedMask: mask, replyValue: taskTable[task].replyValue,
        replyExtra: taskTable[task].replyExtra, replyKind: taskTable[task].replyKind,
        restart: taskTable[task].restart,
        computeNanosecondsLeft: taskTable[task].computeNanosecondsLeft,
        interruptsStart: !taskTable[task].flags.contains(.started)))
    taskTable[task].restart = .none
    taskTable[task].replyKind = .plain
    taskTable[task].computeNanosecondsLeft = 0
    var blocked = taskTable[task].blocked.union(disposition.mask)
    if !disposition.flags.contains(.noDefer) { blocked.insert(SignalSet(info.signal)) }
    setBlocked(blocked, of: task)
    taskTable[task].flags.insert([.handlerDue, .started])
    record(.handler, Int64(info.signal.rawValue), Int64(bitPattern: disposition.handler), 0, 0)
  }

  /// Ends the handler on top.
  ///
  /// Source: sigreturn(2); `arch/riscv/kernel/signal.c: SYSCALL_DEFINE0(rt_sigreturn)`.
  mutating func sigreturn(by task: Int32) -> Outcome {
    guard taskTable[task].extra >= 0, let frame = extras[taskTable[task].extra].frames.popLast()
    else {
      // No frame where one should be. Source: `rt_sigreturn`, badframe.
      force(.segmentationFault, on: task)
      return .value(0)
    }
    setBlocked(frame.savedMask, of: task)
    taskTable[task].replyKind = frame.replyKind
    taskTable[task].replyValue = frame.replyValue
    taskTable[task].replyExtra = frame.replyExtra
    taskTable[task].computeNanosecondsLeft = frame.computeNanosecondsLeft
    if frame.interruptsStart {
      taskTable[task].flags.remove(.started)
    }
    // A call that starts again is taken up on the way back, after further signals.
    taskTable[task].restart = frame.restart
    if frame.restart != .none { taskTable[task].flags.insert(.signalPending) }
    // What the handlers below were about to do, they still are.
    if let below = extras[taskTable[task].extra].frames.last, !below.isEntered {
      taskTable[task].flags.insert(.handlerDue)
    }
    return .pending
  }

  /// Sets what a task blocks, and hands on what it no longer takes.
  ///
  /// Source: `kernel/signal.c: __set_current_blocked, __set_task_blocked`.
  mutating func setBlocked(_ mask: SignalSet, of task: Int32) {
    let blocked = mask.subtracting(.unblockable)
    // A task whose mask stays does not look at what waits for its process.
    guard blocked != taskTable[task].blocked else { return }
    let group = taskTable[task].signal
    if signals[group].threadCount > 1, taskTable[task].flags.contains(.signalPending) {
      retarget(blocked.subtracting(taskTable[task].blocked), from: task)
    }
    taskTable[task].blocked = blocked
    updateSignalPending(task)
  }

  /// Finds other threads for the group's signals that a task will not take.
  ///
  /// Source: `kernel/signal.c: retarget_shared_pending`.
  mutating func retarget(_ which: SignalSet, from task: Int32) {
    let group = taskTable[task].signal
    var left = signals[group].pending.set.intersection(which)
    var other = threadAfter(task)
    while !left.isEmpty, other != task {
      if !taskTable[other].flags.contains(.exiting) {
        let taken = left.subtracting(taskTable[other].blocked)
        if !taken.isEmpty {
          left.formIntersection(taskTable[other].blocked)
          if !taskTable[other].flags.contains(.signalPending) {
            wakeForSignal(other, isFatal: false)
          }
        }
      }
      other = threadAfter(other)
    }
  }

  /// Takes up a call again that a signal interrupted.
  ///
  /// - Returns: Whether the task can go on; else it waits again.
  private mutating func restartCall(of task: Int32) -> Bool {
    taskTable[task].flags.insert(.inCall)
    return continueCall(of: task)
  }
}
