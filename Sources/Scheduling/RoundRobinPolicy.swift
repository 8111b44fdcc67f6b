/// The simplest fair policy: every task in its turn, for the same time, whatever its nice value.
///
/// It is none of Linux's. It is there to compare those with, and as a model for a policy of one's own.
public struct RoundRobinPolicy: SchedulingPolicy {
  /// How long a task runs before another one's turn comes.
  public let sliceNanoseconds: UInt64

  /// The tasks that wait, the next first.
  private var queue: [Int32] = []
  /// What the current task has had of its slice.
  private var usedNanoseconds: UInt64 = 0
  /// The current task, or -1.
  public private(set) var current: Int32 = -1

  /// A policy without tasks.
  ///
  /// - Parameter sliceNanoseconds: How long a task runs before another one's turn comes.
  public init(sliceNanoseconds: UInt64 = 3_000_000) {
    self.sliceNanoseconds = sliceNanoseconds
  }

  /// How many tasks could run.
  public var runnableCount: Int { queue.count + (current >= 0 ? 1 : 0) }

  /// Nothing is to be known of a task before it is queued.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {}

  /// A child inherits nothing.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {}

  /// Nothing is kept of a task.
  public mutating func end(_ task: Int32, parent: Int32) {}

  /// Makes a task the last, whatever the reason.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    if task == current { current = -1 }
    queue.append(task)
  }

  /// Takes a task out.
  ///
  /// - Complexity: O(n) for one that is not current.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    if task == current {
      current = -1
    } else {
      queue.removeAll { $0 == task }
    }
  }

  /// Picks the first.
  ///
  /// - Complexity: O(n)
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    usedNanoseconds = 0
    current = queue.isEmpty ? -1 : queue.removeFirst()
    return current
  }

  /// Sees whether the current task has had its slice.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    usedNanoseconds += nanoseconds
    return usedNanoseconds >= sliceNanoseconds && !queue.isEmpty
  }

  /// Nobody preempts.
  public func preempts(_ task: Int32) -> Bool { current < 0 }

  /// Attributes mean nothing here.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool { false }
}
