internal import LinuxABI

/// Pages of files in memory that their disk has not got yet.
struct PageCache: Sendable {
  let memoryPages: Int
  /// The files with dirty pages, the one first that has been dirty longest.
  var inodes: ContiguousArray<DirtyInode> = []
  /// Pages that are dirty and in no request (`nr_dirty`).
  var dirtyPages = 0
  /// Pages in requests (`nr_writeback`).
  var writebackPages = 0
  /// Pages that became dirty since a writer was last looked at.
  var dirtiedSinceCheck = 0
  /// Whether more are dirty than may be (`dirty_exceeded`).
  var isExceeded = false
  /// Tasks that wait until a disk has less to do.
  var congestionWaiters: ContiguousArray<Int32> = []
  /// How often who wrote had to wait.
  var throttleCount = 0

  init(memoryPages: Int) { self.memoryPages = memoryPages }

  /// Pages that a writer may make dirty before it is looked at.
  ///
  /// Source: `mm/page-writeback.c: writeback_set_ratelimit`; 2.6.11's `set_ratelimit`.
  var checkPages: Int { isExceeded ? 8 : ratePages }
  private var ratePages: Int { min(max(memoryPages / 32, 16), 1_024) }

  /// Pages that a writer writes itself, in 2.6.
  ///
  /// Source: 2.6.11's `mm/page-writeback.c: sync_writeback_pages`.
  var chunkPages: Int { ratePages + ratePages / 2 }
}

/// A file with dirty pages.
struct DirtyInode: Sendable {
  var disk: Int
  var inode: Int32
  /// Since when the first of its pages has been dirty (`dirtied_when`).
  var dirtiedNanoseconds: UInt64
  /// The numbers of its dirty pages, ascending.
  var pages: ContiguousArray<Int32>
}

/// What is dirty, and from where on that has consequences, in pages of 4 KiB.
public struct DirtyMemory: Hashable, Sendable {
  /// Pages that their disk has not got yet.
  public let dirtyPages: Int
  /// Pages that are on their way.
  public let writebackPages: Int
  /// Above this a daemon writes.
  public let backgroundPages: Int
  /// Above this who writes waits.
  public let limitPages: Int
  /// How often who wrote had to wait.
  public let throttleCount: Int
}

// Dirty pages: how they come to be, and when who makes them has to wait.
extension Kernel {
  /// What is dirty; nil for a kernel without threads of its own.
  public var dirtyMemory: DirtyMemory? {
    guard hasKernelThreads else { return nil }
    let limits = dirtyLimits
    return DirtyMemory(
      dirtyPages: side.cache.dirtyPages, writebackPages: side.cache.writebackPages,
      backgroundPages: limits.background, limitPages: limits.limit,
      throttleCount: side.cache.throttleCount)
  }

  /// Source: `mm/page-writeback.c: domain_dirty_limits`; 2.6.11's `get_dirty_limits`.
  var dirtyLimits: (background: Int, limit: Int) {
    let rules = profile.kernelThreads
    return (
      side.cache.memoryPages * rules.dirtyBackgroundPercent / 100,
      side.cache.memoryPages * rules.dirtyPercent / 100
    )
  }

  /// Makes pages dirty; those that are stay as they are.
  ///
  /// Source: `mm/page-writeback.c: filemap_dirty_folio`; `fs/fs-writeback.c: __mark_inode_dirty`.
  mutating func dirty(_ pages: InodePages) {
    guard pages.count > 0 else { return }
    var place = side.cache.inodes.firstIndex {
      $0.disk == pages.disk && $0.inode == pages.inode
    }
    if place == nil {
      place = side.cache.inodes.count
      side.cache.inodes.append(
        DirtyInode(
          disk: pages.disk, inode: pages.inode, dirtiedNanoseconds: timeNanoseconds, pages: []))
      inodeBecameDirty(onDisk: pages.disk)
    }
    guard let place else { return }
    var dirtied = 0
    for page in pages.firstPage..<pages.firstPage + pages.count {
      let old = side.cache.inodes[place].pages
      // Most often behind all others.
      if let last = old.last, last >= page {
        let spot = old.firstIndex { $0 >= page } ?? old.count
        if spot < old.count, old[spot] == page { continue }
        side.cache.inodes[place].pages.insert(page, at: spot)
      } else {
        side.cache.inodes[place].pages.append(page)
      }
      dirtied += 1
    }
    side.cache.dirtyPages += dirtied
    side.cache.dirtiedSinceCheck += dirtied
  }

  /// A file's bytes were written: its pages are dirty.
  ///
  /// Source: `mm/filemap.c: generic_perform_write`.
  ///
  /// - Returns: The value where the caller goes on, else it waits (`balance_dirty_pages`).
  @inline(never)
  mutating func dirtyFile(
    _ node: Int32, from offset: Int, count: Int, by caller: Int32
  ) -> Outcome {
    let first = offset >> Int(Memory.pageShift)
    let last = (offset + count - 1) >> Int(Memory.pageShift)
    let disk = disk(ofNode: node)
    dirty(
      InodePages(
        disk: disk, inode: node, firstPage: Int32(first), count: Int32(last - first + 1)))
    switch balanceDirtyPages(
      Int32(last - first + 1), disk: disk, by: caller, -1, reply: Int64(count))
    {
    case .value(let value): return .value(value)
    case .waits, .ended: return .pending
    }
  }

  /// The disk that a file is on.
  private func disk(ofNode node: Int32) -> Int {
    var node = node
    guard node != FileTree.root else { return 0 }
    while tree[node].parent != FileTree.root { node = tree[node].parent }
    let name = tree[node].name
    return side.disks.firstIndex { !$0.settings.directory.isEmpty && $0.settings.directory == name }
      ?? 0
  }

  // MARK: - Who writes too much waits

  /// Looks, every few pages, whether too many are dirty, and lets the writer wait then.
  ///
  /// Source: `mm/page-writeback.c: balance_dirty_pages_ratelimited, balance_dirty_pages`.
  mutating func balanceDirtyPages(
    _ count: Int32, disk: Int, by task: Int32, _ index: Int, reply: Int64
  ) -> KernelOutcome {
    guard side.cache.dirtiedSinceCheck >= side.cache.checkPages else { return .value(reply) }
    side.cache.dirtiedSinceCheck = 0
    var written = 0
    guard let pause = throttle(&written) else { return .value(reply) }
    side.cache.throttleCount += 1
    checkMaySleep(task, index)
    let state = throttledState
    armTimer(.wake(task), after: pause)
    if index >= 0 {
      side.threads[index].stage = .throttled(written)
      side.threads[index].sleep = state
      willSleep(index)
    } else {
      waitInKernel(task, for: .dirtyPages)
      taskTable[task].callB =
        UInt64(UInt32(truncatingIfNeeded: reply)) | UInt64(UInt32(truncatingIfNeeded: written))
        << 32
    }
    block(state)
    return .waits
  }

  /// Today the wait can be killed.
  ///
  /// Source: `mm/page-writeback.c: balance_dirty_pages`, TASK_KILLABLE.
  private var throttledState: TaskState {
    profile.kernelThreads.writeback == .pdflush ? .uninterruptible : .killable
  }

  /// Does what a writer has to do above the limit.
  ///
  /// In 2.6 it writes a part itself, and waits while disks have too much to do; today it only
  /// waits, at most 200 ms at a time (`MAX_PAUSE`).
  ///
  /// - Parameter written: The pages that it has written.
  /// - Returns: How long it waits before the next look; nil if it can go on.
  private mutating func throttle(_ written: inout Int) -> UInt64? {
    let (background, limit) = dirtyLimits
    let isOver = side.cache.dirtyPages + side.cache.writebackPages > limit
    guard isOver else {
      side.cache.isExceeded = false
      startBackground(ifAbove: background)
      return nil
    }
    side.cache.isExceeded = true
    guard profile.kernelThreads.writeback == .pdflush else {
      startBackground(ifAbove: background)
      return Self.pauseNanosecondsMax
    }
    let chunk = side.cache.chunkPages
    written += writeInodes(pagesMax: chunk, olderThan: nil, stopsAtCongestion: false).written
    if side.cache.dirtyPages + side.cache.writebackPages <= limit || written >= chunk {
      // "We've done our duty".
      startBackground(ifAbove: background)
      return nil
    }
    return Self.congestionNanoseconds
  }

  /// Source: `mm/page-writeback.c: MAX_PAUSE`, HZ/5.
  private static var pauseNanosecondsMax: UInt64 { 200_000_000 }
  /// Source: 2.6.11's `blk_congestion_wait(WRITE, HZ/10)`.
  static var congestionNanoseconds: UInt64 { 100_000_000 }

  /// Has a daemon begin, if so many are dirty.
  private mutating func startBackground(ifAbove background: Int) {
    guard side.cache.dirtyPages > background else { return }
    switch profile.kernelThreads.writeback {
    case .pdflush: _ = assignFlusher(.background, pages: 0)
    case .workqueue:
      for disk in side.disks.indices where hasDirty(disk) {
        queueWork(.writeback(disk), on: unboundPool)
      }
    }
  }

  /// Looks again, after a process has waited.
  mutating func resumeThrottled(_ task: Int32) -> Outcome {
    // It may have been woken by somebody else.
    cancelTimers(of: task)
    let word = taskTable[task].callB
    var written = Int(truncatingIfNeeded: word >> 32)
    if !isKilled(task) || throttledState == .uninterruptible, let pause = throttle(&written) {
      taskTable[task].callB =
        word & 0xffff_ffff | UInt64(UInt32(truncatingIfNeeded: written)) << 32
      taskTable[task].callC = timeNanoseconds
      armTimer(.wake(task), after: pause)
      block(throttledState)
      return .pending
    }
    taskTable[task].blockedCall = .none
    return .value(Int64(word & 0xffff_ffff))
  }

  /// The same for a kernel thread.
  mutating func goOnThrottled(_ task: Int32, _ index: Int, _ written: Int) -> Bool {
    cancelTimers(of: task)
    var written = written
    if let pause = throttle(&written) {
      side.threads[index].stage = .throttled(written)
      side.threads[index].sleep = throttledState
      armTimer(.wake(task), after: pause)
      willSleep(index)
      block(throttledState)
      return false
    }
    side.threads[index].stage = .none
    side.threads[index].reply = 0
    return true
  }

  func hasDirty(_ disk: Int) -> Bool { side.cache.inodes.contains { $0.disk == disk } }

  // MARK: - Writing

  /// Hands dirty pages to their disks, those of the oldest file first.
  ///
  /// Source: `fs/fs-writeback.c: writeback_sb_inodes`; 2.6.11's `writeback_inodes, sync_sb_inodes`.
  ///
  /// - Parameters:
  ///   - pagesMax: How many at most.
  ///   - olderThan: Only files that have been dirty since before then.
  ///   - disk: Only those of one disk.
  ///   - stopsAtCongestion: Whether a disk that has much to do gets no more.
  /// - Returns: How many, and whether a disk took no more.
  mutating func writeInodes(
    pagesMax: Int, olderThan: UInt64?, disk: Int? = nil, stopsAtCongestion: Bool
  ) -> (written: Int, isFull: Bool) {
    var written = 0
    var isFull = false
    var place = 0
    while place < side.cache.inodes.count, written < pagesMax {
      let inode = side.cache.inodes[place]
      if let olderThan, inode.dirtiedNanoseconds > olderThan { break }
      if let disk, inode.disk != disk {
        place += 1
        continue
      }
      let result = writePages(
        ofInodeAt: place, pagesMax: pagesMax - written, stopsAtCongestion: stopsAtCongestion)
      written += result.written
      isFull = isFull || result.isFull
      if side.cache.inodes[place].pages.isEmpty {
        side.cache.inodes.remove(at: place)
      } else {
        place += 1
      }
    }
    if written > 0 { armInterrupt() }
    return (written, isFull)
  }
}
