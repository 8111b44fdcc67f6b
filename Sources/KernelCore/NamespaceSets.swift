internal import LinuxABI

// The sets of namespaces that tasks have in common (B14).
extension CloneFlags {
  /// Those that make a namespace, the user namespace aside.
  static var newNamespaces: CloneFlags {
    [.newNS, .newUTS, .newIPC, .newPID, .newNet, .newCgroup, .newTime]
  }
}

extension Kernel {
  /// The namespaces of a task.
  func namespaceSet(of task: Int32) -> NamespaceSet {
    taskTable[task].namespaces < 0 ? NamespaceSet() : namespaceSets[taskTable[task].namespaces]
  }

  /// The user namespace that a namespace belongs to; -1 for the first one.
  func ownerOfNamespace(_ namespace: Int32) -> Int32 {
    namespace < 0 ? -1 : namespaceTable[namespace].owner
  }

  /// What may keep a task from making namespaces, its privileges and flags aside.
  func checkNewNamespaces(
    _ flags: CloneFlags, makesUser: Bool, by caller: Int32
  ) throws(Errno) {
    // EPERM: the caller has no number in its own user namespace.
    // Source: `kernel/user_namespace.c: create_user_ns`, kuid_has_mapping.
    if makesUser {
      let own = userNamespace(of: caller)
      let mine = credentials(of: caller)
      // ENOSPC: user_namespaces(7), 32 levels.
      guard own < 0 || userNamespaces[own].level <= Self.namespaceLevelMax else { throw .noSpace }
      // EPERM: it would be a way out of a directory. Source: `create_user_ns`, current_chrooted.
      guard !isChrooted(caller) else { throw .notPermitted }
      guard number(ofID: mine.userID, .user, in: own) != nil,
        number(ofID: mine.groupID, .group, in: own) != nil
      else { throw .notPermitted }
    }
    guard flags.contains(.newPID) else { return }
    let parent = namespaceSet(of: caller).pidForChildren
    // EINVAL: the caller's children are in another namespace already.
    // Source: `kernel/pid_namespace.c: copy_pid_ns`.
    guard parent == pidNamespace(of: caller) else { throw .invalidArgument }
    // EINVAL: the one above belongs to a user namespace that is none above the caller's.
    // Source: `create_pid_namespace`, in_userns.
    let owner = parent < 0 ? -1 : pidNamespaces[parent].owner
    guard isUserNamespace(userNamespace(of: caller), within: owner) else { throw .invalidArgument }
    // ENOSPC: pid_namespaces(7), 32 levels.
    guard level(ofNamespace: parent) < Self.namespaceLevelMax else { throw .noSpace }
  }

  /// How deep PID namespaces can be (`MAX_PID_NS_LEVEL`).
  static var namespaceLevelMax: Int32 { 32 }

  /// A set with new namespaces where flags ask for them, which belong to a user namespace, and the
  /// old ones elsewhere.
  ///
  /// Source: `kernel/nsproxy.c: create_new_namespaces`.
  mutating func makeNamespaces(
    _ flags: CloneFlags, from old: NamespaceSet, owner: Int32
  ) -> Int32 {
    var new = old
    new.users = 1
    if flags.contains(.newNS) { new.mount = makeNamespace(owner) }
    if flags.contains(.newUTS) {
      new.hostNames = makeNamespace(owner, hostName: hostName(in: old.hostNames))
    }
    if flags.contains(.newIPC) { new.ipc = makeNamespace(owner) }
    if flags.contains(.newNet) { new.network = makeNamespace(owner) }
    if flags.contains(.newCgroup) { new.cgroup = makeNamespace(owner) }
    if flags.contains(.newTime) { new.timeForChildren = makeNamespace(owner) }
    if flags.contains(.newPID) {
      new.pidForChildren = makePIDNamespace(below: old.pidForChildren, owner: owner)
    }
    return adopt(new)
  }

  private mutating func makeNamespace(_ owner: Int32, hostName: [UInt8] = []) -> Int32 {
    if owner >= 0 { userNamespaces[owner].users += 1 }
    return namespaceTable.allocate(
      NamespaceRecord(users: 0, owner: owner, hostName: hostName))
  }

  /// Puts a set into the table, and counts it with what it refers to.
  mutating func adopt(_ set: NamespaceSet) -> Int32 {
    for namespace in set.others where namespace >= 0 { namespaceTable[namespace].users += 1 }
    if set.pidForChildren >= 0 { pidNamespaces[set.pidForChildren].users += 1 }
    return namespaceSets.allocate(set)
  }

  /// Lets a task have another set; the old one has a user fewer.
  mutating func setNamespaces(_ set: Int32, of task: Int32) {
    let old = taskTable[task].namespaces
    taskTable[task].namespaces = set
    if old >= 0 { releaseNamespaceSet(old) }
  }

  @inline(__always)
  mutating func releaseNamespaces(of task: Int32) {
    if taskTable[task].namespaces >= 0 { setNamespaces(-1, of: task) }
  }

  @inline(never)
  private mutating func releaseNamespaceSet(_ set: Int32) {
    namespaceSets[set].users -= 1
    guard namespaceSets[set].users == 0 else { return }
    let record = namespaceSets[set]
    namespaceSets.release(set)
    for namespace in record.others where namespace >= 0 { releaseNamespace(namespace) }
    if record.pidForChildren >= 0 { releasePIDNamespace(record.pidForChildren) }
  }

  mutating func releaseNamespace(_ namespace: Int32) {
    namespaceTable[namespace].users -= 1
    guard namespaceTable[namespace].users == 0 else { return }
    // Semaphores go with their namespace. Source: `ipc/namespace.c: free_ipc_ns`.
    for set in semaphoreSets.indices where semaphoreSets[set].permissions.namespace == namespace {
      removeSemaphores(set)
    }
    forgetQueues(in: namespace)
    removeSystemQueues(in: namespace)
    let owner = namespaceTable[namespace].owner
    namespaceTable[namespace].hostName = []
    namespaceTable.release(namespace)
    if owner >= 0 { releaseUserNamespace(owner) }
  }

  /// A set in which the time namespace of children is the task's own: what a child or a new program
  /// has.
  ///
  /// Source: `kernel/time/namespace.c: timens_on_fork`.
  mutating func enterTime(_ task: Int32) {
    var set = namespaceSet(of: task)
    guard set.time != set.timeForChildren else { return }
    set.users = 1
    set.time = set.timeForChildren
    setNamespaces(adopt(set), of: task)
  }
}
