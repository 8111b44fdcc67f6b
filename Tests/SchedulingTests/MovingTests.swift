import Scheduling
import SeededNumbers
import Testing

/// What a task takes along to the policy of another processor.
@Suite struct `Moving to another processor` {
  /// A policy on which two tasks have run for some milliseconds in turn.
  private func busy<Policy: SchedulingPolicy>(
    _ policy: Policy, _ attributes: SchedulingAttributes = SchedulingAttributes()
  ) -> Policy {
    var policy = policy
    for task in 0...1 as ClosedRange<Int32> {
      policy.add(task, attributes, at: 0)
      policy.enqueue(task, because: .woken, at: 0)
    }
    for turn in 0..<6 as Range<UInt64> {
      let task = policy.pickNext(at: turn * 2_000_000)
      _ = policy.tick(ran: 2_000_000, at: (turn + 1) * 2_000_000)
      policy.enqueue(task, because: .preempted, at: (turn + 1) * 2_000_000)
    }
    return policy
  }

  @Test func `under CFS a task is as far behind as it was`() {
    var here = busy(CFSPolicy())
    var there = busy(CFSPolicy())
    there.dequeue(0, at: 12_000_000)
    there.end(0, parent: -1)
    there.change(there.pickNext(at: 12_000_000), by: 50_000_000)
    let before = here.tasks[0].vruntime - here.minVruntime
    here.dequeue(0, at: 12_000_000)
    let migrant = here.depart(0, SchedulingAttributes(), at: 12_000_000)
    #expect(here.tasks[0].state == .unused)
    there.arrive(0, migrant, at: 12_000_000)
    there.enqueue(0, because: .moved, at: 12_000_000)
    #expect(there.tasks[0].vruntime - there.minVruntime == before)
    #expect(there.runnableCount == 2)
  }

  @Test func `under EEVDF a task is owed what it was owed, and goes on with its slice`() {
    var here = busy(EEVDFPolicy(processors: 8))
    var there = busy(EEVDFPolicy(processors: 8))
    there.dequeue(1, at: 12_000_000)
    there.end(1, parent: -1)
    let task = here.pickNext(at: 12_000_000)
    _ = here.tick(ran: 1_000_000, at: 13_000_000)
    here.enqueue(task, because: .preempted, at: 13_000_000)
    let lag = here.averageVruntime - here.tasks[1].vruntime
    let request = here.tasks[1].deadline - here.tasks[1].vruntime
    here.dequeue(1, at: 13_000_000)
    let migrant = here.depart(1, SchedulingAttributes(), at: 13_000_000)
    there.arrive(1, migrant, at: 13_000_000)
    there.enqueue(1, because: .moved, at: 13_000_000)
    #expect(abs(there.averageVruntime - there.tasks[1].vruntime - lag) <= 1)
    #expect(there.tasks[1].deadline - there.tasks[1].vruntime == request)
  }

  @Test func `under O(1) a task has its slice, its sleep and its array`() {
    var here = busy(O1Policy())
    var there = O1Policy()
    // Used up: it is expired.
    let task = here.pickNext(at: 12_000_000)
    _ = here.tick(ran: 100_000_000, at: 112_000_000)
    here.enqueue(task, because: .preempted, at: 112_000_000)
    let old = here.tasks[Int(task)]
    here.dequeue(task, at: 112_000_000)
    let migrant = here.depart(task, SchedulingAttributes(), at: 112_000_000)
    for other in 5...6 as ClosedRange<Int32> {
      there.add(other, SchedulingAttributes(nice: 19), at: 0)
      there.enqueue(other, because: .woken, at: 0)
    }
    there.arrive(task, migrant, at: 112_000_000)
    there.enqueue(task, because: .moved, at: 112_000_000)
    #expect(there.tasks[Int(task)].sliceLeft == old.sliceLeft)
    #expect(there.tasks[Int(task)].sleepAverage == old.sleepAverage)
    // Those who are active run first, however nice they are.
    #expect(there.pickNext(at: 112_000_000) == 5)
  }

  @Test func `a real-time task goes on with its slice`() {
    let attributes = SchedulingAttributes(realTime: .roundRobin, priority: 5)
    var here = RealTimePolicy()
    here.add(0, attributes, at: 0)
    here.enqueue(0, because: .woken, at: 0)
    _ = here.pickNext(at: 0)
    _ = here.tick(ran: 60_000_000, at: 60_000_000)
    here.dequeue(0, at: 60_000_000)
    var there = busy(RealTimePolicy(), attributes)
    for task in 0...1 as ClosedRange<Int32> { there.dequeue(task, at: 60_000_000) }
    there.end(0, parent: -1)
    there.arrive(0, here.depart(0, attributes, at: 60_000_000), at: 60_000_000)
    for task in 0...1 as ClosedRange<Int32> {
      there.enqueue(task, because: .moved, at: 60_000_000)
    }
    #expect(there.pickNext(at: 60_000_000) == 0)
    #expect(there.tick(ran: 39_000_000, at: 99_000_000) == false)
    #expect(there.tick(ran: 1_000_000, at: 100_000_000) == true)
  }

  @Test(arguments: LinuxPolicy.Kind.allCases, [false, true])
  func `a task that moves to and fro stays what it is`(kind: LinuxPolicy.Kind, isRealTime: Bool) {
    let attributes =
      isRealTime
      ? SchedulingAttributes(realTime: .fifo, priority: 3) : SchedulingAttributes(nice: 3)
    var policies = [LinuxPolicy(kind), LinuxPolicy(kind)]
    policies[0].add(7, attributes, at: 0)
    policies[0].enqueue(7, because: .new, at: 0)
    for round in 0..<10 as Range<UInt64> {
      let here = Int(round % 2)
      #expect(policies[here].runnableCount == 1)
      #expect(policies[here].pickNext(at: round) == 7)
      #expect(policies[here].current == 7)
      _ = policies[here].tick(ran: 1, at: round + 1)
      policies[here].dequeue(7, at: round + 1)
      let migrant = policies[here].depart(7, attributes, at: round + 1)
      #expect(policies[here].pickNext(at: round + 1) == -1)
      policies[1 - here].arrive(7, migrant, at: round + 1)
      policies[1 - here].enqueue(7, because: .moved, at: round + 1)
    }
  }

  @Test func `a policy that says nothing of moving has who comes begin anew`() {
    var here = RoundRobinPolicy()
    var there = RoundRobinPolicy()
    here.enqueue(4, because: .new, at: 0)
    here.dequeue(4, at: 0)
    let migrant = here.depart(4, SchedulingAttributes(nice: 4), at: 0)
    #expect(migrant == SchedulingAttributes(nice: 4))
    there.arrive(4, migrant, at: 0)
    there.enqueue(4, because: .moved, at: 0)
    #expect(there.pickNext(at: 0) == 4)
  }
}

extension CFSPolicy {
  /// Lets the current task run, and puts it back.
  fileprivate mutating func change(_ task: Int32, by nanoseconds: UInt64) {
    _ = tick(ran: nanoseconds, at: 0)
    enqueue(task, because: .preempted, at: 0)
  }
}
