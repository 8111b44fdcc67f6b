internal import LinuxABI

/// What the kernel knows of a task: Linux's `task_struct`.
///
/// Plain words only; -1 stands for none in every link.
struct TaskRecord: Sendable {
  // Who it is.
  var threadID: Int32 = 0
  var processID: Int32 = 0
  var state = TaskState.runnable
  var flags: TaskFlags = []
  var replyKind = ReplyKind.plain
  /// 0 to 255, or -1 for a thread that leads no group.
  var exitSignal: Int16 = 0
  var credentials = Credentials.root

  // What it has, alone or with others. The first three are given up when it ends, the others when
  // it is released.
  var mm: Int32 = -1
  var files: Int32 = -1
  var fs: Int32 = -1
  var sighand: Int32 = -1
  var signal: Int32 = -1

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
  var vforkParent: Int32 = -1
  var vforkChild: Int32 = -1

  /// The status word of its own end.
  var exitCode: Int32 = 0

  // What clone was told.
  var entry: UInt64 = 0
  var threadPointer: UInt64 = 0
  var setChildTID: UInt64 = 0
  var clearChildTID: UInt64 = 0

  // The call that is under way, or its answer.
  var replyValue: Int64 = 0
  var replyExtra: Int64 = 0
  var waitPID: Int32 = 0
  var waitOptions: Int32 = 0
  var futex = FutexKey.none
  var computeNanosecondsLeft: UInt64 = 0
}

/// What is true of a task, one bit each.
struct TaskFlags: OptionSet, Sendable {
  let rawValue: UInt8

  /// It has had the processor before.
  static var started: TaskFlags { TaskFlags(rawValue: 1) }
  /// A fatal signal waits for it: it ends as soon as it gets the processor.
  static var fatalSignal: TaskFlags { TaskFlags(rawValue: 2) }
  /// It is on its way out (`PF_EXITING`).
  static var exiting: TaskFlags { TaskFlags(rawValue: 4) }
  /// It was woken in the middle of a wait for children and has to look again.
  static var waitAgain: TaskFlags { TaskFlags(rawValue: 8) }
  /// A timer runs that will wake it.
  static var timed: TaskFlags { TaskFlags(rawValue: 16) }
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
  /// `replyExtra` is the number of a signal that is not built.
  case signalNotBuilt
  /// `replyExtra` is the number of a signal whose handlers are not built.
  case handlerNotBuilt
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
  /// How many of them wait for children.
  var waiterCount: Int32 = 0
  /// Whether the end of the whole group was begun (`SIGNAL_GROUP_EXIT`), and with which status.
  var groupExit = GroupExit.none
  var groupExitCode: Int32 = 0
  /// Whether signals of default action leave it alone (`SIGNAL_UNKILLABLE`).
  var protection = SignalProtection.none
  var processGroup: Int32
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

/// A process group: its number, and how many processes are in it.
struct ProcessGroupRecord: Sendable {
  var id: Int32
  var processCount: Int32
}

/// What signals do: Linux's `sighand_struct`.
struct SighandRecord: Sendable {
  var users: Int32 = 1
  /// The signals that are ignored, bit 0 for signal 1.
  var ignored: UInt64 = 0
  /// The signals that have a handler.
  var handled: UInt64 = 0
  /// What SIGCHLD's disposition says of zombies.
  var zombies = SignalDisposition.ZombieRule.keep
  /// The addresses of the handlers, by signal number; empty as long as there is none.
  var handlers: ContiguousArray<UInt64> = []
}

/// Where a task is in the tree of files: Linux's `fs_struct`.
struct FsRecord: Sendable {
  var users: Int32 = 1
  var currentDirectory: Int32
  var umask: UInt32
}
