/// The completely fair scheduler of Linux 2.6.24 to 6.5, as in 6.5.
///
/// # Theory of operation
///
/// Each task has a virtual run time (`vruntime`) that passes the slower the greater its weight is.
/// The task with the least vruntime runs, so all stay close to one another, and each gets processor
/// time by its weight. A task that slept is placed a little before the others (sleeper credit), a new
/// one a slice behind them (`START_DEBIT`); both are measured from `minVruntime`, which never goes
/// back. So that there are not too many switches, the current task keeps the processor until it has
/// run its part of a latency period.
///
/// Left out are groups and bandwidth, load tracking and balancing, and the buddies *next* and *last*,
/// which trade fairness for warm caches; the *skip* buddy of sched_yield(2) is there.
///
/// Source: `kernel/sched/fair.c`, Linux 6.5.
public struct CFSPolicy: SchedulingPolicy {
  package struct Record: PolicyRecord, Sendable {
    package var state = RunState.unused
    package var attributes = SchedulingAttributes()
    package var weight = LoadWeight.nice0
    package var vruntime: Int64 = 0
    /// How long it ran since it was picked: `sum_exec_runtime - prev_sum_exec_runtime`.
    package var ranNanoseconds: Int64 = 0
  }

  /// What a task takes along.
  public struct Migrant: Sendable {
    let attributes: SchedulingAttributes
    /// Its vruntime, from `minVruntime` on.
    let vruntime: Int64
  }

  /// The period in which each of a few tasks runs once: 6 ms for one processor.
  ///
  /// Source: `kernel/sched/fair.c: sysctl_sched_latency`, Linux 6.5.
  public let latencyNanoseconds: Int64
  /// How long a task runs at least before a tick takes the processor from it: 0.75 ms for one
  /// processor.
  ///
  /// Source: `kernel/sched/fair.c: sysctl_sched_min_granularity`, Linux 6.5.
  public let minGranularityNanoseconds: Int64
  /// How far behind a task must be to preempt when it wakes up: 1 ms for one processor.
  ///
  /// Source: `kernel/sched/fair.c: sysctl_sched_wakeup_granularity`, Linux 6.5.
  public let wakeupGranularityNanoseconds: Int64
  /// The number of tasks from which the period grows: latency / least granularity.
  ///
  /// Source: `kernel/sched/fair.c: sched_nr_latency`, Linux 6.5.
  private static var tasksInLatencyMax: Int { 8 }

  package var tasks: [Record] = []
  package var tree = TimelineTree()
  /// The weights of all runnable tasks.
  private var load: Int64 = 0
  /// The least vruntime there was, and never less than it was: where tasks are placed.
  package private(set) var minVruntime: Int64 = 0
  /// The task that yielded, which is passed over if that is not too unfair: the skip buddy; or -1.
  private var skipped: Int32 = -1
  /// How many tasks could run.
  public private(set) var runnableCount = 0
  /// The current task, or -1.
  public private(set) var current: Int32 = -1

  /// A policy without tasks.
  ///
  /// - Parameter processors: How many processors the machine has: the granularities grow with them.
  public init(processors: Int = 1) {
    let factor = granularityFactor(ofProcessors: processors)
    latencyNanoseconds = 6_000_000 * factor
    minGranularityNanoseconds = 750_000 * factor
    wakeupGranularityNanoseconds = 1_000_000 * factor
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
      state: .asleep, attributes: attributes, weight: LoadWeight.of(attributes),
      vruntime: minVruntime)
  }

  /// Gets to know a child, which starts from where its parent is.
  ///
  /// Source: `kernel/sched/fair.c: task_fork_fair`, Linux 6.5; `sysctl_sched_child_runs_first` is 0.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    add(child, tasks[Int(parent)].attributes, at: nowNanoseconds)
    tasks[Int(child)].vruntime = tasks[Int(parent)].vruntime
  }

  /// Forgets a task.
  public mutating func end(_ task: Int32, parent: Int32) {
    tasks.forget(task)
  }

  /// Forgets a task; what it takes along is how far behind the others it is.
  ///
  /// Source: `kernel/sched/fair.c: migrate_task_rq_fair`, `dequeue_entity`, Linux 6.5.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    let record = tasks.forget(task)
    return Migrant(attributes: record.attributes, vruntime: record.vruntime - minVruntime)
  }

  /// Gets to know a task, which is as far behind the others here as it was there.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    add(task, migrant.attributes, at: nowNanoseconds)
    tasks[Int(task)].vruntime = minVruntime + migrant.vruntime
  }

  // MARK: - Queue

  /// Puts a task into the tree, after placing it if it comes from sleep.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    switch reason {
    case .new, .woken, .moved:
      precondition(tasks[Int(task)].state == .asleep, "the task does not sleep")
      if reason != .moved { place(task, isNew: reason == .new) }
      load += tasks[Int(task)].weight
      runnableCount += 1
    case .preempted, .yielded:
      precondition(task == current, "the task does not run")
      current = -1
      // Source: `kernel/sched/fair.c: yield_task_fair`, Linux 6.5.
      if reason == .yielded { skipped = task }
    }
    tasks[Int(task)].state = .queued
    tree.insert(task, key: tasks[Int(task)].vruntime, value: 0)
  }

  /// Sets where on the time line a task starts that comes from sleep, or is new.
  ///
  /// A new task waits for one slice, as if it had run already (`START_DEBIT`). One that slept is up to
  /// half a latency period before the others (`GENTLE_FAIR_SLEEPERS`), but never before where it was:
  /// short sleep is no gain.
  ///
  /// Source: `kernel/sched/fair.c: place_entity`, Linux 6.5.
  private mutating func place(_ task: Int32, isNew: Bool) {
    var vruntime = minVruntime
    if isNew {
      let weight = tasks[Int(task)].weight
      let slice = sliceNanoseconds(
        weight: weight, load: load + weight, count: runnableCount + 1)
      vruntime += LoadWeight.virtual(slice, of: weight)
    } else {
      let isIdle = tasks[Int(task)].attributes.policy == .idle
      vruntime -= (isIdle ? minGranularityNanoseconds : latencyNanoseconds) / 2
    }
    tasks[Int(task)].vruntime = max(tasks[Int(task)].vruntime, vruntime)
  }

  /// Takes a task away that goes to sleep; it keeps its vruntime.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    if task == current {
      current = -1
    } else {
      tree.remove(task)
    }
    tasks[Int(task)].state = .asleep
    load -= tasks[Int(task)].weight
    runnableCount -= 1
    if skipped == task { skipped = -1 }
    updateMinVruntime()
  }

  /// Picks the task with the least vruntime, or the one behind it if that one yielded.
  ///
  /// Source: `kernel/sched/fair.c: pick_next_entity`, Linux 6.5.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    precondition(current < 0, "the current task was not put back")
    var task = tree.first
    guard task >= 0 else { return -1 }
    if task == skipped {
      let second = tree.next(after: task)
      if second >= 0, !isFarBehind(task, tasks[Int(second)].vruntime) { task = second }
    }
    skipped = -1
    tree.remove(task)
    tasks[Int(task)].state = .current
    tasks[Int(task)].ranNanoseconds = 0
    current = task
    return task
  }

  // MARK: - Time

  /// Lets the current task's vruntime pass, and sees whether it had its part of the period.
  ///
  /// Source: `kernel/sched/fair.c: update_curr`, `check_preempt_tick`, Linux 6.5.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    guard current >= 0 else { return false }
    let ran = Int64(truncatingIfNeeded: nanoseconds)
    let weight = tasks[Int(current)].weight
    tasks[Int(current)].vruntime += LoadWeight.virtual(ran, of: weight)
    tasks[Int(current)].ranNanoseconds += ran
    updateMinVruntime()
    let first = tree.first
    guard first >= 0 else { return false }
    let ideal = min(
      sliceNanoseconds(weight: weight, load: load, count: runnableCount), latencyNanoseconds)
    let ranSincePick = tasks[Int(current)].ranNanoseconds
    if ranSincePick > ideal { return true }
    if ranSincePick < minGranularityNanoseconds { return false }
    return tasks[Int(current)].vruntime - tasks[Int(first)].vruntime > ideal
  }

  /// A task's part of the period, by its weight.
  ///
  /// Source: `kernel/sched/fair.c: sched_slice`, `__sched_period`, Linux 6.5, without groups.
  private func sliceNanoseconds(weight: Int64, load: Int64, count: Int) -> Int64 {
    let period =
      count > Self.tasksInLatencyMax
      ? Int64(count) * minGranularityNanoseconds : latencyNanoseconds
    // `BASE_SLICE`: not less than the least granularity.
    return max(period * weight / load, minGranularityNanoseconds)
  }

  /// Source: `kernel/sched/fair.c: update_min_vruntime`, Linux 6.5.
  private mutating func updateMinVruntime() {
    let first = tree.first
    if current >= 0 {
      var least = tasks[Int(current)].vruntime
      if first >= 0 { least = min(least, tasks[Int(first)].vruntime) }
      minVruntime = max(minVruntime, least)
    } else if first >= 0 {
      minVruntime = max(minVruntime, tasks[Int(first)].vruntime)
    }
  }

  // MARK: - Preemption

  /// Whether a task is far enough behind the current one.
  ///
  /// Source: `kernel/sched/fair.c: check_preempt_wakeup`, Linux 6.5.
  public func preempts(_ task: Int32) -> Bool {
    guard current >= 0 else { return true }
    switch wakeupRule(
      of: tasks[Int(task)].attributes.policy, over: tasks[Int(current)].attributes.policy)
    {
    case .always: return true
    case .never: return false
    case .byTime: return isFarBehind(task, tasks[Int(current)].vruntime)
    }
  }

  /// Whether a task is behind another's vruntime by more than a granularity in its own time.
  ///
  /// Source: `kernel/sched/fair.c: wakeup_preempt_entity`, Linux 6.5.
  private func isFarBehind(_ task: Int32, _ vruntime: Int64) -> Bool {
    vruntime - tasks[Int(task)].vruntime
      > LoadWeight.virtual(wakeupGranularityNanoseconds, of: tasks[Int(task)].weight)
  }

  /// Gives a task another weight; its vruntime stays.
  ///
  /// Source: `kernel/sched/fair.c: reweight_task`, `prio_changed_fair`, Linux 6.5.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    let old = tasks[Int(task)]
    let weight = LoadWeight.of(attributes)
    tasks[Int(task)].attributes = attributes
    tasks[Int(task)].weight = weight
    guard old.state == .queued || old.state == .current else { return false }
    load += weight - old.weight
    return task == current ? weight < old.weight : preempts(task)
  }
}
