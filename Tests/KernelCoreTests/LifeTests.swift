import KernelCore
import LinuxABI
import Testing

@Suite struct `Lives of tasks` {
  @Test func `a parent gets its child's status once`() throws {
    let play = try Play([
      [.fork(part: 1), .wait(), .wait(), .exitGroup(code: 3)], [.exit(code: 7)],
    ])
    #expect(play.values(2)[..<2] == [3, 3])
    #expect(play.answers[2]?[1].extra == 7 << 8)
    #expect(play.errors(2)[2] == .noChildProcess)
    #expect(play.status == .exited(3))
  }

  /// C1: the lowest eight bits of the code count.
  @Test func `an exit code is cut to eight bits`() throws {
    #expect(try Play([[.exitGroup(code: 0x1ff)]]).status == .exited(0xff))
  }

  /// C6: the status of a process is that of the thread that ended last.
  @Test func `the last thread gives the status`() throws {
    let parts: [Part] = [[.thread(part: 1), .exit(code: 3)], [.schedYield, .exit(code: 7)]]
    #expect(try Play(parts).status == .exited(7))
    var profile = KernelProfile.linux618
    profile.processStatus = .groupLeader
    #expect(try Play(parts, on: Kernel(profile: profile)).status == .exited(3))
  }

  /// C4: threads are nobody's to wait for, even with every option.
  @Test func `a thread cannot be waited for`() throws {
    let play = try Play([[.thread(part: 1), .schedYield, .wait(3, .all)], []])
    #expect(play.errors(2).last == .noChildProcess)
  }

  /// C5: a leader that ended first is waitable when the last thread is gone.
  @Test func `a zombie leader waits for its threads`() throws {
    let play = try Play([
      [.fork(part: 1), .schedYield, .wait(-1, .noHang), .wait()],
      [.thread(part: 2), .exit(code: 1)],
      [.compute(nanoseconds: 50_000_000), .exit(code: 2)],
    ])
    #expect(play.values(2)[2] == 0)
    #expect(play.values(2)[3] == 3)
    #expect(play.answers[2]?[3].extra == 2 << 8)
  }

  /// C17, C23: ignoring SIGCHLD leaves no zombie, and a wait ends with the last child.
  @Test func `children of a parent that ignores SIGCHLD reap themselves`() throws {
    let play = try Play([
      [.sigaction(signal: .child, disposition: .ignore), .fork(part: 1), .fork(part: 1), .wait()],
      [],
    ])
    #expect(play.errors(2).last == .noChildProcess)
    #expect(play.ended == [3, 4, 2])
  }

  /// C18: with another exit signal the zombie stays.
  @Test func `a child without an exit signal stays a zombie for __WALL`() throws {
    let play = try Play([
      [
        .sigaction(signal: .child, disposition: .ignore), .clone([], part: 1), .schedYield,
        .wait(-1), .wait(-1, .all),
      ], [],
    ])
    #expect(play.errors(2)[3] == .noChildProcess)
    #expect(play.values(2)[4] == 3)
  }

  /// C24, C26: orphans go to a thread of the group, else to init.
  @Test func `init adopts orphans`() throws {
    let play = try Play([
      [.fork(part: 1), .wait()],
      [.fork(part: 2), .exit(code: 0)],
      [.compute(nanoseconds: 10_000_000), .getppid],
    ])
    #expect(play.values(4).last == 1)
  }

  /// C35: the oldest waitable child comes first, not the first to die.
  @Test func `wait takes the oldest of the dead`() throws {
    let play = try Play([
      [.fork(part: 1), .fork(part: 2), .compute(nanoseconds: 50_000_000), .wait(), .wait()],
      [.compute(nanoseconds: 10_000_000)], [],
    ])
    #expect(play.ended.prefix(2) == [4, 3])
    #expect(play.values(2)[3...] == [3, 4])
  }

  /// C2, C16: an exit signal of SIGKILL kills the parent.
  @Test func `an exit signal can kill`() throws {
    let play = try Play([[.clone([], .kill, part: 1), .wait(-1, .all)], []])
    #expect(play.status == .signaled(.kill))
  }

  /// E1: the calling thread sleeps until the child ends; E3: it can be killed meanwhile.
  @Test func `vfork suspends the caller alone`() throws {
    let play = try Play([
      [.thread(part: 2), .clone([.vm, .vfork], .child, part: 1), .load(word(0)), .load(word(1))],
      [.schedYield, .store(word(0), 5)], [.store(word(1), 6)],
    ])
    #expect(play.values(2)[2...] == [5, 6])
  }

  @Test func `exit_group ends sleeping threads`() throws {
    let play = try Play([
      [.thread(part: 1), .schedYield, .exitGroup(code: 4)], [.futexWait(word(0), 0)],
    ])
    #expect(play.status == .exited(4))
    #expect(play.ending == .allDone)
  }

  @Test func `a bad access kills the whole process`() throws {
    let play = try Play([[.thread(part: 1), .futexWait(word(0), 0)], [.store(.null, 1)]])
    #expect(play.status == .signaled(.segmentationFault))
  }

  /// H4, C7, EPERM: init cannot be killed, and not everybody may try.
  @Test func `kill answers as Linux does`() throws {
    let play = try Play([
      [
        .kill(pid: 1, signal: .kill), .kill(pid: 99, signal: .kill), .fork(part: 1),
        .kill(pid: 3, signal: .kill), .wait(), .kill(pid: 2, signal: Signal(rawValue: 65)),
      ], [.futexWait(word(0), 0)],
    ])
    #expect(play.errors(2) == [nil, .noSuchProcess, nil, nil, nil, .invalidArgument])
    #expect(play.answers[2]?[4].extra == Int64(WaitStatus.signaled(.kill).rawValue))
    let user = try Play([[.kill(pid: 1, signal: .kill)]], as: .user)
    #expect(user.errors(2) == [.notPermitted])
  }

  @Test func `two that wait for each other are a deadlock`() throws {
    #expect(try Play([[.futexWait(word(0), 0)]]).ending == .deadlock)
  }
}
