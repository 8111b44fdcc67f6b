/// The scheduler of Linux 6.6 and later: earliest eligible virtual deadline first.
///
/// # Theory of operation
///
/// As under CFS each task has a vruntime. V, the average of the runnable tasks' vruntimes by weight,
/// is where each should be. A task's *lag* is what it is owed: its weight times V - vruntime. One that
/// is owed something, or nothing, is *eligible*. A task asks for the processor a *slice* at a time;
/// its *deadline* is the virtual time at which that slice is due, vruntime + slice / weight. Of the
/// eligible tasks the one with the earliest deadline runs. So a task's weight says how much it gets,
/// and its slice how soon.
///
/// V is kept as a sum of weight times (vruntime - `zero`); `zero` is moved along so that the numbers
/// stay small. The tree is sorted by deadline and knows the least vruntime of each subtree, by which
/// the first eligible task is found on one way down (Linux 6.8; 6.6 has it the other way round).
///
/// A task that sleeps keeps its lag (`PLACE_LAG`), within limits; a new one has half a slice at first
/// (`PLACE_DEADLINE_INITIAL`). `RUN_TO_PARITY` is there: a task that wakes up does not preempt one that
/// is eligible and in the middle of its slice. Left out are delayed dequeue (6.12), by which a task
/// that is owed nothing sleeps on in the queue until it is, `PREEMPT_SHORT` (6.12), groups and
/// balancing.
///
/// Source: `kernel/sched/fair.c`, Linux 6.6 where nothing else is said; I. Stoica and H. Abdel-Wahab,
/// *Earliest Eligible Virtual Deadline First*, TR 95-22, Old Dominion University, 1995.
public struct EEVDFPolicy: SchedulingPolicy {
  package struct Record: PolicyRecord, Sendable {
    package var state = RunState.unused
    package var attributes = SchedulingAttributes()
    package var weight = LoadWeight.nice0
    package var vruntime: Int64 = 0
    package var deadline: Int64 = 0
    /// How far before V it was when it went to sleep, in virtual time: `vlag`.
    package var lag: Int64 = 0
    /// What was left of its slice when it went to sleep, in virtual time.
    package var request: Int64 = 0
    /// For the current task, the deadline that it had when it was picked.
    package var deadlineAtPick: Int64 = 0
  }

  /// What a task takes along.
  public struct Migrant: Sendable {
    let attributes: SchedulingAttributes
    let lag: Int64
    let request: Int64
  }

  /// The slice of a task that asks for none: 0.75 ms for one processor, 3 ms for eight and more, which
  /// is what one mostly meets.
  ///
  /// Source: `kernel/sched/fair.c: sysctl_sched_base_slice`, Linux 6.6; 0.70 ms since 6.15.
  public let baseSliceNanoseconds: Int64
  /// Between ticks of the owner's clock, which bounds the lag that is kept.
  ///
  /// Source: `kernel/sched/fair.c: update_entity_lag` (`TICK_NSEC`), Linux 6.6.
  public let tickNanoseconds: Int64
  /// The least and the greatest slice that a task may ask for: 0.1 ms and 100 ms.
  ///
  /// Source: `kernel/sched/fair.c: __setparam_fair`, Linux 6.15.
  private static var sliceLimits: ClosedRange<Int64> { 100_000...100_000_000 }

  package var tasks: [Record] = []
  package var tree = TimelineTree()
  /// The weights of all runnable tasks: `avg_load`, and the current task's.
  private var load: Int64 = 0
  /// The sum of weight times (vruntime - zero) over all runnable tasks: `avg_vruntime`.
  private var sum: Int64 = 0
  private var zero: Int64 = 0
  /// How many tasks could run.
  public private(set) var runnableCount = 0
  /// The current task, or -1.
  public private(set) var current: Int32 = -1

  /// A policy without tasks.
  ///
  /// - Parameters:
  ///   - processors: How many processors the machine has: the base slice grows with them.
  ///   - tickNanoseconds: Between ticks of the owner's clock.
  public init(processors: Int = 1, tickNanoseconds: Int64 = 1_000_000) {
    baseSliceNanoseconds = 750_000 * granularityFactor(ofProcessors: processors)
    self.tickNanoseconds = tickNanoseconds
  }

  // MARK: - Life

  /// Gets to know a task.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    tasks.reserve(task, filler: Record())
    tree.reserve(task)
    precondition(tasks[Int(task)].state == .unused, "the slot is in use")
    tasks[Int(task)] = Record(
      state: .asleep, attributes: attributes, weight: LoadWeight.of(attributes))
  }

  /// Gets to know a child; what its parent is owed is not inherited.
  ///
  /// Source: `kernel/sched/core.c: __sched_fork`, Linux 6.6.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    add(child, tasks[Int(parent)].attributes, at: nowNanoseconds)
  }

  /// Forgets a task.
  public mutating func end(_ task: Int32, parent: Int32) {
    tasks.forget(task)
  }

  /// Forgets a task; it takes its lag along, and what is left of its slice.
  ///
  /// Source: `kernel/sched/fair.c: migrate_task_rq_fair`, Linux 6.6; `dequeue_entity`
  /// (`PLACE_REL_DEADLINE`), Linux 6.12.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    let record = tasks.forget(task)
    return Migrant(attributes: record.attributes, lag: record.lag, request: record.request)
  }

  /// Gets to know a task; it is owed here what it was owed there.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    add(task, migrant.attributes, at: nowNanoseconds)
    tasks[Int(task)].lag = migrant.lag
    tasks[Int(task)].request = migrant.request
  }

  // MARK: - Queue

  /// Puts a task into the tree, after placing it if it comes from sleep.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    switch reason {
    case .new, .woken, .moved:
      precondition(tasks[Int(task)].state == .asleep, "the task does not sleep")
      place(task, lag: tasks[Int(task)].lag)
      let slice = virtualSlice(of: task)
      tasks[Int(task)].deadline =
        tasks[Int(task)].vruntime
        + (reason == .new ? slice / 2 : reason == .moved ? tasks[Int(task)].request : slice)
    case .preempted, .yielded:
      precondition(task == current, "the task does not run")
      current = -1
      // Source: `kernel/sched/fair.c: yield_task_fair`, Linux 6.6.
      if reason == .yielded { tasks[Int(task)].deadline += virtualSlice(of: task) }
    }
    tasks[Int(task)].state = .queued
    tree.insert(task, key: tasks[Int(task)].deadline, value: tasks[Int(task)].vruntime)
  }

  /// Takes a task away that goes to sleep; it keeps its lag.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    let limit = LoadWeight.virtual(
      max(2 * sliceNanoseconds(of: task), tickNanoseconds), of: tasks[Int(task)].weight)
    let lag = settle() - tasks[Int(task)].vruntime
    tasks[Int(task)].lag = min(max(lag, -limit), limit)
    tasks[Int(task)].request = tasks[Int(task)].deadline - tasks[Int(task)].vruntime
    if task == current {
      current = -1
    } else {
      tree.remove(task)
    }
    tasks[Int(task)].state = .asleep
    leave(task)
  }

  /// Picks the eligible task with the earliest deadline.
  ///
  /// Source: `kernel/sched/fair.c: pick_eevdf`, Linux 6.8.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    precondition(current < 0, "the current task was not put back")
    guard runnableCount > 0 else { return -1 }
    let average = settle()
    let first = tree.first
    let task =
      tasks[Int(first)].vruntime <= average ? first : tree.first(withValueAtMost: average)
    precondition(task >= 0, "one is never after the average of all")
    tree.remove(task)
    tasks[Int(task)].state = .current
    tasks[Int(task)].deadlineAtPick = tasks[Int(task)].deadline
    current = task
    return task
  }

  // MARK: - Time

  /// Lets the current task's vruntime pass, and gives it a new deadline when its slice is used up.
  ///
  /// Source: `kernel/sched/fair.c: update_curr`, `update_deadline`, Linux 6.6.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    guard current >= 0 else { return false }
    let weight = tasks[Int(current)].weight
    let passed = LoadWeight.virtual(Int64(truncatingIfNeeded: nanoseconds), of: weight)
    tasks[Int(current)].vruntime += passed
    sum += weight * passed
    guard tasks[Int(current)].vruntime >= tasks[Int(current)].deadline else { return false }
    tasks[Int(current)].deadline = tasks[Int(current)].vruntime + virtualSlice(of: current)
    return runnableCount > 1
  }

  // MARK: - Preemption

  /// Whether a task would be picked now.
  ///
  /// Source: `kernel/sched/fair.c: check_preempt_wakeup`, `pick_eevdf`, Linux 6.6.
  public func preempts(_ task: Int32) -> Bool {
    guard current >= 0 else { return true }
    let running = tasks[Int(current)]
    switch wakeupRule(of: tasks[Int(task)].attributes.policy, over: running.attributes.policy) {
    case .always: return true
    case .never: return false
    case .byTime: break
    }
    let average = averageVruntime
    let isEligible = running.vruntime <= average
    // `RUN_TO_PARITY`
    if isEligible, running.deadline == running.deadlineAtPick { return false }
    guard tree.first(withValueAtMost: average) == task else { return false }
    return !isEligible || tasks[Int(task)].deadline < running.deadline
  }

  /// Gives a task another weight or slice; its lag, and its deadline from where it is, are scaled.
  ///
  /// Source: `kernel/sched/fair.c: reweight_entity`, Linux 6.13.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    let old = tasks[Int(task)]
    let weight = LoadWeight.of(attributes)
    guard old.state == .queued || old.state == .current else {
      tasks[Int(task)].attributes = attributes
      tasks[Int(task)].weight = weight
      tasks[Int(task)].lag = old.lag * old.weight / weight
      return false
    }
    let lag = settle() - old.vruntime
    if task != current { tree.remove(task) }
    leave(task)
    tasks[Int(task)].attributes = attributes
    tasks[Int(task)].weight = weight
    place(task, lag: lag * old.weight / weight)
    tasks[Int(task)].deadline =
      tasks[Int(task)].vruntime + (old.deadline - old.vruntime) * old.weight / weight
    if task != current {
      tree.insert(task, key: tasks[Int(task)].deadline, value: tasks[Int(task)].vruntime)
      return preempts(task)
    }
    return weight < old.weight
  }

  // MARK: - The average

  /// V, rounded down; a task is eligible exactly if its vruntime is not greater.
  ///
  /// Source: `kernel/sched/fair.c: avg_vruntime`, Linux 6.6.
  package var averageVruntime: Int64 {
    guard load > 0 else { return zero }
    // Rounded down, below zero too.
    return zero + (sum >= 0 ? sum / load : -((-sum + load - 1) / load))
  }

  /// Moves `zero` to V.
  @inline(__always)
  private mutating func settle() -> Int64 {
    let average = averageVruntime
    sum -= load * (average - zero)
    zero = average
    return average
  }

  /// Takes a task out of the average.
  private mutating func leave(_ task: Int32) {
    sum -= tasks[Int(task)].weight * (tasks[Int(task)].vruntime - zero)
    load -= tasks[Int(task)].weight
    runnableCount -= 1
  }

  /// Puts a task before V by a lag, and into the average.
  ///
  /// Its coming moves V towards it, by its part in the weights; so that its lag is right afterwards, it
  /// is placed farther away by as much.
  ///
  /// Source: `kernel/sched/fair.c: place_entity` (`PLACE_LAG`), Linux 6.6.
  private mutating func place(_ task: Int32, lag: Int64) {
    let weight = tasks[Int(task)].weight
    let average = settle()
    let farther = load > 0 ? lag + lag * weight / load : 0
    tasks[Int(task)].vruntime = average - farther
    sum -= weight * farther
    load += weight
    runnableCount += 1
  }

  private func sliceNanoseconds(of task: Int32) -> Int64 {
    let asked = Int64(truncatingIfNeeded: tasks[Int(task)].attributes.sliceNanoseconds)
    guard asked > 0 else { return baseSliceNanoseconds }
    return min(max(asked, Self.sliceLimits.lowerBound), Self.sliceLimits.upperBound)
  }

  private func virtualSlice(of task: Int32) -> Int64 {
    LoadWeight.virtual(sliceNanoseconds(of: task), of: tasks[Int(task)].weight)
  }
}
