internal import LinuxABI

/// What was found for a child before it was made, where there is more to find than a thread id.
struct RareClone {
  /// The child's thread ids, the innermost namespace first and the first namespace last.
  var threadIDs: [Int32] = []
  /// How many of those were asked for.
  var chosenCount = 0
  /// The descriptor that the caller gets of the child, or -1.
  var descriptor = -1

  /// Whether the child is the first process of its namespace.
  var makesInit: Bool { threadIDs.count > 1 && threadIDs[0] == 1 }
}

// What most clones have nothing of: namespaces, descriptors of children, shared undo values and
// contexts. `copyAnyProcess` comes here only where there is something of the kind.
extension CloneFlags {
  /// Whether they, or what a task has, ask for more than the usual.
  func areRare(for task: TaskRecord) -> Bool {
    !isDisjoint(with: [.newUser, .newNamespaces, .pidfd, .intoCgroup, .sysvSem])
      || task.namespaces >= 0 || task.ioContext >= 0
  }
}

extension Kernel {
  /// Finds thread ids and a descriptor for a child.
  ///
  /// Source: `kernel/fork.c: copy_process`; `kernel/pid.c: alloc_pid`.
  @inline(never)
  mutating func planClone(
    _ call: CloneArguments, _ details: CloneDetails, by caller: Int32
  ) throws(Errno) -> RareClone {
    let flags = call.flags
    let innermost = namespaceSet(of: caller).pidForChildren
    let isNew = flags.contains(.newPID)
    try checkNewNamespaces(flags, makesUser: flags.contains(.newUser), by: caller)
    let depth = Int(level(ofNamespace: innermost)) + (isNew ? 2 : 1)
    // A29: EINVAL for more numbers than namespaces.
    guard details.threadIDs.count <= depth else { throw .invalidArgument }
    var plan = RareClone(chosenCount: details.threadIDs.count)
    if isNew {
      // The first of a namespace is its init. It belongs to the caller, or to a user namespace that
      // the caller makes and so has all powers in.
      let owner = flags.contains(.newUser) ? nil : userNamespace(of: caller)
      try checkChosen(details.threadIDs.first, hasInit: false, owner: owner, by: caller)
      plan.threadIDs.append(details.threadIDs.first ?? 1)
    }
    var namespace = innermost
    while plan.threadIDs.count < depth {
      let place = plan.threadIDs.count
      plan.threadIDs.append(
        try findNumber(
          in: namespace, place < details.threadIDs.count ? details.threadIDs[place] : nil,
          by: caller))
      if namespace >= 0 { namespace = pidNamespaces[namespace].parent }
    }
    do throws(Errno) {
      // C12: ENOMEM, the namespace's init has ended.
      if innermost >= 0, pidNamespaces[innermost].isClosed { throw .noMemory }
      if flags.contains(.pidfd) {
        plan.descriptor = try descriptor(storedAt: details.pidfdAddress, by: caller)
      }
      // A30: EBADF, it is no descriptor of a cgroup: this kernel has none.
      if flags.contains(.intoCgroup) { throw .badFileDescriptor }
    } catch {
      // A4: the numbers are not given out again in this round.
      skipNumbers(of: plan, from: isNew ? 1 : 0, innermost)
      throw error
    }
    return plan
  }

  /// Source: `kernel/pid.c: alloc_pid`.
  private func findNumber(
    in namespace: Int32, _ chosen: Int32?, by caller: Int32
  ) throws(Errno) -> Int32 {
    let owner = namespace < 0 ? -1 : pidNamespaces[namespace].owner
    let hasInit = namespace < 0 || pidNamespaces[namespace].initLeader >= 0
    try checkChosen(chosen, hasInit: hasInit, owner: owner, by: caller)
    var table = namespace < 0 ? threadIDs : pidNamespaces[namespace].numbers
    if let chosen {
      // A29: EEXIST, the number is taken.
      guard table.isFree(chosen) else { throw .fileExists }
      return chosen
    }
    // EAGAIN: no number is free.
    guard let next = table.next() else { throw .resourceTemporarilyUnavailable }
    return next
  }

  /// A29: what may keep a caller from choosing a number.
  private func checkChosen(
    _ chosen: Int32?, hasInit: Bool, owner: Int32?, by caller: Int32
  ) throws(Errno) {
    guard let chosen else { return }
    // EINVAL: no number at all, or another one than 1 before there is an init.
    guard chosen > 0, chosen < limits.threadIDsMax, chosen == 1 || hasInit else {
      throw .invalidArgument
    }
    // EPERM: neither CAP_SYS_ADMIN nor CAP_CHECKPOINT_RESTORE.
    guard let owner else { return }
    guard
      hasCapability(.systemAdministration, caller, in: owner)
        || hasCapability(.checkpointRestore, caller, in: owner)
    else { throw .notPermitted }
  }

  private mutating func skipNumbers(
    of plan: RareClone, from start: Int, _ innermost: Int32
  ) {
    var namespace = innermost
    for place in start..<plan.threadIDs.count {
      let isChosen = place < plan.chosenCount
      if namespace < 0 {
        if !isChosen { threadIDs.skip(plan.threadIDs[place]) }
      } else {
        if !isChosen { pidNamespaces[namespace].numbers.skip(plan.threadIDs[place]) }
        // Who would have been its init is not there: nobody comes in any more.
        // Source: `kernel/pid.c: free_pid`, PIDNS_ADDING.
        if pidNamespaces[namespace].initLeader < 0 { pidNamespaces[namespace].isClosed = true }
        namespace = pidNamespaces[namespace].parent
      }
    }
  }

  /// A free descriptor, and its number stored where the caller asked for it.
  ///
  /// Source: `kernel/fork.c: pidfd_prepare, copy_process`, put_user(pidfd, args->pidfd).
  private mutating func descriptor(
    storedAt address: UInt64, by caller: Int32
  ) throws(Errno) -> Int {
    let descriptor = try freePidfd(of: caller)
    do throws(MemoryFault) {
      try writeMemory(taskTable[caller].mm, address, .word, UInt64(descriptor))
    } catch {
      // A23: clone(2), EFAULT.
      throw .badAddress
    }
    return descriptor
  }

  /// Gives a child its numbers, and what it shares with its creator or has anew.
  @inline(never)
  mutating func shareRare(
    _ child: Int32, of caller: Int32, _ plan: RareClone, _ call: CloneArguments
  ) {
    let flags = call.flags
    if flags.contains(.sysvSem) { shareUndoList(child, of: caller) }
    if taskTable[caller].ioContext >= 0 { inheritIOContext(child, of: caller, flags) }
    if flags.contains(.newUser) { enterUserNamespace(makeUserNamespace(by: caller), child) }
    let set = taskTable[caller].namespaces
    if !flags.isDisjoint(with: .newNamespaces) {
      let new = makeNamespaces(
        flags, from: namespaceSet(of: caller), owner: userNamespace(of: child))
      namespaceSets[new].users = 1
      taskTable[child].namespaces = new
    } else if set >= 0 {
      namespaceSets[set].users += 1
      taskTable[child].namespaces = set
    }
    // Who shares memory stays in the same time until it executes a program.
    if !flags.contains(.vm) { enterTime(child) }
    guard plan.threadIDs.count > 1 else { return }
    let innermost = namespaceSet(of: child).pidForChildren
    pidNamespaces[innermost].users += 1
    taskTable[child].pid = pids.allocate(
      PidRecord(namespace: innermost, numbers: Array(plan.threadIDs.dropLast())))
    var namespace = innermost
    for place in 0..<plan.threadIDs.count - 1 {
      pidNamespaces[namespace].numbers.assign(
        plan.threadIDs[place], to: child, isChosen: place < plan.chosenCount)
      namespace = pidNamespaces[namespace].parent
    }
  }

  /// Makes a child the init of its namespace, and puts it behind a descriptor, once it has a family.
  @inline(never)
  mutating func completeRare(
    _ child: Int32, of caller: Int32, _ plan: RareClone, _ flags: CloneFlags
  ) {
    if plan.makesInit {
      pidNamespaces[pidNamespace(of: child)].initLeader = child
      signals[taskTable[child].signal].protection = .initProcess
    }
    if plan.descriptor >= 0 {
      installPidfd(
        child, flags.contains(.thread) ? .ofThread : [], at: plan.descriptor, of: caller)
    }
  }
}
