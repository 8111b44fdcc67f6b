internal import LinuxABI

// Namespaces of process ids: a task has a number in its own and in every one above it (B12).
//
// The numbers of the first namespace are in the records of tasks; those of the others are in
// `PidRecord`s, which process groups and sessions have in common with their leaders.
extension Kernel {
  /// The PID namespace that a task is in; -1 for the first one.
  ///
  /// Source: `kernel/pid.c: task_active_pid_ns`.
  @inline(__always)
  func pidNamespace(of task: Int32) -> Int32 {
    let pid = taskTable[task].pid
    return pid < 0 ? -1 : pids[pid].namespace
  }

  /// How deep a PID namespace is; 0 for the first one.
  func level(ofNamespace namespace: Int32) -> Int32 {
    namespace < 0 ? 0 : pidNamespaces[namespace].level
  }

  func namespaceLevel(of task: Int32) -> Int32 { level(ofNamespace: pidNamespace(of: task)) }

  /// The number that a viewer in a namespace other than the first one sees.
  ///
  /// Source: `kernel/pid.c: pid_nr_ns`.
  func nestedNumber(of pid: Int32, seenBy viewer: Int32) -> Int32 {
    guard pid >= 0 else { return 0 }
    let viewed = pidNamespace(of: viewer)
    var namespace = pids[pid].namespace
    for number in pids[pid].numbers {
      if namespace == viewed { return number }
      namespace = pidNamespaces[namespace].parent
    }
    return 0
  }

  func nestedTask(numbered number: Int32, seenBy viewer: Int32) -> Int32 {
    pidNamespaces[pidNamespace(of: viewer)].numbers[number]
  }

  /// Whether a sender is no task of the receiver's namespace, so that it can reach even an init.
  ///
  /// Source: `kernel/signal.c: send_signal_locked`.
  func isInAncestorNamespace(_ sender: Int32, of task: Int32) -> Bool {
    taskTable[task].pid >= 0 && number(of: sender, seenBy: task) == 0
  }

  /// The task that adopts the orphans of a namespace.
  ///
  /// Source: `kernel/exit.c: find_child_reaper`.
  func namespaceInit(of task: Int32) -> Int32 {
    let namespace = pidNamespace(of: task)
    guard namespace >= 0 else { return Self.initTask }
    let leader = pidNamespaces[namespace].initLeader
    let group = taskTable[leader].signal
    return firstLivingThread(of: group)
      ?? threads(of: group).first { taskTable[$0].state != .zombie } ?? leader
  }

  // MARK: - Numbers

  mutating func retainPid(_ pid: Int32) {
    pids[pid].users += 1
  }

  /// A process group or session fewer goes by the numbers.
  mutating func releasePid(_ pid: Int32) {
    pids[pid].users -= 1
    guard pids[pid].users == 0 else { return }
    var namespace = pids[pid].namespace
    for number in pids[pid].numbers {
      pidNamespaces[namespace].numbers.groupEnded(number)
      wakeNamespaceEnd(namespace)
      namespace = pidNamespaces[namespace].parent
    }
    endPid(pid)
  }

  /// The task is no more that has the numbers.
  @inline(never)
  mutating func releaseTaskPid(of task: Int32) {
    let pid = taskTable[task].pid
    let isGroup = pids[pid].users > 1
    var namespace = pids[pid].namespace
    for number in pids[pid].numbers {
      pidNamespaces[namespace].numbers.release(number, isGroup: isGroup)
      wakeNamespaceEnd(namespace)
      namespace = pidNamespaces[namespace].parent
    }
    pids[pid].users -= 1
    if !isGroup { endPid(pid) }
  }

  private mutating func endPid(_ pid: Int32) {
    let namespace = pids[pid].namespace
    pids[pid].numbers = []
    pids.release(pid)
    releasePIDNamespace(namespace)
  }

  /// D3: a thread has taken its leader's numbers; says so to the tables.
  mutating func exchangePids(of task: Int32, and leader: Int32) {
    exchangePidfds(of: task, and: leader)
    guard taskTable[task].pid >= 0 else { return }
    for one in [task, leader] {
      let pid = taskTable[one].pid
      var namespace = pids[pid].namespace
      for number in pids[pid].numbers {
        pidNamespaces[namespace].numbers.setOwner(of: number, one)
        if pidNamespaces[namespace].initLeader == leader {
          pidNamespaces[namespace].initLeader = task
        }
        namespace = pidNamespaces[namespace].parent
      }
    }
  }

  // MARK: - Namespaces

  mutating func releasePIDNamespace(_ namespace: Int32) {
    pidNamespaces[namespace].users -= 1
    guard pidNamespaces[namespace].users == 0 else { return }
    let record = pidNamespaces[namespace]
    pidNamespaces.release(namespace)
    if record.parent >= 0 { releasePIDNamespace(record.parent) }
    if record.owner >= 0 { releaseUserNamespace(record.owner) }
  }

  /// A new namespace below the one of a task's children, without a user yet.
  ///
  /// Source: `kernel/pid_namespace.c: create_pid_namespace`.
  mutating func makePIDNamespace(below parent: Int32, owner: Int32) -> Int32 {
    if parent >= 0 { pidNamespaces[parent].users += 1 }
    if owner >= 0 { userNamespaces[owner].users += 1 }
    return pidNamespaces.allocate(
      PIDNamespaceRecord(
        users: 0, parent: parent, level: level(ofNamespace: parent) + 1, owner: owner,
        numbers: ThreadIDTable(max: limits.threadIDsMax)))
  }

  mutating func releaseUserNamespace(_ namespace: Int32) {
    userNamespaces[namespace].users -= 1
    guard userNamespaces[namespace].users == 0 else { return }
    let parent = userNamespaces[namespace].parent
    userNamespaces[namespace].userMap = []
    userNamespaces[namespace].groupMap = []
    userNamespaces.release(namespace)
    if parent >= 0 { releaseUserNamespace(parent) }
  }
}
