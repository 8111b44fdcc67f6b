import Scheduling
import SeededNumbers
import Testing

@Suite struct `Earliest eligible virtual deadline first` {
  @Test func `five nice levels are three times the processor`() {
    var play = Play(EEVDFPolicy(processors: 8))
    play.add("A")
    play.add("B", SchedulingAttributes(nice: 5))
    play.run(milliseconds: 100)
    let line = play.run(milliseconds: 1_000)
    #expect((740...770).contains(line.count { $0 == "A" }))
  }

  @Test func `equal tasks run their slices in turn`() {
    var play = Play(EEVDFPolicy(processors: 8))
    play.add("A")
    play.add("B")
    #expect(play.run(milliseconds: 26) == "AABBAAABBBAAABBBAAABBBAAAB")
  }

  /// The slice says how soon, not how much: a task that asks for little at a time waits less.
  @Test func `a task with a shorter slice runs sooner when it wakes up, and no more`() {
    func line(sliceNanoseconds: UInt64) -> String {
      var play = Play(EEVDFPolicy(processors: 8))
      for name in "ABC" { play.add(name) }
      play.add(
        "S", SchedulingAttributes(sliceNanoseconds: sliceNanoseconds),
        [.run(milliseconds: 1), .sleep(milliseconds: 29)], at: 10)
      play.run(milliseconds: 40)
      return play.run(milliseconds: 30)
    }
    let short = line(sliceNanoseconds: 1_000_000)
    let long = line(sliceNanoseconds: 20_000_000)
    // After the slice that runs, or after the others' turns too.
    #expect(short.prefix { $0 != "S" }.count <= 3)
    #expect(long.prefix { $0 != "S" }.count >= 6)
    #expect(short.count { $0 == "S" } == 1)
    #expect(long.count { $0 == "S" } == 1)
  }

  @Test func `a slice is asked for within limits`() {
    var play = Play(EEVDFPolicy(processors: 8))
    play.add("A", SchedulingAttributes(sliceNanoseconds: 12_000_000))
    play.add("B", SchedulingAttributes(sliceNanoseconds: 12_000_000))
    play.run(milliseconds: 100)
    let lengths = play.run(milliseconds: 240).split(separator: "A").map(\.count)
    #expect(lengths.dropFirst().dropLast().allSatisfy { $0 == 12 || $0 == 0 })
  }

  @Test func `a task that yields waits for a later deadline`() {
    var play = Play(EEVDFPolicy(processors: 8))
    play.add("Y", SchedulingAttributes(), [.run(milliseconds: 1), .yield])
    play.add("A")
    #expect(play.run(milliseconds: 20) == "YAAYAAAYYYAAAYYYAAAY")
  }

  @Test func `a task keeps its lag while it sleeps`() {
    var policy = EEVDFPolicy(processors: 8)
    for task in 0...2 {
      policy.add(Int32(task), SchedulingAttributes(), at: 0)
      policy.enqueue(Int32(task), because: .woken, at: 0)
    }
    let task = policy.pickNext(at: 0)
    _ = policy.tick(ran: 2_000_000, at: 2_000_000)
    let before = policy.averageVruntime - policy.tasks[Int(task)].vruntime
    policy.dequeue(task, at: 2_000_000)
    #expect(policy.tasks[Int(task)].lag == before)
    _ = policy.pickNext(at: 2_000_000)
    _ = policy.tick(ran: 1_000_000, at: 3_000_000)
    policy.enqueue(task, because: .woken, at: 3_000_000)
    let after = policy.averageVruntime - policy.tasks[Int(task)].vruntime
    // Virtual time is whole nanoseconds.
    #expect(abs(after - before) <= 1)
  }

  /// In a system where nobody comes or goes, -r < lag < max(r, q).
  ///
  /// There r is a client's own greatest request, and q a quantum in which nothing preempts. A request
  /// is seen to be used up at the next tick, so r is the slice and a tick; and since Linux picks again
  /// when a slice is used up, q is the greatest r of all.
  ///
  /// Source: I. Stoica and H. Abdel-Wahab, *Earliest Eligible Virtual Deadline First*, TR 95-22, Old
  /// Dominion University, 1995, theorem 1; the comment at `kernel/sched/fair.c: entity_lag`,
  /// Linux 6.6.
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `the lag is within its bound`(seed: UInt64) {
    var dice = SplitMix64(state: seed)
    var play = Play(EEVDFPolicy(processors: 8))
    var slices: [Int64] = []
    for task in 0..<Int.random(in: 2...12, using: &dice) {
      let slice = Int64.random(in: 1...10, using: &dice) * 1_000_000
      slices.append(slice)
      play.add(
        Character(UnicodeScalar(UInt8(65 + task))),
        SchedulingAttributes(
          nice: Int32.random(in: -10...10, using: &dice), sliceNanoseconds: UInt64(slice)))
    }
    let quantum = (slices.max() ?? 0) + 1_000_000
    for _ in 0..<5_000 {
      play.run(milliseconds: 1)
      for (task, record) in play.policy.tasks.enumerated() {
        let lag = lagNanoseconds(of: record, in: play.policy)
        let request = slices[task] + 1_000_000
        #expect(lag > -request && lag < quantum, "task \(task) at \(play.milliseconds) ms")
      }
    }
  }

  /// With ticks of 4 ms and slices of 3 ms a task runs longer than it asks for.
  ///
  /// (In 6.18 slices are 2.8 ms, for eight processors and more.) Then the theorem, whose clients use what they ask for, says nothing. What
  /// holds where nobody comes or goes, and all are picked at ticks, follows from its proof. Let T be the
  /// tick, s a slice, R = T * ceil(s / T) what a task runs in one go, and o = R - s by how much that is
  /// too long.
  ///
  /// - A task is picked while its lag is not negative, and loses less than R until the next pick: so
  ///   -R < lag. That is the published bound with R in place of max(r, q), and the same where s <= T.
  /// - Let V have come to the deadline of a task k that has not run, and let B be the tasks whose
  ///   deadlines are no later. The last pick of one outside of B found none of B eligible: all their lags
  ///   were negative, and the sum of them is less than R when that one is done. As long as only B runs,
  ///   the sum does not grow. So lag of k < R + what the others of B are ahead. One whose last deadline
  ///   was no later than V is ahead by its o at most. So lag of k < R + (n - 1) * o.
  ///
  /// Where ticks divide slices o is 0, and that is the published bound, (-max(r, q), max(r, q)).
  ///
  /// Source: I. Stoica and H. Abdel-Wahab, TR 95-22, theorem 1 and its proof.
  @Test(arguments: [3_000_000, 2_800_000, 700_000, 4_000_000] as [Int64], [1, 2, 3] as [UInt64])
  func `the lag is within a wider bound where ticks are longer than slices`(
    slice: Int64, seed: UInt64
  ) {
    let tick: Int64 = 4_000_000
    var dice = SplitMix64(state: seed)
    var play = Play(EEVDFPolicy(processors: 8, tickNanoseconds: tick), tickMilliseconds: 4)
    let count = Int.random(in: 2...12, using: &dice)
    for task in 0..<count {
      play.add(
        Character(UnicodeScalar(UInt8(65 + task))),
        SchedulingAttributes(
          nice: Int32.random(in: -5...5, using: &dice), sliceNanoseconds: UInt64(slice)))
    }
    let run = (slice + tick - 1) / tick * tick
    let most = run + Int64(count - 1) * (run - slice)
    // First requests are half a slice: their o is another.
    while play.ran.contains(where: { $0 < 9 }) { play.run(milliseconds: 4) }
    for _ in 0..<3_000 {
      play.run(milliseconds: 4)
      for (task, record) in play.policy.tasks.enumerated() {
        let lag = lagNanoseconds(of: record, in: play.policy)
        #expect(lag > -run && lag < most, "task \(task) at \(play.milliseconds) ms")
      }
    }
  }

  /// Many light tasks run too long one after the other, and a heavy one waits for all of them: the
  /// published bound, 4 ms, does not hold there, and the wider one, 10 ms, is hardly too wide.
  @Test func `the published bound does not hold where ticks are longer than slices`() {
    var play = Play(EEVDFPolicy(processors: 8, tickNanoseconds: 4_000_000), tickMilliseconds: 4)
    let nices: [Int32] = [10, 17, -11, 17, -19, 17, 15]
    for (task, nice) in nices.enumerated() {
      play.add(
        Character(UnicodeScalar(UInt8(65 + task))),
        SchedulingAttributes(nice: nice, sliceNanoseconds: 3_000_000))
    }
    var most: Int64 = 0
    for _ in 0..<12_000 {
      play.run(milliseconds: 4)
      for record in play.policy.tasks {
        most = max(most, lagNanoseconds(of: record, in: play.policy))
      }
    }
    #expect(most > 9_000_000 && most < 10_000_000)
  }

  /// Where tasks come and go they move V, and the theorem does not hold; but Linux keeps no more lag
  /// over sleep than two slices are worth, and none gets beyond that of the greatest slice.
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `the lag is within a bound where tasks sleep`(seed: UInt64) {
    var dice = SplitMix64(state: seed)
    var play = Play(EEVDFPolicy(processors: 8))
    for task in 0..<Int.random(in: 2...12, using: &dice) {
      let slice = UInt64.random(in: 1...10, using: &dice) * 1_000_000
      play.add(
        Character(UnicodeScalar(UInt8(65 + task))),
        SchedulingAttributes(
          nice: Int32.random(in: -5...5, using: &dice), sliceNanoseconds: slice),
        [
          .run(milliseconds: Int.random(in: 1...20, using: &dice)),
          .sleep(milliseconds: Int.random(in: 1...40, using: &dice)),
          .run(milliseconds: Int.random(in: 1...20, using: &dice)),
          .sleep(milliseconds: Int.random(in: 1...100, using: &dice)),
        ])
    }
    for _ in 0..<5_000 {
      play.run(milliseconds: 1)
      for record in play.policy.tasks where record.state != .asleep && record.state != .unused {
        let lag = lagNanoseconds(of: record, in: play.policy)
        #expect(abs(lag) < 2 * 10_000_000 + 1_000_000)
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `what is picked is what a search of all tasks finds`(seed: UInt64) {
    var dice = SplitMix64(state: seed)
    var policy = EEVDFPolicy(processors: 8)
    for task in 0..<40 as Range<Int32> {
      policy.add(
        task,
        SchedulingAttributes(
          nice: Int32.random(in: -20...19, using: &dice),
          sliceNanoseconds: UInt64.random(in: 100_000...20_000_000, using: &dice)), at: 0)
    }
    for _ in 0..<1_000 {
      let task = Int32.random(in: 0..<40, using: &dice)
      switch policy.tasks[Int(task)].state {
      case .asleep: policy.enqueue(task, because: .woken, at: 0)
      case .queued where Int.random(in: 0..<4, using: &dice) == 0:
        policy.dequeue(task, at: 0)
      case .queued where Int.random(in: 0..<4, using: &dice) == 0:
        let nice = SchedulingAttributes(nice: Int32.random(in: -20...19, using: &dice))
        _ = policy.change(task, to: nice, at: 0)
      case .unused, .queued, .current: break
      }
      let runnable = policy.tasks.filter { $0.state == .queued }
      guard !runnable.isEmpty else { continue }
      let load = runnable.reduce(Int128(0)) { $0 + Int128($1.weight) }
      let sum = runnable.reduce(Int128(0)) { $0 + Int128($1.weight) * Int128($1.vruntime) }
      let eligible = runnable.filter { Int128($0.vruntime) * load <= sum }
      let picked = policy.pickNext(at: 0)
      #expect(Int128(policy.averageVruntime) * load <= sum)
      #expect(Int128(policy.averageVruntime + 1) * load > sum)
      #expect(Int128(policy.tasks[Int(picked)].vruntime) * load <= sum)
      #expect(policy.tasks[Int(picked)].deadline == eligible.map(\.deadline).min())
      _ = policy.tick(ran: UInt64.random(in: 1...4_000_000, using: &dice), at: 0)
      policy.enqueue(picked, because: .preempted, at: 0)
    }
  }

  @Test func `a changed weight scales lag and deadline`() {
    var policy = EEVDFPolicy(processors: 8)
    for task in 0...1 {
      policy.add(Int32(task), SchedulingAttributes(), at: 0)
      policy.enqueue(Int32(task), because: .woken, at: 0)
    }
    let task = policy.pickNext(at: 0)
    _ = policy.tick(ran: 1_000_000, at: 1_000_000)
    let before = lagNanoseconds(of: policy.tasks[Int(task)], in: policy)
    #expect(policy.change(task, to: SchedulingAttributes(nice: 5), at: 1_000_000) == true)
    let after = lagNanoseconds(of: policy.tasks[Int(task)], in: policy)
    #expect(abs(after - before) <= 2)
  }

  /// What a task is owed, in processor time.
  private func lagNanoseconds(of record: EEVDFPolicy.Record, in policy: EEVDFPolicy) -> Int64 {
    record.weight * (policy.averageVruntime - record.vruntime) / LoadWeight.nice0
  }
}
