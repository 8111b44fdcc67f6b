import ExerciseKit
import Wire

/// How a task that had the processor comes back into the run queue.
public enum PutBack: UInt8, Sendable {
  /// Another one takes the processor away from it.
  case preempted
  /// It gave the processor away itself: sched_yield(2).
  case yielded
}

/// What you write: the run queue of one processor, as the O(1) scheduler of Linux 2.6 has it.
///
/// Tasks have numbers, small ones that are used again. A priority is from 0, the best, to 139: below 100
/// are real-time tasks, the others are ordinary (120 is nice 0). A task is *added* once and *removed* once.
/// In between it sleeps, waits in the queue, or is the current one, which has the processor.
///
/// Whoever calls keeps the order: `wake` names a task that sleeps, `putBack` the current one, `pick`
/// comes when there is no current one. All times are in nanoseconds of virtual time.
public protocol RunQueue: Sendable {
  init()

  /// Gets to know a task; it sleeps, and has a full slice.
  ///
  /// - Parameters:
  ///   - task: Its number; nobody has it.
  ///   - priority: 0 to 139.
  mutating func add(_ task: Int, priority: Int)

  /// Forgets a task that sleeps: it has ended, and its number may be given to another one.
  mutating func remove(_ task: Int)

  /// Makes a task that slept ready: it waits behind all others of its priority that are active.
  ///
  /// - Returns: Whether the current task has to go now: the one that woke has a better priority, or there
  ///   is no current one. Never while preemption is disabled; then it is remembered.
  mutating func wake(_ task: Int) -> Bool

  /// Takes a task away that goes to sleep: the current one, or one that waits.
  mutating func sleep(_ task: Int)

  /// Puts the current task back, to wait for its next turn.
  ///
  /// One whose slice was used up waits behind all expired tasks of its priority. Otherwise one that was
  /// preempted is the first of its priority again. One that yields goes behind all expired tasks of its
  /// priority if it is ordinary, and behind the active ones if it is a real-time task.
  mutating func putBack(_ task: Int, because reason: PutBack)

  /// Picks the task that runs next, and makes it the current one.
  ///
  /// That is the first of the best priority among the active tasks. If none is active, the expired ones
  /// become the active ones. The time that it takes does not depend on how many tasks there are.
  ///
  /// - Returns: nil if no task waits.
  mutating func pick() -> Int?

  /// Counts time that the current task ran.
  ///
  /// An ordinary task whose slice is used up by that has to go; its next turn begins with a new slice. A
  /// real-time task runs as long as it wants.
  ///
  /// - Parameter nanoseconds: How long it ran since it was picked or this was called last.
  /// - Returns: Whether the current task has to go now. Never while preemption is disabled; then it is
  ///   remembered.
  mutating func tick(_ nanoseconds: UInt64) -> Bool

  /// The current task is in a part of the kernel in which it must keep the processor: `preempt_disable`.
  ///
  /// It may be in several such parts, one within another.
  mutating func disablePreemption()

  /// The current task leaves such a part: `preempt_enable`.
  ///
  /// - Returns: Whether it has to go now: it has left the last one, and meanwhile there was a reason.
  mutating func enablePreemption() -> Bool
}

/// The slice of an ordinary task of a priority, in nanoseconds: 800 ms for 100, 100 ms for 120, 5 ms for
/// 139.
///
/// Source: `kernel/sched.c: task_timeslice`, Linux 2.6.11.
public func slice(ofPriority priority: Int) -> UInt64 {
  let millisecond: UInt64 = 1_000_000
  return UInt64(140 - priority) * (priority < 120 ? 20 : 5) * millisecond
}
