/// The classes of Linux in their order: deadlines, real time, then a fair policy, then idle.
///
/// Whatever is runnable in a class runs before anything of the next. Which class a task is in follows
/// from its policy: `SCHED_DEADLINE` is first, `SCHED_FIFO` and `SCHED_RR` are real time; `SCHED_NORMAL`,
/// `SCHED_BATCH` and `SCHED_IDLE` are fair, the last with a weight of 3. The class above, *stop*, is left out.
///
/// Source: `kernel/sched/sched.h: for_each_class`; `kernel/sched/core.c: __pick_next_task`, Linux 6.5.
public struct PolicyStack<Fair: SchedulingPolicy>: SchedulingPolicy {
  private enum Class: UInt8, Sendable {
    case none
    case deadline
    case realTime
    case fair
  }

  private struct Record: Sendable {
    var place = Class.none
    var isRunnable = false
  }

  /// What a task takes along, in its class.
  public enum Migrant: Sendable {
    /// It has deadlines.
    case deadline(DeadlinePolicy.Migrant)
    /// It is of real time.
    case realTime(RealTimePolicy.Migrant)
    /// It is of the fair policy.
    case fair(Fair.Migrant)
  }

  /// The class that goes first.
  private var deadline = DeadlinePolicy()
  /// The next one.
  private var realTime = RealTimePolicy()
  /// The class of most tasks.
  public private(set) var fair: Fair
  /// What runs when nothing else can.
  private var idle: IdlePolicy
  private var tasks: [Record] = []

  /// A stack of policies without tasks.
  ///
  /// - Parameters:
  ///   - fair: The policy of all tasks that are not real time.
  ///   - idleTask: The slot of the task that is picked when no other can run, or -1 for none. It is
  ///     not added; put it back as preempted.
  public init(fair: Fair, idleTask: Int32 = -1) {
    self.fair = fair
    idle = IdlePolicy(task: idleTask)
  }

  /// Its first class does.
  public var takesDeadlines: Bool { true }

  /// How many tasks could run, without the idle task.
  public var runnableCount: Int {
    deadline.runnableCount + realTime.runnableCount + fair.runnableCount
  }

  /// The current task, or -1.
  public var current: Int32 {
    if deadline.current >= 0 { return deadline.current }
    if realTime.current >= 0 { return realTime.current }
    return fair.current >= 0 ? fair.current : idle.isRunning ? idle.task : -1
  }

  /// How many tasks with deadlines are held.
  public var heldCount: Int { deadline.heldCount }

  /// Whether a task has a deadline and is held.
  public func isHeld(_ task: Int32) -> Bool { deadline.isHeld(task) }

  /// When the next period of a held task begins.
  public var nextReleaseNanoseconds: UInt64 { deadline.nextReleaseNanoseconds }

  /// Lets tasks with deadlines run again whose next period has begun.
  public mutating func release(at nowNanoseconds: UInt64) -> Bool {
    deadline.release(at: nowNanoseconds)
  }

  /// Gets to know a task, in the class of its policy.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    precondition(task != idle.task, "the idle task is not added")
    tasks.reserve(task, filler: Record())
    let place = Self.place(of: attributes)
    tasks[Int(task)].place = place
    switch place {
    case .deadline: deadline.add(task, attributes, at: nowNanoseconds)
    case .realTime: realTime.add(task, attributes, at: nowNanoseconds)
    case .fair, .none: fair.add(task, attributes, at: nowNanoseconds)
    }
  }

  /// Gets to know a child, in its parent's class.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    tasks.reserve(child, filler: Record())
    let place = tasks[Int(parent)].place
    tasks[Int(child)].place = place
    switch place {
    case .deadline: deadline.fork(child, from: parent, as: kind, at: nowNanoseconds)
    case .realTime: realTime.fork(child, from: parent, as: kind, at: nowNanoseconds)
    case .fair, .none: fair.fork(child, from: parent, as: kind, at: nowNanoseconds)
    }
  }

  /// Forgets a task; a parent of another class inherits nothing.
  public mutating func end(_ task: Int32, parent: Int32) {
    let place = tasks[Int(task)].place
    let heir = parent >= 0 && tasks[Int(parent)].place == place ? parent : -1
    tasks[Int(task)] = Record()
    switch place {
    case .deadline: deadline.end(task, parent: heir)
    case .realTime: realTime.end(task, parent: heir)
    case .fair, .none: fair.end(task, parent: heir)
    }
  }

  /// Forgets a task; it takes along what its class has it take.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    let place = tasks[Int(task)].place
    tasks[Int(task)] = Record()
    switch place {
    case .deadline: return .deadline(deadline.depart(task, attributes, at: nowNanoseconds))
    case .realTime: return .realTime(realTime.depart(task, attributes, at: nowNanoseconds))
    case .fair, .none: return .fair(fair.depart(task, attributes, at: nowNanoseconds))
    }
  }

  /// Gets to know a task, in the class that it was in.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    precondition(task != idle.task, "the idle task does not move")
    tasks.reserve(task, filler: Record())
    switch migrant {
    case .deadline(let migrant):
      tasks[Int(task)].place = .deadline
      deadline.arrive(task, migrant, at: nowNanoseconds)
    case .realTime(let migrant):
      tasks[Int(task)].place = .realTime
      realTime.arrive(task, migrant, at: nowNanoseconds)
    case .fair(let migrant):
      tasks[Int(task)].place = .fair
      fair.arrive(task, migrant, at: nowNanoseconds)
    }
  }

  /// Makes a task runnable in its class, or puts the current one back.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    if task == idle.task { return idle.stop() }
    tasks[Int(task)].isRunnable = true
    switch tasks[Int(task)].place {
    case .deadline: deadline.enqueue(task, because: reason, at: nowNanoseconds)
    case .realTime: realTime.enqueue(task, because: reason, at: nowNanoseconds)
    case .fair, .none: fair.enqueue(task, because: reason, at: nowNanoseconds)
    }
  }

  /// Takes a task away that goes to sleep.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    precondition(task != idle.task, "the idle task never sleeps")
    tasks[Int(task)].isRunnable = false
    switch tasks[Int(task)].place {
    case .deadline: deadline.dequeue(task, at: nowNanoseconds)
    case .realTime: realTime.dequeue(task, at: nowNanoseconds)
    case .fair, .none: fair.dequeue(task, at: nowNanoseconds)
    }
  }

  /// Picks from the first class that has a task.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    if deadline.runnableCount > deadline.heldCount { return deadline.pickNext(at: nowNanoseconds) }
    if realTime.runnableCount > 0 { return realTime.pickNext(at: nowNanoseconds) }
    if fair.runnableCount > 0 { return fair.pickNext(at: nowNanoseconds) }
    return idle.pickNext()
  }

  /// Charges the current task in its class.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    if deadline.current >= 0 { return deadline.tick(ran: nanoseconds, at: nowNanoseconds) }
    if realTime.current >= 0 { return realTime.tick(ran: nanoseconds, at: nowNanoseconds) }
    return fair.tick(ran: nanoseconds, at: nowNanoseconds)
  }

  /// Whether a task is of a class before the current one's, or preempts it within their class.
  ///
  /// Source: `kernel/sched/core.c: check_preempt_curr`, Linux 6.5.
  public func preempts(_ task: Int32) -> Bool {
    if tasks[Int(task)].place == .deadline { return deadline.preempts(task) }
    guard deadline.current < 0 else { return false }
    if tasks[Int(task)].place == .realTime { return realTime.preempts(task) }
    return realTime.current < 0 && fair.preempts(task)
  }

  /// Changes a task within its class, or moves it to another, where it is treated as one that woke up.
  ///
  /// Source: `kernel/sched/core.c: __sched_setscheduler`, `check_class_changed`, Linux 6.5.
  ///
  /// - Precondition: A task that changes its class is not current: put it back first.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    let place = tasks[Int(task)].place
    guard place != Self.place(of: attributes) else {
      switch place {
      case .deadline: return deadline.change(task, to: attributes, at: nowNanoseconds)
      case .realTime: return realTime.change(task, to: attributes, at: nowNanoseconds)
      case .fair, .none: return fair.change(task, to: attributes, at: nowNanoseconds)
      }
    }
    precondition(task != current, "the current task must be put back before it changes its class")
    let isRunnable = tasks[Int(task)].isRunnable
    if isRunnable { dequeue(task, at: nowNanoseconds) }
    end(task, parent: -1)
    add(task, attributes, at: nowNanoseconds)
    guard isRunnable else { return false }
    enqueue(task, because: .woken, at: nowNanoseconds)
    return preempts(task)
  }

  private static func place(of attributes: SchedulingAttributes) -> Class {
    attributes.policy == .deadline
      ? .deadline : attributes.policy.isRealTime ? .realTime : .fair
  }
}
