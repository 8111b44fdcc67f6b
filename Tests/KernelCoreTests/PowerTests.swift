import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18, as its first user namespace's root.
@Suite struct `Powers and slack` {
  private func call(_ number: SystemCallNumber, _ words: UInt64...) -> SystemCall {
    func word(_ place: Int) -> UInt64 { place < words.count ? words[place] : 0 }
    return .registers(RegisterCall(number, word(0), word(1), word(2), word(3), word(4)))
  }

  private func kernel() -> Kernel {
    var kernel = Kernel()
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return kernel
  }

  /// Effective, permitted and inheritable capabilities of an answer to capget.
  private func sets(_ reply: Reply?) -> [UInt64] {
    let bytes = reply?.bytes ?? []
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// D12, B15a: `security/commoncap.c: cap_bprm_creds_from_file, cap_emulate_setxuid`.
  @Test func `who is not root keeps over execve what is ambient`() throws {
    let all: UInt64 = 1 << 41 - 1
    let kill: UInt64 = 1 << 5
    let play = try Play(
      [
        [
          call(.capset, 0, all, all, kill), call(.prctl, 47, 2, 5), call(.prctl, 8, 1),
          call(.setresuid, 1_000, 1_000, 1_000), call(.prctl, 47, 1, 5),
          call(.prctl, 47, 2, 5), call(.capget),
          .execve(path: Array("/bin/program".utf8), entry: 1),
        ],
        [call(.capget), call(.prctl, 47, 1, 5)],
      ], on: kernel())
    // What was answered to the old program is not kept.
    #expect(play.values(2) == [0, 1])
    #expect(sets(play.answers[2]?.first) == [kill, kill, kill])
  }

  /// D12: `security/commoncap.c: handle_privileged_root`.
  @Test func `root's program has what is in the bounding set, and what is inheritable`() throws {
    let all: UInt64 = 1 << 41 - 1
    let play = try Play(
      [
        [
          call(.capset, 0, all, all, 1 << 5), call(.prctl, 24, 5), call(.prctl, 24, 6),
          .execve(path: Array("/bin/program".utf8), entry: 1),
        ],
        [call(.capget)],
      ], on: kernel())
    #expect(sets(play.answers[2]?.last) == [all & ~(1 << 6), all & ~(1 << 6), 1 << 5])
  }

  /// setfsuid(2): measured on 6.18 as root.
  @Test func `who accesses files as another one has root's powers over them no more`() throws {
    let all: UInt64 = 1 << 41 - 1
    let ofFiles: UInt64 = 0x1f | 1 << 9 | 1 << 27 | 1 << 32
    let nobody = UInt64(UInt32.max)
    let play = try Play(
      [
        [
          call(.setfsuid, 1_000), call(.capget), call(.setfsuid, nobody), call(.setfsuid, 0),
          call(.capget), call(.setfsuid, 5), call(.setresuid, nobody, 7, nobody),
          // The user in force has changed, and with it who accesses files; 9 is none of the task's.
          call(.setfsuid, nobody), call(.setfsuid, 9), call(.setfsuid, 0), call(.setfsuid, nobody),
          call(.setfsgid, 4), call(.setfsgid, nobody),
        ]
      ], on: kernel())
    #expect(play.values(2) == [0, 0, 1_000, 1_000, 0, 0, 0, 7, 7, 7, 0, 0, 0])
    #expect(sets(play.answers[2]?[1]).first == all & ~ofFiles)
    #expect(sets(play.answers[2]?[4]).first == all)
  }

  /// B15a: `security/commoncap.c: cap_capset`.
  @Test func `what is out of the bounding set becomes inheritable no more`() throws {
    let all: UInt64 = 1 << 41 - 1
    let play = try Play([
      [
        call(.capset, 0, all, all, 1 << 5), call(.prctl, 24, 5), call(.prctl, 24, 6),
        call(.capset, 0, all, all, 1 << 5), call(.capset, 0, all, all, 1 << 6),
      ]
    ])
    #expect(play.values(2) == [0, 0, 0, 0, -1])
  }

  /// Source: prctl(2), PR_SET_TIMERSLACK; `kernel/sched/syscalls.c: __setscheduler_params`.
  @Test func `real-time tasks have no slack, and then what they began with`() throws {
    let play = try Play([
      [
        call(.prctl, 29, 123), call(.schedSetscheduler, 0, 1, 1), call(.prctl, 30),
        call(.prctl, 29, 7), call(.prctl, 30), .fork(part: 1), .wait(),
        call(.schedSetscheduler, 0, 0, 0), call(.prctl, 30), call(.prctl, 29, .max - 4),
        call(.prctl, 30), call(.prctl, 29, 0), call(.prctl, 30),
      ],
      [call(.prctl, 30), call(.schedSetscheduler, 0, 0, 0), call(.prctl, 30)],
    ])
    let values = play.values(2)
    #expect([2, 4, 8, 10, 12].map { values[$0] } == [0, 0, 50_000, -5, 50_000])
    #expect(play.values(3) == [0, 0, 0])
  }

  /// Source: user_namespaces(7); `kernel/user_namespace.c: map_write, new_idmap_permitted`.
  @Test func `numbers are written once, and are those of the calls then`() throws {
    let play = try Play([
      [
        .unshare(.newUser), call(.getuid),
        .open(path: Array("/proc/self/uid_map".utf8), flags: .writeOnly, mode: 0),
        .write(fd: 3, buffer: .bytes(Array("7 0 2\n".utf8))),
        .write(fd: 3, buffer: .bytes(Array("7 0 1\n".utf8))),
        .write(fd: 3, buffer: .bytes(Array("7 0 1\n".utf8))), call(.getuid), call(.getgid),
        call(.setresuid, 8, 8, 8), call(.setresuid, 7, 7, 7), .unshare(.newUser),
      ]
    ])
    #expect(
      play.values(2) == [
        0, 65_534, 3, -1, 6, -1, 7, 65_534, -22, 0, -1,
      ])
  }

  /// Source: `fs/proc/array.c: task_state`, from_kgid_munged.
  @Test func `further groups are told by the reader's numbers`() throws {
    let groups: [UInt8] = [0, 0, 0, 0, 7, 0, 0, 0]
    let play = try Play([
      [
        .registers(RegisterCall(.setgroups, 2, bytes: groups)), .unshare(.newUser),
        .open(path: Array("/proc/self/status".utf8), flags: [], mode: 0),
        .read(fd: 3, buffer: .inline(count: 4_096)),
      ]
    ])
    let text = String(decoding: play.answers[2]?.last?.bytes ?? [], as: UTF8.self)
    #expect(text.split(separator: "\n").contains("Groups:\t65534 65534 "))
  }

  /// Source: futex(2), FUTEX_PRIVATE_FLAG; `kernel/futex/core.c: get_futex_key`.
  @Test func `a private wake does not reach who waits for the shared futex`() throws {
    let address = UserMemoryLayout.dataStart
    let play = try Play([
      [
        .thread(part: 1), .schedYield, .futexWake(address: address, count: 1, isPrivate: true),
        .futexWake(address: address, count: 1),
      ],
      [.futexWait(address: address, expected: 0, timeoutNanoseconds: nil)],
    ])
    #expect(play.values(2).suffix(2) == [0, 1])
  }
}
