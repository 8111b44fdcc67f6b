internal import LinuxABI

// The end of a PID namespace: its init takes all others with it (C12).
extension Kernel {
  /// Keeps the last thread of a namespace's init until nobody else is left in it.
  ///
  /// Its memory, files and namespaces are gone by then.
  ///
  /// Source: `kernel/pid_namespace.c: zap_pid_ns_processes`.
  ///
  /// - Returns: Whether it has to wait; it goes on with `resumeNamespaceEnd`.
  @inline(never)
  mutating func waitsForNamespace(_ task: Int32, status: Int32) -> Bool {
    let namespace = pidNamespace(of: task)
    let group = taskTable[task].signal
    guard signals[group].liveCount == 0,
      taskTable[pidNamespaces[namespace].initLeader].signal == group,
      !pidNamespaces[namespace].isClosed
    else { return false }
    pidNamespaces[namespace].isClosed = true
    // What it gets from now on is nobody's business, and its children leave no zombies.
    if signals[group].groupExit == .none {
      signals[group].groupExit = .begun
      signals[group].groupExitCode = status
    }
    setDisposition(of: .child, .ignore, in: taskTable[task].sighand)
    // Its tracees go first: one that has ended would be waited for in vain.
    // Source: `kernel/exit.c: forget_original_parent`, exit_ptrace.
    if taskTable[task].extra >= 0 { releaseTracees(of: task) }
    for other in pidNamespaces[namespace].numbers.tasks(from: 2)
    where taskTable[other].signal != group && !taskTable[other].pending.set.contains(.kill) {
      send(SignalInfo(signal: .kill, code: .kernel), to: other, .process, isForced: true)
    }
    return waitsForOthers(task)
  }

  /// Waits for the children, which are zombies if their exit signal is another than SIGCHLD, then for
  /// those in the namespace whose parent is outside.
  private mutating func waitsForOthers(_ task: Int32) -> Bool {
    taskTable[task].blockedCall = .namespaceEnd
    if reapAll(by: task) { return true }
    guard !isLastOfNamespace(task) else { return false }
    block(.waitingForNamespace)
    return true
  }

  /// Whether a task has ended but for its namespace.
  func isEndingNamespace(_ task: Int32) -> Bool {
    taskTable[task].blockedCall == .namespaceEnd && taskTable[task].state != .zombie
  }

  /// Whether a namespace has no number but those of its init.
  private func isLastOfNamespace(_ task: Int32) -> Bool {
    let isLeader = signals[taskTable[task].signal].leader == task
    return pidNamespaces[pidNamespace(of: task)].numbers.usedCount <= (isLeader ? 1 : 2)
  }

  /// Lets an init end that waits for its namespace, if a number that was given back was the last.
  ///
  /// Source: `kernel/pid.c: free_pid`.
  mutating func wakeNamespaceEnd(_ namespace: Int32) {
    guard pidNamespaces[namespace].isClosed else { return }
    let leader = pidNamespaces[namespace].initLeader
    guard taskTable.isInUse(leader) else { return }
    for thread in threads(of: taskTable[leader].signal)
    where taskTable[thread].state == .waitingForNamespace && isLastOfNamespace(thread) {
      wake(thread)
      taskTable[thread].flags.insert(.inCall)
    }
  }

  mutating func resumeNamespaceEnd(of task: Int32) -> Outcome {
    waitsForOthers(task) ? .pending : finishEnd(of: task)
  }
}
