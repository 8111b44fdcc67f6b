import KernelCore
import LinuxABI
import Testing

/// Where a kernel thread loses the processor, and what that does to who waits.
@Suite struct `Preemption of kernel threads` {
  /// The timeline of a thread that makes these calls beside a process that is runnable all the
  /// time.
  private static func timeline(
    _ calls: [KernelCall], _ model: PreemptionModel
  ) throws -> String {
    let compute = Ask.system(.compute(nanoseconds: 3_100_000))
    let process = KernelPart(
      [.kernel(.run("busy", part: 1)), .system(.schedYield)] + Array(repeating: compute, count: 4))
    return try KernelPlay(
      [process, .thread(calls)], on: Kernel(boot: .full(model))
    ).timeline
  }

  private static let work = [KernelCall](repeating: .run(nanoseconds: 1_000_000), count: 4)

  /// A slice is 3 ms: NONE gives way at cond_resched alone, VOLUNTARY where it might sleep too,
  /// FULL in the middle of the work.
  @Test(arguments: [
    (PreemptionModel.none, "AABBBBBBBBBBABBAAAA"), (.voluntary, "AABBBBBABBBBBABBAAA"),
    (.full, "AABBBABBBBABBBBABAA"),
  ])
  func `models differ in where the processor is lost`(model: PreemptionModel, line: String) throws {
    let calls = Self.work + [.mightSleep] + Self.work + [.condResched] + Self.work.prefix(1)
    let timeline = try Self.timeline(calls, model)
    #expect(timeline == line)
  }

  /// With preemption disabled FULL waits for the matching preempt_enable.
  @Test func `a disabled preemption comes when it is enabled`() throws {
    let calls =
      [.preemptDisable] + Self.work + Self.work + Self.work.prefix(1)
      + [.preemptEnable, .condResched]
    let timeline = try Self.timeline(calls, .full)
    #expect(timeline == "AABBBBBBBBBBBABBAAAA")
  }

  /// Every place where the processor could be lost is a numbered decision: the more of them, the
  /// more the kernel is preempted.
  ///
  /// J4: the list of a run gives the same run.
  @Test func `each such place is a decision`() throws {
    var counts: [Int] = []
    for model in PreemptionModel.allCases {
      let parts: [KernelPart] = [
        [.kernel(.run("busy", part: 1)), .system(.schedYield), .system(.getpid)],
        .thread([.condResched, .mightSleep, .setState(.running), .condResched]),
      ]
      let play = try KernelPlay(parts, on: Kernel(boot: .full(model)))
      counts.append(play.kernel.decisionLog.decisions.count { $0.kind == .preempt })
      let seeded = try KernelPlay(
        parts, on: Kernel(decisions: .seeded(7), boot: .full(model)))
      let again = try KernelPlay(
        parts, on: Kernel(decisions: .replay(seeded.kernel.decisionLog.choices), boot: .full(model))
      )
      #expect(again.kernel.trace.events == seeded.kernel.trace.events)
      #expect(again.kernel.decisionLog.mismatchCount == 0)
    }
    #expect(counts[0] < counts[1] && counts[1] < counts[2])
  }

  /// A copy of a kernel in the middle of a run is a snapshot: both go on alike, and apart.
  @Test func `a copy goes on by itself`() throws {
    var copies: [(kernel: Kernel, part: Int)] = []
    let parts: [KernelPart] = [
      [.kernel(.run("busy", part: 1)), .system(.schedYield)], .thread([.condResched, .yield]),
    ]
    let whole = try KernelPlay(parts) { kernel, part, _ in copies.append((kernel, part)) }
    for (kernel, _) in copies {
      try kernel.checkInvariants()
      let events = kernel.trace.events
      #expect(Array(whole.kernel.trace.events.prefix(events.count)) == events)
    }
    #expect(copies.count > 4)
  }

  // MARK: - Lost wake-ups

  /// A thread that waits for a word to be 1, and one that sets it and wakes.
  ///
  /// In the right order it says how it sleeps, looks, and sleeps; in the wrong one it looks first.
  private static func waits(
    rightOrder: Bool, _ decisions: DecisionSource, _ model: PreemptionModel = .full
  ) throws -> (asleep: Bool, log: DecisionLog) {
    var kernel = Kernel(decisions: decisions, boot: .full(model))
    let word = kernel.makeKernelWord()
    let say = KernelCall.setState(.interruptible)
    let sleeper = KernelPart.thread { replies in
      let order: [KernelCall] = rightOrder ? [say, .read(word)] : [.read(word), say]
      switch replies.count {
      case 1: return order[0]
      case 2: return order[1]
      case 3:
        let seen = rightOrder ? replies[2] : replies[1]
        return seen == 1 ? .setState(.running) : .schedule
      default: return nil
      }
    }
    let play = try KernelPlay(
      [
        KernelPart { replies in
          switch replies.count {
          case 1: .kernel(.run("sleeper", part: 1))
          case 2: .kernel(.write(word, 1))
          case 3: .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[1]))))
          default: nil
          }
        }, sleeper,
      ], on: kernel)
    return (play.kernel.kernelThread(named: "sleeper") != nil, play.kernel.decisionLog)
  }

  /// One list of decisions loses the only wake-up there is: it comes between the look and the word.
  @Test func `who looks before it says how it sleeps can sleep for ever`() throws {
    var lost: [[UInt16]] = []
    let runs = try everyDecisionList(runsMax: 2_000) { decisions in
      let (isAsleep, log) = try Self.waits(rightOrder: false, decisions)
      if isAsleep { lost.append(log.choices) }
      return log
    }
    #expect(runs != nil && !lost.isEmpty)
    let first = try #require(lost.first)
    // The list replays the loss, and the right order does not lose it.
    #expect(try Self.waits(rightOrder: false, .replay(first)).asleep)
    #expect(try !Self.waits(rightOrder: true, .replay(first)).asleep)
  }

  @Test func `who says first how it sleeps never does`() throws {
    let runs = try everyDecisionList(runsMax: 5_000) { decisions in
      let (isAsleep, log) = try Self.waits(rightOrder: true, decisions)
      #expect(!isAsleep, "\(log.choices)")
      return log
    }
    #expect(try #require(runs) > 10)
  }

  /// Where the kernel is not preempted, and there is one processor, the wrong order goes well.
  @Test func `without preemption the wrong order is not seen`() throws {
    let runs = try everyDecisionList(runsMax: 2_000) { decisions in
      let (isAsleep, log) = try Self.waits(rightOrder: false, decisions, .none)
      #expect(!isAsleep)
      return log
    }
    #expect(runs != nil)
  }
}
