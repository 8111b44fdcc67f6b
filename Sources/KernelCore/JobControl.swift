internal import LinuxABI

/// What a task has still to do for stops: Linux's `jobctl`.
struct JobControl: OptionSet, Sendable {
  let rawValue: UInt32

  /// It has to stop with its group (`JOBCTL_STOP_PENDING`).
  static var stopPending: JobControl { JobControl(rawValue: 1 << 8) }
  /// Its stop counts (`JOBCTL_STOP_CONSUME`).
  static var stopConsume: JobControl { JobControl(rawValue: 1 << 9) }
  /// It took a stop signal (`JOBCTL_STOP_DEQUEUED`).
  static var stopDequeued: JobControl { JobControl(rawValue: 1 << 10) }
  /// It has to stop for its tracer, with its group (`JOBCTL_TRAP_STOP`).
  static var trapStop: JobControl { JobControl(rawValue: 1 << 11) }
  /// Its tracer has to be told that something changed (`JOBCTL_TRAP_NOTIFY`).
  static var trapNotify: JobControl { JobControl(rawValue: 1 << 12) }
  /// The tracer listens: it waits for what happens to the stopped group (`JOBCTL_LISTENING`).
  static var listening: JobControl { JobControl(rawValue: 1 << 13) }

  static var pendingMask: JobControl { [.stopPending, .stopConsume, .trapStop, .trapNotify] }

  /// The signal that it stops for.
  var signal: Int32 {
    get { Int32(rawValue & 0xff) }
    set { self = JobControl(rawValue: rawValue & ~0xff | UInt32(newValue)) }
  }
}

// Stopping and continuing whole thread groups, and what parents are told of it.
extension Kernel {
  /// Undoes a stop, because SIGCONT was sent: all threads go on, even those that block it.
  ///
  /// H5. Source: `kernel/signal.c: prepare_signal`.
  mutating func continueGroup(_ group: Int32) {
    var thread = signals[group].firstThread
    while thread >= 0 {
      taskTable[thread].jobControl.remove([.stopPending, .stopConsume, .stopDequeued])
      if taskTable[thread].flags.contains(.traced), isSeized(thread) {
        notifyTrap(thread)
      } else if taskTable[thread].state == .stopped {
        wake(thread)
      }
      thread = taskTable[thread].nextThread
    }
    // The parent is told once, by whoever goes on first.
    var told: StopFlags = []
    if signals[group].stopFlags.contains(.stopped) {
      told = .tellContinued
    } else if signals[group].groupStopCount > 0 {
      told = .tellStopped
    }
    guard told != [] else { return }
    signals[group].stopFlags = told.union(.continued)
    signals[group].groupStopCount = 0
    signals[group].groupExitCode = 0
    // Who is woken looks for signals first, so it tells the parent.
    thread = signals[group].firstThread
    while thread >= 0 {
      taskTable[thread].flags.insert(.signalPending)
      thread = taskTable[thread].nextThread
    }
  }

  /// Tells the parent what is left to tell of stopping and going on.
  ///
  /// Source: `kernel/signal.c: get_signal`, SIGNAL_CLD_MASK.
  ///
  /// - Returns: Whether there was anything.
  mutating func tellOfStops(_ task: Int32) -> Bool {
    let group = taskTable[task].signal
    let due = signals[group].stopFlags.intersection([.tellStopped, .tellContinued])
    guard due != [] else { return false }
    signals[group].stopFlags.subtract([.tellStopped, .tellContinued])
    let code: SignalCode = due.contains(.tellContinued) ? .childContinued : .childStopped
    notifyStop(of: task, code, toTracer: false)
    if isReparented(signals[group].leader) {
      notifyStop(of: signals[group].leader, code, toTracer: true)
    }
    return true
  }

  /// Takes part in a stop of the whole group, or begins one.
  ///
  /// Source: `kernel/signal.c: do_signal_stop`.
  ///
  /// The signal is the stop signal that was taken, or 0 to take part.
  ///
  /// - Returns: Whether the task stopped, so that it lost the processor.
  mutating func stop(_ task: Int32, for signal: Int32) -> Bool {
    let group = taskTable[task].signal
    if !taskTable[task].jobControl.contains(.stopPending) {
      guard taskTable[task].jobControl.contains(.stopDequeued),
        signals[group].groupExit == .none, signals[group].execTask < 0
      else { return false }
      // A second stop signal does not change what the first one told.
      if !signals[group].stopFlags.contains(.stopped) { signals[group].groupExitCode = signal }
      signals[group].groupStopCount = 0
      if setStopPending(task, signal) { signals[group].groupStopCount += 1 }
      var other = signals[group].firstThread
      while other >= 0 {
        if other != task, taskTable[other].state != .stopped, setStopPending(other, signal) {
          signals[group].groupStopCount += 1
          if taskTable[other].flags.contains(.traced), isSeized(other) {
            notifyTrap(other)
          } else {
            wakeForSignal(other, isFatal: false)
          }
        }
        other = taskTable[other].nextThread
      }
    }
    guard !taskTable[task].flags.contains(.traced) else {
      taskTable[task].jobControl.insert(.trapStop)
      return false
    }
    let isLast = participateInStop(task)
    block(.stopped)
    // It looks for signals when it goes on: for the one that let it.
    taskTable[task].flags.insert(.signalPending)
    if isLast { notifyStop(of: task, .childStopped, toTracer: false) }
    return true
  }

  /// Source: `kernel/signal.c: task_set_jobctl_pending`.
  private mutating func setStopPending(_ task: Int32, _ signal: Int32) -> Bool {
    guard !taskTable[task].flags.contains(.exiting),
      !taskTable[task].pending.set.contains(.kill)
    else { return false }
    taskTable[task].jobControl.signal = signal
    taskTable[task].jobControl.insert([.stopPending, .stopConsume])
    return true
  }

  /// Counts a task as stopped.
  ///
  /// Source: `kernel/signal.c: task_participate_group_stop`.
  ///
  /// - Returns: Whether it was the last, so that the parent is to be told.
  mutating func participateInStop(_ task: Int32) -> Bool {
    let group = taskTable[task].signal
    let counts = taskTable[task].jobControl.contains(.stopConsume)
    taskTable[task].jobControl.remove([.stopPending, .stopConsume, .stopDequeued])
    guard counts else { return false }
    if signals[group].groupStopCount > 0 { signals[group].groupStopCount -= 1 }
    guard signals[group].groupStopCount == 0, !signals[group].stopFlags.contains(.stopped) else {
      return false
    }
    signals[group].stopFlags = .stopped
    return true
  }

  /// B28: a new thread takes part in a stop that is under way, or over.
  ///
  /// Source: `kernel/signal.c: task_join_group_stop`.
  mutating func joinStop(_ child: Int32, of group: Int32, by caller: Int32) {
    let mask = taskTable[caller].jobControl.signal
    if signals[group].groupStopCount > 0 {
      signals[group].groupStopCount += 1
      taskTable[child].jobControl.insert([.stopPending, .stopConsume])
    } else if signals[group].stopFlags.contains(.stopped), profile.threadOfStopped == .stops {
      taskTable[child].jobControl.insert(.stopPending)
    } else {
      return
    }
    taskTable[child].jobControl.signal = mask
    taskTable[child].flags.insert(.signalPending)
  }

  /// Tells a parent or a tracer that a task stopped or went on.
  ///
  /// Source: `kernel/signal.c: do_notify_parent_cldstop`.
  mutating func notifyStop(of task: Int32, _ code: SignalCode, toTracer: Bool) {
    let group = taskTable[task].signal
    let child = toTracer ? task : signals[group].leader
    let parent = toTracer ? tracer(of: task) : taskTable[child].parent
    guard parent >= 0 else { return }
    let status =
      switch code {
      case .childContinued: Signal.cont.rawValue
      case .childTrapped: taskTable[task].exitCode & 0x7f
      default: signals[group].groupExitCode & 0x7f
      }
    let sighand = taskTable[parent].sighand
    if sighands[sighand].ignored & Signal.child.bit == 0,
      !sighands[sighand].childFlags.contains(.noChildStop)
    {
      send(
        SignalInfo(
          signal: .child, code: code,
          processID: ProcessID(rawValue: number(of: child, seenBy: parent)),
          // It is sent as any other signal is, which translates the number a second time.
          userID: userNamespace(of: task) == userNamespace(of: parent)
            ? userNumber(of: child, seenBy: parent) : Self.overflowID, status: status),
        to: parent, .process)
    }
    wakeWaiters(of: taskTable[parent].signal, for: child)
  }

  // MARK: - Orphaned process groups

  /// C13: signals a process group that has just lost its last way to a shell, if it is stopped.
  ///
  /// Source: `kernel/exit.c: kill_orphaned_pgrp`.
  ///
  /// - Parameters:
  ///   - own: The process that ends, or one that loses its parent.
  ///   - lostParent: The parent that it loses; -1 if the process itself ends.
  mutating func signalOrphanedGroup(_ own: SignalRecord, lostParent: Int32) {
    let parent = lostParent >= 0 ? lostParent : taskTable[own.leader].parent
    guard parent >= 0 else { return }
    let its = signals[taskTable[parent].signal]
    guard its.processGroup != own.processGroup, its.session == own.session,
      isOrphaned(own.processGroup, except: lostParent >= 0 ? -1 : own.leader)
    else { return }
    let members = processes(of: own.processGroup)
    guard members.contains(where: { signals[$0].stopFlags.contains(.stopped) }) else { return }
    for signal in [Signal.hangup, .cont] {
      for group in members {
        send(
          SignalInfo(signal: signal, code: .kernel), to: signals[group].leader, .process,
          isForced: true)
      }
    }
  }

  /// Whether no process of a group has its parent in another group of the session.
  ///
  /// Source: `kernel/exit.c: will_become_orphaned_pgrp`.
  func isOrphaned(_ processGroup: Int32, except ignored: Int32) -> Bool {
    for group in processes(of: processGroup) {
      let leader = signals[group].leader
      if leader == ignored { continue }
      if taskTable[leader].state == .zombie, signals[group].threadCount == 1 { continue }
      let parent = taskTable[leader].parent
      if parent < 0 || parent == Self.initTask { continue }
      let its = signals[taskTable[parent].signal]
      if its.processGroup != processGroup, its.session == signals[group].session { return false }
    }
    return true
  }

  /// The thread groups of a process group, the youngest first: each is entered at the head.
  ///
  /// Source: `kernel/pid.c: attach_pid`.
  func processes(of processGroup: Int32) -> [Int32] {
    signals.indices.filter { signals[$0].processGroup == processGroup }
      .sorted { taskTable[signals[$0].leader].threadID > taskTable[signals[$1].leader].threadID }
  }
}
