public import KernelCore
public import Scheduling

/// A kernel whose tasks are scheduled by a policy, on one or several processors.
///
///     let kernel = Kernel(profile: .linux26)
///     var machine = ScheduledKernel(kernel, policy: O1Policy())
///     let program = machine.spawnProgram(entry: 0)
///     // next() and submit(_:by:), as with a kernel
///
/// # Theory of operation
///
/// Each processor has a policy of its own, a copy of the one that is given here, and does one thing at
/// a time (`Processor.Activity`): it switches to a task, has the task make a call, lets it compute, or
/// is idle. What it does ends at a known time. So the run is a sequence of events, and the earliest is
/// always next: a timer runs out, a processor is done with what it does, or its clock ticks. Events of
/// one time go in that order, and by the processors' numbers; so a run has one outcome, and needs no
/// decisions.
///
/// A call has its effect at its end. Until then other processors go on, so what a task sees of
/// another is what it would see on a machine with one memory and calls that happen at one moment.
///
/// The kernel tells who comes to be ready (`SchedulingEvent`), and the policy of the processor where
/// the task goes is told. It is charged for the time that its current task ran (`tick`) at each tick of
/// the clock, before anybody is enqueued or changed, and when the task leaves. Whether another task
/// takes over is seen at ticks and wake-ups, at once if the current one computes, else when its call
/// returns: at kernel exit.
///
/// A task that comes to be ready goes to the processor that it ran on last, if that is idle; else to
/// the first idle one that it may run on; else it waits where it ran last. A processor that has nothing
/// to do pulls the task that waits longest, of those that may run on it, from the processor on which
/// most wait. Balancing among processors that are busy is left out, and so are the pushing and pulling of
/// real-time tasks.
///
/// A kernel may have threads of its own (`Boot.full`), for as many processors as it has. They are tasks as
/// all others, but that their calls are functions of the kernel, and that its model of preemption says
/// where they may lose their processor. An interrupt comes to a processor, holds up who has that, and is
/// over when the soft interrupts are served that it raised. A processor without a task has its idle
/// task, number 0, which is in no list.
///
/// Nothing that a policy answers is relied on: see ``SchedulingFault``. A policy that stops the program,
/// by a trap, stops this too: it runs in the same process.
///
/// Source: `kernel/sched/core.c: __schedule, ttwu_do_activate, wake_up_new_task`; `kernel/sched/fair.c:
/// select_idle_sibling, sched_balance_newidle`, Linux 6.18.
public struct ScheduledKernel<Policy: SchedulingPolicy>: DrivenKernel, MachineKernel {
  /// What a policy did that none may do.
  public typealias Failure = SchedulingFault

  /// The kernel as the run has left it so far.
  public internal(set) var kernel: Kernel
  /// How long a task may wait for a processor that others have.
  ///
  /// Time in which a real-time task has it does not count: those may keep it for ever.
  public let waitNanosecondsMax: UInt64
  /// Why the run can't go on; nil as long as it can.
  public internal(set) var fault: SchedulingFault?

  var processors: [Processor<Policy>]
  /// What is known of tasks, by their slots.
  var tasks: [ScheduledTask] = []
  /// How many tasks there have been.
  var serial: UInt64 = 0
  /// The processor whose task is in its own code, or -1.
  var userProcessor = -1
  /// Whether the kernel has threads of its own, so that there are interrupts.
  let hasThreads: Bool
  /// How many tasks wait for a processor.
  var waitingCount = 0

  /// The time, in virtual nanoseconds.
  var now: UInt64 { kernel.timeNanoseconds }

  /// Has a policy schedule a kernel.
  ///
  /// - Parameters:
  ///   - kernel: A kernel that nobody runs yet; its limits say how many processors there are, and its
  ///     profile how often their clocks tick.
  ///   - policy: A policy without tasks; each processor gets a copy.
  ///   - waitNanosecondsMax: How long a task may wait for a processor; see ``waitNanosecondsMax``.
  /// - Precondition: No task of it runs, there are 1 to 64 processors, and as many as it was booted for, if
  ///   it was booted with threads of its own.
  public init(
    _ kernel: Kernel, policy: Policy, waitNanosecondsMax: UInt64 = 60_000_000_000
  ) {
    self.kernel = kernel
    self.kernel.beginDriven(takesDeadlines: policy.takesDeadlines)
    hasThreads = kernel.hasOwnThreads
    self.waitNanosecondsMax = waitNanosecondsMax
    processors = Array(repeating: Processor(policy: policy), count: kernel.limits.processors)
    settle()
  }

  /// The policy of a processor, by its number, to look at.
  public func policy(of processor: Int) -> Policy { processors[processor].policy }

  /// The task that a processor has, or is switching to; nil if it is idle.
  public func task(on processor: Int) -> TaskID? {
    let task = processors[processor].task
    return task < 0 ? nil : kernel.taskID(ofSlot: task)
  }

  // MARK: - As a kernel

  /// Starts a program; see `Kernel.spawnProgram`.
  @discardableResult
  public mutating func spawnProgram(
    entry: UInt64, credentials: Credentials = .root
  ) -> TaskID {
    let task = kernel.spawnProgram(entry: entry, credentials: credentials)
    settle()
    return task
  }

  /// What there is to do now; see `Kernel.next`.
  ///
  /// - Throws: ``SchedulingFault``, the same one again and again, once the policy has failed.
  /// - Precondition: The task that was named last has made its call.
  @specialized(where Policy == LinuxPolicy)
  public mutating func next() throws(SchedulingFault) -> Next {
    precondition(userProcessor < 0, "the task that runs has made no call yet")
    if let fault { throw fault }
    do throws(SchedulingFault) {
      while true {
        if let ended = kernel.takeEnd() { return .ended(ended) }
        try balance()
        guard let event = nextEvent(), isAwaited(event) else { return kernel.endRun() }
        kernel.setTime(event.nanoseconds)
        switch event.kind {
        case .timer:
          kernel.occupy(-1, on: 0)
          kernel.runDueTimers()
          settle()
        case .interrupt: goOnServing(event.processor)
        case .release:
          charge(event.processor)
          if processors[event.processor].policy.release(at: now),
            processors[event.processor].task >= 0
          {
            processors[event.processor].mustReschedule = true
          }
        case .activity: if let next = try goOn(event.processor) { return next }
        case .tick: try tick(event.processor)
        }
      }
    } catch {
      fault = error
      throw error
    }
  }

  /// Lets a task's system call in; see `Kernel.submit`.
  ///
  /// - Precondition: `task` is the one that `next` named last, to start or to go on.
  public mutating func submit(_ call: SystemCall, by task: TaskID) {
    precondition(
      userProcessor >= 0 && self.task(on: userProcessor) == task,
      "only the task that runs can make a call")
    let cost = kernel.costNanoseconds(of: call)
    processors[userProcessor].begin(.call, until: now &+ cost)
    processors[userProcessor].call = call
    kernel.leaveUserCode()
    userProcessor = -1
  }

  /// Starts a program, and says what its descriptors 0 to 2 are; see `Kernel.spawnProgram`.
  package mutating func spawnProgram(
    entry: UInt64, credentials: Credentials, streams: StandardStreams
  ) -> TaskID {
    let task = kernel.spawnProgram(entry: entry, credentials: credentials, streams: streams)
    settle()
    return task
  }

  /// The kernel, for whoever runs machine code.
  package var machine: Kernel {
    _read { yield kernel }
    _modify { yield &kernel }
  }

  /// The processor whose task is in its own code.
  package var runningProcessor: Int { userProcessor }

  /// A task as it is now; see `Kernel.snapshot`.
  public func snapshot(of task: TaskID) -> TaskSnapshot? { kernel.snapshot(of: task) }

  // MARK: - Events

  private enum EventKind {
    case timer
    /// A part of an interrupt is over.
    case interrupt
    /// A task that was held back may have its processor again.
    case release
    case activity
    case tick
  }

  private typealias Event = (nanoseconds: UInt64, kind: EventKind, processor: Int)

  /// The earliest event; of those at one time timers, then the ends of holding, then what processors do, then
  /// ticks.
  ///
  /// - Complexity: O(processors)
  private func nextEvent() -> Event? {
    var time = kernel.nextTimerNanoseconds ?? .max
    var kind = EventKind.timer
    var processor = -1
    for number in processors.indices {
      let release = processors[number].policy.nextReleaseNanoseconds
      guard release < time else { continue }
      time = release
      kind = .release
      processor = number
    }
    for number in processors.indices {
      // Who has a processor that is in an interrupt goes on after that.
      let end = hasThreads ? kernel.interruptEnd(on: number) : nil
      guard end ?? processors[number].until < time else { continue }
      time = end ?? processors[number].until
      kind = end == nil ? .activity : .interrupt
      processor = number
    }
    for number in processors.indices where processors[number].nextTick < time {
      time = processors[number].nextTick
      kind = .tick
      processor = number
    }
    return time == .max ? nil : (max(time, now), kind, processor)
  }

  /// Whether somebody wants an event: timers of daemons come for ever.
  private func isAwaited(_ event: Event) -> Bool {
    guard hasThreads, event.kind == .timer else { return true }
    let canGoOn = processors.indices.contains {
      processors[$0].activity != .idle || kernel.interruptEnd(on: $0) != nil
    }
    return canGoOn || kernel.isAwaited(at: event.nanoseconds)
  }

  /// Whether anybody waits for a processor who may be picked.
  func hasChoice(_ number: Int) -> Bool {
    processors[number].waiting.count > processors[number].policy.heldCount
  }

  /// A tick of a processor's clock.
  private mutating func tick(_ number: Int) throws(SchedulingFault) {
    processors[number].nextTick += kernel.profile.tickNanoseconds
    charge(number, isTick: true)
    let first = processors[number].waiting.first
    guard first >= 0 else { return }
    let waited = now - tasks[Int(first)].since
    let excused =
      processors[number].realTimeNanoseconds - tasks[Int(first)].realTimeNanosecondsBefore
    guard waited <= waitNanosecondsMax &+ excused else {
      throw fault(.starved(tasks[Int(first)].threadID, waitedNanoseconds: waited), on: number)
    }
  }

  /// A fault, with the last that happened before it.
  func fault(_ kind: SchedulingFault.Kind, on processor: Int) -> SchedulingFault {
    SchedulingFault(
      kind: kind, processor: processor, timeNanoseconds: now,
      events: Array(events.suffix(SchedulingFault.eventsMax)))
  }
}
