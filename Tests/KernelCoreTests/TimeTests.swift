import KernelCore
import LinuxABI
import Testing

/// Clocks, sleeps and timers; the errors are those that 6.18 gave.
@Suite struct `Clocks and timers` {
  static func call(
    _ number: SystemCallNumber, _ words: UInt64..., bytes: [UInt8] = []
  ) -> SystemCall {
    let all = words + [UInt64](repeating: 0, count: 6 - words.count)
    return .registers(
      RegisterCall(number, all[0], all[1], all[2], all[3], all[4], all[5], bytes: bytes))
  }

  static func bytes(_ words: UInt64...) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(word >> UInt64($0 * 8) & 0xff) } }
  }

  static func word(_ bytes: [UInt8], _ index: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64($1 * 8) }
  }

  static let handler = SystemCall.sigaction(
    signal: .user1, disposition: SignalDisposition(handler: 0x1000))
  /// SIGUSR1 for the process.
  static let event = bytes(0x1234_5678_9abc_def0, 10, 0, 0, 0, 0, 0, 0)

  @Test(arguments: [
    (call(.clockGettime, 8), Errno.invalidArgument), (call(.clockGettime, 12), .invalidArgument),
    (call(.clockGettime, UInt64(bitPattern: -1)), .invalidArgument),
    (call(.clockSettime, 1, bytes: bytes(1, 0)), .invalidArgument),
    (call(.adjtimex), .badAddress),
    (call(.clockNanosleep, 4, bytes: bytes(1, 0)), .notSupported),
    (call(.clockNanosleep, 1, bytes: bytes(0, 1_000_000_000)), .invalidArgument),
    (call(.clockNanosleep, 1, bytes: bytes(.max, 0)), .invalidArgument),
    (call(.nanosleep, bytes: bytes(0, 1_000_000_000)), .invalidArgument),
    (call(.timerCreate, 4), .notSupported), (call(.timerCreate, 12), .invalidArgument),
    (call(.timerCreate, 0, bytes: bytes(0, 65, 0, 0, 0, 0, 0, 0)), .invalidArgument),
    (call(.timerCreate, 0, bytes: bytes(0, 3 << 32 | 10, 0, 0, 0, 0, 0, 0)), .invalidArgument),
    (call(.timerSettime, 0, bytes: bytes(0, 0, 1, 0)), .invalidArgument),
    (call(.timerDelete, 0), .invalidArgument), (call(.timerGetoverrun, 7), .invalidArgument),
    (call(.futex, 0x1_0000, 256), .notImplemented), (call(.futex, 0x1_0000, 2), .notImplemented),
    (call(.futex, 0x1_0000, 9, 0, 0, 0, 0), .invalidArgument),
    (call(.futex, 0x1_0000, 128, 0, 0, 1, bytes: bytes(0, .max)), .invalidArgument),
    (call(.futex, 0x1_0000, 128, 1), .resourceTemporarilyUnavailable),
    (call(.futex, 0x10_0000_0000, 1), .badAddress), (call(.setuid, 0xffff_ffff), .invalidArgument),
    (call(.getgroups, UInt64(bitPattern: -1)), .invalidArgument), (call(.rseq), .notImplemented),
    (call(.getrandom, 0, 1, 8), .invalidArgument), (call(.getrandom, 0, 1, 6), .invalidArgument),
    (call(.getrandom, 8, 1, 0), .badAddress), (call(.membarrier, 128), .invalidArgument),
    (call(.reboot), .notPermitted),
  ])
  func `errors are Linux's`(call: SystemCall, error: Errno) throws {
    let play = try Play([[call]])
    #expect(play.errors(2) == [error])
  }

  @Test func `clocks go with the kernel's time`() throws {
    let play = try Play([
      [
        .compute(nanoseconds: 5_000_000), Self.call(.clockGettime, 1), Self.call(.clockGettime, 0),
        Self.call(.clockGettime, 6), Self.call(.clockGettime, 2), Self.call(.clockGetres, 5),
        Self.call(.clockGettime, UInt64(bitPattern: ~2 << 3 | 2)), Self.call(.gettimeofday),
        Self.call(.times), Self.call(.sysinfo),
      ]
    ])
    let bytes = (play.answers[2] ?? []).map(\.bytes)
    let now = Self.word(bytes[1], 1)
    #expect(now > 5_000_000 && now < 5_100_000)
    #expect(Self.word(bytes[2], 0) == 1_767_225_600)
    #expect(Self.word(bytes[2], 1) > now)
    #expect(Self.word(bytes[3], 1) == 4_000_000)
    #expect(Self.word(bytes[4], 1) == 5_000_000)
    #expect(Self.word(bytes[5], 1) == 4_000_000)
    #expect(bytes[6] == bytes[4])
    #expect(bytes[7].count == 24 && Self.word(bytes[7], 1) / 1_000 == 5)
    #expect(bytes[8].count == 32 && bytes[9].count == 112)
    #expect(Self.word(bytes[9], 4) == 65_536 * 4_096)
  }

  @Test func `an interrupted sleep says what was left, an absolute one does not`() throws {
    let second: UInt64 = 1_000_000_000
    let play = try Play([
      [
        Self.handler, .fork(part: 1), Self.call(.clockNanosleep, 1, bytes: Self.bytes(1, 0)),
        Self.call(.clockNanosleep, 1, 1, bytes: Self.bytes(100, 0)),
        Self.call(.clockNanosleep, 0, 1, bytes: Self.bytes(1_767_225_603, 0)),
        Self.call(.clockGettime, 1),
      ],
      [
        Self.call(.nanosleep, second / 4), .kill(pid: 2, signal: .user1),
        Self.call(.nanosleep, second / 4), .kill(pid: 2, signal: .user1),
      ],
    ])
    #expect(play.errors(2)[2] == .interrupted && play.errors(2)[3] == .interrupted)
    let left = try #require(play.answers[2]?[2].extra)
    #expect(left > 740_000_000 && left < 750_000_000)
    #expect(play.answers[2]?[3].extra == 0)
    #expect(Self.word(play.answers[2]?[5].bytes ?? [], 0) == 3)
  }

  @Test func `a timer that repeats tells how often nobody listened`() throws {
    let play = try Play([
      [
        Self.handler, Self.call(.timerCreate, 1, bytes: Self.event),
        Self.call(.timerSettime, 0, 0, bytes: Self.bytes(0, 1_000_000, 0, 2_000_000)),
        Self.call(.timerGettime, 0), Self.call(.rtSigprocmask, 0, 1 << 9),
        Self.call(.nanosleep, 10_500_000), Self.call(.rtSigprocmask, 1, 1 << 9),
        Self.call(.timerGetoverrun, 0), Self.call(.timerDelete, 0), Self.call(.timerDelete, 0),
        Self.call(.timerCreate, 0),
      ]
    ])
    let answers = try #require(play.answers[2])
    #expect(answers[1].extra == 0 && answers[1].bytes == [0, 0, 0, 0])
    #expect(Self.word(answers[3].bytes, 1) == 1_000_000)
    #expect(Self.word(answers[3].bytes, 3) < 2_000_000)
    #expect(play.handled.map(\.signal) == [.user1])
    #expect(answers[7].value == 8)
    #expect(play.errors(2).suffix(3) == [nil, .invalidArgument, nil])
    // Numbers are not used again.
    #expect(answers[10].extra == 1)
  }

  @Test func `timers go by processor time, for a thread, and not to children`() throws {
    let thread = Self.bytes(7, 4 << 32 | 10, 2, 0, 0, 0, 0, 0)
    let play = try Play([
      [
        Self.handler, Self.call(.timerCreate, 2, bytes: thread),
        Self.call(.timerSettime, 0, 0, bytes: Self.bytes(0, 0, 0, 3_000_000)),
        Self.call(.nanosleep, 10_000_000), .compute(nanoseconds: 2_000_000),
        Self.call(.timerGettime, 0), .compute(nanoseconds: 2_000_000), .fork(part: 1), .wait(),
        Self.call(.setitimer, 2, 1_000_000, 1_000_000), .compute(nanoseconds: 5_000_000),
      ], [Self.call(.timerGettime, 0)],
    ])
    #expect(Self.word(play.answers[2]?[5].bytes ?? [], 3) == 1_000_000)
    #expect(play.handled.map(\.signal) == [.user1])
    #expect(play.errors(3) == [.invalidArgument])
    #expect(play.status == .signaled(.profile))
  }

  @Test func `a futex waits up to a time of either clock`() throws {
    let play = try Play([
      [
        Self.call(.futex, 0x1_0000, 137, 0, 0, 1, 0xffff_ffff, bytes: Self.bytes(2, 0)),
        Self.call(.clockGettime, 1),
        Self.call(
          .futex, 0x1_0000, 393, 0, 0, 1, 0xffff_ffff, bytes: Self.bytes(1_767_225_604, 0)),
        Self.call(.clockGettime, 1),
        Self.call(.futex, 0x1_0000, 128, 0, 0, 1, 0, bytes: Self.bytes(1, 0)),
        Self.call(.clockGettime, 1), Self.call(.futex, 0x10_0000_0000, 129, 1),
        Self.call(.futex, 0x1_0000, 6),
      ]
    ])
    let answers = try #require(play.answers[2])
    #expect(play.errors(2)[0] == .timedOut && play.errors(2)[2] == .timedOut)
    #expect([1, 3, 5].map { Self.word(answers[$0].bytes, 0) } == [2, 4, 5])
    #expect(answers[6].value == 0)
    // FUTEX_LOCK_PI: nobody has it.
    #expect(answers[7].value == 0 && answers[7].notBuilt == nil)
  }

  @Test func `ids are kept, given up and inherited`() throws {
    let play = try Play([
      [
        Self.call(.setgroups, 2, bytes: [9, 0, 0, 0, 5, 0, 0, 0]), Self.call(.getgroups, 0),
        Self.call(.getgroups, 1), Self.call(.prctl, 8, 1), Self.call(.setgid, 7),
        Self.call(.setuid, 1_000), Self.call(.getresuid), Self.call(.capget, 0),
        Self.call(.setuid, 0), Self.call(.setreuid, 0xffff_ffff, 1_000), .fork(part: 1), .wait(),
      ],
      [Self.call(.getgroups, 2), Self.call(.getresgid), Self.call(.prctl, 7)],
    ])
    let answers = try #require(play.answers[2])
    #expect(answers[1].value == 2 && play.errors(2)[2] == .invalidArgument)
    #expect(answers[6].bytes == [232, 3, 0, 0, 232, 3, 0, 0, 232, 3, 0, 0])
    // What is permitted stays, what is in force goes.
    #expect(Self.word(answers[7].bytes, 0) == 0 && Self.word(answers[7].bytes, 1) != 0)
    #expect(play.errors(2)[8] == .notPermitted && play.errors(2)[9] == nil)
    let child = try #require(play.answers[3])
    #expect(child[0].bytes == [5, 0, 0, 0, 9, 0, 0, 0])
    #expect(child[1].bytes == [7, 0, 0, 0, 7, 0, 0, 0, 7, 0, 0, 0])
    #expect(child[2].value == 1)
  }

  @Test func `the machine says what it is`() throws {
    let play = try Play([
      [
        Self.call(.uname, 1), Self.call(.getrandom, 0, 16), Self.call(.getrandom, 0x1_0000, 4_096),
        Self.call(.riscvHwprobe, 0, 2, bytes: Self.bytes(4, 0, 1 << 40, 0)),
        Self.call(.getrlimit, 3), Self.call(.setrlimit, 3, 1 << 20, 2 << 20),
        Self.call(.getrlimit, 3), Self.call(.getcpu), Self.call(.getrusage, 0, 1),
        Self.call(SystemCallNumber(rawValue: 425)), Self.call(SystemCallNumber(rawValue: 300)),
      ]
    ])
    let answers = try #require(play.answers[2])
    #expect(answers[0].bytes.count == 390)
    #expect(Array(answers[0].bytes[130..<138]) == Array("6.18.44\0".utf8))
    #expect(answers[1].bytes.count == 16 && answers[2].value == 4_096)
    #expect(answers[3].bytes == Self.bytes(4, 3, .max, 0))
    #expect(answers[4].bytes == Self.bytes(8 << 20, .max))
    #expect(answers[6].bytes == Self.bytes(1 << 20, 2 << 20))
    #expect(answers[7].bytes.count == 8 && answers[8].bytes.count == 144)
    #expect(answers[9].notBuilt?.name == "io_uring_setup")
    #expect(answers[10].errno == .notImplemented && answers[10].notBuilt == nil)
  }
}
