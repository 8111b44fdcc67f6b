import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18; what programs see is in `system-queues`.
@Suite struct `System V message queues` {
  private func make(_ key: Int64, _ flags: Int64 = 0o1600) -> SystemCall {
    .call(.msgget, key, flags)
  }

  private func send(_ queue: Int64, _ type: Int64, _ text: String) -> SystemCall {
    .call(.msgsnd, queue, type, Int64(text.utf8.count), bytes: Array(text.utf8))
  }

  private func receive(_ queue: Int64, _ type: Int64 = 0, flags: Int64 = 0) -> SystemCall {
    .call(.msgrcv, queue, 100, type, flags)
  }

  private func set(_ queue: Int64, room: UInt64, mode: UInt16) -> SystemCall {
    var bytes = [UInt8](repeating: 0, count: 120)
    (bytes[20], bytes[21]) = (UInt8(mode & 0xff), UInt8(mode >> 8))
    for place in 0..<8 { bytes[88 + place] = UInt8(truncatingIfNeeded: room >> UInt64(8 * place)) }
    return .call(.msgctl, queue, 1, bytes: bytes)
  }

  @Test func `a message is handed to the first who waits for its type`() throws {
    let play = try Play([
      [
        make(7), .fork(part: 1), .fork(part: 2), .schedYield, send(0, 2, "two"), send(0, 9, "nine"),
        .wait(), .wait(),
      ],
      [receive(0, -5)], [receive(0)],
    ])
    #expect(play.answers[3]?.first?.bytes == Array("two".utf8))
    #expect(play.answers[3]?.first?.extra == 2)
    #expect(play.answers[4]?.first?.bytes == Array("nine".utf8))
    #expect(play.ending == .allDone)
  }

  @Test func `each IPC namespace has its own, which go with it`() throws {
    let play = try Play([
      [make(7), .fork(part: 1), .wait(), make(7, 0), send(0, 1, "here"), receive(0)],
      [.unshare(.newIPC), make(7, 0), make(7), send(0, 1, "there"), make(0)],
    ])
    #expect(play.values(2)[3] == 0)
    #expect(play.answers[2]?.last?.bytes == Array("here".utf8))
    #expect(play.errors(3) == [nil, .noSuchFileOrDirectory, nil, nil, nil])
    #expect(play.values(3)[4] == 1)
  }

  @Test func `permissions say who sends, receives and changes`() throws {
    let user = SystemCall.registers(RegisterCall(.setresuid, 1_000, 1_000, 1_000))
    let play = try Play([
      [
        make(7, 0o1644), make(8, 0o1622), user, send(0, 1, "x"), make(7, 0o200),
        receive(0, flags: 0o4000), send(1, 1, "x"), receive(1), .call(.msgctl, 1, 0),
        set(1, room: 100, mode: 0), .call(.msgctl, 1, 2), .call(.msgctl, 1, 13),
      ]
    ])
    #expect(
      Array(play.errors(2).dropFirst(3)) == [
        .permissionDenied, .permissionDenied, .noMessage, nil, .permissionDenied, .notPermitted,
        .notPermitted, .permissionDenied, nil,
      ])
  }

  @Test func `more than MSGMNB takes CAP_SYS_RESOURCE`() throws {
    let calls = [make(7), set(0, room: 16_384, mode: 0o600), set(0, room: 16_385, mode: 0o600)]
    let asUser = try Play([Part(calls)], as: .user)
    // The owner becomes user 0, who is another one.
    #expect(asUser.errors(2) == [nil, nil, .notPermitted])
    let asRoot = try Play([Part(calls)])
    #expect(asRoot.errors(2) == [nil, nil, nil])
  }

  @Test func `who is killed while it waits takes nothing`() throws {
    let play = try Play([
      [
        make(7), .fork(part: 1), .schedYield, .kill(pid: 3, signal: .kill), .wait(),
        send(0, 1, "kept"), receive(0), .call(.msgctl, 0, 0), receive(0),
      ], [receive(0)],
    ])
    #expect(play.answers[2]?[6].bytes == Array("kept".utf8))
    #expect(play.errors(2).last == .invalidArgument)
  }
}
