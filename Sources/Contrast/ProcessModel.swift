package import KernelCore
internal import LinuxABI

/// What a process model wants next from whoever drives it.
package enum ModelStep<Name> {
  /// Run this task from its start up to its first call; the word is the one that its creator named.
  case start(Name, entry: UInt64)
  /// Let this task go on with the answer to its call, up to its next.
  case resume(Name, Reply)
  /// This task has ended.
  case ended(Name)
  /// The run cannot go on: the last call asked for what is not there.
  case refused(Refusal.Reason)
  /// No task is left.
  case allDone
  /// Tasks are left, and each waits for something that no other will do.
  case deadlock
}

/// A way to have processes and threads: what runs programs, and can be looked at for what that takes.
///
/// A task is whatever runs: a task of Linux, a thread of the other model.
package protocol ProcessModel {
  /// Names one task for as long as the model lives.
  associatedtype Name: Equatable

  /// Starts a program; told once, before anything else.
  mutating func spawnProgram(entry: UInt64) -> Name
  /// What there is to do now.
  mutating func next() -> ModelStep<Name>
  /// Lets in the call of the task that was named last.
  mutating func submit(_ call: SystemCall, by task: Name)
  /// The tasks that the last call made of others, with what they have behind them.
  mutating func takeReplicas() -> [(copy: Name, original: Name)]
  /// The numbers of a task, as it would learn them itself; nil once it is gone.
  func numbers(of task: Name) -> TaskNumbers?
  /// The records that there are now.
  var inventory: Inventory { get }
  /// What happened so far that records do not show.
  var traffic: Traffic? { get }
  /// What tasks wrote to the console.
  var console: [UInt8] { get }
}

/// What `getpid` and `gettid` return in a task.
package struct TaskNumbers: Equatable, Sendable {
  package let process: Int32
  package let thread: Int32
}

/// What happened in a run that the records at its end do not show.
package struct Traffic: Equatable, Sendable {
  /// How often another task got the processor.
  package var switches: Int
  /// How often that was one with another address space, so that translations were lost.
  package var spaceSwitches: Int
  /// The pages that were copied when somebody wrote to them, since a fork had left them shared.
  package var copiedPages: Int
}

extension LightweightKernel: ProcessModel {
  /// The threads that the last forkall made.
  package mutating func takeReplicas() -> [(copy: ThreadName, original: ThreadName)] {
    let taken = replicas.map { (copy: $0.copy, original: $0.original) }
    replicas = []
    return taken
  }

  /// The numbers of a thread.
  package func numbers(of task: ThreadName) -> TaskNumbers? {
    guard threads.contains(task.slot), threads.generation(of: task.slot) == task.generation else {
      return nil
    }
    return TaskNumbers(process: procs[threads[task.slot].proc].pid, thread: threads[task.slot].id)
  }

  /// The records that there are now.
  package var inventory: Inventory {
    var descriptors = 0
    var ids = 0
    for proc in procs.indices {
      descriptors += procs[proc].user.descriptors.count
      ids += procs[proc].endedLWPs.count
    }
    var inventory = Inventory(memory: memory.counts, as: .as)
    inventory[.proc] = RecordCount(
      count: procs.count, bytesEach: MemoryLayout<ProcRecord>.stride,
      arrayBytes: (descriptors + ids) * MemoryLayout<Int32>.stride)
    inventory[.lwp] = RecordCount(count: lwps.count, bytesEach: MemoryLayout<LWPRecord>.stride)
    inventory[.kthread] = RecordCount(
      count: threads.count, bytesEach: MemoryLayout<KThreadRecord>.stride)
    inventory[.openFile] = RecordCount(
      count: openFiles.count, bytesEach: MemoryLayout<OpenFile>.stride)
    return inventory
  }

  /// The switches so far.
  package var traffic: Traffic? {
    Traffic(switches: switches, spaceSwitches: spaceSwitches, copiedPages: memory.copiedPages)
  }
}

/// Linux as a process model: the kernel of this course, and nothing else.
package struct LinuxModel: ProcessModel, Sendable {
  /// The kernel.
  package private(set) var kernel: Kernel
  private var refusal: Refusal.Reason?
  /// How many handlers of signals may run: one that leaves the cause of a fault as it is comes back
  /// for ever.
  private static var handlersMax: Int { 10_000 }
  private var handlerCount = 0

  /// The model of a kernel that has run nothing yet.
  package init(_ kernel: Kernel) {
    self.kernel = kernel
  }

  /// Starts a program as root.
  package mutating func spawnProgram(entry: UInt64) -> TaskID {
    kernel.spawnProgram(entry: entry)
  }

  /// What there is to do now; handlers of signals end at once.
  package mutating func next() -> ModelStep<TaskID> {
    while true {
      if let refusal { return .refused(refusal) }
      switch kernel.next() {
      case .start(let task, let entry): return .start(task, entry: entry)
      case .resume(let task, let reply):
        if let notBuilt = reply.notBuilt { return .refused(.notBuilt(notBuilt.name)) }
        return .resume(task, reply)
      case .handler(let task, _):
        handlerCount += 1
        guard handlerCount <= Self.handlersMax else {
          return .refused(.notBuilt("a run of that many signal handlers"))
        }
        kernel.submit(.sigreturn, by: task)
      case .ended(let task): return .ended(task)
      case .allDone: return .allDone
      case .deadlock: return .deadlock
      }
    }
  }

  /// Lets a call in, unless it is one of the other model's.
  package mutating func submit(_ call: SystemCall, by task: TaskID) {
    if case .registers(let call) = call {
      switch call.number {
      case .forkall: refusal = .inexpressible([.forkall])
      // A thread that is waited for differs from another in nothing but that.
      case .lwpCreate, .lwpWait: refusal = .inexpressible([.waitingForThread])
      default: break
      }
      guard refusal == nil else { return }
    }
    kernel.submit(call, by: task)
  }

  /// No call of Linux copies another task than its caller.
  package mutating func takeReplicas() -> [(copy: TaskID, original: TaskID)] { [] }

  /// The numbers of a task.
  package func numbers(of task: TaskID) -> TaskNumbers? {
    kernel.snapshot(of: task).map {
      TaskNumbers(process: $0.processID.rawValue, thread: $0.threadID.rawValue)
    }
  }

  /// The records that there are now.
  package var inventory: Inventory {
    let counts = kernel.recordCounts
    var inventory = Inventory(memory: counts.memory, as: .mm)
    inventory[.task] = counts.tasks
    inventory[.signal] = counts.signals
    inventory[.sighand] = counts.sighands
    inventory[.files] = counts.files
    inventory[.fs] = counts.directories
    inventory[.openFile] = counts.openFiles
    return inventory
  }

  /// What tasks wrote to the console.
  package var console: [UInt8] { kernel.console }

  /// What the trace tells; nil if it has lost its beginning.
  ///
  /// Which tasks have one address space is seen from the flag word that each was made with, and from
  /// the programs that were executed.
  package var traffic: Traffic? {
    let trace = kernel.trace
    guard !trace.overflowed else { return nil }
    var traffic = Traffic(switches: 0, spaceSwitches: 0, copiedPages: 0)
    var spaces: [(thread: ThreadID, space: Int)] = []
    var spaceCount = 0
    var last = -1
    for event in trace.events {
      let thread = event.threadID
      switch event.kind {
      case .clone:
        let child = ThreadID(rawValue: Int32(truncatingIfNeeded: event.a))
        let flags = CloneFlags(rawValue: UInt64(bitPattern: event.b))
        var space = spaceCount
        if flags.contains(.vm), let own = spaces.first(where: { $0.thread == thread })?.space {
          space = own
        } else {
          spaceCount += 1
        }
        spaces.removeAll { $0.thread == child }
        spaces.append((child, space))
      case .exec:
        spaces.removeAll { $0.thread == thread }
        spaces.append((thread, spaceCount))
        spaceCount += 1
      case .dispatch:
        traffic.switches += 1
        let space = spaces.first { $0.thread == thread }?.space ?? -1
        if space != last { traffic.spaceSwitches += 1 }
        last = space
      case .pageCopied: traffic.copiedPages += 1
      default: break
      }
    }
    return traffic
  }
}
