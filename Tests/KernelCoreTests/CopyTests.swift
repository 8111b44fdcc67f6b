import KernelCore
import LinuxABI
import Testing

@Suite struct `Copies of a kernel` {
  /// A kernel whose program yields, and stores a number whenever it does.
  private struct Stepped {
    var kernel: Kernel
    let program: TaskID
    var stored: UInt64 = 0

    init(traceEventsMax: Int) {
      var limits = KernelLimits()
      limits.traceEventsMax = traceEventsMax
      kernel = Kernel(limits: limits, decisions: .seeded(5))
      program = kernel.spawnProgram(entry: 0)
    }

    mutating func step(storing value: UInt64) {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _):
        kernel.submit(
          .store(address: UserMemoryLayout.dataStart, width: .doubleWord, value: value), by: task)
        stored = value
      default: Issue.record("the program was to run")
      }
    }

    var memory: UInt64? { kernel.peek(program, UserMemoryLayout.dataStart, .doubleWord) }
  }

  @Test(arguments: [8, 512, 65_536])
  func `each has its own memory and trace from the place where they part`(limit: Int) throws {
    var first = Stepped(traceEventsMax: limit)
    // Copies are made at every place of a piece of the trace, and around where the ring is full.
    for round in 0..<900 as Range<UInt64> {
      first.step(storing: round)
      let before = first.kernel.trace.events
      var second = first
      second.step(storing: 1_000_000 + round)
      #expect(first.memory == first.stored)
      #expect(second.memory == second.stored)
      let kept = second.kernel.trace
      #expect(first.kernel.trace.events == before)
      let common = before.filter { event in
        kept.events.first.map { event.sequence >= $0.sequence } ?? false
      }
      #expect(Array(kept.events.prefix(common.count)) == common)
      #expect(kept.eventCount > first.kernel.trace.eventCount)
      // Sometimes it is the copy that goes on.
      if round % 3 == 0 { first = second }
    }
    try first.kernel.checkInvariants()
  }

  @Test func `a run is the same with copies of it taken all the time`() {
    var plain = Stepped(traceEventsMax: 1_024)
    var copied = Stepped(traceEventsMax: 1_024)
    var copies: [Stepped] = []
    for round in 0..<500 as Range<UInt64> {
      plain.step(storing: round)
      copied.step(storing: round)
      copies.append(copied)
      if copies.count == 7 { copies.removeFirst() }
      if round % 5 == 0 { copies[0].step(storing: 9) }
    }
    #expect(plain.kernel.trace.events == copied.kernel.trace.events)
    #expect(plain.kernel.decisionLog.decisions == copied.kernel.decisionLog.decisions)
    #expect(copied.memory == 499)
  }
}
