import KernelCore
import LinuxABI
import Testing

/// What Linux leaves open is decided by the decision source, and by nothing else.
@Suite struct `What Linux leaves open` {
  private static func kernel(_ source: DecisionSource) -> Kernel { Kernel(decisions: source) }

  /// J2: who runs first after clone.
  @Test(
    arguments: [
      (DecisionSource.parentFirst, [2, 2]), (.childFirst, [2, 3]),
    ] as [(DecisionSource, [Int32])])
  func `the parent or the child goes on after clone`(
    source: DecisionSource, order: [Int32]
  ) throws {
    let play = try Play([[.fork(part: 1), .getpid], []], on: Self.kernel(source))
    #expect(play.order.prefix(2).elementsEqual(order))
  }

  /// J3: whether the parent goes on before the child has stored its thread id.
  @Test(
    arguments: [(DecisionSource.parentFirst, 0), (.childFirst, 3)] as [(DecisionSource, Int64)])
  func `CLONE_CHILD_SETTID is stored when the child runs`(
    source: DecisionSource, seen: Int64
  ) throws {
    let flags: CloneFlags = [.vm, .childSetTID]
    let play = try Play(
      [[.clone(flags, .child, part: 1, childTID: word(1)), .load(word(1))], [.schedYield]],
      on: Self.kernel(source))
    #expect(play.values(2)[1] == seen)
  }

  /// J3: whether a child's end or the parent's next call comes first.
  @Test func `a zombie may be there before the parent looks or after`() throws {
    let parts: [Part] = [[.fork(part: 1), .wait(-1, .noHang)], []]
    #expect(try Play(parts, on: Self.kernel(.parentFirst)).values(2)[1] == 0)
    #expect(try Play(parts, on: Self.kernel(.childFirst)).values(2)[1] == 3)
  }

  /// J4: the choices of a run are a list, which gives the identical run again.
  @Test func `a run is the program and the list of its choices`() throws {
    let parts: [Part] = [
      [.thread(part: 1), .thread(part: 1), .fork(part: 2), .wait(), .futexWait(word(0), 0)],
      [.schedYield, .store(word(0), 1), .futexWake(address: word(0), count: 9)], [.schedYield],
    ]
    for seed in 0..<20 as Range<UInt64> {
      let first = try Play(parts, on: Self.kernel(.seeded(seed)))
      let choices = first.kernel.decisionLog.choices
      let second = try Play(parts, on: Self.kernel(.replay(choices)))
      #expect(first.kernel.trace.events == second.kernel.trace.events)
      #expect(second.kernel.decisionLog.mismatchCount == 0)
    }
  }

  /// J4: every choice that was open can be taken otherwise, so that all runs can be enumerated.
  @Test func `all orders of two threads are reached`() throws {
    let parts: [Part] = [
      [.thread(part: 1), .thread(part: 2), .futexWait(word(0), 0)],
      [.store(word(1), 1), .exitGroup(code: 0)], [.store(word(1), 2), .exitGroup(code: 1)],
    ]
    var endings: Set<WaitStatus> = []
    // Depth first through the tree of choices.
    var open: [[UInt16]] = [[]]
    var runs = 0
    while let list = open.popLast(), runs < 2_000 {
      runs += 1
      let play = try Play(parts, on: Self.kernel(.replay(list)))
      if let status = play.status { endings.insert(status) }
      let decisions = play.kernel.decisionLog.decisions
      for place in list.count..<max(list.count, decisions.count) {
        let before = decisions[..<place].map(\.choice)
        for choice in 1..<decisions[place].options { open.append(before + [choice]) }
      }
    }
    #expect(runs < 2_000)
    #expect(endings == [.exited(0), .exited(1)])
  }
}
