import KernelCore
import LinuxABI
import Testing

/// Section G of the rules: what kernel threads are, how they are made, stopped and parked.
@Suite struct `Kernel threads` {
  private static var old: Kernel { Kernel(profile: .linux26, boot: .full) }

  private static func lines(_ kernel: Kernel) -> [String] {
    kernel.processLines.map(\.description)
  }

  // MARK: - The boot

  /// G2: init is task 1, kthreadd task 2 without a parent; all others are its children.
  ///
  /// G16: they are in process group and session 0.
  @Test func `the threads of 6.18 are children of kthreadd`() throws {
    var boot = Boot.full
    boot.processorCount = 2
    let kernel = Kernel(boot: boot)
    try kernel.checkInvariants()
    let worker = 0x20_0000 | 0x400_0000 | 0x8000 | 0x40 | 0x20
    let bound = 0x20_0000 | 0x400_0000 | 0x8000 | 0x40
    #expect(
      Self.lines(kernel) == [
        "1 0 1 1 0 S init",
        "2 0 0 0 \(0x20_0000 | 0x8000 | 0x40) S kthreadd",
        "3 2 0 0 \(worker) I kworker/0:0",
        "4 2 0 0 \(worker) I kworker/1:0",
        "5 2 0 0 \(worker) I kworker/u2:0",
        "6 2 0 0 \(bound) S ksoftirqd/0",
        "7 2 0 0 \(bound) S ksoftirqd/1",
        "8 2 0 0 \(worker) I kworker/R-writeback",
      ])
    #expect(kernel.kernelThread(named: "ksoftirqd/1")?.cpu == 1)
  }

  /// G2: in 2.6 init makes them, and what runs for keventd makes those that come later.
  ///
  /// G14: there are two flushers from the start.
  @Test func `the threads of 2.6 are children of init, and of its helper`() throws {
    let kernel = Self.old
    try kernel.checkInvariants()
    #expect(
      Self.lines(kernel) == [
        "1 0 1 1 0 S init",
        "2 1 0 0 \(0x400_0000 | 0x8000 | 0x40) S ksoftirqd/0",
        "3 1 0 0 \(0x400_0000 | 0x8000 | 0x40) S events/0",
        "4 1 0 0 \(0x8000 | 0x40) S kthread",
        "5 4 0 0 \(0x1000 | 0x40) S pdflush",
        "6 4 0 0 \(0x1000 | 0x40) S pdflush",
      ])
  }

  /// G16: kthreadd's directory is init's, its descriptors are the boot task's; its children share
  /// both.
  @Test func `kernel threads share descriptors and directory`() throws {
    let kernel = Kernel(boot: .full)
    let all = kernel.tasks
    let initTask = all[0]
    let threads = all.dropFirst()
    #expect(Set(threads.map(\.files?.identity)).count == 1)
    #expect(threads.first?.files?.identity != initTask.files?.identity)
    #expect(threads.allSatisfy { $0.fs?.identity == initTask.fs?.identity })
    #expect(initTask.fs?.users == all.count)
  }

  @Test func `a bare kernel has none`() throws {
    let kernel = Kernel()
    #expect(kernel.kernelThreads.isEmpty && kernel.tasks.count == 1)
    #expect(kernel.lazyMemory == nil && kernel.dirtyMemory == nil)
    try kernel.checkInvariants()
  }

  /// A program runs beside the daemons as it does without them, but for its number.
  @Test func `a program's calls are answered as on a bare kernel`() throws {
    let parts: [Part] = [
      [.fork(part: 1), .wait(), .open("/tmp/a", [.create, .writeOnly]), .write(3, "text")],
      [.exit(code: 7)],
    ]
    let bare = try Play(parts)
    for kernel in [Kernel(boot: .full), Self.old] {
      let full = try Play(parts, on: kernel)
      let first = try #require(full.answers.keys.min())
      #expect(full.values(first) == [Int64(first + 1), Int64(first + 1), 3, 4])
      #expect(
        full.ending == .allDone && full.kernel.contents(ofFile: "/tmp/a") == Array("text".utf8))
    }
    #expect(bare.values(2) == [3, 3, 3, 4])
  }

  // MARK: - Making

  /// G4: a process asks, kthreadd makes: the thread is kthreadd's child, and has nothing of the
  /// process.
  ///
  /// G1: it has no memory, its own number, and no group beside it.
  @Test func `a process's request goes through kthreadd`() throws {
    let play = try KernelPlay(
      [[.kernel(.run("mine", part: 1)), .system(.wait())], .thread([.run(nanoseconds: 1_000)])]
    ) { kernel, part, _ in
      guard part == 1 else { return }
      let thread = try #require(kernel.kernelThread(named: "mine"))
      let task = try #require(kernel.task(thread.threadID).flatMap { kernel.snapshot(of: $0) })
      #expect(task.parentProcessID == 2 && task.mm == nil && task.exitSignal == 17)
      #expect(task.processID.rawValue == task.threadID.rawValue && task.credentials == .root)
      #expect(task.files?.identity == kernel.tasks[1].files?.identity)
    }
    #expect(play.answers(0).first == Int64(try play.player(1)))
    #expect(play.answers(0)[1] == Errno.noChildProcess.value)
    #expect(play.ending == .allDone && play.faults.isEmpty)
  }

  /// G17: in 2.6 the helper makes it.
  @Test func `in 2.6 a request goes through the helper of keventd`() throws {
    let play = try KernelPlay(
      [[.kernel(.run("mine", part: 1))], .thread([])], on: Self.old
    ) { kernel, part, _ in
      guard part == 1, let thread = kernel.kernelThread(named: "mine") else { return }
      let task = try #require(kernel.task(thread.threadID).flatMap { kernel.snapshot(of: $0) })
      #expect(task.parentProcessID == 4)
    }
    #expect(play.players[1]?.count == 1)
  }

  /// G4: who asked was killed first: the thread ends with EINTR, and nobody hears of it.
  @Test func `a killed requester leaves no thread`() throws {
    let play = try KernelPlay([
      [.system(.fork(part: 1)), .kernel(.make("late", part: 2))],
      KernelPart { replies in
        replies.count == 1
          ? .system(.getppid)
          : replies.count == 2
            ? .system(.kill(pid: ProcessID(rawValue: Int32(replies[1])), signal: .kill))
            : nil
      },
      .thread([.run(nanoseconds: 1)]),
    ])
    #expect(play.kernel.status(ofProgram: play.program) == .signaled(.kill))
    #expect(play.players[2] == nil)
    #expect(play.kernel.kernelThread(named: "late") == nil && play.ending == .allDone)
    let ends = play.kernel.trace.events.filter { $0.kind == .exit && $0.a == 4 << 8 }
    #expect(ends.isEmpty)
    // EINTR is 4, and the status is the lowest byte of its negative.
    #expect(play.kernel.trace.events.contains { $0.kind == .exit && $0.a == 0xfc << 8 })
  }

  /// G5: it sleeps uninterruptibly until it is woken; only until then it can be tied to a
  /// processor.
  @Test func `a new thread sleeps until it is woken, and can be bound until then`() throws {
    let play = try KernelPlay(
      [
        KernelPart { replies in
          let thread = ThreadID(rawValue: Int32(truncatingIfNeeded: replies.dropFirst().first ?? 0))
          return switch replies.count {
          case 1: .kernel(.make("bound", part: 1))
          case 2: .kernel(.kthreadBind(thread, cpu: 0))
          case 3: .kernel(.wakeUpProcess(thread))
          case 4: .kernel(.kthreadBind(thread, cpu: 0))
          case 5: .system(.schedYield)
          case 6: .kernel(.kthreadBind(thread, cpu: 0))
          case 7: .kernel(.kthreadStop(thread))
          default: nil
          }
        },
        .thread { $0.count == 1 ? .schedule : $0.last == 1 ? .exit(code: 9) : .kthreadShouldStop },
      ]
    ) { kernel, part, number in
      guard part == 0, number == 1 else { return }
      let thread = try #require(kernel.kernelThread(named: "bound"))
      #expect(thread.state == .uninterruptible && thread.cpu == nil)
    }
    let einval = Errno.invalidArgument.value
    #expect(play.answers(0).dropFirst() == [0, 1, einval, 0, einval, 9])
    #expect(play.faults == [.boundTooLate, .boundTooLate])
  }

  /// G3: today nobody but kthreadd calls kernel_thread.
  @Test func `a kernel thread does not make another one itself`() throws {
    let play = try KernelPlay([
      [.kernel(.run("maker", part: 1))],
      .thread([.kernelThread(KernelThreadPlan("child", entry: 2), [.fs, .files])]), .thread([]),
    ])
    #expect(play.answers(1) == [Errno.notPermitted.value])
    #expect(play.faults == [.madeKernelThread] && play.players[2] == nil)
  }

  /// A45: kernel_thread is clone with CLONE_VM and CLONE_UNTRACED, whatever flags are given.
  ///
  /// B2: who has no memory has none to share. F6: nobody traces it.
  @Test func `in 2.6 kernel_thread makes a child of the caller`() throws {
    let kernel: CloneFlags = [.fs, .files, .sighand]
    let play = try KernelPlay(
      [
        [.kernel(.run("maker", part: 1)), .system(.compute(nanoseconds: 9_000_000))],
        .thread([.kernelThread(KernelThreadPlan("child", entry: 2), kernel), .schedule]),
        .thread([.run(nanoseconds: 5)]),
      ], on: Self.old
    ) { kernel, part, _ in
      guard part == 2 else { return }
      let child = try #require(kernel.kernelThread(named: "child"))
      let parent = try #require(kernel.kernelThread(named: "maker"))
      let task = try #require(kernel.task(child.threadID).flatMap { kernel.snapshot(of: $0) })
      let maker = try #require(kernel.task(parent.threadID).flatMap { kernel.snapshot(of: $0) })
      #expect(task.parentThreadID == parent.threadID && task.mm == nil)
      #expect(task.sighand?.identity == maker.sighand?.identity)
    }
    let child = try play.player(2)
    let clone = try #require(
      play.kernel.trace.events.first { $0.kind == .clone && $0.a == Int64(child) })
    let flags = CloneFlags(rawValue: UInt64(clone.b))
    #expect(flags == kernel.union([.vm, .untraced]))
  }

  /// G17: a thread that a process makes has its memory until it calls daemonize; then it has
  /// nothing of the process, and init is its parent.
  @Test func `daemonize makes a kernel thread of a process's`() throws {
    var seen: [(mm: Bool, parent: Int32, group: Int32)] = []
    let play = try KernelPlay(
      [
        [
          .kernel(.kernelThread(KernelThreadPlan("raw", entry: 1), [])),
          .system(.compute(nanoseconds: 30_000_000)),
        ],
        .thread([.condResched, .daemonize(name: Array("kswapd0".utf8)), .condResched]),
      ], on: Self.old
    ) { kernel, part, _ in
      guard part == 1 else { return }
      let names = ["raw", "kswapd0"]
      let thread = try #require(names.compactMap { kernel.kernelThread(named: $0) }.first)
      let task = try #require(kernel.task(thread.threadID).flatMap { kernel.snapshot(of: $0) })
      seen.append((task.mm != nil, task.parentProcessID.rawValue, task.processGroupID.rawValue))
    }
    let process = play.processID
    #expect(seen.map(\.mm) == [true, true, false, false])
    #expect(seen.map(\.parent) == [process, process, 1, 1])
    #expect(seen.map(\.group) == [process, process, 1, 1])
    #expect(play.faults.isEmpty)
  }

  // MARK: - Stopping and parking

  /// G6, G15: kthread_stop wakes, waits, and gives the function's result; nothing of the thread is
  /// left.
  @Test func `stop gives the result of the function`() throws {
    let play = try KernelPlay([
      KernelPart { replies in
        replies.count == 1
          ? .kernel(.run("loop", part: 1))
          : replies.count == 2
            ? .system(.schedYield)
            : replies.count == 3
              ? .kernel(.kthreadStop(ThreadID(rawValue: Int32(replies[1])))) : nil
      },
      .thread { replies in
        switch replies.count % 4 {
        case 1: .setState(.interruptible)
        case 2: .kthreadShouldStop
        case 3: replies.last == 1 ? .setState(.running) : .schedule
        default: replies[replies.count - 2] == 1 ? .exit(code: 42) : .condResched
        }
      },
    ])
    #expect(play.answers(0).last == 42 && play.kernel.kernelThread(named: "loop") == nil)
    let thread = try play.player(1)
    #expect(
      play.kernel.trace.events.contains { $0.kind == .reap && $0.a == Int64(thread) && $0.c == 0 })
  }

  /// G6: a function that never ran gives EINTR.
  @Test func `stop of a thread that was never woken gives EINTR`() throws {
    let play = try KernelPlay([
      KernelPart { replies in
        replies.count == 1
          ? .kernel(.make("never", part: 1))
          : replies.count == 2 ? .kernel(.kthreadStop(ThreadID(rawValue: Int32(replies[1])))) : nil
      }, .thread([]),
    ])
    #expect(play.answers(0).last == Errno.interrupted.value && play.players[1] == nil)
  }

  /// G6: who never looks, asleep or busy, is named, and does not hold up the run.
  @Test(arguments: [true, false])
  func `a thread that never looks whether it is to stop is a named fault`(sleeps: Bool) throws {
    let play = try KernelPlay(
      [
        KernelPart { replies in
          replies.count == 1
            ? .kernel(.run("deaf", part: 1))
            : replies.count == 2
              ? .system(.schedYield)
              : replies.count == 3
                ? .kernel(.kthreadStop(ThreadID(rawValue: Int32(replies[1])))) : nil
        },
        .thread { replies in
          if sleeps { return replies.count % 2 == 1 ? .setState(.uninterruptible) : .schedule }
          return replies.count < 1_500 ? .run(nanoseconds: 10_000) : nil
        },
      ], stepsMax: 20_000)
    #expect(play.faults.contains(.stopUnseen))
    #expect(play.ending == (sleeps ? .deadlock : .allDone))
  }

  /// G7: park waits until the thread is parked; a second request is EBUSY; unpark lets it go on.
  @Test func `a thread parks and goes on`() throws {
    let play = try KernelPlay(
      [
        KernelPart { replies in
          let thread = ThreadID(rawValue: Int32(truncatingIfNeeded: replies.dropFirst().first ?? 0))
          return switch replies.count {
          case 1: .kernel(.run("parks", part: 1))
          case 2: .kernel(.kthreadPark(thread))
          case 3: .kernel(.kthreadPark(thread))
          case 4: .kernel(.kthreadUnpark(thread))
          case 5: .kernel(.kthreadStop(thread))
          default: nil
          }
        },
        .thread { replies in
          switch replies.count % 3 {
          case 1: .kthreadShouldStop
          case 2: replies.last == 1 ? .exit(code: 3) : .kthreadParkme
          default: .run(nanoseconds: 100_000)
          }
        },
      ]
    ) { kernel, part, number in
      guard part == 0, number == 2 || number == 3 else { return }
      #expect(kernel.kernelThread(named: "parks")?.state == .parked)
      #expect(kernel.processLines.last?.stateLetter == UInt8(ascii: "P"))
    }
    #expect(play.answers(0).dropFirst() == [0, Errno.resourceBusy.value, 0, 3])
    #expect(play.faults == [.parkedTwice])
  }

  /// G7: one that ends instead is ENOSYS.
  @Test func `park of a thread that ends is ENOSYS`() throws {
    let play = try KernelPlay([
      KernelPart { replies in
        replies.count == 1
          ? .kernel(.run("ends", part: 1))
          : replies.count == 2
            ? .system(.schedYield)
            : replies.count == 3
              ? .kernel(.kthreadPark(ThreadID(rawValue: Int32(replies[1])))) : nil
      }, .thread([.run(nanoseconds: 20_000_000)]),
    ])
    #expect(play.answers(0).last == Errno.notImplemented.value)
  }

  // MARK: - Wrong calls

  @Test func `wrong calls are named and answered`() throws {
    let gone = ThreadID(rawValue: 9_999)
    let play = try KernelPlay([
      [
        .kernel(.schedule), .kernel(.run("wrong", part: 1)),
        .system(.compute(nanoseconds: 50_000_000)),
      ],
      KernelPart([
        .system(.getpid), .kernel(.preemptEnable), .kernel(.kthreadStop(gone)),
        .kernel(.wakeUp(WaitQueueID(rawValue: 7), exclusiveMax: 1)),
        .kernel(.unuseMM), .kernel(.preemptDisable), .kernel(.setState(.interruptible)),
        .kernel(.scheduleTimeout(nanoseconds: 1_000)), .kernel(.setState(.uninterruptible)),
        .kernel(.kthreadCreate(KernelThreadPlan("x", entry: 2))),
      ]), .thread([]),
    ])
    #expect(play.answers(0).first == Errno.notPermitted.value)
    let answers = play.answers(1)
    #expect(
      answers[..<5] == [
        Errno.notImplemented.value, Errno.invalidArgument.value, Errno.noSuchProcess.value,
        Errno.invalidArgument.value, Errno.invalidArgument.value,
      ])
    #expect(
      play.faults == [
        .notKernelThread, .systemCall, .preemptUnderflow, .noSuchThread, .noSuchObject,
        .memoryInUse, .scheduleWhileAtomic, .mightSleepNotRunning,
      ])
    #expect(play.kernel.kernelFaults.allSatisfy { !$0.description.isEmpty })
  }

  /// D14: a kernel thread cannot become a program.
  @Test func `kernel_execve of a kernel thread is EINVAL`() throws {
    var kernel = Kernel(boot: .full)
    kernel.makeFile("/tmp/helper", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    let path = Array("/tmp/helper".utf8)
    let play = try KernelPlay(
      [[.kernel(.run("execs", part: 1))], .thread([.kernelExecve(path: path, entry: 2)]), []],
      on: kernel)
    #expect(play.answers(1) == [Errno.invalidArgument.value] && play.faults == [.executed])
    #expect(play.players[2] == nil)
  }

  /// G12: a helper that nobody waits for is a child of its maker's parent, and a program from its
  /// exec on.
  ///
  /// D14: it may do so, since it was made for that.
  @Test func `a helper becomes a program, a child of kthreadd`() throws {
    var kernel = Kernel(boot: .full)
    kernel.makeFile("/tmp/helper", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    let path = Array("/tmp/helper".utf8)
    let play = try KernelPlay(
      [
        [.kernel(.run("maker", part: 1))],
        .thread([
          .userModeThread(path: path, entry: 2),
          .userModeThread(path: Array("/none".utf8), entry: 2),
        ]),
        [.system(.getppid), .system(.store(word(0), 5)), .system(.load(word(0)))],
      ], on: kernel
    ) { kernel, part, _ in
      guard part == 2 else { return }
      let helper = try #require(kernel.tasks.last { $0.state == .running })
      #expect(helper.mm != nil && !kernel.isKernelThread(helper.id))
    }
    #expect(play.answers(2) == [2, 0, 5] && play.players[2]?.count == 1)
    #expect(play.ending == .allDone && play.faults.isEmpty)
  }

  /// D14: in 2.6 that is how helpers are started.
  @Test func `in 2.6 a kernel thread can become a program`() throws {
    var kernel = Self.old
    kernel.makeFile("/tmp/helper", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    let play = try KernelPlay(
      [
        [.kernel(.run("execs", part: 1))],
        .thread([.kernelExecve(path: Array("/tmp/helper".utf8), entry: 2)]),
        [.system(.getppid)],
      ], on: kernel)
    #expect(play.answers(2) == [4] && play.ending == .allDone)
  }
}

extension KernelPart: ExpressibleByArrayLiteral {
  init(arrayLiteral asks: Ask...) { self.init(asks) }
}
