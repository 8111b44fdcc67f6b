internal import LinuxABI

// Who tasks act for.
extension Kernel {
  /// Who a task acts for.
  @inline(__always)
  func credentials(of task: Int32) -> Credentials {
    credentialTable[taskTable[task].credential].value
  }

  /// The user namespace that a task's powers are good for; -1 for the first one.
  func userNamespace(of task: Int32) -> Int32 {
    credentialTable[taskTable[task].credential].userNamespace
  }

  /// One task fewer acts for somebody.
  @inline(__always)
  mutating func releaseCredentials(_ credential: Int32) {
    credentialTable[credential].users &-= 1
    if credentialTable[credential].users == 0 { endCredentials(credential) }
  }

  @inline(never)
  private mutating func endCredentials(_ credential: Int32) {
    let namespace = credentialTable[credential].userNamespace
    credentialTable.release(credential)
    if namespace >= 0 { releaseUserNamespace(namespace) }
  }

  /// Lets a task alone act for somebody else (B15).
  ///
  /// Source: `kernel/cred.c: commit_creds`.
  ///
  /// A user namespace that is given is that of the new credentials, with a user already counted.
  mutating func setCredentials(
    _ new: Credentials, of task: Int32, in namespace: Int32? = nil
  ) {
    let old = credentials(of: task)
    // RLIMIT_NPROC counts by the real user. Source: `kernel/cred.c: set_cred_ucounts`.
    if old.realUserID != new.realUserID {
      countTask(of: old.realUserID, by: -1)
      countTask(of: new.realUserID, by: 1)
    }
    let place = namespace ?? userNamespace(of: task)
    if namespace == nil, place >= 0 { userNamespaces[place].users += 1 }
    let isOther =
      old.userID != new.userID || old.groupID != new.groupID
      || namespace == nil && !new.permitted.isSubset(of: old.permitted)
    if isOther {
      taskTable[task].parentDeathSignal = 0
      hide(task)
    }
    var record = CredentialRecord(value: new, userNamespace: place)
    let previous = taskTable[task].credential
    record.keepsCapabilities = credentialTable[previous].keepsCapabilities
    record.dropped = credentialTable[previous].dropped
    record.groups = credentialTable[previous].groups
    releaseCredentials(previous)
    taskTable[task].credential = credentialTable.allocate(record)
  }

  /// Whether a task keeps root's powers when it gives up root's number.
  func keepsCapabilities(_ task: Int32) -> Bool {
    credentialTable[taskTable[task].credential].keepsCapabilities
  }

  /// Source: prctl(2), PR_SET_KEEPCAPS; `security/commoncap.c: cap_task_prctl`.
  mutating func setKeepsCapabilities(_ isKept: Bool, of task: Int32) {
    guard keepsCapabilities(task) != isKept else { return }
    setCredentials(credentials(of: task), of: task)
    credentialTable[taskTable[task].credential].keepsCapabilities = isKept
  }

  // MARK: - Powers

  /// Whether a task has one of root's powers over the whole machine.
  ///
  /// Source: `kernel/capability.c: capable`.
  func hasCapability(_ capability: Capabilities, _ task: Int32) -> Bool {
    hasCapability(capability, task, in: -1)
  }

  /// Whether a task has one of root's powers over another.
  func hasCapability(_ capability: Capabilities, _ task: Int32, over other: Int32) -> Bool {
    hasCapability(capability, task, in: userNamespace(of: other))
  }

  /// Whether a task has one of root's powers in a user namespace.
  ///
  /// Whoever made a namespace has all powers in it, as long as he is in the one above.
  ///
  /// Source: `security/commoncap.c: cap_capable_helper`.
  func hasCapability(_ capability: Capabilities, _ task: Int32, in namespace: Int32) -> Bool {
    let own = userNamespace(of: task)
    let mine = credentials(of: task)
    var namespace = namespace
    while namespace != own {
      // It is none below the own one.
      guard namespace >= 0 else { return false }
      let parent = userNamespaces[namespace].parent
      if parent == own, userNamespaces[namespace].ownerID == mine.userID { return true }
      namespace = parent
    }
    return mine.capabilities.contains(capability)
  }

  // MARK: - Numbers of users

  /// What users and groups are called that have no number in a user namespace.
  ///
  /// Source: `include/linux/highuid.h: DEFAULT_OVERFLOWUID`.
  static var overflowID: UInt32 { 65_534 }

  /// The number of a user or group, as a task sees it.
  ///
  /// Source: `kernel/user_namespace.c: from_kuid_munged`.
  func idNumber(_ id: UInt32, _ kind: IDKind, seenBy viewer: Int32) -> UInt32 {
    number(ofID: id, kind, in: userNamespace(of: viewer)) ?? Self.overflowID
  }

  /// The number of the real user of a task, as another one sees it.
  func userNumber(of task: Int32, seenBy viewer: Int32) -> UInt32 {
    idNumber(credentials(of: task).realUserID, .user, seenBy: viewer)
  }

  /// Carries out one of the calls that ask who a task acts for.
  ///
  /// Source: `kernel/sys.c: getuid, geteuid, getgid, getegid`.
  func identityCall(_ number: SystemCallNumber, by caller: Int32) -> Outcome {
    let own = credentials(of: caller)
    let id: UInt32 =
      switch number {
      case .getuid: own.realUserID
      case .geteuid: own.userID
      case .getgid: own.realGroupID
      default: own.groupID
      }
    let isUser = number == .getuid || number == .geteuid
    return .value(Int64(idNumber(id, isUser ? .user : .group, seenBy: caller)))
  }

  // MARK: - Setting them

  /// The three ids that a call names, each nil where it is to stay as it is.
  private typealias NewIDs = (real: UInt32?, effective: UInt32?, saved: UInt32?)

  private func newIDs(
    _ call: RegisterCall, _ kind: IDKind, by caller: Int32
  ) throws(Errno) -> NewIDs {
    (
      try newID(call.a, kind, by: caller), try newID(call.b, kind, by: caller),
      try newID(call.c, kind, by: caller)
    )
  }

  /// The user or group in a word; nil for -1, which leaves one as it is.
  ///
  /// - Throws: EINVAL: the caller's user namespace has no such number (setresuid(2)).
  func newID(_ word: UInt64, _ kind: IDKind, by caller: Int32) throws(Errno) -> UInt32? {
    let number = UInt32(truncatingIfNeeded: word)
    guard number != .max else { return nil }
    guard let id = kernelID(number, kind, in: userNamespace(of: caller)) else {
      throw .invalidArgument
    }
    return id
  }

  /// Source: setresuid(2); `kernel/sys.c: __sys_setresuid`.
  mutating func setresuid(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let ids = try newIDs(call, .user, by: caller)
    let old = credentials(of: caller)
    let known = [old.realUserID, old.userID, old.savedUserID]
    // setresuid(2), EPERM: an id that is none of the three, without CAP_SETUID.
    guard isAllowed(ids, known) || old.capabilities.contains(.setUserID) else {
      throw .notPermitted
    }
    var new = old
    new.realUserID = ids.real ?? old.realUserID
    new.userID = ids.effective ?? old.userID
    new.savedUserID = ids.saved ?? old.savedUserID
    guard new != old else { return .value(0) }
    // The powers of root come and go with its number.
    if let root = rootID(of: caller) {
      new.followUserID(from: old, root: root, keeping: keepsCapabilities(caller))
    }
    setCredentials(new, of: caller)
    return .value(0)
  }

  /// Source: setresgid(2); `kernel/sys.c: __sys_setresgid`.
  mutating func setresgid(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let ids = try newIDs(call, .group, by: caller)
    let old = credentials(of: caller)
    let known = [old.realGroupID, old.groupID, old.savedGroupID]
    // setresgid(2), EPERM: an id that is none of the three, without CAP_SETGID.
    guard isAllowed(ids, known) || old.capabilities.contains(.setGroupID) else {
      throw .notPermitted
    }
    var new = old
    new.realGroupID = ids.real ?? old.realGroupID
    new.groupID = ids.effective ?? old.groupID
    new.savedGroupID = ids.saved ?? old.savedGroupID
    if new != old { setCredentials(new, of: caller) }
    return .value(0)
  }

  private func isAllowed(_ ids: NewIDs, _ known: [UInt32]) -> Bool {
    for id in [ids.real, ids.effective, ids.saved] {
      if let id, !known.contains(id) { return false }
    }
    return true
  }

  /// What a program that is executed may do: root everything but what is out of the bounding set and not
  /// inherited, others what is ambient, since no file has capabilities here.
  ///
  /// Source: `security/commoncap.c: cap_bprm_creds_from_file`.
  @inline(never)
  mutating func takeProgramCredentials(_ task: Int32) {
    let old = credentials(of: task)
    var new = old
    new.savedUserID = old.userID
    new.savedGroupID = old.groupID
    let root = rootID(of: task)
    if let root, old.userID == root || old.realUserID == root {
      // D12.
      new.permitted = boundingSet(of: task).union(old.inheritable)
      if !new.permitted.isSubset(of: old.permitted), isUnsafeExec(task) {
        new.permitted.formIntersection(old.permitted)
      }
      new.permitted.formUnion(old.ambient)
      new.capabilities = old.userID == root ? new.permitted : old.ambient
    } else {
      new.permitted = old.ambient
      new.capabilities = old.ambient
    }
    if new != old { setCredentials(new, of: task) }
    if keepsCapabilities(task) { setKeepsCapabilities(false, of: task) }
  }
}

extension Credentials {
  /// Gives and takes root's powers with the user id.
  ///
  /// Source: `security/commoncap.c: cap_emulate_setxuid`.
  mutating func followUserID(from old: Credentials, root: UInt32, keeping isKept: Bool) {
    if old.hasID(root), !hasID(root) {
      if !isKept {
        permitted = []
        capabilities = []
      }
      ambient = []
    }
    if old.userID == root, userID != root { capabilities = [] }
    if old.userID != root, userID == root { capabilities = permitted }
  }

  private func hasID(_ root: UInt32) -> Bool {
    realUserID == root || userID == root || savedUserID == root
  }
}
