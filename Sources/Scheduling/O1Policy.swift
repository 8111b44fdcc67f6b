/// The O(1) scheduler of Linux 2.6.0 to 2.6.22, as in 2.6.11.
///
/// # Theory of operation
///
/// A task has a slice of time for its nice value. While it has some left it is in the *active* array,
/// by priority; when the slice is used up it gets a new one and goes to the *expired* array. When
/// nothing is active any more, the two arrays change roles. A task that sleeps more than it runs
/// gets a bonus on its priority, and if that makes it *interactive* it goes back to the active array
/// instead, unless the expired tasks starve. See `O1Policy+Interactivity.swift` for those rules.
///
/// The current task stays in its list while it runs, as in Linux, so that a task that is preempted is
/// still the first of its priority. Linux counts slices in ticks; this counts nanoseconds, which is
/// the same for an owner that ticks. Every wake-up counts as one by an interrupt (`activated` is 2),
/// and none as one from uninterruptible sleep (-1). Balancing between processors is left out.
///
/// Source: `kernel/sched.c`, Linux 2.6.11: `schedule`, `scheduler_tick`, `try_to_wake_up`,
/// `sys_sched_yield`, `set_user_nice`.
public struct O1Policy: SchedulingPolicy {
  /// Where a task is.
  package enum Place: UInt8, Sendable {
    case unused
    case asleep
    /// In one of the two arrays; which of them is active changes.
    case first
    case second
  }

  package struct Record: Sendable {
    package var attributes = SchedulingAttributes()
    package var place = Place.unused
    /// 100 to 139, by the nice value.
    package var staticPriority: Int32 = 120
    /// 0 to 139: for real time by the real-time priority, else the static one and the bonus.
    package var priority: Int32 = 120
    package var sliceLeft: Int64 = 0
    /// Whether the slice is still the one that its parent gave: `first_time_slice`.
    package var isFirstSlice = false
    /// How much it slept lately, at most `sleepAverageMax`.
    package var sleepAverage: Int64 = 0
    /// Whether it waits for its first run since it woke up: `activated`.
    package var isActivated = false
    /// Whether it was expired when it was taken out of its array last.
    package var isExpired = false
    /// Since when it sleeps, is queued or runs.
    package var since: UInt64 = 0
    /// The process that forked it and runs behind it, while it is new; else -1.
    package var runsBefore: Int32 = -1

    package init(attributes: SchedulingAttributes = SchedulingAttributes(), place: Place = .unused)
    {
      self.attributes = attributes
      self.place = place
    }
  }

  package var tasks: [Record] = []
  private var links: [ListLinks] = []
  private var firstArray = PriorityArray()
  private var secondArray = PriorityArray()
  private var active = Place.first
  /// Since when a task is expired; nil if none is.
  package var expiredSince: UInt64?
  /// The best static priority among the expired tasks.
  package var bestExpiredPriority = Int32(PriorityArray.priorities)
  /// The current task, or -1.
  public private(set) var current: Int32 = -1

  /// A policy without tasks.
  public init() {}

  /// How many tasks could run.
  public var runnableCount: Int { firstArray.count + secondArray.count }

  private var expired: Place { active == .first ? .second : .first }

  // MARK: - Life

  /// Gets to know a task; it has a full slice.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    tasks.reserve(task, filler: Record())
    links.reserve(task, filler: ListLinks())
    precondition(tasks[Int(task)].place == .unused, "the slot is in use")
    let staticPriority = Self.staticPriority(of: attributes)
    var record = Record(attributes: attributes, place: .asleep)
    record.staticPriority = staticPriority
    record.sliceLeft = Self.timeslice(ofStaticPriority: staticPriority)
    record.since = nowNanoseconds
    record.priority = Self.effectivePriority(of: record)
    tasks[Int(task)] = record
  }

  // MARK: - Queues

  /// Makes a task active, or puts the current one back.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    switch reason {
    case .new: enqueueNew(task, at: nowNanoseconds)
    case .woken:
      Self.addSleep(to: &tasks[Int(task)], until: nowNanoseconds)
      tasks[Int(task)].isActivated = true
      tasks[Int(task)].since = nowNanoseconds
      insert(task, into: active)
    case .moved:
      tasks[Int(task)].since = nowNanoseconds
      insert(task, into: tasks[Int(task)].isExpired ? expired : active)
    case .preempted: leaveProcessor(task, at: nowNanoseconds)
    case .yielded:
      leaveProcessor(task, at: nowNanoseconds)
      // It stays behind everybody who is active; real time only behind its equals.
      let isRealTime = tasks[Int(task)].attributes.policy.isRealTime
      move(task, to: isRealTime ? active : expired)
    }
  }

  /// Source: `kernel/sched.c: wake_up_new_task`, Linux 2.6.11: a process runs before its parent,
  /// since it is likely to call execve; a thread has no such reason.
  private mutating func enqueueNew(_ task: Int32, at nowNanoseconds: UInt64) {
    let parent = tasks[Int(task)].runsBefore
    tasks[Int(task)].since = nowNanoseconds
    guard parent >= 0, parent == current, tasks[Int(parent)].place != .asleep else {
      tasks[Int(task)].runsBefore = -1
      return insert(task, into: active)
    }
    let place = tasks[Int(parent)].place
    let priority = tasks[Int(parent)].priority
    tasks[Int(task)].priority = priority
    tasks[Int(task)].place = place
    if place == .first {
      firstArray.insert(task, before: parent, priority: priority, in: &links)
    } else {
      secondArray.insert(task, before: parent, priority: priority, in: &links)
    }
  }

  /// Takes a task out of its array.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    if task == current { leaveProcessor(task, at: nowNanoseconds) }
    tasks[Int(task)].isExpired = tasks[Int(task)].place == expired
    remove(task)
    tasks[Int(task)].place = .asleep
    tasks[Int(task)].since = nowNanoseconds
  }

  /// Picks the first task of the best priority.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    precondition(current < 0, "the current task was not put back")
    var task = firstActive()
    if task < 0 {
      switchArrays()
      task = firstActive()
      guard task >= 0 else { return -1 }
    }
    if tasks[Int(task)].isActivated {
      // Waiting for the processor counts as sleep.
      tasks[Int(task)].isActivated = false
      if !tasks[Int(task)].attributes.policy.isRealTime {
        remove(task)
        Self.addSleep(to: &tasks[Int(task)], until: nowNanoseconds)
        insert(task, into: active)
      }
    }
    Self.start(&tasks[Int(task)], at: nowNanoseconds)
    current = task
    return task
  }

  @inline(__always)
  private static func start(_ record: inout Record, at nowNanoseconds: UInt64) {
    record.since = nowNanoseconds
    record.runsBefore = -1
  }

  /// The first active task of the best priority, or -1.
  @inline(__always)
  private func firstActive() -> Int32 {
    let best = active == .first ? firstArray.bestPriority : secondArray.bestPriority
    guard best >= 0 else { return -1 }
    return active == .first ? firstArray.first(of: best) : secondArray.first(of: best)
  }

  private mutating func switchArrays() {
    active = expired
    expiredSince = nil
    bestExpiredPriority = Int32(PriorityArray.priorities)
  }

  // MARK: - Time

  /// Uses up the current task's slice.
  ///
  /// Source: `kernel/sched.c: scheduler_tick`, Linux 2.6.11.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    guard current >= 0 else { return false }
    let task = current
    let policy = tasks[Int(task)].attributes.policy
    if policy == .fifo { return false }
    let before = tasks[Int(task)].sliceLeft
    let left = before - Int64(truncatingIfNeeded: nanoseconds)
    tasks[Int(task)].sliceLeft = left
    guard left <= 0 else {
      // Interactive tasks of one priority take turns before their slices end.
      guard policy != .roundRobin, isInteractive(tasks[Int(task)]) else { return false }
      let slice = Self.timeslice(ofStaticPriority: tasks[Int(task)].staticPriority)
      let turn = Self.granularity(of: tasks[Int(task)])
      guard (slice - before) / turn != (slice - left) / turn, left >= turn else { return false }
      move(task, to: active)
      return true
    }
    tasks[Int(task)].sliceLeft = Self.timeslice(ofStaticPriority: tasks[Int(task)].staticPriority)
    tasks[Int(task)].isFirstSlice = false
    guard policy != .roundRobin else {
      move(task, to: active)
      return true
    }
    remove(task)
    tasks[Int(task)].priority = Self.effectivePriority(of: tasks[Int(task)])
    if expiredSince == nil { expiredSince = nowNanoseconds }
    if !isInteractive(tasks[Int(task)]) || isExpiredStarving(at: nowNanoseconds) {
      insert(task, into: expired)
      bestExpiredPriority = min(bestExpiredPriority, tasks[Int(task)].staticPriority)
    } else {
      insert(task, into: active)
    }
    return true
  }

  /// Whether a task has a better priority than the current one, or is the process it just forked.
  ///
  /// Source: `kernel/sched.c: TASK_PREEMPTS_CURR`, `wake_up_new_task`, Linux 2.6.11.
  public func preempts(_ task: Int32) -> Bool {
    guard current >= 0 else { return true }
    return tasks[Int(task)].priority < tasks[Int(current)].priority
      || tasks[Int(task)].runsBefore == current
  }

  /// Moves a task to another priority; its slice stays, its bonus comes back when it next wakes up or
  /// expires.
  ///
  /// Source: `kernel/sched.c: set_user_nice`, `__setscheduler`, Linux 2.6.11.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    let old = tasks[Int(task)]
    if old.place != .asleep { remove(task) }
    tasks[Int(task)].attributes = attributes
    tasks[Int(task)].staticPriority = Self.staticPriority(of: attributes)
    tasks[Int(task)].priority =
      attributes.policy.isRealTime
      ? Self.effectivePriority(of: tasks[Int(task)]) : Self.staticPriority(of: attributes)
    guard old.place != .asleep else { return false }
    insert(task, into: old.place)
    if task == current { return tasks[Int(task)].priority > old.priority }
    return preempts(task)
  }

  // MARK: - Lists

  private mutating func leaveProcessor(_ task: Int32, at nowNanoseconds: UInt64) {
    precondition(task == current, "the task does not run")
    current = -1
    Self.leave(&tasks[Int(task)], at: nowNanoseconds)
  }

  @inline(__always)
  private static func leave(_ record: inout Record, at nowNanoseconds: UInt64) {
    addRun(to: &record, until: nowNanoseconds)
    record.since = nowNanoseconds
  }

  private mutating func move(_ task: Int32, to place: Place) {
    remove(task)
    insert(task, into: place)
  }

  @inline(__always)
  private mutating func insert(_ task: Int32, into place: Place) {
    tasks[Int(task)].place = place
    let priority = tasks[Int(task)].priority
    if place == .first {
      firstArray.append(task, priority: priority, in: &links)
    } else {
      secondArray.append(task, priority: priority, in: &links)
    }
  }

  @inline(__always)
  private mutating func remove(_ task: Int32) {
    let priority = tasks[Int(task)].priority
    switch tasks[Int(task)].place {
    case .first: firstArray.remove(task, priority: priority, in: &links)
    case .second: secondArray.remove(task, priority: priority, in: &links)
    case .unused, .asleep: preconditionFailure("the task is not queued")
    }
  }
}
