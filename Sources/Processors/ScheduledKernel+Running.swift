internal import KernelCore
internal import Scheduling

// What a processor does with its task: switching to it, its calls, its computing, its leaving.
extension ScheduledKernel {
  /// A processor is done with what it did.
  ///
  /// - Returns: What is to be done for its task, if that is in its own code now.
  mutating func goOn(_ number: Int) throws(SchedulingFault) -> Next? {
    let task = processors[number].task
    countTime(number)
    kernel.occupy(task, on: number)
    switch processors[number].activity {
    case .switching:
      kernel.noteDispatch(on: number)
      return try enter(number)
    case .call: return try endCall(number)
    case .working, .leaving:
      return try kernel.isPreemptible(task) ? leaveKernel(number) : enter(number)
    case .computing: return try leaveKernel(number)
    case .entering: return try enter(number)
    case .idle, .user: preconditionFailure("this has no end of its own")
    }
  }

  /// Lets the call of a processor's task have its effect.
  private mutating func endCall(_ number: Int) throws(SchedulingFault) -> Next? {
    var canLeave = true
    if let call = processors[number].call {
      processors[number].call = nil
      kernel.complete(call)
    } else if let call = processors[number].kernelCall {
      processors[number].kernelCall = nil
      kernel.complete(inKernel: call)
      canLeave = kernel.occupant < 0 || kernel.isPreemptible(after: call)
    } else {
      preconditionFailure("a processor makes a call that nobody made")
    }
    settle()
    guard try isStillThere(number) else { return nil }
    if processors[number].interruptedSince < .max {
      processors[number].begin(.leaving, until: now)
      return nil
    }
    return try canLeave ? leaveKernel(number) : enter(number)
  }

  /// Sees at the end of a call whether another task takes over, and else lets this one go on.
  ///
  /// Source: `kernel/entry/common.c: exit_to_user_mode_loop`, Linux 6.18.
  private mutating func leaveKernel(_ number: Int) throws(SchedulingFault) -> Next? {
    guard processors[number].mustReschedule else { return try enter(number) }
    return try reschedule(number) ? enter(number) : nil
  }

  /// Takes the task of a processor on to its own code.
  ///
  /// - Returns: What is to be done for it; nil if it has left its processor, or computes.
  private mutating func enter(_ number: Int) throws(SchedulingFault) -> Next? {
    processors[number].begin(.entering, until: now)
    let next = kernel.goOn()
    settle()
    if let next {
      processors[number].begin(.user, until: .max)
      userProcessor = number
      return next
    }
    guard try isStillThere(number) else { return nil }
    let task = processors[number].task
    if let call = kernel.takeKernelCall() {
      processors[number].begin(.call, until: now &+ kernel.costNanoseconds(of: call))
      processors[number].kernelCall = call
    } else if kernel.isThreadOfKernel(task) {
      processors[number].begin(.working, until: now &+ kernel.workNanosecondsLeft(of: task))
    } else {
      processors[number].begin(.computing, until: now &+ kernel.computeNanosecondsLeft(of: task))
    }
    return nil
  }

  /// Whether the occupant still has its processor; if not, another task gets it.
  private mutating func isStillThere(_ number: Int) throws(SchedulingFault) -> Bool {
    guard kernel.occupant < 0 else { return true }
    if processors[number].task >= 0 { leave(number) }
    try startNext(number)
    return false
  }

  /// Has a task stop computing, or working, in the middle of it.
  ///
  /// - Precondition: The processor computes or works.
  mutating func interrupt(_ number: Int) throws(SchedulingFault) {
    countTime(number)
    kernel.occupy(processors[number].task, on: number)
    if processors[number].mustReschedule, try !reschedule(number) { return }
    processors[number].begin(.entering, until: now)
  }

  // MARK: - Who runs

  /// Puts the task of a processor back, and gives the processor to whom the policy picks.
  ///
  /// - Returns: Whether that is the same task.
  private mutating func reschedule(_ number: Int) throws(SchedulingFault) -> Bool {
    let task = processors[number].task
    let isOffered = processors[number].isOffered
    charge(number)
    if processors[number].isCurrentInPolicy {
      processors[number].isCurrentInPolicy = false
      processors[number].policy.enqueue(task, because: isOffered ? .yielded : .preempted, at: now)
    }
    processors[number].mustReschedule = false
    processors[number].isOffered = false
    let isAllowedHere = tasks[Int(task)].scheduling.mayRun(on: number)
    wait(task, on: number)
    let picked = isAllowedHere ? try pick(number) : -1
    if picked == task {
      stopWaiting(task)
      tasks[Int(task)].state = .running
      processors[number].isCurrentInPolicy = true
      return true
    }
    kernel.putBack(hasYielded: isOffered)
    processors[number].task = -1
    if isAllowedHere {
      start(picked, on: number)
    } else {
      move(task, to: place(for: task))
      try startNext(number)
    }
    return false
  }

  /// Gives a processor that has no task to one that waits for it, or could; else it is idle.
  mutating func startNext(_ number: Int) throws(SchedulingFault) {
    if processors[number].waiting.count == 0 { pull(to: number) }
    guard processors[number].waiting.count > 0, processors[number].interruptedSince == .max else {
      beginIdle(number)
      return
    }
    start(try pick(number), on: number)
  }

  /// Gives a processor to its idle task.
  private mutating func beginIdle(_ number: Int) {
    if processors[number].activity != .idle {
      kernel.beginIdle(on: number)
      processors[number].idleSince = now
    }
    processors[number].begin(.idle, until: .max)
    processors[number].nextTick = .max
  }

  /// Has the policy of a processor pick one of the tasks that wait for it.
  private mutating func pick(_ number: Int) throws(SchedulingFault) -> Int32 {
    let task = processors[number].policy.pickNext(at: now)
    guard task >= 0 else {
      throw fault(.pickedNone(waiting: processors[number].waiting.count), on: number)
    }
    guard Int(task) < tasks.count, tasks[Int(task)].id != nil else {
      throw fault(.pickedNobodysSlot(task), on: number)
    }
    guard tasks[Int(task)].state == .waiting, tasks[Int(task)].home == number else {
      throw fault(.pickedUnready(tasks[Int(task)].threadID), on: number)
    }
    return task
  }

  /// Gives a processor to a task that was picked.
  private mutating func start(_ task: Int32, on number: Int) {
    stopWaiting(task)
    kernel.take(task, on: number)
    tasks[Int(task)].state = .running
    tasks[Int(task)].times.switches += 1
    let last = tasks[Int(task)].lastProcessor
    if last >= 0, last != number { tasks[Int(task)].times.migrations += 1 }
    tasks[Int(task)].lastProcessor = number
    let tick = kernel.profile.tickNanoseconds
    if processors[number].nextTick == .max {
      processors[number].nextTick = (now / tick + 1) * tick
    }
    if processors[number].idleSince < .max {
      processors[number].idleNanoseconds += now - processors[number].idleSince
      processors[number].idleSince = .max
    }
    processors[number].task = task
    processors[number].isCurrentInPolicy = true
    processors[number].mustReschedule = false
    processors[number].isOffered = false
    processors[number].countedUntil = now
    processors[number].chargedUntil = now
    processors[number].begin(.switching, until: now &+ kernel.profile.costs.switchNanoseconds)
  }

  /// The task of a processor has left it: it waits for something, or has ended.
  mutating func leave(_ number: Int) {
    let task = processors[number].task
    charge(number)
    // Current there, or queued if its class has changed.
    processors[number].policy.dequeue(task, at: now)
    processors[number].isCurrentInPolicy = false
    processors[number].mustReschedule = false
    processors[number].isOffered = false
    processors[number].task = -1
    tasks[Int(task)].since = now
    if kernel.untoldEnd?.slot == task || kernel.takeSilentEnd() == task {
      processors[number].policy.end(task, parent: heir(of: task))
      tasks[Int(task)].state = .gone
    } else {
      tasks[Int(task)].state = .asleep
    }
  }

  /// The creator of a task, if it is there and under the same policy.
  private func heir(of task: Int32) -> Int32 {
    let creator = tasks[Int(task)].creator
    guard creator >= 0 else { return -1 }
    let record = tasks[Int(creator)]
    return record.serial == tasks[Int(task)].creatorSerial && record.state != .gone
      && record.home == tasks[Int(task)].home ? creator : -1
  }

  // MARK: - Time

  /// Tells the policy of a processor how long its current task ran; at a tick in any case.
  mutating func charge(_ number: Int, isTick: Bool = false) {
    countInterrupt(number)
    let ran = now - processors[number].chargedUntil
    guard processors[number].task >= 0, ran > 0 || isTick else { return }
    processors[number].chargedUntil = now
    if tasks[Int(processors[number].task)].scheduling.policy.isRealTime {
      processors[number].realTimeNanoseconds += ran
    }
    guard processors[number].isCurrentInPolicy else { return }
    if processors[number].policy.tick(ran: ran, at: now) {
      // A switch is not begun for what was known before it was over.
      processors[number].mustReschedule =
        processors[number].mustReschedule || processors[number].activity != .switching
    }
  }

  /// Counts the time since it was counted last as that of a processor's task.
  mutating func countTime(_ number: Int) {
    countInterrupt(number)
    let task = processors[number].task
    let spent = now - processors[number].countedUntil
    guard task >= 0, spent > 0 else { return }
    processors[number].countedUntil = now
    if processors[number].isInUserCode {
      tasks[Int(task)].times.userNanoseconds += spent
      kernel.count(userNanoseconds: spent, systemNanoseconds: 0, of: task)
    } else {
      tasks[Int(task)].times.systemNanoseconds += spent
      kernel.count(userNanoseconds: 0, systemNanoseconds: spent, of: task)
    }
    switch processors[number].activity {
    case .computing:
      kernel.occupy(task, on: number)
      kernel.compute(spent)
    case .working:
      kernel.occupy(task, on: number)
      kernel.work(spent)
    default: break
    }
  }
}

extension Processor {
  /// Whether what it does is its task's own code: an access is a call only here.
  var isInUserCode: Bool {
    switch activity {
    case .computing: true
    case .call:
      switch call {
      case .load, .store, .fetchAdd, .exchange, .compareExchange: true
      default: false
      }
    case .idle, .switching, .entering, .user, .working, .leaving: false
    }
  }
}
