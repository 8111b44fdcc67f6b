import Exercise_15_scheduler
import GraderKit

/// The way from a machine to the queue: what has no answer goes along with what has one.
///
/// A class, because copies of a policy share it.
final class Wire: @unchecked Sendable {
  private let test: TestContext
  private var priorities: [Int]
  private let later: [Int]
  private var pending: [QueueOperation] = []
  private var isNew = true
  private var laterCount = 0
  /// What went wrong; from then on nothing is asked.
  private(set) var error: (any Error)?

  /// The priorities of the first tasks, in the order of their creation, and those of all others, in turn.
  init(_ test: TestContext, priorities: [Int], later: [Int]) {
    self.test = test
    self.priorities = priorities
    self.later = later
  }

  func nextPriority() -> Int {
    if !priorities.isEmpty { return priorities.removeFirst() }
    laterCount += 1
    return later[laterCount % later.count]
  }

  func tell(_ operation: QueueOperation) { pending.append(operation) }

  func ask(_ operation: QueueOperation) -> Int32? {
    guard error == nil else { return nil }
    pending.append(operation)
    let question = QueueQuestion(pending, startsAnew: isNew)
    isNew = false
    pending = []
    do {
      return try said(test, question).last
    } catch {
      self.error = error
      return nil
    }
  }
}

/// The submission's queue as the policy of a machine.
struct WiredQueue: SchedulingPolicy {
  let wire: Wire
  private(set) var current: Int32 = -1
  private(set) var runnableCount = 0
  private var isPreempting = false

  init(_ wire: Wire) { self.wire = wire }

  mutating func add(_ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64) {
    wire.tell(.add(Int(task), priority: wire.nextPriority()))
  }

  mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    wire.tell(.add(Int(child), priority: wire.nextPriority()))
  }

  mutating func end(_ task: Int32, parent: Int32) { wire.tell(.remove(Int(task))) }

  mutating func enqueue(_ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64) {
    switch reason {
    case .new, .woken, .moved:
      runnableCount += 1
      isPreempting = wire.ask(.wake(Int(task))) == 1
    case .preempted, .yielded:
      current = -1
      wire.tell(.putBack(Int(task), reason == .yielded ? .yielded : .preempted))
    }
  }

  mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    if task == current { current = -1 }
    runnableCount -= 1
    wire.tell(.sleep(Int(task)))
  }

  mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    current = wire.ask(.pick) ?? -1
    return current
  }

  mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    wire.ask(.tick(nanoseconds)) == 1
  }

  func preempts(_ task: Int32) -> Bool { isPreempting }

  mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool { false }
}
