public import LinuxABI

// Creating tasks. All of it is clone: fork is clone(SIGCHLD), vfork is
// clone(CLONE_VFORK|CLONE_VM|SIGCHLD), and a thread is clone with half a dozen things shared (A3).
extension CloneFlags {
  /// What this kernel can do, and what Linux ignores (`CLONE_DETACHED`).
  ///
  /// A flag that is legal and not among these is refused by name.
  public static var built: CloneFlags {
    [
      .vm, .fs, .files, .sighand, .vfork, .parent, .thread, .setTLS, .parentSetTID,
      .childClearTID, .detached, .childSetTID,
    ]
  }
}

extension Kernel {
  /// Creates a task that shares with its caller what the flags name, and copies the rest.
  ///
  /// Source: clone(2); `kernel/fork.c: kernel_clone, copy_process`.
  mutating func clone(
    _ arguments: CloneArguments, by caller: Int32
  ) throws(Errno) -> Outcome {
    let call = arguments.normalized
    let flags = call.flags
    let rule = brokenRule(
      flags: flags, exitSignal: call.exitSignal, caller: callerState(of: caller),
      rules: profile.cloneRules)
    if let rule, !rule.isAfterLimits { throw rule.errno }
    try checkTaskLimits(for: caller)
    if let rule { throw rule.errno }
    if let outcome = refuseUnbuilt(call, to: caller) { return outcome }

    let child = try copyProcess(call, by: caller)
    let threadID = taskTable[child].threadID
    // After the memory is copied, so the child's copy does not hold it; a bad address is nobody's
    // business (A23).
    // Source: `kernel_clone`, put_user(nr, args->parent_tid).
    if flags.contains(.parentSetTID) {
      storeThreadID(call.parentTID.rawValue, threadID, in: taskTable[caller].mm)
    }
    runQueue.append(child, in: &taskTable)
    guard flags.contains(.vfork) else {
      justCloned = child
      return .value(Int64(threadID))
    }
    // E1, E2: the calling thread alone sleeps until the child lets go of its memory, whether the
    // two share it or not.
    taskTable[child].vforkParent = caller
    taskTable[caller].vforkChild = child
    taskTable[caller].replyValue = Int64(threadID)
    block(.waitingForVfork)
    return .pending
  }

  private func callerState(of task: Int32) -> CallerState {
    CallerState(
      credentials: taskTable[task].credentials,
      isInit: signals[taskTable[task].signal].protection == .initProcess)
  }

  /// A20: what EAGAIN is for.
  private func checkTaskLimits(for caller: Int32) throws(Errno) {
    // RLIMIT_NPROC; user 0 and two capabilities are exempt. Source: `copy_process`.
    let credentials = taskTable[caller].credentials
    if credentials.userID != 0,
      credentials.capabilities.isDisjoint(with: [.systemResource, .systemAdministration]),
      taskCount(of: credentials.userID) >= limits.tasksPerUserMax
    {
      throw .resourceTemporarilyUnavailable
    }
    // threads-max. Source: `copy_process`, nr_threads.
    guard taskTable.count < Int(limits.tasksMax) else { throw .resourceTemporarilyUnavailable }
  }

  /// Refuses by name what is legal and not built.
  private mutating func refuseUnbuilt(
    _ call: CloneArguments, to caller: Int32
  ) -> Outcome? {
    let unbuilt = call.flags.subtracting(.built)
    if unbuilt != [] {
      return refuse(.flagsNotBuilt, Int64(bitPattern: unbuilt.rawValue), to: caller)
    }
    // The signal would stop the parent or run a handler of it, the day the child ends.
    guard call.exitSignal != 0, call.exitSignal != Signal.child.rawValue,
      call.exitSignal <= Signal.maximum, !call.flags.contains(.thread),
      !call.flags.contains(.parent)
    else { return nil }
    let signal = Signal(rawValue: call.exitSignal)
    if signal.stopsByDefault { return refuse(.signalNotBuilt, Int64(call.exitSignal), to: caller) }
    guard sighands[taskTable[caller].sighand].handled & signal.bit != 0 else { return nil }
    return refuse(.handlerNotBuilt, Int64(call.exitSignal), to: caller)
  }

  /// Makes the child, with everything shared, copied or new as the flags say; it does not run yet.
  private mutating func copyProcess(
    _ call: CloneArguments, by caller: Int32
  ) throws(Errno) -> Int32 {
    let flags = call.flags
    // Whatever can fail comes first, so that a failure leaves nothing behind (A4). Memory comes
    // before the number, as in `copy_process`.
    var mm = taskTable[caller].mm
    if flags.contains(.vm) {
      memory.spaces[mm].users += 1
    } else {
      mm = try memory.fork(mm, pagesMax: limits.pagesMax)
    }
    guard let threadID = threadIDs.next() else {
      memory.release(mm)
      // No number is free. Source: `kernel/pid.c: alloc_pid`.
      throw .resourceTemporarilyUnavailable
    }

    let isThread = flags.contains(.thread)
    let group = taskTable[caller].signal
    let leader = signals[group].leader
    var record = TaskRecord(
      threadID: threadID, processID: isThread ? taskTable[caller].processID : threadID,
      state: .runnable,
      // B11: a thread has none; a sibling gets the one of the caller's leader.
      exitSignal: isThread
        ? -1
        : flags.contains(.parent) ? taskTable[leader].exitSignal : Int16(call.exitSignal),
      credentials: taskTable[caller].credentials, mm: mm, files: -1, fs: -1, sighand: -1,
      signal: -1,
      // B10: the very task that calls, unless the caller's own parent is asked for.
      parent: isThread ? -1 : flags.contains(.parent) ? taskTable[leader].parent : caller,
      entry: call.entry,
      threadPointer: flags.contains(.setTLS) ? call.tls : taskTable[caller].threadPointer)
    // B21: never inherited.
    if flags.contains(.childSetTID) { record.setChildTID = call.childTID.rawValue }
    if flags.contains(.childClearTID) { record.clearChildTID = call.childTID.rawValue }
    record.files = shareOrCopyFiles(of: caller, flags)
    record.fs = shareOrCopyDirectory(of: caller, flags)
    record.sighand = shareOrCopySighand(of: caller, flags)
    if isThread { record.signal = group }

    let child = taskTable.allocate(record)
    threadIDs.assign(threadID, to: child)
    countTask(of: record.credentials.userID, by: 1)
    if isThread {
      appendThread(child, to: group)
    } else {
      let processGroup = signals[group].processGroup
      processGroups[processGroup].processCount += 1
      taskTable[child].signal = signals.allocate(
        SignalRecord(
          leader: child, firstThread: child, lastThread: child, processGroup: processGroup))
      appendChild(child, to: record.parent)
    }
    self.record(
      .clone, Int64(threadID), Int64(call.word), Int64(record.exitSignal),
      Int64(record.processID))
    advance(
      flags.contains(.vm)
        ? profile.costs.cloneSharedNanoseconds : profile.costs.cloneCopiedNanoseconds)
    return child
  }

  // MARK: - What is shared or copied

  /// B3: shares or copies the table of descriptors.
  ///
  /// Source: `kernel/fork.c: copy_files`.
  private mutating func shareOrCopyFiles(of caller: Int32, _ flags: CloneFlags) -> Int32 {
    let files = taskTable[caller].files
    if flags.contains(.files) {
      fileTables[files].users += 1
      return files
    }
    // The table is copied; what its descriptors refer to is shared.
    var copy = fileTables[files]
    copy.users = 1
    for file in copy.descriptors where file >= 0 { openFiles[file].users += 1 }
    return fileTables.allocate(copy)
  }

  /// B4: shares or copies root, current directory and umask.
  ///
  /// Source: `kernel/fork.c: copy_fs`.
  private mutating func shareOrCopyDirectory(of caller: Int32, _ flags: CloneFlags) -> Int32 {
    let fs = taskTable[caller].fs
    if flags.contains(.fs) {
      directories[fs].users += 1
      return fs
    }
    var copy = directories[fs]
    copy.users = 1
    return directories.allocate(copy)
  }

  /// B5: shares or copies the table of dispositions.
  ///
  /// Source: `kernel/fork.c: copy_sighand`.
  private mutating func shareOrCopySighand(of caller: Int32, _ flags: CloneFlags) -> Int32 {
    let sighand = taskTable[caller].sighand
    if flags.contains(.sighand) {
      sighands[sighand].users += 1
      return sighand
    }
    var copy = sighands[sighand]
    copy.users = 1
    return sighands.allocate(copy)
  }

  // MARK: - Thread ids in memory

  /// Stores a thread id where a task asked for it; an address that cannot be written to is ignored.
  mutating func storeThreadID(_ address: UInt64, _ threadID: Int32, in space: Int32) {
    var isStored = true
    do throws(MemoryFault) {
      try writeMemory(space, address, .word, UInt64(UInt32(bitPattern: threadID)))
    } catch {
      isStored = false
    }
    record(
      .threadIDStored, Int64(bitPattern: address), Int64(threadID), isStored ? 0 : 1, 0)
  }
}
