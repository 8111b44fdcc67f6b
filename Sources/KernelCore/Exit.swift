internal import LinuxABI

// The end of tasks, and of the processes that they make up.
extension Kernel {
  /// Ends the calling task alone (C1).
  ///
  /// Source: _exit(2); `kernel/exit.c: do_exit`.
  mutating func exit(_ code: Int32, of task: Int32) -> Outcome {
    beginExit(of: task, status: (code & 0xff) << 8)
  }

  /// Ends every task of the caller's group (C1).
  ///
  /// Source: exit_group(2); `kernel/exit.c: do_group_exit`.
  mutating func exitGroup(_ code: Int32, of task: Int32) -> Outcome {
    let group = taskTable[task].signal
    // The first one wins: whoever comes later does not change the status. While another thread
    // executes a program the status is nobody's: 0.
    var status = (code & 0xff) << 8
    if signals[group].groupExit == .begun {
      status = signals[group].groupExitCode
    } else if signals[group].execTask >= 0 {
      status = 0
    } else {
      beginGroupExit(group, status: status, by: task)
    }
    return beginExit(of: task, status: status)
  }

  /// Ends a task for which a fatal signal waits.
  ///
  /// Source: `kernel/signal.c: get_signal`, which calls do_group_exit.
  mutating func dieOfSignal(_ task: Int32) -> Outcome {
    let group = taskTable[task].signal
    let status =
      signals[group].groupExit == .begun
      ? signals[group].groupExitCode
      : signals[group].execTask >= 0 && signals[group].execTask != task
        ? 0 : WaitStatus.signaled(.kill).rawValue
    // SIGKILL is taken, whatever it was that ends the group.
    flush(SignalSet(.kill), of: .task(task))
    return beginExit(of: task, status: status)
  }

  /// Sets the status of the whole group, and lets every other thread of it end as soon as it runs.
  ///
  /// Source: `kernel/signal.c: zap_other_threads, complete_signal`.
  mutating func beginGroupExit(_ group: Int32, status: Int32, by task: Int32) {
    signals[group].groupExit = .begun
    signals[group].groupExitCode = status
    // What stopping had left to tell is told no more. Source: `do_group_exit`, SIGNAL_GROUP_EXIT.
    signals[group].stopFlags = []
    killThreads(of: group, except: task)
  }

  /// Sends SIGKILL to the threads of a group.
  ///
  /// Source: `kernel/signal.c: zap_other_threads`.
  mutating func killThreads(of group: Int32, except task: Int32) {
    signals[group].groupStopCount = 0
    var thread = signals[group].firstThread
    while thread >= 0 {
      if thread != task {
        taskTable[thread].jobControl.remove(.pendingMask)
        if !taskTable[thread].flags.contains(.exiting) {
          taskTable[thread].pending.set.insert(SignalSet(.kill))
          wakeForSignal(thread, isFatal: true)
        }
      }
      thread = taskTable[thread].nextThread
    }
  }

  /// Begins the end of the task that has the processor; a tracer that asked for it sees it first.
  mutating func beginExit(of task: Int32, status: Int32) -> Outcome {
    if taskTable[task].flags.contains(.traced), stopBeforeExit(task, status) { return .pending }
    return endTask(task, status: status)
  }

  /// Ends the task that has the processor, in the order of do_exit (C3).
  ///
  /// Source: `kernel/exit.c: do_exit`.
  mutating func endTask(_ task: Int32, status: Int32) -> Outcome {
    let group = taskTable[task].signal
    let isUsual = isUsual(task)
    taskTable[task].flags.insert(.exiting)
    taskTable[task].exitCode = status
    // What it would have taken goes to others, and a stop that waits for it need not.
    if !isUsual, signals[group].threadCount > 1, signals[group].groupExit == .none,
      taskTable[task].flags.contains(.signalPending)
    {
      leaveSignals(task)
    }
    if signals[group].execTask == task { endExecWait(of: group) }
    signals[group].liveCount &-= 1
    if signals[group].liveCount <= signals[group].stoppedInExit { endGroup(group, status) }
    record(
      .exit, Int64(status), Int64(taskTable[task].processID), Int64(signals[group].liveCount), 0)

    guard isUsual else {
      return releaseAll(of: task, status: status) ? finishEnd(of: task) : .pending
    }
    releaseUsualMemory(of: task)
    releaseFiles(of: task)
    releaseDirectory(of: task)
    // The usual thread: nobody waits for it (C4), and the rest of its group stays.
    if taskTable[task].firstChild < 0, signals[group].leader != task, signals[group].liveCount > 0,
      signals[group].execTask < 0
    {
      endedTask = id(of: task)
      taskTable[task].state = .zombie
      releaseThread(task)
      leaveProcessor()
      return .ended
    }
    return finishEnd(of: task)
  }

  /// Whether a task has nothing to give up but what every task has.
  @inline(__always)
  private func isUsual(_ task: Int32) -> Bool {
    rareParts.isEmpty && taskTable[task].flags.areUsual
  }

  /// The last thread of a group begins to exit, or the last that is not stopped before it.
  private mutating func endGroup(_ group: Int32, _ status: Int32) {
    synchronizeGroupExit(group, status)
    if signals[group].liveCount == 0, signals[group].timerDeadline > 0 {
      stopInterval(of: group)
    }
    if signals[group].liveCount == 0, !programSides.isEmpty {
      deleteTimers(of: group, keepsIntervals: false)
    }
  }

  /// The end of an end: nothing is left of the task but its place in its group and family.
  mutating func finishEnd(of task: Int32) -> Outcome {
    // Told by the name that it has now: it may be released at once.
    endedTask = id(of: task)
    notifyExit(of: task)
    leaveProcessor()
    return .ended
  }

  /// Source: `kernel/signal.c: exit_signals`.
  private mutating func leaveSignals(_ task: Int32) {
    if !signals[taskTable[task].signal].pending.set.isEmpty {
      retarget(SignalSet(rawValue: ~taskTable[task].blocked.rawValue), from: task)
    }
    if taskTable[task].jobControl.contains(.stopPending), participateInStop(task) {
      notifyStop(of: task, .childStopped, toTracer: false)
    }
  }

  /// Gives children and tracees away, and tells who is to be told.
  ///
  /// Source: `kernel/exit.c: exit_notify`.
  @inline(never)
  private mutating func notifyExit(of task: Int32) {
    let group = taskTable[task].signal
    if taskTable[task].extra >= 0 { releaseTracees(of: task) }
    if taskTable[task].firstChild >= 0 { adoptChildren(of: task) }
    let leader = signals[group].leader
    if signals[group].liveCount == 0 { signalOrphanedGroup(signals[group], lostParent: -1) }
    taskTable[task].state = .zombie
    if taskTable[task].flags.contains(.traced) {
      let isWhole = leader == task && signals[group].threadCount == 1
      let signal =
        isWhole && !isReparented(task) ? taskTable[task].exitSignal : Int16(Signal.child.rawValue)
      notifyTracer(ofEnd: task, signal)
    } else if leader == task {
      // C5: a leader waits, as a zombie, for the rest of its group.
      if signals[group].threadCount == 1 { notifyParent(of: task) }
    } else {
      // C4: nobody waits for a thread.
      releaseThread(task)
    }
    if taskTable.isInUse(leader), signals[group].execTask >= 0 { wakeExec(of: group) }
  }

  /// C6: where the status of the process comes from.
  ///
  /// Source: `kernel/exit.c: synchronize_group_exit`.
  mutating func synchronizeGroupExit(_ group: Int32, _ status: Int32) {
    guard profile.processStatus == .lastThread, signals[group].groupExit == .none else { return }
    signals[group].groupExit = .begun
    signals[group].groupExitCode = status
  }

  /// The status of a process whose threads have all ended.
  @inline(__always)
  func processStatus(of leader: Int32) -> Int32 {
    let group = taskTable[leader].signal
    return signals[group].groupExit == .begun
      ? signals[group].groupExitCode : taskTable[leader].exitCode
  }

  // MARK: - Children

  /// Gives the children of a task that ends to somebody who is left (C24).
  ///
  /// Source: `kernel/exit.c: forget_original_parent, reparent_leader`.
  @inline(never)
  private mutating func adoptChildren(of task: Int32) {
    var child = taskTable[task].firstChild
    taskTable[task].firstChild = -1
    taskTable[task].lastChild = -1
    let adopter = reaper(for: task)
    let isOwnGroup = taskTable[adopter].signal == taskTable[task].signal
    while child >= 0 {
      let next = taskTable[child].nextSibling
      appendChild(child, to: adopter)
      record(
        .reparent, Int64(taskTable[child].processID), Int64(taskTable[adopter].threadID), 0, 0)
      tellOfParentsDeath(child)
      // C25: within the group nothing else changes. C26: another process is told of zombies, with
      // SIGCHLD.
      if !isOwnGroup || profile.adoption == .told {
        taskTable[child].exitSignal = Int16(Signal.child.rawValue)
        let isEnded =
          taskTable[child].state == .zombie && signals[taskTable[child].signal].threadCount == 1
          && !taskTable[child].flags.contains(.traced)
        // Also an ended child was a way to a shell for its process group.
        let own = signals[taskTable[child].signal]
        if isEnded { notifyParent(of: child) }
        signalOrphanedGroup(own, lostParent: task)
      }
      child = next
    }
  }

  /// C27: sends the threads of a child what they asked for when their parent ends.
  private mutating func tellOfParentsDeath(_ child: Int32) {
    var thread = signals[taskTable[child].signal].firstThread
    while thread >= 0 {
      let next = taskTable[thread].nextThread
      let signal = Signal(rawValue: Int32(taskTable[thread].parentDeathSignal))
      // It is the parent that sends it. Source: `kernel/signal.c: check_kill_permission`.
      if signal.rawValue > 0, checkPermission(signal, to: thread, by: current) == nil {
        send(
          SignalInfo(
            signal: signal, code: .user,
            processID: ProcessID(rawValue: processNumber(of: current, seenBy: thread)),
            userID: userNumber(of: current, seenBy: thread)), to: thread, .process,
          isForced: isInAncestorNamespace(current, of: thread))
      }
      thread = next
    }
  }

  /// Who adopts the children of a task that ends: a thread of its group, an ancestor that asked for
  /// it, or the init of its PID namespace.
  ///
  /// Source: `kernel/exit.c: find_new_reaper`.
  private func reaper(for task: Int32) -> Int32 {
    let group = taskTable[task].signal
    if profile.adoption == .told {
      var next = threadAfter(task)
      while next != task, taskTable[next].flags.contains(.exiting) { next = threadAfter(next) }
      if next != task { return next }
    } else if let sibling = firstLivingThread(of: group) {
      return sibling
    }
    if signals[group].reaperFlags.contains(.hasSubreaper) {
      var ancestor = parent(of: task)
      while ancestor >= 0, ancestor != Self.initTask,
        namespaceLevel(of: ancestor) == namespaceLevel(of: task)
      {
        let its = taskTable[ancestor].signal
        if signals[its].reaperFlags.contains(.isSubreaper),
          let thread = firstLivingThread(of: its)
        {
          return thread
        }
        ancestor = parent(of: ancestor)
      }
    }
    return namespaceInit(of: task)
  }

  /// The first thread of a group that is not on its way out.
  @inline(__always)
  func firstLivingThread(of group: Int32) -> Int32? {
    var thread = signals[group].firstThread
    while thread >= 0 {
      if !taskTable[thread].flags.contains(.exiting) { return thread }
      thread = taskTable[thread].nextThread
    }
    return nil
  }

  // MARK: - The parent's side

  /// Tells the parent that a process has ended (C14), and reaps the process at once where nobody
  /// is going to wait for it (C17).
  @inline(__always)
  mutating func notifyParent(of leader: Int32) {
    notify(taskTable[leader].parent, ofEnd: leader, taskTable[leader].exitSignal)
  }

  /// Source: `kernel/signal.c: do_notify_parent`.
  mutating func notify(
    _ parent: Int32, ofEnd task: Int32, _ exitSignal: Int16
  ) {
    let sighand = taskTable[parent].sighand
    var signal = Int32(exitSignal)
    // C15: a parent that is another program by now gets what it may expect.
    if signal != Signal.child.rawValue, isOtherProgram(task, parent) {
      signal = Signal.child.rawValue
    }
    let status =
      signals[taskTable[task].signal].leader == task
      ? processStatus(of: task) : taskTable[task].exitCode
    record(
      .processEnd, Int64(status), Int64(taskTable[task].processID),
      Int64(taskTable[parent].threadID), 0)
    var reapsItself = false
    if signal == Signal.child.rawValue, !taskTable[task].flags.contains(.traced) {
      // SIG_IGN says so, and no signal is sent; SA_NOCLDWAIT says so, and it is.
      let isIgnored = sighands[sighand].ignored & Signal.child.bit != 0
      reapsItself = isIgnored || sighands[sighand].childFlags.contains(.noChildWait)
      if isIgnored { signal = 0 }
    }
    if signal > 0, signal <= Signal.maximum {
      let code: SignalCode =
        status & 0x7f == 0 ? .childExited : status & 0x80 != 0 ? .childDumped : .childKilled
      send(
        SignalInfo(
          signal: Signal(rawValue: signal), code: code,
          processID: ProcessID(rawValue: number(of: task, seenBy: parent)),
          userID: userNumber(of: task, seenBy: parent),
          status: status & 0x7f == 0 ? status >> 8 : status & 0x7f), to: parent, .process)
    }
    wakeWaiters(of: taskTable[parent].signal, for: task)
    if !pollRequests.isEmpty { wakePolls() }
    if !fileSides.isEmpty { watchedProcessChanged() }
    if reapsItself { releaseProcess(task, reaper: .none) }
  }

  /// Whether an exit signal was asked for by a program that is no more.
  ///
  /// Source: `kernel/signal.c: do_notify_parent`; 2.6's `kernel/exit.c: exit_notify`.
  private func isOtherProgram(_ task: Int32, _ parent: Int32) -> Bool {
    if profile.execExitSignal == .becomesChild {
      return taskTable[task].parentExecID != taskTable[parent].selfExecID
    }
    return
      (taskTable[task].parentExecID != taskTable[parent].selfExecID
      || taskTable[task].selfExecID != taskTable[task].parentExecID)
      && !credentials(of: task).capabilities.contains(.kill)
  }

  /// Takes a thread that has ended out of its group; the last one to go lets a zombie leader be
  /// waited for.
  ///
  /// Source: `kernel/exit.c: release_task`.
  @inline(__always)
  mutating func releaseThread(_ task: Int32) {
    let group = taskTable[task].signal
    if signals[group].currentTarget == task {
      signals[group].currentTarget = threadAfter(task)
    }
    signals[group].userNanoseconds &+= taskTable[task].userNanoseconds
    signals[group].systemNanoseconds &+= taskTable[task].systemNanoseconds
    removeThread(task)
    releaseRecord(task, reaper: .none)
    let leader = signals[group].leader
    if signals[group].threadCount == 1, taskTable[leader].state == .zombie {
      notifyOfLeader(leader)
    }
  }

  /// Tells of a leader that waited for the end of its last thread.
  @inline(never)
  private mutating func notifyOfLeader(_ leader: Int32) {
    if taskTable[leader].flags.contains(.traced) {
      notifyTracer(ofEnd: leader, taskTable[leader].exitSignal)
    } else {
      notifyParent(of: leader)
    }
  }

  /// Whether somebody waited for what is released.
  enum Reaper: Int64 {
    case none = 0
    case waiter = 1
  }

  /// Takes away what is left of a process that has ended.
  mutating func releaseProcess(_ leader: Int32, reaper: Reaper) {
    if taskTable[leader].parent == Self.initTask { rememberProgram(leader) }
    let group = taskTable[leader].signal
    removeChild(leader)
    flush(SignalSet(rawValue: ~0), of: .group(group))
    releaseLimits(of: group)
    releaseRecord(leader, reaper: reaper)
    let processGroup = signals[group].processGroup
    let session = signals[group].session
    signals.release(group)
    leaveProcessGroup(processGroup)
    leaveSession(session)
  }

  @inline(__always)
  mutating func releaseRecord(_ task: Int32, reaper: Reaper) {
    let threadID = taskTable[task].threadID
    record(.reap, Int64(threadID), Int64(taskTable[task].exitCode), reaper.rawValue, 0)
    let sighand = taskTable[task].sighand
    sighands[sighand].users &-= 1
    if sighands[sighand].users == 0 { sighands.release(sighand) }
    if taskTable[task].flags.contains(.unusual) {
      if taskTable[task].pending.first >= 0 { flush(SignalSet(rawValue: ~0), of: .task(task)) }
      if taskTable[task].extra >= 0 { releaseExtra(of: task) }
    }
    releaseNumbers(of: task)
    countTask(of: credentials(of: task).realUserID, by: -1)
    releaseCredentials(taskTable[task].credential)
    if rareParts.contains(.processFiles) { keepEnd(of: task) }
    taskTable.release(task)
    if !rareParts.isEmpty { forgetEverywhere(task) }
  }

  /// Takes a task out of what the rare parts remember of tasks.
  @inline(never)
  private mutating func forgetEverywhere(_ task: Int32) {
    if !fileSides.isEmpty {
      forgetProgram(task)
      watchedProcessChanged()
    }
    if !pollRequests.isEmpty { forgetPoll(of: task) }
  }
}
