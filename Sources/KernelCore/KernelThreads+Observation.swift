public import LinuxABI

/// A line of `ps`: a task as the kernel lists it.
public struct ProcessLine: Hashable, Sendable, CustomStringConvertible {
  /// Its thread id.
  public let threadID: ThreadID
  /// Its process.
  public let processID: ProcessID
  /// Its parent's process; 0 for none.
  public let parentProcessID: ProcessID
  /// Its process group.
  public let processGroupID: ProcessID
  /// Its session.
  public let sessionID: ProcessID
  /// What it is, as far as this kernel knows.
  public let flags: ProcessFlags
  /// What it does, as a letter of ASCII: R, S, D, I (a thread that sleeps and counts for no load),
  /// T, t, P (parked), Z.
  public let stateLetter: UInt8
  let nameBytes: [UInt8]
  /// Its name; empty for a program, which has none here.
  public var name: String { String(decoding: nameBytes, as: UTF8.self) }

  /// The line, as `ps -o pid,ppid,pgid,sid,f,s,comm` has it.
  public var description: String {
    threadID.description + " " + parentProcessID.description + " " + processGroupID.description
      + " "
      + sessionID.description + " " + String(flags.rawValue) + " "
      + String(decoding: [stateLetter], as: UTF8.self) + " " + name
  }
}

/// A kernel thread at one moment.
public struct KernelThreadSnapshot: Hashable, Sendable {
  /// Its thread id.
  public let threadID: ThreadID
  let nameBytes: [UInt8]
  /// Its name.
  public var name: String { String(decoding: nameBytes, as: UTF8.self) }
  /// The processor that it is tied to; nil if it may run on all.
  public let cpu: Int32?
  /// What it is doing.
  public let state: TaskState
  /// How it said that it will sleep, while it is awake.
  public let saidState: TaskState
  /// How often it has disabled preemption.
  public let preemptCount: Int32
  /// The memory that it borrows, or uses, while it runs (`active_mm`).
  public let activeMemory: Int32?
  /// Whether it is told to stop.
  public let shouldStop: Bool
  /// Whether it is told to park.
  public let shouldPark: Bool
  /// The signals that wait for it: in 2.6 all that were sent, today those that it lets through.
  public let waitingSignals: SignalSet
  /// Processor time that it has had, in virtual nanoseconds.
  public let systemNanoseconds: UInt64
}

extension Kernel {
  /// Whether a task is a thread of the kernel: the flag says so, not the lack of memory (G10).
  public func isKernelThread(_ task: TaskID) -> Bool {
    guard hasKernelThreads, let slot = slot(of: task), isKernelThread(slot) else { return false }
    return !side.threads[threadIndex(of: slot)].isUserMode
  }

  /// What code of the kernel did wrong, in its order; at most 1,024 are kept.
  public var kernelFaults: [KernelFault] { hasKernelThreads ? Array(side.faults) : [] }

  /// All kernel threads, in the order of their thread ids.
  public var kernelThreads: [KernelThreadSnapshot] {
    guard hasKernelThreads else { return [] }
    return side.threads.filter { $0.task >= 0 && !$0.isUserMode }.map { thread in
      let record = taskTable[thread.task]
      return KernelThreadSnapshot(
        threadID: ThreadID(rawValue: record.threadID),
        nameBytes: thread.name,
        cpu: thread.cpu >= 0 ? thread.cpu : nil, state: record.state,
        saidState: thread.sleep, preemptCount: thread.preemptCount,
        activeMemory: thread.task == current && side.processors[processor].activeMM >= 0
          ? side.processors[processor].activeMM : nil,
        shouldStop: thread.shouldStop, shouldPark: thread.shouldPark,
        waitingSignals: record.pending.set.union(signals[record.signal].pending.set),
        systemNanoseconds: record.systemNanoseconds)
    }.sorted { $0.threadID < $1.threadID }
  }

  /// A kernel thread by its thread id.
  public func kernelThread(_ threadID: ThreadID) -> KernelThreadSnapshot? {
    kernelThreads.first { $0.threadID == threadID }
  }

  /// The first kernel thread of a name.
  public func kernelThread(named name: String) -> KernelThreadSnapshot? {
    kernelThreads.first { $0.nameBytes.elementsEqual(name.utf8) }
  }

  /// All tasks, as `ps` lists them, in the order of their thread ids.
  ///
  /// The idle tasks of the processors, number 0, are in no list (G2).
  public var processLines: [ProcessLine] {
    taskTable.indices.map { processLine(of: $0) }.sorted { $0.threadID < $1.threadID }
  }

  private func processLine(of task: Int32) -> ProcessLine {
    let record = taskTable[task]
    let group = signals[record.signal]
    let isThread = hasKernelThreads && isKernelThread(task)
    var flags: ProcessFlags = []
    var name = Array((task == Self.initTask ? "init" : "").utf8)
    if record.flags.contains(.exiting) { flags.insert(.exiting) }
    if record.flags.contains(.forkedOnly) { flags.insert(.forkedOnly) }
    if isThread {
      let thread = side.threads[threadIndex(of: task)]
      name = thread.name
      flags.formUnion(thread.flags)
      if profile.kernelThreads.hasThreadFlag, !thread.isUserMode { flags.insert(.kernelThread) }
    }
    return ProcessLine(
      threadID: ThreadID(rawValue: record.threadID),
      processID: ProcessID(rawValue: record.processID),
      parentProcessID: ProcessID(rawValue: parentProcessID(of: task)),
      processGroupID: ProcessID(rawValue: processGroups[group.processGroup].id),
      sessionID: ProcessID(rawValue: sessions[group.session].id), flags: flags,
      stateLetter: record.state.letter, nameBytes: name)
  }
}

extension TaskState {
  /// The letter that `ps` has for it.
  ///
  /// Source: `fs/proc/array.c: task_state_array`.
  public var letter: UInt8 {
    switch self {
    case .running, .runnable: 0x52
    case .uninterruptible, .killable, .waitingForVfork: 0x44
    case .idleInKernel: 0x49
    case .stopped: 0x54
    case .traced: 0x74
    case .parked: 0x50
    case .zombie, .waitingForNamespace: 0x5a
    case .dead: 0x58
    case .waitingForChild, .waitingForFutex, .waitingForSignal, .sleeping, .waitingForExec,
      .waitingForSemaphore, .sleepingInKernel, .builtIn:
      0x53
    }
  }
}
