internal import LinuxABI

/// What a kernel tells whoever decides for it who runs.
///
/// Tasks go by their slots. That one leaves its processor needs no telling: it does so in its own step.
package enum SchedulingEvent: Equatable, Sendable {
  /// A program was started from outside; it is not ready yet.
  case program(Int32)
  /// A task was created by another; it is not ready yet.
  case forked(Int32, from: Int32, sharesMemory: Bool)
  /// A task waits for a processor from now on: just created, or woken.
  case ready(Int32, isNew: Bool)
  /// The task that runs offers its processor to others; it goes on if they don't take it.
  case yielded(Int32)
  /// A task has another nice value, policy, priority or set of processors.
  case changed(Int32)
}

// A kernel whose tasks are scheduled from outside.
//
// # Theory of operation
//
// As it is, a kernel has one processor, serves its run queue in turn and asks its decision source
// (`next`). A *driven* one does none of that. It knows no policy: whoever drives it decides which task
// has which processor, and when. The kernel keeps, as ever, what tasks are and do, and tells by
// `SchedulingEvent`s who comes to be ready.
//
// It works for one processor at a time. The driver says for which (`occupy`), sets the clock
// (`setTime`), and takes one step: lets a call in, takes the task on to its own code (`goOn`), uses
// processor time (`compute`), or lets timers run out. So the tasks of other processors are `running`
// too, but only one is `current`. Steps are made in the order of their time, whichever processor they
// are on, so that the effects of each are those of a machine with one memory.
//
// Tasks that are ready stand in `drivenQueue`, so that the run queue is empty: then the code of the
// round robin, which looks at it first, leaves everybody alone.
extension Kernel {
  /// Has somebody else decide who runs from now on; that one is told of the tasks that are there, and may know
  /// nothing of deadlines.
  ///
  /// - Precondition: No task runs, there are 1 to `processorsMax` processors, and as many as the kernel was
  ///   booted for, if it was booted with threads of its own.
  package mutating func beginDriven(takesDeadlines: Bool) {
    precondition(current < 0 && !isInUserCode, "a task runs already")
    precondition((1...Self.processorsMax).contains(limits.processors), "1 to 64 processors")
    precondition(
      !hasKernelThreads || Int(side.boot.processorCount) == limits.processors,
      "a kernel with threads of its own has them for its processors")
    makeUnique()
    isDriven = true
    self.takesDeadlines = takesDeadlines
    rareParts.insert(.driving)
    for task in taskTable.indices {
      let state = taskTable[task].state
      if state != .builtIn, state != .zombie { noteProgram(task) }
    }
    while runQueue.first >= 0 {
      let task = runQueue.first
      runQueue.remove(task, in: &taskTable)
      enqueueDriven(task, isNew: !taskTable[task].flags.contains(.started))
    }
  }

  // MARK: - What is told

  /// The events since they were last cleared, in their order.
  package var toldEvents: ContiguousArray<SchedulingEvent> { schedulingEvents }

  /// Forgets the events.
  package mutating func clearEvents() { schedulingEvents.removeAll(keepingCapacity: true) }

  mutating func noteSchedulingChange(of task: Int32) {
    if isDriven { schedulingEvents.append(.changed(task)) }
  }

  @inline(never)
  mutating func noteFork(_ child: Int32, of parent: Int32, _ flags: CloneFlags) {
    schedulingEvents.append(.forked(child, from: parent, sharesMemory: flags.contains(.vm)))
  }

  mutating func noteProgram(_ task: Int32) { schedulingEvents.append(.program(task)) }

  mutating func noteYield() { schedulingEvents.append(.yielded(current)) }

  @inline(never)
  mutating func enqueueDriven(_ task: Int32, isNew: Bool) {
    drivenQueue.append(task, in: &taskTable)
    schedulingEvents.append(.ready(task, isNew: isNew))
  }

  // MARK: - Processors

  /// Goes on for a processor and the task that it has; -1 for none.
  ///
  /// - Precondition: The task is running.
  package mutating func occupy(_ task: Int32, on processor: Int) {
    current = task
    if hasKernelThreads { side.processor = processor }
    currentThreadID = task < 0 ? 0 : taskTable[task].threadID
    precondition(task < 0 || taskTable[task].state == .running, "the task has no processor")
  }

  /// The task that `occupy` named, or -1 once it has left its processor.
  package var occupant: Int32 { current }

  /// Gives a processor to a task that is ready.
  package mutating func take(_ task: Int32, on processor: Int) {
    makeUnique()
    drivenQueue.remove(task, in: &taskTable)
    taskTable[task].state = .running
    guard hasKernelThreads else { return }
    let occupied = side.processor
    side.processor = processor
    switchMemory(to: task)
    side.processor = occupied
  }

  /// Tells the trace that the occupant has got its processor, by the number of that.
  package mutating func noteDispatch(on processor: Int) {
    makeUnique()
    record(
      .dispatch, taskTable[current].flags.contains(.started) ? 0 : 1, Int64(processor), 0, 0)
  }

  /// Takes the processor from the occupant, which could go on.
  package mutating func putBack(hasYielded: Bool) {
    makeUnique()
    record(
      .preempt, (hasYielded ? PreemptReason.yielded : .sliceEnded).rawValue, 0, 0, 0)
    taskTable[current].state = .runnable
    drivenQueue.append(current, in: &taskTable)
    leaveProcessor()
  }

  // MARK: - Steps

  /// Takes the occupant on to its own code, as far as it gets.
  ///
  /// - Returns: What is to be done for it; nil if it left its processor, or has to compute.
  package mutating func goOn() -> Next? {
    makeUnique()
    toldEnd = nil
    return enterUser(current)
  }

  /// What a call takes, from when it is made to when it has its effect.
  package func costNanoseconds(of call: SystemCall) -> UInt64 {
    switch call {
    case .clone(let arguments): profile.costs.cost(of: arguments)
    case .load, .store, .fetchAdd, .exchange, .compareExchange: profile.costs.accessNanoseconds
    case .compute: 0
    default: profile.costs.callNanoseconds
    }
  }

  /// Lets the occupant's call have its effect, which it made earlier by its cost.
  package mutating func complete(_ call: SystemCall) {
    let end = timeNanoseconds
    timeNanoseconds -= costNanoseconds(of: call)
    isInUserCode = true
    submit(call, by: id(of: current))
    // One that is refused before it begins takes no time of its own.
    timeNanoseconds = max(timeNanoseconds, end)
  }

  /// Tells that the occupant makes its call now, which is handed in later.
  package mutating func leaveUserCode() { isInUserCode = false }

  /// How long a task still has to compute.
  package func computeNanosecondsLeft(of task: Int32) -> UInt64 {
    taskTable[task].computeNanosecondsLeft
  }

  /// Has the occupant compute; at the end its call returns.
  ///
  /// - Precondition: It has so much left to compute.
  package mutating func compute(_ nanoseconds: UInt64) {
    makeUnique()
    taskTable[current].computeNanosecondsLeft -= nanoseconds
    if taskTable[current].computeNanosecondsLeft == 0 { finish(0, of: current) }
  }

  /// Counts time that a task had a processor.
  package mutating func count(userNanoseconds: UInt64, systemNanoseconds: UInt64, of task: Int32) {
    makeUnique()
    taskTable[task].userNanoseconds &+= userNanoseconds
    taskTable[task].systemNanoseconds &+= systemNanoseconds
    checkProcessorTimers(of: task)
  }

  /// Whether a signal may wait for a task that runs.
  package func mayHaveSignal(_ task: Int32) -> Bool {
    taskTable[task].flags.contains(.signalPending)
  }

  // MARK: - Time

  /// Sets the clock.
  package mutating func setTime(_ nanoseconds: UInt64) { timeNanoseconds = nanoseconds }

  /// When the next timer runs out.
  package var nextTimerNanoseconds: UInt64? { nextDeadline() }

  /// Lets the timers run out whose time has come.
  package mutating func runDueTimers() {
    makeUnique()
    expireTimers()
  }

  // MARK: - Ends

  /// The task that has ended and was not told of yet.
  package var untoldEnd: TaskID? { endedTask }

  /// Tells of the end of a task, once.
  package mutating func takeEnd() -> TaskID? {
    defer { endedTask = nil }
    if let endedTask { toldEnd = endedTask }
    return endedTask
  }

  /// Whether there is any task beside init and the kernel's own threads.
  package var hasTasks: Bool {
    taskTable.count > 1 + (hasKernelThreads ? side.threadCount : 0)
  }

  /// The lasting name of the task in a slot.
  package func taskID(ofSlot slot: Int32) -> TaskID { id(of: slot) }
}
