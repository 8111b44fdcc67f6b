import Scheduling
import Testing

@Suite struct `Classes` {
  private typealias Stack = PolicyStack<CFSPolicy>

  private let cycle: [Play<PolicyStack<CFSPolicy>>.Act] = [
    .run(milliseconds: 150), .sleep(milliseconds: 100),
  ]

  @Test func `SCHED_FIFO runs until it sleeps, SCHED_RR for a slice of 100 ms`() {
    var fifo = Play(PolicyStack(fair: CFSPolicy()))
    var roundRobin = fifo
    for name in "AB" {
      fifo.add(name, SchedulingAttributes(realTime: .fifo, priority: 5), cycle)
      roundRobin.add(name, SchedulingAttributes(realTime: .roundRobin, priority: 5), cycle)
    }
    #expect(runs(fifo.run(milliseconds: 600)) == "A150 B150 A150 B150")
    #expect(runs(roundRobin.run(milliseconds: 350)) == "A100 B100 A50 B50 .50")
  }

  @Test func `a better real-time priority preempts, and the preempted goes on before its equals`() {
    var play = Play(PolicyStack(fair: CFSPolicy()))
    play.add(
      "A", SchedulingAttributes(realTime: .fifo, priority: 5),
      [.run(milliseconds: 6), .sleep(milliseconds: 50)])
    play.add(
      "B", SchedulingAttributes(realTime: .fifo, priority: 5),
      [.run(milliseconds: 2), .sleep(milliseconds: 50)])
    play.add(
      "P", SchedulingAttributes(realTime: .fifo, priority: 6),
      [.run(milliseconds: 2), .sleep(milliseconds: 50)], at: 3)
    #expect(play.run(milliseconds: 12) == "AAAPPAAABB..")
  }

  @Test func `a real-time task that yields goes behind its equals`() {
    var play = Play(PolicyStack(fair: CFSPolicy()))
    let acts: [Play<PolicyStack<CFSPolicy>>.Act] = [.run(milliseconds: 2), .yield]
    for name in "AB" { play.add(name, SchedulingAttributes(realTime: .fifo, priority: 1), acts) }
    play.add("N")
    #expect(play.run(milliseconds: 12) == "AABBAABBAABB")
  }

  @Test func `real time goes before fair, and fair before idle`() {
    var play = Play(PolicyStack(fair: EEVDFPolicy()))
    play.add("N", SchedulingAttributes(), [.run(milliseconds: 4), .sleep(milliseconds: 4)])
    play.add(
      "R", SchedulingAttributes(realTime: .fifo, priority: 1),
      [.run(milliseconds: 1), .sleep(milliseconds: 4)], at: 1)
    #expect(play.run(milliseconds: 20) == "NRNNN.R..NNRNN..R.NN")
  }

  @Test func `the idle task is picked when nothing else can run`() {
    var stack = PolicyStack(fair: CFSPolicy(), idleTask: 7)
    #expect(stack.pickNext(at: 0) == 7)
    #expect(stack.current == 7)
    stack.add(0, SchedulingAttributes(policy: .idle), at: 0)
    stack.enqueue(0, because: .new, at: 0)
    #expect(stack.preempts(0))
    stack.enqueue(7, because: .preempted, at: 0)
    #expect(stack.pickNext(at: 0) == 0)
    #expect(stack.runnableCount == 1)
  }

  @Test func `SCHED_IDLE weighs 3, SCHED_BATCH as much as its nice value says`() {
    var play = Play(PolicyStack(fair: CFSPolicy()))
    play.add("N")
    play.add("I", SchedulingAttributes(policy: .idle))
    play.add("B", SchedulingAttributes(policy: .batch))
    play.run(milliseconds: 20_510)
    #expect(abs(play.ran[0] - 10_240) <= 10)
    #expect(abs(play.ran[1] - 30) <= 2)
    #expect(abs(play.ran[2] - 10_240) <= 10)
  }

  @Test func `a task changes its class`() {
    var stack = PolicyStack(fair: EEVDFPolicy())
    for task in 0...1 {
      stack.add(Int32(task), SchedulingAttributes(), at: 0)
      stack.enqueue(Int32(task), because: .new, at: 0)
    }
    #expect(stack.pickNext(at: 0) == 0)
    let realTime = SchedulingAttributes(realTime: .fifo, priority: 1)
    #expect(stack.change(1, to: realTime, at: 0) == true)
    stack.enqueue(0, because: .preempted, at: 0)
    #expect(stack.pickNext(at: 0) == 1)
    stack.enqueue(1, because: .preempted, at: 0)
    _ = stack.change(1, to: SchedulingAttributes(), at: 0)
    #expect(stack.runnableCount == 2)
    stack.fork(2, from: 0, as: .thread, at: 0)
    stack.end(2, parent: 0)
  }
}
