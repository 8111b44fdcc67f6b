import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

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
