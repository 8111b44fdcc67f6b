internal import LinuxABI

// Leaving what clone shared: unshare; and going where another process is: setns.
extension Kernel {
  /// I1: what unshare takes.
  private static var unshareable: CloneFlags {
    [.thread, .fs, .sighand, .vm, .files, .sysvSem, .newUser, .newNamespaces]
  }

  /// Source: unshare(2); `kernel/fork.c: ksys_unshare`.
  mutating func unshare(_ word: UInt64, by caller: Int32) throws(Errno) -> Outcome {
    var flags = CloneFlags(rawValue: word)
    // I2: what goes only together with more. CLONE_NEWPID does with nothing.
    if flags.contains(.newUser) { flags.formUnion([.thread, .fs]) }
    if flags.contains(.vm) { flags.insert(.sighand) }
    if flags.contains(.sighand) { flags.insert(.thread) }
    if flags.contains(.newNS) { flags.insert(.fs) }
    try checkUnshare(flags, by: caller)
    let makesUser = flags.contains(.newUser)
    let makesOthers = !flags.isDisjoint(with: .newNamespaces)
    if makesUser { try checkNewNamespaces([], makesUser: true, by: caller) }
    // unshare(2), EPERM.
    // Source: `kernel/nsproxy.c: unshare_nsproxy_namespaces`.
    guard
      !makesOthers || makesUser
        || credentials(of: caller).capabilities.contains(.systemAdministration)
    else { throw .notPermitted }
    if makesOthers { try checkNewNamespaces(flags, makesUser: makesUser, by: caller) }

    if flags.contains(.fs) { unshareDirectory(of: caller) }
    if flags.contains(.files) { unshareFiles(of: caller) }
    // I4: what was to be undone is, as at the end. A new IPC namespace has other semaphores.
    if !flags.isDisjoint(with: [.sysvSem, .newIPC]), taskTable[caller].semaphoreUndo >= 0 {
      exitSemaphores(of: caller)
    }
    if makesUser { enterUserNamespace(makeUserNamespace(by: caller), caller) }
    if makesOthers {
      let set = makeNamespaces(
        flags, from: namespaceSet(of: caller), owner: userNamespace(of: caller))
      setNamespaces(set, of: caller)
    }
    return .value(0)
  }

  /// I1, I3.
  ///
  /// Source: `kernel/fork.c: check_unshare_flags`.
  private func checkUnshare(_ flags: CloneFlags, by caller: Int32) throws(Errno) {
    // unshare(2), EINVAL.
    guard flags.isSubset(of: Self.unshareable) else { throw .invalidArgument }
    // What cannot be unshared must not be shared.
    guard
      flags.isDisjoint(with: [.thread, .sighand, .vm])
        || signals[taskTable[caller].signal].threadCount == 1
    else { throw .invalidArgument }
    guard
      flags.isDisjoint(with: [.sighand, .vm]) || sighands[taskTable[caller].sighand].users == 1
    else { throw .invalidArgument }
    guard !flags.contains(.vm) || memory.spaces[taskTable[caller].mm].users == 1 else {
      throw .invalidArgument
    }
  }

  private mutating func unshareDirectory(of task: Int32) {
    let fs = taskTable[task].fs
    guard directories[fs].users > 1 else { return }
    directories[fs].users -= 1
    var copy = directories[fs]
    copy.users = 1
    taskTable[task].fs = directories.allocate(copy)
  }

  // MARK: - User namespaces

  /// A new user namespace, counted once.
  ///
  /// Source: `kernel/user_namespace.c: create_user_ns`.
  mutating func makeUserNamespace(by caller: Int32) -> Int32 {
    let parent = userNamespace(of: caller)
    let mine = credentials(of: caller)
    if parent >= 0 { userNamespaces[parent].users += 1 }
    return userNamespaces.allocate(
      UserNamespaceRecord(
        parent: parent, level: parent < 0 ? 1 : userNamespaces[parent].level + 1,
        ownerID: mine.userID,
        makerSetsFileCapabilities: mine.capabilities.contains(.setFileCapabilities),
        deniesGroups: parent >= 0 && userNamespaces[parent].deniesGroups))
  }

  /// Gives a task all powers in a user namespace, and none elsewhere.
  ///
  /// Source: `kernel/user_namespace.c: set_cred_user_ns`.
  mutating func enterUserNamespace(_ namespace: Int32, _ task: Int32) {
    var new = credentials(of: task)
    new.capabilities = .all
    new.permitted = .all
    new.inheritable = []
    new.ambient = []
    setCredentials(new, of: task, in: namespace)
    // What was given up above counts no more in it.
    credentialTable[taskTable[task].credential].dropped = []
    credentialTable[taskTable[task].credential].keepsCapabilities = false
  }

  // MARK: - Joining

  /// Source: setns(2); `kernel/nsproxy.c: SYSCALL_DEFINE2(setns)`.
  mutating func setns(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let flags = CloneFlags(rawValue: UInt64(UInt32(truncatingIfNeeded: call.b)))
    if let name = namespaceName(ofOpenFile: file) {
      // setns(2), EINVAL: it is of another kind.
      guard flags == [] || flags == name.kind.flag else { throw .invalidArgument }
      return try join(name.kind.flag, target(of: name), by: caller)
    }
    // setns(2), EINVAL: neither a namespace's descriptor nor a process's.
    guard let process = openFiles[file].process else { throw .invalidArgument }
    // setns(2), EINVAL: at least one kind, and nothing but kinds. Source: `check_setns_flags`.
    guard flags != [], flags.isSubset(of: [.newUser, .newNamespaces]) else {
      throw .invalidArgument
    }
    // setns(2), ESRCH: it is reaped.
    guard let task = slot(of: process) else { throw .noSuchProcess }
    // setns(2), EPERM.
    guard mayAccess(task, by: caller) else { throw .notPermitted }
    // ESRCH: it has ended. Source: `validate_nsset`, nsproxy.
    guard !taskTable[task].flags.contains(.exiting) else { throw .noSuchProcess }
    return try join(
      flags,
      JoinTarget(
        set: namespaceSet(of: task), pid: pidNamespace(of: task), user: userNamespace(of: task)),
      by: caller)
  }

  private mutating func join(
    _ flags: CloneFlags, _ target: JoinTarget, by caller: Int32
  ) throws(Errno) -> Outcome {
    let user = try checkJoin(flags, target, by: caller)
    if flags.contains(.newUser) {
      if user >= 0 { userNamespaces[user].users += 1 }
      enterUserNamespace(user, caller)
    }
    enter(flags, target, by: caller)
    return .value(0)
  }

  /// - Returns: The user namespace that the caller is in then.
  private func checkJoin(
    _ flags: CloneFlags, _ target: JoinTarget, by caller: Int32
  ) throws(Errno) -> Int32 {
    let theirs = target.set
    let isAlone = signals[taskTable[caller].signal].threadCount == 1
    var user = userNamespace(of: caller)
    if flags.contains(.newUser) {
      let own = user
      user = target.user
      // setns(2): EINVAL for the caller's own one, for several threads or a shared directory;
      // EPERM without CAP_SYS_ADMIN there. Source: `kernel/user_namespace.c: userns_install`.
      guard user != own, isAlone, directories[taskTable[caller].fs].users == 1 else {
        throw .invalidArgument
      }
      guard hasCapability(.systemAdministration, caller, in: user) else { throw .notPermitted }
    }
    let mine = flags.contains(.newUser) ? Capabilities.all : credentials(of: caller).capabilities
    var owners: [Int32] = []
    if flags.contains(.newNS) { owners.append(ownerOfNamespace(theirs.mount)) }
    if flags.contains(.newUTS) { owners.append(ownerOfNamespace(theirs.hostNames)) }
    if flags.contains(.newIPC) { owners.append(ownerOfNamespace(theirs.ipc)) }
    if flags.contains(.newNet) { owners.append(ownerOfNamespace(theirs.network)) }
    if flags.contains(.newCgroup) { owners.append(ownerOfNamespace(theirs.cgroup)) }
    if flags.contains(.newTime) { owners.append(ownerOfNamespace(theirs.time)) }
    let pid = target.pid
    if flags.contains(.newPID) { owners.append(pid < 0 ? -1 : pidNamespaces[pid].owner) }
    // setns(2), EPERM: CAP_SYS_ADMIN over what is joined, and at home.
    guard
      owners.isEmpty
        || mine.contains(.systemAdministration)
          && owners.allSatisfy({ hasCapability(.systemAdministration, caller, in: $0) })
    else { throw .notPermitted }
    // EINVAL: a directory that others share. With more kinds at once a copy is made.
    // Source: `fs/namespace.c: mntns_install`; `kernel/nsproxy.c: prepare_nsset`.
    guard flags != .newNS || directories[taskTable[caller].fs].users == 1 else {
      throw .invalidArgument
    }
    if flags.contains(.newPID) {
      // EINVAL: only the own PID namespace, or one below it.
      // Source: `kernel/pid_namespace.c: pidns_install`.
      guard isPIDNamespace(pid, within: pidNamespace(of: caller)) else { throw .invalidArgument }
    }
    // EUSERS: several threads. Source: `kernel/time/namespace.c: timens_install`.
    guard !flags.contains(.newTime) || isAlone else { throw .tooManyUsers }
    return user
  }

  func isPIDNamespace(_ namespace: Int32, within other: Int32) -> Bool {
    guard other >= 0 else { return true }
    var namespace = namespace
    while namespace >= 0, namespace != other { namespace = pidNamespaces[namespace].parent }
    return namespace == other
  }

  private mutating func enter(_ flags: CloneFlags, _ target: JoinTarget, by caller: Int32) {
    guard !flags.isDisjoint(with: .newNamespaces) else { return }
    let theirs = target.set
    var set = namespaceSet(of: caller)
    set.users = 1
    if flags.contains(.newNS) {
      unshareDirectory(of: caller)
      set.mount = theirs.mount
      // The root of the other tree is where it begins. Source: `mntns_install`, set_fs_pwd.
      directories[taskTable[caller].fs].currentDirectory = FileTree.root
      directories[taskTable[caller].fs].rootDirectory = FileTree.root
    }
    if flags.contains(.newUTS) { set.hostNames = theirs.hostNames }
    if flags.contains(.newIPC) {
      // Source: `ipc/namespace.c: ipcns_install`, exit_sem in commit_nsset.
      if taskTable[caller].semaphoreUndo >= 0 { exitSemaphores(of: caller) }
      set.ipc = theirs.ipc
    }
    if flags.contains(.newNet) { set.network = theirs.network }
    if flags.contains(.newCgroup) { set.cgroup = theirs.cgroup }
    if flags.contains(.newTime) {
      set.time = theirs.time
      set.timeForChildren = theirs.time
    }
    if flags.contains(.newPID) { set.pidForChildren = target.pid }
    setNamespaces(adopt(set), of: caller)
  }
}
