import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18; what programs see is in `socket-messages`.
@Suite struct `Open files in messages` {
  private func pair(_ kind: UInt64 = 2) -> SystemCall {
    .registers(RegisterCall(.socketpair, 1, kind))
  }

  private func words(_ numbers: [UInt64], bytes: Int) -> [UInt8] {
    numbers.flatMap { number in
      (0..<bytes).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
  }

  /// Control messages of one kind: 1 descriptors, 2 process, user and group.
  private func control(_ kind: UInt64, _ numbers: [UInt64]) -> [UInt8] {
    words([UInt64(16 + 4 * numbers.count), 1 | kind << 32], bytes: 8) + words(numbers, bytes: 4)
  }

  /// A datagram of no bytes, with descriptors or credentials.
  private func send(_ socket: UInt64, _ kind: UInt64, _ numbers: [UInt64]) -> SystemCall {
    .registers(RegisterCall(.sendmsg, socket, 0, 0, 0, bytes: control(kind, numbers)))
  }

  private func receive(_ socket: UInt64, room: UInt64 = 64) -> SystemCall {
    .registers(RegisterCall(.recvmsg, socket, 0, 0, 0, room))
  }

  private func limit(_ count: UInt64) -> SystemCall {
    .registers(RegisterCall(.prlimit64, 0, 7, 1, count, 1_024))
  }

  @Test func `a file in a message is that of the sender's descriptor`() throws {
    let play = try Play([
      [
        pair(), .registers(RegisterCall(.pipe2)), send(3, 1, [6]), .close(fd: 6), receive(4),
        .write(fd: 6, buffer: .bytes([7])), .read(fd: 5, buffer: .inline(count: 9)),
      ]
    ])
    let replies = play.answers[2] ?? []
    #expect(replies[4].bytes == control(1, [6]) + [0, 0, 0, 0])
    #expect(replies[6].bytes == [7])
  }

  @Test func `what nobody reads is closed with who would have`() throws {
    let play = try Play([
      [
        pair(), .registers(RegisterCall(.pipe2)), send(3, 1, [6]), .close(fd: 6), .close(fd: 4),
        .read(fd: 5, buffer: .inline(count: 9)),
      ]
    ])
    #expect(play.values(2).suffix(2) == [0, 0])
  }

  @Test(arguments: [[3], [4]] as [[UInt64]])
  func `a socket may travel to its own end, but not in a circle`(_ sockets: [UInt64]) throws {
    let play = try Play([[pair(), send(3, 1, sockets)]])
    #expect(play.answers[2]?.last?.notBuilt == (sockets == [4] ? .call(.sendmsg) : nil))
  }

  @Test func `nor in a circle of two`() throws {
    let play = try Play([[pair(), pair(), send(3, 1, [6]), send(5, 1, [4]), send(5, 1, [3])]])
    #expect(play.values(2)[2] == 0)
    #expect(play.answers[2]?[3].notBuilt == .call(.sendmsg))
    #expect(play.values(2)[4] == 0)
  }

  /// Each is in the messages of the next, and only there.
  @Test func `a long row of sockets in messages is closed at once`() throws {
    var calls = [pair()]
    for _ in 0..<60 {
      // 3 and 4 are the last pair, 5 and 6 the next.
      calls += [
        pair(), send(5, 1, [4]), .close(fd: 3), .close(fd: 4),
        .registers(RegisterCall(.dup3, 5, 3)), .registers(RegisterCall(.dup3, 6, 4)),
        .close(fd: 5), .close(fd: 6),
      ]
    }
    let play = try Play([Part(calls + [.close(fd: 3), .close(fd: 4), pair()])])
    #expect(play.answers[2]?.allSatisfy { $0.value >= 0 } == true)
    #expect(play.ending == .allDone)
  }

  /// Source: `net/unix/af_unix.c: too_many_unix_fds`.
  @Test func `a user has no more files on their way than descriptors`() throws {
    let calls = [pair(), limit(6)] + (0..<8).map { _ in send(3, 1, [0]) } + [receive(4), limit(9)]
    let play = try Play([Part(calls)], as: .user)
    #expect(play.errors(2)[8] == nil)
    #expect(play.errors(2)[9] == .tooManyReferences)
    let asRoot = try Play([Part(calls)])
    #expect(asRoot.errors(2)[9] == nil)
  }

  /// Source: `net/core/scm.c: scm_check_creds`.
  @Test(
    arguments: [
      ([2, 1_000, 1_000], nil), ([2, 5, 1_000], .notPermitted), ([2, 1_000, 5], .notPermitted),
      ([1, 1_000, 1_000], .notPermitted), ([2, 0xffff_ffff, 1_000], .invalidArgument),
    ] as [([UInt64], Errno?)])
  func `who has no power tells the truth`(_ claim: [UInt64], _ errno: Errno?) throws {
    let play = try Play([[pair(), send(3, 2, claim)]], as: .user)
    #expect(play.errors(2).last == errno)
  }

  @Test func `who is killed while it waits to send gives the files back`() throws {
    let fill = SystemCall.registers(RegisterCall(.sendmsg, 3, 0, 0, 0))
    let kill = SystemCall.kill(pid: 3, signal: .kill)
    let play = try Play([
      Part(
        [pair(), .registers(RegisterCall(.pipe2))] + (0..<277).map { _ in fill }
          + [.fork(part: 1), .close(fd: 6), .schedYield, kill, .wait()]
          + [.read(fd: 5, buffer: .inline(count: 1))]),
      [send(3, 1, [6])],
    ])
    #expect(play.ending == .allDone)
    #expect(play.values(2).last == 0)
  }
}
