internal import LinuxABI

// Who traces whom: tracees and tracers find each other, part, and end.
extension Kernel {
  /// Who traces a task, or -1.
  func tracer(of task: Int32) -> Int32 {
    taskTable[task].extra < 0 ? -1 : extras[taskTable[task].extra].trace.tracer
  }

  /// Whether a task is traced by somebody else than its parent's process.
  ///
  /// Source: `kernel/ptrace.c: ptrace_reparented`.
  func isReparented(_ task: Int32) -> Bool {
    let tracer = tracer(of: task)
    return tracer >= 0 && taskTable[tracer].signal != taskTable[parent(of: task)].signal
  }

  /// Whether a task was attached by PTRACE_SEIZE.
  func isSeized(_ task: Int32) -> Bool {
    taskTable[task].extra >= 0 && extras[taskTable[task].extra].trace.isSeized
  }

  /// Makes a task another's tracee, the first in its list: wait finds the latest first.
  ///
  /// Source: `kernel/ptrace.c: __ptrace_link`.
  mutating func link(_ tracee: Int32, to tracer: Int32) {
    let index = ensureExtra(of: tracee)
    let place = ensureExtra(of: tracer)
    let next = extras[place].trace.firstTracee
    if next >= 0 { extras[taskTable[next].extra].trace.previousTracee = tracee }
    extras[place].trace.firstTracee = tracee
    extras[index].trace.tracer = tracer
    extras[index].trace.previousTracee = -1
    extras[index].trace.nextTracee = next
    taskTable[tracee].flags.insert(.traced)
  }

  /// Takes a task from its tracer: it is stopped from now on if its group is, else it goes on.
  ///
  /// Source: `kernel/ptrace.c: __ptrace_unlink`.
  private mutating func unlink(_ tracee: Int32) {
    let index = taskTable[tracee].extra
    let own = extras[index].trace
    if own.previousTracee >= 0 {
      extras[taskTable[own.previousTracee].extra].trace.nextTracee = own.nextTracee
    } else {
      extras[taskTable[own.tracer].extra].trace.firstTracee = own.nextTracee
    }
    if own.nextTracee >= 0 {
      extras[taskTable[own.nextTracee].extra].trace.previousTracee = own.previousTracee
    }
    extras[index].trace.tracer = -1
    extras[index].trace.previousTracee = -1
    extras[index].trace.nextTracee = -1
    extras[index].trace.options = []
    extras[index].trace.isSeized = false
    taskTable[tracee].flags.remove(.traced)
    taskTable[tracee].jobControl.remove([.trapStop, .trapNotify])
    guard !taskTable[tracee].flags.contains(.exiting) else { return }
    let group = taskTable[tracee].signal
    let isGroupStopped =
      signals[group].stopFlags.contains(.stopped) || signals[group].groupStopCount > 0
    if isGroupStopped {
      taskTable[tracee].jobControl.insert(.stopPending)
      // A thread of a stopped group that never stopped itself has no signal to stop for.
      if taskTable[tracee].jobControl.signal == 0 {
        taskTable[tracee].jobControl.signal = Signal.stop.rawValue
      }
    }
    if taskTable[tracee].state == .traced {
      wake(tracee)
    } else if isGroupStopped {
      wakeForSignal(tracee, isFatal: false)
    }
  }

  /// Lets go of a tracee.
  ///
  /// For one that has ended, what its tracer held up takes its course: a thread goes, a process's
  /// parent is told.
  ///
  /// Source: `kernel/ptrace.c: __ptrace_detach`.
  mutating func release(_ tracee: Int32, from tracer: Int32) {
    unlink(tracee)
    guard taskTable[tracee].state == .zombie else { return }
    let group = taskTable[tracee].signal
    guard signals[group].leader == tracee else {
      releaseTracedThread(tracee)
      return
    }
    guard signals[group].threadCount == 1 else { return }
    let own = taskTable[tracer].signal
    let sighand = taskTable[tracer].sighand
    if taskTable[taskTable[tracee].parent].signal != own {
      notifyParent(of: tracee)
    } else if sighands[sighand].ignored & Signal.child.bit != 0
      || sighands[sighand].childFlags.contains(.noChildWait)
    {
      // It would not have waited for it, had it not traced it.
      wakeWaiters(of: own, for: tracee)
      releaseProcess(tracee, reaper: .none)
    }
  }

  /// F10: lets go of all tracees of a task that ends.
  ///
  /// Source: `kernel/ptrace.c: exit_ptrace`.
  @inline(never)
  mutating func releaseTracees(of tracer: Int32) {
    let place = taskTable[tracer].extra
    while extras[place].trace.firstTracee >= 0 {
      let tracee = extras[place].trace.firstTracee
      if extras[taskTable[tracee].extra].trace.options.contains(.exitKill) {
        send(SignalInfo(signal: .kill, code: .kernel), to: tracee, .thread, isForced: true)
      }
      release(tracee, from: tracer)
    }
  }

  /// F9: tells a tracer that its tracee has ended; no tracee reaps itself.
  mutating func notifyTracer(ofEnd task: Int32, _ signal: Int16) {
    let tracer = tracer(of: task)
    notify(tracer, ofEnd: task, signal)
    // The built-in init waits for whatever is its own.
    guard tracer == Self.initTask else { return }
    let group = taskTable[task].signal
    if signals[group].leader != task || signals[group].threadCount == 1 {
      reapAsTracer(task, tracer)
    }
  }

  /// C39: takes note of the end of a tracee.
  ///
  /// A process with another parent stays a zombie, and that parent is told now.
  ///
  /// Source: `kernel/exit.c: wait_task_zombie`, EXIT_TRACE.
  mutating func reapAsTracer(_ task: Int32, _ caller: Int32) {
    if signals[taskTable[task].signal].leader != task {
      releaseTracedThread(task)
    } else if isReparented(task) {
      unlink(task)
      notifyParent(of: task)
    } else {
      addTimes(of: task, to: caller)
      releaseProcess(task, reaper: .waiter)
    }
  }

  /// Releases a thread that was a zombie for its tracer; an exec may have waited for that.
  private mutating func releaseTracedThread(_ task: Int32) {
    let group = taskTable[task].signal
    releaseThread(task)
    if signals.isInUse(group), signals[group].execTask >= 0 { wakeExec(of: group) }
  }

  /// Takes a task that is released from its tracer.
  ///
  /// Source: `kernel/exit.c: ptrace_release_task`.
  mutating func forgetTracer(of task: Int32) {
    if tracer(of: task) >= 0 { unlink(task) }
  }

  /// D3: takes a leader from its tracer whose place a thread has taken; the tracer may wait for it.
  ///
  /// Source: `fs/exec.c: de_thread`.
  mutating func detach(_ leader: Int32) {
    let tracer = tracer(of: leader)
    unlink(leader)
    wakeWaiters(of: taskTable[tracer].signal, for: leader)
  }
}
