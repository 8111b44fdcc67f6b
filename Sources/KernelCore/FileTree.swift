internal import LinuxABI

/// The tree of files: nodes that are directories, files, or the console.
///
/// It is small and lives in memory; nothing is ever taken out of it.
struct FileTree: Sendable {
  static var root: Int32 { 0 }
  /// Not in the tree: a program starts with descriptors of it.
  static var console: Int32 { 1 }

  private(set) var nodes: ContiguousArray<FileNode> = []
  /// The bytes in all files.
  private(set) var byteCount = 0

  /// A tree with `/`, `/tmp` where everybody may write, and a home for user 1000.
  init() {
    nodes.append(
      FileNode(kind: .directory, name: [], parent: Self.root, mode: 0o755, owner: .root))
    nodes.append(
      FileNode(kind: .console, name: [], parent: Self.root, mode: 0o620, owner: .root))
    addNode(.directory, Array("tmp".utf8), in: Self.root, mode: 0o777, owner: .root)
    let home = addNode(.directory, Array("home".utf8), in: Self.root, mode: 0o755, owner: .root)
    addNode(.directory, Array("user".utf8), in: home, mode: 0o755, owner: .user)
  }

  /// Adds a node to a directory that has none of that name.
  @discardableResult
  mutating func addNode(
    _ kind: FileNode.Kind, _ name: [UInt8], in parent: Int32, mode: UInt32, owner: Credentials
  ) -> Int32 {
    let node = Int32(nodes.count)
    nodes.append(FileNode(kind: kind, name: name, parent: parent, mode: mode, owner: owner))
    nodes[Int(parent)].children.append(node)
    return node
  }

  /// The node in a slot.
  subscript(node: Int32) -> FileNode { nodes[Int(node)] }

  /// What is called `name` in a directory.
  func child(of directory: Int32, named name: ArraySlice<UInt8>) -> Int32? {
    nodes[Int(directory)].children.first { nodes[Int($0)].name.elementsEqual(name) }
  }

  /// The path of a node from the root.
  func path(of node: Int32) -> [UInt8] {
    guard node != Self.root else { return [Path.slash] }
    var path: [UInt8] = []
    var node = node
    while node != Self.root {
      path = [Path.slash] + nodes[Int(node)].name + path
      node = nodes[Int(node)].parent
    }
    return path
  }

  // MARK: - Contents

  /// Empties a file.
  mutating func truncate(_ node: Int32) {
    byteCount -= nodes[Int(node)].contents.count
    nodes[Int(node)].contents = []
  }

  /// Writes into a file as much as fits; a gap before `offset` reads as zeroes.
  ///
  /// Source: `mm/filemap.c: generic_write_checks`.
  ///
  /// - Returns: How many bytes fitted.
  /// - Throws: EFBIG where the file, ENOSPC where the tree has no room for a single one.
  mutating func write(
    _ node: Int32, _ bytes: [UInt8], at offset: Int, limits: KernelLimits
  ) throws(Errno) -> Int {
    // write(2), EFBIG.
    guard offset < limits.fileBytesMax else { throw .fileTooLarge }
    let length = nodes[Int(node)].contents.count
    let lengthMax = min(limits.fileBytesMax, length + limits.treeBytesMax - byteCount)
    // write(2), ENOSPC.
    guard offset < lengthMax else { throw .noSpace }
    let end = min(offset + bytes.count, lengthMax)
    if end > length {
      byteCount += end - length
      nodes[Int(node)].contents.append(contentsOf: repeatElement(0, count: end - length))
    }
    nodes[Int(node)].contents.replaceSubrange(offset..<end, with: bytes.prefix(end - offset))
    return end - offset
  }
}

/// A directory, a file, or the console.
struct FileNode: Sendable {
  /// What it is.
  enum Kind: UInt8, Sendable {
    case directory
    case file
    case console
  }

  var kind: Kind
  var name: [UInt8]
  var parent: Int32
  /// The permission bits.
  var mode: UInt32
  var userID: UInt32
  var groupID: UInt32
  var contents: [UInt8] = []
  var children: [Int32] = []

  init(kind: Kind, name: [UInt8], parent: Int32, mode: UInt32, owner: Credentials) {
    self.kind = kind
    self.name = name
    self.parent = parent
    self.mode = mode
    userID = owner.userID
    groupID = owner.groupID
  }

  /// Whether anybody at all may execute it: without that not even root may.
  var isExecutable: Bool { mode & 0o111 != 0 }

  /// Whether somebody may do with it what the bits say: 4 reads, 2 writes, 1 searches.
  ///
  /// Source: `fs/namei.c: generic_permission`.
  func permits(_ bits: UInt32, to caller: Credentials) -> Bool {
    if caller.capabilities.contains(.overrideFileAccess) { return true }
    let shift: UInt32 = caller.userID == userID ? 6 : caller.groupID == groupID ? 3 : 0
    return mode >> shift & bits == bits
  }
}

/// Paths as Linux takes them apart.
enum Path {
  static var slash: UInt8 { 0x2f }
  private static var dot: UInt8 { 0x2e }

  /// What a component of a path asks for.
  enum Component {
    case same
    case parent
    case name(ArraySlice<UInt8>)
  }

  /// The components of a path, empty ones left out.
  static func components(of path: [UInt8]) -> [Component] {
    var components: [Component] = []
    var start = 0
    for end in 0...path.count where end == path.count || path[end] == slash {
      let part = path[start..<end]
      start = end + 1
      if part.isEmpty { continue }
      if part.elementsEqual([dot]) {
        components.append(.same)
      } else if part.elementsEqual([dot, dot]) {
        components.append(.parent)
      } else {
        components.append(.name(part))
      }
    }
    return components
  }
}
