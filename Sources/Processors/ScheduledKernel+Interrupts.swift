public import KernelCore
internal import Scheduling

// Interrupts of processors, and threads of the kernel's own.
extension ScheduledKernel {
  /// Lets a call in that a task makes in the kernel; see `Kernel.submit(inKernel:by:)`.
  ///
  /// - Precondition: `task` is the one that `next` named last, to start or to go on, and the kernel was
  ///   booted with threads of its own.
  public mutating func submit(inKernel call: KernelCall, by task: TaskID) {
    precondition(
      userProcessor >= 0 && self.task(on: userProcessor) == task,
      "only the task that runs can make a call")
    precondition(hasThreads, "this kernel was booted without threads of its own")
    let cost = kernel.costNanoseconds(of: call)
    processors[userProcessor].begin(.call, until: now &+ cost)
    processors[userProcessor].kernelCall = call
    kernel.leaveUserCode()
    userProcessor = -1
  }

  /// Lets daemons go on up to a time although no program is left; see `Kernel.letDaemonsRun`.
  ///
  /// - Precondition: The kernel was booted with threads of its own.
  public mutating func letDaemonsRun(untilNanoseconds end: UInt64) {
    kernel.letDaemonsRun(untilNanoseconds: end)
  }

  /// How long a processor's idle task has had it, with the interrupts in that time.
  public func idleNanoseconds(ofProcessor number: Int) -> UInt64 {
    processors[number].idleNanoseconds + now - min(processors[number].idleSince, now)
  }

  // MARK: - Interrupts

  /// Takes note of the processors that have come into an interrupt.
  mutating func noteInterrupts() {
    for number in processors.indices
    where processors[number].interruptedSince == .max && kernel.interruptEnd(on: number) != nil {
      processors[number].interruptedSince = now
    }
  }

  /// Goes on with the interrupt that a processor is in.
  mutating func goOnServing(_ number: Int) {
    countInterrupt(number)
    let task = processors[number].task
    kernel.occupy(task, on: number)
    let isWanted =
      task < 0 ? processors[number].waiting.count > 0 : processors[number].mustReschedule
    kernel.goOnServing(on: number, mustReschedule: isWanted)
    if kernel.interruptEnd(on: number) == nil { processors[number].interruptedSince = .max }
    settle()
  }

  /// Counts what an interrupt has taken: who has the processor goes on so much later.
  ///
  /// Where its daemon serves that is the daemon's own time.
  ///
  /// Source: `kernel/sched/core.c: update_rq_clock_task`, CONFIG_IRQ_TIME_ACCOUNTING.
  mutating func countInterrupt(_ number: Int) {
    let since = processors[number].interruptedSince
    guard since < now else { return }
    processors[number].interruptedSince = now
    let task = processors[number].task
    guard task >= 0 else { return }
    let taken = now - since
    processors[number].countedUntil += taken
    processors[number].until &+= taken
    guard kernel.servesInDaemon(number) else {
      processors[number].chargedUntil += taken
      tasks[Int(task)].times.interruptNanoseconds += taken
      return
    }
    tasks[Int(task)].times.systemNanoseconds += taken
    kernel.count(userNanoseconds: 0, systemNanoseconds: taken, of: task)
  }
}
