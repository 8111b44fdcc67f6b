internal import LinuxABI

/// What a System V object is called, and who may use it: Linux's `kern_ipc_perm`.
struct ObjectPermissions: Sendable {
  var id: Int32
  var key: Int32
  /// The IPC namespace that it is in; -1 for the first one.
  var namespace: Int32
  var mode: UInt32
  // Who owns it, and who made it.
  var ownerID: UInt32
  var groupID: UInt32
  var creatorID: UInt32
  var creatorGroupID: UInt32
}

// Permissions of System V objects: sysvipc(7).
extension Kernel {
  /// Permissions of a new object.
  func objectPermissions(
    _ id: Int32, key: Int32, mode: UInt32, by caller: Int32
  ) -> ObjectPermissions {
    let owner = credentials(of: caller)
    return ObjectPermissions(
      id: id, key: key, namespace: namespaceSet(of: caller).ipc, mode: mode & 0o777,
      ownerID: owner.userID, groupID: owner.groupID, creatorID: owner.userID,
      creatorGroupID: owner.groupID)
  }

  /// Lets a task do what some permission bits say.
  ///
  /// Source: sysvipc(7), EACCES; `ipc/util.c: ipcperms`.
  func checkAccess(
    to object: ObjectPermissions, _ flags: UInt32, by caller: Int32
  ) throws(Errno) {
    let mine = credentials(of: caller)
    let requested = flags >> 6 | flags >> 3 | flags
    let isOwner = mine.userID == object.ownerID || mine.userID == object.creatorID
    let isMember = isInGroup(object.groupID, caller) || isInGroup(object.creatorGroupID, caller)
    let granted = object.mode >> (isOwner ? 6 : isMember ? 3 : 0)
    guard
      requested & ~granted & 7 == 0
        || hasCapability(.ipcOwner, caller, in: ownerOfNamespace(object.namespace))
    else { throw .permissionDenied }
  }

  /// Lets a task change or remove an object.
  ///
  /// Source: msgctl(2), EPERM; `ipc/util.c: ipcctl_obtain_check`.
  func checkOwner(of object: ObjectPermissions, by caller: Int32) throws(Errno) {
    let mine = credentials(of: caller).userID
    guard
      mine == object.ownerID || mine == object.creatorID
        || hasCapability(
          .systemAdministration, caller, in: ownerOfNamespace(object.namespace))
    else { throw .notPermitted }
  }

  /// The permissions that IPC_SET asks for, by a `struct ipc64_perm`.
  ///
  /// Source: msgctl(2), EINVAL; `ipc/util.c: ipc_update_perm`.
  func changed(
    _ object: ObjectPermissions, by bytes: [UInt8], of caller: Int32
  ) throws(Errno) -> ObjectPermissions {
    let namespace = userNamespace(of: caller)
    func word(_ place: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: bytes.littleEndian(at: place, count: 4))
    }
    guard let user = kernelID(word(4), .user, in: namespace),
      let group = kernelID(word(8), .group, in: namespace)
    else { throw .invalidArgument }
    var object = object
    object.ownerID = user
    object.groupID = group
    object.mode = word(20) & 0o777
    return object
  }

  /// `struct ipc64_perm`, of 48 bytes.
  ///
  /// Source: `include/uapi/asm-generic/ipcbuf.h`; `ipc/util.c: kernel_to_ipc64_perm`.
  func bytes(of object: ObjectPermissions, seenBy viewer: Int32) -> [UInt8] {
    Self.halves([
      UInt32(bitPattern: object.key), idNumber(object.ownerID, .user, seenBy: viewer),
      idNumber(object.groupID, .group, seenBy: viewer),
      idNumber(object.creatorID, .user, seenBy: viewer),
      idNumber(object.creatorGroupID, .group, seenBy: viewer), object.mode,
      UInt32(object.id >> SemaphoreNames.indexBits), 0, 0, 0, 0, 0,
    ])
  }
}
