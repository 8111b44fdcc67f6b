package import KernelCore
internal import LinuxABI

/// A system of processes and lightweight processes, beside the Linux of `KernelCore`.
///
/// # Theory of operation
///
/// Here a process is a record of its own kind. It owns the memory, the descriptors, the directory and
/// the signal handlers, and has a list of threads. A thread is two small records that know nothing but
/// where they are in the program, and which process they are part of: what the scheduler needs
/// (`kthread_t`), and the rest (`klwp_t`). One kernel thread stands behind each thread of the program, as
/// in Solaris since version 9 and in Windows. In Linux it is the other way round: there are only
/// tasks, and what a process has is in records that any tasks may share.
///
/// It takes the calls of Linux, in the words of `Translation`, so that one program runs in both. What
/// cannot be said in this model ends the run, by name. It is driven as `Kernel` is, and it takes the same
/// choices in the same places and lets the same virtual time pass, so that nothing but the model makes
/// a difference. A value: a copy is a snapshot.
///
/// Sources: Mauro and McDougall, "Solaris Internals"; illumos, the successor of Solaris's source;
/// Yosifovich et al., "Windows Internals". docs/contrast.md has the rules and what is left out.
package struct LightweightKernel: Sendable {
  /// Names a thread for as long as this lives.
  package struct ThreadName: Equatable, Sendable {
    let slot: Int32
    let generation: UInt32
  }

  let limits: KernelLimits
  let costs: VirtualCosts

  // Tables.
  var procs = SlotTable<ProcRecord>()
  var lwps = SlotTable<LWPRecord>()
  var threads = SlotTable<KThreadRecord>()
  var openFiles = SlotTable<OpenFile>()
  var memory: MachineMemory
  var files: MachineFiles
  var lastPID: Int32 = 1

  // The scheduler.
  /// The thread that has the processor, or -1.
  var current: Int32 = -1
  var isInUserCode = false
  var sliceUsedNanoseconds: UInt64 = 0
  /// The thread that the present call created, or -1: who runs first is still to be decided.
  var justCreated: Int32 = -1
  /// Those that can run, in their order.
  var runQueue: ContiguousArray<Int32> = []
  /// Those that sleep on a word, the oldest first.
  var sleepers: ContiguousArray<Int32> = []
  /// Those whose sleep ends by itself, the earliest first.
  var timers: ContiguousArray<Int32> = []
  var decisions: MachineDecisions
  var timeNanoseconds: UInt64 = 0

  // What is told to whoever drives it.
  var endedThread: ThreadName?
  var refusal: Refusal.Reason?
  var replicas: [Replica] = []
  /// What programs wrote to descriptors 1 and 2, unless they changed those.
  package internal(set) var console: [UInt8] = []
  /// The switches from one thread to another, and those of them to another address space.
  package internal(set) var switches = 0
  package internal(set) var spaceSwitches = 0
  private var lastSpace: Int32 = -1

  /// A thread that forkall made of another one.
  package struct Replica: Sendable {
    package let copy: ThreadName
    package let original: ThreadName
  }

  /// The slot of the first process.
  static var initProcess: Int32 { 0 }

  /// Boots it: there is one process, which reaps whatever is given to it.
  package init(
    costs: VirtualCosts = .standard, limits: KernelLimits = .standard,
    decisions: DecisionSource = .parentFirst
  ) {
    self.limits = limits
    self.costs = costs
    self.decisions = MachineDecisions(decisions, limits: limits)
    memory = MachineMemory(limits: limits)
    files = MachineFiles(limits: limits)
    var first = ProcRecord(pid: 1)
    first.state = .builtIn
    _ = procs.add(first)
  }

  /// Starts a program, as a child of the first process.
  ///
  /// - Parameter entry: The word by which the driver knows what it runs.
  /// - Returns: Its thread.
  /// - Precondition: The limits leave room for it.
  package mutating func spawnProgram(entry: UInt64) -> ThreadName {
    guard procs.count < Int(limits.tasksMax), let space = try? memory.makeProgramSpace() else {
      preconditionFailure("no room for another program")
    }
    // One open file behind all three, as a login shell gets its terminal.
    let file = openFiles.add(
      OpenFile(users: 3, node: MachineFiles.console, flags: .readWrite))
    lastPID += 1
    var proc = ProcRecord(pid: lastPID)
    proc.space = space
    proc.user.descriptors = [file, file, file]
    let slot = procs.add(proc)
    appendChild(slot, to: Self.initProcess)
    let thread = addThread(to: slot, id: 1, entry: entry)
    procs[slot].lastLWPID = 1
    enqueue(thread)
    return name(of: thread)
  }

  // MARK: - Driving it

  /// Lets a thread's call in.
  ///
  /// - Precondition: It is the one that `next` named last, to start or to go on.
  package mutating func submit(_ call: SystemCall, by thread: ThreadName) {
    precondition(
      isInUserCode && thread == name(of: current), "only the thread that runs can make a call")
    isInUserCode = false
    let caller = current
    advance(cost(of: call))
    lwps[threads[caller].lwp].extra = 0
    let outcome: Outcome
    do throws(Errno) {
      switch Translation(call) {
      case .call(let call): outcome = try perform(call, by: caller)
      case .error(let errno): throw errno
      case .refusal(let reason):
        refusal = reason
        return
      }
    } catch {
      outcome = .value(-Int64(error.rawValue))
    }
    finish(outcome, of: caller)
  }

  /// What becomes of a thread whose call was carried out.
  enum Outcome {
    case value(Int64)
    /// It waits, or has passed the processor on: the answer comes later.
    case pending
    /// It is no more, or the run is over.
    case ended
  }

  private func cost(of call: SystemCall) -> UInt64 {
    switch call {
    case .load, .store, .fetchAdd, .exchange, .compareExchange: return costs.accessNanoseconds
    case .compute: return 0
    case .clone(let arguments):
      let isShared = arguments.flags.contains(.vm)
      return costs.callNanoseconds
        + (isShared ? costs.cloneSharedNanoseconds : costs.cloneCopiedNanoseconds)
    case .registers(let call) where call.number == .forkall:
      return costs.callNanoseconds + costs.cloneCopiedNanoseconds
    case .registers(let call) where call.number == .lwpCreate:
      return costs.callNanoseconds + costs.cloneSharedNanoseconds
    default: return costs.callNanoseconds
    }
  }

  private mutating func perform(
    _ call: LightweightCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call {
    case .fork1(let arguments): return try fork1(arguments, by: caller)
    case .forkall(let entry): return try forkall(entry: entry, by: caller)
    case .vfork(let arguments): return try vfork(arguments, by: caller)
    case .lwpCreate(let arguments, let waiting):
      return try lwpCreate(arguments, waiting, by: caller)
    case .lwpExit(let code): return lwpExit(code, of: caller)
    case .exit(let code):
      beginExit(of: threads[caller].proc, status: (code & 0xff) << 8, except: caller)
      return end(caller)
    case .wait(let pid, let options):
      let lwp = threads[caller].lwp
      lwps[lwp].waitsFor = pid
      lwps[lwp].waitOptions = options
      return try waitForChild(caller)
    case .lwpWait(let id):
      lwps[threads[caller].lwp].waitsFor = id
      return try waitForThread(caller)
    case .common(let call): return try common(call, by: caller)
    }
  }

  /// The lasting name of the thread in a slot.
  func name(of thread: Int32) -> ThreadName {
    ThreadName(slot: thread, generation: threads.generation(of: thread))
  }

  /// Notes whose memory the processor looks at from now on.
  mutating func countSwitch(to thread: Int32) {
    switches += 1
    let space = procs[threads[thread].proc].space
    if space != lastSpace { spaceSwitches += 1 }
    lastSpace = space
  }
}
