internal import LinuxABI

// What stat and its like tell.
extension Kernel {
  /// AT_SYMLINK_NOFOLLOW, AT_EACCESS, AT_NO_AUTOMOUNT, AT_EMPTY_PATH and the bits of statx that
  /// say how fresh it is to be.
  ///
  /// Source: `include/uapi/linux/fcntl.h`.
  private enum At {
    static var noFollow: UInt64 { 0x100 }
    static var effective: UInt64 { 0x200 }
    static var noMount: UInt64 { 0x800 }
    static var emptyPath: UInt64 { 0x1000 }
    static var fresh: UInt64 { 0x6000 }
  }

  /// Source: stat(2); `fs/stat.c: SYSCALL_DEFINE2(newfstat)`.
  mutating func fstat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
    keep(statBytes(try attributes(ofOpenFile: file), seenBy: caller), for: caller)
    return .value(0)
  }

  /// Source: stat(2); `fs/stat.c: vfs_fstatat`.
  mutating func newfstatat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // stat(2), EINVAL.
    guard call.d & 0xffff_ffff & ~(At.noFollow | At.noMount | At.emptyPath | At.fresh) == 0 else {
      throw .invalidArgument
    }
    keep(
      statBytes(
        try attributes(call.bytes, at: call.intA, flags: call.d, by: caller), seenBy: caller),
      for: caller)
    return .value(0)
  }

  /// Source: statx(2); `fs/stat.c: do_statx, cp_statx`.
  mutating func statx(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.c & 0xffff_ffff
    // statx(2), EINVAL: STATX__RESERVED, and both ways to be fresh.
    guard call.d & 0x8000_0000 == 0, flags & At.fresh != At.fresh,
      flags & ~(At.noFollow | At.noMount | At.emptyPath | At.fresh) == 0
    else { throw .invalidArgument }
    let bytes = statxBytes(
      try attributes(call.bytes, at: call.intA, flags: flags, by: caller), seenBy: caller)
    keep(bytes, for: caller)
    return .value(0)
  }

  /// What is known of what a path names, or of what a descriptor is of.
  private func attributes(
    _ path: [UInt8], at descriptor: Int32, flags: UInt64, by caller: Int32
  ) throws(Errno) -> FileAttributes {
    if flags & At.emptyPath != 0, path.first ?? 0 == 0 {
      guard descriptor != Self.atCurrentDirectory else {
        return try attributes(of: currentDirectory(ofSlot: caller))
      }
      return try attributes(
        ofOpenFile: try anyFile(FileDescriptor(rawValue: descriptor), of: caller))
    }
    let place = try find(
      path, at: descriptor, links: flags & At.noFollow != 0 ? .stay : .follow, by: caller)
    if place.node == nil, type(of: place) != .link, let file = openFile(behindProcessLink: place) {
      return try attributes(ofOpenFile: file)
    }
    return try attributes(of: place)
  }

  /// Attributes with the owner's numbers as a task sees them.
  ///
  /// Source: `fs/stat.c: cp_new_stat, cp_statx`, from_kuid_munged.
  private func numbered(_ told: FileAttributes, seenBy viewer: Int32) -> FileAttributes {
    var file = told
    file.userID = idNumber(told.userID, .user, seenBy: viewer)
    file.groupID = idNumber(told.groupID, .group, seenBy: viewer)
    return file
  }

  /// `struct stat` as riscv64 has it.
  ///
  /// Source: `include/uapi/asm-generic/stat.h`.
  private func statBytes(_ told: FileAttributes, seenBy viewer: Int32) -> [UInt8] {
    let file = numbered(told, seenBy: viewer)
    return littleEndian(
      [
        UInt64(file.fileSystem.rawValue), file.inode,
        UInt64(file.type.rawValue | file.mode) | UInt64(file.links) << 32,
        UInt64(file.userID) | UInt64(file.groupID) << 32, file.device, 0, UInt64(file.size),
        UInt64(Memory.pageBytes), blocks(of: file),
      ] + time(file.accessed) + time(file.modified) + time(file.changed) + [0])
  }

  /// Source: `include/uapi/linux/stat.h: struct statx`.
  private func statxBytes(_ told: FileAttributes, seenBy viewer: Int32) -> [UInt8] {
    let file = numbered(told, seenBy: viewer)
    // STATX_BASIC_STATS and STATX_BTIME.
    let mask: UInt64 = 0xfff
    let major = file.device >> 8
    let minor = file.device & 0xff
    return littleEndian(
      [
        mask | UInt64(Memory.pageBytes) << 32, 0,
        UInt64(file.links) | UInt64(file.userID) << 32,
        UInt64(file.groupID) | UInt64(file.type.rawValue | file.mode) << 32, file.inode,
        UInt64(file.size), blocks(of: file), 0,
      ] + time(file.accessed) + time(file.made) + time(file.changed) + time(file.modified) + [
        major | minor << 32, UInt64(file.fileSystem.rawValue) << 32,
      ] + [UInt64](repeating: 0, count: 14))
  }

  /// The sectors of 512 bytes that a file takes, in whole pages.
  private func blocks(of file: FileAttributes) -> UInt64 {
    guard file.type == .regular else { return 0 }
    let pages = (UInt64(file.size) + Memory.pageBytes - 1) / Memory.pageBytes
    return pages * Memory.pageBytes / 512
  }

  /// Seconds and nanoseconds of a time of a file.
  private func time(_ nanoseconds: UInt64) -> [UInt64] {
    [nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000]
  }

  // MARK: - File systems and access

  /// Source: statfs(2); `fs/statfs.c: do_statfs_native`; `mm/shmem.c: shmem_statfs`.
  mutating func statfs(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let system: FileSystem
    if call.number == .statfs {
      system = try attributes(of: try find(call.bytes, by: caller)).fileSystem
    } else {
      let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
      system = try attributes(ofOpenFile: file).fileSystem
    }
    let isTree = system == .tree
    let page = Int(Memory.pageBytes)
    let blocks = isTree ? limits.treeBytesMax / page : 0
    let free = isTree ? (limits.treeBytesMax - tree.byteCount) / page : 0
    keep(
      littleEndian([
        system.magic, Memory.pageBytes, UInt64(blocks), UInt64(max(0, free)), UInt64(max(0, free)),
        UInt64(isTree ? limits.nodesMax : 0),
        UInt64(isTree ? max(0, limits.nodesMax - tree.count) : 0), 0,
        UInt64(limits.nameBytesMax), Memory.pageBytes, 0, 0, 0, 0, 0,
      ]), for: caller)
    return .value(0)
  }

  /// Source: access(2); `fs/open.c: do_faccessat`.
  mutating func faccessat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.number == .faccessat ? 0 : call.d & 0xffff_ffff
    // access(2), EINVAL.
    guard call.c & 0xffff_ffff & ~7 == 0,
      flags & ~(At.noFollow | At.effective | At.emptyPath) == 0
    else { throw .invalidArgument }
    let accessor = flags & At.effective != 0 ? fileAccessor(caller) : realAccessor(caller)
    let place: FilePlace
    if flags & At.emptyPath != 0, call.bytes.first ?? 0 == 0 {
      if call.intA == Self.atCurrentDirectory {
        place = currentDirectory(ofSlot: caller)
      } else {
        let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
        guard openFiles[file].isOfPlace else { return .value(0) }
        place = openFiles[file].place
      }
    } else {
      place = try find(
        call.bytes, at: call.intA, links: flags & At.noFollow != 0 ? .stay : .follow, by: caller)
    }
    // access(2), EACCES.
    guard permits(UInt32(call.c & 7), at: place, to: accessor, by: caller) else {
      throw .permissionDenied
    }
    return .value(0)
  }
}
