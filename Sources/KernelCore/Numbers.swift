internal import LinuxABI

// Which number a task, a process group or a session has, and for whom.
//
// A number depends on who asks: each PID namespace has its own. Those of the first one are in the
// records themselves, so that a machine without further namespaces pays nothing.
extension Kernel {
  /// The number of a task, as another one sees it; 0 if it does not see it at all.
  ///
  /// Source: `kernel/pid.c: task_pid_nr_ns`.
  @inline(__always)
  func number(of task: Int32, seenBy viewer: Int32) -> Int32 {
    taskTable[viewer].pid < 0
      ? taskTable[task].threadID : nestedNumber(of: taskTable[task].pid, seenBy: viewer)
  }

  /// The number of a task's process, as another one sees it; 0 if it does not see it at all.
  @inline(__always)
  func processNumber(of task: Int32, seenBy viewer: Int32) -> Int32 {
    taskTable[viewer].pid < 0
      ? taskTable[task].processID
      : nestedNumber(
        of: taskTable[signals[taskTable[task].signal].leader].pid, seenBy: viewer)
  }

  /// The task with a number, as another one sees it, or -1.
  @inline(__always)
  func task(numbered number: Int32, seenBy viewer: Int32) -> Int32 {
    taskTable[viewer].pid < 0 ? threadIDs[number] : nestedTask(numbered: number, seenBy: viewer)
  }

  /// The process group with a number, or -1.
  func processGroup(numbered number: Int32, seenBy viewer: Int32) -> Int32 {
    processGroups.indices.first {
      self.number(ofGroup: processGroups[$0], seenBy: viewer) == number
    } ?? -1
  }

  /// The number of a process group or session.
  func number(ofGroup group: ProcessGroupRecord, seenBy viewer: Int32) -> Int32 {
    taskTable[viewer].pid < 0 ? group.id : nestedNumber(of: group.pid, seenBy: viewer)
  }

  // MARK: - Process groups and sessions

  /// One process fewer in a group; an empty one gives its number back.
  mutating func leaveProcessGroup(_ group: Int32) {
    processGroups[group].processCount -= 1
    guard processGroups[group].processCount == 0 else { return }
    let record = processGroups[group]
    processGroups.release(group)
    giveBackNumber(of: record)
  }

  /// One process fewer in a session; an empty one gives its number back.
  mutating func leaveSession(_ session: Int32) {
    sessions[session].processCount -= 1
    guard sessions[session].processCount == 0 else { return }
    let record = sessions[session]
    sessions.release(session)
    giveBackNumber(of: record)
  }

  private mutating func giveBackNumber(of record: ProcessGroupRecord) {
    if record.pid >= 0 { releasePid(record.pid) }
    if !isGroupNumber(record.id) { threadIDs.groupEnded(record.id) }
  }

  /// Whether a process group or a session goes by a number.
  ///
  /// Mutating, though it changes nothing; see `checkUserLimit`.
  private mutating func isGroupNumber(_ number: Int32) -> Bool {
    processGroups.contains { $0.id == number } || sessions.contains { $0.id == number }
  }

  /// Gives back the numbers of a task that is no more, unless a group still goes by them.
  @inline(__always)
  mutating func releaseNumbers(of task: Int32) {
    let threadID = taskTable[task].threadID
    // Only a leader's number can be that of a group.
    let isGroup = taskTable[task].exitSignal != -1 && mayBeGroup(task) && isGroupNumber(threadID)
    threadIDs.release(threadID, isGroup: isGroup)
    if taskTable[task].pid >= 0 { releaseTaskPid(of: task) }
  }

  /// Whether its own group or session goes by a task's number; others cannot, unless it left them.
  @inline(__always)
  private func mayBeGroup(_ task: Int32) -> Bool {
    taskTable[task].flags.contains(.ledGroup)
  }

  /// Source: setpgid(2); `kernel/sys.c: SYSCALL_DEFINE2(setpgid)`.
  mutating func setpgid(
    _ pid: Int32, _ groupID: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let leader = signals[taskTable[caller].signal].leader
    // setpgid(2), EINVAL: a negative group, which for 0 is the process's own number.
    guard groupID >= 0, groupID > 0 || pid >= 0 else { throw .invalidArgument }
    let target = pid == 0 ? leader : task(numbered: pid, seenBy: caller)
    // setpgid(2), ESRCH: neither the caller nor a child of it.
    guard target >= 0 else { throw .noSuchProcess }
    // Only a process, not one of its threads.
    guard signals[taskTable[target].signal].leader == target else { throw .invalidArgument }
    let own = signals[taskTable[caller].signal]
    let its = signals[taskTable[target].signal]
    let parent = taskTable[target].parent
    if parent >= 0, taskTable[parent].signal == taskTable[caller].signal {
      // setpgid(2): EPERM for a child in another session, EACCES for one that has executed a
      // program (B30).
      guard its.session == own.session else { throw .notPermitted }
      guard taskTable[target].flags.contains(.forkedOnly) else { throw .permissionDenied }
    } else {
      guard target == leader else { throw .noSuchProcess }
    }
    // setpgid(2), EPERM: the leader of a session.
    guard sessions[its.session].id != taskTable[target].threadID else { throw .notPermitted }
    let wanted = groupID == 0 ? number(of: target, seenBy: caller) : groupID
    var group = processGroup(numbered: wanted, seenBy: caller)
    if wanted != number(of: target, seenBy: caller) {
      // setpgid(2), EPERM: no such group in the caller's session.
      guard group >= 0,
        processes(of: group).contains(where: { signals[$0].session == own.session })
      else { throw .notPermitted }
    }
    if group == its.processGroup { return .value(0) }
    if group < 0 {
      group = processGroups.allocate(groupRecord(of: target))
    } else {
      processGroups[group].processCount += 1
    }
    let old = its.processGroup
    signals[taskTable[target].signal].processGroup = group
    leaveProcessGroup(old)
    return .value(0)
  }

  /// Source: getpgid(2); `kernel/sys.c: do_getpgid`.
  func getpgid(_ pid: Int32, by caller: Int32) throws(Errno) -> Outcome {
    let target = pid == 0 ? caller : task(numbered: pid, seenBy: caller)
    guard target >= 0 else { throw .noSuchProcess }
    let group = signals[taskTable[target].signal].processGroup
    return .value(Int64(number(ofGroup: processGroups[group], seenBy: caller)))
  }

  /// Source: getsid(2); `kernel/sys.c: SYSCALL_DEFINE1(getsid)`.
  func getsid(_ pid: Int32, by caller: Int32) throws(Errno) -> Outcome {
    let target = pid == 0 ? caller : task(numbered: pid, seenBy: caller)
    guard target >= 0 else { throw .noSuchProcess }
    let session = signals[taskTable[target].signal].session
    return .value(Int64(number(ofGroup: sessions[session], seenBy: caller)))
  }

  /// Source: setsid(2); `kernel/sys.c: ksys_setsid`.
  mutating func setsid(by caller: Int32) throws(Errno) -> Outcome {
    let group = taskTable[caller].signal
    let leader = signals[group].leader
    let number = taskTable[leader].threadID
    // setsid(2), EPERM: it leads a session already, or a process group goes by its number.
    guard sessions[signals[group].session].id != number,
      !processGroups.contains(where: { $0.id == number })
    else { throw .notPermitted }
    let (oldGroup, oldSession) = (signals[group].processGroup, signals[group].session)
    signals[group].session = sessions.allocate(groupRecord(of: leader))
    signals[group].processGroup = processGroups.allocate(groupRecord(of: leader))
    leaveProcessGroup(oldGroup)
    leaveSession(oldSession)
    return .value(Int64(self.number(of: leader, seenBy: caller)))
  }

  /// The record of a group or session that goes by a leader's number, with that one process in it.
  private mutating func groupRecord(of leader: Int32) -> ProcessGroupRecord {
    taskTable[leader].flags.insert(.ledGroup)
    let pid = taskTable[leader].pid
    if pid >= 0 { retainPid(pid) }
    return ProcessGroupRecord(id: taskTable[leader].threadID, pid: pid, processCount: 1)
  }
}
