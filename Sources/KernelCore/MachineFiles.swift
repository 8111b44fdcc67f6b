package import LinuxABI

/// The files of a machine for another model of processes than this kernel's.
///
/// It is the same tree as the kernel's, without permissions: whoever asks is root.
package struct MachineFiles: Sendable {
  private var tree = FileTree(.plain)
  private let limits: KernelLimits

  /// The tree that a kernel boots with, without devices.
  package init(limits: KernelLimits) {
    self.limits = limits
  }

  /// The root directory.
  package static var root: Int32 { FileTree.root }
  /// What programs write to from the start.
  package static var console: Int32 { FileTree.console }

  /// The path of a node from the root.
  package func path(of node: Int32) -> [UInt8] { tree.path(of: node) }

  /// Finds or makes what is to be opened.
  ///
  /// Source: open(2); see `Kernel.open`.
  package mutating func open(
    _ path: [UInt8], _ flags: OpenFlags, mode: UInt32, from directory: Int32
  ) throws(Errno) -> Int32 {
    // open(2), EINVAL: the two contradict each other.
    guard !flags.contains([.create, .directory]) else { throw .invalidArgument }
    let name = try checked(path)
    guard flags.contains(.create) else {
      return try existing(try walk(to: name, from: directory), flags)
    }
    var components = Path.components(of: name)
    guard case .name(let last) = components.popLast() else {
      return try existing(try walk(to: name, from: directory), flags)
    }
    // open(2), EISDIR: a name that ends in a slash is that of a directory.
    guard name.last != Path.slash else { throw .isDirectory }
    let parent = try walk(components, from: start(of: name, directory))
    guard tree[parent].kind == .directory else { throw .notDirectory }
    guard last.count <= limits.nameBytesMax else { throw .fileNameTooLong }
    if let node = tree.child(of: parent, named: last) { return try existing(node, flags) }
    // open(2), ENOSPC.
    guard tree.count < limits.nodesMax else { throw .noSpace }
    return tree.addNode(.file, Array(last), in: parent, mode: mode & 0o7777, owner: .root)
  }

  private mutating func existing(_ node: Int32, _ flags: OpenFlags) throws(Errno) -> Int32 {
    // open(2), EEXIST, EISDIR, ENOTDIR.
    guard !flags.contains([.create, .exclusive]) else { throw .fileExists }
    let isDirectory = tree[node].kind == .directory
    let writes = flags.accessModeBits != 0 || flags.contains(.truncate)
    if isDirectory, flags.contains(.create) || writes { throw .isDirectory }
    if !isDirectory, flags.contains(.directory) { throw .notDirectory }
    if flags.contains(.truncate) { tree.truncate(node) }
    return node
  }

  /// Finds a directory.
  ///
  /// - Throws: ENOTDIR, or what keeps the path from being followed.
  package func directory(_ path: [UInt8], from directory: Int32) throws(Errno) -> Int32 {
    let node = try walk(to: try checked(path), from: directory)
    guard tree[node].kind == .directory else { throw .notDirectory }
    return node
  }

  /// Reads up to so many bytes; the console has nobody at its keyboard.
  ///
  /// - Throws: EISDIR.
  package func read(_ node: Int32, at offset: Int, count: Int) throws(Errno) -> ArraySlice<UInt8> {
    guard tree[node].kind != .directory else { throw .isDirectory }
    let contents = tree[node].contents
    let start = min(offset, contents.count)
    return contents[start..<start + min(count, contents.count - start)]
  }

  /// Writes as much as fits.
  ///
  /// - Returns: How many bytes fitted, and where the next one goes.
  /// - Throws: EFBIG or ENOSPC.
  package mutating func write(
    _ node: Int32, _ bytes: [UInt8], at offset: Int, flags: OpenFlags
  ) throws(Errno) -> (count: Int, offset: Int) {
    let start = flags.contains(.append) ? tree[node].contents.count : offset
    guard !bytes.isEmpty else { return (0, offset) }
    let count = try tree.write(node, bytes, at: start, limits: limits)
    return (count, start + count)
  }

  // MARK: - Paths

  private func checked(_ path: [UInt8]) throws(Errno) -> [UInt8] {
    let name = Array(path.prefix { $0 != 0 })
    guard !name.isEmpty else { throw .noSuchFileOrDirectory }
    guard name.count < limits.pathBytesMax else { throw .fileNameTooLong }
    return name
  }

  private func start(of path: [UInt8], _ directory: Int32) -> Int32 {
    path.first == Path.slash ? FileTree.root : directory
  }

  private func walk(to path: [UInt8], from directory: Int32) throws(Errno) -> Int32 {
    let node = try walk(Path.components(of: path), from: start(of: path, directory))
    // path_resolution(7): a slash at the end asks for a directory.
    guard path.last != Path.slash || tree[node].kind == .directory else { throw .notDirectory }
    return node
  }

  private func walk(_ components: [Path.Component], from start: Int32) throws(Errno) -> Int32 {
    var node = start
    for component in components {
      guard tree[node].kind == .directory else { throw .notDirectory }
      switch component {
      case .same: break
      case .parent: node = tree[node].parent
      case .name(let name):
        guard name.count <= limits.nameBytesMax else { throw .fileNameTooLong }
        guard let child = tree.child(of: node, named: name) else { throw .noSuchFileOrDirectory }
        node = child
      }
    }
    return node
  }
}
