import KernelCore
import LinuxABI
import Testing

/// What Linux 2.6.11 does otherwise, and what the flag bits meant before.
@Suite struct `The profile of Linux 2_6` {
  private static let book = Kernel(profile: .linux26)

  /// A.4: three rules, and the capability for a mount namespace.
  @Test(
    arguments: [
      (CloneFlags.thread, Errno.invalidArgument), ([.sighand], .invalidArgument),
      ([.newNS, .fs], .invalidArgument), ([.vm, .sighand, .thread], nil),
      ([.pidfd, .parentSetTID], nil), ([.newUser, .fs], nil), ([.newIPC, .sysvSem], nil),
      ([.pidfd, .detached], nil), ([.newPID, .thread, .sighand, .vm], nil),
    ] as [(CloneFlags, Errno?)])
  func `has three rules of validity`(flags: CloneFlags, errno: Errno?) {
    #expect(
      cloneValidity(flags: flags, exitSignal: 17, caller: .root, profile: .linux26) == errno)
  }

  /// A43.
  @Test func `lets an init make siblings`() {
    var caller = CallerState.root
    caller.isInit = true
    #expect(
      cloneValidity(flags: .parent, exitSignal: 17, caller: caller, profile: .linux26) == nil)
  }

  /// A.4: flags of later versions are ignored.
  @Test func `ignores flags that it does not know`() throws {
    let play = try Play(
      [[.clone([.newPID, .newUser, .io, .newUTS], .child, part: 1), .wait()], [.getpid]],
      on: Self.book)
    #expect(play.values(2)[..<2] == [3, 3])
    #expect(play.values(3) == [3])
  }

  /// A36: the thread id is stored before the copy is made.
  @Test func `stores the thread id before memory is copied`() throws {
    let parts: [Part] = [
      [.clone(.parentSetTID, .child, part: 1, parentTID: word(1)), .wait(), .load(word(1))],
      [.load(word(1))],
    ]
    #expect(try Play(parts, on: Self.book).values(3) == [3])
    #expect(try Play(parts).values(3) == [0])
  }

  /// A36, A23: a bad address fails in 2.6, and is ignored in 6.18.
  @Test func `takes a bad address for the thread id amiss`() throws {
    let parts: [Part] = [[.clone(.parentSetTID, .child, part: 1), .wait()], []]
    #expect(try Play(parts, on: Self.book).errors(2)[0] == .badAddress)
    #expect(try Play(parts).errors(2)[0] == nil)
  }

  /// A37: CLONE_STOPPED; SIGCONT starts the child.
  @Test func `CLONE_STOPPED holds a child until SIGCONT`() throws {
    let stopped = CloneFlags.newCgroup
    let play = try Play(
      [
        [
          .clone(stopped, .child, part: 1), .schedYield, .wait(-1, .noHang),
          .kill(pid: 3, signal: .cont), .wait(),
        ], [.exit(code: 5)],
      ], on: Self.book)
    #expect(play.values(2)[2] == 0)
    #expect(play.values(2)[4] == 3)
    #expect(play.answers[2]?[4].extra == 5 << 8)
    #expect(KernelProfile.linux26.names(of: stopped) == ["CLONE_STOPPED"])
    #expect(KernelProfile.linux618.names(of: stopped) == ["CLONE_NEWCGROUP"])
  }

  /// A39: a sibling has the exit signal of its own flag word.
  @Test func `gives a sibling its own exit signal`() throws {
    // The signal would end the parent, so that ignores it.
    let calls: [SystemCall] = [
      .sigaction(signal: .user1, disposition: .ignore), .fork(part: 1), .wait(3), .schedYield,
      .wait(-1, .noHang), .wait(-1, [.noHang, .clone]),
    ]
    let parts: [Part] = [
      Part(calls), [.clone(.parent, .user1, part: 2), .exit(code: 0)], [.exit(code: 0)],
    ]
    let book = try Play(parts, on: Self.book)
    #expect(book.errors(2)[4] == .noChildProcess)
    #expect(book.values(2)[5] == 4)
    #expect(try Play(parts).values(2)[4] == 4)
  }

  /// A40: interval timers are a task's own.
  @Test func `gives each task an interval timer`() throws {
    let set = SystemCall.registers(RegisterCall(.setitimer, 0, 1_000_000_000, 0))
    let get = SystemCall.registers(RegisterCall(.getitimer, 0))
    let parts: [Part] = [[set, .thread(part: 1), .schedYield], [get]]
    #expect(try Play(parts, on: Self.book).answers[3]?[0].extra == 0)
    #expect(try Play(parts).answers[3]?[0].extra ?? 0 > 0)
  }

  /// A41, E3: a parent in vfork cannot be killed.
  @Test func `does not let a parent in vfork be killed`() throws {
    let parts: [Part] = [
      [.fork(part: 1), .compute(nanoseconds: 10_000_000), .kill(pid: 3, signal: .kill), .wait()],
      [.clone([.vm, .vfork], .child, part: 2)],
      [.compute(nanoseconds: 40_000_000), .exit(code: 0)],
    ]
    #expect(try Play(parts, on: Self.book).ended == [4, 3, 2])
    #expect(try Play(parts).ended.first == 3)
  }

  /// A42: exec does not forget a word that only the task itself could see.
  @Test func `keeps the word to clear over an exec of private memory`() throws {
    func play(_ kernel: Kernel) throws -> UserAddress? {
      var kernel = kernel
      kernel.makeDirectory("/bin")
      kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
      var seen: UserAddress?
      _ = try Play(
        [
          [.clone(.childClearTID, .child, part: 1, childTID: word(2)), .wait()],
          [.execve(path: Array("/bin/program".utf8), entry: 2)], [.getpid],
        ], on: kernel
      ) { kernel, threadID, number in
        if threadID == 3, number == 1 || kernel.tasks.contains(where: { $0.threadID == 3 }) {
          seen = kernel.tasks.first { $0.threadID == 3 }?.clearChildTID
        }
      }
      return seen
    }
    #expect(try play(Self.book) == word(2))
    #expect(try play(Kernel()) == .null)
  }

  /// Calls of later versions are not there.
  @Test func `has no calls of later versions`() throws {
    let kcmp = SystemCall.registers(RegisterCall(.kcmp, 2, 2, 1))
    let unshare = SystemCall.registers(RegisterCall(.unshare, 0x200))
    let play = try Play([[kcmp, unshare]], on: Self.book)
    #expect(play.errors(2) == [.notImplemented, .notImplemented])
    #expect(play.answers[2]?.allSatisfy { $0.notBuilt == nil } == true)
  }

  /// A.4: bits 12 and 20 before their present meaning.
  @Test func `names of bits follow the version`() {
    #expect(KernelProfile.linux268.names(of: .pidfd) == ["CLONE_IDLETASK"])
    #expect(KernelProfile.linux26.names(of: .pidfd) == [])
    #expect(KernelProfile.linux2548.names(of: .parentSetTID) == ["CLONE_SETTID"])
    #expect(KernelProfile.linux618.names(of: [.pidfd, .parentSetTID]).count == 2)
  }

  /// A.4: the system call masks CLONE_IDLETASK.
  @Test func `CLONE_IDLETASK is masked at the system call`() throws {
    let play = try Play(
      [[.clone(.pidfd, .child, part: 1), .wait()], [.getpid]],
      on: Kernel(profile: .linux268))
    #expect(play.values(2)[..<2] == [3, 3])
  }

  /// 2.5.48 has neither the rule that SIGHAND needs VM nor the two words of the child.
  @Test func `CLONE_SETTID stores for the parent`() throws {
    let play = try Play(
      [
        [
          .clone(
            [.sighand, .parentSetTID, .childSetTID], .child, part: 1, parentTID: word(1),
            childTID: word(2)), .wait(), .load(word(1)),
        ], [.load(word(2))],
      ], on: Kernel(profile: .linux2548))
    #expect(play.values(2)[2] == 3)
    #expect(play.values(3) == [0])
  }
}
