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

  @Test func `the groups of setgroups count as the first one does`() throws {
    let here = UInt64(bitPattern: -100)
    func make(_ path: String, _ user: UInt64, _ group: UInt64, _ mode: UInt64) -> [SystemCall] {
      [
        .open(path, [.create, .readWrite]),
        .fileCall(.fchownat, here, 0, user, group, 0, path),
        .fileCall(.fchmodat, here, 0, mode, 0, 0, path),
      ]
    }
    var files = make("/tmp/own", 8, 20, 0o640)
    files += make("/tmp/shared", 10, 20, 0o60)
    files += make("/tmp/others", 10, 30, 0o60)
    files += make("/tmp/denied", 10, 20, 0o606)
    files.append(.mkdir("/tmp/place"))
    files.append(.fileCall(.fchownat, here, 0, 10, 30, 0, "/tmp/place"))
    files.append(.fileCall(.fchmodat, here, 0, 0o2777, 0, 0, "/tmp/place"))
    files.append(.umask(mask: 0))
    let leave: [SystemCall] = [
      .registers(RegisterCall(.setgroups, 2, bytes: [5, 0, 0, 0, 20, 0, 0, 0])),
      .registers(RegisterCall(.setresgid, 7, 7, 7)), .registers(RegisterCall(.setresuid, 8, 8, 8)),
    ]
    let calls: [SystemCall] = [
      .open("/tmp/shared", .readWrite), .open("/tmp/others", []), .open("/tmp/denied", []),
      .fileCall(.faccessat, here, 0, 6, 0, 0, "/tmp/shared"),
      .fileCall(.fchownat, here, 0, UInt64(UInt32.max), 5, 0, "/tmp/own"),
      .fileCall(.fchownat, here, 0, UInt64(UInt32.max), 30, 0, "/tmp/own"),
    ]
    let kept: [SystemCall] = [
      // Of its own groups the bit stays, of a directory's, which it is not in, it does not.
      .fileCall(.fchmodat, here, 0, 0o2750, 0, 0, "/tmp/own"), .open("/tmp/own", []),
      .fileCall(.fstat, 8),
      .open("/tmp/place/both", [.create, .readWrite], mode: 0o2770), .fileCall(.fstat, 9),
      .open("/tmp/place/one", [.create, .readWrite], mode: 0o2760), .fileCall(.fstat, 10),
    ]
    let play = try Play([Part(files + leave + calls + kept)])
    let first = files.count + leave.count
    let errors: [Errno?] = [nil, .permissionDenied, .permissionDenied, nil, nil, .notPermitted]
    let told: [Errno?] = play.errors(2)
    #expect(Array(told[first..<first + calls.count]) == errors)
    let replies: [Reply] = play.answers[2] ?? []
    let statuses: [[UInt8]] = replies.suffix(kept.count).map(\.bytes).filter { $0.count >= 20 }
    let modes: [Int] = statuses.map { Self.mode($0) }
    #expect(modes == [0o2750, 0o770, 0o2760])
  }

  @Test func `chown takes set-id bits away even from a file whose owner stays`() throws {
    let play = try Play([
      [
        .open("/tmp/f", [.create, .readWrite]), .fileCall(.fchmod, 3, 0o6755),
        .fileCall(.fchown, 3, UInt64(UInt32.max), UInt64(UInt32.max)), .fileCall(.fstat, 3),
      ]
    ])
    let bytes = try #require(play.answers[2]?.last?.bytes)
    #expect(Self.mode(bytes) == 0o755)
  }

  /// The permissions in a `struct stat`.
  private static func mode(_ status: [UInt8]) -> Int {
    (Int(status[16]) | Int(status[17]) << 8) & 0o7777
  }
}
