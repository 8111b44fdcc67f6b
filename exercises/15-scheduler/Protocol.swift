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

// MARK: - How the tests reach your code; nothing below is needed for the exercise

/// What is done to a run queue.
public enum QueueOperation: Equatable, Sendable {
  /// `add`.
  case add(Int, priority: Int)
  /// `remove`.
  case remove(Int)
  /// `wake`.
  case wake(Int)
  /// `sleep`.
  case sleep(Int)
  /// `putBack`.
  case putBack(Int, PutBack)
  /// `pick`.
  case pick
  /// `tick`.
  case tick(UInt64)
  /// `disablePreemption`.
  case disablePreemption
  /// `enablePreemption`.
  case enablePreemption
}

/// What a run queue says to an operation, as one number: a task, or 1 for yes and 0 for no.
public enum QueueAnswer {
  /// Nobody is picked.
  public static let nobody: Int32 = -1
  /// The operation has no answer.
  public static let none: Int32 = -2
}

/// What a test says to the queue: operations, one after the other, since a question and its answer cost
/// more than an operation.
public struct QueueQuestion: Sendable {
  /// The number of the kernel function.
  public static let function = 0

  /// Whether they begin with a queue that knows no task.
  public var startsAnew: Bool
  /// The operations.
  public var operations: [QueueOperation]

  /// A question from its parts.
  public init(_ operations: [QueueOperation], startsAnew: Bool = false) {
    self.operations = operations
    self.startsAnew = startsAnew
  }

  /// The question as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(startsAnew)
    writer.write(UInt32(operations.count))
    for operation in operations {
      switch operation {
      case .add(let task, let priority):
        writer.write(UInt8(0))
        writer.write(Int32(task))
        writer.write(Int32(priority))
      case .remove(let task):
        writer.write(UInt8(1))
        writer.write(Int32(task))
      case .wake(let task):
        writer.write(UInt8(2))
        writer.write(Int32(task))
      case .sleep(let task):
        writer.write(UInt8(3))
        writer.write(Int32(task))
      case .putBack(let task, let reason):
        writer.write(UInt8(4))
        writer.write(Int32(task))
        writer.write(reason.rawValue)
      case .pick: writer.write(UInt8(5))
      case .tick(let nanoseconds):
        writer.write(UInt8(6))
        writer.write(nanoseconds)
      case .disablePreemption: writer.write(UInt8(7))
      case .enablePreemption: writer.write(UInt8(8))
      }
    }
    return writer
  }

  /// Reads a question back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    startsAnew = try reader.readBool()
    operations = []
    for _ in 0..<(try reader.read(UInt32.self)) {
      let kind = try reader.read(UInt8.self)
      switch kind {
      case 0:
        operations.append(.add(try Self.task(&reader), priority: try Self.task(&reader)))
      case 1: operations.append(.remove(try Self.task(&reader)))
      case 2: operations.append(.wake(try Self.task(&reader)))
      case 3: operations.append(.sleep(try Self.task(&reader)))
      case 4:
        let task = try Self.task(&reader)
        guard let reason = PutBack(rawValue: try reader.read()) else {
          throw WireError.invalid("reason")
        }
        operations.append(.putBack(task, reason))
      case 5: operations.append(.pick)
      case 6: operations.append(.tick(try reader.read()))
      case 7: operations.append(.disablePreemption)
      case 8: operations.append(.enablePreemption)
      default: throw WireError.invalid("operation")
      }
    }
  }

  private static func task(_ reader: inout WireReader) throws -> Int {
    Int(try reader.read(Int32.self))
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some RunQueue) -> some Endpoint {
  QueueEndpoint(queue: submission)
}

/// A class, because the queue lives from one question to the next.
final class QueueEndpoint<Submission: RunQueue>: Endpoint {
  private var queue: Submission

  init(queue: Submission) { self.queue = queue }

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    guard function == QueueQuestion.function else { return nil }
    let question = try QueueQuestion(&input)
    if question.startsAnew { queue = Submission() }
    var writer = WireWriter()
    for operation in question.operations { writer.write(perform(operation)) }
    return writer
  }

  private func perform(_ operation: QueueOperation) -> Int32 {
    switch operation {
    case .add(let task, let priority): queue.add(task, priority: priority)
    case .remove(let task): queue.remove(task)
    case .wake(let task): return queue.wake(task) ? 1 : 0
    case .sleep(let task): queue.sleep(task)
    case .putBack(let task, let reason): queue.putBack(task, because: reason)
    case .pick: return queue.pick().map { Int32(truncatingIfNeeded: $0) } ?? QueueAnswer.nobody
    case .tick(let nanoseconds): return queue.tick(nanoseconds) ? 1 : 0
    case .disablePreemption: queue.disablePreemption()
    case .enablePreemption: return queue.enablePreemption() ? 1 : 0
    }
    return QueueAnswer.none
  }
}
