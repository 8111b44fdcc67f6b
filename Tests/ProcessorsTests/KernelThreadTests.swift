import KernelCore
import LinuxABI
import Processors
import Scheduling
import Testing

/// Threads of the kernel's own, on processors that a policy schedules.
@Suite struct `Kernel threads of several processors` {
  private static let eevdf = policy(.eevdf, processors: 2)

  /// A process that asks for something, and computes then.
  private func beside(_ milliseconds: UInt64, _ asks: [Ask]) -> ThreadPlay.Part {
    part(asks + [.system(.run(milliseconds: milliseconds))])
  }

  /// G1: it is scheduled as any task.
  ///
  /// Who makes it is woken on the processor that is idle; where it
  /// and who asked for it go then differs by what comes first in a version.
  @Test(arguments: [
    (LinuxPolicy.Kind.o1, ["CPU0 |AAAAAA|", "CPU1 |PPPP..|"]),
    (.cfs, ["CPU0 |PPPP..|", "CPU1 |AAAAAA|"]), (.eevdf, ["CPU0 |PPPP..|", "CPU1 |AAAAAA|"]),
  ])
  func `run where nobody else does`(kind: LinuxPolicy.Kind, timeline: [String]) throws {
    let play = try ThreadPlay(
      policy(kind, processors: 2),
      on: .full(kind == .o1 ? .linux26 : .linux618, processors: 2),
      [
        beside(4, [.kernel(.run("mine", part: 1))]), thread([.work(milliseconds: 6)]),
      ])
    let lines = try play.timeline()
    #expect(lines == timeline)
    #expect(play.ending == .allDone && play.faults.isEmpty)
    let times = try play.times(1)
    #expect(times.systemNanoseconds == 6_000_000 && times.userNanoseconds == 0)
  }

  /// G5: kthread_create_on_cpu ties it before it is woken; an idle processor does not pull it.
  @Test func `one that is tied to a processor waits for it while another is idle`() throws {
    let play = try ThreadPlay(
      Self.eevdf, on: .full(processors: 2),
      [
        { replies in
          switch replies.count {
          case 1: .system(.bind(1))
          case 2: .kernel(.make("mine", part: 1, cpu: 0))
          case 3: .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[2]))))
          case 4: .system(.run(milliseconds: 6))
          default: nil
          }
        }, thread([.work(milliseconds: 6)]),
      ])
    let lines = try play.timeline()
    #expect(lines == ["CPU0 |PPAAPPAAPPAA|", "CPU1 |............|"])
    #expect(play.machine.kernel.kernelThread(named: "mine") == nil)
  }

  /// G5: nobody moves it: sched_setaffinity is EINVAL, and kthread_bind comes too late.
  @Test func `one that is tied stays where it is`() throws {
    let play = try ThreadPlay(
      Self.eevdf, on: .full(processors: 2),
      [
        { replies in
          let thread = ThreadID(rawValue: Int32(replies.dropFirst().first ?? 0))
          return switch replies.count {
          case 1: .kernel(.make("mine", part: 1, cpu: 1))
          case 2: .kernel(.wakeUpProcess(thread))
          case 3: .system(.run(milliseconds: 1))
          case 4:
            .system(.registers(RegisterCall(.schedSetaffinity, UInt64(thread.rawValue), 8, 1)))
          case 5: .kernel(.kthreadBind(thread, cpu: 0))
          case 6: .system(.registers(RegisterCall(.schedSetaffinity, 2, 8, 1)))
          case 7: .kernel(.kthreadStop(thread))
          default: nil
          }
        },
        { replies in
          switch replies.count % 2 {
          case 1: .kernel(replies.last == 1 ? .exit(code: 3) : .work(milliseconds: 1))
          default: .kernel(.kthreadShouldStop)
          }
        },
      ])
    let einval = -Int64(Errno.invalidArgument.rawValue)
    // Who makes threads is tied to none.
    #expect(play.answers(0).dropFirst() == [1, 0, einval, einval, 0, 3])
    #expect(play.faults == [.boundTooLate])
    // Until it was tied it ran where it was made.
    #expect(try play.times(1).migrations == 1)
    let lines = try play.timeline()
    #expect(lines == ["CPU0 |P|", "CPU1 |A|"])
  }

  /// A thread that works, and a process that is as long ready, on one processor.
  ///
  /// NONE gives way at cond_resched alone, VOLUNTARY where it might sleep too, FULL when its slice is
  /// used up.
  @Test(arguments: [
    (PreemptionModel.none, "A10 P8 A2 P4"), (.voluntary, "A5 P4 A5 P4 A2 P4"),
    (.full, "A4 P4 A4 P4 A4 P4"),
  ])
  func `lose their processor where the model of preemption says`(
    model: PreemptionModel, timeline: String
  ) throws {
    let play = try ThreadPlay(
      policy(.cfs), on: .full(preemption: model),
      [
        beside(12, [.kernel(.run("mine", part: 1))]),
        thread(
          [
            .work(milliseconds: 5), .mightSleep, .work(milliseconds: 5), .condResched,
            .work(milliseconds: 2),
          ]),
      ])
    let line = try runs(play.timeline()[0])
    #expect(line == timeline)
  }

  /// With preemption disabled FULL waits for preempt_enable.
  @Test func `keep their processor while they have preemption disabled`() throws {
    let play = try ThreadPlay(
      policy(.cfs), on: .full(),
      [
        beside(6, [.kernel(.run("mine", part: 1))]),
        thread([.preemptDisable, .work(milliseconds: 9), .preemptEnable, .work(milliseconds: 2)]),
      ])
    let line = try runs(play.timeline()[0])
    #expect(line == "A9 P6 A2")
  }

  /// setpriority(2) and sched_setscheduler(2) take kernel threads as all others.
  @Test func `have nice values and policies`() throws {
    let work: [KernelCall] = [.work(milliseconds: 20)]
    for (call, timeline) in [
      (RegisterCall(.setpriority, 0, 0, 5), "P2 A2 P5 A2 P5 A2 P5 A2 P3 A12"),
      (RegisterCall(.schedSetscheduler, 0, 1, 7), "A20 P20"),
    ] {
      var call = call
      let play = try ThreadPlay(
        policy(.cfs), on: .full(),
        [
          { replies in
            switch replies.count {
            case 1: return .kernel(.kthreadCreate(KernelThreadPlan("mine", entry: 1)))
            case 2:
              let thread = UInt64(replies[1])
              call =
                call.number == .setpriority
                ? RegisterCall(call.number, 0, thread, 5) : RegisterCall(call.number, thread, 1, 7)
              return .system(.registers(call))
            case 3: return .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[1]))))
            case 4: return .system(.run(milliseconds: 20))
            default: return nil
            }
          }, thread(work),
        ])
      #expect(play.answers(0)[1] == 0)
      let line = try runs(play.timeline()[0])
      #expect(line == timeline)
    }
  }

  /// G3: kthreadd makes one for who asks, wherever it is idle.
  @Test func `are made on another processor while who asks sleeps`() throws {
    var kernel = KernelProfile.linux618
    kernel.costs.cloneSharedNanoseconds = 1_000_000
    kernel.costs.switchNanoseconds = 0
    kernel.costs.callNanoseconds = 0
    kernel.kernelThreads.callNanoseconds = 0
    var boot = Boot.full
    boot.processorCount = 2
    let play = try ThreadPlay(
      Self.eevdf, on: Kernel(profile: kernel, limits: .processors(2), boot: boot),
      [
        beside(2, [.kernel(.run("one", part: 1)), .kernel(.run("two", part: 2))]),
        thread([.work(milliseconds: 4)]), thread([.work(milliseconds: 1)]),
      ])
    let lines = try play.timeline()
    #expect(lines == ["CPU0 |.AAAA|", "CPU1 |ccBPP|"])
  }

  /// The pool of a processor has its workers there; one that sleeps in its work is followed by another.
  @Test func `workers work on the processor of their pool`() throws {
    let pool = WorkerPoolID(rawValue: 1)
    let steps: [WorkStep] = [
      .run(nanoseconds: 2_000_000), .sleep(nanoseconds: 3_000_000), .run(nanoseconds: 1_000_000),
    ]
    let play = try ThreadPlay(
      Self.eevdf, on: .full(processors: 2),
      [
        part([
          .kernel(.queueWork(pool, steps)),
          .kernel(.queueWork(pool, [.run(nanoseconds: 2_000_000)])),
          .system(.run(milliseconds: 8)),
        ])
      ])
    let lines = try play.timeline()
    #expect(lines == ["CPU0 |PPPPPPPP|", "CPU1 |wwww.w..|"])
    #expect(play.machine.kernel.workerPool(pool)?.itemsDone == 2)
  }

  /// G9: each processor borrows for itself, its idle task included.
  @Test func `borrow memory on their own processor`() throws {
    let pool = WorkerPoolID(rawValue: 1)
    let play = try ThreadPlay(
      Self.eevdf, on: .full(processors: 2),
      [
        beside(4, [.system(.fork(1))]),
        part([
          .system(.run(milliseconds: 1)),
          .kernel(.queueWork(pool, [.run(nanoseconds: 1_000_000)])),
          .system(.sleep(milliseconds: 2)), .system(.run(milliseconds: 1)),
        ]),
      ])
    let lines = try play.timeline()
    #expect(lines == ["CPU0 |PPPP|", "CPU1 |Aw.A|"])
    let kernel = play.machine.kernel
    // A program loads its memory, and leaves it to the idle task when it ends.
    let first = try #require(kernel.lazyMemory(ofProcessor: 0))
    #expect(first.loaded == 1 && first.borrowed == 1 && first.givenBack == 0)
    // The worker borrows, hands on to the idle task, and the program finds its memory still loaded.
    let second = try #require(kernel.lazyMemory(ofProcessor: 1))
    #expect(second.loaded == 1 && second.borrowed == 2 && second.passedOn > 1)
    #expect(second.givenBack == 1 && second.stillLoaded == 1)
    let both = try #require(kernel.lazyMemory)
    #expect(both.borrowed == first.borrowed + second.borrowed)
    #expect(both.loaded == first.loaded + second.loaded)
    #expect(kernel.lazyMemory(ofProcessor: 2) == nil)
  }

  /// Who looks before it says how it sleeps loses the wake-up that comes from another processor in
  /// between, whatever the model of preemption.
  @Test(arguments: [true, false], PreemptionModel.allCases)
  func `lose a wake-up of another processor where they look first`(
    rightOrder: Bool, model: PreemptionModel
  ) throws {
    var kernel = Kernel.full(processors: 2, preemption: model)
    let word = kernel.makeKernelWord()
    let say = KernelCall.setState(.interruptible)
    let play = try ThreadPlay(
      Self.eevdf, on: kernel,
      [
        { replies in
          switch replies.count {
          case 1: .kernel(.run("sleeper", part: 1))
          case 2: .system(.run(milliseconds: 1))
          case 3: .kernel(.write(word, 1))
          case 4: .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[1]))))
          default: nil
          }
        },
        { replies in
          // What it does between the two takes 2 ms.
          let calls: [KernelCall] = [
            rightOrder ? say : .read(word), .work(milliseconds: 2), rightOrder ? .read(word) : say,
          ]
          guard replies.count > 3 else { return .kernel(calls[replies.count - 1]) }
          guard replies.count == 4 else { return nil }
          return .kernel(replies[rightOrder ? 3 : 1] == 1 ? .setState(.running) : .schedule)
        },
      ])
    #expect((play.machine.kernel.kernelThread(named: "sleeper") != nil) == !rightOrder)
  }

  /// G14: somebody else may wake a writer before its pause is over; nothing of the pause stays when it has ended.
  @Test func `wake a writer that waits for the disk`() throws {
    var boot = Boot.full
    boot.processorCount = 2
    boot.memoryPages = 1_000
    let kernel = Kernel(limits: .processors(2), boot: boot)
    let writes = (0..<40).map { Ask.kernel(.dirty(InodePages(inode: $0, count: 40))) }
    let play = try ThreadPlay(
      Self.eevdf, on: kernel,
      [
        { replies in
          guard replies.count > 1 else { return .system(.fork(1)) }
          // Until it has waited for it: nothing of the writer is left then.
          if replies.count > 2, replies.last == replies[1] { return nil }
          switch replies.count % 3 {
          case 0: return .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[1]))))
          case 1: return .system(.wait4(pid: -1, options: .noHang))
          default: return .system(.run(milliseconds: 10))
          }
        }, part(writes),
      ])
    let writer = try #require(play.players[1])
    #expect(play.machine.kernel.dirtyMemory.map { $0.throttleCount > 0 } == true)
    #expect(play.answers[writer]?.count == writes.count)
    #expect(play.ending == .allDone)
  }
}
