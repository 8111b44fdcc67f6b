import KernelCore
import LinuxABI
import Testing

@Suite struct `Memory and futexes` {
  @Test func `fork copies on write`() throws {
    let play = try Play([
      [.store(word(0), 1), .fork(part: 1), .wait(), .load(word(0))],
      [.load(word(0)), .store(word(0), 2), .load(word(0))],
    ])
    #expect(play.values(3) == [1, 0, 2])
    #expect(play.values(2).last == 1)
    #expect(play.kernel.framesInUse == 0)
    #expect(play.kernel.trace.events.contains { $0.kind == .pageCopied })
  }

  @Test func `a shared mapping stays one across fork, and futexes meet there`() throws {
    let shared = UserMemoryLayout.mmapStart
    let play = try Play([
      [
        .mmap(length: 4_096, access: [.read, .write], sharing: .shared), .fork(part: 1),
        .futexWait(shared, 0), .load(shared),
      ],
      [.store(shared, 9), .futexWake(address: shared, count: 1)],
    ])
    #expect(play.values(3) == [0, 1])
    #expect(play.values(2).suffix(2) == [0, 9])
  }

  @Test func `a futex that changed is EAGAIN, and a timeout ETIMEDOUT`() throws {
    let play = try Play([
      [
        .futexWait(word(0), 1),
        .futexWait(address: word(0), expected: 0, timeoutNanoseconds: 1_000_000),
        .futexWait(UserAddress(rawValue: word(0).rawValue + 1), 0), .futexWait(.null, 0),
      ]
    ])
    #expect(
      play.errors(2) == [
        .resourceTemporarilyUnavailable, .timedOut, .invalidArgument, .badAddress,
      ])
  }

  /// C10: cleared and woken only while somebody else has the memory.
  @Test func `CHILD_CLEARTID wakes whoever joins`() throws {
    let play = try Play([
      [
        .store(word(0), 1),
        .clone([.thread4, .childClearTID], part: 1, childTID: word(0)),
        .futexWait(word(0), 1), .load(word(0)),
      ], [],
    ])
    #expect(play.values(2).suffix(2) == [0, 0])
    #expect(play.ending == .allDone)
  }
}

@Suite struct `Files` {
  @Test func `descriptors of a fork share one offset`() throws {
    let play = try Play([
      [
        .open("/tmp/a", [.create, .readWrite]), .fork(part: 1), .wait(), .write(3, "two"),
        .write(1, "hello\n"),
      ],
      [.write(3, "one")],
    ])
    #expect(play.kernel.contents(ofFile: "/tmp/a") == Array("onetwo".utf8))
    #expect(play.kernel.permissions(ofFile: "/tmp/a") == 0o644)
    #expect(play.kernel.console == Array("hello\n".utf8))
  }

  @Test func `errors are Linux's`() throws {
    let play = try Play(
      [
        [
          .open("/none", .readOnly), .open("/tmp", .writeOnly), .open("/x", [.create]),
          .close(fd: 9), .chdir("/none"), .open("/tmp/b", [.create, .exclusive]),
          .open("/tmp/b", [.create, .exclusive]), .open("/tmp/b/c", .readOnly), .dup(fd: -1),
        ]
      ], as: .user)
    #expect(
      play.errors(2) == [
        .noSuchFileOrDirectory, .isDirectory, .permissionDenied, .badFileDescriptor,
        .noSuchFileOrDirectory, nil, .fileExists, .notDirectory, .badFileDescriptor,
      ])
  }
}
