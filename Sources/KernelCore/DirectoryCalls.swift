internal import LinuxABI

// The current directory, and reading directories.
extension Kernel {
  /// Makes a directory the current one.
  ///
  /// Source: chdir(2); `fs/open.c: SYSCALL_DEFINE1(chdir)`.
  mutating func changeDirectory(to place: FilePlace, by caller: Int32) throws(Errno) -> Outcome {
    // chdir(2), ENOTDIR and EACCES.
    try enter(place, by: caller)
    // Every directory has a short number: only what is in one of /proc has a long one.
    guard let number = Int32(exactly: place.rawValue) else { throw .notDirectory }
    directories[taskTable[caller].fs].currentDirectory = number
    sweepOrphans()
    return .value(0)
  }

  /// Has the paths of a task, and of those that share its directory, begin elsewhere.
  ///
  /// Source: chroot(2); `fs/open.c: SYSCALL_DEFINE1(chroot)`.
  mutating func chroot(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let place = try find(call.bytes, by: caller)
    // chroot(2), ENOTDIR and EACCES, and then EPERM.
    try enter(place, by: caller)
    guard hasCapability(.changeRoot, caller, in: userNamespace(of: caller)) else {
      throw .notPermitted
    }
    guard let number = Int32(exactly: place.rawValue) else { throw .notDirectory }
    directories[taskTable[caller].fs].rootDirectory = number
    sweepOrphans()
    return .value(0)
  }

  /// Whether the paths of a task begin elsewhere than those of the first one.
  ///
  /// Source: `fs/fs_struct.c: current_chrooted`.
  func isChrooted(_ task: Int32) -> Bool { root(ofSlot: task) != .root }

  /// A path from the root of all as a task sees it.
  ///
  /// - Returns: nil if the path is not below the task's root.
  func path(_ path: [UInt8], seenBy task: Int32) -> [UInt8]? {
    guard isChrooted(task) else { return path }
    let root = self.path(of: root(ofSlot: task))
    if path == root { return [Path.slash] }
    guard path.starts(with: root + [Path.slash]) else { return nil }
    return Array(path.dropFirst(root.count))
  }

  /// Source: fchdir(2); `fs/open.c: SYSCALL_DEFINE1(fchdir)`.
  mutating func fchdir(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
    // fchdir(2), ENOTDIR.
    guard openFiles[file].isOfPlace else { throw .notDirectory }
    return try changeDirectory(to: openFiles[file].place, by: caller)
  }

  /// Source: getcwd(2); `fs/d_path.c: SYSCALL_DEFINE2(getcwd)`.
  mutating func getcwd(by caller: Int32) throws(Errno) -> Outcome {
    let place = currentDirectory(ofSlot: caller)
    // getcwd(2), ENOENT: it was removed.
    if let node = place.node, tree[node].links == 0 { throw .noSuchFileOrDirectory }
    let whole = self.path(of: place)
    // getcwd(2): a directory that is not below the root is told apart.
    let path = path(whole, seenBy: caller) ?? Array("(unreachable)".utf8) + whole
    keep(path, for: caller)
    // The terminating zero counts.
    return .value(Int64(path.count + 1))
  }

  /// The path of a place from the root.
  func path(of place: FilePlace) -> [UInt8] {
    guard let node = place.node else { return processPath(of: place) }
    return tree.path(of: node)
  }

  /// Source: getdents(2); `fs/readdir.c: filldir64`.
  mutating func getdents(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let record = openFiles[file]
    // getdents(2), ENOTDIR.
    guard record.isOfPlace, type(of: record.place) == .directory else { throw .notDirectory }
    // getdents(2), ENOENT: it was removed.
    if let node = record.place.node, tree[node].links == 0 { throw .noSuchFileOrDirectory }
    if let node = record.place.node, !record.flags.contains(.noAccessTime) {
      tree.noteReading(node)
    }
    let room = Int(min(call.c & 0xffff_ffff, UInt64(limits.treeBytesMax)))
    var bytes: [UInt8] = []
    var offset = Int64(record.offset)
    while let entry = entry(of: record.place, from: offset, seenBy: caller) {
      let length = (entry.name.count + 20 + 7) & ~7
      guard bytes.count + length <= room else {
        // getdents(2), EINVAL: no room for a single entry.
        guard !bytes.isEmpty else { throw .invalidArgument }
        break
      }
      var told = littleEndian([entry.inode, UInt64(bitPattern: entry.next)])
      told += [
        UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8), entry.type,
      ]
      told += entry.name
      told += [UInt8](repeating: 0, count: length - 19 - entry.name.count)
      if call.b != 0,
        copyToUser(taskTable[caller].mm, call.b &+ UInt64(bytes.count), told[...]) < length
      {
        // getdents(2), EFAULT: what can't be stored is still to come.
        guard !bytes.isEmpty else { throw .badAddress }
        break
      }
      bytes += told
      offset = entry.next
    }
    openFiles[file].offset = Int(offset)
    keep(bytes, for: caller)
    return .value(Int64(bytes.count))
  }

  /// An entry as getdents tells it.
  struct ListedEntry {
    var name: [UInt8]
    var inode: UInt64
    var type: UInt8
    /// The place of the one after it.
    var next: Int64
  }

  /// The first entry of a directory from a place on.
  private func entry(
    of place: FilePlace, from offset: Int64, seenBy viewer: Int32
  ) -> ListedEntry? {
    if offset < 2 {
      let other = offset == 0 ? place : parent(of: place)
      guard let attributes = try? attributes(of: other) else { return nil }
      return ListedEntry(
        name: [UInt8](repeating: 0x2e, count: offset == 0 ? 1 : 2), inode: attributes.inode,
        type: FileType.directory.entryType, next: offset + 1)
    }
    guard let node = place.node else {
      return processEntry(of: place, from: offset, seenBy: viewer)
    }
    for entry in tree[node].entries where entry.cookie >= offset {
      let record = tree[entry.node]
      return ListedEntry(
        name: entry.name, inode: record.inode, type: record.typeAndDevice.0.entryType,
        next: entry.cookie + 1)
    }
    return nil
  }
}
