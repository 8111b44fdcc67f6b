import KernelCore
import LinuxABI
import Testing

/// Setting CLOCK_REALTIME: whoever waits for a time of it is told of it earlier or later, whoever waits for a
/// length of time is not.
@Suite struct `Setting the clock` {
  private typealias Base = `Clocks and timers`

  /// What the clock says at boot, in seconds.
  private static let start: UInt64 = 1_767_225_600

  private static func set(_ seconds: UInt64) -> SystemCall {
    Base.call(.clockSettime, 0, bytes: Base.bytes(seconds, 0))
  }

  private static let now = Base.call(.clockGettime, 1)

  @Test func `only who has CAP_SYS_TIME sets it`() throws {
    let calls = [
      Self.set(1), Base.call(.settimeofday), Base.call(.clockSettime, 1, bytes: Base.bytes(1, 0)),
      Self.set(.max), Base.call(.clockSettime, 0, bytes: Base.bytes(0, 1_000_000_000)),
    ]
    #expect(
      try Play([Part(calls)], as: .user).errors(2)
        == [.notPermitted, .notPermitted, .invalidArgument, .invalidArgument, .invalidArgument])
    #expect(
      try Play([Part(calls)]).errors(2)
        == [nil, nil, .invalidArgument, .invalidArgument, .invalidArgument])
  }

  @Test func `it says what it was set to, and no other clock does`() throws {
    let play = try Play([
      [
        .compute(nanoseconds: 1_000_000), Self.set(5_000_000_000), Base.call(.clockGettime, 0),
        Base.call(.gettimeofday), Base.call(.clockGettime, 5), Self.now,
        Self.set(0), Base.call(.clockGettime, 0),
      ]
    ])
    let answers = try #require(play.answers[2])
    #expect(Base.word(answers[2].bytes, 0) == 5_000_000_000)
    #expect(Base.word(answers[3].bytes, 0) == 5_000_000_000)
    #expect(Base.word(answers[4].bytes, 0) >= 4_999_999_999)
    #expect(Base.word(answers[5].bytes, 0) == 0)
    // It never said less than 0.
    #expect(play.errors(2)[6] == .invalidArgument)
    #expect(Base.word(answers[7].bytes, 0) == 5_000_000_000)
  }

  @Test func `sleeps up to a time end when it comes, others when they would have`() throws {
    let play = try Play([
      [
        .fork(part: 1), .fork(part: 2), .fork(part: 3), .fork(part: 4),
        Base.call(.nanosleep, 1_000_000_000), Self.set(Self.start + 100), .wait(), .wait(),
        .wait(), Self.now, .wait(), Self.now,
      ],
      [Base.call(.clockNanosleep, 0, 1, bytes: Base.bytes(Self.start + 90, 0)), Self.now],
      // A futex up to a time, by both clocks.
      [
        Base.call(.futex, 0x1_0000, 256 | 9, 0, 0, 1, .max, bytes: Base.bytes(Self.start + 102, 0)),
        Self.now,
      ],
      [
        Base.call(.clockNanosleep, 0, 0, bytes: Base.bytes(3, 0)), Self.now,
      ],
      [
        Base.call(.futex, 0x1_0000, 9, 0, 0, 1, .max, bytes: Base.bytes(20, 0)), Self.now,
      ],
    ])
    let seconds = (3...6).map { Base.word(play.answers[$0]?.last?.bytes ?? [], 0) }
    #expect(seconds == [1, 3, 3, 20])
    #expect(play.errors(4)[0] == .timedOut && play.errors(6)[0] == .timedOut)
  }

  @Test func `timers go by the clock or by lengths of time`() throws {
    let setting = Base.bytes(0, 0, Self.start + 50, 0)
    let play = try Play([
      [
        Base.handler, Base.call(.timerCreate, 0, bytes: Base.event),
        Base.call(.timerCreate, 0, bytes: Base.event),
        Base.call(.timerSettime, 0, 1, bytes: setting),
        Base.call(.timerSettime, 1, 0, bytes: Base.bytes(0, 0, 60, 0)),
        Self.set(Self.start + 40), Base.call(.timerGettime, 0), Base.call(.timerGettime, 1),
        Base.call(.nanosleep, 100_000_000_000), Self.now, Base.call(.nanosleep, 100_000_000_000),
        Self.now, Base.call(.timerGettime, 1),
      ]
    ])
    let answers = try #require(play.answers[2])
    #expect(Base.word(answers[6].bytes, 2) == 9)
    #expect(Base.word(answers[7].bytes, 2) == 59)
    #expect(play.handled.map(\.signal) == [.user1, .user1])
    #expect(Base.word(answers[9].bytes, 0) == 10)
    #expect(Base.word(answers[11].bytes, 0) == 60)
  }

  @Test func `a timer that was told to is canceled`() throws {
    let setting = Base.bytes(0, 0, Self.start + 50, 0)
    let play = try Play([
      [
        Base.call(.timerfdCreate, 0), Base.call(.timerfdCreate, 0),
        Base.call(.timerfdSettime, 3, 3, bytes: setting),
        Base.call(.timerfdSettime, 4, 1, bytes: setting), Self.set(Self.start + 60),
        .read(fd: 3, buffer: .inline(count: 8)), .read(fd: 4, buffer: .inline(count: 8)), Self.now,
        Base.call(.timerfdSettime, 3, 3, bytes: setting), Self.set(Self.start + 70),
        Base.call(.timerfdSettime, 3, 3, bytes: Base.bytes(0, 0, Self.start + 200, 0)),
        Base.call(.timerfdGettime, 3),
      ]
    ])
    #expect(play.errors(2)[5] == .canceled)
    #expect(play.answers[2]?[6].bytes.first == 1)
    #expect(Base.word(play.answers[2]?[7].bytes ?? [], 0) == 0)
    #expect(play.errors(2)[8] == nil && play.errors(2)[10] == .canceled)
    #expect(Base.word(play.answers[2]?[11].bytes ?? [], 2) == 129)
  }

  @Test func `adjtimex sets it by a step, and keeps what it is told of errors`() throws {
    func record(_ modes: UInt64, status: UInt64 = 0, seconds: UInt64 = 0) -> [UInt8] {
      Base.bytes(modes, 0, 0, 0, 0, status, 0, 0, 0, seconds, 0, 0)
        + [UInt8](repeating: 0, count: 112)
    }
    let play = try Play([
      [
        Base.call(.adjtimex, bytes: record(0)),
        Base.call(.adjtimex, bytes: record(0x110, status: 0, seconds: 7)),
        Base.call(.clockAdjtime, 0, bytes: record(0)),
        Base.call(.clockAdjtime, 1, bytes: record(0)),
        Base.call(.adjtimex, bytes: record(0x8000)), Base.call(.adjtimex, bytes: record(2)),
      ]
    ])
    #expect(play.values(2)[0] == 5 && play.values(2)[1] == 0 && play.values(2)[2] == 0)
    #expect(Base.word(play.answers[2]?[2].bytes ?? [], 9) == Self.start + 7)
    #expect(play.errors(2)[3] == .notSupported && play.errors(2)[4] == .invalidArgument)
    // What would change the clock's pace is not built.
    #expect(play.errors(2)[5] == .notImplemented)
  }
}
