internal import LinuxABI

/// What a tracee goes on with after a stop: the place in the kernel's code where Linux has it stop.
enum TraceResume: UInt8, Sendable {
  /// It is in no stop.
  case none
  /// Taking a signal: the one that the tracer chose (`ptrace_signal`).
  case signal
  /// Looking for signals, after a stop with its group or for PTRACE_INTERRUPT (`do_jobctl_trap`).
  case group
  /// Answering clone (`kernel_clone`).
  case clone
  /// Waiting for the child of its vfork; `detail` is the child's number for the tracer.
  case vfork
  /// Telling that its vfork is done, if that is asked for; `detail` is the child's number.
  case vforkDone
  /// Starting its program (`exec_binprm`).
  case exec
  /// Ending, with `detail` as its status (`do_exit`).
  case exit
  /// Making a call (`ptrace_report_syscall_entry`).
  case call
  /// Making a call that a filter let its tracer see (`__seccomp_filter`).
  case filteredCall
  /// Coming back from a call (`ptrace_report_syscall_exit`).
  case answer
}

// The stops of tracees.
//
// # Theory of operation
//
// In Linux a tracee stops in the middle of what it does in the kernel, and schedule() returns there
// when it goes on. Here nothing is in the middle of anything when a task loses the processor: what
// it still has to do is `TraceState.resume`, and `resumeStop` does it as soon as the task has the
// processor again. A stop ends when the tracer lets the tracee go on or lets go of it, and by
// SIGKILL.
extension Kernel {
  /// The status of a stop for an event: SIGTRAP with the event above it.
  static func stopCode(_ event: TraceEventCode) -> Int32 {
    Signal.trap.rawValue | event.rawValue << 8
  }

  /// Whether SIGKILL waits for a task.
  ///
  /// Source: `include/linux/sched/signal.h: __fatal_signal_pending`.
  func isKilled(_ task: Int32) -> Bool { taskTable[task].pending.set.contains(.kill) }

  /// Stops a tracee, and tells its tracer; with its group, also its parent.
  ///
  /// It is the task that has the processor, or one that is stopped with its group.
  ///
  /// Source: `kernel/signal.c: ptrace_stop`.
  ///
  /// - Returns: Whether it stopped: one that has no tracer any more, or is killed, does not.
  @discardableResult
  private mutating func stop(
    _ task: Int32, status: Int32, as code: SignalCode = .childTrapped, message: Int64 = 0,
    _ info: SignalInfo?, resume: TraceResume, detail: Int32 = 0
  ) -> Bool {
    guard taskTable[task].flags.contains(.traced), !isKilled(task) else { return false }
    let index = taskTable[task].extra
    extras[index].trace.resume = resume
    extras[index].trace.info = info
    extras[index].trace.message = message
    extras[index].trace.detail = detail
    taskTable[task].exitCode = status
    taskTable[task].flags.insert([.inCall, .signalPending])
    let isLast =
      code == .childStopped && taskTable[task].jobControl.contains(.stopPending)
      && participateInStop(task)
    // Any stop is the one that was asked for; only a STOP tells of what changed before.
    taskTable[task].jobControl.remove(.trapStop)
    if status >> 8 == TraceEventCode.stop.rawValue {
      taskTable[task].jobControl.remove(.trapNotify)
    }
    notifyStop(of: task, code, toTracer: true)
    if isLast, isReparented(task) { notifyStop(of: task, .childStopped, toTracer: false) }
    if task == current {
      block(.traced)
    } else {
      ring.record(
        .block, at: timeNanoseconds, by: taskTable[task].threadID,
        Int64(TaskState.traced.rawValue), 0, 0, 0)
      taskTable[task].state = .traced
    }
    return true
  }

  /// Stops a tracee for an event, if its tracer asked for that.
  ///
  /// Source: `include/linux/ptrace.h: ptrace_event`; `kernel/signal.c: ptrace_notify`.
  private mutating func stop(
    _ task: Int32, for event: TraceEventCode, message: Int64, resume: TraceResume,
    detail: Int32 = 0
  ) -> Bool {
    guard isEnabled(event, task) else { return false }
    let status = Self.stopCode(event)
    return stop(
      task, status: status, message: message, eventInfo(of: task, .trap, status),
      resume: resume, detail: detail)
  }

  /// Source: `include/linux/ptrace.h: ptrace_event_enabled`.
  private func isEnabled(_ event: TraceEventCode, _ task: Int32) -> Bool {
    taskTable[task].flags.contains(.traced)
      && extras[taskTable[task].extra].trace.options.contains(TraceOptions(event))
  }

  /// Source: `kernel/signal.c: ptrace_do_notify`.
  private func eventInfo(of task: Int32, _ signal: Signal, _ status: Int32) -> SignalInfo {
    SignalInfo(
      signal: signal, code: SignalCode(rawValue: status),
      processID: ProcessID(rawValue: number(of: task, seenBy: task)),
      userID: credentials(of: task).realUserID)
  }

  /// Whether a task stops at its calls, before and after.
  package func stopsAtCalls(_ task: TaskID) -> Bool {
    guard let slot = slot(of: task), taskTable[slot].flags.contains(.traced) else { return false }
    return extras[taskTable[slot].extra].trace.stopsAtCalls
  }

  /// Stops a tracee that is about to make a call, or comes back from one.
  ///
  /// Source: ptrace(2), "Syscall-stops"; `include/linux/ptrace.h: ptrace_report_syscall`.
  mutating func callStop(isEntry: Bool, of task: Int32) -> Outcome {
    guard taskTable[task].flags.contains(.traced) else { return .value(0) }
    extras[taskTable[task].extra].trace.isInCall = isEntry
    let isMarked = extras[taskTable[task].extra].trace.options.contains(.marksCalls)
    let status = Signal.trap.rawValue | (isMarked ? 0x80 : 0)
    // PTRACE_EVENTMSG_SYSCALL_ENTRY, PTRACE_EVENTMSG_SYSCALL_EXIT.
    let isStopped = stop(
      task, status: status, message: isEntry ? 1 : 2, eventInfo(of: task, .trap, status),
      resume: isEntry ? .call : .answer)
    return isStopped ? .pending : .value(0)
  }

  /// Whether a task stops for a filter that wants its tracer to see a call.
  func stopsForFilter(_ task: Int32) -> Bool { isEnabled(.filter, task) }

  /// Stops a tracee whose filter wants its tracer to see a call.
  ///
  /// Source: `kernel/seccomp.c: __seccomp_filter`, SECCOMP_RET_TRACE.
  mutating func stopForFilter(message: Int64, of task: Int32) -> Outcome {
    stop(task, for: .filter, message: message, resume: .filteredCall) ? .pending : .value(0)
  }

  // MARK: - Going on

  /// Lets a task that has the processor again go on after a stop.
  ///
  /// - Returns: Whether it gets back to its own code; else it waits again, or is no more.
  @inline(never)
  mutating func resumeStop(of task: Int32) -> Bool {
    let index = taskTable[task].extra
    let resume = extras[index].trace.resume
    let detail = extras[index].trace.detail
    if resume == .vforkDone { return finishVfork(task, child: detail) }
    let chosen = taskTable[task].exitCode
    taskTable[task].exitCode = 0
    taskTable[task].jobControl.remove(.listening)
    extras[index].trace.message = 0
    if resume == .signal {
      extras[index].trace.detail = chosen
      return takeSignals(task)
    }
    extras[index].trace.info = nil
    extras[index].trace.resume = .none
    switch resume {
    case .none, .signal, .vforkDone, .exec: return true
    case .group: return takeSignals(task)
    case .clone: complete(task, taskTable[task].replyValue)
    case .call, .filteredCall, .answer:
      complete(task, 0)
      // The tracer may have it go on with a signal. Source: `ptrace_report_syscall`.
      if chosen != 0, resume != .filteredCall {
        send(
          SignalInfo(signal: Signal(rawValue: chosen), code: .user), to: task, .thread)
      }
      // Source: `kernel/signal.c: ptrace_stop`, recalc_sigpending_tsk. A call that is to start again is
      // seen where signals are.
      updateSignalPending(task)
      if taskTable[task].restart != .none { taskTable[task].flags.insert(.signalPending) }
      extras[index].trace.makesCall =
        resume != .answer && taskTable[task].flags.contains(.signalPending)
    case .vfork:
      guard taskTable[task].vforkChild >= 0 else { return finishVfork(task, child: detail) }
      guard isKilled(task), profile.vforkWait == .killable else {
        block(.waitingForVfork)
        return false
      }
      forgetVfork(of: task)
    case .exit:
      signals[taskTable[task].signal].stoppedInExit -= 1
      _ = endTask(task, status: detail)
      return false
    }
    return true
  }

  // MARK: - Signals

  /// Stops a tracee that is about to take a signal: the tracer says what becomes of it.
  ///
  /// Source: `kernel/signal.c: ptrace_signal`.
  mutating func stopForSignal(_ task: Int32, _ info: SignalInfo, _ scope: SignalScope) {
    // The tracer may put a stop signal in its place.
    taskTable[task].jobControl.insert(.stopDequeued)
    stop(task, status: info.signal.rawValue, info, resume: .signal)
    extras[taskTable[task].extra].trace.scope = scope
  }

  /// The signal that the tracer chose, to be acted on now, if it chose one.
  ///
  /// Source: `kernel/signal.c: ptrace_signal`, after ptrace_stop.
  mutating func takeResumedSignal(_ task: Int32) -> SignalInfo? {
    let index = taskTable[task].extra
    guard extras[index].trace.resume == .signal else { return nil }
    let chosen = extras[index].trace.detail
    let kept = extras[index].trace.info
    extras[index].trace.resume = .none
    extras[index].trace.info = nil
    guard chosen != 0, var info = kept else { return nil }
    if chosen != info.signal.rawValue {
      let source = tracer(of: task) >= 0 ? tracer(of: task) : parent(of: task)
      info = SignalInfo(
        signal: Signal(rawValue: chosen), code: .user,
        processID: ProcessID(rawValue: number(of: source, seenBy: task)),
        userID: credentials(of: source).realUserID)
    }
    // One that is blocked by now waits again.
    if taskTable[task].blocked.contains(info.signal) || isKilled(task) {
      send(info, to: task, extras[index].trace.scope)
      return nil
    }
    return info
  }

  /// Stops a tracee with its group, or because its tracer asked for that.
  ///
  /// Source: `kernel/signal.c: do_jobctl_trap`.
  mutating func trapForStop(_ task: Int32) {
    let group = taskTable[task].signal
    var signal = taskTable[task].jobControl.signal
    guard isSeized(task) else {
      stop(task, status: signal, as: .childStopped, nil, resume: .group)
      return
    }
    if signals[group].groupStopCount == 0, !signals[group].stopFlags.contains(.stopped) {
      signal = Signal.trap.rawValue
    }
    let status = signal | TraceEventCode.stop.rawValue << 8
    stop(
      task, status: status, as: .childStopped,
      eventInfo(of: task, Signal(rawValue: signal), status), resume: .group)
  }

  /// Has a tracee stop for its tracer as soon as it can.
  ///
  /// Source: `kernel/signal.c: task_set_jobctl_pending`.
  ///
  /// - Returns: Whether it will: one that is on its way out does not.
  mutating func setJobControl(_ trap: JobControl, of task: Int32) -> Bool {
    guard !isKilled(task), !taskTable[task].flags.contains(.exiting) else { return false }
    taskTable[task].jobControl.insert(trap)
    return true
  }

  /// Lets a seized tracee stop anew, so that its tracer sees that its group stopped or went on.
  ///
  /// Source: `kernel/signal.c: ptrace_trap_notify`.
  mutating func notifyTrap(_ task: Int32) {
    _ = setJobControl(.trapNotify, of: task)
    wakeTracee(task)
  }

  /// Lets a tracee look for signals and traps, out of a stop only if its tracer listens.
  ///
  /// Source: `include/linux/sched/signal.h: ptrace_signal_wake_up`.
  mutating func wakeTracee(_ task: Int32) {
    if taskTable[task].state == .traced, taskTable[task].jobControl.contains(.listening) {
      wake(task)
    } else {
      wakeForSignal(task, isFatal: false)
    }
  }

  // MARK: - Clone

  /// F2: the event that tells of a clone, if its tracer asked for that one.
  ///
  /// Source: `kernel/fork.c: kernel_clone`.
  private func event(of call: CloneArguments, by caller: Int32) -> TraceEventCode? {
    // F3.
    guard !call.flags.contains(.untraced) else { return nil }
    let event: TraceEventCode =
      call.flags.contains(.vfork)
      ? .vfork : call.exitSignal != Signal.child.rawValue ? .clone : .fork
    return isEnabled(event, caller) ? event : nil
  }

  /// F1, F4: has the child of a tracee traced from its start on, if it is to be.
  ///
  /// Source: `include/linux/ptrace.h: ptrace_init_task`.
  mutating func traceChild(_ child: Int32, of caller: Int32, _ call: CloneArguments) {
    guard call.flags.contains(.ptrace) || event(of: call, by: caller) != nil else { return }
    let own = extras[taskTable[caller].extra].trace
    link(child, to: own.tracer)
    let index = taskTable[child].extra
    extras[index].trace.options = own.options
    extras[index].trace.isSeized = own.isSeized
    if own.isSeized {
      taskTable[child].jobControl.insert(.trapStop)
    } else {
      taskTable[child].pending.set.insert(SignalSet(.stop))
    }
    taskTable[child].flags.insert(.signalPending)
  }

  /// F5: stops a tracee whose child runs, before it waits for it.
  ///
  /// - Returns: Whether it stopped.
  mutating func stopAfterClone(
    _ caller: Int32, _ child: Int32, _ call: CloneArguments, value: Int64
  ) -> Bool {
    guard let event = event(of: call, by: caller) else { return false }
    taskTable[caller].replyValue = value
    let number = number(of: child, seenBy: tracer(of: caller))
    return stop(
      caller, for: event, message: Int64(number),
      resume: call.flags.contains(.vfork) ? .vfork : .clone, detail: number)
  }

  /// The child of a vfork lets go: its parent goes on, or will when its tracer lets it.
  mutating func completeTracedVfork(_ parent: Int32, _ child: Int32) {
    // In the stop before the wait, or on its way out of it: there will be nothing to wait for.
    guard taskTable[parent].state == .waitingForVfork else { return }
    let index = taskTable[parent].extra
    let tracer = extras[index].trace.tracer
    extras[index].trace.resume = .vforkDone
    extras[index].trace.detail = number(of: child, seenBy: tracer >= 0 ? tracer : parent)
    taskTable[parent].flags.insert(.inCall)
    wake(parent)
  }

  /// E8: tells that a vfork is done, and answers it.
  ///
  /// - Returns: Whether the task gets back to its own code.
  private mutating func finishVfork(_ task: Int32, child: Int32) -> Bool {
    extras[taskTable[task].extra].trace.resume = .none
    if !isKilled(task), stop(task, for: .vforkDone, message: Int64(child), resume: .clone) {
      return false
    }
    complete(task, taskTable[task].replyValue)
    return true
  }

  // MARK: - Exec and exit

  /// D13: the number that a task had before it executed a program, as its tracer sees it.
  ///
  /// Source: `fs/exec.c: exec_binprm`, old_vpid.
  func execMessage(of task: Int32) -> Int32 {
    let tracer = tracer(of: task)
    return number(of: task, seenBy: tracer >= 0 ? tracer : parent(of: task))
  }

  /// D13: tells of an exec, by the event or by a SIGTRAP.
  ///
  /// Source: `include/linux/ptrace.h: ptrace_event`.
  mutating func traceExec(_ task: Int32) {
    if isEnabled(.exec, task) {
      let formerID = Int64(taskTable[task].callB)
      _ = stop(task, for: .exec, message: formerID, resume: .exec)
    } else if !isSeized(task) {
      send(
        SignalInfo(
          signal: .trap, code: .user,
          processID: ProcessID(rawValue: processNumber(of: task, seenBy: task)),
          userID: credentials(of: task).realUserID), to: task, .thread)
    }
  }

  /// F11: stops a tracee that is about to end, if its tracer asked for that.
  ///
  /// Source: `kernel/exit.c: do_exit`.
  ///
  /// - Returns: Whether it stopped.
  mutating func stopBeforeExit(_ task: Int32, _ status: Int32) -> Bool {
    guard isEnabled(.exit, task) else { return false }
    let group = taskTable[task].signal
    // What kills it has been taken. Source: `kernel/signal.c: get_signal`.
    flush(SignalSet(.kill), of: .task(task))
    if signals[group].liveCount - 1 == signals[group].stoppedInExit {
      synchronizeGroupExit(group, status)
    }
    signals[group].stoppedInExit += 1
    return stop(task, for: .exit, message: Int64(status), resume: .exit, detail: status)
  }
}
