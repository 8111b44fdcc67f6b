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

  @Test func `a queue without a name stays while it is open`() throws {
    let play = try Play([
      [open("q"), unlink("q"), send("still"), receive, open("q", 2), unlink("q")]
    ])
    #expect(play.answers[2]?[3].bytes == Array("still".utf8))
    #expect(play.errors(2).suffix(2) == [.noSuchFileOrDirectory, .noSuchFileOrDirectory])
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
