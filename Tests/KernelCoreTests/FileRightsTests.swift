import KernelCore
import LinuxABI
import Testing

/// What files and `/proc` let somebody do who is root no more; measured on Linux 6.18.
@Suite struct `Files and who may have them` {
  private static let leave: [SystemCall] = [
    .registers(RegisterCall(.setresgid, 9, 9, 9)), .registers(RegisterCall(.setresuid, 9, 9, 9)),
  ]
  private static let noAccessTime = OpenFlags(rawValue: 0o1_000_000)

  @Test func `the own descriptors stay one's own, what the memory says does not`() throws {
    let calls: [SystemCall] = [
      .open("/proc/self/fd", .directory), .readlink("/proc/self/fd/0"),
      .open("/proc/self/maps", []), .open("/proc/self/environ", []),
    ]
    let play = try Play([Part(Self.leave + calls)])
    #expect(play.errors(2).dropFirst(2) == [nil, nil, nil, .permissionDenied])
  }

  @Test func `of another one's process only what is for all can be opened`() throws {
    let calls: [SystemCall] = [
      .open("/proc/3/maps", []), .open("/proc/3/fdinfo", []), .open("/proc/3/fdinfo/0", []),
      .open("/proc/3/timers", []), .open("/proc/3/fd", []), .open("/proc/3/status", []),
      .open("/proc/self/fdinfo", []), .open("/proc/self/timers", []),
    ]
    let play = try Play([
      [.fork(part: 1), .fork(part: 2), .wait(4), .kill(pid: 3, signal: .kill), .wait(3)],
      [.poll([], nil)], Part(Self.leave + calls),
    ])
    let refused = [Errno?](repeating: .permissionDenied, count: 5)
    #expect(play.errors(4).dropFirst(2) == refused[...] + [nil, nil, nil])
    let root = try Play([
      [.fork(part: 1), .fork(part: 2), .wait(4), .kill(pid: 3, signal: .kill), .wait(3)],
      [.poll([], nil)], Part(calls),
    ])
    #expect(root.errors(4) == [Errno?](repeating: nil, count: 8))
  }

  @Test func `only who owns a file reads it without an access`() throws {
    let play = try Play([
      Part(
        [.open("/tmp/f", [.create, .readWrite])] + Self.leave + [
          .open("/tmp/f", Self.noAccessTime), .open("/proc/version", Self.noAccessTime),
          .fileCall(.fcntl, 3, 4, 0o1_000_000), .open("/tmp/own", [.create, .readWrite]),
          .open("/tmp/own", Self.noAccessTime), .fileCall(.fcntl, 4, 4, 0o1_000_000),
          .fileCall(.fcntl, 4, 3),
        ])
    ])
    #expect(
      play.errors(2).dropFirst(3) == [
        .notPermitted, .notPermitted, .notPermitted, nil, nil, nil, nil,
      ])
    #expect(play.values(2).last.map { $0 & 0o1_000_000 } == 0o1_000_000)
  }

  @Test func `who writes to a file takes its set-id bits away, but for root`() throws {
    let changes: [SystemCall] = [
      .write(3, ""), .write(3, "x"), .ftruncate(3, 0), .fileCall(.fallocate, 3, 0, 0, 10),
      .open("/tmp/f", [.truncate, .readWrite]),
    ]
    func modes(_ mode: UInt64, _ start: [SystemCall]) throws -> [UInt32] {
      let calls = changes.flatMap { [.fileCall(.fchmod, 3, mode), $0, .fileCall(.fstat, 3)] }
      let play = try Play([
        Part(
          [.open("/tmp/f", [.create, .readWrite]), .fileCall(.fchown, 3, 9, 9)] + start + calls)
      ])
      let replies = play.answers[2] ?? []
      return stride(from: start.count + 4, to: replies.count, by: 3).map { place in
        replies[place].bytes[16..<20].reversed().reduce(0) { $0 << 8 | UInt32($1) } & 0o7777
      }
    }
    #expect(try modes(0o6777, Self.leave) == [0o6777, 0o777, 0o777, 0o777, 0o777])
    // The bit of a group that may not execute it means something else.
    #expect(try modes(0o6767, Self.leave) == [0o6767, 0o2767, 0o2767, 0o2767, 0o2767])
    #expect(try modes(0o6777, []) == [UInt32](repeating: 0o6777, count: 5))
  }
}
