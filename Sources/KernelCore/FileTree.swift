internal import LinuxABI

/// The tree of files: nodes that are directories, files, links or devices, in memory.
///
/// A node that no directory names any more stays until nobody has it open; who has is found by
/// looking (`Kernel.sweepOrphans`), so that nothing has to be counted where a task is made or ends.
/// Its slot is used again then, with a new inode number.
struct FileTree: Sendable {
  static var root: Int32 { 0 }
  /// A program starts with descriptors of it; `/dev/console` is another name.
  static var console: Int32 { 1 }

  private(set) var nodes: ContiguousArray<FileNode> = []
  private var freeNodes: ContiguousArray<Int32> = []
  /// The nodes that no directory names any more.
  private(set) var orphans: ContiguousArray<Int32> = []
  /// The bytes in all files.
  private(set) var byteCount = 0
  private var lastInode: UInt64 = 0
  /// The time that changes get, in virtual nanoseconds.
  var nowNanoseconds: UInt64 = 0

  /// How many nodes there are.
  var count: Int { nodes.count - freeNodes.count }

  /// What is in a tree besides directories.
  enum Extent {
    /// Nothing: for other models of processes.
    case plain
    /// Devices, the names of users, and a place for processes.
    case full
  }

  /// A tree with `/`, `/tmp` where everybody may write, and a home for user 1000.
  init(_ extent: Extent = .full) {
    nodes.append(FileNode(kind: .directory, mode: 0o755, owner: .root))
    nodes.append(FileNode(kind: .console, mode: 0o620, owner: .root))
    for node in nodes.indices { nodes[node].inode = UInt64(node) + 1 }
    nodes[0].links = 2
    lastInode = 2
    addNode(.directory, Array("tmp".utf8), in: Self.root, mode: 0o1777, owner: .root)
    let home = addNode(.directory, Array("home".utf8), in: Self.root, mode: 0o755, owner: .root)
    addNode(.directory, Array("user".utf8), in: home, mode: 0o755, owner: .user)
    guard extent == .full else { return }
    addNode(.processes, Array("proc".utf8), in: Self.root, mode: 0o555, owner: .root)
    makeDevices()
    makeSettings()
  }

  private mutating func makeDevices() {
    let dev = addNode(.directory, Array("dev".utf8), in: Self.root, mode: 0o755, owner: .root)
    let devices: [(StaticString, FileNode.Kind)] = [
      ("null", .null), ("zero", .zero), ("full", .full), ("random", .random),
      ("urandom", .urandom), ("tty", .terminal),
    ]
    for (name, kind) in devices {
      addNode(kind, Array(name.description.utf8), in: dev, mode: 0o666, owner: .root)
    }
    link(Self.console, Array("console".utf8), in: dev)
    let links: [(StaticString, StaticString)] = [
      ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"),
      ("stderr", "/proc/self/fd/2"),
    ]
    for (name, target) in links {
      let node = addNode(
        .link, Array(name.description.utf8), in: dev, mode: 0o777, owner: .root)
      setTarget(Array(target.description.utf8), of: node)
    }
    addNode(.directory, Array("shm".utf8), in: dev, mode: 0o1777, owner: .root)
  }

  private mutating func makeSettings() {
    let etc = addNode(.directory, Array("etc".utf8), in: Self.root, mode: 0o755, owner: .root)
    let files: [(StaticString, StaticString)] = [
      ("passwd", "root:x:0:0:root:/:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n"),
      ("group", "root:x:0:\nuser:x:1000:\n"),
    ]
    for (name, text) in files {
      let node = addNode(.file, Array(name.description.utf8), in: etc, mode: 0o644, owner: .root)
      setTarget(Array(text.description.utf8), of: node)
    }
  }

  /// The node in a slot.
  subscript(node: Int32) -> FileNode {
    _read { yield nodes[Int(node)] }
  }

  /// Changes what is plain of a node: its owner, its permissions, its times.
  mutating func change(_ node: Int32, _ body: (inout FileNode) -> Void) {
    body(&nodes[Int(node)])
  }

  // MARK: - Names

  /// Adds a node to a directory that has none of that name.
  @discardableResult
  mutating func addNode(
    _ kind: FileNode.Kind, _ name: [UInt8], in parent: Int32, mode: UInt32, owner: Credentials
  ) -> Int32 {
    let node = makeNode(kind, mode: mode, owner: owner)
    // A directory is named by itself too.
    if kind == .directory {
      nodes[Int(node)].links = 1
      nodes[Int(parent)].links += 1
    }
    link(node, name, in: parent)
    return node
  }

  /// Adds a file that no directory names, though it has a name to be told by.
  mutating func addNameless(_ name: [UInt8], mode: UInt32, owner: Credentials) -> Int32 {
    let node = makeNode(.file, mode: mode, owner: owner)
    nodes[Int(node)].name = name
    nodes[Int(node)].parent = Self.root
    orphans.append(node)
    return node
  }

  private mutating func makeNode(
    _ kind: FileNode.Kind, mode: UInt32, owner: Credentials
  ) -> Int32 {
    var record = FileNode(kind: kind, mode: mode, owner: owner)
    lastInode += 1
    record.inode = lastInode
    record.accessed = nowNanoseconds
    record.modified = nowNanoseconds
    record.changed = nowNanoseconds
    record.made = nowNanoseconds
    record.links = 0
    if let free = freeNodes.popLast() {
      nodes[Int(free)] = record
      return free
    }
    nodes.append(record)
    return Int32(nodes.count - 1)
  }

  /// Gives a node a name in a directory that has none of that name.
  mutating func link(_ node: Int32, _ name: [UInt8], in directory: Int32) {
    let cookie = nodes[Int(directory)].nextCookie
    nodes[Int(directory)].nextCookie += 1
    nodes[Int(directory)].entries.append(
      DirectoryEntry(name: name, node: node, cookie: cookie))
    touchDirectory(directory)
    if nodes[Int(node)].isLinkable {
      orphans.removeAll { $0 == node }
      nodes[Int(node)].isLinkable = false
    }
    nodes[Int(node)].links += 1
    nodes[Int(node)].changed = nowNanoseconds
    nodes[Int(node)].name = name
    nodes[Int(node)].parent = directory
  }

  /// Takes a name out of a directory; without any the node is an orphan.
  mutating func unlink(_ name: ArraySlice<UInt8>, in directory: Int32) {
    guard let place = place(of: name, in: directory) else { return }
    let node = nodes[Int(directory)].entries.remove(at: place).node
    touchDirectory(directory)
    nodes[Int(node)].links -= 1
    nodes[Int(node)].changed = nowNanoseconds
    if nodes[Int(node)].kind == .directory {
      nodes[Int(node)].links = 0
      nodes[Int(directory)].links -= 1
    }
    if nodes[Int(node)].links == 0 {
      orphans.append(node)
    } else if nodes[Int(node)].parent == directory, name.elementsEqual(nodes[Int(node)].name) {
      takeOtherName(node)
    }
  }

  /// Gives an entry another name, in the same directory or another one that has none of that name.
  mutating func rename(
    _ old: ArraySlice<UInt8>, in source: Int32, to new: [UInt8], in target: Int32
  ) {
    guard let place = place(of: old, in: source) else { return }
    let node = nodes[Int(source)].entries.remove(at: place).node
    let isDirectory = nodes[Int(node)].kind == .directory
    if isDirectory { nodes[Int(source)].links -= 1 }
    touchDirectory(source)
    nodes[Int(node)].links -= 1
    link(node, new, in: target)
    if isDirectory { nodes[Int(target)].links += 1 }
  }

  /// Has two entries, of one directory or of two, change places.
  mutating func exchange(
    _ first: ArraySlice<UInt8>, in source: Int32, with second: ArraySlice<UInt8>, in target: Int32
  ) {
    guard let one = place(of: first, in: source), let two = place(of: second, in: target) else {
      return
    }
    let (node, other) = (
      nodes[Int(source)].entries[one].node, nodes[Int(target)].entries[two].node
    )
    nodes[Int(source)].entries[one].node = other
    nodes[Int(target)].entries[two].node = node
    for (moved, name, directory, before) in [
      (node, second, target, source), (other, first, source, target),
    ] {
      nodes[Int(moved)].name = Array(name)
      nodes[Int(moved)].parent = directory
      nodes[Int(moved)].changed = nowNanoseconds
      if nodes[Int(moved)].kind == .directory {
        nodes[Int(before)].links -= 1
        nodes[Int(directory)].links += 1
      }
    }
    touchDirectory(source)
    touchDirectory(target)
  }

  /// Finds another directory that names a node whose name is gone.
  private mutating func takeOtherName(_ node: Int32) {
    for directory in nodes.indices where nodes[directory].kind == .directory {
      for entry in nodes[directory].entries where entry.node == node {
        nodes[Int(node)].name = entry.name
        nodes[Int(node)].parent = Int32(directory)
        return
      }
    }
  }

  private mutating func touchDirectory(_ directory: Int32) {
    nodes[Int(directory)].modified = nowNanoseconds
    nodes[Int(directory)].changed = nowNanoseconds
  }

  /// Notes that a file, a directory or a link was read: once after each change, and once a day.
  ///
  /// Source: mount(8), relatime; `fs/inode.c: touch_atime, relatime_need_update`.
  mutating func noteReading(_ node: Int32) {
    let last = nodes[Int(node)].accessed
    let day: UInt64 = 86_400_000_000_000
    guard
      last <= nodes[Int(node)].modified || last <= nodes[Int(node)].changed
        || nowNanoseconds >= last && nowNanoseconds - last >= day
    else { return }
    nodes[Int(node)].accessed = nowNanoseconds
  }

  private func place(of name: ArraySlice<UInt8>, in directory: Int32) -> Int? {
    nodes[Int(directory)].entries.firstIndex { $0.name.elementsEqual(name) }
  }

  /// Frees the orphans that nobody has.
  mutating func sweep(keeping used: ContiguousArray<Int32>) {
    for node in orphans where !used.contains(node) {
      byteCount -= nodes[Int(node)].contents.count
      nodes[Int(node)].contents = []
      nodes[Int(node)].entries = []
      nodes[Int(node)].kind = .free
      freeNodes.append(node)
    }
    orphans = used
  }

  /// What is called `name` in a directory.
  func child(of directory: Int32, named name: ArraySlice<UInt8>) -> Int32? {
    for entry in nodes[Int(directory)].entries where entry.name.elementsEqual(name) {
      return entry.node
    }
    return nil
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

  /// Whether a directory is another one, or in it however deep.
  func contains(_ directory: Int32, _ other: Int32) -> Bool {
    var node = other
    while node != directory, node != Self.root { node = nodes[Int(node)].parent }
    return node == directory
  }

  // MARK: - Contents

  /// Where a new link leads to, or the first contents of a file.
  mutating func setTarget(_ bytes: [UInt8], of node: Int32) {
    byteCount += bytes.count - nodes[Int(node)].contents.count
    nodes[Int(node)].contents = bytes
  }

  /// Empties a file.
  mutating func truncate(_ node: Int32) {
    byteCount -= nodes[Int(node)].contents.count
    nodes[Int(node)].contents = []
    touchContents(node)
  }

  /// Cuts a file, or adds zeroes.
  ///
  /// - Throws: EFBIG where the file, ENOSPC where the tree has no room.
  mutating func truncate(_ node: Int32, to length: Int, limits: KernelLimits) throws(Errno) {
    let old = nodes[Int(node)].contents.count
    if length <= old {
      nodes[Int(node)].contents.removeLast(old - length)
    } else {
      // truncate(2), EFBIG.
      guard length <= limits.fileBytesMax else { throw .fileTooLarge }
      guard length - old <= limits.treeBytesMax - byteCount else { throw .noSpace }
      nodes[Int(node)].contents.append(contentsOf: repeatElement(0, count: length - old))
    }
    byteCount += length - old
    touchContents(node)
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
    let lengthMax = max(length, min(limits.fileBytesMax, length + limits.treeBytesMax - byteCount))
    // write(2), ENOSPC.
    guard offset < lengthMax else { throw .noSpace }
    let end = min(offset + bytes.count, lengthMax)
    if end > length {
      byteCount += end - length
      nodes[Int(node)].contents.append(contentsOf: repeatElement(0, count: end - length))
    }
    nodes[Int(node)].contents.replaceSubrange(offset..<end, with: bytes.prefix(end - offset))
    touchContents(node)
    return end - offset
  }

  private mutating func touchContents(_ node: Int32) {
    nodes[Int(node)].modified = nowNanoseconds
    nodes[Int(node)].changed = nowNanoseconds
  }
}
