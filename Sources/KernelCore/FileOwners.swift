internal import LinuxABI

// Permissions, owners and times of files.
extension Kernel {
  /// The file that a call is about, by a descriptor or by a path.
  ///
  /// - Returns: nil for a pipe or a process: what they have cannot be changed here.
  private func subject(
    of call: RegisterCall, flags: UInt64, byDescriptor: Bool, by caller: Int32
  ) throws(Errno) -> FilePlace? {
    // chmod(2), EINVAL: another flag than AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH.
    guard flags & 0xffff_ffff & ~0x1100 == 0 else { throw .invalidArgument }
    if byDescriptor || flags & 0x1000 != 0 && call.bytes.first ?? 0 == 0 {
      if !byDescriptor, call.intA == Self.atCurrentDirectory {
        return currentDirectory(ofSlot: caller)
      }
      let descriptor = FileDescriptor(rawValue: call.intA)
      let file =
        byDescriptor
        ? try openFile(descriptor, of: caller) : try anyFile(descriptor, of: caller)
      return openFiles[file].isOfPlace ? openFiles[file].place : nil
    }
    return try find(
      call.bytes, at: call.intA, links: flags & 0x100 != 0 ? .stay : .follow, by: caller)
  }

  /// Source: chmod(2); `fs/open.c: chmod_common`; `fs/attr.c: setattr_prepare`.
  mutating func chmod(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let isDescriptor = call.number == .fchmod
    let flags = call.number == .fchmodat2 ? call.d : 0
    guard let place = try subject(of: call, flags: flags, byDescriptor: isDescriptor, by: caller)
    else { return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller) }
    // chmod(2), EPERM: /proc keeps its permissions. Source: `fs/proc/base.c: proc_setattr`.
    guard let node = place.node else { throw .notPermitted }
    let accessor = fileAccessor(caller)
    // chmod(2), EPERM.
    guard tree[node].isOwned(by: accessor) else { throw .notPermitted }
    // EOPNOTSUPP: a link has no permissions of its own. Source: `fs/attr.c: notify_change`.
    guard tree[node].kind != .link else { throw .notSupported }
    var mode = UInt32(truncatingIfNeeded: isDescriptor ? call.b : call.c) & 0o7777
    // chmod(2): the set-group-ID bit of a group that the caller is not in.
    if !accessor.isIn(tree[node].groupID), !accessor.capabilities.contains(.keepSetID) {
      mode &= ~0o2000
    }
    // fcntl(2), F_SEAL_EXEC. Source: `mm/shmem.c: shmem_setattr`.
    guard tree[node].seals?.contains(.execute) != true || (tree[node].mode ^ mode) & 0o111 == 0
    else { throw .notPermitted }
    tree.change(node) { record in record.mode = mode }
    return changed(node)
  }

  /// - Throws: EPERM, for who may not do what only a file's owner may.
  ///
  /// Source: `fs/inode.c: inode_owner_or_capable`.
  func checkOwner(of place: FilePlace, by caller: Int32) throws(Errno) {
    let accessor = fileAccessor(caller)
    if accessor.capabilities.contains(.fileOwner) { return }
    guard try attributes(of: place).userID == accessor.userID else { throw .notPermitted }
  }

  /// A file is written or cut by somebody who is not to keep its set-user-ID and set-group-ID bits.
  ///
  /// Source: inode(7), S_ISUID; `fs/attr.c: setattr_should_drop_suidgid, setattr_should_drop_sgid`.
  mutating func dropSetID(of node: Int32, by caller: Int32) {
    let mode = tree[node].mode
    guard mode & 0o6000 != 0, tree[node].kind == .file else { return }
    let accessor = fileAccessor(caller)
    if accessor.capabilities.contains(.keepSetID) { return }
    let keepsGroup = mode & 0o10 == 0 && accessor.isIn(tree[node].groupID)
    tree.change(node) { record in record.mode = mode & (keepsGroup ? ~0o4000 : ~0o6000) }
  }

  private mutating func changed(_ node: Int32) -> Outcome {
    let now = fileTime
    tree.change(node) { record in record.changed = now }
    return .value(0)
  }

  /// Source: chown(2); `fs/open.c: chown_common`; `fs/attr.c: chown_ok, chgrp_ok`.
  mutating func chown(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let isDescriptor = call.number == .fchown
    guard
      let place = try subject(
        of: call, flags: isDescriptor ? 0 : call.e, byDescriptor: isDescriptor, by: caller)
    else { return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller) }
    // EINVAL: the caller's user namespace has no such number.
    let user = try newID(isDescriptor ? call.b : call.c, .user, by: caller)
    let group = try newID(isDescriptor ? call.c : call.d, .group, by: caller)
    // chown(2), EPERM: /proc keeps its owners.
    guard let node = place.node else { throw .notPermitted }
    let accessor = fileAccessor(caller)
    let isOwner = accessor.userID == tree[node].userID
    let mayGive = accessor.capabilities.contains(.changeOwner)
    // chown(2), EPERM: only root gives files away, and an owner to no group but those he is in.
    if user != nil, !mayGive, !(isOwner && user == tree[node].userID) { throw .notPermitted }
    if let group, !mayGive, !(isOwner && (accessor.isIn(group) || group == tree[node].groupID)) {
      throw .notPermitted
    }
    tree.change(node) { record in
      if let user { record.userID = user }
      if let group { record.groupID = group }
      // chown(2): the set-user-ID bit goes, and that of the group if it may be executed, even where nobody
      // else gets it. Source: `fs/open.c: chown_common`, ATTR_KILL_SUID.
      if record.kind != .directory { record.mode &= record.mode & 0o10 != 0 ? ~0o6000 : ~0o4000 }
    }
    return changed(node)
  }

  /// UTIME_NOW and UTIME_OMIT.
  ///
  /// Source: utimensat(2); `include/uapi/linux/stat.h`.
  private static var now: UInt64 { 0x3fff_ffff }
  private static var omit: UInt64 { 0x3fff_fffe }

  /// Source: utimensat(2); `fs/utimes.c: do_utimes, vfs_utimes`.
  mutating func utimensat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let path = call.bytes.prefix { $0 != 0 }
    let start = path.count + 1
    var times: [(seconds: UInt64, nanoseconds: UInt64)] = [(0, Self.now), (0, Self.now)]
    if call.c != 0 {
      for which in 0..<2 {
        times[which].seconds = call.bytes.littleEndian(at: start + which * 16, count: 8)
        times[which].nanoseconds = call.bytes.littleEndian(at: start + which * 16 + 8, count: 8)
      }
      // Nothing is to be done, and nothing looked at. Source: `SYSCALL_DEFINE4(utimensat)`.
      if times[0].nanoseconds == Self.omit, times[1].nanoseconds == Self.omit { return .value(0) }
    }
    let hasNoPath = call.b == 0 && path.isEmpty
    // utimensat(2), EFAULT and EINVAL: the current directory is no descriptor, which knows no flags.
    if hasNoPath, call.intA == Self.atCurrentDirectory { throw .badAddress }
    if hasNoPath, call.d & 0xffff_ffff != 0 { throw .invalidArgument }
    guard let place = try subject(of: call, flags: call.d, byDescriptor: hasNoPath, by: caller)
    else { return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller) }
    // utimensat(2), EINVAL: looked at once the file is found. Source: `fs/utimes.c: vfs_utimes`.
    for time in times where time.nanoseconds >= 1_000_000_000 {
      guard time.nanoseconds == Self.now || time.nanoseconds == Self.omit else {
        throw .invalidArgument
      }
    }
    guard let node = place.node else { throw .notPermitted }
    let accessor = fileAccessor(caller)
    if times[0].nanoseconds == Self.now, times[1].nanoseconds == Self.now {
      // utimensat(2), EACCES: who may write may say that he did.
      guard tree[node].isOwned(by: accessor) || tree[node].permits(2, to: accessor) else {
        throw .permissionDenied
      }
    } else {
      // utimensat(2), EPERM.
      guard tree[node].isOwned(by: accessor) else { throw .notPermitted }
    }
    let present = fileTime
    func value(_ time: (seconds: UInt64, nanoseconds: UInt64), _ old: UInt64) -> UInt64 {
      switch time.nanoseconds {
      case Self.now: present
      case Self.omit: old
      default: min(time.seconds, 1 << 33) * 1_000_000_000 + time.nanoseconds
      }
    }
    tree.change(node) { record in
      record.accessed = value(times[0], record.accessed)
      record.modified = value(times[1], record.modified)
    }
    return changed(node)
  }
}
