// swift-format-ignore-file
// Linux's own spelling: unavailable, so that typing it gives the fix.

extension CloneFlags {
  @available(*, unavailable, renamed: "newTime")
  public static var CLONE_NEWTIME: CloneFlags { .newTime }
  @available(*, unavailable, renamed: "vm")
  public static var CLONE_VM: CloneFlags { .vm }
  @available(*, unavailable, renamed: "fs")
  public static var CLONE_FS: CloneFlags { .fs }
  @available(*, unavailable, renamed: "files")
  public static var CLONE_FILES: CloneFlags { .files }
  @available(*, unavailable, renamed: "sighand")
  public static var CLONE_SIGHAND: CloneFlags { .sighand }
  @available(*, unavailable, renamed: "pidfd")
  public static var CLONE_PIDFD: CloneFlags { .pidfd }
  @available(*, unavailable, renamed: "ptrace")
  public static var CLONE_PTRACE: CloneFlags { .ptrace }
  @available(*, unavailable, renamed: "vfork")
  public static var CLONE_VFORK: CloneFlags { .vfork }
  @available(*, unavailable, renamed: "parent")
  public static var CLONE_PARENT: CloneFlags { .parent }
  @available(*, unavailable, renamed: "thread")
  public static var CLONE_THREAD: CloneFlags { .thread }
  @available(*, unavailable, renamed: "newNS")
  public static var CLONE_NEWNS: CloneFlags { .newNS }
  @available(*, unavailable, renamed: "sysvSem")
  public static var CLONE_SYSVSEM: CloneFlags { .sysvSem }
  @available(*, unavailable, renamed: "setTLS")
  public static var CLONE_SETTLS: CloneFlags { .setTLS }
  @available(*, unavailable, renamed: "parentSetTID")
  public static var CLONE_PARENT_SETTID: CloneFlags { .parentSetTID }
  @available(*, unavailable, renamed: "childClearTID")
  public static var CLONE_CHILD_CLEARTID: CloneFlags { .childClearTID }
  @available(*, unavailable, renamed: "detached")
  public static var CLONE_DETACHED: CloneFlags { .detached }
  @available(*, unavailable, renamed: "untraced")
  public static var CLONE_UNTRACED: CloneFlags { .untraced }
  @available(*, unavailable, renamed: "childSetTID")
  public static var CLONE_CHILD_SETTID: CloneFlags { .childSetTID }
  @available(*, unavailable, renamed: "newCgroup")
  public static var CLONE_NEWCGROUP: CloneFlags { .newCgroup }
  @available(*, unavailable, renamed: "newUTS")
  public static var CLONE_NEWUTS: CloneFlags { .newUTS }
  @available(*, unavailable, renamed: "newIPC")
  public static var CLONE_NEWIPC: CloneFlags { .newIPC }
  @available(*, unavailable, renamed: "newUser")
  public static var CLONE_NEWUSER: CloneFlags { .newUser }
  @available(*, unavailable, renamed: "newPID")
  public static var CLONE_NEWPID: CloneFlags { .newPID }
  @available(*, unavailable, renamed: "newNet")
  public static var CLONE_NEWNET: CloneFlags { .newNet }
  @available(*, unavailable, renamed: "io")
  public static var CLONE_IO: CloneFlags { .io }
  @available(*, unavailable, renamed: "clearSighand")
  public static var CLONE_CLEAR_SIGHAND: CloneFlags { .clearSighand }
  @available(*, unavailable, renamed: "intoCgroup")
  public static var CLONE_INTO_CGROUP: CloneFlags { .intoCgroup }
}
