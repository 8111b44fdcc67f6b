internal import LinuxABI

/// A Linux kernel as a library: it takes system calls and gives answers.
///
/// # Theory of operation
///
/// Whoever drives a kernel asks it for the `next` thing to do: start a task, or let one go on with
/// the answer to its call. The task then runs, outside of the kernel, up to its next system call,
/// which is handed in with `submit`. The kernel never runs a task itself, never waits, reads no
/// clock and draws no random number: time is virtual and moves by what calls cost, and every choice
/// that Linux leaves open is a numbered decision of the `DecisionSource`.
///
/// It is a value: a copy is a snapshot, and both go on independently. The tables are pools of plain
/// records (see `Pool`), one for each of Linux's structures.
///
///     var kernel = Kernel()
///     let program = kernel.spawnProgram(entry: 0)
///     loop: while true {
///       switch kernel.next() {
///       case .start(let task, _): kernel.submit(.exitGroup(code: 7), by: task)
///       case .resume, .ended: continue
///       case .allDone, .deadlock: break loop
///       }
///     }
///     kernel.status(ofProgram: program)  // exited with 7
public struct Kernel: Sendable {
  /// The version of Linux that it follows.
  public let profile: KernelProfile
  /// How much of everything it has.
  public let limits: KernelLimits

  // Tables.
  var taskTable = Pool<TaskRecord>()
  var signals = Pool<SignalRecord>()
  var sighands = Pool<SighandRecord>()
  var processGroups = Pool<ProcessGroupRecord>()
  var directories = Pool<FsRecord>()
  var fileTables = Pool<FilesRecord>()
  var openFiles = Pool<OpenFileRecord>()
  var memory = Memory()
  var tree = FileTree()
  var threadIDs: ThreadIDTable
  var userTaskCounts: ContiguousArray<(userID: UInt32, count: Int32)> = []

  // The scheduler.
  /// The task that has the processor, or -1.
  var current: Int32 = -1
  /// The virtual nanoseconds that it has had of its slice.
  var sliceUsedNanoseconds: UInt64 = 0
  /// The child that its present call created, or -1: who runs first is still to be decided.
  var justCloned: Int32 = -1
  var runQueue = TaskQueue()
  var futexes = FutexTable()
  var timers = TimerQueue()
  var decisions: Decisions

  // What is told to whoever drives the kernel.
  var endedTask: TaskID?
  var lastEnded: EndedTask?
  var replyBytes: ContiguousArray<(task: Int32, bytes: [UInt8])> = []
  var programs: [ProgramRecord] = []

  /// Time since the start, in virtual nanoseconds.
  public internal(set) var timeNanoseconds: UInt64 = 0
  /// What tasks wrote to the console: to descriptors 1 and 2, unless they changed those.
  public internal(set) var console: [UInt8] = []
  /// What happened so far.
  public internal(set) var trace: Trace
  /// What was decided so far.
  public var decisionLog: DecisionLog { decisions.log }

  /// The slot of the built-in init.
  static var initTask: Int32 { 0 }

  /// Boots a kernel: it has one task, a built-in init that reaps whatever is given to it.
  ///
  /// - Precondition: The limits leave room for init and one program.
  public init(
    profile: KernelProfile = .linux618, limits: KernelLimits = .standard,
    decisions: DecisionSource = .parentFirst
  ) {
    precondition(limits.tasksMax >= 2 && limits.threadIDsMax > 2, "no room for any task")
    self.profile = profile
    self.limits = limits
    self.decisions = Decisions(decisions, keptMax: limits.decisionsMax)
    trace = Trace(eventsMax: limits.traceEventsMax)
    threadIDs = ThreadIDTable(max: limits.threadIDsMax)
    bootInit()
  }

  /// Lets a task's system call in.
  ///
  /// - Precondition: `task` is the one that `next` named last, to start or to go on.
  public mutating func submit(_ call: SystemCall, by task: TaskID) {
    precondition(
      current >= 0 && task == id(of: current), "only the task that runs can make a call")
    let caller = current
    let words = call.traceWords
    record(.call, words.0, words.1, words.2, words.3)
    advance(profile.costs.nanoseconds(of: call))
    let outcome: Outcome
    do throws(Errno) {
      outcome = try perform(call, by: caller)
    } catch {
      outcome = .value(-Int64(error.rawValue))
    }
    finish(outcome, of: caller)
  }

  private mutating func perform(
    _ call: SystemCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call {
    case .clone(let arguments): return try clone(arguments, by: caller)
    case .exit(let code): return exit(code, of: caller)
    case .exitGroup(let code): return exitGroup(code, of: caller)
    case .wait4(let pid, let options):
      return try beginWait(pid.rawValue, options, by: caller)
    case .getpid: return .value(Int64(taskTable[caller].processID))
    case .gettid: return .value(Int64(taskTable[caller].threadID))
    case .getppid: return .value(Int64(parentProcessID(of: caller)))
    case .kill(let pid, let signal): return try kill(pid.rawValue, signal, by: caller)
    case .sigaction(let signal, let disposition):
      return try sigaction(signal, disposition, by: caller)
    case .futexWait(let address, let expected, let timeout):
      return try futexWait(address, expected, timeout, by: caller)
    case .futexWake(let address, let count):
      return try futexWake(address, count, by: caller)
    case .load, .store, .fetchAdd, .exchange, .compareExchange:
      return access(call, by: caller)
    case .compute(let nanoseconds): return try compute(nanoseconds, by: caller)
    case .schedYield: return schedYield()
    case .mmap(let length, let access, let sharing):
      return .value(
        Int64(
          bitPattern: try memory.map(
            taskTable[caller].mm, length: length, access: access, sharing: sharing, limits: limits))
      )
    case .munmap(let address, let length):
      try memory.unmap(
        taskTable[caller].mm, address: address.rawValue, length: length, limits: limits)
      return .value(0)
    case .open, .close, .dup, .read, .write, .chdir, .getcwd, .umask:
      return try fileCall(call, by: caller)
    }
  }
}

/// What becomes of the task whose call was carried out.
enum Outcome {
  /// The call returns.
  case value(Int64)
  /// The task waits, or uses the processor, or has passed it on: the answer comes later.
  case pending
  /// The task is no more.
  case ended
}

/// What can still be said of the task that ended last, though it may be gone.
struct EndedTask: Sendable {
  var task: TaskID
  var record: TaskRecord
  var parent: Int32
  var parentProcess: Int32
  var processGroup: Int32
}

/// A program that was started from outside, and how it ended.
struct ProgramRecord: Sendable {
  var task: TaskID
  /// The last that was seen of its first task, with the status of the process.
  var ended: TaskSnapshot?
}
