internal import LinuxABI

// The end of tasks, and of the processes that they make up.
extension Kernel {
  /// Ends the calling task alone (C1).
  ///
  /// Source: _exit(2); `kernel/exit.c: do_exit`.
  mutating func exit(_ code: Int32, of task: Int32) -> Outcome {
    endTask(task, status: (code & 0xff) << 8)
  }

  /// Ends every task of the caller's group (C1).
  ///
  /// Source: exit_group(2); `kernel/exit.c: do_group_exit`.
  mutating func exitGroup(_ code: Int32, of task: Int32) -> Outcome {
    let group = taskTable[task].signal
    // The first one wins: whoever comes later does not change the status.
    if signals[group].groupExit == .none {
      beginGroupExit(group, status: (code & 0xff) << 8, by: task)
    }
    return endTask(task, status: signals[group].groupExitCode)
  }

  /// Ends a task for which a fatal signal waits.
  ///
  /// Source: `kernel/signal.c: get_signal`, which calls do_group_exit.
  mutating func dieOfSignal(_ task: Int32) -> Outcome {
    endTask(task, status: signals[taskTable[task].signal].groupExitCode)
  }

  /// Sets the status of the whole group, and lets every other thread of it end as soon as it runs.
  ///
  /// Source: `kernel/signal.c: zap_other_threads, complete_signal`.
  mutating func beginGroupExit(_ group: Int32, status: Int32, by task: Int32) {
    signals[group].groupExit = .begun
    signals[group].groupExitCode = status
    var thread = signals[group].firstThread
    while thread >= 0 {
      if thread != task, !taskTable[thread].flags.contains(.exiting) { sendFatal(thread) }
      thread = taskTable[thread].nextThread
    }
  }

  /// Lets a task end as soon as it runs, and wakes it for that.
  private mutating func sendFatal(_ thread: Int32) {
    taskTable[thread].flags.insert(.fatalSignal)
    guard taskTable[thread].state.isBlocked else { return }
    if taskTable[thread].state == .waitingForVfork {
      // E3: the child goes on, and will release nobody.
      guard profile.vforkWait == .killable else { return }
      forgetVfork(of: thread)
    }
    interruptSleep(of: thread)
  }

  /// Ends the task that has the processor, in the order of do_exit (C3).
  ///
  /// Source: `kernel/exit.c: do_exit`.
  private mutating func endTask(_ task: Int32, status: Int32) -> Outcome {
    let group = taskTable[task].signal
    taskTable[task].flags.insert(.exiting)
    taskTable[task].exitCode = status
    signals[group].liveCount -= 1
    if signals[group].liveCount == 0 { synchronizeGroupExit(group, status) }
    record(
      .exit, Int64(status), Int64(taskTable[task].processID), Int64(signals[group].liveCount), 0)

    releaseMemory(of: task)
    releaseFiles(of: task)
    releaseDirectory(of: task)
    if taskTable[task].firstChild >= 0 { adoptChildren(of: task) }

    taskTable[task].state = .zombie
    endedTask = id(of: task)
    if signals[group].leader == task {
      // C5: a leader waits, as a zombie, for the rest of its group.
      if signals[group].threadCount == 1 { notifyParent(of: task) }
    } else {
      // C4: nobody waits for a thread.
      releaseThread(task)
    }
    leaveProcessor()
    return .ended
  }

  /// C6: where the status of the process comes from.
  ///
  /// Source: `kernel/exit.c: synchronize_group_exit`.
  private mutating func synchronizeGroupExit(_ group: Int32, _ status: Int32) {
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

  // MARK: - Giving up what it had

  /// Lets go of the memory: clears and wakes what clone was asked to (C10), and lets a parent go on
  /// that a vfork suspended (E1).
  ///
  /// Source: `kernel/fork.c: mm_release, exit_mm_release`.
  @inline(__always)
  private mutating func releaseMemory(of task: Int32) {
    let mm = taskTable[task].mm
    let address = taskTable[task].clearChildTID
    if address != 0 {
      // Only where somebody is left who could look. A fault is ignored.
      if memory.spaces[mm].users > 1 { clearThreadID(address, in: mm) }
      taskTable[task].clearChildTID = 0
    }
    if taskTable[task].vforkParent >= 0 { completeVfork(of: task) }
    memory.release(mm)
    taskTable[task].mm = -1
  }

  /// Lets the parent go on that waits for the vfork of this child.
  ///
  /// Source: `kernel/fork.c: complete_vfork_done`.
  private mutating func completeVfork(of child: Int32) {
    let parent = taskTable[child].vforkParent
    taskTable[child].vforkParent = -1
    taskTable[parent].vforkChild = -1
    wake(parent)
    complete(parent, taskTable[parent].replyValue)
  }

  /// The parent of a vfork is gone: its child has nobody to release.
  private mutating func forgetVfork(of parent: Int32) {
    let child = taskTable[parent].vforkChild
    taskTable[parent].vforkChild = -1
    taskTable[child].vforkParent = -1
  }

  @inline(__always)
  private mutating func releaseFiles(of task: Int32) {
    let files = taskTable[task].files
    taskTable[task].files = -1
    fileTables[files].users -= 1
    if fileTables[files].users == 0 { giveBackFiles(files) }
  }

  private mutating func giveBackFiles(_ files: Int32) {
    for file in fileTables[files].descriptors where file >= 0 { releaseOpenFile(file) }
    // Emptied at once, so that a buffer in common with another table is that one's alone again.
    fileTables[files].descriptors = []
    fileTables.release(files)
  }

  @inline(__always)
  private mutating func releaseDirectory(of task: Int32) {
    let fs = taskTable[task].fs
    taskTable[task].fs = -1
    directories[fs].users -= 1
    if directories[fs].users == 0 { directories.release(fs) }
  }

  // MARK: - Children

  /// Gives the children of a task that ends to somebody who is left (C24).
  ///
  /// Source: `kernel/exit.c: forget_original_parent, find_new_reaper`.
  @inline(never)
  private mutating func adoptChildren(of task: Int32) {
    var child = taskTable[task].firstChild
    taskTable[task].firstChild = -1
    taskTable[task].lastChild = -1
    let sibling = firstLivingThread(of: taskTable[task].signal)
    while child >= 0 {
      let next = taskTable[child].nextSibling
      let adopter = sibling ?? Self.initTask
      appendChild(child, to: adopter)
      record(
        .reparent, Int64(taskTable[child].processID), Int64(taskTable[adopter].threadID), 0, 0)
      // C25: within the group nothing else changes. C26: init is told of zombies, with SIGCHLD.
      if sibling == nil {
        taskTable[child].exitSignal = Int16(Signal.child.rawValue)
        let isEnded =
          taskTable[child].state == .zombie && signals[taskTable[child].signal].threadCount == 1
        if isEnded { notifyParent(of: child) }
      }
      child = next
    }
  }

  /// The first thread of a group that is not on its way out.
  @inline(__always)
  private func firstLivingThread(of group: Int32) -> Int32? {
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
  ///
  /// Source: `kernel/signal.c: do_notify_parent`.
  private mutating func notifyParent(of leader: Int32) {
    let parent = taskTable[leader].parent
    let sighand = taskTable[parent].sighand
    var signal = Int32(taskTable[leader].exitSignal)
    record(
      .processEnd, Int64(processStatus(of: leader)), Int64(taskTable[leader].processID),
      Int64(taskTable[parent].threadID), 0)
    var reapsItself = false
    if signal == Signal.child.rawValue {
      // SIG_IGN says so, and no signal is sent; SA_NOCLDWAIT says so, and it is.
      let isIgnored = sighands[sighand].ignored & Signal.child.bit != 0
      reapsItself = isIgnored || sighands[sighand].zombies == .discard
      if isIgnored { signal = 0 }
    }
    if signal > 0, signal <= Signal.maximum {
      deliver(Signal(rawValue: signal), to: taskTable[parent].signal)
    }
    wakeWaiters(of: taskTable[parent].signal, for: leader)
    if reapsItself { releaseProcess(leader, reaper: .none) }
  }

  /// Takes a thread that has ended out of its group; the last one to go lets a zombie leader be
  /// waited for.
  ///
  /// Source: `kernel/exit.c: release_task`.
  @inline(__always)
  private mutating func releaseThread(_ task: Int32) {
    let group = taskTable[task].signal
    removeThread(task)
    releaseRecord(task, reaper: .none)
    let leader = signals[group].leader
    if signals[group].threadCount == 1, taskTable[leader].state == .zombie {
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
    let processGroup = signals[group].processGroup
    processGroups[processGroup].processCount -= 1
    let isGroupGone = processGroups[processGroup].processCount == 0
    releaseRecord(leader, reaper: reaper)
    signals.release(group)
    if isGroupGone {
      threadIDs.groupEnded(processGroups[processGroup].id)
      processGroups.release(processGroup)
    }
  }

  @inline(__always)
  private mutating func releaseRecord(_ task: Int32, reaper: Reaper) {
    let threadID = taskTable[task].threadID
    record(.reap, Int64(threadID), Int64(taskTable[task].exitCode), reaper.rawValue, 0)
    let sighand = taskTable[task].sighand
    sighands[sighand].users -= 1
    if sighands[sighand].users == 0 { sighands.release(sighand) }
    let isGroup =
      processGroups[signals[taskTable[task].signal].processGroup].id == threadID
    threadIDs.release(threadID, isGroup: isGroup)
    countTask(of: taskTable[task].credentials.userID, by: -1)
    taskTable.release(task)
  }
}
