internal import LinuxABI
internal import Synchronization

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

  /// Shared with whoever else has the same tables.
  var owner = TableOwner()

  // Tables.
  var taskTable = Pool<TaskRecord>()
  var signals = Pool<SignalRecord>()
  var sighands = Pool<SighandRecord>()
  var processGroups = Pool<ProcessGroupRecord>()
  var sessions = Pool<ProcessGroupRecord>()
  var credentialTable = Pool<CredentialRecord>()
  var extras = Pool<TaskExtra>()
  var queuedSignals = Pool<QueuedSignal>()
  var directories = Pool<FsRecord>()
  var fileTables = Pool<FilesRecord>()
  var openFiles = Pool<OpenFileRecord>()
  var memory = Memory()
  var tree = FileTree()
  var threadIDs: ThreadIDTable
  var limitTable = Pool<LimitsRecord>()
  var ioContexts = Pool<IOContextRecord>()
  var semaphoreSets = Pool<SemaphoreSet>()
  var semaphoreUndos = Pool<SemaphoreUndoRecord>()
  var namespaceSets = Pool<NamespaceSet>()
  var namespaceTable = Pool<NamespaceRecord>()
  var userNamespaces = Pool<UserNamespaceRecord>()
  var pidNamespaces = Pool<PIDNamespaceRecord>()
  var pids = Pool<PidRecord>()
  var pollRequests: ContiguousArray<PollRequest> = []
  // What the first namespaces have that the tables have of the others.
  var firstHostName = Array("threadbare".utf8)
  var semaphoreNames = SemaphoreNames()
  var userTaskCounts: ContiguousArray<(userID: UInt32, count: Int32)> = []

  // The scheduler.
  /// The task that has the processor, or -1.
  var current: Int32 = -1
  /// Its thread id, or 0.
  var currentThreadID: Int32 = 0
  /// Whether it is in its own code, so that its next call is due.
  var isInUserCode = false
  /// The virtual nanoseconds that it has had of its slice.
  var sliceUsedNanoseconds: UInt64 = 0
  /// The child that its present call created, or -1: who runs first is still to be decided.
  var justCloned: Int32 = -1
  var runQueue = TaskQueue()
  var futexes = FutexTable()
  var timers = TimerQueue()
  var decisions: Decisions
  /// Whether somebody else decides who runs; see DrivenScheduling.swift.
  var isDriven = false
  /// Whether who decides knows of deadlines: else `SCHED_DEADLINE` is refused.
  var takesDeadlines = true
  /// The tasks that are ready, where somebody else decides who runs: in the order in which they came.
  var drivenQueue = TaskQueue()
  var schedulingEvents: ContiguousArray<SchedulingEvent> = []

  /// What it has for threads of its own: one value, or none where it was booted bare.
  ///
  /// A row of one, since a copy of the kernel then counts one reference more, not a dozen.
  var kernelSides: ContiguousArray<KernelSide> = []

  /// What it has for pipes and for calls on files that wait: one value, or none, for the same reason.
  var fileSides: ContiguousArray<FileSide> = []
  /// What it has for programs that use rare calls: one value, or none; see `ProgramSide`.
  var programSides: ContiguousArray<ProgramSide> = []

  /// Which of all that most kernels never use was ever in use.
  var rareParts: RareParts = []

  // What is told to whoever drives the kernel.
  var endedTask: TaskID?
  /// The task whose end was told last, until anything else happens.
  var toldEnd: TaskID?
  var replyBytes: ContiguousArray<(task: Int32, bytes: [UInt8])> = []
  var programs: [ProgramRecord] = []

  /// Time since the start, in virtual nanoseconds.
  public internal(set) var timeNanoseconds: UInt64 = 0
  /// Up to when time may pass while every task waits; if all timers are later, that is a deadlock.
  ///
  /// Linux can be watched for so long only: who compares has the emulator wait no longer.
  package var idleNanosecondsEnd = UInt64.max
  /// What tasks wrote to the console: to descriptors 1 and 2, unless they changed those.
  public internal(set) var console: [UInt8] = []
  var ring: TraceRing

  /// The slot of the built-in init.
  static var initTask: Int32 { 0 }

  /// Boots a kernel: it has one task, a built-in init that reaps whatever is given to it, and, where that is
  /// asked for, threads of its own.
  ///
  /// - Precondition: The limits leave room for init, the kernel's threads and one program; a full boot has 1
  ///   to 64 processors, and a disk.
  public init(
    profile: KernelProfile = .linux618, limits: KernelLimits = .standard,
    decisions: DecisionSource = .parentFirst, boot: Boot = .bare
  ) {
    precondition(limits.tasksMax >= 2 && limits.threadIDsMax > 2, "no room for any task")
    self.profile = profile
    self.limits = limits
    self.decisions = Decisions(decisions, keptMax: limits.decisionsMax)
    ring = TraceRing(eventsMax: limits.traceEventsMax)
    threadIDs = ThreadIDTable(max: limits.threadIDsMax)
    bootInit()
    memory.framesMax = limits.pagesMax
    if boot.console != .stream || boot.randomSeed != Boot.standardRandomSeed {
      ensureFileSide()
      fileSide.isTerminal = boot.console == .terminal
      fileSide.randomState = boot.randomSeed
    }
    guard boot.extent == .full else { return }
    precondition(
      (1...64).contains(boot.processorCount) && !boot.disks.isEmpty && boot.memoryPages > 0,
      "no such machine")
    kernelSides = [KernelSide(boot: boot)]
    rareParts.insert(.kernelThreads)
    bootKernelThreads()
  }

  /// Lets a task's system call in.
  ///
  /// - Precondition: `task` is the one that `next` named last, to start or to go on.
  public mutating func submit(_ call: SystemCall, by task: TaskID) {
    precondition(
      isInUserCode && task == id(of: current), "only the task that runs can make a call")
    isInUserCode = false
    makeUnique()
    let caller = current
    var looksIntoFiles = false
    if !rareParts.isEmpty {
      guard let found = prepareRareParts(for: call, by: caller) else { return }
      looksIntoFiles = found
    }
    taskTable[caller].replyExtra = 0
    let outcome: Outcome
    do throws(Errno) {
      outcome = try perform(call, by: caller)
    } catch {
      // A4: before it could fail it had a number.
      if profile.failedClone == .takesNumber, case .clone = call { threadIDs.passOver() }
      outcome = .value(-Int64(error.rawValue))
    }
    if case .value(let value) = outcome {
      answer(value, of: caller)
    } else {
      justCloned = -1
    }
    if looksIntoFiles { pushMappedFiles() }
  }

  /// What has to be seen to before a call, in a kernel that uses any of its rare parts.
  ///
  /// - Returns: Whether what is in files may have to go to the pages that show them, or come from there; nil
  ///   if the task may not make the call, and has been told so.
  @inline(never)
  private mutating func prepareRareParts(for call: SystemCall, by caller: Int32) -> Bool? {
    if taskTable[caller].flags.contains(.kernelThread) {
      refuseSystemCall(of: caller)
      return nil
    }
    if taskTable[caller].flags.contains(.strict), !Self.isStrictlyAllowed(call),
      !suspendsFilters(caller)
    {
      killStrict(caller)
      return nil
    }
    checkProcessorTimers(of: caller)
    guard !memory.fileObjects.isEmpty, !RegisterCall.leavesFilesAlone(call.number) else {
      return false
    }
    pullMappedFiles()
    return true
  }

  /// Gives this kernel tables of its own, if a copy of it has them too.
  ///
  /// Whatever changes a kernel calls this first (see `Table`).
  @inline(__always)
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&owner) {
      copyTables()
    } else if owner.hasLent {
      takeStock()
    }
  }

  /// A copy of this kernel has taken tables of its own, but not frames: places of bytes that were this
  /// kernel's alone no longer are.
  @inline(never)
  private mutating func takeStock() {
    owner = TableOwner()
    memory.identity = MemoryIdentity()
  }

  @inline(never)
  private mutating func copyTables() {
    // Given up last: until then nobody else may take the tables for its own.
    let shared = owner
    shared.lend()
    defer { owner = TableOwner() }
    taskTable.makeUnique()
    signals.makeUnique()
    sighands.makeUnique()
    processGroups.makeUnique()
    sessions.makeUnique()
    credentialTable.makeUnique()
    extras.makeUnique()
    queuedSignals.makeUnique()
    directories.makeUnique()
    fileTables.makeUnique()
    openFiles.makeUnique()
    memory.makeUnique()
    threadIDs.makeUnique()
    limitTable.makeUnique()
    ioContexts.makeUnique()
    semaphoreSets.makeUnique()
    semaphoreUndos.makeUnique()
    namespaceSets.makeUnique()
    namespaceTable.makeUnique()
    userNamespaces.makeUnique()
    pidNamespaces.makeUnique()
    for namespace in pidNamespaces.indices { pidNamespaces[namespace].numbers.makeUnique() }
    pids.makeUnique()
    futexes.buckets.makeUnique()
    ring.makeUnique()
    decisions.makeUnique()
    if !fileSides.isEmpty { fileSide.makeUnique() }
    if !programSides.isEmpty { programSides[0].makeUnique() }
  }

  /// Carries out a call.
  ///
  /// The calls that are made most often tell the trace of themselves in the shortest way.
  @inline(__always)
  private mutating func perform(
    _ call: SystemCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call {
    case .clone(let arguments):
      begin(
        .clone, Int64(arguments.word), Int64(bitPattern: arguments.parentTID.rawValue),
        Int64(bitPattern: arguments.childTID.rawValue), cost: profile.costs.cost(of: arguments))
      return try clone(arguments, by: caller)
    case .exit(let code):
      begin(.exit, Int64(code), 0, 0, cost: profile.costs.callNanoseconds)
      return exit(code, of: caller)
    case .wait4(let pid, let options):
      begin(
        .wait4, Int64(pid.rawValue), 0, Int64(options.rawValue),
        cost: profile.costs.callNanoseconds)
      return try beginWait(pid.rawValue, options, by: caller)
    case .registers(let call):
      begin(
        call.number, Int64(bitPattern: call.a), Int64(bitPattern: call.b),
        Int64(bitPattern: call.c), cost: profile.costs.callNanoseconds)
      return try perform(call, by: caller)
    case .futexWait(let address, let expected, let timeout, let isPrivate):
      begin(
        .futex, Int64(bitPattern: address.rawValue), isPrivate ? 128 : 0, Int64(expected),
        cost: profile.costs.callNanoseconds)
      return try futexWait(address, expected, timeout, isPrivate: isPrivate, by: caller)
    case .load, .store, .fetchAdd, .exchange, .compareExchange:
      let words = call.traceWords
      begin(call.number, words.0, words.1, words.2, cost: profile.costs.accessNanoseconds)
      return access(call, by: caller)
    default: return try performOther(call, by: caller)
    }
  }

  @inline(never)
  private mutating func performOther(
    _ call: SystemCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let words = call.traceWords
    let costs = profile.costs
    begin(
      call.number, words.0, words.1, words.2,
      cost: call.number == .compute ? 0 : costs.callNanoseconds)
    switch call {
    case .exitGroup(let code): return exitGroup(code, of: caller)
    case .getpid: return .value(Int64(processNumber(of: caller, seenBy: caller)))
    case .gettid: return .value(Int64(number(of: caller, seenBy: caller)))
    case .getppid: return .value(Int64(parentProcessID(of: caller)))
    case .kill(let pid, let signal): return try kill(pid.rawValue, signal, by: caller)
    case .sigaction(let signal, let disposition):
      return try sigaction(signal, disposition, by: caller)
    case .futexWake(let address, let count, let isPrivate):
      return try futexWake(address, count, isPrivate: isPrivate, by: caller)
    case .compute(let nanoseconds): return try compute(nanoseconds, by: caller)
    case .schedYield: return schedYield()
    case .mmap(let length, let access, let sharing):
      let address = try memory.map(
        taskTable[caller].mm, length: length, access: access, sharing: sharing,
        limits: limits(of: caller))
      return .value(Int64(bitPattern: address))
    case .munmap(let address, let length):
      try memory.unmap(
        taskTable[caller].mm, address: address.rawValue, length: length, limits: limits)
      closeMappedFiles()
      return .value(0)
    case .open, .close, .dup, .read, .write, .chdir, .getcwd, .umask:
      return try fileCall(call, by: caller)
    case .clone, .exit, .wait4, .futexWait, .load, .store, .fetchAdd, .exchange,
      .compareExchange, .registers:
      preconditionFailure("carried out by perform")
    }
  }

  /// Tells the trace that a call begins, and lets the time pass that it takes.
  @inline(__always)
  private mutating func begin(
    _ number: SystemCallNumber, _ a: Int64, _ b: Int64, _ c: Int64, cost: UInt64
  ) {
    record(.call, Int64(number.rawValue), a, b, c)
    advance(cost)
  }
}

/// Says, by the number of references to it, how many kernels have the same tables.
///
/// A class, because only references are counted.
final class TableOwner: Sendable {
  private let lent = Atomic<Bool>(false)

  /// Whether somebody has copied the tables, but shares what they refer to.
  @inline(__always)
  var hasLent: Bool { lent.load(ordering: .relaxed) }

  /// Says so.
  func lend() { lent.store(true, ordering: .relaxed) }
}

/// Which parts of a kernel were ever in use that most kernels never use, one bit each.
///
/// What happens in the life of every task asks for all of them at once; only where one is in use it has to
/// look which.
struct RareParts: OptionSet, Sendable {
  let rawValue: UInt8

  /// Threads of the kernel's own.
  static var kernelThreads: RareParts { RareParts(rawValue: 1) }
  /// `Kernel.fileSides`.
  static var files: RareParts { RareParts(rawValue: 2) }
  /// `Kernel.programSides`.
  static var programs: RareParts { RareParts(rawValue: 4) }
  /// Calls that wait for several files.
  static var polls: RareParts { RareParts(rawValue: 8) }
  /// Memory that shows files.
  static var mappedFiles: RareParts { RareParts(rawValue: 16) }
  /// Somebody else decides who runs.
  static var driving: RareParts { RareParts(rawValue: 32) }
  /// Tasks that may make few calls (`TaskFlags.strict`).
  static var strictTasks: RareParts { RareParts(rawValue: 64) }
  /// Descriptors of processes.
  static var processFiles: RareParts { RareParts(rawValue: 128) }
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

/// A program that was started from outside, and how it ended.
struct ProgramRecord: Sendable {
  /// Its first task, by which it is known outside.
  var task: TaskID
  /// The task that leads its process now: another one, once a thread has executed a program.
  var leader: TaskID
  /// The last that was seen of its first task, with the status of the process.
  var ended: TaskSnapshot?
}
