internal import LinuxABI

/// Where a path leads: to a node of the tree, or to an entry of `/proc`, which is made when
/// somebody looks at it and has no record.
struct FilePlace: Equatable, Sendable {
  /// The node, or less than 0 for an entry of `/proc`.
  let rawValue: Int64

  init(rawValue: Int64) {
    self.rawValue = rawValue
  }

  init(_ node: Int32) {
    rawValue = Int64(node)
  }

  /// The node of the tree, if it is one.
  var node: Int32? { rawValue >= 0 ? Int32(truncatingIfNeeded: rawValue) : nil }

  static var root: FilePlace { FilePlace(FileTree.root) }
}

/// What is known of a file, a directory or a pipe: what stat(2) tells.
struct FileAttributes: Sendable {
  /// The bits of `st_mode` that say what it is.
  var type: FileType
  /// The permission bits.
  var mode: UInt32
  var links: UInt32 = 1
  var userID: UInt32
  var groupID: UInt32
  var inode: UInt64
  /// The file system that it is on.
  var fileSystem: FileSystem
  /// The device that it stands for, as `st_rdev` has it.
  var device: UInt64 = 0
  var size: Int = 0
  // Times by CLOCK_REALTIME, in nanoseconds since its epoch.
  var accessed: UInt64 = 0
  var modified: UInt64 = 0
  var changed: UInt64 = 0
  var made: UInt64 = 0
}

/// What a file is, by the bits of `st_mode`.
///
/// Source: inode(7); `include/uapi/linux/stat.h`.
enum FileType: UInt32, Sendable {
  case fifo = 0o010_000
  case characterDevice = 0o020_000
  case directory = 0o040_000
  case regular = 0o100_000
  case link = 0o120_000
  case socket = 0o140_000
  /// A descriptor that is none of these: of a process.
  case anonymous = 0

  /// As `struct linux_dirent64` has it (`DT_DIR` and its like).
  ///
  /// Source: `include/linux/fs_types.h`.
  var entryType: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 12) }
}

/// The file systems that there are, by the device numbers that stat(2) tells.
enum FileSystem: UInt32, Sendable {
  /// Files in memory; the number is its minor, the major is 0.
  case tree = 26
  case processes = 22
  case pipes = 14
  case sockets = 8
  case anonymous = 15
  case namespaces = 4

  /// Source: `include/uapi/linux/magic.h`.
  var magic: UInt64 {
    switch self {
    case .tree: 0x0102_1994
    case .processes: 0x9fa0
    case .pipes: 0x5049_5045
    case .sockets: 0x534f_434b
    case .anonymous: 0x0904_1934
    case .namespaces: 0x6e73_6673
    }
  }
}

extension FileNode {
  /// The type of a node, and the number of the device that it is.
  ///
  /// Source: null(4), random(4), tty(4), console(4).
  var typeAndDevice: (FileType, UInt64) {
    switch kind {
    case .directory, .processes: (.directory, 0)
    case .file, .free: (.regular, 0)
    case .link: (.link, 0)
    case .fifo: (.fifo, 0)
    case .socket: (.socket, 0)
    case .null: (.characterDevice, 1 << 8 | 3)
    case .zero: (.characterDevice, 1 << 8 | 5)
    case .full: (.characterDevice, 1 << 8 | 7)
    case .random: (.characterDevice, 1 << 8 | 8)
    case .urandom: (.characterDevice, 1 << 8 | 9)
    case .terminal: (.characterDevice, 5 << 8)
    case .console: (.characterDevice, 5 << 8 | 1)
    }
  }
}

// What is known of places and of open files.
extension Kernel {
  /// What is known of a place.
  ///
  /// - Throws: ENOENT if it is of a process that is no more.
  func attributes(of place: FilePlace) throws(Errno) -> FileAttributes {
    guard let node = place.node else { return try processAttributes(of: place) }
    let record = tree[node]
    let (type, device) = record.typeAndDevice
    return FileAttributes(
      type: type, mode: record.mode, links: UInt32(truncatingIfNeeded: record.links),
      userID: record.userID, groupID: record.groupID, inode: record.inode, fileSystem: .tree,
      device: device,
      size: type == .directory ? (record.entries.count + 2) * 20 : record.contents.count,
      accessed: record.accessed, modified: record.modified, changed: record.changed,
      made: record.made)
  }

  /// What is known of an open file.
  func attributes(ofOpenFile file: Int32) throws(Errno) -> FileAttributes {
    let record = openFiles[file]
    if record.pipe >= 0, !record.isFifo {
      let pipe = fileSide.pipes[record.pipe]
      return FileAttributes(
        type: .fifo, mode: 0o600, userID: pipe.userID, groupID: pipe.groupID, inode: pipe.number,
        fileSystem: .pipes, accessed: pipe.madeNanoseconds, modified: pipe.madeNanoseconds,
        changed: pipe.madeNanoseconds, made: pipe.madeNanoseconds)
    }
    if record.special >= 0, fileSide.specials[record.special].kind == .socket {
      return FileAttributes(
        type: .socket, mode: 0o777, userID: 0, groupID: 0,
        inode: fileSide.specials[record.special].socket.number, fileSystem: .sockets)
    }
    if record.special >= 0, fileSide.specials[record.special].kind == .namespace {
      return attributes(of: fileSide.specials[record.special].namespace)
    }
    if record.special >= 0, fileSide.specials[record.special].kind == .queue {
      return attributes(ofQueue: fileSide.specials[record.special].queue)
    }
    if record.process != nil || record.special >= 0 {
      return FileAttributes(
        type: .anonymous, mode: record.process != nil ? 0o700 : 0o600, userID: 0, groupID: 0,
        inode: UInt64(file) + 1,
        fileSystem: .anonymous)
    }
    // Standard streams that are no terminal's look like a pipeline's.
    if record.stream != .console, !isTerminal {
      return FileAttributes(
        type: .fifo, mode: 0o600, userID: 0, groupID: 0,
        inode: PipeRecord.streamNumber + UInt64(record.stream.rawValue), fileSystem: .pipes)
    }
    return try attributes(of: record.place)
  }

  /// What kind of thing is at a place.
  func type(of place: FilePlace) -> FileType {
    guard let node = place.node else { return processType(of: place) }
    return tree[node].typeAndDevice.0
  }

  /// Whether somebody may do with what is at a place what the bits say: 4 reads, 2 writes, 1
  /// searches or executes.
  ///
  /// Source: `fs/proc/fd.c: proc_fd_permission, proc_fdinfo_permission`.
  func permits(
    _ bits: UInt32, at place: FilePlace, to caller: FileAccessor, by task: Int32
  ) -> Bool {
    if let node = place.node { return tree[node].permits(bits, to: caller) }
    let entry = ProcessEntry(at: place)
    if entry.kind == .descriptors || entry.kind == .descriptorTexts {
      let other = self.task(of: entry)
      // The own descriptors stay one's own, whoever one acts for now.
      if entry.kind == .descriptors, other >= 0, taskTable[other].signal == taskTable[task].signal {
        return true
      }
      if entry.kind == .descriptorTexts, other >= 0, !mayLook(into: other, by: task) {
        return false
      }
    }
    guard let attributes = try? attributes(of: place) else { return false }
    var node = FileNode(kind: .file, mode: attributes.mode, owner: .root)
    if attributes.type == .directory { node.kind = .directory }
    node.userID = attributes.userID
    node.groupID = attributes.groupID
    return node.permits(bits, to: caller)
  }
}
