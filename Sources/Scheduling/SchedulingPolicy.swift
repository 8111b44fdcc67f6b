/// Who runs next on one processor, and for how long: a scheduler of Linux as a value.
///
/// # Theory of operation
///
/// A policy knows tasks by their slots, small numbers that its owner gives out. A slot is *added* or
/// *forked* once and *ended* once. In between its task is in one of three states:
///
///     asleep --enqueue(.new, .woken)--> queued --pickNext--> current
///        ^                                ^                     |
///        +------------ dequeue -----------|---------------------+
///                                         +-- enqueue(.preempted, .yielded)
///
/// There is at most one current task, and the owner puts it back, or lets it sleep, before it picks
/// again. It tells the policy with `tick` how long the current task ran: at each tick of its clock,
/// and at last before that task leaves the processor. `tick`, `preempts` and `change` answer whether
/// to reschedule; the owner then puts the current task back because it is preempted, and picks.
///
/// Where there are several processors each has a policy of its own, and a task that sleeps can move from
/// one to another: it *departs* here, and *arrives* there with what it takes along.
///
/// A policy reads no clock and draws no random number. Tasks that are equal in its eyes run in the
/// order in which they were queued. All its state is in tables of plain records, so a copy is a
/// snapshot, and the same calls give the same schedule.
public protocol SchedulingPolicy: Sendable {
  /// What a task takes along to another processor: its attributes, if a policy says nothing else.
  associatedtype Migrant: Sendable = SchedulingAttributes

  /// How many tasks could run: those queued, and the current one.
  var runnableCount: Int { get }

  /// The task that was picked last and not put back since, or -1.
  var current: Int32 { get }

  /// Gets to know a task that no other task forked; it sleeps.
  ///
  /// - Precondition: The slot is not in use.
  mutating func add(_ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64)

  /// Gets to know a task that another task created, and that inherits from it; it sleeps until
  /// it is enqueued as new.
  mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64)

  /// Forgets a task that sleeps; its parent is the task that created it, or -1 when that has ended.
  mutating func end(_ task: Int32, parent: Int32)

  /// Makes a task runnable, or puts the current one back.
  mutating func enqueue(_ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64)

  /// Takes a task away that goes to sleep: the current one, or one that is queued.
  mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64)

  /// Picks the task that runs next and makes it the current one.
  ///
  /// - Precondition: There is no current task.
  /// - Returns: -1 if no task is queued.
  mutating func pickNext(at nowNanoseconds: UInt64) -> Int32

  /// Charges the current task for the time it ran since it was picked or last charged.
  ///
  /// - Returns: Whether to reschedule.
  mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool

  /// Whether a task that was just enqueued, as new or woken, takes the processor from the current one.
  func preempts(_ task: Int32) -> Bool

  /// Gives a task another nice value, policy, priority or slice.
  ///
  /// - Returns: Whether to reschedule.
  mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool

  /// Whether it knows tasks with deadlines, and makes sure of what they need.
  var takesDeadlines: Bool { get }

  /// How many queued tasks are *held*: ready, but not to be picked before some time.
  var heldCount: Int { get }

  /// Whether a queued task is held.
  func isHeld(_ task: Int32) -> Bool

  /// When the first of the held tasks may be picked again; `.max` if there is none.
  var nextReleaseNanoseconds: UInt64 { get }

  /// Lets held tasks go whose time has come.
  ///
  /// - Returns: Whether to reschedule.
  mutating func release(at nowNanoseconds: UInt64) -> Bool

  /// Forgets a task that sleeps and goes to another processor.
  ///
  /// - Parameters:
  ///   - task: Its slot.
  ///   - attributes: Its attributes, as this policy was told them last.
  ///   - nowNanoseconds: The time.
  /// - Returns: What it takes along.
  mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant

  /// Gets to know a task that comes from another processor; it sleeps.
  ///
  /// - Parameters:
  ///   - task: Its slot.
  ///   - migrant: What it brings from there.
  ///   - nowNanoseconds: The time.
  mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64)
}

// A policy that says nothing of deadlines knows none, and holds nobody.
extension SchedulingPolicy {
  /// It does not.
  public var takesDeadlines: Bool { false }
  /// None is.
  public var heldCount: Int { 0 }
  /// It is not.
  public func isHeld(_ task: Int32) -> Bool { false }
  /// Never.
  public var nextReleaseNanoseconds: UInt64 { .max }
  /// There is nobody to let go.
  public mutating func release(at nowNanoseconds: UInt64) -> Bool { false }
}

// A policy that says nothing of moving treats who comes as new.
extension SchedulingPolicy where Migrant == SchedulingAttributes {
  /// Forgets a task; it takes its attributes along.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> SchedulingAttributes {
    end(task, parent: -1)
    return attributes
  }

  /// Gets to know a task as one that nobody forked.
  public mutating func arrive(
    _ task: Int32, _ migrant: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    add(task, migrant, at: nowNanoseconds)
  }
}

/// Why a task is queued.
public enum EnqueueReason: Sendable, Equatable {
  /// It was just created.
  case new
  /// What it waited for has happened.
  case woken
  /// It had the processor and could go on.
  case preempted
  /// It gave the processor away: `sched_yield(2)`.
  case yielded
  /// It was queued on another processor, and has arrived here; it did not sleep.
  case moved
}

/// What a task is to the one that created it.
public enum ForkKind: Sendable, Equatable {
  /// It has memory of its own.
  case process
  /// It shares its creator's memory (`CLONE_VM`).
  case thread
}
