internal import LinuxABI

/// Who asks for a file: what permissions look at.
struct FileAccessor {
  var userID: UInt32
  var groupID: UInt32
  /// The groups that it is in besides (setgroups).
  var groups: ContiguousArray<UInt32>
  var capabilities: Capabilities

  /// Whether it is in a group.
  ///
  /// Source: `kernel/groups.c: in_group_p`.
  func isIn(_ group: UInt32) -> Bool { groupID == group || groups.contains(group) }
}

// Tasks as files see them.
extension Kernel {
  /// Who a task is to files: powers of another user namespace do not count, since no file's owner
  /// has a number there.
  ///
  /// Source: `kernel/capability.c: privileged_wrt_inode_uidgid`.
  func fileAccessor(_ task: Int32) -> FileAccessor {
    let own = credentials(of: task)
    return FileAccessor(
      userID: own.fileUserID, groupID: own.fileGroupID,
      groups: credentialTable[taskTable[task].credential].groups,
      capabilities: userNamespace(of: task) >= 0 ? [] : own.capabilities)
  }

  /// Who a task is to access(2): the user who started it, with the powers that he could have.
  ///
  /// Source: `fs/open.c: access_override_creds`.
  func realAccessor(_ task: Int32) -> FileAccessor {
    let own = credentials(of: task)
    var accessor = fileAccessor(task)
    accessor.userID = own.realUserID
    accessor.groupID = own.realGroupID
    if userNamespace(of: task) < 0 {
      accessor.capabilities = own.realUserID == 0 ? own.permitted : []
    }
    return accessor
  }
}
