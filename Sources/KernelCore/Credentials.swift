/// Who a task acts for, and which of root's powers it has.
///
/// Source: capabilities(7); the bits are those of `include/uapi/linux/capability.h`.
public struct Credentials: Hashable, Sendable {
  /// The user in force: the effective one.
  public var userID: UInt32
  /// The group in force.
  public var groupID: UInt32
  /// The user who started the process.
  public var realUserID: UInt32
  /// The user that a process may take on again.
  public var savedUserID: UInt32
  /// The group of the user who started the process.
  public var realGroupID: UInt32
  /// The group that a process may take on again.
  public var savedGroupID: UInt32
  /// The capabilities in force, one bit each.
  public var capabilities: Capabilities
  /// The capabilities that may be put in force.
  public var permitted: Capabilities
  /// The capabilities that a program with the same in its file gets; there are no such files here.
  public var inheritable: Capabilities = []
  /// The capabilities that every program gets, whatever its file has: permitted and inheritable ones.
  public var ambient: Capabilities = []

  /// Who accesses files, where setfsuid and setfsgid made that another; any other change ends it.
  var otherFileUser: FileIdentity?
  var otherFileGroup: FileIdentity?

  /// Credentials of somebody who has not changed them.
  public init(userID: UInt32, groupID: UInt32, capabilities: Capabilities = []) {
    self.userID = userID
    self.groupID = groupID
    realUserID = userID
    savedUserID = userID
    realGroupID = groupID
    savedGroupID = groupID
    self.capabilities = capabilities
    permitted = capabilities
  }

  /// User 0 with every capability.
  public static var root: Credentials {
    Credentials(userID: 0, groupID: 0, capabilities: .all)
  }

  /// An ordinary user, number 1000, without any capability.
  public static var user: Credentials { Credentials(userID: 1_000, groupID: 1_000) }
}

/// Somebody who accesses files for another user or group in force.
struct FileIdentity: Hashable, Sendable {
  var id: UInt32
  /// Whose place it takes.
  var insteadOf: UInt32
}

extension Credentials {
  /// Who accesses files (`fsuid`, `fsgid`).
  var fileUserID: UInt32 {
    otherFileUser.flatMap { $0.insteadOf == userID ? $0.id : nil } ?? userID
  }

  var fileGroupID: UInt32 {
    otherFileGroup.flatMap { $0.insteadOf == groupID ? $0.id : nil } ?? groupID
  }
}

/// Root's powers, one by one: those that this kernel asks for.
public struct Capabilities: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt64

  /// Capabilities from their bits.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Gives files to others (`CAP_CHOWN`).
  public static var changeOwner: Capabilities { Capabilities(rawValue: 1 << 0) }
  /// Passes over the permissions of files (`CAP_DAC_OVERRIDE`).
  public static var overrideFileAccess: Capabilities { Capabilities(rawValue: 1 << 1) }
  /// Reads and searches any directory (`CAP_DAC_READ_SEARCH`).
  public static var searchFiles: Capabilities { Capabilities(rawValue: 1 << 2) }
  /// Does with files what only their owners may (`CAP_FOWNER`).
  public static var fileOwner: Capabilities { Capabilities(rawValue: 1 << 3) }
  /// Sets the set-group-ID bit for groups of others (`CAP_FSETID`).
  public static var keepSetID: Capabilities { Capabilities(rawValue: 1 << 4) }
  /// Signals anybody's processes (`CAP_KILL`).
  public static var kill: Capabilities { Capabilities(rawValue: 1 << 5) }
  /// Takes on any group's number (`CAP_SETGID`).
  public static var setGroupID: Capabilities { Capabilities(rawValue: 1 << 6) }
  /// Takes on any user's number (`CAP_SETUID`).
  public static var setUserID: Capabilities { Capabilities(rawValue: 1 << 7) }
  /// Hands capabilities on (`CAP_SETPCAP`).
  public static var setCapabilities: Capabilities { Capabilities(rawValue: 1 << 8) }
  /// Passes over the permissions of System V objects (`CAP_IPC_OWNER`).
  public static var ipcOwner: Capabilities { Capabilities(rawValue: 1 << 15) }
  /// Changes anybody's root directory (`CAP_SYS_CHROOT`).
  public static var changeRoot: Capabilities { Capabilities(rawValue: 1 << 18) }
  /// Looks into anybody's processes, and traces them (`CAP_SYS_PTRACE`).
  public static var trace: Capabilities { Capabilities(rawValue: 1 << 19) }
  /// Many powers, new namespaces among them (`CAP_SYS_ADMIN`).
  public static var systemAdministration: Capabilities { Capabilities(rawValue: 1 << 21) }
  /// Lowers nice values, and those of others (`CAP_SYS_NICE`).
  public static var scheduling: Capabilities { Capabilities(rawValue: 1 << 23) }
  /// Goes beyond resource limits (`CAP_SYS_RESOURCE`).
  public static var systemResource: Capabilities { Capabilities(rawValue: 1 << 24) }
  /// Makes devices (`CAP_MKNOD`).
  public static var makeDevices: Capabilities { Capabilities(rawValue: 1 << 27) }
  /// Sets capabilities of files (`CAP_SETFCAP`).
  public static var setFileCapabilities: Capabilities { Capabilities(rawValue: 1 << 31) }
  /// Chooses the thread ids of children (`CAP_CHECKPOINT_RESTORE`).
  public static var checkpointRestore: Capabilities { Capabilities(rawValue: 1 << 40) }
  /// All that Linux knows, also those that are not named here (`CAP_LAST_CAP` is 40).
  public static var all: Capabilities { Capabilities(rawValue: 1 << 41 - 1) }
  /// Those over files (`CAP_FS_SET` of `include/linux/capability.h`).
  static var ofFiles: Capabilities {
    Capabilities(rawValue: 0x1f | 1 << 9 | 1 << 27 | 1 << 32)
  }
}
