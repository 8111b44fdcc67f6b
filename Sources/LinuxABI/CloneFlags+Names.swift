/// One flag of clone: its names, and since when Linux has it.
public struct CloneFlagEntry: Sendable {
  /// The flag.
  public let flag: CloneFlags
  /// As Linux writes it, for example `CLONE_VM`.
  public let linuxName: StaticString
  /// What it does, in one sentence.
  public let summary: StaticString
  /// The first version of Linux that had it, in this meaning.
  public let since: StaticString
}

extension CloneFlags {
  /// Every flag, from the lowest bit up.
  public static var all: [CloneFlagEntry] {
    [
      CloneFlagEntry(
        flag: .newTime, linuxName: "CLONE_NEWTIME",
        summary:
          "A new time namespace; clone3 and unshare alone, since legacy clone keeps the exit signal in this bit.",
        since: "5.6"),
      CloneFlagEntry(
        flag: .vm, linuxName: "CLONE_VM",
        summary: "Share the address space (`mm_struct`) instead of copying it.", since: "2.0"),
      CloneFlagEntry(
        flag: .fs, linuxName: "CLONE_FS",
        summary: "Share root, current directory and umask (`fs_struct`).", since: "2.0"),
      CloneFlagEntry(
        flag: .files, linuxName: "CLONE_FILES",
        summary: "Share the table of file descriptors (`files_struct`).", since: "2.0"),
      CloneFlagEntry(
        flag: .sighand, linuxName: "CLONE_SIGHAND",
        summary: "Share the table of signal dispositions (`sighand_struct`).", since: "2.0"),
      CloneFlagEntry(
        flag: .pidfd, linuxName: "CLONE_PIDFD",
        summary: "Give the parent a descriptor of the child.", since: "5.2"),
      CloneFlagEntry(
        flag: .ptrace, linuxName: "CLONE_PTRACE",
        summary: "Trace the child if the parent is traced.", since: "2.2"),
      CloneFlagEntry(
        flag: .vfork, linuxName: "CLONE_VFORK",
        summary: "Suspend the calling task until the child executes a program or ends.",
        since: "2.2"),
      CloneFlagEntry(
        flag: .parent, linuxName: "CLONE_PARENT",
        summary: "The caller's parent becomes the child's parent.", since: "2.3.12"),
      CloneFlagEntry(
        flag: .thread, linuxName: "CLONE_THREAD",
        summary: "The child joins the caller's thread group.", since: "2.4.0"),
      CloneFlagEntry(
        flag: .newNS, linuxName: "CLONE_NEWNS",
        summary: "A new mount namespace.", since: "2.4.19"),
      CloneFlagEntry(
        flag: .sysvSem, linuxName: "CLONE_SYSVSEM",
        summary: "Share the list of System V semaphore undo values.", since: "2.5.10"),
      CloneFlagEntry(
        flag: .setTLS, linuxName: "CLONE_SETTLS",
        summary: "Set the child's thread pointer.", since: "2.5.32"),
      CloneFlagEntry(
        flag: .parentSetTID, linuxName: "CLONE_PARENT_SETTID",
        summary: "Store the child's thread id in the parent's memory.", since: "2.5.49"),
      CloneFlagEntry(
        flag: .childClearTID, linuxName: "CLONE_CHILD_CLEARTID",
        summary: "Clear a word and wake its futex when the child ends.", since: "2.5.49"),
      CloneFlagEntry(
        flag: .detached, linuxName: "CLONE_DETACHED",
        summary: "Ignored by clone; an error with clone3.", since: "2.5.32"),
      CloneFlagEntry(
        flag: .untraced, linuxName: "CLONE_UNTRACED",
        summary: "A tracer cannot force `PTRACE` on the child.", since: "2.5.46"),
      CloneFlagEntry(
        flag: .childSetTID, linuxName: "CLONE_CHILD_SETTID",
        summary: "Store the child's thread id in the child's memory.", since: "2.5.49"),
      CloneFlagEntry(
        flag: .newCgroup, linuxName: "CLONE_NEWCGROUP",
        summary: "A new cgroup namespace.", since: "4.6"),
      CloneFlagEntry(
        flag: .newUTS, linuxName: "CLONE_NEWUTS",
        summary: "A new namespace of host and domain name.", since: "2.6.19"),
      CloneFlagEntry(
        flag: .newIPC, linuxName: "CLONE_NEWIPC",
        summary: "A new namespace of System V and POSIX message queues.", since: "2.6.19"),
      CloneFlagEntry(
        flag: .newUser, linuxName: "CLONE_NEWUSER",
        summary: "A new user namespace.", since: "2.6.23"),
      CloneFlagEntry(
        flag: .newPID, linuxName: "CLONE_NEWPID",
        summary: "A new namespace of process ids, with the child as its init.", since: "2.6.24"),
      CloneFlagEntry(
        flag: .newNet, linuxName: "CLONE_NEWNET",
        summary: "A new network namespace.", since: "2.6.24"),
      CloneFlagEntry(
        flag: .io, linuxName: "CLONE_IO",
        summary: "Share the I/O context.", since: "2.6.25"),
      CloneFlagEntry(
        flag: .clearSighand, linuxName: "CLONE_CLEAR_SIGHAND",
        summary: "Reset every handler to the default; clone3 alone.", since: "5.5"),
      CloneFlagEntry(
        flag: .intoCgroup, linuxName: "CLONE_INTO_CGROUP",
        summary: "Put the child into a cgroup; clone3 alone.", since: "5.7"),
    ]
  }

  /// The flag that Linux calls by this name, for example `CLONE_VM`.
  public init?(linuxName: String) {
    for entry in Self.all where Self.equal(entry.linuxName, linuxName) {
      self = entry.flag
      return
    }
    return nil
  }

  private static func equal(_ name: StaticString, _ other: String) -> Bool {
    // Bytes are compared, not characters: the tables of Unicode are not everywhere.
    name.description.utf8.elementsEqual(other.utf8)
  }
}

extension CloneFlags: CustomStringConvertible {
  /// The flags as strace writes them: `CLONE_VM|CLONE_FS`, unknown bits in hexadecimal, none as `0`.
  public var description: String {
    var text = ""
    var rest = rawValue
    for entry in Self.all where contains(entry.flag) {
      if !text.isEmpty { text += "|" }
      text += entry.linuxName.description
      rest &= ~entry.flag.rawValue
    }
    if rest != 0 || text.isEmpty {
      if !text.isEmpty { text += "|" }
      text += rest == 0 ? "0" : "0x" + String(rest, radix: 16)
    }
    return text
  }
}
