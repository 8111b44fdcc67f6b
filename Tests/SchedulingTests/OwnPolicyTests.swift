import Scheduling
import Testing

/// What a student may write: whoever comes first runs until it sleeps.
private struct FirstCome: SchedulingPolicy {
  private var queue: [Int32] = []
  private(set) var current: Int32 = -1

  var runnableCount: Int { queue.count + (current >= 0 ? 1 : 0) }

  mutating func add(_ task: Int32, _ attributes: SchedulingAttributes, at now: UInt64) {}
  mutating func fork(_ child: Int32, from parent: Int32, as kind: ForkKind, at now: UInt64) {}
  mutating func end(_ task: Int32, parent: Int32) {}

  mutating func enqueue(_ task: Int32, because reason: EnqueueReason, at now: UInt64) {
    if task == current { current = -1 }
    if reason == .preempted { queue.insert(task, at: 0) } else { queue.append(task) }
  }

  mutating func dequeue(_ task: Int32, at now: UInt64) {
    if task == current { current = -1 } else { queue.removeAll { $0 == task } }
  }

  mutating func pickNext(at now: UInt64) -> Int32 {
    current = queue.isEmpty ? -1 : queue.removeFirst()
    return current
  }

  mutating func tick(ran nanoseconds: UInt64, at now: UInt64) -> Bool { false }
  func preempts(_ task: Int32) -> Bool { current < 0 }

  mutating func change(_ task: Int32, to attributes: SchedulingAttributes, at now: UInt64) -> Bool {
    false
  }
}

@Suite struct `A policy of one's own` {
  private let acts: [Play<PolicyStack<FirstCome>>.Act] = [
    .run(milliseconds: 4), .sleep(milliseconds: 2),
  ]

  @Test func `it plugs in where Linux's do`() {
    var play = Play(PolicyStack(fair: FirstCome()))
    play.add("A", SchedulingAttributes(), acts)
    play.add("B", SchedulingAttributes(), acts)
    play.add(
      "R", SchedulingAttributes(realTime: .fifo, priority: 1),
      [.run(milliseconds: 1), .sleep(milliseconds: 100)], at: 2)
    #expect(play.run(milliseconds: 17) == "AARAABBBBAAAABBBB")
  }
}
