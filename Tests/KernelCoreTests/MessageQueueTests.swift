import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18.
@Suite struct `Message queues` {
  private func open(_ name: String, _ flags: UInt64 = 0o102) -> SystemCall {
    .registers(RegisterCall(.mqOpen, 0, flags, 0o600, bytes: Array(name.utf8) + [0]))
  }

  private func send(_ text: String, _ priority: UInt64 = 0) -> SystemCall {
    .registers(
      RegisterCall(
        .mqTimedsend, 3, 0, UInt64(text.utf8.count), priority, bytes: Array(text.utf8)))
  }

  private var receive: SystemCall { .registers(RegisterCall(.mqTimedreceive, 3, 0, 8_192)) }

  private func unlink(_ name: String) -> SystemCall {
    .registers(RegisterCall(.mqUnlink, bytes: Array(name.utf8)))
  }

  @Test func `the highest priority comes first, and then the oldest`() throws {
    let play = try Play([
      [
        open("q"), send("low", 1), send("high", 9), send("later", 1), receive, receive, receive,
        unlink("q"),
      ]
    ])
    let replies = play.answers[2] ?? []
    #expect(
      replies[4...6].map { String(decoding: $0.bytes, as: UTF8.self) } == ["high", "low", "later"])
    #expect(replies[4...6].map { $0.extra } == [9, 1, 1])
  }

  @Test func `who receives waits for who sends`() throws {
    let play = try Play([
      [open("q"), .fork(part: 1), receive, .wait(), unlink("q")], [send("hello")],
    ])
    #expect(play.answers[2]?[2].bytes == Array("hello".utf8))
    #expect(play.ending == .allDone)
  }

  /// Source: `ipc/mqueue.c: pipelined_send, pipelined_receive`.
  @Test func `a message is the waiting receiver's, and room the waiting sender's`() throws {
    let receiveAtOnce = SystemCall.registers(RegisterCall(.mqTimedreceive, 4, 0, 8_192))
    let play = try Play([
      Part(
        [open("q"), open("q", 0o4_002), .fork(part: 1), .schedYield, send("handed"), receiveAtOnce]
          + (0..<10).map { send("\($0)") } + [
            .fork(part: 2), .schedYield, receive,
            .registers(RegisterCall(.mqTimedsend, 4, 0, 4, 9, bytes: Array("late".utf8))),
            .wait(), .wait(), unlink("q"),
          ]),
      [receive], [send("waited")],
    ])
    #expect(play.answers[3]?.first?.bytes == Array("handed".utf8))
    let errors = play.errors(2)
    #expect(errors[5] == .resourceTemporarilyUnavailable)
    #expect(errors[19] == .resourceTemporarilyUnavailable)
    #expect(play.ending == .allDone)
  }

  @Test func `a queue without a name stays while it is open`() throws {
    let play = try Play([
      [open("q"), unlink("q"), send("still"), receive, open("q", 2), unlink("q")]
    ])
    #expect(play.answers[2]?[3].bytes == Array("still".utf8))
    #expect(play.errors(2).suffix(2) == [.noSuchFileOrDirectory, .noSuchFileOrDirectory])
  }

  /// Source: `ipc/mqueue.c: mqueue_create_attr`, mq_queues_count.
  @Test func `each IPC namespace has its own count of queues`() throws {
    func small(_ name: String) -> SystemCall {
      var attributes = [UInt8](repeating: 0, count: 64)
      (attributes[8], attributes[16]) = (1, 1)
      return .registers(
        RegisterCall(.mqOpen, 0, 0o102, 0o600, 1, bytes: Array(name.utf8) + [0] + attributes))
    }
    let user = SystemCall.registers(RegisterCall(.setresuid, 1_000, 1_000, 1_000))
    let play = try Play([
      Part((0..<256).map { small("q\($0)") } + [.fork(part: 1), .wait(), .fork(part: 2), .wait()]),
      [user, small("more")], [.unshare(.newIPC), user, small("more")],
    ])
    #expect(play.errors(3) == [nil, .noSpace])
    #expect(play.errors(4) == [nil, nil, nil])
  }

  /// Source: mq_open(3); `ipc/mqueue.c: mqueue_get_inode`, `fs/namei.c: lookup_noperm_common`.
  @Test(arguments: [
    ("", Errno.noSuchFileOrDirectory), ("/q", .permissionDenied), ("..", .permissionDenied),
  ])
  func `names that none can have`(name: String, errno: Errno) throws {
    let play = try Play([[open(name)]])
    #expect(play.errors(2) == [errno])
  }
}
