import KernelCore
import LinuxABI
import Testing

/// Numbers: 2 is the program, 3 its first child, and so on.
@Suite struct `Ends of tracees and tracers` {
  // MARK: - Ends

  /// F9, C17: a tracee is not reaped by itself; a thread is a zombie for its tracer, and holds up the
  /// end of its process (C5).
  @Test func `a traced thread is a zombie`() throws {
    let play = try Play([
      [
        .sigaction(signal: .child, disposition: .ignore), .fork(part: 1), .schedYield,
        .ptrace(.seize, 4), .pause(50), .wait(3, .noHang),
        .wait(4, .noHang), .wait(3),
      ],
      [.thread(part: 2), .schedYield, .pause(20), .exitGroup(code: 6)],
      [.pause(10), .exit(code: 5)],
    ])
    #expect(play.row(2)[5] == 0)
    #expect(play.row(2)[6] == 4)
    // The process has a status by now, and a thread's is that one.
    #expect(play.extras(2)[6] == 6 << 8)
    // Nobody traces the process itself: it reaps itself, as its parent ignores SIGCHLD.
    #expect(play.errors(2, from: 7).first == .noChildProcess)
  }

  /// F10: the tracees of a tracer that ends go on, or are killed if it asked for that.
  @Test(arguments: [false, true])
  func `tracees outlive their tracer`(isKilled: Bool) throws {
    let play = try Play([
      [.fork(part: 1), .fork(part: 2), .wait(3), .wait(4)],
      [
        .schedYield, .ptrace(.seize, 4, data: isKilled ? TraceOption.exitKill : 0),
        .ptrace(.interrupt, 4), .wait(4, .all), .exit(code: 1),
      ],
      [.pause(50), .exit(code: 2)],
    ])
    #expect(play.extras(2).items.dropFirst(2) == [1 << 8, isKilled ? 9 : 2 << 8])
    #expect(play.ending == .allDone)
  }

  /// F10: a signal that the tracer has not waited for is taken when it is gone; one that it has is
  /// lost.
  @Test(arguments: [false, true])
  func `a tracer's end lets a signal through that it has not seen`(isSeen: Bool) throws {
    let look: [SystemCall] = isSeen ? [.wait(4, .all)] : [.pause(10)]
    let play = try Play([
      [.fork(part: 1), .fork(part: 2), .wait(3), .wait(4)],
      Part([.ptrace(.seize, 4), .kill(pid: 4, signal: .terminate)] + look + [.exit(code: 1)]),
      [.pause(90), .exit(code: 2)],
    ])
    #expect(play.extras(2)[3] == (isSeen ? 2 << 8 : 15))
  }

  /// F11: PTRACE_EVENT_EXIT comes before anything is given up, with the status as message; C6: but the
  /// status of the process is settled.
  @Test func `a tracee stops before it ends`() throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3, data: TraceOption.exit), .wait(3),
        .ptrace(.eventMessage, 3),
        .kill(pid: 3, signal: .kill), .wait(3, .noHang), .ptrace(.resume, 3), .wait(3),
      ], [.schedYield, .exit(code: 3)],
    ])
    #expect(play.extras(2)[2] == stopStatus(.trap, event: 6))
    #expect(play.extras(2)[3] == 3 << 8)
    #expect(play.row(2)[5] == 0)
    #expect(play.extras(2)[7] == 3 << 8)
  }

  /// F11: the memory, and with it the parent of a vfork, is still there in the stop before the end.
  @Test func `nothing is given up before the stop`() throws {
    let play = try Play([
      [
        .fork(part: 1), .pause(20), .ptrace(.seize, 4, data: TraceOption.exit),
        .wait(4, .all), .ptrace(.interrupt, 3), .ptrace(.resume, 4), .wait(4, .all), .wait(3),
      ],
      [.clone([.vm, .vfork], .child, part: 2), .exit(code: 7)],
      [.pause(40), .exit(code: 8)],
    ])
    #expect(play.extras(2)[3] == stopStatus(.trap, event: 6))
    #expect(play.extras(2).items.dropFirst(6) == [8 << 8, 7 << 8])
  }

  /// C39: of a zombie with another parent the tracer takes note first; then it is its parent's.
  @Test func `a traced zombie has two reapers`() throws {
    let play = try Play([
      [
        .fork(part: 1), .schedYield, .ptrace(.seize, 4), .pause(20),
        .wait(4), .wait(4), .wait(3),
      ],
      [.fork(part: 2), .schedYield, .schedYield, .wait(4, .noHang), .wait(4)],
      [.schedYield, .schedYield, .exit(code: 9)],
    ])
    #expect(play.row(2)[4] == 4)
    #expect(play.errors(2, from: 5).first == .noChildProcess)
    #expect(play.values(3).last == 4)
    #expect(play.extras(3).last == 9 << 8)
  }

  /// C40: a child that its own parent traces is told of once, as a tracee: without WUNTRACED.
  @Test func `a traced child is told of once`() throws {
    let play = try Play([
      [
        .fork(part: 1), .wait(-1), .wait(-1, [.noHang, .untraced]), .ptrace(.resume, 3, data: 19),
        .wait(-1, .untraced), .wait(-1, [.noHang, .untraced]), .exitGroup(code: 0),
      ], [.ptrace(.traceMe), .kill(pid: 3, signal: .stop)],
    ])
    #expect(play.values(2).dropFirst() == [3, 0, 0, 3, 0])
  }

  /// C29: who traces a task is not its parent.
  @Test func `getppid names the parent`() throws {
    let play = try Play([
      [.fork(part: 1), .schedYield, .ptrace(.seize, 4), .wait(3)],
      [.fork(part: 2), .wait()], [.schedYield, .schedYield, .getppid],
    ])
    #expect(play.errors(2, from: 2).first == .some(nil))
    #expect(play.values(4).last == 3)
  }

  // MARK: - Exec

  /// D13: a tracee that executes a program gets a SIGTRAP, unless its tracer seized it.
  @Test(arguments: [false, true])
  func `an exec raises SIGTRAP`(isSeized: Bool) throws {
    let play = try Play(
      [
        [
          .fork(part: 1), .ptrace(isSeized ? .seize : .attach, 3), .wait(3),
          .ptrace(.resume, 3), .wait(3), .exitGroup(code: 0),
        ],
        [.schedYield, .execve(path: Array("/bin/program".utf8), entry: 2)], [.exit(code: 4)],
      ], on: .withProgram)
    #expect(
      play.extras(2)[isSeized ? 2 : 4] == (isSeized ? 4 << 8 : stopStatus(.trap)))
  }

  /// D13, D3: the event of an exec comes from the number of the process, and its message is the former
  /// thread id; until it is waited for, a request by the new number is ESRCH.
  @Test func `the event of an exec tells the former thread id`() throws {
    let play = try Play(
      [
        [
          .fork(part: 1), .pause(10), .ptrace(.seize, 4, data: TraceOption.exec),
          .pause(50), .ptrace(.eventMessage, 4), .ptrace(.eventMessage, 3),
          .wait(3), .ptrace(.eventMessage, 3), .ptrace(.resume, 3), .wait(3),
        ],
        [.thread(part: 2), .futexWait(word(0), 0)],
        [
          .pause(20),
          .execve(path: Array("/bin/program".utf8), entry: 3),
        ], [.exit(code: 4)],
      ], on: .withProgram)
    #expect(play.errors(2, from: 2).first == .some(nil))
    #expect(play.errors(2, from: 4).prefix(2) == [.noSuchProcess, .noSuchProcess])
    #expect(play.extras(2)[6] == stopStatus(.trap, event: 4))
    #expect(play.extras(2)[7] == 4)
    #expect(play.extras(2)[9] == 4 << 8)
  }

  /// D3: a traced leader whose thread executes a program is taken from its tracer without a word.
  @Test func `a leader's tracer loses it to an exec`() throws {
    let play = try Play(
      [
        [
          .fork(part: 1), .pause(5), .ptrace(.seize, 3),
          .pause(50), .ptrace(.interrupt, 3), .wait(3),
        ],
        [.thread(part: 2), .futexWait(word(0), 0)],
        [
          .pause(20),
          .execve(path: Array("/bin/program".utf8), entry: 3),
        ], [.pause(50), .exit(code: 4)],
      ], on: .withProgram)
    #expect(play.errors(2, from: 2).first == .some(nil))
    #expect(play.errors(2, from: 4).first == .noSuchProcess)
    #expect(play.extras(2)[5] == 4 << 8)
  }
}
