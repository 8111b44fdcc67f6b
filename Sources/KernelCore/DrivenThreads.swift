internal import LinuxABI

// Kernel threads of a kernel that somebody else drives.
//
// A thread of one that schedules itself runs until it sleeps, and time passes in its calls. Here it is
// taken on call by call, as programs are (`runKernelThread`): the kernel says which call it makes
// (`takeKernelCall`), the driver lets its cost pass, and then hands it in (`complete(inKernel:)`). Work
// of a thread (`run`) is time that it has its processor (`work`). Whether it may lose the processor is
// the kernel's to say, by its model of preemption; whether it does, the driver's.
extension Kernel {
  // MARK: - Calls

  /// The call that the occupant makes by itself, once.
  package mutating func takeKernelCall() -> KernelCall? {
    guard hasKernelThreads, side.dueCall != nil else { return nil }
    defer { side.dueCall = nil }
    return side.dueCall
  }

  /// What a call of the occupant in the kernel takes.
  package func costNanoseconds(of call: KernelCall) -> UInt64 {
    let cost = profile.kernelThreads.callNanoseconds
    // What a process works in the kernel is part of its call; a thread's work is its own.
    guard case .run(let nanoseconds) = call, !isKernelThread(current),
      nanoseconds <= limits.computeNanosecondsMax
    else { return cost }
    return cost &+ nanoseconds
  }

  /// Lets a call of the occupant in the kernel have its effect, which it made earlier by its cost.
  package mutating func complete(inKernel call: KernelCall) {
    makeUnique()
    let caller = current
    let cost = costNanoseconds(of: call)
    timeNanoseconds -= cost
    record(.kernelCall, Int64(call.number), call.word, 0, 0)
    timeNanoseconds += cost
    if isKernelThread(caller) {
      let index = threadIndex(of: caller)
      noteLook(call, caller, index)
      if case .value(let value) = perform(call, by: caller, index) {
        side.threads[index].reply = value
      }
    } else {
      taskTable[caller].replyExtra = 0
      guard call.isForProcesses else {
        fault(.notKernelThread, of: caller)
        return finish(-Int64(Errno.notPermitted.rawValue), of: caller)
      }
      if case .value(let value) = perform(call, by: caller, -1) { finish(value, of: caller) }
    }
  }

  // MARK: - Work and preemption

  /// Whether it was booted with threads of its own.
  package var hasOwnThreads: Bool { hasKernelThreads }

  /// Whether a task runs the kernel's code alone.
  package func isThreadOfKernel(_ task: Int32) -> Bool { isKernelThread(task) }

  /// How long a kernel thread still has to work.
  package func workNanosecondsLeft(of task: Int32) -> UInt64 {
    side.threads[threadIndex(of: task)].runNanosecondsLeft
  }

  /// Has the occupant work, a kernel thread.
  ///
  /// - Precondition: It has so much left to do.
  package mutating func work(_ nanoseconds: UInt64) {
    makeUnique()
    side.threads[threadIndex(of: current)].runNanosecondsLeft -= nanoseconds
  }

  /// Whether a task may lose its processor in the middle of its work.
  ///
  /// Source: `kernel/sched/core.c: preempt_schedule_irq`.
  package func isPreemptible(_ task: Int32) -> Bool {
    guard isKernelThread(task) else { return true }
    return side.boot.preemption == .full && side.threads[threadIndex(of: task)].preemptCount == 0
  }

  /// Whether the occupant may lose its processor after a call in the kernel: where its model of
  /// preemption looks, or it gave the processor away itself.
  package func isPreemptible(after call: KernelCall) -> Bool {
    guard isKernelThread(current) else { return true }
    switch call {
    case .schedule, .scheduleTimeout, .yield: return true
    default: return isPreemptionPoint(after: call, threadIndex(of: current))
    }
  }

  /// The thread that has ended and that nobody outside is told of, once; -1 for none.
  package mutating func takeSilentEnd() -> Int32 {
    guard hasKernelThreads else { return -1 }
    defer { side.silentEnd = -1 }
    return side.silentEnd
  }

  // MARK: - Idle processors

  /// A processor has nothing to do: its idle task, which has no memory, borrows what is loaded.
  package mutating func beginIdle(on processor: Int) {
    guard hasKernelThreads else { return }
    makeUnique()
    let occupied = side.processor
    side.processor = processor
    borrowMemory()
    side.processor = occupied
  }

  /// Whether somebody wants what happens at the next timer, where nobody can go on before.
  package func isAwaited(at deadline: UInt64) -> Bool {
    !hasKernelThreads || isWorthWaiting(until: deadline)
  }

  /// Ends a run in which nobody can go on.
  package mutating func endRun() -> Next {
    guard hasKernelThreads else { return hasTasks ? .deadlock : .allDone }
    makeUnique()
    return endIdle()
  }
}
