import KernelCore
import LinuxABI
import Testing

/// What few tasks have: semaphores, limits, descriptors of processes, robust futexes.
@Suite struct `Rare resources` {
  /// One operation of semop.
  private static func operation(_ amount: Int16, undo: Bool = false) -> [UInt8] {
    let bits = UInt16(bitPattern: amount)
    return [0, 0, UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8), 0, undo ? 0x10 : 0]
  }

  private static func value() -> SystemCall { .call(.semctl, 0, 0, 12) }

  /// B17: one list for those that share it, undone when the last of them ends.
  @Test func `semaphores are undone with the last task that shares the list`() throws {
    let play = try Play([
      [
        .call(.semget, 0, 1, 0o666), .fork(part: 1), .wait(), Self.value(),
        .compute(nanoseconds: 50_000_000),
        Self.value(),
      ],
      [.clone(.sysvSem, .child, part: 2), .call(.semop, 0, bytes: Self.operation(5, undo: true))],
      [
        .call(.semop, 0, bytes: Self.operation(2, undo: true)),
        .compute(nanoseconds: 20_000_000),
      ],
    ])
    #expect(play.values(2)[3] == 7)
    #expect(play.values(2)[5] == 0)
  }

  /// B17: who waits goes on when it can, and is told when the set is removed.
  @Test func `an operation waits until it can be carried out`() throws {
    let play = try Play([
      [
        .call(.semget, 0, 1, 0o666), .fork(part: 1), .schedYield, .call(.semctl, 0, 0, 14),
        .call(.semop, 0, bytes: Self.operation(3)), Self.value(), .schedYield,
        .call(.semctl, 0, 0, 0), .wait(),
      ],
      [.call(.semop, 0, bytes: Self.operation(-2)), .call(.semop, 0, bytes: Self.operation(-2))],
    ])
    #expect(play.values(2)[3] == 1)
    #expect(play.values(2)[5] == 1)
    #expect(play.values(3)[0] == 0)
    #expect(play.errors(3)[1] == .identifierRemoved)
  }

  /// B8: a child has a copy, threads have the same.
  @Test func `limits are copied by fork and shared by threads`() throws {
    let ask = SystemCall.call(.prlimit64, 0, 7)
    let set = SystemCall.call(.prlimit64, 0, 7, 1, 5, 6)
    let play = try Play([
      [
        .fork(part: 1), .thread(part: 2), .schedYield, ask, .dup(fd: 0), .dup(fd: 0), .dup(fd: 0),
        .wait(),
      ],
      [.schedYield, .schedYield, ask], [set],
    ])
    #expect(play.answers[2]?[3].bytes.first == 5)
    #expect(play.errors(2)[4...6] == [nil, nil, .tooManyOpenFiles])
    #expect(play.answers[3]?[2].bytes.prefix(2) == [0, 4])
  }

  /// A20: RLIMIT_NPROC counts by the real user, and binds who has no privilege.
  @Test func `a user has no more tasks than its limit`() throws {
    let play = try Play(
      [
        [
          .call(.prlimit64, 0, 6, 1, 2, 2), .fork(part: 1), .fork(part: 1), .wait(), .fork(part: 1),
        ], [],
      ],
      as: .user)
    #expect(play.errors(2)[1...2] == [nil, .resourceTemporarilyUnavailable])
    #expect(play.errors(2)[4] == nil)
  }

  /// H1: RLIMIT_SIGPENDING binds signals that are queued.
  @Test func `a real-time signal finds no room beyond the limit`() throws {
    let block = SystemCall.call(.rtSigprocmask, 0, 1 << 33)
    let queue = SystemCall.call(.rtSigqueueinfo, 2, 34, 1)
    let play = try Play([[.call(.prlimit64, 0, 11, 1, 2, 2), block, queue, queue, queue]])
    #expect(play.errors(2)[2...4] == [nil, nil, .resourceTemporarilyUnavailable])
  }

  /// RLIMIT_CORE says whether a dump is told of.
  @Test func `a status tells of a core file where one may be written`() throws {
    let signal = Signal(rawValue: 6)
    let play = try Play([
      [.fork(part: 1), .wait(), .fork(part: 2), .wait()], [.kill(pid: 3, signal: signal)],
      [.call(.prlimit64, 0, 4, 1, 1 << 20, -1), .kill(pid: 4, signal: signal)],
    ])
    #expect(play.answers[2]?[1].extra == 6)
    #expect(play.answers[2]?[3].extra == 0x86)
  }

  /// A23: a bad address for the descriptor leaves no child and no descriptor, but takes a number.
  @Test func `CLONE_PIDFD with a bad pointer is EFAULT`() throws {
    let play = try Play([
      [
        .clone(.pidfd, .child, part: 1, parentTID: UserAddress(rawValue: 8)), .dup(fd: 0),
        .fork(part: 1), .wait(),
      ], [],
    ])
    #expect(play.errors(2)[0] == .badAddress)
    #expect(play.values(2)[1...2] == [3, 4])
  }

  /// C43: who polls a process is woken when the whole group has ended.
  @Test func `a process is readable when it has ended, and hung up when it is reaped`() throws {
    let entry: [UInt8] = [3, 0, 0, 0, 1, 0, 0, 0]
    let play = try Play([
      [
        .clone(.pidfd, .child, part: 1, parentTID: word(0)), .load(word(0)),
        .call(.ppoll, bytes: entry), .wait(), .call(.ppoll, bytes: entry),
        .read(fd: 3, buffer: .inline(count: 4)),
      ], [.thread(part: 2), .exit(code: 0)], [.compute(nanoseconds: 10_000_000)],
    ])
    #expect(play.values(2)[1...4] == [3, 1, 3, 1])
    #expect(play.answers[2]?[2].bytes[6] == 1)
    #expect(play.answers[2]?[4].bytes[6] == 0x11)
    #expect(play.errors(2)[5] == .invalidArgument)
  }

  /// C11: locks of a task that ends are marked, and one that waits is woken.
  @Test func `a robust futex is marked when its owner ends`() throws {
    let (head, entry) = (word(64).rawValue, word(128).rawValue)
    func store(_ address: UInt64, _ value: UInt64) -> SystemCall {
      .store(address: UserAddress(rawValue: address), width: .doubleWord, value: value)
    }
    let lock = word(132)
    let play = try Play(
      [
        [.clone(.vm, .child, part: 1), .futexWait(lock, 0x8000_0003), .load(lock), .wait()],
        [
          store(head, entry), store(head + 8, 16), store(entry, head),
          .store(lock, 0x8000_0003), .call(.setRobustList, Int64(head), 24), .schedYield,
          .schedYield,
        ],
      ], on: Kernel(decisions: .childFirst))
    #expect(play.values(2)[1...2] == [0, 0xc000_0000])
  }

  /// B16: the context is shared with CLONE_IO, else a priority that was set is carried over.
  @Test func `contexts of input and output are shared with CLONE_IO`() throws {
    let play = try Play([
      [
        .call(.ioprioSet, 1, 0, 0x4003), .clone(.io, .child, part: 1), .wait(),
        .call(.ioprioGet, 1, 0), .fork(part: 1), .wait(), .call(.ioprioGet, 1, 0),
      ], [.call(.ioprioSet, 1, 0, 0x4005)],
    ])
    #expect(play.values(2)[3] == 0x4005)
    #expect(play.values(2)[6] == 0x4005)
  }

  /// H1b: a signal that is taken late does not put off those after it.
  @Test func `an interval timer keeps to its times`() throws {
    let mask = Int64(bitPattern: SignalSet(.alarm).rawValue)
    let play = try Play([
      [
        .sigaction(signal: .alarm, disposition: SignalDisposition(handler: 0x100)),
        .call(.rtSigprocmask, 0, mask), .call(.setitimer, 0, 10_000_000, 10_000_000),
        .compute(nanoseconds: 25_000_000), .call(.rtSigprocmask, 1, mask), .call(.getitimer, 0),
        .call(.setitimer, 0, 0),
      ]
    ])
    #expect(play.handled.map(\.signal) == [.alarm])
    // At 30 ms, not at 35 ms.
    let left = play.answers[2]?[5].extra ?? 0
    #expect(4_900_000...5_000_000 ~= left, "\(left)")
  }

  /// B15: root's powers go with its number.
  @Test func `powers go with the last id of root`() throws {
    let play = try Play([
      [
        .call(.setresuid, -1, 1_000, -1), .call(.sethostname), .call(.setresuid, -1, 0, -1),
        .call(.sethostname), .call(.setresuid, 1_000, 1_000, 1_000), .call(.setresuid, 0, -1, -1),
      ]
    ])
    #expect(play.errors(2)[1...5] == [.notPermitted, nil, nil, nil, .notPermitted])
  }
}
