internal import LinuxABI

// Making, stopping and parking kernel threads.
extension Kernel {
  mutating func performThreads(
    _ call: KernelCall, by task: Int32, _ index: Int
  ) -> KernelOutcome {
    switch call {
    case .kthreadCreate(let plan):
      return requestThread(plan.name, .driver(plan.entry), by: task, wakes: false)
    case .kthreadCreateOnCPU(let plan, let cpu):
      guard cpu >= 0, cpu < side.boot.processorCount else { return noSuchObject(task) }
      return requestThread(plan.name, .driver(plan.entry), by: task, wakes: false, cpu: cpu)
    case .kthreadRun(let plan):
      return requestThread(plan.name, .driver(plan.entry), by: task, wakes: true)
    case .kthreadBind(let threadID, let cpu):
      guard cpu >= 0, cpu < side.boot.processorCount else { return noSuchObject(task) }
      return withThread(threadID, task) { kernel, other, index in
        // G5: only before it is woken for the first time.
        let state = kernel.taskTable[other].state
        guard
          kernel.side.threads[index].prologue == .begin, state != .runnable, state != .running
        else {
          kernel.fault(.boundTooLate, of: task)
          return .value(-Int64(Errno.invalidArgument.rawValue))
        }
        kernel.bind(index, to: cpu)
        return .value(0)
      }
    case .kthreadStop(let threadID):
      return withThread(threadID, task) { kernel, other, index in
        kernel.stop(other, index, by: task)
      }
    case .kthreadPark(let threadID):
      return withThread(threadID, task) { kernel, other, index in
        kernel.park(other, index, by: task)
      }
    case .kthreadUnpark(let threadID):
      return withThread(threadID, task) { kernel, other, index in
        kernel.unpark(other, index)
        return .value(0)
      }
    case .kthreadShouldStop: return .value(side.threads[index].shouldStop ? 1 : 0)
    case .kthreadShouldPark: return .value(side.threads[index].shouldPark ? 1 : 0)
    case .kthreadParkme:
      guard side.threads[index].shouldPark else { return .value(0) }
      checkMaySleep(task, index)
      side.threads[index].stage = .unpark
      return .waits
    case .kernelThread(let plan, let flags): return kernelThread(plan, flags, by: task, index)
    case .daemonize(let name): return daemonize(name, task, index)
    case .userModeThread(let path, let entry): return userModeThread(path, entry, by: task)
    default: return .value(0)
    }
  }

  // MARK: - Stopping and parking

  /// Tells a thread to end, and waits for that (G6).
  ///
  /// Source: `kernel/kthread.c: kthread_stop`.
  private mutating func stop(_ thread: Int32, _ index: Int, by caller: Int32) -> KernelOutcome {
    side.threads[index].shouldStop = true
    unpark(thread, index)
    _ = wakeProcess(thread)
    side.threads[index].stoppers.append(caller)
    return waitForAnswer(caller, .uninterruptible)
  }

  /// Tells a thread to park, and waits until it has (G7).
  ///
  /// Source: `kernel/kthread.c: kthread_park`.
  private mutating func park(_ thread: Int32, _ index: Int, by caller: Int32) -> KernelOutcome {
    guard !side.threads[index].shouldPark else {
      fault(.parkedTwice, of: caller)
      return .value(-Int64(Errno.resourceBusy.rawValue))
    }
    side.threads[index].shouldPark = true
    guard thread != caller else { return .value(0) }
    _ = wakeProcess(thread)
    side.threads[index].parkers.append(caller)
    return waitForAnswer(caller, .uninterruptible)
  }

  /// Lets a parked thread go on; one that has a processor of its own is tied to it first.
  ///
  /// Source: `kernel/kthread.c: kthread_unpark`.
  private mutating func unpark(_ thread: Int32, _ index: Int) {
    guard side.threads[index].shouldPark else { return }
    side.threads[index].shouldPark = false
    for parker in side.threads[index].parkers { answer(parker, 0) }
    side.threads[index].parkers = []
    if taskTable[thread].state == .parked {
      side.threads[index].isParked = false
      side.threads[index].sleep = .running
      wake(thread)
    }
  }

  // MARK: - kernel_thread

  /// Makes a thread that is a child of the caller (A45, G3).
  ///
  /// In 2.6 everything in the kernel may; a process's thread then shares the memory of the process
  /// until it calls `daemonize` (G17). Today only kthreadd does, for others.
  ///
  /// Source: `kernel/fork.c: kernel_thread`; 2.6.11's `arch/i386/kernel/process.c: kernel_thread`.
  private mutating func kernelThread(
    _ plan: KernelThreadPlan, _ flags: CloneFlags, by task: Int32, _ index: Int
  ) -> KernelOutcome {
    guard profile.kernelThreads.creator == .keventd else {
      fault(.madeKernelThread, of: task)
      return .value(-Int64(Errno.notPermitted.rawValue))
    }
    // A45: CLONE_VM and CLONE_UNTRACED are always set; who has no memory has none to share (B2).
    let mm = taskTable[task].mm
    guard
      let child = makeThreadTask(
        plan.name, .driver(plan.entry), [], parent: task, sharing: flags.union([.vm, .untraced]),
        exitSignal: .child, mm: mm)
    else { return .value(-Int64(Errno.resourceTemporarilyUnavailable.rawValue)) }
    if mm >= 0 { memory.spaces[mm].users += 1 }
    // Nothing but kthread() and daemonize() keeps signals away.
    taskTable[child].blocked = taskTable[task].blocked
    letBegin(child, madeBy: task)
    return .value(Int64(taskTable[child].threadID))
  }

  /// Makes a kernel thread of one that a process made: it gives up the memory, the descriptors and
  /// the directory, blocks all signals, and init adopts it (G17).
  ///
  /// Source: 2.6.11's `kernel/exit.c: daemonize, reparent_to_init`.
  private mutating func daemonize(_ name: [UInt8], _ task: Int32, _ index: Int) -> KernelOutcome {
    guard profile.kernelThreads.creator == .keventd else {
      // Removed in 3.8.
      return .value(-Int64(Errno.notImplemented.rawValue))
    }
    let nameBytesMax = profile.kernelThreads.nameBytesMax
    side.threads[index].name = Array(name.prefix(nameBytesMax))
    if taskTable[task].mm >= 0 {
      keepMemory(ofEnding: task)
      memory.release(taskTable[task].mm)
      taskTable[task].mm = -1
    }
    taskTable[task].blocked = SignalSet(rawValue: ~0)
    // set_special_pids(1, 1).
    let group = taskTable[task].signal
    let own = signals[taskTable[Self.initTask].signal]
    let (oldGroup, oldSession) = (signals[group].processGroup, signals[group].session)
    processGroups[own.processGroup].processCount += 1
    sessions[own.session].processCount += 1
    signals[group].processGroup = own.processGroup
    signals[group].session = own.session
    leaveProcessGroup(oldGroup)
    leaveSession(oldSession)
    shareBootResources(task)
    if taskTable[task].parent != Self.initTask {
      removeChild(task)
      appendChild(task, to: Self.initTask)
      taskTable[task].exitSignal = Int16(Signal.child.rawValue)
      record(.reparent, Int64(taskTable[task].processID), 1, 0, 0)
    }
    return .value(0)
  }

  /// The descriptors of the boot task and the directory of init, instead of a thread's own.
  private mutating func shareBootResources(_ task: Int32) {
    releaseShared(of: task)
    let files = taskTable[side.creator].files
    let fs = taskTable[Self.initTask].fs
    fileTables[files].users += 1
    directories[fs].users += 1
    taskTable[task].files = files
    taskTable[task].fs = fs
  }

  /// Makes a task that executes a program; its parent is the caller's, who ignores SIGCHLD (G12).
  ///
  /// Source: `kernel/fork.c: user_mode_thread`; `kernel/umh.c: call_usermodehelper_exec_work`.
  private mutating func userModeThread(
    _ path: [UInt8], _ entry: UInt64, by task: Int32
  ) -> KernelOutcome {
    let parent = taskTable[task].parent >= 0 ? taskTable[task].parent : task
    guard
      let child = makeThreadTask(
        Array("kworker/u".utf8), .driver(entry), [], parent: task, sharing: [], exitSignal: .child)
    else { return .value(-Int64(Errno.resourceTemporarilyUnavailable.rawValue)) }
    if parent != task {
      removeChild(child)
      appendChild(child, to: parent)
    }
    let index = threadIndex(of: child)
    side.threads[index].isUserMode = true
    side.threads[index].prologue = .execute(path: path, entry: entry)
    letBegin(child, madeBy: task)
    return .value(Int64(taskTable[child].threadID))
  }
}
