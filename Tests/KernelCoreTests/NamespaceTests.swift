import KernelCore
import LinuxABI
import Testing

extension SystemCall {
  /// A call that has no case of its own.
  static func call(
    _ number: SystemCallNumber, _ words: Int64..., bytes: [UInt8] = []
  ) -> SystemCall {
    func word(_ place: Int) -> UInt64 {
      place < words.count ? UInt64(bitPattern: words[place]) : 0
    }
    return .registers(
      RegisterCall(
        number, word(0), word(1), word(2), word(3), word(4), word(5), bytes: bytes))
  }

  static func unshare(_ flags: CloneFlags) -> SystemCall {
    .call(.unshare, Int64(flags.rawValue))
  }

  /// A clone3 with a structure of the present size.
  static func clone3(
    _ flags: CloneFlags, _ signal: Int64 = 17, setTID: [Int32] = [], part: Int64
  ) -> SystemCall {
    var fields = [UInt64](repeating: 0, count: 11)
    fields[0] = flags.rawValue
    fields[4] = UInt64(signal)
    fields[8] = setTID.isEmpty ? 0 : 1
    fields[9] = UInt64(setTID.count)
    var bytes: [UInt8] = []
    for field in fields {
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: field >> UInt64(shift * 8))) }
    }
    for number in setTID {
      for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> Int32(shift * 8))) }
    }
    return .call(.clone3, 0, 88, 0, 0, 0, part, bytes: bytes)
  }
}

@Suite struct Namespaces {
  /// Source: `kernel/pid.c: free_pid`, PIDNS_ADDING; measured.
  @Test func `a namespace whose init could not be made takes nobody`() throws {
    // CLONE_INTO_CGROUP
    let failing = CloneFlags(rawValue: 0x2_0000_0000)
    let play = try Play([
      [.unshare(.newPID), .clone3(failing, part: 1), .fork(part: 1), .fork(part: 1)], [],
    ])
    #expect(play.errors(2) == [nil, .badFileDescriptor, .noMemory, .noMemory])
  }

  /// B12, C29: a number for each namespace, and no parent that is not seen.
  @Test func `a task has a number in its namespace and in those above`() throws {
    let play = try Play([
      [.clone(.newPID, .child, part: 1), .wait()],
      [.getpid, .getppid, .clone(.newPID, .child, part: 2), .wait()],
      [.getpid, .getppid, .fork(part: 3), .wait()],
      [.getpid, .getppid],
    ])
    #expect(play.values(2)[0...1] == [3, 3])
    #expect(play.values(3)[...3] == [1, 0, 2, 2])
    #expect(play.values(4)[...3] == [1, 0, 2, 2])
    #expect(play.values(5) == [2, 1])
    #expect(play.kernel.tasks.count == 1)
  }

  /// I2, A13: unshare is for children, and threads stay where their process is.
  @Test func `after unshare children go to the new namespace and threads cannot be made`() throws {
    let play = try Play([
      [
        .unshare(.newPID), .getpid, .thread(part: 1), .fork(part: 1), .fork(part: 1),
        .unshare(.newPID), .clone(.newPID, .child, part: 1), .wait(), .wait(),
      ], [.getpid, .schedYield, .schedYield, .schedYield, .schedYield, .schedYield],
    ])
    #expect(
      play.errors(2)[...6]
        == [nil, nil, .invalidArgument, nil, nil, .invalidArgument, .invalidArgument])
    #expect(play.values(3)[0] == 1)
    #expect(play.values(4)[0] == 2)
  }

  /// C12: the init takes all others with it, and nobody comes in any more.
  @Test func `a namespace ends with its init`() throws {
    let play = try Play([
      [.unshare(.newPID), .fork(part: 1), .wait(), .wait(-1, .noHang), .fork(part: 0)],
      [.fork(part: 2), .fork(part: 2), .schedYield, .schedYield, .exit(code: 5)],
      [.sigaction(signal: .terminate, disposition: .ignore), .futexWait(word(0), 0)],
    ])
    #expect(play.values(2)[2] == 3)
    #expect(play.answers[2]?[2].extra == 5 << 8)
    #expect(play.errors(2)[3...] == [.noChildProcess, .noMemory])
    // The init is the last.
    #expect(play.ended == [4, 5, 3, 2])
  }

  /// C12, measured: what an init does to its handlers when it ends, it does to those who share them.
  @Test func `an init that shares handlers leaves SIGCHLD ignored`() throws {
    let play = try Play([
      [
        .clone([.vm, .sighand, .newPID], .child, part: 1), .wait(-1, .all),
        .sigaction(signal: .child, disposition: nil),
      ], [.exit(code: 3)],
    ])
    #expect(play.errors(2)[1] == .noChildProcess)
    #expect(play.answers[2]?[2].extra == 1)
  }

  /// C24: orphans go to the init of their namespace.
  @Test func `an init adopts orphans of its namespace`() throws {
    let play = try Play([
      [.clone(.newPID, .child, part: 1), .wait()],
      [.fork(part: 2), .wait(), .wait(), .wait()],
      [.fork(part: 3), .exit(code: 1)],
      [.schedYield, .schedYield, .schedYield, .getppid, .exit(code: 2)],
    ])
    #expect(play.values(3)[1...2] == [2, 3])
    #expect(play.errors(3)[3] == .noChildProcess)
    #expect(play.values(5).last == 1)
  }

  /// H4: from inside an init cannot be killed, from outside it can.
  @Test func `an init is out of reach of its own namespace`() throws {
    let play = try Play([
      [.clone(.newPID, .child, part: 1), .schedYield, .kill(pid: 3, signal: .kill), .wait()],
      [.kill(pid: 1, signal: .kill), .getpid, .futexWait(word(0), 0)],
    ])
    #expect(play.values(3)[...1] == [0, 1])
    #expect(play.answers[2]?.last?.extra == 9)
  }

  /// A29: numbers from the innermost namespace outwards.
  @Test func `clone3 chooses numbers in all namespaces`() throws {
    let play = try Play([
      [
        .clone3(.newPID, setTID: [7], part: 1), .clone3(.newPID, setTID: [1, 70], part: 1),
        .clone3([], setTID: [70], part: 1), .clone3([], setTID: [5, 6], part: 1), .wait(),
        .fork(part: 2),
      ], [.getpid], [],
    ])
    #expect(
      play.errors(2)[...3] == [.invalidArgument, nil, .fileExists, .invalidArgument])
    #expect(play.values(2)[1] == 70)
    #expect(play.values(70) == [1])
    // The search for the next number goes on where it was.
    #expect(play.values(2)[5] == 3)
  }

  /// A16: powers in a user namespace are good there alone, and nobody has a number in it.
  @Test func `a user namespace gives powers over what is made in it`() throws {
    let play = try Play(
      [
        [
          .call(.sethostname, bytes: [0x61]), .unshare([.newUser, .newUTS]), .call(.getuid),
          .call(.sethostname, bytes: [0x61]), .call(.setresuid, 0, 0, 0), .unshare(.newUser),
          .call(.setpriority, 0, 0, -1), .clone(.newPID, .child, part: 1), .wait(),
        ], [.getpid],
      ], as: .user)
    #expect(
      play.errors(2)[...7] == [
        .notPermitted, nil, nil, nil, .invalidArgument, .notPermitted, .permissionDenied, nil,
      ])
    #expect(play.values(2)[2] == 65_534)
    #expect(play.values(3) == [1])
  }

  /// pid_namespaces(7): 32 levels.
  @Test func `PID namespaces are nested 32 levels deep`() throws {
    let play = try Play([[.clone(.newPID, .child, part: 0), .wait()]])
    let failures = play.answers.values.filter { $0.first?.errno == .noSpace }
    #expect(failures.count == 1)
    #expect(play.ended.count == 33)
  }

  /// B14: who is in the same namespaces sees the same names.
  @Test func `host names and semaphores belong to namespaces`() throws {
    let play = try Play([
      [
        .call(.sethostname, bytes: [0x61]), .call(.semget, 7, 1, 0o1666),
        .clone([.newUTS, .newIPC], .child, part: 1), .wait(), .call(.uname),
      ],
      [.call(.uname), .call(.sethostname, bytes: [0x62]), .call(.semget, 7, 1, 0), .call(.uname)],
    ])
    #expect(play.answers[3]?[0].bytes == [0x61])
    #expect(play.errors(3)[2] == .noSuchFileOrDirectory)
    #expect(play.answers[3]?[3].bytes == [0x62])
    #expect(play.answers[2]?[4].bytes == [0x61])
  }
}
