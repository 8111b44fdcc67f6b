import Scheduling
import SeededNumbers
import Testing

@Suite struct `The completely fair scheduler` {
  @Test func `five nice levels are three times the processor`() {
    var play = Play(CFSPolicy())
    play.add("A")
    play.add("B", SchedulingAttributes(nice: 5))
    #expect(play.run(milliseconds: 32) == "BAAAAABBAAAAABBAAAAABAAAAABBAAAA")
  }

  @Test func `a slower clock makes longer turns`() {
    var play = Play(CFSPolicy(), tickMilliseconds: 4)
    play.add("A")
    play.add("B")
    #expect(play.run(milliseconds: 24) == "BBBBAAAABBBBAAAABBBBAAAA")
  }

  @Test func `a task that slept preempts when it wakes up`() {
    var play = Play(CFSPolicy())
    play.add("A")
    play.add("B")
    play.add("S", SchedulingAttributes(), [.run(milliseconds: 1), .sleep(milliseconds: 9)])
    play.run(milliseconds: 100)
    #expect(
      play.run(milliseconds: 30).map { $0 == "S" ? "S" : "-" }.joined()
        == "S---------S---------S---------")
  }

  @Test func `a batch task does not preempt, an idle one is always preempted`() {
    var play = Play(CFSPolicy())
    play.add("A")
    let acts: [Play<CFSPolicy>.Act] = [.run(milliseconds: 1), .sleep(milliseconds: 20)]
    play.add("B", SchedulingAttributes(policy: .batch), acts, at: 10)
    #expect(play.run(milliseconds: 10) == "AAAAAAAAAA")
    // By the tick, not by the wake-up.
    #expect(play.run(milliseconds: 10).first == "A")
    var idle = Play(CFSPolicy())
    idle.add("I", SchedulingAttributes(policy: .idle))
    idle.add("A", SchedulingAttributes(), [.run(milliseconds: 1), .sleep(milliseconds: 4)])
    #expect(idle.run(milliseconds: 15) == "AIIIIAIIIIAIIII")
  }

  @Test func `long sleep is no more than half a latency period of credit`() {
    var policy = CFSPolicy()
    for task in 0...1 { policy.add(Int32(task), SchedulingAttributes(), at: 0) }
    policy.enqueue(0, because: .woken, at: 0)
    _ = policy.pickNext(at: 0)
    _ = policy.tick(ran: 10_000_000_000, at: 10_000_000_000)
    policy.enqueue(1, because: .woken, at: 10_000_000_000)
    #expect(policy.tasks[1].vruntime == policy.minVruntime - 3_000_000)
    #expect(policy.preempts(1))
  }

  @Test func `short sleep is no gain`() {
    var policy = CFSPolicy()
    for task in 0...1 {
      policy.add(Int32(task), SchedulingAttributes(), at: 0)
      policy.enqueue(Int32(task), because: .woken, at: 0)
    }
    let task = policy.pickNext(at: 0)
    _ = policy.tick(ran: 2_000_000, at: 2_000_000)
    policy.dequeue(task, at: 2_000_000)
    policy.enqueue(task, because: .woken, at: 2_000_001)
    #expect(policy.tasks[Int(task)].vruntime == 2_000_000)
  }

  @Test func `a new task starts a slice behind the others`() {
    var policy = CFSPolicy()
    policy.add(0, SchedulingAttributes(), at: 0)
    policy.enqueue(0, because: .woken, at: 0)
    _ = policy.pickNext(at: 0)
    policy.fork(1, from: 0, as: .process, at: 0)
    policy.enqueue(1, because: .new, at: 0)
    #expect(policy.tasks[1].vruntime == policy.minVruntime + 3_000_000)
    #expect(!policy.preempts(1))
  }

  @Test func `a task that yields is passed over once, if the next is near`() {
    var policy = CFSPolicy()
    for task in 0...1 {
      policy.add(Int32(task), SchedulingAttributes(), at: 0)
      policy.enqueue(Int32(task), because: .woken, at: 0)
    }
    policy.tasks[0].vruntime = 0
    #expect(policy.pickNext(at: 0) == 0)
    policy.enqueue(0, because: .yielded, at: 0)
    #expect(policy.pickNext(at: 0) == 1)
    policy.enqueue(1, because: .preempted, at: 0)
    #expect(policy.pickNext(at: 0) == 0)
  }

  @Test func `a task that yields again and again still has its share`() {
    var play = Play(CFSPolicy())
    play.add("Y", SchedulingAttributes(), [.run(milliseconds: 1), .yield])
    play.add("A")
    play.run(milliseconds: 10)
    #expect(play.run(milliseconds: 18) == "YYAAAYYYAAAYYYAAAY")
  }

  @Test func `the granularities grow with the logarithm of the processors`() {
    #expect(CFSPolicy(processors: 4).latencyNanoseconds == 18_000_000)
    #expect(CFSPolicy(processors: 64).latencyNanoseconds == 24_000_000)
    #expect(CFSPolicy(processors: 8).minGranularityNanoseconds == 3_000_000)
    #expect(CFSPolicy(processors: 8).wakeupGranularityNanoseconds == 4_000_000)
  }

  /// Each task runs its part of the period, and at most a tick more, before the one behind it does.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `the spread of vruntime is at most a slice in weighted time`(seed: UInt64) {
    var dice = SplitMix64(state: seed)
    var play = Play(CFSPolicy())
    let count = Int.random(in: 2...12, using: &dice)
    for task in 0..<count {
      play.add(
        Character(UnicodeScalar(UInt8(65 + task))),
        SchedulingAttributes(nice: Int32.random(in: -10...10, using: &dice)))
    }
    play.run(milliseconds: 3_000)
    let load = play.policy.tasks.map(\.weight).reduce(0, +)
    let period = count > 8 ? Int64(count) * 750_000 : 6_000_000
    let bound =
      play.policy.tasks.map { task in
        LoadWeight.virtual(max(period * task.weight / load, 750_000) + 1_000_000, of: task.weight)
      }.max() ?? 0
    var least = play.policy.minVruntime
    for _ in 0..<3_000 {
      play.run(milliseconds: 1)
      let times = play.policy.tasks.map(\.vruntime)
      #expect((times.max() ?? 0) - (times.min() ?? 0) <= bound)
      #expect(play.policy.minVruntime >= least)
      least = play.policy.minVruntime
    }
  }
}
