/// `SCHED_FIFO` and `SCHED_RR`: the best priority runs, its equals one after the other.
///
/// A task of `SCHED_FIFO` runs until it sleeps, yields or a better one comes; one of `SCHED_RR` also
/// until its slice ends, if it has equals. A task that is preempted stays the first of its priority.
/// The limit on real-time tasks as a whole (`sched_rt_runtime_us`), pushing and pulling between
/// processors and inheritance of priorities are left out.
///
/// Source: `kernel/sched/rt.c`, Linux 6.5; sched(7).
public struct RealTimePolicy: SchedulingPolicy {
  private struct Record: PolicyRecord, Sendable {
    var state = RunState.unused
    var attributes = SchedulingAttributes()
    /// From 0, the best, to 98.
    var priority: Int32 = 98
    var sliceLeft: Int64 = 0
  }

  /// What a task takes along.
  public struct Migrant: Sendable {
    let attributes: SchedulingAttributes
    let sliceLeft: Int64
  }

  /// The slice of a task of `SCHED_RR`, 100 ms.
  ///
  /// Source: `include/linux/sched/rt.h: RR_TIMESLICE`, Linux 6.5.
  private static var sliceNanoseconds: Int64 { 100_000_000 }

  private var tasks: [Record] = []
  private var links: [ListLinks] = []
  private var queue = PriorityArray()
  /// The current task, or -1; it stays in its list, as in Linux.
  public private(set) var current: Int32 = -1

  /// A policy without tasks.
  public init() {}

  /// How many tasks could run.
  public var runnableCount: Int { queue.count }

  /// Gets to know a task.
  ///
  /// - Precondition: The attributes are of a real-time policy.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    precondition(attributes.policy.isRealTime, "no real-time policy")
    tasks.reserve(task, filler: Record())
    links.reserve(task, filler: ListLinks())
    precondition(tasks[Int(task)].state == .unused, "the slot is in use")
    tasks[Int(task)] = Record(
      state: .asleep, attributes: attributes, priority: Self.priority(of: attributes),
      sliceLeft: Self.sliceNanoseconds)
  }

  /// Gets to know a child, with its parent's priority and a slice of its own.
  ///
  /// Source: `kernel/sched/core.c: __sched_fork` (`rt.time_slice`), Linux 6.5.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    add(child, tasks[Int(parent)].attributes, at: nowNanoseconds)
  }

  /// Forgets a task.
  public mutating func end(_ task: Int32, parent: Int32) {
    tasks.forget(task)
  }

  /// Forgets a task; it takes its slice along.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    let record = tasks.forget(task)
    return Migrant(attributes: record.attributes, sliceLeft: record.sliceLeft)
  }

  /// Gets to know a task, with what is left of its slice.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    add(task, migrant.attributes, at: nowNanoseconds)
    tasks[Int(task)].sliceLeft = migrant.sliceLeft
  }

  /// Makes a task the last of its priority, or puts the current one back where it is.
  ///
  /// Source: `kernel/sched/rt.c: enqueue_task_rt`, `yield_task_rt`, Linux 6.5.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    switch reason {
    case .new, .woken, .moved:
      precondition(tasks[Int(task)].state == .asleep, "the task does not sleep")
      queue.append(task, priority: tasks[Int(task)].priority, in: &links)
    case .preempted, .yielded:
      precondition(task == current, "the task does not run")
      current = -1
      if reason == .yielded { requeue(task) }
    }
    tasks[Int(task)].state = .queued
  }

  /// Takes a task out of its list.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    if task == current { current = -1 }
    queue.remove(task, priority: tasks[Int(task)].priority, in: &links)
    tasks[Int(task)].state = .asleep
  }

  /// Picks the first task of the best priority.
  ///
  /// Source: `kernel/sched/rt.c: pick_next_rt_entity`, Linux 6.5.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    precondition(current < 0, "the current task was not put back")
    let best = queue.bestPriority
    guard best >= 0 else { return -1 }
    current = queue.first(of: best)
    tasks[Int(current)].state = .current
    return current
  }

  /// Uses up the slice of a task of `SCHED_RR`.
  ///
  /// Source: `kernel/sched/rt.c: task_tick_rt`, Linux 6.5.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    guard current >= 0, tasks[Int(current)].attributes.policy == .roundRobin else { return false }
    tasks[Int(current)].sliceLeft -= Int64(truncatingIfNeeded: nanoseconds)
    guard tasks[Int(current)].sliceLeft <= 0 else { return false }
    tasks[Int(current)].sliceLeft = Self.sliceNanoseconds
    let priority = tasks[Int(current)].priority
    guard queue.first(of: priority) != queue.last(of: priority) else { return false }
    requeue(current)
    return true
  }

  /// Whether a task has a better priority than the current one.
  ///
  /// Source: `kernel/sched/rt.c: check_preempt_curr_rt`, Linux 6.5.
  public func preempts(_ task: Int32) -> Bool {
    current < 0 || tasks[Int(task)].priority < tasks[Int(current)].priority
  }

  /// Gives a task another priority or policy, and makes it the last of its priority.
  ///
  /// Source: `kernel/sched/core.c: __sched_setscheduler`; `kernel/sched/rt.c: prio_changed_rt`,
  /// Linux 6.5. A task whose priority gets worse becomes the first of its new one.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    precondition(attributes.policy.isRealTime, "no real-time policy")
    let old = tasks[Int(task)]
    let priority = Self.priority(of: attributes)
    tasks[Int(task)].attributes = attributes
    tasks[Int(task)].priority = priority
    guard old.state == .queued || old.state == .current else { return false }
    queue.remove(task, priority: old.priority, in: &links)
    if priority > old.priority {
      queue.insert(task, before: -1, priority: priority, in: &links)
    } else {
      queue.append(task, priority: priority, in: &links)
    }
    return task == current ? queue.bestPriority < priority : preempts(task)
  }

  /// Makes a task the last of its priority.
  private mutating func requeue(_ task: Int32) {
    let priority = tasks[Int(task)].priority
    queue.remove(task, priority: priority, in: &links)
    queue.append(task, priority: priority, in: &links)
  }

  private static func priority(of attributes: SchedulingAttributes) -> Int32 {
    99 - attributes.realTimePriority
  }
}
