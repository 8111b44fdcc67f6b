import KernelCore
import LinuxABI
import Testing

/// B25, and the calls of sched(7), where versions or numbers of processors differ; the rest is in
/// scenarios.
@Suite struct `Calls of the scheduler` {
  private func call(_ number: SystemCallNumber, _ words: Int64...) -> SystemCall {
    func word(_ place: Int) -> UInt64 {
      place < words.count ? UInt64(bitPattern: words[place]) : 0
    }
    return .registers(RegisterCall(number, word(0), word(1), word(2)))
  }

  private func kernel(_ profile: KernelProfile = .linux618, processors: Int = 1) -> Kernel {
    var limits = KernelLimits()
    limits.processors = processors
    return Kernel(profile: profile, limits: limits)
  }

  @Test func `2.6 has the policies of POSIX alone`() throws {
    let play = try Play(
      [
        [
          call(.schedSetscheduler, 0, 3, 0), call(.schedSetscheduler, 0, 5, 0),
          call(.schedSetscheduler, 0, 0x4000_0000, 0), call(.schedSetscheduler, 0, 2, 9),
          call(.schedGetscheduler, 0),
          // A negative policy is the one that the task has.
          call(.schedSetscheduler, 0, -1, 8), call(.schedGetparam, 0),
        ]
      ], on: kernel(.linux26))
    #expect(
      play.errors(2) == [
        .invalidArgument, .invalidArgument, .invalidArgument, nil, nil, nil, nil,
      ])
    #expect(play.values(2)[4] == 2)
    #expect(play.answers[2]?.last?.extra == 8)
  }

  @Test func `2.6 takes a capability for any real-time priority`() throws {
    let play = try Play(
      [
        [
          call(.schedSetscheduler, 0, 1, 1), call(.schedSetscheduler, 0, 0, 0),
        ]
      ], on: kernel(.linux26), as: Credentials(userID: 1_000, groupID: 1_000))
    #expect(play.errors(2) == [.notPermitted, nil])
  }

  /// Nobody may have the right to raise that limit on the running kernel, so no scenario does.
  @Test func `RLIMIT_RTPRIO allows real-time priorities up to it`() throws {
    let play = try Play(
      [
        [
          .registers(RegisterCall(.prlimit64, 0, 14, 1, 3, 3)),
          .registers(RegisterCall(.setresuid, 1_000, 1_000, 1_000)),
          call(.schedSetscheduler, 0, 1, 4), call(.schedSetscheduler, 0, 1, 3),
          call(.schedSetparam, 0, 1), call(.schedSetparam, 0, 2),
          .registers(RegisterCall(.prlimit64, 0, 14, 1, 0, 0)),
          call(.schedSetparam, 0, 1), call(.schedSetparam, 0, 2),
          call(.schedSetscheduler, 0, 2, 1), call(.schedSetscheduler, 0, 0, 0),
          call(.schedSetscheduler, 0, 1, 1),
        ]
      ], on: kernel())
    #expect(
      play.errors(2) == [
        nil, nil, .notPermitted, nil, nil, nil, nil, nil, .notPermitted, .notPermitted, nil,
        .notPermitted,
      ])
  }

  @Test(arguments: [
    // SCALE_PRIO of 2.6.11.
    (KernelProfile.linux26, -20, 800_000_000), (.linux26, -1, 420_000_000),
    (.linux26, 0, 100_000_000), (.linux26, 10, 50_000_000), (.linux26, 19, 5_000_000),
    // The base slice is less than a tick.
    (.linux618, 0, 0), (.linux618, 10, 0),
  ])
  func `an ordinary task's turn is that of its scheduler`(
    profile: KernelProfile, nice: Int, nanoseconds: Int64
  ) throws {
    let play = try Play(
      [[call(.setpriority, 0, 0, Int64(nice)), call(.schedRRGetInterval, 0)]], on: kernel(profile))
    #expect(play.errors(2) == [nil, nil])
    #expect(play.answers[2]?.last?.extra == nanoseconds)
  }

  @Test func `with shorter ticks the base slice is told, the longer the more processors`() throws {
    for (processors, nanoseconds) in [(1, 700_000), (2, 1_400_000), (64, 2_800_000)]
      as [(Int, Int64)]
    {
      var profile = KernelProfile.linux618
      profile.tickNanoseconds = 100_000
      let play = try Play(
        [[call(.schedRRGetInterval, 0)]], on: kernel(profile, processors: processors))
      #expect(play.answers[2]?.first?.extra == nanoseconds)
    }
  }

  @Test func `CFS tells no turn of a task that is alone`() throws {
    var profile = KernelProfile.linux618
    profile.scheduler = .cfs
    let play = try Play(
      [
        [
          call(.schedRRGetInterval, 0), call(.schedSetscheduler, 0, 2, 1),
          call(.schedRRGetInterval, 0), call(.schedSetscheduler, 0, 1, 1),
          call(.schedRRGetInterval, 0),
        ]
      ], on: kernel(profile))
    #expect(play.answers[2]?.map(\.extra) == [0, 0, 100_000_000, 0, 0])
  }

  @Test func `a task may run on all processors, or on those that it was bound to`() throws {
    let play = try Play(
      [
        [
          call(.schedGetaffinity, 0, 8), call(.schedSetaffinity, 0, 8, 0b11010),
          call(.schedGetaffinity, 0, 8), .fork(part: 1), .wait(),
          call(.schedSetaffinity, 0, 8, 0b10000), call(.schedGetaffinity, 0, 4),
          call(.schedGetaffinity, 0, 16), call(.schedSetaffinity, 0, 8, -1),
          call(.schedGetaffinity, 0, 8),
        ],
        [call(.schedGetaffinity, 0, 8)],
      ], on: kernel(processors: 4))
    #expect(play.values(2) == [8, 0, 8, 3, 3, -22, -22, 8, 0, 8])
    let masks = play.answers[2]?.map(\.extra) ?? []
    #expect(masks.first == 0b1111)
    #expect(masks[2] == 0b1010)
    #expect(play.answers[3]?.first?.extra == 0b1010)
    #expect(masks.last == 0b1111)
  }

  @Test func `what was asked for can be seen from outside`() throws {
    var seen: TaskScheduling?
    _ = try Play(
      [
        [
          call(.setpriority, 0, 0, 7), call(.schedSetscheduler, 0, 1 | 0x4000_0000, 50),
          call(.schedSetaffinity, 0, 8, 2), .getpid,
        ]
      ], on: kernel(processors: 2)
    ) { kernel, threadID, number in
      if number == 3, let task = kernel.task(ThreadID(rawValue: threadID)) {
        seen = kernel.scheduling(of: task)
      }
    }
    let scheduling = try #require(seen)
    #expect(scheduling.policy == .fifo)
    #expect(scheduling.priority == 50)
    #expect(scheduling.nice == 7)
    #expect(scheduling.resetsOnFork)
    #expect(scheduling.processors == 2)
    #expect(scheduling.mayRun(on: 1) && !scheduling.mayRun(on: 0))
  }
}
