internal import LinuxABI

// Opening what a path names.
extension OpenFlags {
  /// A file without a name (`__O_TMPFILE`), which needs O_DIRECTORY.
  static var nameless: OpenFlags { OpenFlags(rawValue: 0o20_000_000) }
  /// A descriptor of a path alone (`O_PATH`).
  static var path: OpenFlags { OpenFlags(rawValue: 0o10_000_000) }
  /// Reading does not count as an access (`O_NOATIME`).
  static var noAccessTime: OpenFlags { OpenFlags(rawValue: 0o1_000_000) }
  /// What is written is on its device at once (`O_SYNC`, with `O_DSYNC` in it).
  static var synchronous: OpenFlags { OpenFlags(rawValue: 0o4_010_000) }
  /// What an open file keeps of the flags that it was opened with, to be told of them.
  ///
  /// Source: `fs/open.c: do_dentry_open`, f_flags.
  static var kept: OpenFlags {
    [.accessMode, .append, .nonBlocking, .directory, .noFollow, .noAccessTime, .synchronous]
  }
}

extension Kernel {
  /// Opens a file, making it where the flags say so.
  ///
  /// Source: open(2); `fs/open.c: do_sys_openat2`.
  mutating func open(
    _ path: [UInt8], _ flags: OpenFlags, mode: UInt32, at start: Int32 = Kernel.atCurrentDirectory,
    by caller: Int32
  ) throws(Errno) -> Outcome {
    // open(2), EINVAL: the two contradict each other, since 6.4.
    // Source: `fs/open.c: build_open_flags`.
    guard !flags.contains([.create, .directory]) else { throw .invalidArgument }
    // open(2), O_PATH: most other flags count for nothing. Source: O_PATH_FLAGS.
    var flags = flags
    if flags.contains(.path) {
      flags.formIntersection([.path, .directory, .noFollow, .closeOnExec])
    }
    if flags.contains(.nameless) {
      return try openNameless(path, flags, mode: mode, at: start, by: caller)
    }
    let name = try checkedPath(path)
    let descriptor = try freeDescriptor(of: caller)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    var count = 0
    let directory = try self.start(of: name, at: start, by: caller)
    let found: (place: FilePlace, isNew: Bool) =
      flags.contains(.create)
      ? try findOrMake(name, flags, mode: mode, from: directory, &count, by: caller)
      : (
        try follow(
          name, from: directory, flags.contains(.noFollow) ? .stay : .follow, &count, by: caller),
        false
      )
    let file: Int32
    if flags.contains(.path) {
      // open(2), ENOTDIR.
      if flags.contains(.directory), type(of: found.place) != .directory { throw .notDirectory }
      guard let named = pathFile(found.place, flags) else {
        return refuse(.openFlagsNotBuilt, Int64(OpenFlags.path.rawValue), to: caller)
      }
      file = named
    } else {
      try checkOpen(found, flags, by: caller)
      if let node = found.place.node, tree[node].kind == .fifo || tree[node].kind == .socket {
        // open(2), ENXIO: a socket. Source: `fs/inode.c: no_open`.
        guard tree[node].kind == .fifo else { throw .noSuchAddress }
        let call = RegisterCall(
          .openat, UInt64(register: start), 0, UInt64(register: flags.rawValue), UInt64(mode),
          bytes: path)
        return try openFifo(node, flags, call, by: caller)
      }
      file = try openedFile(found.place, flags, by: caller)
    }
    return install(
      file, at: descriptor, of: caller, closesOnExec: flags.contains(.closeOnExec))
  }

  /// An open file that is good for its path alone.
  ///
  /// - Returns: nil for what has no path: what a link in `/proc/PID/fd` leads to, other than a file.
  private mutating func pathFile(_ place: FilePlace, _ flags: OpenFlags) -> Int32? {
    var place = place
    if place.node == nil, let other = openFile(behindProcessLink: place),
      ProcessEntry(at: place).kind == .openFile
    {
      guard openFiles[other].isOfPlace else { return nil }
      place = openFiles[other].place
    }
    return openFiles.allocate(
      OpenFileRecord(
        users: 1, place: place,
        flags: flags.intersection([.path, .directory, .noFollow])))
  }

  /// What may keep an existing file from being opened.
  ///
  /// Source: `fs/namei.c: do_open, may_open`.
  private mutating func checkOpen(
    _ found: (place: FilePlace, isNew: Bool), _ flags: OpenFlags, by caller: Int32
  ) throws(Errno) {
    // A new file is open to its maker, whatever its permissions.
    if found.isNew { return }
    // open(2), EEXIST.
    if flags.contains([.create, .exclusive]) { throw .fileExists }
    let type = type(of: found.place)
    var bits: UInt32 = 0
    if flags.accessModeBits != 1 { bits |= 4 }
    if flags.accessModeBits != 0 || flags.contains(.truncate) { bits |= 2 }
    // open(2), EISDIR: to make a directory.
    if type == .directory, flags.contains(.create) { throw .isDirectory }
    // open(2), ENOTDIR.
    if type != .directory, flags.contains(.directory) { throw .notDirectory }
    // open(2), ELOOP: with O_NOFOLLOW.
    if type == .link { throw .tooManySymbolicLinks }
    // open(2), EISDIR: to write a directory.
    if type == .directory, bits & 2 != 0 { throw .isDirectory }
    // EPERM: a namespace can't change. Source: `fs/nsfs.c: nsfs_init_inode`, S_IMMUTABLE.
    if bits & 2 != 0, isNamespace(found.place) { throw .notPermitted }
    // open(2), EACCES.
    guard permits(bits, at: found.place, to: fileAccessor(caller), by: caller) else {
      throw .permissionDenied
    }
    // open(2), EPERM: O_NOATIME, of a file of somebody else. Source: `fs/namei.c: may_open`.
    if flags.contains(.noAccessTime) { try checkOwner(of: found.place, by: caller) }
    guard let node = found.place.node else {
      let entry = ProcessEntry(at: found.place)
      if bits & 2 != 0 { try checkGroupSetting(entry, by: caller) }
      return try checkMayOpen(entry, by: caller)
    }
    // open(2), ENXIO: there is no controlling terminal. Source: `drivers/tty/tty_io.c: tty_open`.
    if tree[node].kind == .terminal, !isTerminal { throw .noSuchAddress }
    // open(2), ETXTBSY: a program runs it.
    if bits & 2 != 0, tree[node].kind == .file, isExecuted(node) { throw .textFileBusy }
    if flags.contains(.truncate), type == .regular {
      try checkSeals(of: node, newLength: 0)
      dropSetID(of: node, by: caller)
      tree.truncate(node)
    }
  }

  /// - Throws: EACCES, for who may not write `setgroups`. Source: `kernel/user_namespace.c:
  ///   proc_setgroups_open`.
  private func checkGroupSetting(_ entry: ProcessEntry, by caller: Int32) throws(Errno) {
    guard entry.kind == .groupSetting, task(of: entry) >= 0 else { return }
    let namespace = userNamespace(of: task(of: entry))
    guard hasCapability(.systemAdministration, caller, in: namespace) else {
      throw .permissionDenied
    }
  }

  /// Whether a file is open to be written.
  ///
  /// Source: `include/linux/fs.h: i_writecount` above 0.
  func isOpenForWriting(_ node: Int32) -> Bool {
    openFiles.contains { $0.isOfPlace && $0.isWritable && $0.place.node == node }
  }

  /// An open file of a place, with one descriptor.
  private mutating func openedFile(
    _ place: FilePlace, _ flags: OpenFlags, by caller: Int32
  ) throws(Errno) -> Int32 {
    let kept = flags.intersection(.kept)
    if isNamespace(place) { return try openedNamespace(place, kept) }
    guard place.node == nil, let other = openFile(behindProcessLink: place) else {
      return openFiles.allocate(OpenFileRecord(users: 1, place: place, flags: kept))
    }
    // What another process has open is opened anew.
    var record = openFiles[other]
    // ENXIO: a process cannot be opened. Source: `fs/libfs.c: stashed_dentry_prune`, no_open.
    guard record.process == nil, record.special < 0 else { throw .noSuchAddress }
    record.users = 1
    record.offset = 0
    record.flags = kept
    if record.pipe >= 0 {
      if record.isReadable { fileSide.pipes[record.pipe].readers += 1 }
      if record.isWritable { fileSide.pipes[record.pipe].writers += 1 }
    }
    return openFiles.allocate(record)
  }

  /// Finds what a path names, or makes a file of that name.
  ///
  /// Source: `fs/namei.c: open_last_lookups, lookup_open`.
  private mutating func findOrMake(
    _ path: [UInt8], _ flags: OpenFlags, mode: UInt32, from start: FilePlace,
    _ count: inout Int, by caller: Int32
  ) throws(Errno) -> (place: FilePlace, isNew: Bool) {
    let end = try followParent(path, from: start, &count, by: caller)
    guard let last = end.last else { return (end.directory, false) }
    guard let name = end.name else {
      return (try step(last, of: end, .follow, &count, by: caller), false)
    }
    // open(2), EISDIR: a name that ends in a slash is that of a directory.
    if end.endsInSlash { throw .isDirectory }
    if let place = try child(of: end.directory, named: name, by: caller) {
      guard type(of: place) == .link, !flags.contains(.noFollow), !flags.contains(.exclusive)
      else { return (place, false) }
      count += 1
      // path_resolution(7), ELOOP.
      guard count <= Self.linksMax else { throw .tooManySymbolicLinks }
      guard let node = place.node else {
        return (
          try followProcessLink(place, in: end.directory, &count, by: caller), false
        )
      }
      return try findOrMake(
        tree[node].contents, flags, mode: mode, from: end.directory, &count, by: caller)
    }
    let made = try makeNode(.file, name, mode: mode & 0o7777, in: end.directory, by: caller)
    return (FilePlace(made), true)
  }

  /// Makes a node in a directory that has none of that name.
  ///
  /// Source: `fs/namei.c: may_create, vfs_create, vfs_mkdir`; `fs/inode.c: inode_init_owner`.
  mutating func makeNode(
    _ kind: FileNode.Kind, _ name: ArraySlice<UInt8>, mode: UInt32, in directory: FilePlace,
    by caller: Int32
  ) throws(Errno) -> Int32 {
    try checkCreation(in: directory, by: caller)
    guard let parent = directory.node else { throw .permissionDenied }
    sweepOrphans()
    // open(2), ENOSPC.
    guard tree.count < limits.nodesMax else { throw .noSpace }
    let mask = kind == .link ? 0 : directories[taskTable[caller].fs].umask
    let owner = credentials(of: caller)
    let node = tree.addNode(kind, Array(name), in: parent, mode: mode & ~mask, owner: owner)
    // inode(7): where the directory has the set-group-ID bit, what is made in it has its group.
    if tree[parent].mode & 0o2000 != 0 {
      let group = tree[parent].groupID
      let accessor = fileAccessor(caller)
      // But the right to act as a group is for its members to give. Source: `fs/inode.c: mode_strip_sgid`.
      let losesBit =
        mode & 0o2010 == 0o2010 && !accessor.isIn(group)
        && !accessor.capabilities.contains(.keepSetID)
      tree.change(node) { record in
        record.groupID = group
        if kind == .directory {
          record.mode |= 0o2000
        } else if losesBit {
          record.mode &= ~0o2000
        }
      }
    }
    return node
  }

  /// Whether a directory takes new names from a task.
  ///
  /// Source: `fs/namei.c: may_create`.
  func checkCreation(in directory: FilePlace, by caller: Int32) throws(Errno) {
    // /proc has no names but its own. Source: `fs/proc/root.c: proc_root_inode_operations`.
    guard let parent = directory.node else { throw .noSuchFileOrDirectory }
    // ENOENT: the directory itself was removed.
    guard tree[parent].links > 0 else { throw .noSuchFileOrDirectory }
    // open(2), EACCES.
    guard tree[parent].permits(3, to: fileAccessor(caller)) else { throw .permissionDenied }
  }

  /// Frees what no directory names and nobody has any more.
  mutating func sweepOrphans() {
    guard !tree.orphans.isEmpty else { return }
    tree.sweep(keeping: ContiguousArray(tree.orphans.filter { isUsed($0) }))
  }

  /// Whether a task has a node open, executes it, is about to, or is in it.
  private func isUsed(_ node: Int32) -> Bool {
    openFiles.contains { $0.place.node == node }
      || !fileSides.isEmpty && fileSide.pendingPrograms.contains { $0.file == node }
      || directories.contains { $0.currentDirectory == node || $0.rootDirectory == node }
      || isExecuted(node)
  }
}
