import KernelCore
import LinuxABI
import Testing

/// Rule B25: what Linux answers was measured on 6.18, with two processors.
@Suite struct `SCHED_DEADLINE` {
  private func kernel(_ profile: KernelProfile = .linux618, processors: Int = 2) -> Kernel {
    var limits = KernelLimits()
    limits.processors = processors
    return Kernel(profile: profile, limits: limits)
  }

  private func words(_ numbers: [UInt64], bytes: Int) -> [UInt8] {
    numbers.flatMap { number in
      (0..<bytes).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
  }

  private func attributes(
    _ policy: UInt64 = 6, _ runtime: UInt64 = 0, _ deadline: UInt64 = 0, _ period: UInt64 = 0,
    flags: UInt64 = 0, priority: UInt64 = 0
  ) -> [UInt8] {
    words([56, policy], bytes: 4) + words([flags], bytes: 8) + words([0, priority], bytes: 4)
      + words([runtime, deadline, period, 0], bytes: 8)
  }

  /// Sets what a task needs, in milliseconds.
  private func set(
    _ task: UInt64, _ runtime: UInt64, _ deadline: UInt64, _ period: UInt64, flags: UInt64 = 0,
    policy: UInt64 = 6, priority: UInt64 = 0
  ) -> SystemCall {
    let unit: UInt64 = 1_000_000
    return .registers(
      RegisterCall(
        .schedSetattr, task,
        bytes: attributes(
          policy, runtime * unit, deadline * unit, period * unit, flags: flags, priority: priority))
    )
  }

  private func setExactly(_ needs: (UInt64, UInt64, UInt64)) -> SystemCall {
    .registers(
      RegisterCall(.schedSetattr, 0, bytes: attributes(6, needs.0, needs.1, needs.2)))
  }

  private let get = SystemCall.registers(RegisterCall(.schedGetattr, 0, 0, 56))

  private func call(_ number: SystemCallNumber, _ words: UInt64...) -> SystemCall {
    let all = words + [0, 0, 0]
    return .registers(RegisterCall(number, all[0], all[1], all[2]))
  }

  @Test func `is told back, with a period as long as the deadline where none is said`() throws {
    let play = try Play(
      [
        [
          set(0, 10, 100, 0, flags: 1), get, call(.schedGetscheduler, 0), call(.schedGetparam, 0),
          call(.schedRRGetInterval, 0),
        ]
      ], on: kernel())
    let replies = play.answers[2] ?? []
    #expect(replies[1].bytes == attributes(6, 10_000_000, 100_000_000, 100_000_000, flags: 1))
    #expect(replies[2].value == 0x4000_0006)
    #expect(replies[3...4].map(\.extra) == [0, 0])
  }

  @Test(
    arguments: [
      (1_023, 100_000_000, 100_000_000), (10_000_000, 5_000_000, 100_000_000),
      (10_000_000, 100_000_000, 50_000_000), (10_000_000, 0, 0), (0, 0, 0),
      (50_000, 99_999, 99_999),
      (1_000_000, 4_194_304_001, 4_194_304_001), (1_000_000, 1 << 63, 0),
      (10_000_000, 100_000_000, 1 << 63), (10_000_000, 100_000_000, 4_194_304_001),
    ] as [(UInt64, UInt64, UInt64)])
  func `wrong needs are EINVAL, before it is seen who asks`(
    _ needs: (UInt64, UInt64, UInt64)
  ) throws {
    let play = try Play([[setExactly(needs)]], on: kernel(), as: .user)
    #expect(play.errors(2) == [.invalidArgument])
  }

  @Test(
    arguments: [
      (1_024, 100_000_000, 100_000_000), (50_000, 100_000, 100_000),
      (1_000_000, 4_194_304_000, 4_194_304_000), (2_048, 100_000, 0),
      (10_000_000, 10_000_000, 20_000_000),
    ] as [(UInt64, UInt64, UInt64)])
  func `right needs take CAP_SYS_NICE`(_ needs: (UInt64, UInt64, UInt64)) throws {
    let asRoot = try Play([[setExactly(needs)]], on: kernel())
    #expect(asRoot.errors(2) == [nil])
    let asUser = try Play([[setExactly(needs)]], on: kernel(), as: .user)
    #expect(asUser.errors(2) == [.notPermitted])
  }

  /// 0.95 of each processor, less 0.05 for ordinary tasks: the second may have 0.800002098.
  @Test func `no more is promised than there is`() throws {
    let first = SystemCall.registers(
      RegisterCall(.schedSetattr, 3, bytes: attributes(6, 1_000_000_000, 1_000_000_000)))
    func second(_ runtime: UInt64) -> SystemCall {
      .registers(RegisterCall(.schedSetattr, 4, bytes: attributes(6, runtime, 1_000_000_000)))
    }
    let sleep = call(.nanosleep, 1_000_000_000)
    let play = try Play(
      [
        [
          .fork(part: 1), .fork(part: 1), first, second(800_002_099), second(800_002_098),
          set(0, 1, 100, 100), second(700_000_000), set(0, 1, 100, 100),
          .kill(pid: 3, signal: .kill), .wait(3), second(1_000_000_000),
        ], [sleep],
      ], on: kernel())
    let errors = play.errors(2)
    #expect(errors[2...4] == [nil, .resourceBusy, nil])
    #expect(errors[5...7] == [.resourceBusy, nil, nil])
    #expect(errors.last == Errno?.none)
  }

  @Test func `has children only with SCHED_RESET_ON_FORK, which are ordinary`() throws {
    let play = try Play(
      [
        [set(0, 10, 100, 100), .fork(part: 1), set(0, 10, 100, 100, flags: 1), .fork(part: 1)],
        [get],
      ], on: kernel())
    #expect(play.errors(2) == [nil, .resourceTemporarilyUnavailable, nil, nil])
    #expect(play.answers[3]?.first?.bytes == attributes(0, 1_400_000))
  }

  @Test func `runs on all processors, or not at all`() throws {
    let play = try Play(
      [
        [
          call(.schedSetaffinity, 0, 8, 1), set(0, 10, 100, 100), call(.schedSetaffinity, 0, 8, 3),
          set(0, 10, 100, 100), call(.schedSetaffinity, 0, 8, 1),
          call(.schedSetaffinity, 0, 8, 0xff),
        ]
      ], on: kernel())
    #expect(play.errors(2) == [nil, .notPermitted, nil, nil, .resourceBusy, nil])
  }

  @Test func `comes by sched_setattr alone, and goes by any call`() throws {
    let play = try Play(
      [
        [
          call(.schedSetscheduler, 0, 6, 0), set(0, 10, 100, 100), call(.schedSetparam, 0, 0),
          call(.schedSetparam, 0, 5), set(0, 10, 100, 100, priority: 5),
          call(.schedSetscheduler, 0, 1, 5), get,
        ]
      ], on: kernel())
    #expect(
      play.errors(2) == [
        .invalidArgument, nil, .invalidArgument, .invalidArgument, .invalidArgument, nil, nil,
      ])
    #expect(play.answers[2]?.last?.bytes == attributes(1, priority: 5))
  }

  /// SCHED_FLAG_KEEP_POLICY is 8, SCHED_FLAG_KEEP_PARAMS 16: with that nothing else changes.
  @Test func `flags keep the policy or its parameters`() throws {
    let play = try Play(
      [
        [
          set(0, 20, 100, 100, flags: 8), get, set(0, 10, 100, 100),
          set(0, 20, 100, 100, flags: 8, policy: 0), get, set(0, 0, 0, 0, flags: 16), get,
          set(0, 0, 0, 0, flags: 16, policy: 0), get, set(0, 0, 0, 0, flags: 24), get,
        ]
      ], on: kernel())
    let replies = play.answers[2] ?? []
    #expect(replies.allSatisfy { $0.value == 0 })
    #expect(replies[1].bytes == attributes(0, 20_000_000))
    for place in [4, 6, 8, 10] {
      #expect(replies[place].bytes == attributes(6, 20_000_000, 100_000_000, 100_000_000))
    }
  }

  @Test func `Linux 2.6 has none`() throws {
    let play = try Play(
      [[set(0, 10, 100, 100), call(.schedSetscheduler, 0, 6, 0)]], on: kernel(.linux26))
    #expect(play.errors(2) == [.notImplemented, .invalidArgument])
  }
}
