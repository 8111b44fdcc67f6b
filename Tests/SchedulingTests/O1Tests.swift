import Scheduling
import Testing

@Suite struct `The O(1) scheduler` {
  @Test(
    arguments: [
      (-20, 800), (-10, 600), (-1, 420), (0, 100), (5, 75), (10, 50), (18, 10), (19, 5),
    ] as [(Int32, Int64)])
  func `a slice is by the nice value`(nice: Int32, milliseconds: Int64) {
    #expect(O1Policy.timeslice(ofStaticPriority: 120 + nice) == milliseconds * 1_000_000)
  }

  @Test func `tasks run their slices in turn`() {
    var play = Play(O1Policy())
    play.add("A")
    play.add("B", SchedulingAttributes(nice: 5))
    #expect(runs(play.run(milliseconds: 525)) == "A100 B75 A100 B75 A100 B75")
  }

  @Test func `an interactive task runs as soon as it wakes up`() {
    var play = Play(O1Policy())
    play.add("I", SchedulingAttributes(), [.run(milliseconds: 2), .sleep(milliseconds: 18)])
    play.add("B")
    #expect(runs(play.run(milliseconds: 100)) == "I2 B18 I2 B18 I2 B18 I2 B18 I2 B18")
    // However often the batch task's slice has ended since.
    play.run(milliseconds: 4_000)
    #expect(runs(play.run(milliseconds: 40)) == "I2 B18 I2 B18")
  }

  /// How many of the eleven levels of bonus, from the best, make a task interactive.
  ///
  /// Source: the comment at `kernel/sched.c: TASK_INTERACTIVE`, Linux 2.6.11. It says 7 for nice -10,
  /// where `DELTA` below it, which rounds towards zero, gives 6.
  @Test(arguments: [(-20, 9), (-10, 6), (0, 4), (10, 2), (19, 0)] as [(Int32, Int)])
  func `the better the nice value, the easier a task is interactive`(nice: Int32, levels: Int) {
    let policy = O1Policy()
    var interactive = 0
    for bonus in 0...O1Policy.bonusMax {
      var record = O1Policy.Record()
      record.attributes = SchedulingAttributes(nice: nice)
      record.staticPriority = 120 + nice
      record.sleepAverage = bonus * 100_000_000
      // Without the limits of the range of priorities.
      record.priority = 120 + nice - Int32(bonus - 5)
      if policy.isInteractive(record) { interactive += 1 }
    }
    #expect(interactive == levels)
  }

  @Test func `interactive tasks starve an expired one, until EXPIRED_STARVING`() throws {
    var play = Play(O1Policy())
    let half: [Play<O1Policy>.Act] = [.run(milliseconds: 30), .sleep(milliseconds: 30)]
    play.add("I", SchedulingAttributes(), half)
    play.add("J", SchedulingAttributes(), half, at: 30)
    play.add("H")
    play.run(milliseconds: 20_000)
    let gaps = play.timeline.split(separator: "H").map(\.count)
    let longest = try #require(gaps.max())
    // The limit is a second for each runnable task, of which there are two or three.
    #expect(longest > 2_000)
    #expect(longest < 4_000)
    #expect(play.ran[2] > 500)
  }

  @Test func `an expired task of a better nice value ends the interactive ones' privilege`() {
    var policy = started()
    policy.tasks[0].sleepAverage = O1Policy.sleepAverageMax
    _ = policy.pickNext(at: 0)
    #expect(!policy.isExpiredStarving(at: 0))
    policy.bestExpiredPriority = 119
    #expect(policy.isExpiredStarving(at: 0))
    policy.bestExpiredPriority = 140
    policy.expiredSince = 0
    // A second for each of the two tasks (the current one is taken out when this is asked), and a tick.
    #expect(!policy.isExpiredStarving(at: 2_000_999_999))
    #expect(policy.isExpiredStarving(at: 2_001_000_000))
  }

  @Test func `a task that yields waits until all active ones have used up their slices`() {
    var play = Play(O1Policy())
    play.add("Y", SchedulingAttributes(), [.run(milliseconds: 2), .yield])
    play.add("A")
    play.add("B")
    #expect(runs(play.run(milliseconds: 404)) == "Y2 A100 B100 Y2 A100 B100")
  }

  @Test func `a child gets half of its parent's slice and runs first`() {
    var policy = started()
    #expect(policy.pickNext(at: 0) == 0)
    #expect(policy.tick(ran: 20_000_000, at: 20_000_000) == false)
    policy.fork(1, from: 0, as: .process, at: 20_000_000)
    #expect(policy.tasks[0].sliceLeft == 40_000_000)
    #expect(policy.tasks[1].sliceLeft == 40_000_000)
    policy.enqueue(1, because: .new, at: 20_000_000)
    #expect(policy.preempts(1))
    policy.enqueue(0, because: .preempted, at: 20_000_000)
    #expect(policy.pickNext(at: 20_000_000) == 1)
  }

  @Test func `a thread does not run before its creator`() {
    var policy = started()
    #expect(policy.pickNext(at: 0) == 0)
    policy.fork(1, from: 0, as: .thread, at: 0)
    policy.enqueue(1, because: .new, at: 0)
    #expect(!policy.preempts(1))
    policy.enqueue(0, because: .preempted, at: 0)
    #expect(policy.pickNext(at: 0) == 0)
  }

  @Test func `a parent gets back what a child in its first slice leaves`() {
    var policy = started()
    #expect(policy.pickNext(at: 0) == 0)
    policy.fork(1, from: 0, as: .process, at: 0)
    policy.enqueue(1, because: .new, at: 0)
    policy.enqueue(0, because: .preempted, at: 0)
    #expect(policy.pickNext(at: 0) == 1)
    #expect(policy.tick(ran: 10_000_000, at: 10_000_000) == false)
    policy.dequeue(1, at: 10_000_000)
    policy.end(1, parent: 0)
    #expect(policy.tasks[0].sliceLeft == 90_000_000)
    #expect(policy.runnableCount == 1)
  }

  @Test func `interactive tasks of one priority take turns within their slices`() {
    var policy = started()
    policy.add(1, SchedulingAttributes(), at: 0)
    policy.enqueue(1, because: .woken, at: 0)
    // Both have slept enough for the greatest bonus: turns of 10 ms.
    for task in 0...1 {
      policy.dequeue(Int32(task), at: 0)
      policy.tasks[task].sleepAverage = O1Policy.sleepAverageMax
      policy.enqueue(Int32(task), because: .woken, at: 1_000_000)
    }
    var timeline = ""
    var now: UInt64 = 1_000_000
    for _ in 0..<4 {
      let task = policy.pickNext(at: now)
      repeat {
        timeline += task == 0 ? "A" : "B"
        now += 1_000_000
      } while !policy.tick(ran: 1_000_000, at: now)
      policy.enqueue(task, because: .preempted, at: now)
    }
    #expect(runs(timeline) == "A10 B10 A10 B10")
  }

  @Test func `a better nice value moves a task forward at once`() {
    var play = Play(O1Policy())
    play.add("A")
    play.add("B")
    play.run(milliseconds: 10)
    play.change("B", to: SchedulingAttributes(nice: -10))
    #expect(runs(play.run(milliseconds: 100)).hasPrefix("B"))
  }

  @Test func `real-time tasks go before all others`() {
    var play = Play(O1Policy())
    play.add("N", SchedulingAttributes(nice: -20))
    play.add(
      "F", SchedulingAttributes(realTime: .fifo, priority: 1),
      [.run(milliseconds: 3), .sleep(milliseconds: 3)], at: 2)
    #expect(play.run(milliseconds: 14) == "NNFFFNNNFFFNNN")
  }

  private func started() -> O1Policy {
    var policy = O1Policy()
    policy.add(0, SchedulingAttributes(), at: 0)
    policy.enqueue(0, because: .woken, at: 0)
    return policy
  }
}
