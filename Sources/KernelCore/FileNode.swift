internal import LinuxABI

/// A directory, a file, a link, or a device.
struct FileNode: Sendable {
  /// What it is.
  enum Kind: UInt8, Sendable {
    case directory
    case file
    /// A symbolic link; its contents are where it leads to.
    case link
    /// What programs write to from the start.
    case console
    /// `/dev/tty`: the controlling terminal, whichever that is.
    case terminal
    case null
    case zero
    case full
    case random
    case urandom
    /// A pipe with a name.
    case fifo
    /// What bind and mknod leave of a socket.
    case socket
    /// Where `/proc` begins.
    case processes
    /// A slot that is free.
    case free
  }

  var kind: Kind
  /// The permission bits.
  var mode: UInt32
  var userID: UInt32
  var groupID: UInt32
  /// How many names it has; a directory counts itself and those in it.
  var links: Int32 = 0
  var inode: UInt64 = 0
  // One of its names: the last that it was given.
  var name: [UInt8] = []
  var parent: Int32 = FileTree.root
  var contents: [UInt8] = []
  /// What is in a directory, in the order in which it came.
  var entries: ContiguousArray<DirectoryEntry> = []
  /// The place that the next entry gets.
  var nextCookie = DirectoryEntry.firstCookie
  /// Whether it may get a name though it has none (`O_TMPFILE` without O_EXCL).
  var isLinkable = false
  /// The seals of a file in memory; nil for others, which can have none.
  var seals: FileSeals?
  // Times, in virtual nanoseconds.
  var accessed: UInt64 = 0
  var modified: UInt64 = 0
  var changed: UInt64 = 0
  var made: UInt64 = 0

  init(kind: Kind, mode: UInt32, owner: Credentials) {
    self.kind = kind
    self.mode = mode
    userID = owner.userID
    groupID = owner.groupID
  }

  /// Whether anybody at all may execute it: without that not even root may.
  var isExecutable: Bool { mode & 0o111 != 0 }

  /// Whether somebody may do with it what the bits say: 4 reads, 2 writes, 1 searches.
  ///
  /// Source: `fs/namei.c: generic_permission`.
  func permits(_ bits: UInt32, to caller: FileAccessor) -> Bool {
    if caller.capabilities.contains(.overrideFileAccess) {
      return kind == .directory || bits & 1 == 0 || isExecutable
    }
    if caller.capabilities.contains(.searchFiles),
      kind == .directory ? bits & 2 == 0 : bits == 4
    {
      return true
    }
    let shift: UInt32 = caller.userID == userID ? 6 : caller.isIn(groupID) ? 3 : 0
    return mode >> shift & bits == bits
  }

  /// Whether somebody may do what only its owner may.
  ///
  /// Source: `fs/inode.c: inode_owner_or_capable`.
  func isOwned(by caller: FileAccessor) -> Bool {
    caller.userID == userID || caller.capabilities.contains(.fileOwner)
  }
}

/// A name in a directory.
struct DirectoryEntry: Sendable {
  var name: [UInt8]
  var node: Int32
  /// Its place, which no other entry ever gets: what is read from there on stays right when others
  /// go.
  var cookie: Int64

  /// The directory itself and the one above have the places before.
  static var firstCookie: Int64 { 3 }
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
