import KernelCore
import LinuxABI
import Testing

/// What signals and tracers can do to kernel threads, and whose memory these have.
@Suite struct `Kernel threads and processes` {
  /// G8: kill of a kernel thread succeeds and does nothing, SIGKILL too.
  @Test(arguments: [Signal.kill, .terminate, .stop, .user1])
  func `a signal for a kernel thread does nothing`(signal: Signal) throws {
    let play = try KernelPlay([
      [
        .system(.kill(pid: 2, signal: signal)),
        .system(.registers(RegisterCall(.tgkill, 2, 2, UInt64(signal.rawValue)))),
        .kernel(.run("after", part: 1)),
      ], .thread([]),
    ])
    #expect(play.answers(0)[..<2] == [0, 0] && play.players[1]?.count == 1)
    #expect(play.kernel.tasks[1].state == .sleepingInKernel)
  }

  /// G8: in 2.6 it is blocked, and waits for ever.
  @Test func `in 2.6 a signal for a kernel thread waits`() throws {
    let play = try KernelPlay(
      [[.system(.kill(pid: 2, signal: .kill))]],
      on: Kernel(profile: .linux26, boot: .full))
    #expect(play.answers(0) == [0])
    let thread = try #require(play.kernel.kernelThread(2))
    #expect(thread.waitingSignals.contains(.kill) && thread.state == .sleepingInKernel)
  }

  /// G8: one that it lets through ends an interruptible sleep, and is seen.
  @Test func `a kernel thread takes the signals that it allows`() throws {
    let play = try KernelPlay([
      KernelPart { replies in
        switch replies.count {
        case 1: .kernel(.run("hears", part: 1))
        case 2: .system(.compute(nanoseconds: 10_000_000))
        case 3: .system(.kill(pid: ProcessID(rawValue: Int32(replies[1])), signal: .user2))
        case 4: .system(.kill(pid: ProcessID(rawValue: Int32(replies[1])), signal: .user1))
        default: nil
        }
      },
      .thread([
        .allowSignal(.user1), .setState(.interruptible), .schedule, .signalPending,
        .setState(.interruptible), .schedule, .flushSignals, .signalPending,
      ]),
    ])
    // The second sleep does not begin: the signal still waits.
    #expect(play.answers(1) == [0, 0, 0, 1, 0, 0, 0, 0])
  }

  /// F7, F6: nobody traces a kernel thread.
  @Test func `attach to a kernel thread is EPERM`() throws {
    let play = try KernelPlay([[.system(.ptrace(.attach, 2)), .system(.ptrace(.seize, 2))]])
    #expect(play.answers(0) == [Errno.notPermitted.value, Errno.notPermitted.value])
  }

  // MARK: - Lazy memory

  /// G9: a kernel thread borrows the memory of who ran before, the next one takes it over, and a
  /// process that comes back finds it loaded.
  @Test func `kernel threads borrow memory and pass it on`() throws {
    let play = try KernelPlay(
      [
        [
          .kernel(.run("one", part: 1)), .kernel(.run("two", part: 2)),
          .system(.schedYield), .system(.schedYield),
        ],
        .thread([.condResched, .yield, .condResched]), .thread([.condResched, .yield]),
      ]
    ) { kernel, part, number in
      guard part > 0 else { return }
      let own = try #require(kernel.tasks.first { $0.threadID.rawValue > 6 && $0.mm != nil }?.mm)
      let running = try #require(kernel.kernelThreads.first { $0.state == .running })
      #expect(running.activeMemory == Int32(own.identity) && own.users == 1)
    }
    let counts = try #require(play.kernel.lazyMemory)
    #expect(counts.borrowed > 0 && counts.passedOn > 0)
    #expect(counts.stillLoaded > 0 && counts.loaded == 1)
    #expect(counts.givenBack + 1 == counts.borrowed)
  }

  /// G9: what is borrowed stays until another memory is loaded, though its process is gone.
  @Test func `a borrowed memory outlives its process`() throws {
    var kernel = Kernel(boot: .full)
    for number in 0..<3 {
      let play = try KernelPlay(
        [[.kernel(.run("late", part: 1)), .system(.exitGroup(code: 0))], .thread([.condResched])],
        on: kernel)
      kernel = play.kernel
      let counts = try #require(kernel.lazyMemory)
      #expect(counts.loaded == number + 1 && counts.borrowed > number)
    }
    // No memory of the three is left but the last, which the idle task has.
    #expect(kernel.tasks.count { $0.mm != nil } == 1)
    try kernel.checkInvariants()
  }

  /// G10: it may have the memory of a process for a while, and stays a kernel thread.
  @Test func `a kernel thread uses the memory of a process`() throws {
    let process = ThreadID(rawValue: 7)
    let play = try KernelPlay(
      [
        [
          .system(.store(word(1), 77)), .kernel(.run("uses", part: 1)),
          .system(.compute(nanoseconds: 20_000_000)),
        ],
        .thread([
          .getUser(word(1)), .useMM(process), .useMM(process), .getUser(word(1)),
          .getUser(.null), .unuseMM, .getUser(word(1)),
        ]),
      ]
    ) { kernel, part, number in
      guard part == 1, number == 3 else { return }
      let thread = try #require(kernel.kernelThread(named: "uses"))
      let task = try #require(kernel.task(thread.threadID))
      let snapshot = try #require(kernel.snapshot(of: task))
      #expect(snapshot.mm?.users == 2 && kernel.isKernelThread(task))
      let line = try #require(kernel.processLines.first { $0.threadID == thread.threadID })
      #expect(line.flags.contains(.kernelThread))
    }
    #expect(play.processID == process.rawValue)
    let fault = Errno.badAddress.value
    #expect(play.answers(1) == [fault, 0, Errno.invalidArgument.value, 77, fault, 0, fault])
    #expect(play.faults == [.memoryInUse])
  }
}
