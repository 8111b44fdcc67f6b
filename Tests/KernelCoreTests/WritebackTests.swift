import KernelCore
import LinuxABI
import Testing

/// Dirty pages, and who writes them: section G, rule 14.
@Suite struct `Writeback` {
  private static let second: UInt64 = 1_000_000_000

  private static func boot(pages: Int = 1_000, disks: Int = 1) -> Boot {
    var boot = Boot.full
    boot.memoryPages = pages
    var disk = DiskSettings()
    disk.requestsMax = 8
    boot.disks = (0..<disks).map { _ in disk }
    return boot
  }

  /// What was dirty and written at times, while nothing else happens.
  private static func history(
    _ kernel: Kernel, _ dirty: InodePages, at seconds: [UInt64]
  ) throws -> [(dirty: Int, written: Int)] {
    let play = try KernelPlay([[.kernel(.dirty(dirty))]], on: kernel)
    var kernel = play.kernel
    return try seconds.map { time in
      kernel.letDaemonsRun(untilNanoseconds: time * second)
      let ending = kernel.next()
      #expect(ending == .allDone)
      try kernel.checkInvariants()
      let memory = try #require(kernel.dirtyMemory)
      return (memory.dirtyPages, try #require(kernel.disk(0)).pagesWritten)
    }
  }

  /// G14: a page that is dirty for 30 seconds is written by the next look, which comes every 5.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `old pages are written after 30 seconds`(profile: KernelProfile) throws {
    let history = try Self.history(
      Kernel(profile: profile, boot: Self.boot()), InodePages(inode: 9, count: 50),
      at: [1, 29, 36, 60])
    #expect(history.map(\.dirty) == [50, 50, 0, 0])
    #expect(history.map(\.written) == [0, 0, 50, 50])
  }

  /// G14: above a tenth of memory a daemon writes at once, until there are fewer.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `too many dirty pages are written at once`(profile: KernelProfile) throws {
    let history = try Self.history(
      Kernel(profile: profile, boot: Self.boot()), InodePages(inode: 9, count: 150), at: [2])
    #expect(history[0].written >= 50 && history[0].dirty <= 100)
  }

  /// G14: above the limit (40 %, today 20 %) who writes waits, and the limit is held.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `who dirties too much waits`(profile: KernelProfile) throws {
    var most = 0
    let asks = (0..<60).map { Ask.kernel(.dirty(InodePages(inode: $0, count: 20))) }
    let play = try KernelPlay(
      [KernelPart(asks)], on: Kernel(profile: profile, boot: Self.boot()),
      until: 100 * Self.second
    ) { kernel, _, _ in
      let memory = try #require(kernel.dirtyMemory)
      most = max(most, memory.dirtyPages + memory.writebackPages)
    }
    let memory = try #require(play.kernel.dirtyMemory)
    #expect(memory.throttleCount > 0 && memory.limitPages == (profile == .linux26 ? 400 : 200))
    #expect(memory.backgroundPages == 100)
    // Looked at every 31 pages, so so many more there can be; in 2.6 who has written its part goes
    // on, as long as the disk takes more: 8 requests.
    let more = profile == .linux26 ? 60 + 8 * 20 : 60
    #expect(most > memory.limitPages && most <= memory.limitPages + more)
    #expect(memory.dirtyPages == 0 && memory.writebackPages == 0)
    #expect(play.kernel.disk(0)?.pagesWritten == 1_200)
    #expect(play.ending == .allDone && play.faults.isEmpty)
  }

  /// A file's pages become dirty with write(2), on the disk that its directory is on.
  @Test func `write makes pages of a file dirty`() throws {
    var boot = Self.boot(disks: 1)
    boot.disks.append(DiskSettings(directory: "home"))
    let text = String(repeating: "x", count: 4_097)
    let play = try KernelPlay(
      [
        [
          .system(.open("/tmp/a", [.create, .writeOnly])), .system(.write(3, text)),
          .system(.open("/home/b", [.create, .writeOnly])), .system(.write(4, "y")),
          .system(.write(4, "z")),
        ]
      ], on: Kernel(boot: boot)
    ) { kernel, _, number in
      #expect(kernel.dirtyMemory?.dirtyPages == [0, 0, 2, 2, 3, 3][number])
    }
    var kernel = play.kernel
    kernel.letDaemonsRun(untilNanoseconds: 40 * Self.second)
    let ending = kernel.next()
    #expect(ending == .allDone)
    #expect(kernel.disk(0)?.pagesWritten == 2 && kernel.disk(1)?.pagesWritten == 1)
    #expect(kernel.disk(2) == nil)
    #expect(play.answers(0)[1] == 4_097)
  }

  /// A process that waits for the disk can be killed today, and could not in 2.6.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `a wait for the disk and SIGKILL`(profile: KernelProfile) throws {
    var state: TaskState?
    let asks = (0..<40).map { Ask.kernel(.dirty(InodePages(inode: $0, count: 40))) }
    let play = try KernelPlay(
      [
        [
          .system(.fork(part: 1)), .system(.compute(nanoseconds: 50_000_000)),
          .system(.kill(pid: 0, signal: .kill)),
        ], KernelPart(asks),
      ], on: Kernel(profile: profile, boot: Self.boot()), until: 60 * Self.second
    ) { kernel, part, number in
      if part == 0, number == 2 {
        state = kernel.tasks.last { $0.mm != nil }?.state
      }
    }
    #expect(state == (profile == .linux26 ? .uninterruptible : .killable))
    #expect(play.ending == .allDone)
  }

  // MARK: - The pool of 2.6

  /// G14: two flushers at rest; more while none has been idle for a second, eight at most; fewer
  /// when one has slept for a second.
  @Test func `the pool of flushers grows and shrinks`() throws {
    var boot = Self.boot(pages: 2_000)
    boot.disks[0].pageNanoseconds = 8_000_000
    var counts: [Int] = []
    let asks = (0..<1_200).map { Ask.kernel(.dirty(InodePages(inode: $0, count: 8))) }
    let play = try KernelPlay(
      [KernelPart(asks)], on: Kernel(profile: .linux26, boot: boot)
    ) { kernel, _, _ in counts.append(try #require(kernel.flushers).count) }
    #expect(counts.first == 2)
    // Both are at work until there are fewer dirty pages; then there is one more, and it goes
    // again.
    #expect(play.kernel.flushers?.idleCount == 0)
    var kernel = play.kernel
    while let pool = kernel.flushers, pool.countMaxSeen == 2 {
      kernel.letDaemonsRun(untilNanoseconds: kernel.timeNanoseconds + Self.second)
      let ending = kernel.next()
      try #require(ending == .allDone && kernel.timeNanoseconds < 900 * Self.second)
      try kernel.checkInvariants()
    }
    #expect(kernel.flushers?.count == 3)
    let flushers = kernel.processLines.filter { $0.name == "pdflush" }
    #expect(flushers.count == 3 && flushers.allSatisfy { $0.parentProcessID == 4 })
    kernel.letDaemonsRun(untilNanoseconds: kernel.timeNanoseconds + 60 * Self.second)
    let ending = kernel.next()
    #expect(ending == .allDone)
    try kernel.checkInvariants()
    let pool = try #require(kernel.flushers)
    #expect(pool.count == 2 && pool.idleCount == 2 && pool.countMaxSeen <= 8)
    #expect(kernel.dirtyMemory?.dirtyPages == 0)
    #expect(Kernel(boot: .full).flushers == nil)
  }

  /// G14: wakeup_bdflush gives a flusher work, and says where none is idle.
  @Test func `a request to write is refused where no flusher is idle`() throws {
    let play = try KernelPlay(
      [
        [
          .kernel(.dirty(InodePages(inode: 1, count: 20))), .kernel(.wakeFlushers(pages: 5)),
          .kernel(.wakeFlushers(pages: 5)), .kernel(.wakeFlushers(pages: 5)),
        ]
      ], on: Kernel(profile: .linux26, boot: Self.boot()), until: Self.second)
    #expect(play.answers(0) == [0, 0, 0, -1])
  }

  // MARK: - The workqueue of 6.18

  /// G14: a worker of the unbound pool writes, and the other disk's pages another one.
  @Test func `workers write, one for each disk`() throws {
    let play = try KernelPlay(
      [
        [
          .kernel(.dirty(InodePages(disk: 0, inode: 1, count: 90))),
          .kernel(.dirty(InodePages(disk: 1, inode: 2, count: 90))),
          .kernel(.wakeFlushers(pages: 0)), .system(.compute(nanoseconds: 900_000_000)),
        ]
      ], on: Kernel(boot: Self.boot(pages: 10_000, disks: 2)), until: 2 * Self.second)
    #expect(play.kernel.disk(0)?.pagesWritten == 90 && play.kernel.disk(1)?.pagesWritten == 90)
    let pool = try #require(play.kernel.workerPool(WorkerPoolID(rawValue: 1)))
    #expect(pool.workerCount >= 2 && pool.itemsDone >= 2 && pool.runningCount == 0)
    let names = play.kernel.kernelThreads.map(\.name)
    #expect(names.contains("kworker/u1:0") && names.contains("kworker/u1:1"))
  }

  /// A disk with a full queue is waited for.
  @Test func `a full queue holds its writer up`() throws {
    var boot = Self.boot(pages: 100_000)
    boot.disks[0].requestsMax = 4
    let play = try KernelPlay(
      [[.kernel(.dirty(InodePages(inode: 1, count: 500))), .kernel(.wakeFlushers(pages: 0))]],
      on: Kernel(boot: boot), until: 5 * Self.second)
    let disk = try #require(play.kernel.disk(0))
    #expect(disk.pagesWritten == 500 && disk.requestsWaitingMax == 4)
    #expect(disk.requestsDone == 16)
  }
}
