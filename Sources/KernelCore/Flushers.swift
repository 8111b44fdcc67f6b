/// What a flusher is to do.
enum FlusherWork: UInt8, Sendable {
  case none
  /// Until fewer pages are dirty than the background threshold (`background_writeout`).
  case background
  /// What has been dirty for long (`wb_kupdate`).
  case kupdate
}

/// The flushers of 2.6: `pdflush` threads.
struct FlusherPool: Sendable {
  /// Records of those that have no work, the one first that had some last (`pdflush_list`).
  var idle: ContiguousArray<Int32> = []
  /// Records of all of them (`nr_pdflush_threads`).
  var members: ContiguousArray<Int32> = []
  /// When the last of the idle was given work.
  var lastEmptyNanoseconds: UInt64 = 0
  /// The most there were at one time.
  var membersMaxSeen = 0

  /// Source: 2.6.11's `mm/pdflush.c: MIN_PDFLUSH_THREADS, MAX_PDFLUSH_THREADS`.
  static var threadsMin: Int { 2 }
  static var threadsMax: Int { 8 }
  /// How long none is idle before there is one more, and one is idle before there is one less.
  static var patienceNanoseconds: UInt64 { 1_000_000_000 }
  /// Source: `mm/page-writeback.c: MAX_WRITEBACK_PAGES`.
  static var pagesMax: Int { 1_024 }
  /// What a page costs who hands it to its disk.
  static var pageNanoseconds: UInt64 { 1_000 }
}

// 2.6's writeback: a pool of 2 to 8 threads for all disks (G14).
//
// Source: 2.6.11's `mm/pdflush.c`; `mm/page-writeback.c`.
extension Kernel {
  /// How many flushers there are, and how many have no work; nil where there is no such pool.
  public var flushers: (count: Int, idleCount: Int, countMaxSeen: Int)? {
    guard hasKernelThreads, profile.kernelThreads.writeback == .pdflush else { return nil }
    return (
      side.flushers.members.count, side.flushers.idle.count, side.flushers.membersMaxSeen
    )
  }

  /// Gives work to the flusher that had some last.
  ///
  /// Source: `mm/pdflush.c: pdflush_operation`.
  ///
  /// - Returns: Whether one was idle.
  mutating func assignFlusher(_ work: FlusherWork, pages: Int) -> Bool {
    guard !side.flushers.idle.isEmpty else { return false }
    let index = Int(side.flushers.idle.removeFirst())
    if side.flushers.idle.isEmpty { side.flushers.lastEmptyNanoseconds = timeNanoseconds }
    side.threads[index].assignment = work
    side.threads[index].pagesLeft = pages
    wakeProcess(side.threads[index].task)
    return true
  }

  /// The timer of old pages (`wb_timer_fn`): if no flusher is idle it comes again in a second.
  mutating func startKupdate() {
    if !assignFlusher(.kupdate, pages: 0) {
      armTimer(.kupdate, after: FlusherPool.patienceNanoseconds)
    }
  }

  /// Puts a flusher at the head of those without work.
  mutating func enterFlusherPool(_ index: Int) {
    let number = Int32(index)
    if !side.flushers.members.contains(number) {
      side.flushers.members.append(number)
      side.flushers.membersMaxSeen = max(
        side.flushers.membersMaxSeen, side.flushers.members.count)
    }
    side.flushers.idle.removeAll { $0 == number }
    side.flushers.idle.insert(number, at: 0)
    side.threads[index].asleepSinceNanoseconds = timeNanoseconds
  }

  /// Source: `mm/pdflush.c: __pdflush`.
  mutating func flusherStep(_ index: Int) -> KernelStep {
    switch side.threads[index].place {
    case 0:
      side.threads[index].sleep = .sleepingInKernel
      side.threads[index].assignment = .none
      enterFlusherPool(index)
      side.threads[index].place = 1
      return .call(.schedule)
    case 1:
      // Woken without work: it goes back.
      guard side.threads[index].assignment != .none else {
        side.threads[index].place = 0
        return .call(.condResched)
      }
      side.threads[index].startNanoseconds = timeNanoseconds
      if side.threads[index].assignment == .kupdate {
        side.threads[index].pagesLeft = side.cache.dirtyPages + side.cache.inodes.count
      }
      side.threads[index].place = 2
      return .call(.condResched)
    case 2: return flusherRound(index)
    case 3: return flusherWait(index)
    case 4:
      let task = side.threads[index].task
      side.cache.congestionWaiters.removeAll { $0 == task }
      side.threads[index].place = side.threads[index].sawCongestion ? 2 : 5
      return .call(.condResched)
    case 5:
      if side.threads[index].assignment == .kupdate { restartKupdate(index) }
      side.threads[index].place = 6
      // Thread creation: for how long have there been zero available threads?
      if timeNanoseconds - side.flushers.lastEmptyNanoseconds > FlusherPool.patienceNanoseconds,
        side.flushers.idle.isEmpty, side.flushers.members.count < FlusherPool.threadsMax
      {
        return .make(Array("pdflush".utf8), .flusher, .flusher, -1)
      }
      return .call(.condResched)
    default: return flusherEnd(index)
    }
  }

  /// Hands as much to the disks as they take, up to 1,024 pages.
  ///
  /// Source: `mm/page-writeback.c: background_writeout, wb_kupdate`.
  private mutating func flusherRound(_ index: Int) -> KernelStep {
    let isKupdate = side.threads[index].assignment == .kupdate
    let pagesLeft = side.threads[index].pagesLeft
    let isOver =
      isKupdate
      ? pagesLeft <= 0 : side.cache.dirtyPages < dirtyLimits.background && pagesLeft <= 0
    guard !isOver else {
      side.threads[index].place = 5
      return .call(.condResched)
    }
    let expire = profile.kernelThreads.dirtyExpireNanoseconds
    let start = side.threads[index].startNanoseconds
    let oldest: UInt64? = isKupdate ? (start > expire ? start - expire : 0) : nil
    let (written, isFull) = writeInodes(
      pagesMax: FlusherPool.pagesMax, olderThan: oldest, stopsAtCongestion: true)
    side.threads[index].pagesLeft -= written
    side.threads[index].wroteLess = written < FlusherPool.pagesMax
    side.threads[index].sawCongestion = isFull
    side.threads[index].place = 3
    return .call(.run(nanoseconds: UInt64(written) * FlusherPool.pageNanoseconds))
  }

  /// A round that wrote less than it could waits until disks have less to do, or 100 ms.
  private mutating func flusherWait(_ index: Int) -> KernelStep {
    guard side.threads[index].wroteLess else {
      side.threads[index].place = 2
      return .call(.condResched)
    }
    // Old pages are all written then.
    if side.threads[index].assignment == .kupdate, !side.threads[index].sawCongestion {
      side.threads[index].place = 5
      return .call(.condResched)
    }
    side.cache.congestionWaiters.append(side.threads[index].task)
    side.threads[index].sleep = .uninterruptible
    side.threads[index].place = 4
    return .call(.scheduleTimeout(nanoseconds: Self.congestionNanoseconds))
  }

  /// The next look for old pages is 5 s after the start of this one, and 1 s from now at least.
  private mutating func restartKupdate(_ index: Int) {
    let interval = profile.kernelThreads.writebackNanoseconds
    armTimer(
      .kupdate,
      at: max(
        side.threads[index].startNanoseconds + interval,
        timeNanoseconds + FlusherPool.patienceNanoseconds))
  }

  /// Thread destruction: one ends if the one that has slept longest has done so for a second.
  private mutating func flusherEnd(_ index: Int) -> KernelStep {
    side.threads[index].assignment = .none
    side.threads[index].place = 0
    guard let sleepiest = side.flushers.idle.last,
      side.flushers.members.count > FlusherPool.threadsMin,
      timeNanoseconds - side.threads[Int(sleepiest)].asleepSinceNanoseconds
        > FlusherPool.patienceNanoseconds
    else { return .call(.condResched) }
    // Limit exit rate: it is this thread that ends, the other has slept for no time now.
    side.threads[Int(sleepiest)].asleepSinceNanoseconds = timeNanoseconds
    side.flushers.members.removeAll { $0 == Int32(index) }
    return .call(.exit(code: 0))
  }
}
