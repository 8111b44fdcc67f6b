/// What runs when nothing else can: the idle task, which never sleeps.
///
/// It is no policy that a task can have; a task of `SCHED_IDLE` is one of the fair policies.
///
/// Source: `kernel/sched/idle.c`, Linux 6.5.
public struct IdlePolicy: Sendable {
  /// The slot of the idle task, or -1 if the owner has none and stops instead.
  public let task: Int32
  /// Whether it runs.
  public private(set) var isRunning = false

  /// A policy with its one task, or without.
  public init(task: Int32 = -1) {
    self.task = task
  }

  /// The idle task.
  ///
  /// Source: `kernel/sched/idle.c: pick_next_task_idle`, Linux 6.5.
  package mutating func pickNext() -> Int32 {
    isRunning = task >= 0
    return task
  }

  /// Puts the idle task back.
  package mutating func stop() { isRunning = false }
}
