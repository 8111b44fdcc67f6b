internal import LinuxABI

// Paths, and opening what they name.
extension OpenFlags {
  /// Legal, and not built: a descriptor of a path alone, and a file without a name.
  fileprivate static var unbuilt: OpenFlags { OpenFlags(rawValue: 0o30_000_000) }
}

extension Kernel {
  /// Opens a file, making it where the flags say so.
  ///
  /// Source: open(2); `fs/open.c: do_sys_openat2`.
  mutating func open(
    _ path: [UInt8], _ flags: OpenFlags, mode: UInt32, by caller: Int32
  ) throws(Errno) -> Outcome {
    // open(2), EINVAL: the two contradict each other, since 6.4.
    // Source: `fs/open.c: build_open_flags`.
    guard !flags.contains([.create, .directory]) else { throw .invalidArgument }
    if !flags.isDisjoint(with: .unbuilt) {
      let unbuilt = Int64(flags.intersection(.unbuilt).rawValue)
      return refuse(.openFlagsNotBuilt, unbuilt, to: caller)
    }
    let name = try checkedPath(path)
    let descriptor = try freeDescriptor(of: caller)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    let node =
      flags.contains(.create)
      ? try findOrMake(name, flags, mode: mode, by: caller)
      : try walk(toChecked: name, by: caller)
    let file = openFiles.allocate(
      OpenFileRecord(
        users: 1, node: try checkedOpen(node, flags, by: caller),
        flags: flags.intersection([.accessMode, .append, .nonBlocking])))
    return install(
      file, at: descriptor, of: caller, closesOnExec: flags.contains(.closeOnExec))
  }

  /// What may keep an existing node from being opened.
  ///
  /// Source: `fs/namei.c: do_open, may_open`.
  private mutating func checkedOpen(
    _ found: (node: Int32, isNew: Bool), _ flags: OpenFlags, by caller: Int32
  ) throws(Errno) -> Int32 {
    let node = found.node
    // A new file is open to its maker, whatever its permissions.
    if found.isNew { return node }
    // open(2), EEXIST.
    if flags.contains([.create, .exclusive]) { throw .fileExists }
    let isDirectory = tree[node].kind == .directory
    var bits: UInt32 = 0
    if flags.accessModeBits != 1 { bits |= 4 }
    if flags.accessModeBits != 0 || flags.contains(.truncate) { bits |= 2 }
    // open(2), EISDIR: to make or to write a directory.
    if isDirectory, flags.contains(.create) || bits & 2 != 0 { throw .isDirectory }
    // open(2), ENOTDIR.
    if !isDirectory, flags.contains(.directory) { throw .notDirectory }
    // open(2), EACCES.
    guard tree[node].permits(bits, to: fileAccessor(caller)) else {
      throw .permissionDenied
    }
    if flags.contains(.truncate) { tree.truncate(node) }
    return node
  }

  /// Finds what a path names, or makes a file of that name.
  ///
  /// Source: `fs/namei.c: open_last_lookups, lookup_open`.
  private mutating func findOrMake(
    _ path: [UInt8], _ flags: OpenFlags, mode: UInt32, by caller: Int32
  ) throws(Errno) -> (node: Int32, isNew: Bool) {
    var components = Path.components(of: path)
    guard case .name(let name) = components.popLast() else {
      return (try walk(toChecked: path, by: caller).node, false)
    }
    // open(2), EISDIR: a name that ends in a slash is that of a directory.
    if path.last == Path.slash { throw .isDirectory }
    let directory = try walk(components, from: start(of: path, by: caller), by: caller)
    try enter(directory, by: caller)
    if let node = try child(of: directory, named: name) { return (node, false) }
    // open(2), EACCES: the directory does not take new files from the caller.
    guard tree[directory].permits(2, to: fileAccessor(caller)) else {
      throw .permissionDenied
    }
    // open(2), ENOSPC.
    guard tree.nodes.count < limits.nodesMax else { throw .noSpace }
    let mask = directories[taskTable[caller].fs].umask
    let node = tree.addNode(
      .file, Array(name), in: directory, mode: mode & 0o7777 & ~mask,
      owner: credentials(of: caller))
    return (node, true)
  }

  // MARK: - Paths

  /// A path as the kernel takes it: up to its terminating zero.
  ///
  /// Source: `fs/namei.c: getname_flags`.
  private func checkedPath(_ path: [UInt8]) throws(Errno) -> [UInt8] {
    let name = Array(path.prefix { $0 != 0 })
    // path_resolution(7): an empty path is no path, and PATH_MAX counts the zero.
    guard !name.isEmpty else { throw .noSuchFileOrDirectory }
    guard name.count < limits.pathBytesMax else { throw .fileNameTooLong }
    return name
  }

  /// Finds what a path names.
  func walk(to path: [UInt8], by caller: Int32) throws(Errno) -> Int32 {
    try walk(toChecked: try checkedPath(path), by: caller).node
  }

  private func walk(
    toChecked path: [UInt8], by caller: Int32
  ) throws(Errno) -> (node: Int32, isNew: Bool) {
    let node = try walk(
      Path.components(of: path), from: start(of: path, by: caller), by: caller)
    // path_resolution(7): a slash at the end asks for a directory.
    guard path.last != Path.slash || tree[node].kind == .directory else { throw .notDirectory }
    return (node, false)
  }

  private func start(of path: [UInt8], by caller: Int32) -> Int32 {
    path.first == Path.slash
      ? FileTree.root : directories[taskTable[caller].fs].currentDirectory
  }

  /// Source: `fs/namei.c: link_path_walk`.
  private func walk(
    _ components: [Path.Component], from start: Int32, by caller: Int32
  ) throws(Errno) -> Int32 {
    var node = start
    for component in components {
      try enter(node, by: caller)
      switch component {
      case .same: break
      case .parent: node = tree[node].parent
      case .name(let name):
        // path_resolution(7), ENOENT.
        guard let child = try child(of: node, named: name) else { throw .noSuchFileOrDirectory }
        node = child
      }
    }
    return node
  }

  private func enter(_ node: Int32, by caller: Int32) throws(Errno) {
    // path_resolution(7): ENOTDIR, and EACCES where the directory may not be searched.
    guard tree[node].kind == .directory else { throw .notDirectory }
    guard tree[node].permits(1, to: fileAccessor(caller)) else { throw .permissionDenied }
  }

  private func child(
    of directory: Int32, named name: ArraySlice<UInt8>
  ) throws(Errno) -> Int32? {
    // path_resolution(7), ENAMETOOLONG.
    guard name.count <= limits.nameBytesMax else { throw .fileNameTooLong }
    return tree.child(of: directory, named: name)
  }
}
