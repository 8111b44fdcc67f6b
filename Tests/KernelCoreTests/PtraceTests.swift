import KernelCore
import LinuxABI
import Testing

/// Numbers: 2 is the program, 3 its first child, and so on.
@Suite struct `Tracing` {
  // MARK: - Clone

  /// F1, B24: without a tracer CLONE_PTRACE changes nothing; with one the child has the same tracer,
  /// and begins with SIGSTOP (F4).
  @Test func `CLONE_PTRACE has the child of a tracee traced`() throws {
    let play = try Play([
      [
        .clone(.ptrace, .child, part: 1), .wait(3), .ptrace(.resume, 3), .pause(5), .wait(4),
        .ptrace(.resume, 4), .wait(4), .wait(3), .ptrace(.resume, 3), .wait(3),
      ],
      [
        .ptrace(.traceMe), .tgkill(pid: 3, tid: 3, signal: .stop),
        .clone(.ptrace, .child, part: 2), .wait(4),
      ],
      [.exit(code: 5)],
    ])
    #expect(play.row(2)[0] == 3)
    #expect(play.extras(2)[4] == stopStatus(.stop))
    #expect(play.row(2)[4] == 4)
    #expect(play.extras(2)[6] == 5 << 8)
    // The tracee is told of its child's end, and so is its tracer, before it takes the signal.
    #expect(play.extras(2)[7] == stopStatus(.child))
    #expect(play.values(3).last == 4)
    #expect(play.ending == .allDone)
  }

  /// F2: one event for each kind of clone, and no other option is asked; F5: the message is the
  /// child's number.
  @Test(
    arguments: [
      (CloneFlags(), 17, TraceOption.fork, 1), ([], 0, TraceOption.clone, 3),
      ([.vm, .vfork], 17, TraceOption.vfork, 2),
      ([.vm, .vfork], 0, TraceOption.vfork, 2), (.thread4, 17, TraceOption.fork, 1),
      (.thread4, 0, TraceOption.clone, 3),
    ] as [(CloneFlags, Int32, UInt64, Int64)])
  func `a clone is told of by its own event`(
    flags: CloneFlags, signal: Int32, option: UInt64, event: Int64
  ) throws {
    func run(_ options: UInt64) throws -> Play {
      try Play([
        [
          .fork(part: 1), .ptrace(.seize, 3, data: options), .wait(3),
          .ptrace(.eventMessage, 3), .exitGroup(code: 0),
        ],
        [.clone(CloneArguments(flags: flags, exitSignal: signal, entry: 2))], [],
      ])
    }
    let told = try run(option)
    #expect(told.extras(2)[2] == stopStatus(.trap, event: event))
    #expect(told.extras(2)[3] == 4)
    let others = (TraceOption.fork | TraceOption.vfork | TraceOption.clone) & ~option
    // Another stop may come first: for SIGCHLD.
    #expect(try (run(others).extras(2)[2] ?? 0) >> 16 == 0)
  }

  /// F3: CLONE_UNTRACED hides a clone from its event alone.
  @Test func `CLONE_UNTRACED goes with CLONE_PTRACE`() throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3, data: TraceOption.fork), .pause(20), .wait(5, .all),
        .exitGroup(code: 0),
      ],
      [
        .clone(.untraced, .child, part: 2), .clone([.untraced, .ptrace], .child, part: 2),
        .pause(50),
      ], [],
    ])
    #expect(play.values(3).prefix(2) == [4, 5])
    #expect(play.extras(2)[3] == stopStatus(.trap, event: 128))
  }

  /// F4: the child of a seized tracee begins with a stop for its tracer, and no signal.
  @Test func `a child of a seized tracee has no signal pending`() throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3, data: TraceOption.fork), .wait(3), .wait(4),
        .ptrace(.signalInfo, 4), .ptrace(.eventMessage, 4), .ptrace(.resume, 4), .wait(4),
        .ptrace(.resume, 3), .wait(3),
      ],
      [.fork(part: 2)], [.registers(RegisterCall(.rtSigpending)), .exit(code: 1)],
    ])
    #expect(play.extras(2)[3] == stopStatus(.trap, event: 128))
    #expect(play.answers[2]?[4].bytes.prefix(8) == [5, 0, 0, 0, 5, 128, 0, 0])
    #expect(play.extras(2)[5] == 0)
    #expect(play.extras(4)[0] == 0)
    #expect(play.extras(2)[7] == 1 << 8)
  }

  /// F5, E1: the event of a vfork comes before the wait for the child; if the child is done by then,
  /// there is no wait.
  @Test func `a vfork waits after its event`() throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3, data: TraceOption.vfork | TraceOption.vforkDone),
        .wait(3),
        .wait(4), .ptrace(.resume, 4), .wait(4), .ptrace(.resume, 3), .wait(3),
        .ptrace(.eventMessage, 3), .ptrace(.resume, 3), .wait(3), .ptrace(.resume, 3), .wait(3),
      ],
      [.clone([.vm, .vfork], .child, part: 2), .wait(4)], [.exit(code: 4)],
    ])
    #expect(play.extras(2)[2] == stopStatus(.trap, event: 2))
    #expect(play.extras(2)[5] == 4 << 8)
    // E8: the child has ended long since, and is still told of.
    #expect(play.extras(2)[7] == stopStatus(.trap, event: 5))
    #expect(play.extras(2)[8] == 4)
    // SIGCHLD, and the end.
    #expect(play.extras(2)[10] == stopStatus(.child))
    #expect(play.values(3) == [4, 4])
  }

  /// E8: PTRACE_EVENT_VFORK_DONE comes after the release, with the child's number; not if the parent
  /// was killed meanwhile.
  @Test(arguments: [false, true])
  func `the end of a vfork is told of`(isKilled: Bool) throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3, data: TraceOption.vforkDone), .pause(5),
        .kill(pid: 3, signal: isKilled ? .kill : Signal(rawValue: 0)), .wait(3),
        .ptrace(.eventMessage, 3), .ptrace(.resume, 3), .wait(3), .ptrace(.resume, 3), .wait(3),
      ],
      [.clone([.vm, .vfork], .child, part: 2)], [.pause(20)],
    ])
    if isKilled {
      #expect(play.extras(2)[4] == 9)
    } else {
      #expect(play.extras(2)[4] == stopStatus(.trap, event: 5))
      #expect(play.extras(2)[5] == 4)
      #expect(play.values(3).last == 4)
    }
    #expect(play.ending == .allDone)
  }

  // MARK: - Who may trace whom

  /// F7: the caller's own group, tracees, zombies and the built-in init cannot be attached to.
  @Test func `some tasks cannot be traced`() throws {
    let play = try Play([
      [
        .thread(part: 1), .fork(part: 2), .ptrace(.attach, 2), .ptrace(.attach, 3),
        .ptrace(.attach, 1), .ptrace(.attach, 99), .ptrace(.seize, 4), .ptrace(.seize, 4),
        .ptrace(.attach, -1), .kill(pid: 4, signal: .kill), .schedYield, .ptrace(.attach, 4),
        .exitGroup(code: 0),
      ], [.futexWait(word(0), 0)], [.futexWait(word(0), 0)],
    ])
    let expected: [Errno?] = [
      .notPermitted, .notPermitted, .notPermitted, .noSuchProcess, nil, .notPermitted,
      .noSuchProcess, nil, nil, .notPermitted,
    ]
    #expect(play.errors(2, from: 2) == expected)
  }

  /// F7: PTRACE_TRACEME makes the very task that is the parent the tracer, once.
  @Test func `a child asks to be traced by its parent`() throws {
    let play = try Play([
      [.thread(part: 1), .pause(50)],
      [.fork(part: 2), .wait(4), .ptrace(.resume, 4), .wait(4)],
      [.ptrace(.traceMe), .ptrace(.traceMe), .kill(pid: 4, signal: .user1), .exit(code: 3)],
    ])
    #expect(play.errors(4).prefix(2) == [nil, .notPermitted])
    #expect(play.extras(3)[1] == stopStatus(.user1))
    #expect(play.extras(3)[3] == 3 << 8)
  }

  /// F7: SEIZE takes no address and no option that Linux does not have; SETOPTIONS has another errno.
  @Test func `unknown options are refused`() throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3, address: 8), .ptrace(.seize, 3, data: 1 << 8),
        .ptrace(.seize, 3), .ptrace(.interrupt, 3), .wait(3),
        .ptrace(.setOptions, 3, data: 1 << 30),
        .ptrace(.resume, 3, data: 65), .ptrace(.detach, 3, data: 65), .ptrace(.setOptions, 3),
        .registers(RegisterCall(.ptrace, 0x5000, 3)), .ptrace(.peekText, 3),
        .ptrace(.singleStep, 3), .exitGroup(code: 0),
      ], [.futexWait(word(0), 0)],
    ])
    let expected: [Errno?] = [
      .ioError, .ioError, nil, nil, nil, .invalidArgument, .ioError, .ioError, nil, .ioError,
      .notImplemented, .ioError,
    ]
    #expect(play.errors(2, from: 1) == expected)
    // A look into memory is for whoever has it; a single step is nobody's on riscv64.
    #expect(play.answers[2]?[11].notBuilt == .call(.ptrace))
    #expect(play.answers[2]?[12].notBuilt == nil)
  }

  /// F8: only the tracer itself may ask, and only who stops; any thread of its process may wait.
  @Test func `requests are the tracer's, and of who stops`() throws {
    let play = try Play([
      [
        .thread(part: 1), .fork(part: 2), .ptrace(.resume, 4), .ptrace(.attach, 4),
        .pause(20), .ptrace(.resume, 4), .ptrace(.resume, 4),
        .exitGroup(code: 0),
      ],
      [.schedYield, .schedYield, .wait(4), .ptrace(.resume, 4), .pause(90)],
      [.futexWait(word(0), 0)],
    ])
    #expect(play.errors(2, from: 2).first == .noSuchProcess)
    #expect(play.row(3)[2] == 4)
    #expect(play.errors(3, from: 3).first == .noSuchProcess)
    #expect(play.errors(2, from: 5) == [nil, .noSuchProcess])
  }

  /// F7: an unprivileged user traces own processes, and nobody with more power.
  @Test func `power over a tracee is needed`() throws {
    let same = try Play(
      [[.fork(part: 1), .ptrace(.seize, 3)], [.schedYield]], as: .user)
    #expect(same.errors(2)[1] == nil)
    var kernel = Kernel()
    let other = kernel.spawnProgram(entry: 1)
    let mine = try Play([[.ptrace(.seize, 2)], [.schedYield]], on: kernel, as: .user)
    #expect(mine.kernel.status(ofProgram: other) == .exited(0))
    #expect(mine.errors(3)[0] == .notPermitted)
  }

  // MARK: - Signals

  /// F7: the tracer says which signal a tracee takes, or none; what it puts in its place says who
  /// did; SIGKILL stops nobody.
  @Test func `a tracer chooses the signal`() throws {
    let play = try Play([
      [
        .fork(part: 1), .wait(3), .ptrace(.resume, 3, data: 12), .wait(3),
        .ptrace(.signalInfo, 3), .ptrace(.resume, 3), .wait(3), .ptrace(.kill, 3), .wait(3),
      ],
      [
        .ptrace(.traceMe), .sigaction(signal: .user1, disposition: .handler(at: word(0))),
        .sigaction(signal: .user2, disposition: .handler(at: word(0))),
        .kill(pid: 3, signal: .user1), .kill(pid: 3, signal: .user1), .kill(pid: 3, signal: .stop),
      ],
    ])
    #expect(play.handled.map { $0.signal } == [.user2])
    #expect(play.answers[2]?[4].bytes.prefix(4) == [10, 0, 0, 0])
    #expect(play.extras(2)[6] == stopStatus(.stop))
    #expect(play.extras(2)[8] == 9)
  }

  /// H5: a stop signal that the tracer lets through stops the tracee with its group: PTRACE_CONT lets
  /// it go on although the group is stopped, and there is no siginfo.
  @Test func `a tracee stops with its group for its tracer`() throws {
    let play = try Play([
      [
        .fork(part: 1), .wait(3), .ptrace(.resume, 3, data: 19), .wait(3),
        .ptrace(.signalInfo, 3), .ptrace(.resume, 3), .wait(3),
      ],
      [.ptrace(.traceMe), .kill(pid: 3, signal: .stop), .exit(code: 2)],
    ])
    #expect(play.extras(2)[3] == stopStatus(.stop))
    #expect(play.errors(2, from: 4).first == .invalidArgument)
    #expect(play.extras(2)[6] == 2 << 8)
  }

  /// H5: who listens to a seized tracee sees that its group goes on.
  @Test func `PTRACE_LISTEN waits for the group to go on`() throws {
    let play = try Play([
      [
        .fork(part: 1), .ptrace(.seize, 3), .kill(pid: 3, signal: .stop), .wait(3),
        .ptrace(.listen, 3), .ptrace(.resume, 3, data: 19), .wait(3), .ptrace(.listen, 3),
        .ptrace(.resume, 3), .wait(-1, .noHang), .kill(pid: 3, signal: .cont), .wait(3),
        .ptrace(.resume, 3), .wait(3), .ptrace(.detach, 3), .wait(3),
      ], [.pause(1)],
    ])
    // The signal first: LISTEN is for stops with the group.
    #expect(play.extras(2)[3] == stopStatus(.stop))
    #expect(play.errors(2, from: 4).first == .ioError)
    #expect(play.extras(2)[6] == stopStatus(.stop, event: 128))
    #expect(play.errors(2, from: 7).first == .some(nil))
    #expect(play.errors(2, from: 8).first == .noSuchProcess)
    #expect(play.row(2)[9] == 0)
    #expect(play.extras(2)[11] == stopStatus(.trap, event: 128))
    #expect(play.extras(2)[13] == stopStatus(.cont))
    #expect(play.extras(2)[15] == 0)
    #expect(play.ending == .allDone)
  }

  /// F7: who is stopped already stops for the new tracer before attaching is over.
  @Test func `attaching takes over a stop`() throws {
    let play = try Play([
      [
        .fork(part: 1), .kill(pid: 3, signal: .stop), .wait(3, .untraced), .ptrace(.seize, 3),
        .wait(3, .noHang), .ptrace(.detach, 3), .schedYield, .wait(3, [.untraced, .noHang]),
        .kill(pid: 3, signal: .cont), .wait(3),
      ], [.pause(1)],
    ])
    #expect(play.extras(2)[2] == stopStatus(.stop))
    #expect(play.extras(2)[4] == stopStatus(.stop, event: 128))
    #expect(play.row(2)[7] == 0)
    #expect(play.extras(2)[9] == 0)
  }

  /// F7: a fault that the tracer keeps away comes again, as no instruction is left out; so it does
  /// after a handler, unless that changed something.
  @Test func `an access faults until something changes`() throws {
    let traced = try Play([
      [
        .fork(part: 1), .wait(3), .ptrace(.resume, 3), .wait(3), .ptrace(.resume, 3, data: 11),
        .wait(3),
      ], [.ptrace(.traceMe), .load(.null)],
    ])
    #expect(traced.extras(2)[1] == stopStatus(.segmentationFault))
    #expect(traced.extras(2)[3] == stopStatus(.segmentationFault))
    #expect(traced.extras(2)[5] == 11)
    let handled = try Play([
      [
        .sigaction(
          signal: .segmentationFault,
          disposition: .handler(at: word(0), flags: .resetHandler)), .load(.null),
      ]
    ])
    #expect(handled.handled.count == 1)
    #expect(handled.status == .signaled(.segmentationFault))
  }
}
