public import LinuxABI

/// Every rule that differs from one version of Linux to another, and what things cost.
///
/// No other place in the kernel asks for a version.
public struct KernelProfile: Hashable, Sendable {
  /// The version that it follows, as a course writes it: "6.18".
  public var version: String
  /// The rules by which clone refuses a flag word.
  public var cloneRules: CloneRules
  /// The flags that mean something; all others are ignored.
  public var knownFlags: CloneFlags
  /// What bit 12 of the flag word (0x1000) stands for.
  public var bit12: FlagMeaning
  /// What bit 20 of the flag word (0x100000) stands for.
  public var bit20: FlagMeaning
  /// What bit 25 of the flag word (0x2000000) stands for.
  public var bit25: FlagMeaning
  /// Where the status of a process comes from.
  public var processStatus: ProcessStatusRule
  /// Whether a parent that a vfork suspends can be killed.
  public var vforkWait: VforkWaitRule
  /// Whose exit signal a sibling has that CLONE_PARENT makes.
  public var siblingExitSignal: SiblingSignalRule
  /// Whether a child that shares memory keeps the alternate signal stack.
  public var alternateStack: AlternateStackRule
  /// When CLONE_PARENT_SETTID is stored.
  public var parentThreadID: ParentThreadIDRule
  /// What becomes of CLONE_CHILD_CLEARTID at an exec that nobody could see.
  public var clearedThreadID: ClearedThreadIDRule
  /// Whose the interval timers are.
  public var intervalTimers: IntervalTimerRule
  /// Whether a process that a signal dumps is said to have left a core file.
  public var coreDumps: CoreDumpRule
  /// Whether a clone that fails has taken a thread id.
  public var failedClone: FailedCloneRule
  /// What execve makes of the exit signal.
  public var execExitSignal: ExecSignalRule
  /// Whether children that stay in the process when their parent's thread ends are told of.
  public var adoption: AdoptionRule
  /// Whether a thread stops that is made in a stopped process.
  public var threadOfStopped: ThreadOfStoppedRule
  /// Which tracees a wait selects.
  public var traceeSelection: TraceeSelectionRule
  /// The scheduler that ordinary tasks have.
  public var scheduler: SchedulerKind
  /// Between two ticks of a processor's clock (1 / `HZ`).
  public var tickNanoseconds: UInt64
  /// What sched_setscheduler takes, and from whom.
  public var schedulerCalls: SchedulerCallRule
  /// The highest option of prctl that it has.
  public var prctlOptionMax: Int32
  /// The calls that it does not have: ENOSYS.
  public var absentCalls: [SystemCallNumber]
  /// What the calls cost in virtual time.
  public var costs: VirtualCosts
  /// How the kernel's own threads come to be, and what they do.
  public var kernelThreads = KernelThreadRules.linux618
}

/// The scheduler of ordinary tasks.
///
/// The kernel itself knows no more of it than how long its slices are.
public enum SchedulerKind: UInt8, Hashable, Sendable, CaseIterable {
  /// The O(1) scheduler, 2.6.0 to 2.6.22.
  case o1
  /// The completely fair scheduler, 2.6.23 to 6.5.
  case cfs
  /// Earliest eligible virtual deadline first, since 6.6.
  case eevdf
}

/// What sched_setscheduler takes, and from whom.
///
/// Source: `kernel/sched/syscalls.c: __sched_setscheduler`; 2.6.11's `kernel/sched.c: setscheduler`.
public enum SchedulerCallRule: UInt8, Hashable, Sendable {
  /// Also `SCHED_BATCH` (2.6.16), `SCHED_IDLE` (2.6.23) and `SCHED_RESET_ON_FORK` (2.6.32); real-time
  /// priorities up to RLIMIT_RTPRIO (2.6.12) take no capability.
  case withLimits
  /// The policies of POSIX alone; any real-time priority takes CAP_SYS_NICE.
  case byCapability
}

/// What becomes of CLONE_CHILD_CLEARTID at an exec, if no other task shares the memory.
///
/// Source: `kernel/fork.c: mm_release`; since 2.6.31 (commit 9c8a8228d08).
public enum ClearedThreadIDRule: UInt8, Hashable, Sendable {
  /// The address is forgotten.
  case forgotten
  /// It is kept, and means a word of the new program.
  case kept
}

/// Whose the interval timers are.
///
/// Source: 2.6.11's `include/linux/sched.h`, it_real_value in `task_struct`; since 2.6.12 in
/// `signal_struct`.
public enum IntervalTimerRule: UInt8, Hashable, Sendable {
  /// The process's: its threads see one.
  case ofProcess
  /// Each task's own.
  case ofTask
}

/// Whose exit signal a sibling has that CLONE_PARENT makes.
///
/// Source: `kernel/fork.c: copy_process`; changed between 3.1 and 4.19.
public enum SiblingSignalRule: UInt8, Hashable, Sendable {
  /// That of the leader of the caller's group.
  case leaders
  /// The lowest byte of its own flag word.
  case own
}

/// Whether a child that shares memory keeps the alternate signal stack.
///
/// Source: `kernel/fork.c: copy_process`; since 2.6.16 (commit f9a3879abf2).
public enum AlternateStackRule: UInt8, Hashable, Sendable {
  /// Not with CLONE_VM, unless CLONE_VFORK keeps the parent from running.
  case resetForSharedMemory
  /// Always.
  case inherited
}

/// When CLONE_PARENT_SETTID is stored.
///
/// Source: `kernel/fork.c: kernel_clone`; 2.6.11's `copy_process`.
public enum ParentThreadIDRule: UInt8, Hashable, Sendable {
  /// After the memory is copied: the child's copy does not hold it, and a bad address is ignored.
  case storedAfterCopy
  /// Before: the child's copy holds it too, and a bad address is EFAULT.
  case storedBeforeCopy
}

/// Whether a process that a signal dumps is said to have left a core file (`WCOREDUMP`).
///
/// This kernel writes none; it depends on RLIMIT_CORE, which is 0 by default.
public enum CoreDumpRule: UInt8, Hashable, Sendable {
  /// It is not, as with RLIMIT_CORE at 0.
  case omitted
  /// It is.
  case written
}

/// Whether a clone that fails has taken a thread id.
///
/// Source: 2.6.11's `kernel/fork.c: do_fork`, alloc_pidmap; now `copy_process`, alloc_pid, as late as
/// can be.
public enum FailedCloneRule: UInt8, Hashable, Sendable {
  /// It has not.
  case takesNoNumber
  /// It has, and given it back: the next one is another.
  case takesNumber
}

/// What execve makes of the exit signal.
///
/// Source: `fs/exec.c: de_thread`; 2.6's `kernel/exit.c: exit_notify`.
public enum ExecSignalRule: UInt8, Hashable, Sendable {
  /// SIGCHLD.
  case becomesChild
  /// It stays, but for a thread that takes its leader's place; at the end it is SIGCHLD if the task
  /// may not send any signal (CAP_KILL).
  case staysForPrivileged
}

/// Whether children that stay in the process when their parent's thread ends are told of.
///
/// Source: `kernel/exit.c: reparent_leader, find_alive_thread`; 2.6's `reparent_thread,
/// forget_original_parent`.
public enum AdoptionRule: UInt8, Hashable, Sendable {
  /// They go to the first living thread, and nothing else changes.
  case silentWithinGroup
  /// They go to the next living thread, their exit signal is SIGCHLD, and zombies are told of again.
  case told
}

/// Whether a thread stops that is made in a stopped process.
///
/// Source: `kernel/signal.c: task_join_group_stop`; 2.6.11's `kernel/fork.c: copy_process`.
public enum ThreadOfStoppedRule: UInt8, Hashable, Sendable {
  /// It does.
  case stops
  /// Only if the stop is still under way.
  case stopsWithOthers
}

/// Which tracees a wait selects.
///
/// Source: `kernel/exit.c: eligible_child`; since 4.7.
public enum TraceeSelectionRule: UInt8, Hashable, Sendable {
  /// All of them.
  case all
  /// As it selects children: by `__WCLONE` and `__WALL`.
  case asChildren
}

/// Where the status of a process comes from if its threads ended one by one.
///
/// Source: `kernel/exit.c: synchronize_group_exit`, since commit d80f7d7b2c75 (2022).
public enum ProcessStatusRule: UInt8, Hashable, Sendable {
  /// From the thread that ended last.
  case lastThread
  /// From the leader of the thread group, whenever it ended.
  case groupLeader
}

/// Whether a parent that a vfork suspends can be killed.
///
/// Source: `kernel/fork.c: wait_for_vfork_done`.
public enum VforkWaitRule: UInt8, Hashable, Sendable {
  /// A fatal signal ends it at once; the child goes on.
  case killable
  /// It dies once the child has let it go.
  case uninterruptible
}

/// What things cost in virtual nanoseconds.
///
/// The figures are of the size that a present machine shows; they are part of the run, not
/// measured, so the same program takes the same time everywhere.
public struct VirtualCosts: Hashable, Sendable {
  /// A system call.
  public var callNanoseconds: UInt64 = 200
  /// An access to memory, where that is a call.
  public var accessNanoseconds: UInt64 = 2
  /// A clone that shares memory, besides the call.
  public var cloneSharedNanoseconds: UInt64 = 10_000
  /// A clone that copies memory, besides the call.
  public var cloneCopiedNanoseconds: UInt64 = 50_000
  /// The switch from one task to another.
  public var switchNanoseconds: UInt64 = 1_500
  /// How long a task runs before another one's turn comes.
  public var sliceNanoseconds: UInt64 = 3_000_000

  /// The figures above.
  public init() {}

  /// The figures above.
  public static var standard: VirtualCosts { VirtualCosts() }

  /// What a clone costs.
  @inline(__always)
  func cost(of clone: CloneArguments) -> UInt64 {
    callNanoseconds
      &+ (clone.flags.contains(.vm) ? cloneSharedNanoseconds : cloneCopiedNanoseconds)
  }
}
