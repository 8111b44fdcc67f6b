internal import LinuxABI

/// What can no longer be done with a file (`F_SEAL_...`).
///
/// Source: fcntl(2), "File Sealing"; `include/uapi/linux/fcntl.h`.
struct FileSeals: OptionSet, Sendable {
  let rawValue: UInt8

  /// No seal can be added.
  static var seal: FileSeals { FileSeals(rawValue: 1) }
  /// It gets no shorter.
  static var shrink: FileSeals { FileSeals(rawValue: 2) }
  /// It gets no longer.
  static var grow: FileSeals { FileSeals(rawValue: 4) }
  /// It is not written to.
  static var write: FileSeals { FileSeals(rawValue: 8) }
  /// It is not written to but through the mappings that there are.
  static var futureWrite: FileSeals { FileSeals(rawValue: 16) }
  /// Whether it can be executed stays as it is.
  static var execute: FileSeals { FileSeals(rawValue: 32) }
  /// Those that there are (`F_ALL_SEALS`).
  static var all: FileSeals { FileSeals(rawValue: 63) }
  /// What keeps a file from being written to.
  static var writing: FileSeals { [.write, .futureWrite] }
}

// Files that are in memory alone and have no name: memfd_create, and their seals.
extension Kernel {
  /// The longest name, in bytes (`MFD_NAME_MAX_LEN`).
  private static var memoryFileNameMax: Int { 249 }

  /// Makes a file without a name, and opens it.
  ///
  /// Source: memfd_create(2); `mm/memfd.c: SYSCALL_DEFINE2(memfd_create), memfd_alloc_file`.
  mutating func memfdCreate(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = UInt32(truncatingIfNeeded: call.b)
    // MFD_CLOEXEC, MFD_ALLOW_SEALING, MFD_HUGETLB with its sizes, MFD_NOEXEC_SEAL and MFD_EXEC.
    let (closesOnExec, allowsSealing, hasHugePages) = (flags & 1, flags & 2, flags & 4)
    // memfd_create(2), EINVAL.
    guard flags & ~(hasHugePages == 0 ? 0x1f : 0xfc00_001f) == 0, flags & 0x18 != 0x18 else {
      throw .invalidArgument
    }
    let name = call.bytes.prefix { $0 != 0 }
    guard name.count <= Self.memoryFileNameMax else { throw .invalidArgument }
    guard hasHugePages == 0 else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    let descriptor = try freeDescriptor(of: caller)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    sweepOrphans()
    guard tree.count < limits.nodesMax else { throw .noSpace }
    tree.nowNanoseconds = fileTime
    let isPlain = flags & 8 != 0
    let node = tree.addNameless(
      Array("memfd:".utf8) + name, mode: isPlain ? 0o666 : 0o777, owner: credentials(of: caller))
    var seals: FileSeals = allowsSealing != 0 || isPlain ? [] : .seal
    if isPlain { seals.insert(.execute) }
    tree.change(node) { $0.seals = seals }
    let file = openFiles.allocate(
      OpenFileRecord(users: 1, place: FilePlace(node), flags: .readWrite))
    return install(file, at: descriptor, of: caller, closesOnExec: closesOnExec != 0)
  }

  /// Makes a file in a directory that has no name in it, and opens it.
  ///
  /// Source: open(2), O_TMPFILE; `fs/open.c: build_open_flags`; `fs/namei.c: do_tmpfile, vfs_tmpfile`.
  mutating func openNameless(
    _ path: [UInt8], _ flags: OpenFlags, mode: UInt32, at start: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    // open(2), EINVAL: it would be of no use to who may not write to it.
    guard flags.contains(.directory), !flags.contains(.create), 1...2 ~= flags.accessModeBits else {
      throw .invalidArgument
    }
    let directory = try find(path, at: start, by: caller)
    // open(2), ENOTDIR.
    guard type(of: directory) == .directory else { throw .notDirectory }
    // open(2), EOPNOTSUPP: /proc makes none.
    guard directory.node != nil else { throw .notSupported }
    try checkCreation(in: directory, by: caller)
    let descriptor = try freeDescriptor(of: caller)
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    sweepOrphans()
    guard tree.count < limits.nodesMax else { throw .noSpace }
    let mask = directories[taskTable[caller].fs].umask
    let node = tree.addNameless(
      Array("#".utf8), mode: mode & 0o7777 & ~mask, owner: credentials(of: caller))
    let name = Array(("#" + String(tree[node].inode)).utf8)
    tree.change(node) { record in
      record.name = name
      if let parent = directory.node { record.parent = parent }
      record.isLinkable = !flags.contains(.exclusive)
    }
    let file = openFiles.allocate(
      OpenFileRecord(
        users: 1, place: FilePlace(node),
        flags: flags.intersection(.kept.union(.nameless))))
    return install(file, at: descriptor, of: caller, closesOnExec: flags.contains(.closeOnExec))
  }

  /// F_ADD_SEALS and F_GET_SEALS.
  ///
  /// Source: `mm/memfd.c: memfd_add_seals, memfd_get_seals`.
  mutating func sealCall(_ call: RegisterCall, _ file: Int32) throws(Errno) -> Outcome {
    let isAdding = call.intB == 1_033
    // fcntl(2), EPERM: it is not open for writing.
    guard !isAdding || openFiles[file].isWritable else { throw .notPermitted }
    // fcntl(2), EINVAL: seals that there are not. Of the word the lower half counts.
    let word = isAdding ? UInt32(truncatingIfNeeded: call.c) : 0
    var added = FileSeals(rawValue: UInt8(truncatingIfNeeded: word))
    guard word <= UInt32(FileSeals.all.rawValue) else { throw .invalidArgument }
    // fcntl(2), EINVAL: a file that can have none.
    guard openFiles[file].isOfPlace, let node = openFiles[file].place.node,
      let old = tree[node].seals
    else { throw .invalidArgument }
    guard isAdding else { return .value(Int64(old.rawValue)) }
    guard !old.contains(.seal) else { throw .notPermitted }
    // What is to be executed stays as it is.
    if added.contains(.execute), tree[node].isExecutable {
      added.formUnion([.shrink, .grow, .write, .futureWrite])
    }
    // fcntl(2), EBUSY: somebody can write to it through a mapping. Source: `mapping_deny_writable`.
    guard !added.contains(.write) || old.contains(.write) || !isMappedWritable(node) else {
      throw .resourceBusy
    }
    tree.change(node) { $0.seals = old.union(added) }
    return .value(0)
  }

  /// Whether an area shows a file that could be written to through it.
  ///
  /// Source: `include/linux/mm.h: is_shared_maywrite`.
  private func isMappedWritable(_ node: Int32) -> Bool {
    for space in memory.spaces.indices {
      for area in memory.spaces[space].areas
      where area.object >= 0 && area.sharing == .shared && !area.flags.contains(.neverWritable) {
        if memory.objects[area.object].node == node, memory.objects[area.object].file >= 0 {
          return true
        }
      }
    }
    return false
  }

  /// How many bytes of a write a file's seals let through.
  ///
  /// Source: `mm/shmem.c: shmem_write_begin`, page by page.
  ///
  /// - Throws: EPERM where that is none.
  func permittedCount(_ count: Int, at offset: Int, in node: Int32) throws(Errno) -> Int {
    guard let seals = tree[node].seals else { return count }
    guard seals.isDisjoint(with: .writing) else { throw .notPermitted }
    let length = tree[node].contents.count
    guard seals.contains(.grow), count > length - min(offset, length) else { return count }
    // The part up to the last page that ends within the file.
    let pages = length / Int(Memory.pageBytes) * Int(Memory.pageBytes)
    guard pages > offset else { throw .notPermitted }
    return pages - offset
  }

  /// - Throws: EPERM where a file's seals forbid a length. Source: `mm/shmem.c: shmem_setattr`.
  func checkSeals(of node: Int32, newLength: Int) throws(Errno) {
    guard let seals = tree[node].seals else { return }
    let length = tree[node].contents.count
    guard newLength >= length || !seals.contains(.shrink),
      newLength <= length || !seals.contains(.grow)
    else { throw .notPermitted }
  }
}
