internal import LinuxABI

// Waiting for children, and taking note of their end.
extension Kernel {
  /// C31: what wait4 takes; `WEXITED` is implied and not among them.
  private static var waitOptions: WaitOptions {
    [.noHang, .untraced, .continued, .noThread, .all, .clone]
  }

  /// Begins to wait for a child that has ended.
  ///
  /// Source: wait4(2); `kernel/exit.c: kernel_wait4`.
  mutating func beginWait(
    _ pid: Int32, _ options: WaitOptions, by caller: Int32
  ) throws(Errno) -> Outcome {
    // C31. Source: `kernel_wait4`.
    guard options.isSubset(of: Self.waitOptions) else { throw .invalidArgument }
    // C32: the negative of this number is none. Source: `kernel_wait4`.
    guard pid != .min else { throw .noSuchProcess }
    taskTable[caller].waitPID = pid
    taskTable[caller].waitOptions = options.rawValue
    return try resumeWait(of: caller)
  }

  /// Looks for a child that has ended, again after the task was woken.
  ///
  /// Source: `kernel/exit.c: do_wait, __do_wait`.
  mutating func resumeWait(of caller: Int32) throws(Errno) -> Outcome {
    switch search(by: caller) {
    case .found(let leader):
      taskTable[caller].replyExtra = Int64(processStatus(of: leader))
      let pid = taskTable[leader].processID
      releaseProcess(leader, reaper: .waiter)
      return .value(Int64(pid))
    case .noChild:
      // C36: nobody that it could ever be told of. Source: `do_wait`, notask_error.
      throw .noChildProcess
    case .notYet:
      guard taskTable[caller].waitOptions & WaitOptions.noHang.rawValue == 0 else {
        return .value(0)
      }
      signals[taskTable[caller].signal].waiterCount += 1
      block(.waitingForChild)
      return .pending
    }
  }

  private enum SearchResult {
    case found(Int32)
    case notYet
    case noChild
  }

  /// C34, C35: the caller's own children in their order, then those of the next thread of the
  /// group, and so on around.
  @inline(__always)
  private func search(by caller: Int32) -> SearchResult {
    let pid = taskTable[caller].waitPID
    if pid > 0 { return check(processID: pid, by: caller) }
    let isAlone = taskTable[caller].waitOptions & WaitOptions.noThread.rawValue != 0
    var isAnyEligible = false
    var thread = caller
    repeat {
      var child = taskTable[thread].firstChild
      while child >= 0 {
        if isEligible(child, for: caller) {
          if isWaitable(child) { return .found(child) }
          isAnyEligible = true
        }
        child = taskTable[child].nextSibling
      }
      if isAlone { break }
      let next = taskTable[thread].nextThread
      thread = next >= 0 ? next : signals[taskTable[caller].signal].firstThread
    } while thread != caller
    return isAnyEligible ? .notYet : .noChild
  }

  /// One process, by its id.
  ///
  /// Source: `kernel/exit.c: do_wait_pid, is_effectively_child`.
  @inline(__always)
  private func check(processID: Int32, by caller: Int32) -> SearchResult {
    let child = threadIDs[processID]
    guard child >= 0, taskTable[child].processID == processID, isChild(child, of: caller),
      isEligible(child, for: caller)
    else { return .noChild }
    return isWaitable(child) ? .found(child) : .notYet
  }

  @inline(__always)
  private func isChild(_ child: Int32, of caller: Int32) -> Bool {
    let parent = taskTable[child].parent
    guard parent >= 0 else { return false }
    if parent == caller { return true }
    return taskTable[caller].waitOptions & WaitOptions.noThread.rawValue == 0
      && taskTable[parent].signal == taskTable[caller].signal
  }

  /// C32, C33: whether a child is one that the caller asks for.
  ///
  /// Source: `kernel/exit.c: eligible_pid, eligible_child`.
  @inline(__always)
  private func isEligible(_ child: Int32, for caller: Int32) -> Bool {
    let options = WaitOptions(rawValue: taskTable[caller].waitOptions)
    guard matches(taskTable[caller].waitPID, child, for: caller) else { return false }
    if options.contains(.all) { return true }
    return (taskTable[child].exitSignal != Int16(Signal.child.rawValue)) == options.contains(.clone)
  }

  @inline(__always)
  private func matches(_ pid: Int32, _ child: Int32, for caller: Int32) -> Bool {
    if pid == -1 { return true }
    if pid > 0 { return taskTable[child].processID == pid }
    let group = signals[taskTable[child].signal].processGroup
    return pid == 0
      ? group == signals[taskTable[caller].signal].processGroup : processGroups[group].id == -pid
  }

  /// C5: a zombie whose group has no other thread left.
  @inline(__always)
  private func isWaitable(_ leader: Int32) -> Bool {
    taskTable[leader].state == .zombie && signals[taskTable[leader].signal].threadCount == 1
  }

  /// Wakes whoever of a group waits for this child; each looks again when it runs, so one of them
  /// gets it (C41).
  ///
  /// Source: `kernel/exit.c: __wake_up_parent, child_wait_callback`.
  mutating func wakeWaiters(of group: Int32, for child: Int32) {
    guard signals[group].waiterCount > 0 else { return }
    var thread = signals[group].firstThread
    while thread >= 0 {
      if taskTable[thread].state == .waitingForChild, isChild(child, of: thread),
        matches(taskTable[thread].waitPID, child, for: thread)
      {
        endWait(of: thread)
        taskTable[thread].flags.insert(.waitAgain)
      }
      thread = taskTable[thread].nextThread
    }
  }

  /// Makes a task runnable that waits for a child.
  mutating func endWait(of task: Int32) {
    signals[taskTable[task].signal].waiterCount -= 1
    wake(task)
  }
}
