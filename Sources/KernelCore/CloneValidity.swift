public import LinuxABI

/// What clone's validity depends on besides the flag word.
public struct CallerState: Hashable, Sendable {
  /// Who calls; clone asks for the capability to administer the system.
  public var credentials: Credentials
  /// Whether the caller's process is an init: of the machine or of a PID namespace.
  public var isInit: Bool
  /// Whether children of the caller would get another PID namespace than its own, after
  /// `unshare(CLONE_NEWPID)` or `setns`.
  public var childrenGetOtherPIDNamespace: Bool

  /// A caller from its parts.
  public init(
    credentials: Credentials, isInit: Bool = false, childrenGetOtherPIDNamespace: Bool = false
  ) {
    self.credentials = credentials
    self.isInit = isInit
    self.childrenGetOtherPIDNamespace = childrenGetOtherPIDNamespace
  }

  /// User 0 with every capability.
  public static var root: CallerState { CallerState(credentials: .root) }
  /// An ordinary user.
  public static var user: CallerState { CallerState(credentials: .user) }
}

/// A rule by which legacy clone refuses a flag word.
///
/// The cases are in the order in which Linux tests them: the first broken rule gives the errno.
/// The number in each comment is the rule's in docs/kernel-rules.md.
public enum CloneRule: UInt8, CaseIterable, Sendable {
  /// A5: PIDFD and PARENT_SETTID would store through the same pointer.
  ///
  /// Source: `kernel/fork.c: kernel_clone`; legacy clone has one argument for both.
  case onePointerForTwo
  /// A6: the exit signal is no signal.
  ///
  /// Source: `kernel/fork.c: kernel_clone`, for legacy clone since 7.1.
  case exitSignalRange
  /// A7: a new mount namespace cannot share root and current directory.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case newNSWithFS
  /// A8: a new user namespace cannot share root and current directory.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case newUserWithFS
  /// A9: threads of a group share their signal handlers.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case threadWithoutSighand
  /// A10: handlers are addresses, so sharing them means sharing memory.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case sighandWithoutVM
  /// A11: an init may not have siblings: nobody would reap them.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`, SIGNAL_UNKILLABLE.
  case parentOfInit
  /// A12: threads of a group are in one user namespace and one PID namespace.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case threadInNewNamespace
  /// A13: the caller's children go to another PID namespace, and a thread may not.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case threadInOtherPIDNamespace
  /// A14: the bit of DETACHED is kept free for a later meaning beside PIDFD.
  ///
  /// Source: clone(2), EINVAL; `kernel/fork.c: copy_process`.
  case pidfdWithDetached
  /// A16: a new namespace needs CAP_SYS_ADMIN, unless a new user namespace comes with it.
  ///
  /// Source: clone(2), EPERM; `kernel/nsproxy.c: copy_namespaces`.
  case namespaceWithoutCapability
  /// A15: semaphores of another IPC namespace cannot share an undo list.
  ///
  /// Source: clone(2), EINVAL; `kernel/nsproxy.c: copy_namespaces`, after the capability.
  case newIPCWithSysvSem

  /// What clone fails with.
  public var errno: Errno {
    self == .namespaceWithoutCapability ? .notPermitted : .invalidArgument
  }

  /// The rule in one sentence, for messages and lessons.
  public var explanation: StaticString {
    switch self {
    case .onePointerForTwo:
      "CLONE_PIDFD and CLONE_PARENT_SETTID would both store through the one parent_tid pointer"
    case .exitSignalRange: "the exit signal is above 64"
    case .newNSWithFS: "CLONE_NEWNS cannot go with CLONE_FS"
    case .newUserWithFS: "CLONE_NEWUSER cannot go with CLONE_FS"
    case .threadWithoutSighand: "CLONE_THREAD needs CLONE_SIGHAND"
    case .sighandWithoutVM: "CLONE_SIGHAND needs CLONE_VM"
    case .parentOfInit: "CLONE_PARENT is not for an init"
    case .threadInNewNamespace: "CLONE_THREAD cannot go with CLONE_NEWUSER or CLONE_NEWPID"
    case .threadInOtherPIDNamespace:
      "CLONE_THREAD is not for a process whose children get another PID namespace"
    case .pidfdWithDetached: "CLONE_PIDFD cannot go with CLONE_DETACHED"
    case .namespaceWithoutCapability:
      "a new namespace needs CAP_SYS_ADMIN, or CLONE_NEWUSER in the same call"
    case .newIPCWithSysvSem: "CLONE_NEWIPC cannot go with CLONE_SYSVSEM"
    }
  }

  /// Whether Linux tests it only after the limits on tasks.
  var isAfterLimits: Bool { self == .namespaceWithoutCapability || self == .newIPCWithSysvSem }
}

/// A set of rules: those that a version of Linux has.
public struct CloneRules: OptionSet, Hashable, Sendable {
  /// One bit for each rule, by its number.
  public let rawValue: UInt16

  /// A set from its bits.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The set of one rule.
  public init(_ rule: CloneRule) {
    rawValue = 1 << UInt16(rule.rawValue)
  }

  /// Linux 6.18: all but the range of the exit signal, which legacy clone tests since 7.1.
  public static var linux618: CloneRules {
    CloneRules(rawValue: 0xfff).subtracting(CloneRules(.exitSignalRange))
  }
}

extension CloneFlags {
  /// Whether these flags ask for nothing but what most clones do, and break no rule.
  @inline(__always)
  var areUsual: Bool {
    subtracting([
      .vm, .fs, .files, .sighand, .thread, .setTLS, .childClearTID, .childSetTID, .detached,
      .untraced,
    ]) == [] && (!contains(.thread) || contains(.sighand)) && (!contains(.sighand) || contains(.vm))
  }

  /// Whether these flags break no rule, for any caller whose children get its own PID namespace.
  ///
  /// So it is for the usual words: fork, vfork and a thread.
  var isObviouslyLegal: Bool {
    isDisjoint(with: [.pidfd, .parent, .newUser, .newNamespaces])
      && (!contains(.thread) || contains(.sighand)) && (!contains(.sighand) || contains(.vm))
  }
}

/// The first rule that a call of legacy clone breaks, or nil if it is legal.
///
/// Only the lower 32 bits of the flags count, and the lowest eight of them belong to the exit
/// signal: so it is with `CLONE_NEWTIME`, which legacy clone does not have.
public func brokenCloneRule(
  flags: CloneFlags, exitSignal: Int32, caller: CallerState,
  profile: KernelProfile = .linux618
) -> CloneRule? {
  brokenRule(
    flags: CloneFlags(rawValue: flags.rawValue & 0xffff_ff00)
      .intersection(profile.knownFlags), exitSignal: exitSignal & 0xff,
    caller: caller, rules: profile.cloneRules)
}

/// What legacy clone fails with, or nil if the call is legal.
///
/// It depends on nothing but its arguments, so a whole table of words can be asked for.
///
/// Source: clone(2); `kernel/fork.c: kernel_clone, copy_process`.
public func cloneValidity(
  flags: CloneFlags, exitSignal: Int32, caller: CallerState,
  profile: KernelProfile = .linux618
) -> Errno? {
  brokenCloneRule(flags: flags, exitSignal: exitSignal, caller: caller, profile: profile)?.errno
}

/// The same for flags and signal that are in their own places, and rules at hand.
///
/// The order of the tests is Linux's; the reasons stand with the cases of `CloneRule`.
func brokenRule(
  flags: CloneFlags, exitSignal: Int32, caller: CallerState, rules: CloneRules
) -> CloneRule? {
  func broken(_ rule: CloneRule) -> CloneRule? { rules.contains(CloneRules(rule)) ? rule : nil }

  if flags.contains([.pidfd, .parentSetTID]), let rule = broken(.onePointerForTwo) { return rule }
  if exitSignal > Signal.maximum, let rule = broken(.exitSignalRange) { return rule }
  if flags.contains([.newNS, .fs]), let rule = broken(.newNSWithFS) { return rule }
  if flags.contains([.newUser, .fs]), let rule = broken(.newUserWithFS) { return rule }
  if flags.contains(.thread), !flags.contains(.sighand), let rule = broken(.threadWithoutSighand) {
    return rule
  }
  if flags.contains(.sighand), !flags.contains(.vm), let rule = broken(.sighandWithoutVM) {
    return rule
  }
  if flags.contains(.parent), caller.isInit, let rule = broken(.parentOfInit) { return rule }
  if flags.contains(.thread) {
    if !flags.isDisjoint(with: [.newUser, .newPID]), let rule = broken(.threadInNewNamespace) {
      return rule
    }
    if caller.childrenGetOtherPIDNamespace, let rule = broken(.threadInOtherPIDNamespace) {
      return rule
    }
  }
  if flags.contains([.pidfd, .detached]), let rule = broken(.pidfdWithDetached) { return rule }
  if !flags.isDisjoint(with: .newNamespaces), !flags.contains(.newUser),
    !caller.credentials.capabilities.contains(.systemAdministration),
    let rule = broken(.namespaceWithoutCapability)
  {
    return rule
  }
  if flags.contains([.newIPC, .sysvSem]), let rule = broken(.newIPCWithSysvSem) { return rule }
  return nil
}
