/// What a call of clone shares, and how the child relates to its parent.
///
/// The bits are those of `include/uapi/linux/sched.h`. Legacy clone keeps the exit signal in the
/// lowest eight bits of the same word; here those bits are left to the signal.
public struct CloneFlags: OptionSet, Hashable, Sendable {
  /// The bits of the word.
  public let rawValue: UInt64

  /// Flags from the bits of a word.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// A new time namespace; clone3 and unshare alone, since legacy clone keeps the exit signal in this bit.
  ///
  /// The corresponding Linux constant is `CLONE_NEWTIME`.
  public static var newTime: CloneFlags { CloneFlags(rawValue: 0x80) }
  /// Share the address space (`mm_struct`) instead of copying it.
  ///
  /// The corresponding Linux constant is `CLONE_VM`.
  public static var vm: CloneFlags { CloneFlags(rawValue: 0x100) }
  /// Share root, current directory and umask (`fs_struct`).
  ///
  /// The corresponding Linux constant is `CLONE_FS`.
  public static var fs: CloneFlags { CloneFlags(rawValue: 0x200) }
  /// Share the table of file descriptors (`files_struct`).
  ///
  /// The corresponding Linux constant is `CLONE_FILES`.
  public static var files: CloneFlags { CloneFlags(rawValue: 0x400) }
  /// Share the table of signal dispositions (`sighand_struct`).
  ///
  /// The corresponding Linux constant is `CLONE_SIGHAND`.
  public static var sighand: CloneFlags { CloneFlags(rawValue: 0x800) }
  /// Give the parent a descriptor of the child.
  ///
  /// The corresponding Linux constant is `CLONE_PIDFD`.
  public static var pidfd: CloneFlags { CloneFlags(rawValue: 0x1000) }
  /// Trace the child if the parent is traced.
  ///
  /// The corresponding Linux constant is `CLONE_PTRACE`.
  public static var ptrace: CloneFlags { CloneFlags(rawValue: 0x2000) }
  /// Suspend the calling task until the child executes a program or ends.
  ///
  /// The corresponding Linux constant is `CLONE_VFORK`.
  public static var vfork: CloneFlags { CloneFlags(rawValue: 0x4000) }
  /// The caller's parent becomes the child's parent.
  ///
  /// The corresponding Linux constant is `CLONE_PARENT`.
  public static var parent: CloneFlags { CloneFlags(rawValue: 0x8000) }
  /// The child joins the caller's thread group.
  ///
  /// The corresponding Linux constant is `CLONE_THREAD`.
  public static var thread: CloneFlags { CloneFlags(rawValue: 0x1_0000) }
  /// A new mount namespace.
  ///
  /// The corresponding Linux constant is `CLONE_NEWNS`.
  public static var newNS: CloneFlags { CloneFlags(rawValue: 0x2_0000) }
  /// Share the list of System V semaphore undo values.
  ///
  /// The corresponding Linux constant is `CLONE_SYSVSEM`.
  public static var sysvSem: CloneFlags { CloneFlags(rawValue: 0x4_0000) }
  /// Set the child's thread pointer.
  ///
  /// The corresponding Linux constant is `CLONE_SETTLS`.
  public static var setTLS: CloneFlags { CloneFlags(rawValue: 0x8_0000) }
  /// Store the child's thread id in the parent's memory.
  ///
  /// The corresponding Linux constant is `CLONE_PARENT_SETTID`.
  public static var parentSetTID: CloneFlags { CloneFlags(rawValue: 0x10_0000) }
  /// Clear a word and wake its futex when the child ends.
  ///
  /// The corresponding Linux constant is `CLONE_CHILD_CLEARTID`.
  public static var childClearTID: CloneFlags { CloneFlags(rawValue: 0x20_0000) }
  /// Ignored by clone; an error with clone3.
  ///
  /// The corresponding Linux constant is `CLONE_DETACHED`.
  public static var detached: CloneFlags { CloneFlags(rawValue: 0x40_0000) }
  /// A tracer cannot force `PTRACE` on the child.
  ///
  /// The corresponding Linux constant is `CLONE_UNTRACED`.
  public static var untraced: CloneFlags { CloneFlags(rawValue: 0x80_0000) }
  /// Store the child's thread id in the child's memory.
  ///
  /// The corresponding Linux constant is `CLONE_CHILD_SETTID`.
  public static var childSetTID: CloneFlags { CloneFlags(rawValue: 0x100_0000) }
  /// A new cgroup namespace.
  ///
  /// The corresponding Linux constant is `CLONE_NEWCGROUP`.
  public static var newCgroup: CloneFlags { CloneFlags(rawValue: 0x200_0000) }
  /// A new namespace of host and domain name.
  ///
  /// The corresponding Linux constant is `CLONE_NEWUTS`.
  public static var newUTS: CloneFlags { CloneFlags(rawValue: 0x400_0000) }
  /// A new namespace of System V and POSIX message queues.
  ///
  /// The corresponding Linux constant is `CLONE_NEWIPC`.
  public static var newIPC: CloneFlags { CloneFlags(rawValue: 0x800_0000) }
  /// A new user namespace.
  ///
  /// The corresponding Linux constant is `CLONE_NEWUSER`.
  public static var newUser: CloneFlags { CloneFlags(rawValue: 0x1000_0000) }
  /// A new namespace of process ids, with the child as its init.
  ///
  /// The corresponding Linux constant is `CLONE_NEWPID`.
  public static var newPID: CloneFlags { CloneFlags(rawValue: 0x2000_0000) }
  /// A new network namespace.
  ///
  /// The corresponding Linux constant is `CLONE_NEWNET`.
  public static var newNet: CloneFlags { CloneFlags(rawValue: 0x4000_0000) }
  /// Share the I/O context.
  ///
  /// The corresponding Linux constant is `CLONE_IO`.
  public static var io: CloneFlags { CloneFlags(rawValue: 0x8000_0000) }
  /// Reset every handler to the default; clone3 alone.
  ///
  /// The corresponding Linux constant is `CLONE_CLEAR_SIGHAND`.
  public static var clearSighand: CloneFlags { CloneFlags(rawValue: 0x1_0000_0000) }
  /// Put the child into a cgroup; clone3 alone.
  ///
  /// The corresponding Linux constant is `CLONE_INTO_CGROUP`.
  public static var intoCgroup: CloneFlags { CloneFlags(rawValue: 0x2_0000_0000) }
}
