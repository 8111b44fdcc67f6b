internal import LinuxABI

// Theory of operation
//
// Linux has a tracee stop after a call first, and then for the signals that interrupted it; what is to
// start again says so by an errno that no program ever sees (ERESTARTSYS and its like), and is a call of
// its own then, with a stop before it and after it.
//
// The registers are not the kernel's. So a tracee that is to stop after a call gets its answer before it
// takes signals, and whoever has its registers makes the stop (`SystemCall.callStop`). On the way back from
// that signals are taken. A call that starts again is handed out by `CallAnswer.again`: the tracee stops
// before it, and goes on with it by `restartedCall`.

/// Answers that no program sees, but only whoever has the registers of tracees.
///
/// Source: `include/linux/errno.h`.
package enum CallAnswer {
  /// ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND and ERESTART_RESTARTBLOCK.
  package static func isRestart(_ value: Int64) -> Bool {
    value == -512 || value == -513 || value == -514 || value == -516
  }

  /// The call is to be made again; the second number says whether by restart_syscall(2).
  package static var again: Int64 { -517 }
}

extension Kernel {
  /// Whether a task goes on before it takes signals: one that has left a stop before a call makes the call, and
  /// a tracee stops after the call that it comes back from; its answer then says so if the call is to start
  /// again.
  ///
  /// Source: `kernel/entry/common.c: syscall_trace_enter, syscall_exit_to_user_mode`; `kernel/signal.c:
  /// ptrace_stop`, which a killed one does not get to.
  mutating func goesOnBeforeSignals(_ task: Int32) -> Bool {
    let index = taskTable[task].extra
    let trace = extras[index].trace
    extras[index].trace.makesCall = false
    guard !isKilled(task), signals[taskTable[task].signal].groupExit == .none else { return false }
    if trace.makesCall { return true }
    guard taskTable[task].flags.contains(.traced), trace.isInCall, trace.stopsAtCalls else {
      return false
    }
    if taskTable[task].restart != .none { taskTable[task].replyValue = restartErrno(of: task) }
    return true
  }

  private func restartErrno(of task: Int32) -> Int64 {
    switch taskTable[task].restart {
    case .none, .unlessHandled: -512
    case .always: -513
    case .onlyUnhandled: hasRestartBlock(task) ? -516 : -514
    }
  }

  /// Whether the call goes on where it was, not from its start.
  ///
  /// Source: `set_restart_fn` in `kernel/time/hrtimer.c` and `kernel/futex/waitwake.c`.
  private func hasRestartBlock(_ task: Int32) -> Bool {
    switch taskTable[task].blockedCall {
    case .sleep: taskTable[task].callB == 0
    case .futex: true
    default: false
    }
  }

  /// A tracee takes signals: it has come back from its call.
  mutating func leaveCallForSignals(_ task: Int32) {
    let index = taskTable[task].extra
    extras[index].trace.isInCall = false
    extras[index].trace.hasLeftCall = true
  }

  /// Whether the call that a task was interrupted in is made again by whoever has its registers: where a tracer
  /// or filters see it once more.
  mutating func restartsFromOutside(_ task: Int32) -> Bool {
    let extra = extras[taskTable[task].extra]
    guard taskTable[task].flags.contains(.traced) && extra.trace.stopsAtCalls || extra.filter >= 0
    else { return false }
    let hasBlock = taskTable[task].restart == .onlyUnhandled && hasRestartBlock(task)
    taskTable[task].restart = .none
    taskTable[task].replyKind = .plain
    taskTable[task].replyValue = CallAnswer.again
    taskTable[task].replyExtra = hasBlock ? 1 : 0
    return true
  }

  /// Whether a task that has the answer to its call stops after it: unless it took signals before.
  ///
  /// Asked once for each time that it goes on.
  package mutating func stopsAfterCall(_ task: TaskID) -> Bool {
    guard let slot = slot(of: task), taskTable[slot].flags.contains(.traced) else { return false }
    let index = taskTable[slot].extra
    defer { extras[index].trace.hasLeftCall = false }
    return extras[index].trace.stopsAtCalls && !extras[index].trace.hasLeftCall
  }
}

extension SystemCall {
  /// Goes on with the call that a signal interrupted.
  package static var restarted: SystemCall { .registers(RegisterCall(.restartedCall)) }
}
