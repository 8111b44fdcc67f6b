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
      .childClearTID, .detached, .childSetTID, .ptrace, .untraced, .pidfd, .newNS, .sysvSem,
      .newCgroup, .newUTS, .newIPC, .newUser, .newPID, .newNet, .io, .newTime, .clearSighand,
      .intoCgroup,
    ]
  }
}

extension Kernel {
  /// Creates a task that shares with its caller what the flags name, and copies the rest.
  ///
  /// Source: clone(2); `kernel/fork.c: kernel_clone, copy_process`.
  @inline(__always)
  mutating func clone(
    _ arguments: CloneArguments, by caller: Int32
  ) throws(Errno) -> Outcome {
    var call = arguments.normalized
    call.flags.formIntersection(profile.knownFlags)
    // The bit of NEWCGROUP had another meaning before it was known.
    if isUsual(call, by: caller), !arguments.flags.contains(.newCgroup) {
      return try createUsual(call, by: caller)
    }
    var details = CloneDetails(pidfdAddress: call.parentTID.rawValue)
    details.startsStopped = profile.bit25 == .stopped && arguments.flags.contains(.newCgroup)
    return try create(call, details, profile.cloneRules, by: caller)
  }

  /// Whether a clone is like most: no rule can forbid it, nobody has to be asked or told, and there is
  /// nothing to share or copy but what every task has.
  @inline(__always)
  private func isUsual(_ call: CloneArguments, by caller: Int32) -> Bool {
    call.flags.areUsual && call.exitSignal <= Signal.maximum && rareParts.isEmpty
      && taskTable[caller].flags.isDisjoint(with: [.unusual, .traced])
      && signals[taskTable[caller].signal].pending.set.isEmpty
      && credentialTable[taskTable[caller].credential].value.realUserID == 0
  }

  /// Creates a task by such a clone.
  @inline(never)
  private mutating func createUsual(
    _ call: CloneArguments, by caller: Int32
  ) throws(Errno) -> Outcome {
    // A20, threads-max. Source: `copy_process`, nr_threads.
    guard taskTable.count < Int(limits.tasksMax) else { throw .resourceTemporarilyUnavailable }
    let child = try copyProcess(call, by: caller)
    runQueue.append(child, in: &taskTable)
    justCloned = child
    return .value(Int64(taskTable[child].threadID))
  }

  /// Creates a task for clone or clone3, with flags and exit signal in their own places.
  ///
  /// Source: `kernel/fork.c: kernel_clone`.
  mutating func create(
    _ call: CloneArguments, _ details: CloneDetails, _ rules: CloneRules, by caller: Int32
  ) throws(Errno) -> Outcome {
    let flags = call.flags
    var lateRule: CloneRule?
    if !flags.isObviouslyLegal || call.exitSignal > Signal.maximum
      || taskTable[caller].namespaces >= 0
    {
      let rule = brokenRule(
        flags: flags, exitSignal: call.exitSignal, caller: callerState(of: caller), rules: rules)
      if let rule, !rule.isAfterLimits { return refusal(rule.errno) }
      lateRule = rule
      if flags.contains(.newUser) {
        try checkNewNamespaces([], makesUser: true, by: caller)
      }
    }
    if !signals[taskTable[caller].signal].pending.set.isEmpty,
      postpone(PostponedClone(call: call, details: details, rules: rules), by: caller)
    {
      return .value(0)
    }
    if credentialTable[taskTable[caller].credential].value.realUserID != 0 {
      try checkUserLimit(for: caller)
    }
    // A20, threads-max. Source: `copy_process`, nr_threads.
    guard taskTable.count < Int(limits.tasksMax) else { throw .resourceTemporarilyUnavailable }
    if taskTable[caller].extra >= 0 { try checkDeadlineFork(by: caller) }
    if let lateRule { return refusal(lateRule.errno) }
    let unbuilt = flags.subtracting(.built)
    if unbuilt != [] {
      return refuse(.flagsNotBuilt, Int64(bitPattern: unbuilt.rawValue), to: caller)
    }

    if profile.parentThreadID == .storedBeforeCopy, flags.contains(.parentSetTID) {
      try storeBeforeCopy(call, by: caller)
    }
    let child = try copyAnyProcess(call, details, by: caller)
    let threadID = number(of: child, seenBy: caller)
    // After the memory is copied, so the child's copy does not hold it; a bad address is nobody's
    // business (A23).
    // Source: `kernel_clone`, put_user(nr, args->parent_tid).
    if flags.contains(.parentSetTID), profile.parentThreadID == .storedAfterCopy {
      storeThreadID(call.parentTID.rawValue, threadID, in: taskTable[caller].mm)
    }
    if isDriven { noteFork(child, of: caller, flags) }
    if details.startsStopped { stopNewborn(child) } else { enqueue(child, isNew: true) }
    if flags.contains(.vfork) {
      taskTable[child].vforkParent = caller
      taskTable[caller].vforkChild = child
    }
    // F5: a tracer is told before the caller waits.
    if taskTable[caller].flags.contains(.traced),
      stopAfterClone(caller, child, call, value: Int64(threadID))
    {
      return .pending
    }
    guard flags.contains(.vfork) else {
      if !details.startsStopped { justCloned = child }
      return .value(Int64(threadID))
    }
    // E1, E2: the calling thread alone sleeps until the child lets go of its memory, whether the
    // two share it or not.
    taskTable[caller].replyValue = Int64(threadID)
    block(.waitingForVfork)
    return .pending
  }

  /// The answer to a clone that breaks a rule.
  ///
  /// It is not thrown: whole tables of flag words are put to clone, and whoever tests with them may
  /// look at the stack of every error that is thrown.
  private mutating func refusal(_ errno: Errno) -> Outcome {
    // A4: before it could fail it had a number.
    if profile.failedClone == .takesNumber { threadIDs.passOver() }
    return .value(-Int64(errno.rawValue))
  }

  /// A21: signals that the caller could take come first, and clone starts again after them.
  ///
  /// Source: `kernel/fork.c: copy_process`, recalc_sigpending and ERESTARTNOINTR.
  ///
  /// - Returns: Whether there are any.
  @inline(never)
  private mutating func postpone(_ call: PostponedClone, by caller: Int32) -> Bool {
    updateSignalPending(caller)
    guard taskTable[caller].flags.contains(.signalPending) else { return false }
    let index = ensureExtra(of: caller)
    extras[index].clone = call
    taskTable[caller].blockedCall = .clone
    taskTable[caller].restart = .always
    return true
  }

  /// Starts a call of clone again.
  mutating func restartClone(of caller: Int32) throws(Errno) -> Outcome {
    guard let again = extra(of: caller).clone else { return .value(0) }
    taskTable[caller].blockedCall = .none
    defer { justCloned = -1 }
    return try create(again.call, again.details, again.rules, by: caller)
  }

  /// A36: in 2.6 the thread id is stored before the memory is copied, and a bad address counts.
  ///
  /// Source: 2.6.11's `kernel/fork.c: copy_process`.
  @inline(never)
  private mutating func storeBeforeCopy(
    _ call: CloneArguments, by caller: Int32
  ) throws(Errno) {
    guard let number = threadIDs.next() else { throw .resourceTemporarilyUnavailable }
    do throws(MemoryFault) {
      try writeMemory(
        taskTable[caller].mm, call.parentTID.rawValue, .word, UInt64(UInt32(bitPattern: number)))
    } catch {
      throw .badAddress
    }
  }

  /// A37: CLONE_STOPPED leaves the child stopped until SIGCONT starts it.
  ///
  /// Source: 2.6.11's `kernel/fork.c: do_fork`.
  @inline(never)
  private mutating func stopNewborn(_ child: Int32) {
    enqueue(SignalInfo(signal: .stop, code: .user), to: .task(child))
    taskTable[child].flags.insert(.signalPending)
    taskTable[child].state = .stopped
  }

  private func callerState(of task: Int32) -> CallerState {
    CallerState(
      credentials: credentials(of: task),
      isInit: signals[taskTable[task].signal].protection == .initProcess,
      childrenGetOtherPIDNamespace: namespaceSet(of: task).pidForChildren
        != pidNamespace(of: task))
  }

  /// A20: a user may have so many tasks (`RLIMIT_NPROC`); two capabilities are exempt.
  ///
  /// Mutating, though it changes nothing: what is called so works on the kernel in place, and the
  /// others may be handed a copy of its 1.5 KB.
  ///
  /// Source: `kernel/fork.c: copy_process`.
  @inline(never)
  private mutating func checkUserLimit(for caller: Int32) throws(Errno) {
    if Int64(taskCount(of: credentials(of: caller).realUserID)) >= tasksMax(ofUserOf: caller),
      !hasCapability(.systemResource, caller), !hasCapability(.systemAdministration, caller)
    {
      throw .resourceTemporarilyUnavailable
    }
  }

  /// Makes the child, with everything shared, copied or new as the flags say; it does not run yet.
  ///
  /// Source: `kernel/fork.c: copy_process`.
  @inline(always)
  private mutating func copyProcess(
    _ call: CloneArguments, by caller: Int32
  ) throws(Errno) -> Int32 {
    // Whatever can fail comes first, so that a failure leaves nothing behind (A4). Memory comes
    // before the number, as in `copy_process`.
    let mm = try shareOrCopyMemory(of: caller, call.flags)
    guard let threadID = threadIDs.next() else {
      memory.release(mm)
      // No number is free. Source: `kernel/pid.c: alloc_pid`.
      throw .resourceTemporarilyUnavailable
    }
    let child = makeTask(threadID, isChosen: false, call, mm: mm, by: caller)
    if call.flags.contains(.thread) {
      joinGroup(child, of: caller)
    } else {
      beginGroup(child, of: caller, call.flags)
    }
    recordClone(child, call)
    return child
  }

  /// The same for any clone.
  @inline(never)
  private mutating func copyAnyProcess(
    _ call: CloneArguments, _ details: CloneDetails, by caller: Int32
  ) throws(Errno) -> Int32 {
    let flags = call.flags
    let isRare = flags.areRare(for: taskTable[caller]) || !details.threadIDs.isEmpty
    let mm = try shareOrCopyMemory(of: caller, flags)
    var plan = RareClone()
    do throws(Errno) {
      if isRare {
        plan = try planClone(call, details, by: caller)
      } else if let next = threadIDs.next() {
        plan.threadIDs = [next]
      } else {
        // No number is free. Source: `kernel/pid.c: alloc_pid`.
        throw .resourceTemporarilyUnavailable
      }
    } catch {
      memory.release(mm)
      throw error
    }
    let child = makeTask(
      plan.threadIDs[plan.threadIDs.count - 1], isChosen: plan.chosenCount == plan.threadIDs.count,
      call, mm: mm, by: caller)
    if isRare { shareRare(child, of: caller, plan, call) }
    if taskTable[caller].extra >= 0 { inheritExtra(child, of: caller, flags) }
    if taskTable[caller].flags.contains(.traced) { traceChild(child, of: caller, call) }
    if flags.contains(.thread) {
      joinGroup(child, of: caller)
    } else {
      beginGroup(child, of: caller, flags)
    }
    if isRare { completeRare(child, of: caller, plan, flags) }
    if !fileSides.isEmpty { inheritProgram(child, of: caller) }
    recordClone(child, call)
    return child
  }

  @inline(__always)
  private mutating func shareOrCopyMemory(
    of caller: Int32, _ flags: CloneFlags
  ) throws(Errno) -> Int32 {
    let mm = taskTable[caller].mm
    guard flags.contains(.vm) else { return try memory.fork(mm, limits: limits) }
    memory.spaces[mm].users &+= 1
    return mm
  }

  /// Makes the record of the child, which has a number and memory and is in no group yet.
  @inline(__always)
  private mutating func makeTask(
    _ threadID: Int32, isChosen: Bool, _ call: CloneArguments, mm: Int32, by caller: Int32
  ) -> Int32 {
    let flags = call.flags
    let child = taskTable.allocateSlot(fresh: TaskRecord())
    threadIDs.assign(threadID, to: child, isChosen: isChosen)
    taskTable[child] = TaskRecord()
    taskTable.update(child, from: caller) { child, caller in child.begin(call, from: caller) }
    taskTable[child].threadID = threadID
    taskTable[child].mm = mm
    let credential = taskTable[child].credential
    credentialTable[credential].users &+= 1
    countTask(of: credentialTable[credential].value.realUserID, by: 1)
    shareOrCopy(child, flags)
    // B11: a thread has none; a sibling gets the one of the caller's leader, or, in 2.6, the one
    // that it was given (A39).
    taskTable[child].exitSignal =
      flags.contains(.thread)
      ? -1
      : flags.contains(.parent) && profile.siblingExitSignal == .leaders
        ? taskTable[signals[taskTable[child].signal].leader].exitSignal : Int16(call.exitSignal)
    return child
  }

  /// Makes the child a thread of its creator's group.
  @inline(__always)
  private mutating func joinGroup(_ child: Int32, of caller: Int32) {
    let group = taskTable[child].signal
    appendThread(child, to: group)
    memory.noteThread(of: taskTable[child].mm)
    if signals[group].mayBeStopped { joinStop(child, of: group, by: caller) }
  }

  /// Makes the child a process, which it leads.
  @inline(__always)
  private mutating func beginGroup(_ child: Int32, of caller: Int32, _ flags: CloneFlags) {
    let group = taskTable[child].signal
    let processGroup = signals[group].processGroup
    let session = signals[group].session
    processGroups[processGroup].processCount += 1
    sessions[session].processCount += 1
    taskTable[child].processID = taskTable[child].threadID
    var record = SignalRecord(
      leader: child, firstThread: child, lastThread: child, processGroup: processGroup,
      session: session)
    // C30: that there is a subreaper is inherited, to be one is not.
    if signals[group].reaperFlags != [] { record.reaperFlags = .hasSubreaper }
    record.limits = shareLimits(of: group)
    record.killPreference = signals[group].killPreference
    record.killPreferenceMin = signals[group].killPreferenceMin
    taskTable[child].signal = signals.allocate(record)
    // B10: the very task that calls, unless the caller's own parent is asked for.
    appendChild(
      child, to: flags.contains(.parent) ? taskTable[signals[group].leader].parent : caller)
  }

  @inline(__always)
  private mutating func recordClone(_ child: Int32, _ call: CloneArguments) {
    record(
      .clone, Int64(taskTable[child].threadID), Int64(call.word),
      Int64(taskTable[child].exitSignal),
      Int64(taskTable[child].processID))
  }

  /// B23: the alternate stack is the child's too, unless both would run on it at once.
  ///
  /// Source: `kernel/fork.c: copy_process`, sas_ss_reset.
  @inline(never)
  private mutating func inheritExtra(_ child: Int32, of caller: Int32, _ flags: CloneFlags) {
    inheritScheduling(child, of: caller)
    inheritFilters(child, of: caller)
    let personality = extra(of: caller).personality
    if personality != 0 { extras[ensureExtra(of: child)].personality = personality }
    // prctl(2), PR_SET_TIMERSLACK: a child begins with its creator's.
    let slack = extra(of: caller).timerSlack
    if slack != TaskExtra().timerSlack {
      let index = ensureExtra(of: child)
      extras[index].timerSlack = slack
      extras[index].timerSlackDefault = slack
    }
    let stack = extra(of: caller).alternateStack
    guard stack.isEnabled else { return }
    let isReset =
      profile.alternateStack == .resetForSharedMemory && flags.contains(.vm)
      && !flags.contains(.vfork)
    guard !isReset else { return }
    let index = ensureExtra(of: child)
    extras[index].alternateStack = stack
  }

  // MARK: - What is shared or copied

  /// Shares or copies what a caller has besides its memory: descriptors (B3), root, directory and
  /// umask (B4), dispositions (B5).
  ///
  /// Source: `kernel/fork.c: copy_files, copy_fs, copy_sighand`.
  @inline(__always)
  private mutating func shareOrCopy(_ child: Int32, _ flags: CloneFlags) {
    let files = taskTable[child].files
    if flags.contains(.files) {
      fileTables[files].users &+= 1
    } else {
      // The table is copied; what its descriptors refer to is shared.
      taskTable[child].files = copyFiles(files)
    }
    let fs = taskTable[child].fs
    if flags.contains(.fs) {
      directories[fs].users &+= 1
    } else {
      var copy = directories[fs]
      copy.users = 1
      taskTable[child].fs = directories.allocate(copy)
    }
    let sighand = taskTable[child].sighand
    if flags.contains(.sighand) {
      sighands[sighand].users &+= 1
    } else {
      var copy = sighands[sighand]
      copy.users = 1
      let own = sighands.allocate(copy)
      taskTable[child].sighand = own
      if flags.contains(.clearSighand) { resetHandlers(of: own) }
    }
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

extension TaskRecord {
  /// Makes a fresh record that of a new task, still without a number, memory and a family: with what its
  /// creator has, to be shared or replaced by a copy.
  @inline(__always)
  fileprivate mutating func begin(_ call: CloneArguments, from creator: borrowing TaskRecord) {
    processID = creator.processID
    credential = creator.credential
    files = creator.files
    fs = creator.fs
    sighand = creator.sighand
    signal = creator.signal
    // B6: the child has a mask of its own, with the same signals in it.
    blocked = creator.blocked
    selfExecID = creator.selfExecID
    // C15: which program the parent ran that will be told.
    parentExecID =
      call.flags.isDisjoint(with: [.thread, .parent]) ? creator.selfExecID : creator.parentExecID
    nice = creator.nice
    flags =
      creator.flags.contains(.noNewPrivileges) ? [.forkedOnly, .noNewPrivileges] : .forkedOnly
    entry = call.entry
    threadPointer = call.flags.contains(.setTLS) ? call.tls : creator.threadPointer
    // B21: never inherited.
    if call.flags.contains(.childSetTID) {
      setChildTID = call.childTID.rawValue
      if setChildTID != 0 { flags.insert(.storesThreadID) }
    }
    if call.flags.contains(.childClearTID) { clearChildTID = call.childTID.rawValue }
  }
}
