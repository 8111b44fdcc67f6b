internal import LinuxABI

// The calls on user and group ids that are not setresuid and setresgid, which the others are forms of.
extension Kernel {
  /// Whether a call is one of those.
  static func isIdentityCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .setuid, .setgid, .setreuid, .setregid, .setfsuid, .setfsgid, .getresuid, .getresgid,
      .getgroups, .setgroups:
      true
    default: false
    }
  }

  mutating func otherIdentityCall(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call.number {
    case .setuid, .setreuid: return try setUserIDs(call, by: caller)
    case .setgid, .setregid: return try setGroupIDs(call, by: caller)
    case .setfsuid, .setfsgid: return setFileID(call, by: caller)
    case .getresuid, .getresgid:
      let mine = credentials(of: caller)
      let ids =
        call.number == .getresuid
        ? [mine.realUserID, mine.userID, mine.savedUserID]
        : [mine.realGroupID, mine.groupID, mine.savedGroupID]
      let kind: IDKind = call.number == .getresuid ? .user : .group
      keep(Self.halves(ids.map { idNumber($0, kind, seenBy: caller) }), for: caller)
      return .value(0)
    case .getgroups: return try getgroups(call.intA, by: caller)
    default: return try setgroups(call, by: caller)
    }
  }

  /// Words of 32 bits as they travel.
  static func halves(_ words: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in words {
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }

  /// The three ids of a task, of users or of groups.
  private struct TaskIDs {
    var real: UInt32
    var effective: UInt32
    var saved: UInt32
  }

  /// What becomes of ids by setuid or setreuid, or by their like of groups.
  ///
  /// Source: setuid(2), setreuid(2); `kernel/sys.c: __sys_setuid, __sys_setreuid`, and the same for groups.
  private func changed(
    _ old: TaskIDs, by call: RegisterCall, _ kind: IDKind, isPrivileged: Bool, for caller: Int32
  ) throws(Errno) -> TaskIDs {
    var new = old
    if call.number == .setuid || call.number == .setgid {
      guard let wanted = try newID(call.a, kind, by: caller) else { throw .invalidArgument }
      if isPrivileged {
        new.real = wanted
        new.saved = wanted
      } else if wanted != old.real, wanted != old.saved {
        // setuid(2), EPERM.
        throw .notPermitted
      }
      new.effective = wanted
      return new
    }
    let real = try newID(call.a, kind, by: caller)
    let effective = try newID(call.b, kind, by: caller)
    // setreuid(2), EPERM: the real one becomes the effective one at most, that any of the three.
    guard
      isPrivileged
        || [nil, old.real, old.effective].contains(real)
          && [nil, old.real, old.effective, old.saved].contains(effective)
    else { throw .notPermitted }
    new.real = real ?? old.real
    new.effective = effective ?? old.effective
    if real != nil || effective != nil && effective != old.real { new.saved = new.effective }
    return new
  }

  private mutating func setUserIDs(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let old = credentials(of: caller)
    let ids = try changed(
      TaskIDs(real: old.realUserID, effective: old.userID, saved: old.savedUserID), by: call, .user,
      isPrivileged: old.capabilities.contains(.setUserID), for: caller)
    var new = old
    new.realUserID = ids.real
    new.userID = ids.effective
    new.savedUserID = ids.saved
    guard new != old else { return .value(0) }
    if let root = rootID(of: caller) {
      new.followUserID(from: old, root: root, keeping: keepsCapabilities(caller))
    }
    setCredentials(new, of: caller)
    return .value(0)
  }

  private mutating func setGroupIDs(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let old = credentials(of: caller)
    let ids = try changed(
      TaskIDs(real: old.realGroupID, effective: old.groupID, saved: old.savedGroupID), by: call,
      .group,
      isPrivileged: old.capabilities.contains(.setGroupID), for: caller)
    var new = old
    new.realGroupID = ids.real
    new.groupID = ids.effective
    new.savedGroupID = ids.saved
    if new != old { setCredentials(new, of: caller) }
    return .value(0)
  }

  /// Asks for the id that files are looked at with, which is the effective one; another one is not
  /// built.
  ///
  /// Source: setfsuid(2); `kernel/sys.c: __sys_setfsuid`: whatever fails, the answer is the old id.
  private mutating func setFileID(_ call: RegisterCall, by caller: Int32) -> Outcome {
    var mine = credentials(of: caller)
    let isUser = call.number == .setfsuid
    let old = isUser ? mine.fileUserID : mine.fileGroupID
    let known =
      isUser
      ? [mine.realUserID, mine.userID, mine.savedUserID, old]
      : [mine.realGroupID, mine.groupID, mine.savedGroupID, old]
    let isAllowed = mine.capabilities.contains(isUser ? .setUserID : .setGroupID)
    let kind: IDKind = isUser ? .user : .group
    if let wanted = (try? newID(call.a, kind, by: caller)) ?? nil, wanted != old,
      isAllowed || known.contains(wanted)
    {
      if isUser {
        mine.otherFileUser = FileIdentity(id: wanted, insteadOf: mine.userID)
        // capabilities(7): who accesses files as another one than root has no powers over them.
        // Source: `security/commoncap.c: cap_task_fix_setuid`, LSM_SETID_FS.
        let root = kernelID(0, .user, in: userNamespace(of: caller))
        if old == root {
          mine.capabilities.subtract(.ofFiles)
        } else if wanted == root {
          mine.capabilities.formUnion(mine.permitted.intersection(.ofFiles))
        }
      } else {
        mine.otherFileGroup = FileIdentity(id: wanted, insteadOf: mine.groupID)
      }
      setCredentials(mine, of: caller)
      hide(caller)
    }
    return .value(Int64(idNumber(old, kind, seenBy: caller)))
  }

  // MARK: - Further groups

  /// The most groups of one task (`NGROUPS_MAX`).
  private static var groupsMax: UInt64 { 65_536 }

  /// Whether somebody is in a group: the one in force, or one of the further ones.
  ///
  /// Source: `kernel/groups.c: in_group_p`.
  func isInGroup(_ group: UInt32, _ task: Int32) -> Bool {
    let credential = taskTable[task].credential
    return credentialTable[credential].value.groupID == group
      || credentialTable[credential].groups.contains(group)
  }

  /// Source: getgroups(2); `kernel/groups.c`.
  private mutating func getgroups(_ size: Int32, by caller: Int32) throws(Errno) -> Outcome {
    let groups = credentialTable[taskTable[caller].credential].groups
    // getgroups(2), EINVAL: no room for all of them; 0 asks how many there are.
    guard size >= 0, size == 0 || size >= groups.count else { throw .invalidArgument }
    if size > 0 {
      keep(Self.halves(groups.map { idNumber($0, .group, seenBy: caller) }), for: caller)
    }
    return .value(Int64(groups.count))
  }

  /// Source: setgroups(2); `kernel/groups.c: SYSCALL_DEFINE2(setgroups)`.
  private mutating func setgroups(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // setgroups(2), EPERM.
    guard credentials(of: caller).capabilities.contains(.setGroupID), maySetGroups(caller) else {
      throw .notPermitted
    }
    // setgroups(2), EINVAL; EFAULT where the list is not there.
    let count = UInt64(UInt32(truncatingIfNeeded: call.a))
    guard count <= Self.groupsMax else { throw .invalidArgument }
    guard call.bytes.count >= Int(count) * 4 else { throw .badAddress }
    var groups: ContiguousArray<UInt32> = []
    for index in 0..<Int(count) {
      let group = UInt32(truncatingIfNeeded: TimeSpec.word(call.bytes, at: index * 4))
      guard let id = kernelID(group, .group, in: userNamespace(of: caller)) else {
        throw .invalidArgument
      }
      groups.append(id)
    }
    // Source: `groups_sort`.
    groups.sort()
    setCredentials(credentials(of: caller), of: caller)
    credentialTable[taskTable[caller].credential].groups = groups
    return .value(0)
  }
}
