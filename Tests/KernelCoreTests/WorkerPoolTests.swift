import KernelCore
import LinuxABI
import Testing

/// Workers of the kernel: a pool keeps one running, and no more than it needs.
@Suite struct `Worker pools` {
  private static let bound = WorkerPoolID(rawValue: 0)
  private static let unbound = WorkerPoolID(rawValue: 1)

  private static func queue(
    _ works: [[WorkStep]], on pool: WorkerPoolID, profile: KernelProfile = .linux618,
    until end: UInt64 = 1_000_000_000
  ) throws -> KernelPlay {
    try KernelPlay(
      [KernelPart(works.map { .kernel(.queueWork(pool, $0)) })],
      on: Kernel(profile: profile, boot: .full), until: end)
  }

  /// When the pieces of work got the processor, as the numbers of the workers.
  private static func workers(_ play: KernelPlay) -> Int {
    play.kernel.kernelThreads.count { $0.name.hasPrefix("kworker/0:") }
  }

  /// Work that never sleeps is done by one worker, beside one that stands by.
  @Test func `work that does not sleep needs one worker`() throws {
    let play = try Self.queue(
      Array(repeating: [.run(nanoseconds: 500_000)], count: 6), on: Self.bound)
    let pool = try #require(play.kernel.workerPool(Self.bound))
    #expect(pool.itemsDone == 6 && pool.waitingCount == 0 && pool.runningCount == 0)
    #expect(pool.workerCount == 2 && pool.idleCount == 2 && Self.workers(play) == 2)
  }

  /// Where one sleeps in the middle of its work another one goes on: all six sleep at once.
  @Test func `a worker that sleeps is replaced`() throws {
    let work: [WorkStep] = [
      .run(nanoseconds: 100_000), .sleep(nanoseconds: 50_000_000), .run(nanoseconds: 100_000),
    ]
    var end: UInt64 = 0
    let play = try Self.queue(Array(repeating: work, count: 6), on: Self.bound)
    let pool = try #require(play.kernel.workerPool(Self.bound))
    #expect(pool.itemsDone == 6 && pool.workerCount == 7 && pool.runningCount == 0)
    end = play.kernel.trace.events.last { $0.kind == .block }?.timeNanoseconds ?? 0
    #expect(end < 2 * 50_000_000)
    #expect(
      play.kernel.processLines.filter { $0.name.hasPrefix("kworker/0:") }
        .allSatisfy { $0.parentProcessID == 2 && $0.flags.contains([.worker, .fixedProcessor]) })
  }

  /// Of workers without work for 300 seconds those go that are more than two, and a quarter of the
  /// others.
  @Test func `idle workers go after 300 seconds`() throws {
    let work: [WorkStep] = [.sleep(nanoseconds: 50_000_000)]
    let play = try Self.queue(
      Array(repeating: work, count: 6), on: Self.bound, until: 290_000_000_000)
    #expect(play.kernel.workerPool(Self.bound)?.workerCount == 7)
    var kernel = play.kernel
    kernel.letDaemonsRun(untilNanoseconds: 310_000_000_000)
    let ending = kernel.next()
    #expect(ending == .allDone)
    try kernel.checkInvariants()
    #expect(kernel.workerPool(Self.bound)?.workerCount == 2)
  }

  /// Workers of the unbound pool are not counted: each piece of work gets one.
  @Test func `unbound work gets a worker each`() throws {
    let play = try Self.queue(
      Array(repeating: [.run(nanoseconds: 9_000_000)], count: 4), on: Self.unbound)
    let pool = try #require(play.kernel.workerPool(Self.unbound))
    #expect(pool.itemsDone == 4 && pool.workerCount > 2)
  }

  /// Where no worker can be made the rescuer does the work, one piece after the other.
  @Test func `the rescuer helps where no task is to be had`() throws {
    var limits = KernelLimits.standard
    // Init, kthreadd, two workers, ksoftirqd, the rescuer, and the program.
    limits.tasksMax = 7
    let pool = Self.unbound
    let play = try KernelPlay(
      [
        [
          .kernel(.queueWork(pool, [.sleep(nanoseconds: 30_000_000)])),
          .kernel(.queueWork(pool, [.sleep(nanoseconds: 30_000_000)])),
          .system(.compute(nanoseconds: 900_000_000)),
        ]
      ], on: Kernel(limits: limits, boot: .full))
    #expect(play.kernel.workerPool(pool)?.itemsDone == 2)
    let rescuer = try #require(play.kernel.kernelThread(named: "kworker/R-writeback"))
    #expect(rescuer.systemNanoseconds > 0)
    #expect(play.kernel.workerPool(pool)?.workerCount == 1)
  }

  /// 2.6's events is one thread: what sleeps in it holds all up.
  @Test func `in 2_6 one thread does one piece after the other`() throws {
    let play = try Self.queue(
      Array(repeating: [.sleep(nanoseconds: 50_000_000)], count: 4), on: Self.bound,
      profile: .linux26)
    let pool = try #require(play.kernel.workerPool(Self.bound))
    #expect(pool.itemsDone == 4 && pool.workerCount == 1)
    let end = play.kernel.trace.events.last { $0.kind == .block && $0.threadID == 3 }
    #expect(end?.timeNanoseconds ?? 0 >= 4 * 50_000_000)
    #expect(play.kernel.workerPool(Self.unbound) == nil)
  }
}
