import KernelCore
import LinuxABI
import Testing

/// What a child shares, as measured on Linux, for every combination of eleven flags.
@Suite struct `What a child shares` {
  @Test func `2,048 combinations of eleven flags are as measured`() throws {
    let rows = try StoredTables.sharing()
    #expect(rows.count == 2_048)
    for row in rows {
      let flags = CloneFlags(rawValue: UInt64(row.word & ~0xff))
      let play = try Self.play(flags)
      guard let errno = play.errors(2)[Self.cloneCall] else {
        #expect(row.result == "ok", "\(flags)")
        #expect(Self.observed(play, flags) == row.columns, "\(flags)")
        continue
      }
      #expect(row.result == errno.name, "\(flags)")
    }
  }

  // MARK: - The program that was run on Linux

  private static let parentWord = word(1)
  private static let childWord = word(2)
  private static let unset: UInt64 = 0x5555

  private static let cloneCall = 6
  /// Enough for the child to come to its end.
  private static let yields = 12

  private static func play(_ flags: CloneFlags) throws -> Play {
    let signal = Signal.user2
    let parent: [SystemCall] =
      [
        .store(word(0), 0), .store(parentWord, unset), .store(childWord, unset),
        .open("/tmp/file", [.create, .readWrite]), .umask(mask: 0o22), .getppid,
        .clone(flags, .child, part: 1, parentTID: parentWord, childTID: childWord),
      ] + Array(repeating: .schedYield, count: yields) + [
        .load(word(0)), .dup(fd: 3), .getcwd, .umask(mask: 0o22),
        .sigaction(signal: signal, disposition: nil), .load(parentWord), .load(childWord),
        .wait(-1, [.noHang, .all]),
      ]
    let child: Part = [
      .getpid, .getppid, .load(childWord), .store(word(0), 1), .close(fd: 3), .chdir("/tmp"),
      .umask(mask: 0o77), .sigaction(signal: signal, disposition: .ignore), .exit(code: 7),
    ]
    return try Play([Part(parent), child])
  }

  private static func observed(_ play: Play, _ flags: CloneFlags) -> [String: Bool] {
    let parent = play.answers[2] ?? []
    let child = play.answers[3] ?? []
    let after = Array(parent[(cloneCall + 1 + yields)...])
    let childID = parent[cloneCall].value
    let wentOn = play.order.lastIndex(of: 3) ?? 0
    // The parent's next call after clone came after the child's last.
    let returned = play.order.indices.filter { play.order[$0] == 2 }[cloneCall + 1]
    return [
      "mem": after[0].value == 1,
      "fd": after[1].errno == .badFileDescriptor,
      "cwd": after[2].bytes == Array("/tmp".utf8),
      "umask": after[3].value == 0o77,
      "sig": after[4].extra == 1,
      "same_tgid": child[0].value == 2,
      "ppid_eq_parent_ppid": child[1].value == parent[5].value,
      "ptid_set": after[5].value == childID,
      "ctid_set": child[2].value == childID,
      "ctid_cleared": after[6].value == 0,
      "done_before_return": wentOn < returned,
      "reaped7": after[7].value == childID && after[7].extra == 7 << 8,
    ]
  }
}
