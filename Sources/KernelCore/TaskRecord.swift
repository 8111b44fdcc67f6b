internal import LinuxABI

/// What the kernel knows of a task: Linux's `task_struct`.
///
/// Plain words only; -1 stands for none in every link. What few tasks have is in `TaskExtra`.
struct TaskRecord: Sendable {
  // Who it is. The numbers are those of the first PID namespace; `pid` has the others.
  var threadID: Int32 = 0
  var processID: Int32 = 0
  var pid: Int32 = -1 { didSet { noteUnusual(pid) } }
  var state = TaskState.runnable
  var replyKind = ReplyKind.plain
  var flags: TaskFlags = []
  /// 0 to 255, or -1 for a thread that leads no group.
  var exitSignal: Int16 = 0
  /// What it gets when its parent ends (`PR_SET_PDEATHSIG`), or 0.
  var parentDeathSignal: Int8 = 0
  var nice: Int8 = 0
  var credential: Int32 = -1

  // What it has, alone or with others. The first three are given up when it ends, the others when
  // it is released.
  var mm: Int32 = -1
  var files: Int32 = -1
  var fs: Int32 = -1
  var namespaces: Int32 = -1 { didSet { noteUnusual(namespaces) } }
  var semaphoreUndo: Int32 = -1 { didSet { noteUnusual(semaphoreUndo) } }
  var ioContext: Int32 = -1 { didSet { noteUnusual(ioContext) } }
  var sighand: Int32 = -1
  var signal: Int32 = -1
  var extra: Int32 = -1 { didSet { noteUnusual(extra) } }

  // Its family. Only leaders of thread groups have a parent of their own: their threads' is the
  // same.
  var parent: Int32 = -1
  var firstChild: Int32 = -1
  var lastChild: Int32 = -1
  var previousSibling: Int32 = -1
  var nextSibling: Int32 = -1
  var previousThread: Int32 = -1
  var nextThread: Int32 = -1

  // The queue it is in: that of runnable tasks, or of a bucket of futexes.
  var previousInQueue: Int32 = -1
  var nextInQueue: Int32 = -1

  // The vfork that is under way, seen from its two ends.
  var vforkParent: Int32 = -1 { didSet { noteUnusual(vforkParent) } }
  var vforkChild: Int32 = -1

  /// The status word of its own end, or of the stop that a tracer sees.
  var exitCode: Int32 = 0

  // Which programs it and its parent ran when it was created, as numbers of execs.
  var selfExecID: UInt32 = 0
  var parentExecID: UInt32 = 0

  // What clone was told; of a kernel thread it is the place of its `KernelThread`.
  var entry: UInt64 = 0
  var threadPointer: UInt64 = 0
  var setChildTID: UInt64 = 0
  var clearChildTID: UInt64 = 0

  // Signals.
  var blocked: SignalSet = []
  var pending = PendingSignals() { didSet { noteUnusual(pending.first) } }
  var jobControl: JobControl = []

  // The call that is under way, or its answer.
  var blockedCall = BlockedCall.none
  var restart = RestartRule.none
  var replyValue: Int64 = 0
  var replyExtra: Int64 = 0
  /// What the blocked call was asked for; which call that is says what they mean.
  var callA: UInt64 = 0
  var callB: UInt64 = 0
  var callC: UInt64 = 0
  var futex = FutexKey.none
  var computeNanosecondsLeft: UInt64 = 0

  // The time it had the processor.
  var userNanoseconds: UInt64 = 0
  var systemNanoseconds: UInt64 = 0

  /// Whether it has nothing to do before it goes on in its own code.
  @inline(__always)
  var isReady: Bool { flags.isReady && computeNanosecondsLeft == 0 }

  /// Remembers that it came to have something that few tasks have.
  @inline(__always)
  private mutating func noteUnusual(_ link: Int32) {
    if link >= 0 { flags.insert(.unusual) }
  }
}

/// What is true of a task, one bit each.
struct TaskFlags: OptionSet, Sendable {
  let rawValue: UInt16

  /// It has been in its own code before.
  static var started: TaskFlags { TaskFlags(rawValue: 1) }
  /// There may be a signal to take before it goes on in its own code (`TIF_SIGPENDING`).
  static var signalPending: TaskFlags { TaskFlags(rawValue: 2) }
  /// It is on its way out (`PF_EXITING`).
  static var exiting: TaskFlags { TaskFlags(rawValue: 4) }
  /// It was woken in the middle of a call and has to go on with it.
  static var inCall: TaskFlags { TaskFlags(rawValue: 8) }
  /// A timer runs that will wake it.
  static var timed: TaskFlags { TaskFlags(rawValue: 16) }
  /// It has not executed a program since it was created (`PF_FORKNOEXEC`).
  static var forkedOnly: TaskFlags { TaskFlags(rawValue: 32) }
  /// Its thread id is still to be stored in its memory (CLONE_CHILD_SETTID).
  static var storesThreadID: TaskFlags { TaskFlags(rawValue: 64) }
  /// The mask of before a sigsuspend is to be put back (`TIF_RESTORE_SIGMASK`).
  static var restoresMask: TaskFlags { TaskFlags(rawValue: 128) }
  /// A tracer has it (`PT_PTRACED`).
  static var traced: TaskFlags { TaskFlags(rawValue: 256) }
  /// It can gain no privilege (`PR_SET_NO_NEW_PRIVS`).
  static var noNewPrivileges: TaskFlags { TaskFlags(rawValue: 512) }
  /// A signal frame on top has not been entered yet.
  static var handlerDue: TaskFlags { TaskFlags(rawValue: 1024) }
  /// The memory that it gave up was not for all to look into (`user_dumpable`, the reverse).
  static var wasHidden: TaskFlags { TaskFlags(rawValue: 2048) }
  /// A process group or a session may go by its number.
  static var ledGroup: TaskFlags { TaskFlags(rawValue: 4096) }
  /// It runs the kernel's code alone (`PF_KTHREAD`, and `user_mode_thread` until it executes a program).
  static var kernelThread: TaskFlags { TaskFlags(rawValue: 8192) }
  /// It may only read, write, come back from handlers and end (`SECCOMP_MODE_STRICT`).
  static var strict: TaskFlags { TaskFlags(rawValue: 32_768) }
  /// It has, or had, something of its own that few tasks have: what is in `TaskExtra`, undo values, an I/O
  /// context, namespaces and numbers in them, a parent that waits in vfork, or signals with a description.
  ///
  /// Where a task begins or ends, this one bit is asked for instead of all of those.
  static var unusual: TaskFlags { TaskFlags(rawValue: 16384) }

  /// Whether there is nothing to see to at its end but what every task has.
  @inline(__always)
  var areUsual: Bool { isDisjoint(with: [.unusual, .traced, .signalPending]) }

  /// Whether it is to start in its own code, with nothing to do before.
  @inline(__always)
  var areReadyToStart: Bool {
    rawValue & (Self.started.rawValue | Self.busy | Self.kernelThread.rawValue) == 0
  }
  /// Whether it has nothing to do before it goes on in its own code.
  @inline(__always)
  var isReady: Bool {
    rawValue & (Self.started.rawValue | Self.busy) == Self.started.rawValue
  }
  private static var busy: UInt16 {
    signalPending.rawValue | inCall.rawValue | storesThreadID.rawValue | handlerDue.rawValue
  }
}

/// The call that a task blocks in, so that it can go on with it or start it again.
enum BlockedCall: UInt8, Sendable {
  case none
  /// wait4 or waitid; `callA` and `callB` are a `WaitRequest`.
  case wait
  /// futex; `callA` the address, whose lowest bit says whether it is private, `callB` the expected value
  /// and the bitset.
  case futex
  /// futex, to take a lock that passes on priority; `callA` the address, `callB` whether it
  /// is private, `callC` the deadline.
  case lock
  /// futex, to wait for being moved to such a lock; `callA` the address, `callB` the expected value,
  /// `callC` the deadline.
  case requeue
  /// rt_sigsuspend.
  case suspend
  /// rt_sigtimedwait; `callA` the set.
  case timedWait
  /// nanosleep; `callA` the deadline.
  case sleep
  /// execve, which waits for the other threads to end.
  case exec
  /// semop; what is asked for is in the semaphore's queue.
  case semaphore
  /// ppoll; `callA` the deadline.
  case poll
  /// No call: an access that faulted; `TaskExtra.access` is which.
  case access
  /// clone, which starts again after the signals that were there first; `TaskExtra.clone`.
  case clone
  /// ptrace to attach to a task whose process executes a program; `callA` says whether it seizes, `callB`
  /// the options, `callC` the task.
  case attach
  /// The end of a PID namespace's init; `callA` and `callB` are a `WaitRequest`.
  case namespaceEnd
  /// A read or a write; what is asked for is in `FileSide.waits`.
  case file
  /// A call that is tried again; `ProgramSide.retries` has it.
  case retried
  /// Something in the kernel; `callA` is a `ProcessWait`, `callC` since when.
  case kernel
}

/// What becomes of a call that a signal interrupted.
///
/// Source: `include/linux/errno.h`; `arch/riscv/kernel/signal.c: arch_do_signal_or_restart`.
enum RestartRule: UInt8, Sendable {
  /// Nothing was interrupted.
  case none
  /// It starts again, unless a handler ran that has no SA_RESTART (ERESTARTSYS).
  case unlessHandled
  /// It starts again if no handler ran (ERESTARTNOHAND, ERESTART_RESTARTBLOCK).
  case onlyUnhandled
  /// It starts again in any case: the handler that interrupted it has ended.
  case always
}

/// What belongs to the answer of a task besides its value.
enum ReplyKind: UInt8, Sendable {
  /// `replyExtra` is what it says.
  case plain
  /// Bytes are kept for it.
  case bytes
  /// `replyExtra` is the word of flags that are not built.
  case flagsNotBuilt
  /// `replyExtra` is the word of flags of open that are not built.
  case openFlagsNotBuilt
  /// `replyExtra` is the number of a call, or of a form of it, that is not built.
  case callNotBuilt
}

/// What few tasks have: it exists from when it is first needed to when the task is released.
struct TaskExtra: Sendable {
  /// The handlers that run or are to run, the latest last.
  var frames: ContiguousArray<SignalFrame> = []
  /// The mask to put back after sigsuspend.
  var savedMask: SignalSet = []
  var alternateStack = AlternateStack.disabled
  /// The call of clone that starts again.
  var clone: PostponedClone?
  // The interval timer of the task alone, in versions that have it.
  var timerDeadline: UInt64 = 0
  var timerInterval: UInt64 = 0
  /// The head of the list of robust futexes, or 0.
  var robustList: UInt64 = 0
  /// What it waits for, while it waits for a lock that passes on priority.
  var priorityWait = PriorityWait()
  /// Whether others may wait for such a lock that it has.
  var hasPriorityLocks = false
  var trace = TraceState()
  /// The access that faulted and is to be made again.
  var access: SystemCall?
  var scheduling = SchedulingRecord()
  /// How late its timers may be, in nanoseconds, and what they began with.
  var timerSlack: UInt64 = 50_000
  var timerSlackDefault: UInt64 = 50_000
  /// What personality says.
  var personality: UInt32 = 0
  /// Whether it writes back what others wait for (PR_SET_IO_FLUSHER).
  var flushesIO = false
  /// What PR_MCE_KILL_GET says: PR_MCE_KILL_LATE, EARLY or DEFAULT.
  var memoryErrorPolicy: UInt8 = 2
  /// The latest of its filters of calls, or -1.
  var filter: Int32 = -1
}

/// What the tasks of a thread group have in common: Linux's `signal_struct`.
struct SignalRecord: Sendable {
  /// The task that leads the group and whose thread id is the process's.
  var leader: Int32
  // The threads that are not released yet, a zombie leader included, in the order of their creation.
  var firstThread: Int32
  var lastThread: Int32
  /// How many those are.
  var threadCount: Int32 = 1
  /// How many of them have not begun to exit.
  var liveCount: Int32 = 1
  /// How many of those that have not are stopped for their tracer just before it.
  var stoppedInExit: Int32 = 0
  /// Those of them that wait for children, the latest first.
  var waiters = TaskQueue()
  /// Whether the end of the whole group was begun (`SIGNAL_GROUP_EXIT`), and with which status.
  var groupExit = GroupExit.none
  /// Whether signals of default action leave it alone (`SIGNAL_UNKILLABLE`).
  var protection = SignalProtection.none
  /// What stopping and going on has left to tell.
  var stopFlags: StopFlags = []
  var reaperFlags: ReaperFlags = []
  /// The status of the group's end, or the signal that stopped it.
  var groupExitCode: Int32 = 0
  /// How many threads have still to stop.
  var groupStopCount: Int32 = 0
  /// The thread that executes a program and waits for the others to end, or -1.
  var execTask: Int32 = -1
  /// Who gets the next signal that the leader does not want, or -1.
  var currentTarget: Int32 = -1
  var pending = PendingSignals()
  var processGroup: Int32
  var session: Int32
  var limits: Int32 = -1
  /// What `/proc/PID/oom_score_adj` says, and below what it takes power to bring it.
  var killPreference: Int16 = 0
  var killPreferenceMin: Int16 = 0
  // The interval timer of real time: when it runs out (0 for never), when it did, and how often.
  var timerDeadline: UInt64 = 0
  var timerExpiry: UInt64 = 0
  var timerInterval: UInt64 = 0
  // Page faults in memory that is gone, and of children that were waited for.
  var faults = 0
  var childFaults = 0
  // Processor time of threads that are gone, and of children that were waited for.
  var userNanoseconds: UInt64 = 0
  var systemNanoseconds: UInt64 = 0
  var childUserNanoseconds: UInt64 = 0
  var childSystemNanoseconds: UInt64 = 0

  /// Whether a new thread has to look whether the group is stopped, or about to be.
  @inline(__always)
  var mayBeStopped: Bool { groupStopCount > 0 || stopFlags != [] }
}

/// What stopping and going on has left to tell a parent.
struct StopFlags: OptionSet, Sendable {
  let rawValue: UInt8

  /// Every thread is stopped (`SIGNAL_STOP_STOPPED`).
  static var stopped: StopFlags { StopFlags(rawValue: 1) }
  /// It went on, and nobody has waited for that (`SIGNAL_STOP_CONTINUED`).
  static var continued: StopFlags { StopFlags(rawValue: 2) }
  /// The parent is to be told of a stop (`SIGNAL_CLD_STOPPED`).
  static var tellStopped: StopFlags { StopFlags(rawValue: 4) }
  /// The parent is to be told that it went on (`SIGNAL_CLD_CONTINUED`).
  static var tellContinued: StopFlags { StopFlags(rawValue: 8) }
}

/// Whether a process adopts orphans.
///
/// Source: prctl(2), PR_SET_CHILD_SUBREAPER; `kernel/exit.c: find_new_reaper`.
struct ReaperFlags: OptionSet, Sendable {
  let rawValue: UInt8

  /// It adopts the orphans among its descendants.
  static var isSubreaper: ReaperFlags { ReaperFlags(rawValue: 1) }
  /// An ancestor of it may do so.
  static var hasSubreaper: ReaperFlags { ReaperFlags(rawValue: 2) }
}

/// Whether the end of a whole thread group was begun.
enum GroupExit: UInt8, Sendable {
  case none
  case begun
}

/// Whether a process can be killed.
enum SignalProtection: UInt8, Sendable {
  case none
  /// It is an init (`SIGNAL_UNKILLABLE`).
  case initProcess
}

/// A process group or a session: its number, and how many processes are in it.
struct ProcessGroupRecord: Sendable {
  /// The number in the first PID namespace.
  var id: Int32
  /// Its numbers in other PID namespaces, or -1.
  var pid: Int32 = -1
  var processCount: Int32
}

/// Who tasks act for, shared until one of them changes: Linux's `cred`.
struct CredentialRecord: Sendable {
  var users: Int32 = 1
  /// The user namespace that the powers are good for; -1 for the first one.
  var userNamespace: Int32 = -1
  /// Whether it keeps root's powers when it gives up root's number (`SECBIT_KEEP_CAPS`).
  var keepsCapabilities = false
  /// The powers that no program gives any more: those out of the bounding set.
  var dropped: Capabilities = []
  /// The further groups that it is in, in ascending order.
  var groups: ContiguousArray<UInt32> = []
  var value: Credentials

  init(value: Credentials, userNamespace: Int32 = -1) {
    self.value = value
    self.userNamespace = userNamespace
  }
}

/// What signals do: Linux's `sighand_struct`.
struct SighandRecord: Sendable {
  var users: Int32 = 1
  /// The signals that are ignored, bit 0 for signal 1.
  var ignored: UInt64 = 0
  /// The signals that have a handler.
  var handled: UInt64 = 0
  /// What SIGCHLD's disposition says of children: SA_NOCLDSTOP and SA_NOCLDWAIT.
  var childFlags: SignalActionFlags = []
  /// The dispositions by signal number; empty as long as none has a handler, flags or a mask.
  var dispositions: ContiguousArray<SignalDisposition> = []
}

/// Where a task is in the tree of files: Linux's `fs_struct`.
struct FsRecord: Sendable {
  var users: Int32 = 1
  var currentDirectory: Int32
  /// Where its paths begin, a node or a number of /proc too (chroot(2)).
  var rootDirectory: Int32 = FileTree.root
  var umask: UInt32
}
