import KernelCore
import LinuxABI
import Testing

/// Interrupts, what they leave for later, and the daemon that does the rest.
@Suite struct `Soft interrupts` {
  private static func busy(_ nanoseconds: UInt64) -> KernelPart {
    KernelPart(
      Array(
        repeating: .system(.compute(nanoseconds: 1_000_000)), count: Int(nanoseconds / 1_000_000)))
  }

  private static func play(
    _ streams: [PacketStream], profile: KernelProfile = .linux618, processors: Int32 = 1,
    nanoseconds: UInt64 = 50_000_000
  ) throws -> KernelPlay {
    var boot = Boot.full
    boot.processorCount = processors
    var kernel = Kernel(profile: profile, boot: boot)
    for stream in streams { kernel.connect(stream) }
    return try KernelPlay([busy(nanoseconds)], on: kernel, until: 100_000_000)
  }

  private static func rounds(_ play: KernelPlay, cpu: Int64 = 0, daemon: Int64) -> [TraceEvent] {
    play.kernel.trace.events.filter { $0.kind == .softInterrupt && $0.a == cpu && $0.c == daemon }
  }

  /// Few packets are served at the end of their interrupts; the daemon sleeps.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `few packets are served at the end of their interrupts`(profile: KernelProfile) throws {
    let play = try Self.play(
      [
        PacketStream(
          from: 1_000_000, everyNanoseconds: 2_000_000, count: 10, costNanoseconds: 10_000)
      ],
      profile: profile)
    let counts = try #require(play.kernel.softInterrupts(ofProcessor: 0))
    #expect(counts.itemsDone == 10 && counts.daemonWakes == 0 && counts.roundsInDaemon == 0)
    #expect(counts.roundsAtInterrupt == counts.interrupts)
    #expect(counts.interruptNanoseconds >= 10 * 10_000)
  }

  /// Who is interrupted gets the time back: it only ends later.
  @Test func `interrupts take no processor time from who is interrupted`() throws {
    let quiet = try Self.play([])
    let noisy = try Self.play([
      PacketStream(
        from: 1_000_000, everyNanoseconds: 1_000_000, count: 20, costNanoseconds: 100_000)
    ])
    for play in [quiet, noisy] {
      let end = try #require(play.kernel.snapshot(of: play.program))
      #expect(end.status == .exited(0))
    }
    func end(_ play: KernelPlay) -> UInt64 {
      play.kernel.trace.events.last { $0.kind == .exit }?.timeNanoseconds ?? 0
    }
    let taken = try #require(noisy.kernel.softInterrupts(ofProcessor: 0)).interruptNanoseconds
    #expect(end(noisy) == end(quiet) + taken)
  }

  /// G13: an interrupt that brings more than ten rounds can serve: the rest is the daemon's, which
  /// takes turns with the process.
  @Test func `in 2.6 ten rounds are served, then the daemon is woken`() throws {
    let play = try Self.play(
      [
        PacketStream(
          from: 1_000_000, everyNanoseconds: 1, count: 1, packetsEach: 5_000,
          costNanoseconds: 1_000)
      ], profile: .linux26)
    let counts = try #require(play.kernel.softInterrupts(ofProcessor: 0))
    #expect(counts.itemsDone == 5_000 && counts.interrupts == 1 && counts.daemonWakes == 1)
    // Rounds of 300 packets each.
    #expect(counts.roundsAtInterrupt == 10 && counts.roundsInDaemon == 7)
    let woken = try #require(play.kernel.trace.events.first { $0.kind == .wake && $0.a == 2 })
    #expect(Self.rounds(play, daemon: 0).allSatisfy { $0.sequence < woken.sequence })
    #expect(Self.rounds(play, daemon: 1).allSatisfy { $0.sequence > woken.sequence })
    #expect(play.kernel.kernelThread(2)?.systemNanoseconds ?? 0 >= 2_000_000)
  }

  /// G13: since 3.9 there is a limit of 2 ms too.
  @Test func `in 6_18 two milliseconds are enough`() throws {
    let play = try Self.play([
      PacketStream(from: 1_000_000, everyNanoseconds: 500_000, count: 40, costNanoseconds: 700_000)
    ])
    let counts = try #require(play.kernel.softInterrupts(ofProcessor: 0))
    #expect(counts.itemsDone == 40 && counts.daemonWakes > 0)
    let daemon = try #require(play.kernel.kernelThread(named: "ksoftirqd/0"))
    let woken = try #require(
      play.kernel.trace.events.first { $0.kind == .wake && $0.a == Int64(daemon.threadID.rawValue) }
    )
    let first = try #require(Self.rounds(play, daemon: 0).first)
    let served = woken.timeNanoseconds - first.timeNanoseconds
    #expect(served >= 2_000_000 && served < 3_000_000)
    #expect(Self.rounds(play, daemon: 0).count { $0.sequence < woken.sequence } < 10)
  }

  /// A soft interrupt does so much at most before it is raised again.
  @Test func `a budget ends one round`() throws {
    let play = try KernelPlay([
      [.kernel(.raiseSoftirq(.tasklets, cpu: 0, items: 1_000, nanosecondsEach: 100))]
    ])
    #expect(Self.rounds(play, daemon: 1).count == 4)
    #expect(play.kernel.softInterrupts(ofProcessor: 0)?.itemsDone == 1_000)
  }

  /// G13: what is raised outside of an interrupt is the daemon's.
  @Test func `a soft interrupt raised by a task wakes the daemon`() throws {
    let play = try KernelPlay(
      [
        [
          .kernel(.raiseSoftirq(.tasklets, cpu: 0, items: 3, nanosecondsEach: 1_000)),
          .kernel(.raiseSoftirq(.highTasklets, cpu: 0, items: 1, nanosecondsEach: 1_000)),
          .system(.schedYield),
        ]
      ])
    let counts = try #require(play.kernel.softInterrupts(ofProcessor: 0))
    #expect(counts.daemonWakes == 1 && counts.roundsInDaemon == 1 && counts.itemsDone == 4)
    #expect(counts.interrupts == 0)
  }

  /// G13: each processor has its own, bound to it.
  @Test func `each processor has its daemon`() throws {
    let play = try Self.play(
      [
        PacketStream(
          cpu: 1, from: 1_000_000, everyNanoseconds: 10_000, count: 500, costNanoseconds: 9_900)
      ], profile: .linux26, processors: 2)
    #expect(play.kernel.softInterrupts(ofProcessor: 1)?.itemsDone == 500)
    #expect(play.kernel.softInterrupts(ofProcessor: 0)?.itemsDone == 0)
    let times = try ["ksoftirqd/0", "ksoftirqd/1"].map {
      try #require(play.kernel.kernelThread(named: $0)).systemNanoseconds
    }
    #expect(times[0] == 0 && times[1] > 0)
    #expect(play.kernel.softInterrupts(ofProcessor: 2) == nil)
  }

  /// G7: the daemon parks with its processor, and comes back.
  @Test func `the daemon parks`() throws {
    let play = try KernelPlay([
      [
        .kernel(.kthreadPark(5)),
        .kernel(.raiseSoftirq(.poll, cpu: 0, items: 1, nanosecondsEach: 9)),
        .kernel(.kthreadUnpark(5)), .system(.schedYield),
      ]
    ]) { kernel, _, number in
      if number == 1 { #expect(kernel.kernelThread(5)?.state == .parked) }
    }
    #expect(play.kernel.softInterrupts(ofProcessor: 0)?.itemsDone == 1)
  }
}
