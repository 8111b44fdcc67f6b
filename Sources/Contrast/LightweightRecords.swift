internal import KernelCore
internal import LinuxABI

// The records of the lightweight model, by Solaris's names. Links are slots; -1 stands for none.

/// A process: Solaris's `proc_t`, Windows's EPROCESS.
///
/// All that Linux keeps in records of their own with a count of their users is part of this one:
/// nothing of it can be shared, and no count is needed.
///
/// Source: `usr/src/uts/common/sys/proc.h` of illumos.
struct ProcRecord: Sendable {
  var pid: Int32
  /// `p_stat`: whether it has ended and waits to be waited for.
  var state = ProcState.running

  // Its family (`p_parent`, `p_child`, `p_sibling`); the oldest child is the first.
  var parent: Int32 = -1
  var firstChild: Int32 = -1
  var lastChild: Int32 = -1
  var previousSibling: Int32 = -1
  var nextSibling: Int32 = -1

  // Its threads (`p_tlist`), the oldest first; how many there are (`p_lwpcnt`), and which id came
  // last (`p_lwpid`).
  var firstThread: Int32 = -1
  var lastThread: Int32 = -1
  var threadCount: Int32 = 0
  var lastLWPID: Int32 = 0
  /// Whether it has ever had a second thread.
  var threading = Threading.single
  /// The ids of threads that have ended and are to be waited for (`p_lwpdir`, entries without a
  /// thread).
  var endedLWPs: ContiguousArray<Int32> = []

  /// Its address space (`p_as`), or -1; on loan from the parent during a vfork.
  var space: Int32 = -1
  /// The thread of the parent that waits in vfork until this process ends (`SVFORK`), or -1.
  var vforkWaiter: Int32 = -1
  /// The child of a vfork that keeps all threads of this process waiting (`SVFWAIT`), or -1.
  var vforkChild: Int32 = -1
  /// The threads that could run, were it not for the vfork, in their order.
  var held: ContiguousArray<Int32> = []

  /// Whether all threads are to end (`SEXITLWPS`), and the status of the process.
  var exit = ProcExit.none
  var status: Int32 = 0
  /// The threads that wait for children, the latest first.
  var childWaiters: ContiguousArray<Int32> = []
  /// The threads that wait for threads (`p_lwpwait`), the oldest first.
  var threadWaiters: ContiguousArray<Int32> = []
  /// The part that Solaris calls the user area (`p_user`).
  var user = UserArea()
}

/// What a process does.
enum ProcState: UInt8, Sendable {
  case running
  case zombie
  /// The first process, which reaps whatever is given to it and never runs.
  case builtIn
}

/// Whether a process has ever had a second thread.
enum Threading: UInt8, Sendable {
  case single
  case multiple
}

/// Whether the end of a whole process was begun.
enum ProcExit: UInt8, Sendable {
  case none
  case begun
}

/// What a process has besides memory and threads: Solaris's `user_t`, which lies inside of `proc_t`.
///
/// A fork copies it as it stands.
///
/// Source: `usr/src/uts/common/sys/user.h` and `os/fork.c: getproc` of illumos.
struct UserArea: Sendable {
  /// `u_cdir`.
  var directory = MachineFiles.root
  /// `u_cmask`.
  var umask: UInt32 = 0o22
  /// `u_finfo`: the open file behind each descriptor, or -1.
  var descriptors: ContiguousArray<Int32> = []
  /// The signals that are ignored, bit 0 for signal 1 (`p_ignore`).
  var ignored: UInt64 = 0

  /// The open file behind a descriptor, or -1.
  func openFile(behind descriptor: FileDescriptor) -> Int32 {
    let index = Int(descriptor.rawValue)
    return descriptors.indices.contains(index) ? descriptors[index] : -1
  }
}

/// A thread's registers and its call: Solaris's `klwp_t`.
///
/// Solaris could move it out of memory while its thread does not run. Windows's ETHREAD is this and
/// the `KThreadRecord` in one.
///
/// Source: `usr/src/uts/common/sys/klwp.h` of illumos.
struct LWPRecord: Sendable {
  /// The thread that it belongs to (`lwp_thread`), and the process (`lwp_procp`).
  var thread: Int32 = -1
  var proc: Int32
  /// What its creator said that it runs.
  var entry: UInt64 = 0
  var threadPointer: UInt64 = 0
  /// Where its thread library has it store its id as it starts, and clear it as it ends.
  var storesID: UInt64 = 0
  var clearsID: UInt64 = 0
  // The call that is under way, or its answer.
  var call = WaitingCall.none
  var waitsFor: Int32 = 0
  var waitOptions: WaitOptions = []
  var value: Int64 = 0
  var extra: Int64 = 0
  var bytes: [UInt8]?
}

/// The call that a thread has to go on with when it is woken.
enum WaitingCall: UInt8, Sendable {
  case none
  case child
  case thread
}

/// What the scheduler knows of a thread: Solaris's `kthread_t`, Windows's KTHREAD.
///
/// Source: `usr/src/uts/common/sys/thread.h` of illumos.
struct KThreadRecord: Sendable {
  /// `t_procp` and `t_lwp`.
  var proc: Int32
  var lwp: Int32
  /// The id in its process (`t_tid`).
  var id: Int32
  var state = ThreadState.runnable
  var waiting = LWPWaiting.detached
  var progress: ThreadProgress = []
  // The threads of its process (`t_forw`, `t_back`).
  var previous: Int32 = -1
  var next: Int32 = -1
  /// What it sleeps on (`t_wchan`).
  var word: MachineMemory.Word?
  /// When its sleep ends by itself; 0 for never.
  var deadlineNanoseconds: UInt64 = 0
  var computeNanosecondsLeft: UInt64 = 0
}

/// What a thread is doing.
enum ThreadState: UInt8, Sendable {
  case running
  case runnable
  /// It could run, but its process waits for the child of a vfork.
  case held
  case waitingForChild
  case waitingForThread
  case waitingOnWord
  case waitingForVfork

  /// Whether an interruption ends the wait.
  var isInterruptible: Bool {
    switch self {
    case .waitingForChild, .waitingForThread, .waitingOnWord: true
    case .running, .runnable, .held, .waitingForVfork: false
    }
  }
}

/// What a thread has behind it, or before it.
struct ThreadProgress: OptionSet, Sendable {
  let rawValue: UInt8

  /// It has been in its own code.
  static var started: ThreadProgress { ThreadProgress(rawValue: 1) }
  /// It was woken in the middle of a call.
  static var inCall: ThreadProgress { ThreadProgress(rawValue: 2) }
  /// It is to end as soon as it runs.
  static var dying: ThreadProgress { ThreadProgress(rawValue: 4) }
}

/// An open file: Solaris's `file_t`, shared by the descriptors of several processes.
struct OpenFile: Sendable {
  /// The descriptors that refer to it (`f_count`).
  var users: Int32
  var node: Int32
  var flags: OpenFlags
  var offset = 0
}
