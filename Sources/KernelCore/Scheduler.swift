internal import LinuxABI

/// Tasks in a row, linked through their records.
struct TaskQueue: Sendable {
  var first: Int32 = -1
  var last: Int32 = -1
  var count = 0

  /// Adds a task at the end.
  @inline(__always)
  mutating func append(_ task: Int32, in taskTable: inout Pool<TaskRecord>) {
    taskTable[task].previousInQueue = last
    taskTable[task].nextInQueue = -1
    if last >= 0 { taskTable[last].nextInQueue = task } else { first = task }
    last = task
    count &+= 1
  }

  /// Adds a task at the start.
  @inline(__always)
  mutating func prepend(_ task: Int32, in taskTable: inout Pool<TaskRecord>) {
    taskTable[task].previousInQueue = -1
    taskTable[task].nextInQueue = first
    if first >= 0 { taskTable[first].previousInQueue = task } else { last = task }
    first = task
    count += 1
  }

  /// Adds a task in front of one that is there, or at the end where that is -1.
  mutating func insert(
    _ task: Int32, before next: Int32, in taskTable: inout Pool<TaskRecord>
  ) {
    guard next >= 0 else { return append(task, in: &taskTable) }
    let previous = taskTable[next].previousInQueue
    guard previous >= 0 else { return prepend(task, in: &taskTable) }
    taskTable[task].previousInQueue = previous
    taskTable[task].nextInQueue = next
    taskTable[previous].nextInQueue = task
    taskTable[next].previousInQueue = task
    count += 1
  }

  /// Takes a task out, wherever it is.
  @inline(__always)
  mutating func remove(_ task: Int32, in taskTable: inout Pool<TaskRecord>) {
    let previous = taskTable[task].previousInQueue
    let next = taskTable[task].nextInQueue
    if previous >= 0 { taskTable[previous].nextInQueue = next } else { first = next }
    if next >= 0 { taskTable[next].previousInQueue = previous } else { last = previous }
    taskTable[task].previousInQueue = -1
    taskTable[task].nextInQueue = -1
    count &-= 1
  }

  /// Takes out the only task that is there: it is linked to none.
  @inline(__always)
  mutating func takeOnly() -> Int32 {
    let task = first
    self = TaskQueue()
    return task
  }

  /// The task at a place, from 0.
  func task(at place: Int, in taskTable: Pool<TaskRecord>) -> Int32 {
    var task = first
    for _ in 0..<place { task = taskTable[task].nextInQueue }
    return task
  }
}

// Who runs: one processor, a run queue that is served round robin, slices of virtual time.
extension Kernel {
  /// What there is to do now: the next task to start or to go on with the answer to its call.
  ///
  /// - Precondition: The task that was named last has made its call, with `submit`.
  public mutating func next() -> Next {
    precondition(!isInUserCode, "the task that runs has made no call yet")
    if let task = endedTask {
      endedTask = nil
      toldEnd = task
      return .ended(task)
    }
    toldEnd = nil
    // The usual case: the task that made the last call goes on.
    if current >= 0, taskTable[current].isReady { return goOn(current) }
    makeUnique()
    // Else most often the task that waits for the processor gets it, and has nothing to do before it
    // starts, or goes on.
    if current < 0, runQueue.count == 1, rareParts.isEmpty {
      let task = runQueue.takeOnly()
      giveProcessor(to: task)
      if taskTable[task].computeNanosecondsLeft == 0 {
        if taskTable[task].flags.isReady { return goOn(task) }
        if taskTable[task].flags.areReadyToStart { return start(task) }
      }
    }
    return findNext()
  }

  /// What there is to do where somebody may have to be found, or to go on with the call that it waited in.
  @inline(never)
  private mutating func findNext() -> Next {
    repeat {
      if current < 0, !dispatch() {
        if hasKernelThreads {
          if let next = idle() { return next }
          continue
        }
        if let deadline = nextDeadline(), deadline <= idleNanosecondsEnd {
          advance(to: deadline)
          continue
        }
        // Zombies have a parent that could wait for them, so no blocked task means no task.
        return taskTable.count == 1 ? .allDone : .deadlock
      }
      if let next = enterUser(current) { return next }
    } while endedTask == nil
    return next()
  }

  /// Lets the task that has the processor go on in its own code.
  @inline(__always)
  private mutating func goOn(_ task: Int32) -> Next {
    isInUserCode = true
    let id = id(of: task)
    if taskTable[task].replyKind != .plain { return .resume(id, takeRichReply(of: task)) }
    return .resume(
      id, Reply(value: taskTable[task].replyValue, extra: taskTable[task].replyExtra))
  }

  /// Gives the processor to one of the runnable tasks, if there is one.
  @inline(__always)
  private mutating func dispatch() -> Bool {
    guard runQueue.count > 0 else { return false }
    var task = runQueue.first
    if runQueue.count > 1 {
      let place = decide(.dispatch, of: runQueue.count)
      if place > 0 { task = runQueue.task(at: place, in: taskTable) }
    }
    switchTo(task)
    return true
  }

  /// Gives the processor to a task of the run queue.
  @inline(__always)
  mutating func switchTo(_ task: Int32) {
    runQueue.remove(task, in: &taskTable)
    if hasKernelThreads { switchMemory(to: task) }
    giveProcessor(to: task)
  }

  /// Gives the processor to a task that is in no queue.
  @inline(__always)
  private mutating func giveProcessor(to task: Int32) {
    current = task
    currentThreadID = taskTable[task].threadID
    taskTable[task].state = .running
    advance(profile.costs.switchNanoseconds)
    sliceUsedNanoseconds = 0
    record(.dispatch, taskTable[task].flags.contains(.started) ? 0 : 1, 0, 0, 0)
  }

  /// Brings the task that has the processor back to its own code, as far as it gets there.
  ///
  /// - Returns: nil if it ended, waits again, or lost the processor on its way.
  @inline(__always)
  mutating func enterUser(_ task: Int32) -> Next? {
    if taskTable[task].flags.isSuperset(of: .inCall), !continueCall(of: task) { return nil }
    if taskTable[task].flags.contains(.storesThreadID) {
      // B22: the child itself stores its thread id, as soon as it runs.
      taskTable[task].flags.remove(.storesThreadID)
      storeThreadID(
        taskTable[task].setChildTID, number(of: task, seenBy: task), in: taskTable[task].mm)
    }
    repeat {
      if taskTable[task].computeNanosecondsLeft > 0, !computeOn(task) { return nil }
      if taskTable[task].flags.contains(.signalPending) {
        if taskTable[task].extra >= 0, goesOnBeforeSignals(task) { return goOn(task) }
        if !takeSignals(task) { return nil }
      }
      if taskTable[task].flags.contains(.handlerDue) { return enterHandler(task) }
    } while taskTable[task].computeNanosecondsLeft > 0
    if !taskTable[task].flags.contains(.started) {
      // What never is in code of its own never starts there.
      if taskTable[task].flags.contains(.kernelThread) { return runKernelThread(task) }
      return start(task)
    }
    return goOn(task)
  }

  /// Lets a task begin in its own code.
  @inline(__always)
  private mutating func start(_ task: Int32) -> Next {
    taskTable[task].flags.insert(.started)
    isInUserCode = true
    return .start(id(of: task), entry: taskTable[task].entry)
  }

  /// Lets a task run the handler on top.
  @inline(never)
  private mutating func enterHandler(_ task: Int32) -> Next {
    taskTable[task].flags.remove(.handlerDue)
    let index = taskTable[task].extra
    let top = extras[index].frames.count - 1
    extras[index].frames[top].isEntered = true
    isInUserCode = true
    return .handler(id(of: task), extras[index].frames[top].delivery)
  }

  // MARK: - After a call

  /// Goes on after a call that returns: answers it, and sees who has the processor now.
  mutating func finish(_ value: Int64, of task: Int32) {
    answer(value, of: task)
  }

  /// The same, in place, for where most calls return.
  @inline(always)
  mutating func answer(_ value: Int64, of task: Int32) {
    let child = justCloned
    justCloned = -1
    if taskTable[task].restart == .none { complete(task, value) }
    // On the way back to user space signals are seen first.
    guard runQueue.count > 0, !taskTable[task].flags.contains(.signalPending) else { return }
    if sliceUsedNanoseconds >= profile.costs.sliceNanoseconds {
      yieldProcessor(because: .sliceEnded)
      return
    }
    let choice: Int
    let other: Int32
    if child >= 0 {
      choice = decide(.afterClone, of: runQueue.count &+ 1)
      guard choice > 0 else { return }
      // The child is the last in the queue; the others follow it among the options.
      other = choice == 1 ? child : runQueue.task(at: choice - 2, in: taskTable)
    } else {
      choice = decide(.preempt, of: runQueue.count &+ 1)
      guard choice > 0 else { return }
      other = runQueue.task(at: choice - 1, in: taskTable)
    }
    yieldProcessor(because: .chosen)
    switchTo(other)
  }

  /// Keeps a call's result for when its task gets back to its own code.
  @inline(__always)
  mutating func complete(_ task: Int32, _ value: Int64) {
    taskTable[task].replyValue = value
    let kind = taskTable[task].replyKind
    ring.record(
      .reply, at: timeNanoseconds, by: taskTable[task].threadID, value,
      kind == .plain ? taskTable[task].replyExtra : 0, kind == .plain || kind == .bytes ? 0 : 1, 0)
  }

  /// Why a task loses the processor while it could go on.
  enum PreemptReason: Int64 {
    case chosen = 0
    case sliceEnded = 1
    case yielded = 2
  }

  /// Puts the task that runs at the end of the run queue.
  mutating func yieldProcessor(because reason: PreemptReason) {
    record(.preempt, reason.rawValue, 0, 0, 0)
    taskTable[current].state = .runnable
    runQueue.append(current, in: &taskTable)
    leaveProcessor()
  }

  /// Source: sched_yield(2); `kernel/sched/fair.c: yield_task_fair`.
  mutating func schedYield() -> Outcome {
    complete(current, 0)
    if isDriven { noteYield() }
    if runQueue.count > 0 { yieldProcessor(because: .yielded) }
    return .pending
  }

  // MARK: - Sleeping and waking

  /// Takes the processor from the task that runs until something wakes it.
  @inline(__always)
  mutating func block(_ state: TaskState) {
    record(.block, Int64(state.rawValue), 0, 0, 0)
    taskTable[current].state = state
    leaveProcessor()
  }

  /// Leaves the processor to whoever comes next.
  @inline(__always)
  mutating func leaveProcessor() {
    current = -1
    currentThreadID = 0
  }

  /// Makes a task runnable that was blocked.
  @inline(__always)
  mutating func wake(_ task: Int32) {
    record(.wake, Int64(taskTable[task].threadID), Int64(taskTable[task].state.rawValue), 0, 0)
    taskTable[task].state = .runnable
    enqueue(task, isNew: false)
  }

  /// Lets a task wait for the processor, at the end of the run queue.
  @inline(__always)
  mutating func enqueue(_ task: Int32, isNew: Bool) {
    if isDriven { return enqueueDriven(task, isNew: isNew) }
    runQueue.append(task, in: &taskTable)
  }

  // MARK: - Time

  /// Lets virtual time pass, and timers with it.
  @inline(__always)
  mutating func advance(_ nanoseconds: UInt64) {
    sliceUsedNanoseconds &+= nanoseconds
    timeNanoseconds &+= nanoseconds
    if timers.isDue(timeNanoseconds) { expireTimers() }
  }

  mutating func advance(to time: UInt64) {
    timeNanoseconds = max(timeNanoseconds, time)
    expireTimers()
  }

  /// Takes one of the options of a choice that Linux leaves open.
  @inline(__always)
  mutating func decide(_ kind: DecisionKind, of options: Int) -> Int {
    let choice = decisions.take(kind, of: options)
    record(.decision, Int64(kind.rawValue), Int64(options), Int64(choice), 0)
    return choice
  }

  // MARK: - Computing

  /// Uses processor time, slice by slice if others are runnable.
  mutating func compute(_ nanoseconds: UInt64, by task: Int32) throws(Errno) -> Outcome {
    // No call of Linux: the limit keeps a run from being without end.
    guard nanoseconds <= limits.computeNanosecondsMax else { throw .invalidArgument }
    taskTable[task].computeNanosecondsLeft = nanoseconds
    guard nanoseconds > 0 else { return .value(0) }
    return .pending
  }

  /// Goes on computing.
  ///
  /// - Returns: Whether it came to its end with the processor still its own.
  @inline(never)
  private mutating func computeOn(_ task: Int32) -> Bool {
    if isDriven { return taskTable[task].flags.contains(.signalPending) }
    let slice = profile.costs.sliceNanoseconds
    while taskTable[task].computeNanosecondsLeft > 0 {
      if sliceUsedNanoseconds >= slice {
        if runQueue.count > 0 {
          yieldProcessor(because: .sliceEnded)
          return false
        }
        sliceUsedNanoseconds = 0
      }
      // Up to the end of the slice, or to the next timer: it may wake somebody.
      var step = min(taskTable[task].computeNanosecondsLeft, slice - sliceUsedNanoseconds)
      if let deadline = nextDeadline(), deadline > timeNanoseconds {
        step = min(step, deadline - timeNanoseconds)
      }
      taskTable[task].computeNanosecondsLeft -= step
      taskTable[task].userNanoseconds &+= step
      advance(step)
      checkProcessorTimers(of: task)
      // A timer may have sent it a signal, which it takes in the middle of its work.
      if taskTable[task].flags.contains(.signalPending) { return true }
    }
    finish(0, of: task)
    return current == task
  }

  // MARK: - Answers

  /// An answer that is more than numbers.
  @inline(never)
  private mutating func takeRichReply(of task: Int32) -> Reply {
    makeUnique()
    let value = taskTable[task].replyValue
    let kind = taskTable[task].replyKind
    let detail = taskTable[task].replyExtra
    taskTable[task].replyKind = .plain
    switch kind {
    case .plain: return Reply(value: value)
    case .bytes:
      guard let place = replyBytes.firstIndex(where: { $0.task == task }) else {
        return Reply(value: value)
      }
      return Reply(value: value, extra: detail, bytes: replyBytes.remove(at: place).bytes)
    case .flagsNotBuilt:
      return Reply(
        value: value, bytes: [], notBuilt: .flags(CloneFlags(rawValue: UInt64(bitPattern: detail))))
    case .openFlagsNotBuilt:
      return Reply(
        value: value, bytes: [],
        notBuilt: .openFlags(OpenFlags(rawValue: Int32(truncatingIfNeeded: detail))))
    case .callNotBuilt:
      return Reply(
        value: value, bytes: [],
        notBuilt: .call(SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: detail))))
    }
  }

  /// Refuses a call by name: what it asks for is legal and not there.
  mutating func refuse(_ kind: ReplyKind, _ detail: Int64, to task: Int32) -> Outcome {
    taskTable[task].replyKind = kind
    taskTable[task].replyExtra = detail
    return .value(-Int64(Errno.notImplemented.rawValue))
  }

  /// Records an event of the task that runs.
  @inline(__always)
  mutating func record(
    _ kind: TraceEventKind, _ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64
  ) {
    ring.record(kind, at: timeNanoseconds, by: currentThreadID, a, b, c, d)
  }

  /// The lasting name of the task in a slot.
  @inline(__always)
  func id(of task: Int32) -> TaskID {
    TaskID(index: task, generation: taskTable.generation(of: task))
  }

  /// The slot of a task, or nil if it is no more.
  func slot(of id: TaskID) -> Int32? {
    taskTable.isInUse(id.index) && taskTable.generation(of: id.index) == id.generation
      ? id.index : nil
  }
}
