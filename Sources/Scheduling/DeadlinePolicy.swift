/// `SCHED_DEADLINE`: the earliest deadline runs first, and nobody has more than was promised to him.
///
/// # Theory of operation
///
/// A task has a *budget* and a *deadline*, by the rules of a constant bandwidth server. Running uses up the budget.
/// When it is used up, or given up by `sched_yield`, the task is *held*: it runs no more before its next period
/// begins, which brings another budget and puts the deadline off by a period. A task that wakes up keeps what it
/// has as long as it would not take more of the processor with it than its share; else a new period begins with
/// its waking.
///
/// Budgets are looked at when time is charged: at ticks, and where a task leaves the processor. What was overrun
/// counts for the next budget.
///
/// Reclaiming of what others leave over, pushing and pulling between processors, and inheritance are left out.
///
/// Source: sched(7), SCHED_DEADLINE; `kernel/sched/deadline.c`, Linux 6.5.
public struct DeadlinePolicy: SchedulingPolicy {
  fileprivate struct Record: PolicyRecord, Sendable {
    var state = RunState.unused
    var attributes = SchedulingAttributes()
    /// Whether no period of it has begun yet.
    var isFresh = true
    /// What is left of the budget, in nanoseconds; below 0 where it was overrun.
    var budget: Int64 = 0
    /// When it has to be done.
    var deadline: UInt64 = 0
    /// When its next period begins, if it is held.
    var release: UInt64?
  }

  /// What a task takes along.
  public struct Migrant: Sendable {
    fileprivate let record: Record
  }

  private var tasks: [Record] = []
  /// The tasks that wait for the processor, by their deadlines.
  private var queue: [Int32] = []
  /// The queued tasks that are held.
  private var held: [Int32] = []
  /// The current task, or -1.
  public private(set) var current: Int32 = -1

  /// A policy without tasks.
  public init() {}

  /// It knows what deadlines are.
  public var takesDeadlines: Bool { true }

  /// How many tasks could run, if they were not held.
  public var runnableCount: Int { queue.count + held.count + (current < 0 ? 0 : 1) }

  /// How many queued tasks are held.
  public var heldCount: Int { held.count }

  /// Whether a queued task is held.
  public func isHeld(_ task: Int32) -> Bool { held.contains(task) }

  /// When the next period of a queued task begins that is held.
  public var nextReleaseNanoseconds: UInt64 {
    held.reduce(.max) { min($0, tasks[Int($1)].release ?? .max) }
  }

  /// Gets to know a task, whose first period begins when it is ready.
  ///
  /// - Precondition: It has a deadline.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    precondition(attributes.policy == .deadline, "no deadline")
    tasks.reserve(task, filler: Record())
    precondition(tasks[Int(task)].state == .unused, "the slot is in use")
    tasks[Int(task)] = Record(state: .asleep, attributes: attributes)
  }

  /// Gets to know a child; Linux gives it another policy at once.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    add(child, tasks[Int(parent)].attributes, at: nowNanoseconds)
  }

  /// Forgets a task.
  public mutating func end(_ task: Int32, parent: Int32) { tasks.forget(task) }

  /// Forgets a task; it takes budget and deadline along.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    Migrant(record: tasks.forget(task))
  }

  /// Gets to know a task, with its budget and deadline.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    add(task, migrant.record.attributes, at: nowNanoseconds)
    tasks[Int(task)] = migrant.record
  }

  /// Makes a task ready, with a new period if it needs one, or puts the current one back.
  ///
  /// Source: `kernel/sched/deadline.c: enqueue_dl_entity, update_dl_entity, yield_task_dl`.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    switch reason {
    case .new, .woken, .moved:
      precondition(tasks[Int(task)].state == .asleep, "the task does not sleep")
      if reason != .moved { wakeUp(task, at: nowNanoseconds) }
    case .preempted, .yielded:
      precondition(task == current, "the task does not run")
      current = -1
      if reason == .yielded, tasks[Int(task)].release == nil {
        // What is left of it is given up.
        tasks[Int(task)].budget = min(tasks[Int(task)].budget, 0)
        hold(task)
      }
    }
    tasks[Int(task)].state = .queued
    place(task, at: nowNanoseconds)
  }

  /// Takes a task away that goes to sleep; one that is held stays so.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    if task == current {
      current = -1
    } else {
      queue.removeAll { $0 == task }
      held.removeAll { $0 == task }
    }
    tasks[Int(task)].state = .asleep
  }

  /// Picks the task with the earliest deadline.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    precondition(current < 0, "the current task was not put back")
    guard !queue.isEmpty else { return -1 }
    current = queue.removeFirst()
    tasks[Int(current)].state = .current
    return current
  }

  /// Uses up the budget of the current task.
  ///
  /// Source: `kernel/sched/deadline.c: update_curr_dl`.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    guard current >= 0 else { return false }
    tasks[Int(current)].budget &-= Int64(clamping: nanoseconds)
    guard tasks[Int(current)].budget <= 0, tasks[Int(current)].release == nil else { return false }
    hold(current)
    guard let release = tasks[Int(current)].release, release <= nowNanoseconds else { return true }
    // Its next period has begun.
    replenish(current, at: nowNanoseconds)
    return queue.first.map { isEarlier($0, than: current) } ?? false
  }

  /// Whether a task has an earlier deadline than the current one.
  ///
  /// Source: `kernel/sched/deadline.c: check_preempt_curr_dl`.
  public func preempts(_ task: Int32) -> Bool {
    tasks[Int(task)].release == nil && (current < 0 || isEarlier(task, than: current))
  }

  /// Gives a task other needs, which count from its next period on.
  ///
  /// Source: `kernel/sched/deadline.c: __setparam_dl, prio_changed_dl`.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    precondition(attributes.policy == .deadline, "no deadline")
    tasks[Int(task)].attributes = attributes
    return false
  }

  /// Lets those run again whose next period has begun.
  ///
  /// Source: `kernel/sched/deadline.c: dl_task_timer`.
  public mutating func release(at nowNanoseconds: UInt64) -> Bool {
    var isAnyFirst = false
    for task in held where (tasks[Int(task)].release ?? .max) <= nowNanoseconds {
      held.removeAll { $0 == task }
      place(task, at: nowNanoseconds)
      isAnyFirst = isAnyFirst || preempts(task)
    }
    return isAnyFirst
  }

  // MARK: - Periods

  /// Puts a queued task among those that wait, or among those that are held.
  private mutating func place(_ task: Int32, at nowNanoseconds: UInt64) {
    if let release = tasks[Int(task)].release {
      guard release <= nowNanoseconds else {
        held.append(task)
        return
      }
      replenish(task, at: nowNanoseconds)
    }
    let place = queue.firstIndex { isEarlier(task, than: $0) } ?? queue.count
    queue.insert(task, at: place)
  }

  private func isEarlier(_ task: Int32, than other: Int32) -> Bool {
    tasks[Int(task)].deadline < tasks[Int(other)].deadline
  }

  /// Holds a task up to the beginning of its next period.
  ///
  /// Source: `kernel/sched/deadline.c: start_dl_timer, dl_next_period`.
  private mutating func hold(_ task: Int32) {
    let needs = tasks[Int(task)].attributes
    tasks[Int(task)].release =
      tasks[Int(task)].deadline &- needs.deadlineNanoseconds &+ needs.periodNanoseconds
  }

  /// Gives a task the budget of another period.
  ///
  /// Source: `kernel/sched/deadline.c: replenish_dl_entity`.
  private mutating func replenish(_ task: Int32, at nowNanoseconds: UInt64) {
    var record = tasks[Int(task)]
    let needs = record.attributes
    record.release = nil
    if record.budget <= 0 {
      // As many periods as it takes to have some again.
      let runtime = Int64(clamping: needs.runtimeNanoseconds)
      let periods = -record.budget / runtime + 1
      record.budget += periods * runtime
      record.deadline &+= UInt64(periods) &* needs.periodNanoseconds
    }
    tasks[Int(task)] = record
    if record.deadline < nowNanoseconds { beginPeriod(task, at: nowNanoseconds) }
  }

  /// Source: `kernel/sched/deadline.c: replenish_dl_new_period`.
  private mutating func beginPeriod(_ task: Int32, at nowNanoseconds: UInt64) {
    let needs = tasks[Int(task)].attributes
    tasks[Int(task)].isFresh = false
    tasks[Int(task)].deadline = nowNanoseconds &+ needs.deadlineNanoseconds
    tasks[Int(task)].budget = Int64(clamping: needs.runtimeNanoseconds)
  }

  /// Begins a new period of a task that wakes up, if it can't go on with the one it has.
  ///
  /// Source: `kernel/sched/deadline.c: update_dl_entity, update_dl_revised_wakeup,
  /// dl_check_constrained_dl`.
  private mutating func wakeUp(_ task: Int32, at nowNanoseconds: UInt64) {
    let record = tasks[Int(task)]
    let needs = record.attributes
    guard record.release == nil else { return }
    let isImplicit = needs.deadlineNanoseconds == needs.periodNanoseconds
    let next = record.deadline &- needs.deadlineNanoseconds &+ needs.periodNanoseconds
    if !record.isFresh, !isImplicit, record.deadline < nowNanoseconds, nowNanoseconds < next {
      // It is done with this period, and the next one has not begun.
      tasks[Int(task)].budget = min(record.budget, 0)
      tasks[Int(task)].release = next
      return
    }
    guard record.isFresh || record.deadline < nowNanoseconds || overflows(record, nowNanoseconds)
    else { return }
    guard !record.isFresh, !isImplicit, record.deadline >= nowNanoseconds else {
      beginPeriod(task, at: nowNanoseconds)
      return
    }
    // As much as its share is of the time up to its deadline.
    let density = (needs.runtimeNanoseconds << 20) / needs.deadlineNanoseconds
    tasks[Int(task)].budget = Int64(
      clamping: (density &* (record.deadline - nowNanoseconds)) >> 20)
  }

  /// Whether a task would use more than its share with the budget that it has.
  ///
  /// Source: `kernel/sched/deadline.c: dl_entity_overflow`.
  private func overflows(_ record: Record, _ nowNanoseconds: UInt64) -> Bool {
    let needs = record.attributes
    let left = (needs.deadlineNanoseconds >> 10) &* (UInt64(max(record.budget, 0)) >> 10)
    let right =
      ((record.deadline &- nowNanoseconds) >> 10) &* (needs.runtimeNanoseconds >> 10)
    return right < left
  }
}
