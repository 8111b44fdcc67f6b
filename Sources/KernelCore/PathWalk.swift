internal import LinuxABI

// Finding what a path names.
//
// Source: path_resolution(7); `fs/namei.c: path_lookupat, link_path_walk`.

/// The directory that a path leads to, and the name in it that is left.
struct PathEnd {
  var directory: FilePlace
  /// What is left; nil if the path is nothing but slashes.
  var last: Path.Component?
  /// Whether a slash follows, which asks for a directory.
  var endsInSlash: Bool

  /// The name that is left, unless it is a special one.
  var name: ArraySlice<UInt8>? {
    if case .name(let name) = last { name } else { nil }
  }
}

extension Kernel {
  /// The symbolic links that one path may lead over (`MAXSYMLINKS`).
  ///
  /// Source: `include/linux/namei.h`.
  static var linksMax: Int { 40 }

  /// AT_FDCWD of openat(2).
  static var atCurrentDirectory: Int32 { -100 }

  /// A path as the kernel takes it: up to its terminating zero.
  ///
  /// Source: `fs/namei.c: getname_flags`.
  func checkedPath(_ path: some Sequence<UInt8>) throws(Errno) -> [UInt8] {
    let name = Array(path.prefix { $0 != 0 })
    // path_resolution(7): an empty path is no path, and PATH_MAX counts the zero.
    guard !name.isEmpty else { throw .noSuchFileOrDirectory }
    guard name.count < limits.pathBytesMax else { throw .fileNameTooLong }
    return name
  }

  /// Where a path begins: at the root, at the current directory, or at that of a descriptor.
  ///
  /// - Throws: EBADF, or ENOTDIR if the descriptor is that of no directory.
  func start(
    of path: [UInt8], at descriptor: Int32, by caller: Int32
  ) throws(Errno) -> FilePlace {
    if path.first == Path.slash { return root(ofSlot: caller) }
    guard descriptor != Self.atCurrentDirectory else { return currentDirectory(ofSlot: caller) }
    let file = try anyFile(FileDescriptor(rawValue: descriptor), of: caller)
    let place = openFiles[file].place
    guard openFiles[file].isOfPlace, type(of: place) == .directory else { throw .notDirectory }
    return place
  }

  func currentDirectory(ofSlot task: Int32) -> FilePlace {
    FilePlace(rawValue: Int64(directories[taskTable[task].fs].currentDirectory))
  }

  /// Where the paths of a task begin.
  func root(ofSlot task: Int32) -> FilePlace {
    FilePlace(rawValue: Int64(directories[taskTable[task].fs].rootDirectory))
  }

  /// Finds what a path names.
  func find(
    _ path: some Sequence<UInt8>, at descriptor: Int32 = Kernel.atCurrentDirectory,
    links: LinkRule = .follow, by caller: Int32
  ) throws(Errno) -> FilePlace {
    let path = try checkedPath(path)
    var count = 0
    return try follow(
      path, from: try start(of: path, at: descriptor, by: caller), links, &count, by: caller)
  }

  /// What becomes of a symbolic link at the end of a path.
  enum LinkRule {
    case follow
    case stay
  }

  /// Follows a path to its end.
  func follow(
    _ path: [UInt8], from start: FilePlace, _ links: LinkRule, _ count: inout Int,
    by caller: Int32
  ) throws(Errno) -> FilePlace {
    let end = try followParent(path, from: start, &count, by: caller)
    guard let last = end.last else { return end.directory }
    return try step(last, of: end, links, &count, by: caller)
  }

  /// Follows a path up to its last component.
  func followParent(
    _ path: [UInt8], from start: FilePlace, _ count: inout Int, by caller: Int32
  ) throws(Errno) -> PathEnd {
    var components = Path.components(of: path)
    var end = PathEnd(
      directory: path.first == Path.slash ? root(ofSlot: caller) : start,
      last: components.popLast(),
      endsInSlash: false)
    for component in components {
      end.directory = try step(component, of: end, .follow, &count, by: caller)
    }
    end.endsInSlash = path.last == Path.slash
    if end.last != nil { try enter(end.directory, by: caller) }
    return end
  }

  /// Goes one component further.
  func step(
    _ component: Path.Component, of end: PathEnd, _ links: LinkRule, _ count: inout Int,
    by caller: Int32
  ) throws(Errno) -> FilePlace {
    try enter(end.directory, by: caller)
    switch component {
    case .same: return end.directory
    case .parent:
      // path_resolution(7): above the root there is nothing.
      let isRoot = end.directory == root(ofSlot: caller)
      return isRoot ? end.directory : parent(of: end.directory)
    case .name(let name):
      // path_resolution(7), ENOENT.
      guard var place = try child(of: end.directory, named: name, by: caller) else {
        throw .noSuchFileOrDirectory
      }
      if links == .follow || end.endsInSlash, type(of: place) == .link {
        place = try followLink(place, in: end.directory, &count, by: caller)
      }
      // path_resolution(7): a slash at the end asks for a directory.
      guard !end.endsInSlash || type(of: place) == .directory else { throw .notDirectory }
      return place
    }
  }

  /// Where a symbolic link leads.
  ///
  /// Source: `fs/namei.c: pick_link`.
  func followLink(
    _ place: FilePlace, in directory: FilePlace, _ count: inout Int, by caller: Int32
  ) throws(Errno) -> FilePlace {
    count += 1
    // path_resolution(7), ELOOP.
    guard count <= Self.linksMax else { throw .tooManySymbolicLinks }
    guard let node = place.node else {
      return try followProcessLink(place, in: directory, &count, by: caller)
    }
    return try follow(tree[node].contents, from: directory, .follow, &count, by: caller)
  }

  /// Whether a directory may be searched.
  func enter(_ place: FilePlace, by caller: Int32) throws(Errno) {
    // path_resolution(7): ENOTDIR, and EACCES where the directory may not be searched.
    guard type(of: place) == .directory else { throw .notDirectory }
    guard permits(1, at: place, to: fileAccessor(caller), by: caller) else {
      throw .permissionDenied
    }
  }

  /// The directory above one.
  func parent(of place: FilePlace) -> FilePlace {
    guard let node = place.node else { return processParent(of: place) }
    return FilePlace(tree[node].parent)
  }

  /// What is called `name` in a directory.
  func child(
    of directory: FilePlace, named name: ArraySlice<UInt8>, by caller: Int32
  ) throws(Errno) -> FilePlace? {
    // path_resolution(7), ENAMETOOLONG.
    guard name.count <= limits.nameBytesMax else { throw .fileNameTooLong }
    guard let node = directory.node else {
      return processChild(of: directory, named: name, by: caller)
    }
    guard let child = tree.child(of: node, named: name) else { return nil }
    return tree[child].kind == .processes ? .processes : FilePlace(child)
  }
}
