import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import Testing

/// A policy that works, first come, first served, until it is told to do wrong.
private struct Mistaken: SchedulingPolicy {
  enum Mistake: Sendable {
    case none
    case picksNobody
    case picksNobodysSlot
    case picksASleeper
    case picksWhoRunsElsewhere
    case favorsTheLatest
    case alwaysReschedules
  }

  let mistake: Mistake
  private var queue: [Int32] = []
  private var asleep: [Int32] = []
  private(set) var current: Int32 = -1

  init(_ mistake: Mistake) {
    self.mistake = mistake
  }

  var runnableCount: Int { queue.count + (current >= 0 ? 1 : 0) }

  mutating func add(_ task: Int32, _ attributes: SchedulingAttributes, at now: UInt64) {}
  mutating func fork(_ child: Int32, from parent: Int32, as kind: ForkKind, at now: UInt64) {}
  mutating func end(_ task: Int32, parent: Int32) {}

  mutating func enqueue(_ task: Int32, because reason: EnqueueReason, at now: UInt64) {
    if task == current { current = -1 }
    asleep.removeAll { $0 == task }
    queue.append(task)
  }

  mutating func dequeue(_ task: Int32, at now: UInt64) {
    if task == current { current = -1 } else { queue.removeAll { $0 == task } }
    asleep.append(task)
  }

  mutating func pickNext(at now: UInt64) -> Int32 {
    switch mistake {
    case .picksNobody where queue.count > 1: return -1
    case .picksNobodysSlot where queue.count > 1: return 1_000
    case .picksASleeper where !asleep.isEmpty: return asleep[0]
    case .picksWhoRunsElsewhere where queue.count > 1: return 1
    case .favorsTheLatest: current = queue.removeLast()
    default: current = queue.isEmpty ? -1 : queue.removeFirst()
    }
    return current
  }

  mutating func tick(ran nanoseconds: UInt64, at now: UInt64) -> Bool { true }
  func preempts(_ task: Int32) -> Bool { mistake == .alwaysReschedules }

  mutating func change(_ task: Int32, to attributes: SchedulingAttributes, at now: UInt64) -> Bool {
    mistake == .alwaysReschedules
  }
}

@Suite struct `A policy that does what none may` {
  private let parts: [[SystemCall]] = [
    [.thread(1), .thread(2), .run(milliseconds: 40)],
    [.sleep(milliseconds: 2), .run(milliseconds: 30)], [.run(milliseconds: 40)],
  ]

  private func fault(
    of mistake: Mistaken.Mistake, processors: Int = 1, waitNanosecondsMax: UInt64? = nil
  ) -> SchedulingFault? {
    do {
      _ = try Play(
        Mistaken(mistake), on: .exact(processors: processors),
        waitNanosecondsMax: waitNanosecondsMax, parts)
      return nil
    } catch {
      return error as? SchedulingFault
    }
  }

  @Test func `and one that does right, are told apart`() {
    #expect(fault(of: .none, waitNanosecondsMax: 10_000_000) == nil)
  }

  @Test func `it picks nobody while tasks wait`() throws {
    let found = try #require(fault(of: .picksNobody))
    #expect(found.kind == .pickedNone(waiting: 3))
    #expect(
      found.description
        == "the policy of processor 0 picked none, and 3 tasks wait (at 1000000 ns)")
    #expect(found.events.contains { $0.kind == .dispatch })
  }

  @Test func `it picks a slot without a task`() throws {
    let found = try #require(fault(of: .picksNobodysSlot))
    #expect(found.kind == .pickedNobodysSlot(1_000))
  }

  @Test func `it picks a task that sleeps`() throws {
    let found = try #require(fault(of: .picksASleeper))
    #expect(found.kind == .pickedUnready(ThreadID(rawValue: 3)))
    #expect(found.description.contains("picked task 3, which does not wait for that processor"))
  }

  @Test func `it picks a task of another processor`() throws {
    let found = try #require(fault(of: .picksWhoRunsElsewhere, processors: 2))
    guard case .pickedUnready = found.kind else {
      Issue.record("\(found)")
      return
    }
  }

  @Test func `it never lets a task run`() throws {
    let found = try #require(fault(of: .favorsTheLatest, waitNanosecondsMax: 5_000_000))
    guard case .starved(_, let waited) = found.kind else {
      Issue.record("\(found)")
      return
    }
    #expect(waited > 5_000_000 && waited <= 6_000_000)
  }

  @Test func `one that always wants another task makes progress all the same`() throws {
    let play = try Play(
      Mistaken(.alwaysReschedules), on: Kernel(limits: .processors(2)), parts)
    #expect(play.end == .finished)
  }

  @Test func `a fault stays`() {
    var machine = ScheduledKernel(.exact(), policy: Mistaken(.picksNobody))
    machine.spawnProgram(entry: 0)
    machine.spawnProgram(entry: 1)
    #expect(throws: SchedulingFault.self) { try machine.next() }
    #expect(throws: SchedulingFault.self) { try machine.next() }
    #expect(machine.fault != nil)
  }

  @Test func `real-time tasks may keep others waiting for ever`() throws {
    let play = try Play(
      policy(.eevdf), waitNanosecondsMax: 5_000_000,
      [
        [.thread(1), .sleep(milliseconds: 1), .run(milliseconds: 2)],
        [.scheduler(.fifo, priority: 1), .sleep(milliseconds: 2), .run(milliseconds: 50)],
      ])
    #expect(runs(play.timeline()[0]) == ".1 A1 B50 A1")
  }
}
