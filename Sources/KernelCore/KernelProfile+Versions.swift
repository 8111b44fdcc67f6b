public import LinuxABI

// The versions of Linux that this kernel follows. Adding one is adding a value.
extension KernelProfile {
  /// Linux 6.18.
  ///
  /// Its clock ticks as `kernel/Kconfig.hz` has it by default: 250 times a second.
  public static var linux618: KernelProfile {
    KernelProfile(
      version: "6.18", cloneRules: .linux618, knownFlags: CloneFlags(rawValue: ~0),
      bit12: .pidfd, bit20: .parentSetTID, bit25: .newCgroup, processStatus: .lastThread,
      vforkWait: .killable, siblingExitSignal: .leaders, alternateStack: .resetForSharedMemory,
      parentThreadID: .storedAfterCopy, clearedThreadID: .forgotten, intervalTimers: .ofProcess,
      coreDumps: .omitted, failedClone: .takesNoNumber, execExitSignal: .becomesChild,
      adoption: .silentWithinGroup, threadOfStopped: .stops, traceeSelection: .all,
      scheduler: .eevdf, tickNanoseconds: 4_000_000, schedulerCalls: .withLimits,
      prctlOptionMax: .max, absentCalls: [], costs: .standard)
  }

  /// Linux 2.6.11, the nearest readable kernel to the books of its time.
  ///
  /// Source: 2.6.11's `kernel/fork.c: copy_process, do_fork`, `kernel/exit.c`, `kernel/signal.c`;
  /// `include/asm-i386/param.h: HZ`, 1000.
  public static var linux26: KernelProfile {
    KernelProfile(
      version: "2.6.11", cloneRules: .linux26, knownFlags: .linux26, bit12: .unused,
      bit20: .parentSetTID, bit25: .stopped, processStatus: .groupLeader,
      vforkWait: .uninterruptible, siblingExitSignal: .own, alternateStack: .inherited,
      parentThreadID: .storedBeforeCopy, clearedThreadID: .kept, intervalTimers: .ofTask,
      coreDumps: .omitted, failedClone: .takesNumber, execExitSignal: .staysForPrivileged,
      adoption: .told, threadOfStopped: .stopsWithOthers, traceeSelection: .asChildren,
      scheduler: .o1, tickNanoseconds: 1_000_000, schedulerCalls: .byCapability,
      prctlOptionMax: 16, absentCalls: Self.callsSince2611, costs: .standard,
      kernelThreads: .linux26)
  }

  /// Linux 2.6.8, the last with CLONE_IDLETASK: for the history of bit 12 alone.
  ///
  /// The system call masks the flag, since only the boot task may make idle tasks; `fork_idle` took
  /// its place.
  ///
  /// Source: 2.6.0's `arch/x86_64/kernel/process.c: sys_clone` (`clone_flags & ~CLONE_IDLETASK`).
  public static var linux268: KernelProfile {
    var profile = linux26
    profile.version = "2.6.8"
    profile.bit12 = .idleTask
    return profile
  }

  /// Linux 2.5.48, the last with CLONE_SETTID: for the history of bit 20 alone.
  ///
  /// Source: clone(2), CLONE_PARENT_SETTID: "in Linux 2.5.32-2.5.48 there was a flag CLONE_SETTID".
  public static var linux2548: KernelProfile {
    var profile = linux268
    profile.version = "2.5.48"
    profile.bit20 = .setTID
    // CLONE_SIGHAND needs CLONE_VM since 2.6.0-test6; the thread ids in memory are of 2.5.49.
    profile.cloneRules.remove(CloneRules(.sighandWithoutVM))
    profile.knownFlags.subtract([.childClearTID, .childSetTID])
    profile.bit25 = .unused
    return profile
  }

  /// Calls that came after 2.6.11.
  ///
  /// Source: the VERSIONS of their man pages.
  private static var callsSince2611: [SystemCallNumber] {
    [
      .clone3, .unshare, .setns, .pidfdOpen, .pidfdSendSignal, .kcmp, .prlimit64, .ppoll, .dup3,
      .setRobustList, .getRobustList, .ioprioSet, .ioprioGet, .schedSetattr, .schedGetattr,
      .futexWaitv, .futexWake, .futexWait, .futexRequeue, .processVMReadv, .processVMWritev,
      .pidfdGetfd, .eventfd2, .epollCreate1, .epollPwait, .epollPwait2, .timerfdCreate,
      .timerfdSettime, .timerfdGettime, .signalfd4, .memfdCreate,
      .seccomp, .membarrier,
    ]
  }
}

extension CloneFlags {
  /// The flags that mean something in 2.6.11; all others are ignored there.
  ///
  /// Source: 2.6.11's `include/linux/sched.h`.
  public static var linux26: CloneFlags {
    [
      .vm, .fs, .files, .sighand, .ptrace, .vfork, .parent, .thread, .newNS, .sysvSem, .setTLS,
      .parentSetTID, .childClearTID, .detached, .untraced, .childSetTID,
    ]
  }
}

extension CloneRules {
  /// Linux 2.6.11: three rules, and the capability for a new mount namespace.
  public static var linux26: CloneRules {
    [
      CloneRules(.newNSWithFS), CloneRules(.threadWithoutSighand),
      CloneRules(.sighandWithoutVM), CloneRules(.namespaceWithoutCapability),
    ]
  }
}

/// What a bit of the flag word stands for that several flags have had.
///
/// Source: clone(2); `include/uapi/linux/sched.h` and its predecessors.
public enum FlagMeaning: UInt8, Hashable, Sendable {
  /// Nothing: it is ignored.
  case unused
  /// CLONE_PIDFD, since 5.2.
  case pidfd
  /// CLONE_IDLETASK, from 2.5.16 to 2.6.8; masked at the system call.
  case idleTask
  /// CLONE_PARENT_SETTID, since 2.5.49.
  case parentSetTID
  /// CLONE_SETTID, from 2.5.32 to 2.5.48.
  case setTID
  /// CLONE_NEWCGROUP, since 4.6.
  case newCgroup
  /// CLONE_STOPPED, from 2.6.0-test2 to 2.6.37.
  case stopped

  /// As Linux writes it, or nil for a bit without a name.
  public var linuxName: StaticString? {
    switch self {
    case .unused: nil
    case .pidfd: "CLONE_PIDFD"
    case .idleTask: "CLONE_IDLETASK"
    case .parentSetTID: "CLONE_PARENT_SETTID"
    case .setTID: "CLONE_SETTID"
    case .newCgroup: "CLONE_NEWCGROUP"
    case .stopped: "CLONE_STOPPED"
    }
  }
}

extension KernelProfile {
  /// The flags of a word as this version names them, those that it ignores left out.
  public func names(of flags: CloneFlags) -> [String] {
    var names: [String] = []
    for entry in CloneFlags.all where flags.contains(entry.flag) {
      let meaning: FlagMeaning? =
        entry.flag == CloneFlags.pidfd
        ? bit12
        : entry.flag == CloneFlags.parentSetTID
          ? bit20 : entry.flag == CloneFlags.newCgroup ? bit25 : nil
      if let meaning {
        if let name = meaning.linuxName { names.append(name.description) }
      } else if knownFlags.contains(entry.flag) {
        names.append(entry.linuxName.description)
      }
    }
    return names
  }
}
