import Scheduling
import SeededNumbers
import Testing

@Suite struct `Fairness` {
  /// The weights of nice -4, 0, 0, 3 and 5.
  private let nices: [Int32] = [-4, 0, 0, 3, 5]

  @Test func `CFS shares by weight within 1%`() {
    expectShares(of: CFSPolicy())
    expectShares(of: CFSPolicy(processors: 8))
  }

  @Test func `EEVDF shares by weight within 1%`() {
    expectShares(of: EEVDFPolicy())
    expectShares(of: EEVDFPolicy(processors: 8))
  }

  private func expectShares(of policy: some SchedulingPolicy) {
    var play = Play(policy)
    for (task, nice) in nices.enumerated() {
      play.add(Character(UnicodeScalar(UInt8(65 + task))), SchedulingAttributes(nice: nice))
    }
    let milliseconds = 30_000
    play.run(milliseconds: milliseconds)
    let weights = nices.map { Double(LoadWeight.of(SchedulingAttributes(nice: $0))) }
    for (task, weight) in weights.enumerated() {
      let share = Double(milliseconds) * weight / weights.reduce(0, +)
      #expect(abs(Double(play.ran[task]) - share) <= share / 100, "task \(task)")
    }
  }

  @Test func `equal tasks run in the order in which they came`() {
    #expect(firsts(of: O1Policy()) == "ABCDEFGH")
    #expect(
      firsts(of: RealTimePolicy(), SchedulingAttributes(realTime: .roundRobin, priority: 1))
        == "ABCDEFGH")
    #expect(order(of: CFSPolicy()) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(order(of: EEVDFPolicy()) == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  private func firsts(
    of policy: some SchedulingPolicy, _ attributes: SchedulingAttributes = SchedulingAttributes()
  ) -> String {
    var play = Play(policy)
    for name in "ABCDEFGH" { play.add(name, attributes) }
    return play.run(milliseconds: 800).reduce(into: "") { line, name in
      if line.last != name { line.append(name) }
    }
  }

  private func order(of empty: some SchedulingPolicy) -> [Int32] {
    var policy = empty
    for task in 0..<8 as Range<Int32> {
      policy.add(task, SchedulingAttributes(), at: 0)
      policy.enqueue(task, because: .woken, at: 0)
    }
    return (0..<8).map { _ in
      let task = policy.pickNext(at: 0)
      policy.dequeue(task, at: 0)
      return task
    }
  }

  @Test func `a copy is a snapshot`() {
    expectReplay(of: O1Policy())
    expectReplay(of: CFSPolicy())
    expectReplay(of: EEVDFPolicy())
    expectReplay(of: PolicyStack(fair: EEVDFPolicy(processors: 4)))
  }

  private func expectReplay<Policy: SchedulingPolicy>(of policy: Policy) {
    var play = Play(policy)
    var dice = SplitMix64(state: 7)
    for task in 0..<6 {
      play.add(
        Character(UnicodeScalar(UInt8(65 + task))),
        SchedulingAttributes(nice: Int32.random(in: -5...5, using: &dice)),
        [
          .run(milliseconds: Int.random(in: 1...30, using: &dice)), .yield,
          .run(milliseconds: Int.random(in: 1...30, using: &dice)),
          .sleep(milliseconds: Int.random(in: 1...60, using: &dice)),
        ])
    }
    play.run(milliseconds: 500)
    var copy = play
    let line = play.run(milliseconds: 1_000)
    play.run(milliseconds: 500)
    #expect(copy.run(milliseconds: 1_000) == line)
  }
}

@Suite struct `The tree` {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `it is a sorted list that stays balanced`(seed: UInt64) {
    var dice = SplitMix64(state: seed)
    var tree = TimelineTree()
    tree.reserve(59)
    var model: [(task: Int32, key: Int64, value: Int64)] = []
    for _ in 0..<2_000 {
      let task = Int32.random(in: 0..<60, using: &dice)
      #expect(tree.contains(task) == model.contains { $0.task == task })
      if let place = model.firstIndex(where: { $0.task == task }) {
        tree.remove(task)
        model.remove(at: place)
      } else {
        let key = Int64.random(in: 0..<50, using: &dice)
        let value = Int64.random(in: 0..<50, using: &dice)
        tree.insert(task, key: key, value: value)
        // Behind its equals.
        let place = model.firstIndex { $0.key > key } ?? model.count
        model.insert((task, key, value), at: place)
      }
      #expect(tree.checkInvariants() == model.map(\.task))
      let limit = Int64.random(in: 0..<50, using: &dice)
      #expect(
        tree.first(withValueAtMost: limit) == model.first { $0.value <= limit }?.task ?? -1)
      for (one, other) in zip(model, model.dropFirst()) {
        #expect(tree.next(after: one.task) == other.task)
      }
    }
  }
}
