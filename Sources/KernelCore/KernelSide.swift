internal import LinuxABI

/// What a kernel has for threads of its own, where it was booted with them.
///
/// It is one value behind one reference, so that the copy of a kernel that has none stays as small
/// as it is.
struct KernelSide: Sendable {
  let boot: Boot

  // Threads.
  var threads: ContiguousArray<KernelThread> = []
  var freeThreads: ContiguousArray<Int32> = []
  var threadCount = 0
  /// The task that makes all others: kthreadd, or 2.6's kthread.
  var creator: Int32 = -1
  /// What it is asked for, the oldest first.
  var requests: ContiguousArray<ThreadRequest> = []
  var faults: ContiguousArray<KernelFault> = []

  // What they wait for.
  var waitQueues: ContiguousArray<WaitQueue> = []
  var completions: ContiguousArray<Completion> = []
  var words: ContiguousArray<UInt64> = []

  // Processors, interrupts and devices.
  var processors: ContiguousArray<ProcessorState>
  var timers: ContiguousArray<KernelTimer> = []
  var streams: ContiguousArray<PacketStream> = []
  var disks: ContiguousArray<DiskState>
  /// The processor for which the kernel works; somebody else says so where that one drives it.
  var processor = 0
  /// When the first device or timer is due, or the end of time.
  var nextInterruptNanoseconds = UInt64.max

  // Daemons.
  var cache: PageCache
  var flushers = FlusherPool()
  var pools: ContiguousArray<WorkerPool> = []

  // Where somebody else decides who runs; see DrivenThreads.swift.
  /// The call that the thread makes which was just taken on, until it is handed out.
  var dueCall: KernelCall?
  /// The thread that has ended and that nobody outside is told of, or -1.
  var silentEnd: Int32 = -1

  /// Up to when daemons go on although no program is left, or none can go on.
  var daemonsEndNanoseconds: UInt64 = 0

  /// Faults that are kept; later ones are counted by nobody.
  static var faultsMax: Int { 1_024 }

  init(boot: Boot) {
    self.boot = boot
    processors = ContiguousArray((0..<boot.processorCount).map { _ in ProcessorState() })
    disks = ContiguousArray(boot.disks.map { DiskState(settings: $0) })
    cache = PageCache(memoryPages: boot.memoryPages)
  }
}

/// What a kernel thread is, beside being a task: Linux's `struct kthread`, and what its stack would
/// hold.
struct KernelThread: Sendable {
  /// Its task; -1 where the record is free.
  var task: Int32 = -1
  var name: [UInt8]
  var flags: ProcessFlags
  var body: KernelThreadBody
  /// Where its body goes on.
  var place = 0
  /// What is to be done before its body begins.
  var prologue = Prologue.none
  /// How the next `schedule` lets it sleep (`task_struct.__state`).
  var sleep = TaskState.running
  /// The answer to its last call.
  var reply: Int64 = 0
  /// What it waits for in the middle of a call.
  var stage = Stage.none
  var preemptCount: Int32 = 0
  var runNanosecondsLeft: UInt64 = 0
  /// Whether whoever drives the kernel has started it.
  var isStarted = false
  /// The processor that it is tied to, or -1.
  var cpu: Int32 = -1
  /// The processor that it is tied to before it is first woken, or -1.
  var cpuAsked: Int32 = -1

  // What others tell it: KTHREAD_SHOULD_STOP and its like.
  var shouldStop = false
  var shouldPark = false
  var isParked = false
  /// How many calls it has made since it was told to stop, without looking.
  var callsUnseen = 0
  /// Tasks that wait for its end, or until it is parked.
  var stoppers: ContiguousArray<Int32> = []
  var parkers: ContiguousArray<Int32> = []
  /// Whether its function was called.
  var hasRun = false
  /// Whether it is no kernel thread, but runs the kernel's code until it executes a program.
  var isUserMode = false

  // What its body keeps.
  var work: ContiguousArray<WorkStep> = []
  /// The disk that it writes to, or -1.
  var disk = -1
  /// Whether it sleeps in the middle of its work, so that its pool counts it no longer.
  var sleepsAtWork = false
  var assignment = FlusherWork.none
  var pagesLeft = 0
  /// Whether its last round wrote less than it could, and whether a disk had too much to do.
  var wroteLess = false
  var sawCongestion = false
  var startNanoseconds: UInt64 = 0
  var asleepSinceNanoseconds: UInt64 = 0

  /// What comes before a thread's own function.
  enum Prologue: Equatable, Sendable {
    case none
    /// It tells who asked for it (a task, or -1 if that was killed), and sleeps.
    case report(to: Int32, wakes: Bool)
    /// It was woken, and begins or ends.
    case begin
    /// It executes a program.
    case execute(path: [UInt8], entry: UInt64)
  }

  /// What a thread waits for in the middle of a call.
  enum Stage: Equatable, Sendable {
    case none
    /// It called `schedule`.
    case schedule
    /// The same, with a timer that runs out then.
    case timeout(UInt64)
    /// A completion.
    case completion(Int32)
    /// That fewer pages are dirty; so many it has written itself.
    case throttled(Int)
    /// Whoever wakes it has the answer.
    case answer
    /// That it is no longer to be parked.
    case unpark
  }
}

/// What a kernel thread runs.
enum KernelThreadBody: Equatable, Sendable {
  /// Whatever drives the kernel knows by this word.
  case driver(UInt64)
  /// `kthreadd`, or 2.6's `kthread`: makes threads that others ask for.
  case creator
  /// `ksoftirqd/N`.
  case softInterrupts(Int32)
  /// `pdflush`.
  case flusher
  /// `kworker/N:M` or `kworker/uN:M`, of a pool.
  case worker(Int32)
  /// `kworker/R-writeback`, the rescuer of a pool.
  case rescuer(Int32)
  /// `events/N`, the only thread of a workqueue.
  case events(Int32)
}

/// A kernel thread that somebody asked the creator for.
struct ThreadRequest: Sendable {
  var name: [UInt8]
  var body: KernelThreadBody
  var flags: ProcessFlags
  /// Who waits for the answer; -1 once that was killed.
  var requester: Int32
  /// Whether the thread is woken at once.
  var wakes: Bool
  var cpu: Int32 = -1
}

/// What `ps` shows as the flags of a task.
///
/// The corresponding Linux constants are `PF_KTHREAD` and its like.
///
/// Source: `include/linux/sched.h`; measured on 6.18.44, /proc/2/stat and those of its children.
public struct ProcessFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt32

  /// Flags from their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// It is on its way out (`PF_EXITING`).
  public static var exiting: ProcessFlags { ProcessFlags(rawValue: 0x4) }
  /// It is a worker of a pool (`PF_WQ_WORKER`).
  public static var worker: ProcessFlags { ProcessFlags(rawValue: 0x20) }
  /// It has not executed a program since it was created (`PF_FORKNOEXEC`).
  public static var forkedOnly: ProcessFlags { ProcessFlags(rawValue: 0x40) }
  /// It writes dirty pages back (`PF_FLUSHER`, until 2.6.31).
  public static var flusher: ProcessFlags { ProcessFlags(rawValue: 0x1000) }
  /// It goes on while the machine is put to sleep (`PF_NOFREEZE`).
  public static var noFreeze: ProcessFlags { ProcessFlags(rawValue: 0x8000) }
  /// It is a kernel thread (`PF_KTHREAD`, since 2.6.27).
  public static var kernelThread: ProcessFlags { ProcessFlags(rawValue: 0x20_0000) }
  /// Users cannot choose its processors (`PF_NO_SETAFFINITY`).
  public static var fixedProcessor: ProcessFlags { ProcessFlags(rawValue: 0x400_0000) }
}

extension Kernel {
  /// Whether it was booted with threads of its own.
  @inline(__always)
  var hasKernelThreads: Bool { !kernelSides.isEmpty }

  /// What it has for them.
  ///
  /// - Precondition: It has any.
  var side: KernelSide {
    @inline(__always) _read { yield kernelSides[0] }
    @inline(__always) _modify { yield &kernelSides[0] }
  }

  /// The record of a kernel thread, as an index: where another task has its entry word.
  @inline(__always)
  func threadIndex(of task: Int32) -> Int {
    Int(truncatingIfNeeded: taskTable[task].entry)
  }

  /// Whether a task runs the kernel's code alone.
  @inline(__always)
  func isKernelThread(_ task: Int32) -> Bool { taskTable[task].flags.contains(.kernelThread) }

  /// The processor that whatever runs runs on.
  var processor: Int { side.processor }

  /// Names what code of the kernel did wrong.
  mutating func fault(_ kind: KernelFault.Kind, of task: Int32) {
    guard side.faults.count < KernelSide.faultsMax else { return }
    side.faults.append(
      KernelFault(
        kind: kind, threadID: ThreadID(rawValue: task >= 0 ? taskTable[task].threadID : 0),
        timeNanoseconds: timeNanoseconds))
  }
}
