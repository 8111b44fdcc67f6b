internal import LinuxABI

// Names in directories: made, taken away, changed.
extension Kernel {
  /// The first of the strings that a call carries, up to its terminating zero.
  private func firstPath(_ call: RegisterCall) -> ArraySlice<UInt8> {
    call.bytes.prefix { $0 != 0 }
  }

  /// The second of two strings.
  private func secondPath(_ call: RegisterCall) -> ArraySlice<UInt8> {
    call.bytes.dropFirst(firstPath(call).count + 1).prefix { $0 != 0 }
  }

  /// Follows a path up to the name that a call is about.
  private func end(
    of path: ArraySlice<UInt8>, at descriptor: Int32, by caller: Int32
  ) throws(Errno) -> PathEnd {
    let path = try checkedPath(path)
    var count = 0
    return try followParent(
      path, from: try start(of: path, at: descriptor, by: caller), &count, by: caller)
  }

  /// A name that is to be made, where there is none yet.
  ///
  /// Source: `fs/namei.c: filename_create`.
  func newName(
    _ path: ArraySlice<UInt8>, at descriptor: Int32, isDirectory: Bool, by caller: Int32
  ) throws(Errno) -> (directory: FilePlace, name: ArraySlice<UInt8>) {
    let end = try end(of: path, at: descriptor, by: caller)
    // mkdir(2), EEXIST: also `.`, `..` and the root.
    guard let name = end.name else { throw .fileExists }
    guard try child(of: end.directory, named: name, by: caller) == nil else { throw .fileExists }
    // ENOENT: a slash at the end asks for a directory.
    guard !end.endsInSlash || isDirectory else { throw .noSuchFileOrDirectory }
    return (end.directory, name)
  }

  /// Source: mkdir(2); `fs/namei.c: do_mkdirat`.
  mutating func mkdirat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let new = try newName(firstPath(call), at: call.intA, isDirectory: true, by: caller)
    let mode = UInt32(truncatingIfNeeded: call.c) & 0o1777
    _ = try makeNode(.directory, new.name, mode: mode, in: new.directory, by: caller)
    return .value(0)
  }

  /// Source: symlink(2); `fs/namei.c: do_symlinkat`.
  mutating func symlinkat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let target = try checkedPath(firstPath(call))
    let new = try newName(secondPath(call), at: call.intB, isDirectory: false, by: caller)
    // symlink(2), ENOSPC.
    guard target.count <= limits.treeBytesMax - tree.byteCount else { throw .noSpace }
    let node = try makeNode(.link, new.name, mode: 0o777, in: new.directory, by: caller)
    tree.setTarget(target, of: node)
    return .value(0)
  }

  /// Source: link(2); `fs/namei.c: do_linkat, vfs_link`.
  mutating func linkat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // link(2), EINVAL: another flag than AT_SYMLINK_FOLLOW and AT_EMPTY_PATH.
    guard call.e & ~0x1400 == 0 else { throw .invalidArgument }
    let old: FilePlace
    if call.e & 0x1000 != 0, firstPath(call).isEmpty {
      // link(2), ENOENT: AT_EMPTY_PATH takes CAP_DAC_READ_SEARCH.
      guard fileAccessor(caller).capabilities.contains(.searchFiles) else {
        throw .noSuchFileOrDirectory
      }
      if call.intA == Self.atCurrentDirectory {
        old = currentDirectory(ofSlot: caller)
      } else {
        let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
        // link(2), EXDEV: it is of no directory.
        guard openFiles[file].isOfPlace else { throw .crossDeviceLink }
        old = openFiles[file].place
      }
    } else {
      old = try find(
        firstPath(call), at: call.intA, links: call.e & 0x400 != 0 ? .follow : .stay, by: caller)
    }
    let new = try newName(secondPath(call), at: call.intC, isDirectory: false, by: caller)
    // link(2), EXDEV.
    guard let node = old.node, let directory = new.directory.node else { throw .crossDeviceLink }
    try checkCreation(in: new.directory, by: caller)
    // link(2), EPERM and ENOENT: a directory, and what no name leads to any more.
    guard tree[node].kind != .directory else { throw .notPermitted }
    guard tree[node].links > 0 || tree[node].isLinkable else { throw .noSuchFileOrDirectory }
    tree.nowNanoseconds = fileTime
    tree.link(node, Array(new.name), in: directory)
    return .value(0)
  }

  /// Source: unlink(2), rmdir(2); `fs/namei.c: do_unlinkat, do_rmdir`.
  mutating func unlinkat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // unlinkat(2), EINVAL: another flag than AT_REMOVEDIR.
    guard call.c & 0xffff_ffff & ~0x200 == 0 else { throw .invalidArgument }
    let removesDirectory = call.c & 0x200 != 0
    let end = try end(of: firstPath(call), at: call.intA, by: caller)
    guard let name = end.name else {
      // unlink(2), EISDIR; rmdir(2), EBUSY, EINVAL, ENOTEMPTY.
      guard removesDirectory else { throw .isDirectory }
      switch end.last {
      case .same: throw .invalidArgument
      case .parent: throw .directoryNotEmpty
      default: throw .resourceBusy
      }
    }
    guard let place = try child(of: end.directory, named: name, by: caller) else {
      throw .noSuchFileOrDirectory
    }
    let isDirectory = type(of: place) == .directory
    if end.endsInSlash, !removesDirectory { throw isDirectory ? .isDirectory : .notDirectory }
    try checkRemoval(of: place, from: end.directory, removesDirectory, by: caller)
    guard let node = place.node, let directory = end.directory.node else {
      // Where /proc begins, and what is in it. Source: `fs/namei.c: vfs_rmdir`, EBUSY.
      throw end.directory.node == nil ? .notPermitted : .resourceBusy
    }
    // rmdir(2), ENOTEMPTY.
    guard !isDirectory || tree[node].entries.isEmpty else { throw .directoryNotEmpty }
    tree.nowNanoseconds = fileTime
    tree.unlink(name, in: directory)
    sweepOrphans()
    return .value(0)
  }

  /// Source: `fs/namei.c: may_delete`.
  private func checkRemoval(
    of place: FilePlace, from directory: FilePlace, _ removesDirectory: Bool, by caller: Int32
  ) throws(Errno) {
    let accessor = fileAccessor(caller)
    // unlink(2), EACCES.
    guard permits(3, at: directory, to: accessor, by: caller) else { throw .permissionDenied }
    if let parent = directory.node, let node = place.node, tree[parent].mode & 0o1000 != 0 {
      // unlink(2), EPERM: the directory is sticky.
      guard tree[parent].isOwned(by: accessor) || tree[node].isOwned(by: accessor) else {
        throw .notPermitted
      }
    }
    // rmdir(2), ENOTDIR; unlink(2), EISDIR.
    let isDirectory = type(of: place) == .directory
    if removesDirectory, !isDirectory { throw .notDirectory }
    if !removesDirectory, isDirectory { throw .isDirectory }
  }

  /// Source: readlink(2); `fs/stat.c: do_readlinkat`.
  mutating func readlinkat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // readlink(2), EINVAL.
    guard call.intD > 0 else { throw .invalidArgument }
    // readlink(2): an empty path names what the descriptor is of, which is a link with O_PATH alone.
    let place: FilePlace
    if call.bytes.first ?? 0 == 0, call.intA != Self.atCurrentDirectory {
      let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
      guard openFiles[file].isOfPlace, type(of: openFiles[file].place) == .link else {
        throw .noSuchFileOrDirectory
      }
      place = openFiles[file].place
    } else {
      place = try find(call.bytes, at: call.intA, links: .stay, by: caller)
    }
    // readlink(2), EINVAL.
    guard type(of: place) == .link else { throw .invalidArgument }
    let target: [UInt8]
    if let node = place.node {
      target = tree[node].contents
      tree.noteReading(node)
    } else {
      target = try processLinkText(of: place, seenBy: caller)
    }
    let bytes = Array(target.prefix(Int(call.intD)))
    keep(bytes, for: caller)
    return .value(Int64(bytes.count))
  }

  // MARK: - Renaming

  /// Source: rename(2); `fs/namei.c: do_renameat2`.
  mutating func renameat2(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.e & 0xffff_ffff
    // rename(2), EINVAL.
    guard flags & ~7 == 0, flags & 3 != 3, flags & 6 != 6 else { throw .invalidArgument }
    // RENAME_WHITEOUT.
    if flags & 4 != 0 { return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller) }
    let (keepsOther, exchanges) = (flags & 1 != 0, flags & 2 != 0)
    let from = try end(of: firstPath(call), at: call.intA, by: caller)
    let to = try end(of: secondPath(call), at: call.intC, by: caller)
    // rename(2), EXDEV.
    guard let source = from.directory.node, let target = to.directory.node else {
      throw from.directory.node == nil && to.directory.node == nil
        ? .notPermitted : .crossDeviceLink
    }
    // rename(2), EBUSY: `.`, `..` and the root.
    guard let old = from.name else { throw .resourceBusy }
    guard let new = to.name else { throw keepsOther ? .fileExists : .resourceBusy }
    guard let place = try child(of: from.directory, named: old, by: caller) else {
      throw .noSuchFileOrDirectory
    }
    let other = try child(of: to.directory, named: new, by: caller)
    // rename(2), EEXIST.
    if keepsOther, other != nil { throw .fileExists }
    // rename(2), ENOENT: nothing to exchange it with.
    if exchanges, other == nil { throw .noSuchFileOrDirectory }
    // Where /proc begins.
    guard let node = place.node, other == nil || other?.node != nil else { throw .resourceBusy }
    let isDirectory = tree[node].kind == .directory
    // rename(2), ENOTDIR: slashes at the end ask for a directory.
    let otherIsDirectory = other.map { type(of: $0) == .directory } ?? false
    if exchanges {
      guard isDirectory || !from.endsInSlash, otherIsDirectory || !to.endsInSlash else {
        throw .notDirectory
      }
    } else if !isDirectory, from.endsInSlash || to.endsInSlash {
      throw .notDirectory
    }
    // rename(2), EINVAL: into itself; ENOTEMPTY: onto what it is in.
    if isDirectory, tree.contains(node, target) { throw .invalidArgument }
    if let above = other?.node, tree[above].kind == .directory, tree.contains(above, source) {
      throw exchanges ? .invalidArgument : .directoryNotEmpty
    }
    // rename(2): two names of one file are left alone.
    if other?.node == node { return .value(0) }
    try checkRemoval(of: place, from: from.directory, isDirectory, by: caller)
    if let other {
      try checkRemoval(
        of: other, from: to.directory, exchanges ? otherIsDirectory : isDirectory, by: caller)
    } else {
      try checkCreation(in: to.directory, by: caller)
    }
    // A directory that moves is written to: its `..` changes. Source: `vfs_rename`.
    if isDirectory, source != target, !tree[node].permits(2, to: fileAccessor(caller)) {
      throw .permissionDenied
    }
    if exchanges, let other = other?.node {
      if otherIsDirectory, source != target, !tree[other].permits(2, to: fileAccessor(caller)) {
        throw .permissionDenied
      }
      tree.nowNanoseconds = fileTime
      tree.exchange(old, in: source, with: new, in: target)
      return .value(0)
    }
    if let replaced = other?.node, isDirectory, !tree[replaced].entries.isEmpty {
      throw .directoryNotEmpty
    }
    tree.nowNanoseconds = fileTime
    if other != nil { tree.unlink(new, in: target) }
    tree.rename(old, in: source, to: Array(new), in: target)
    sweepOrphans()
    return .value(0)
  }
}
