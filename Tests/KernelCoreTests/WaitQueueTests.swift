import KernelCore
import LinuxABI
import Testing

/// Wait queues, completions and timers of kernel threads.
@Suite struct `Wait queues` {
  /// Threads that wait in a queue once and write their number into the order when they are woken.
  private static func sleepers(
    _ kinds: [WaitKind], wakes: [Int32]
  ) throws -> (woken: [Int64], order: [Int]) {
    var kernel = Kernel(boot: .full)
    let queue = kernel.makeWaitQueue()
    var order: [Int] = []
    let wake = wakes.flatMap {
      [
        Ask.kernel(.wakeUp(queue, exclusiveMax: $0)),
        .system(.compute(nanoseconds: 10_000_000)),
      ]
    }
    let start = kinds.indices.flatMap {
      [Ask.kernel(.run("w", part: UInt64($0 + 1))), .system(.compute(nanoseconds: 10_000_000))]
    }
    let parts =
      [KernelPart(start + wake)]
      + kinds.map { kind in
        .thread([.prepareToWait(queue, .uninterruptible, kind), .schedule, .finishWait(queue)])
      }
    let play = try KernelPlay(parts, on: kernel) { _, part, number in
      if part > 0, number == 2 { order.append(part) }
    }
    let answers = play.answers(0).dropFirst(start.count)
    return (answers.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), order)
  }

  /// All who are not exclusive are woken, the last that came first.
  @Test func `who is not exclusive is woken with all others`() throws {
    let (woken, order) = try Self.sleepers([.shared, .shared, .shared], wakes: [1, 1])
    #expect(woken == [3, 0] && order == [3, 2, 1])
  }

  @Test func `who is exclusive is woken one at a time, in the order of arrival`() throws {
    let (woken, order) = try Self.sleepers([.exclusive, .exclusive, .exclusive], wakes: [1, 2, 1])
    #expect(woken == [1, 2, 0] && order == [1, 2, 3])
  }

  @Test func `one of both is all who are not exclusive, and the first who is`() throws {
    let (woken, order) = try Self.sleepers(
      [.exclusive, .shared, .exclusive, .shared], wakes: [1, 0])
    #expect(woken == [3, 1] && order == [4, 2, 1, 3])
  }

  /// A completion that is complete before somebody waits lets the first one on, complete_all
  /// everybody.
  @Test func `completions count`() throws {
    var kernel = Kernel(boot: .full)
    let one = kernel.makeCompletion()
    let all = kernel.makeCompletion()
    let play = try KernelPlay(
      [
        [
          .kernel(.complete(one)), .kernel(.waitForCompletion(one)),
          .kernel(.run("later", part: 1)), .kernel(.waitForCompletion(one)),
          .kernel(.waitForCompletion(all)), .kernel(.waitForCompletion(all)),
        ],
        .thread([.run(nanoseconds: 5_000_000), .complete(one), .completeAll(all)]),
      ], on: kernel)
    #expect(play.answers(0).filter { $0 != 0 }.count == 1 && play.answers(0).count == 6)
    #expect(play.ending == .allDone && play.faults.isEmpty)
  }

  /// What nobody completes is a deadlock that is named after 120 seconds.
  @Test func `a process that waits in the kernel for nothing is named`() throws {
    var kernel = Kernel(boot: .full)
    let never = kernel.makeCompletion()
    let play = try KernelPlay([[.kernel(.waitForCompletion(never))]], on: kernel)
    #expect(play.ending == .deadlock && play.faults == [.hung])
    #expect(play.kernel.processLines.last?.stateLetter == UInt8(ascii: "D"))
  }

  /// Who wakes a thread that runs does nothing; who wakes one that is about to sleep keeps it
  /// awake.
  @Test func `wake_up_process tells whether it woke`() throws {
    let play = try KernelPlay([
      KernelPart { replies in
        let thread = ThreadID(rawValue: Int32(truncatingIfNeeded: replies.dropFirst().first ?? 0))
        return switch replies.count {
        case 1: .kernel(.make("wakes", part: 1))
        case 2, 3: .kernel(.wakeUpProcess(thread))
        default: nil
        }
      }, .thread([.condResched]),
    ])
    #expect(play.answers(0).dropFirst() == [1, 0])
  }

  /// A sleep with a timeout ends at a tick, not before its time; one that is woken says what was
  /// left.
  @Test func `schedule_timeout ends at a tick`() throws {
    for profile in [KernelProfile.linux618, .linux26] {
      let tick = profile.kernelThreads.tickNanoseconds
      var times: [UInt64] = []
      let play = try KernelPlay(
        [
          KernelPart { replies in
            switch replies.count {
            case 1: .kernel(.run("times", part: 1))
            case 2: .system(.compute(nanoseconds: 30_000_000))
            case 3: .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[1]))))
            default: nil
            }
          },
          .thread([
            .setState(.uninterruptible), .scheduleTimeout(nanoseconds: 5_000_000),
            .setState(.interruptible), .scheduleTimeout(nanoseconds: 1_000_000_000),
          ]),
        ], on: Kernel(profile: profile, boot: .full)
      ) { kernel, part, _ in if part == 1 { times.append(kernel.timeNanoseconds) } }
      let slept = times[2] - times[1]
      #expect(slept >= 5_000_000 && slept < 5_000_000 + 2 * tick + 4_000_000)
      let answers = play.answers(1)
      #expect(answers[1] == 0 && answers[3] > 900_000_000 && answers[3] < 1_000_000_000)
    }
  }
}
