/// A disk while the kernel runs.
struct DiskState: Sendable {
  let settings: DiskSettings
  /// What it is to write; the first is being written.
  var queue: ContiguousArray<DiskRequest> = []
  /// When the first is done; nil while it has nothing to do.
  var busyUntilNanoseconds: UInt64?
  /// What is done, and has not been told of yet.
  var done: ContiguousArray<DiskRequest> = []
  /// Tasks that wait for room in the queue.
  var roomWaiters: ContiguousArray<Int32> = []
  var counts = DiskCounts()

  // What `struct bdi_writeback` holds.
  /// Whether a worker writes to it now, and whether it is to begin again.
  var isWriting = false
  var isRequeued = false
  /// Whether its work waits for a worker.
  var isQueued = false
  /// Pages that somebody asked to be written whatever their age.
  var pagesAsked = 0
  var lastOldFlushNanoseconds: UInt64 = 0

  /// Source: 2.6.11's `drivers/block/ll_rw_blk.c: blk_queue_congestion_threshold`.
  var isCongested: Bool {
    queue.count >= settings.requestsMax - settings.requestsMax / 8 + 1
  }
  /// Below this many requests it is no longer.
  var congestionEnd: Int {
    settings.requestsMax - settings.requestsMax / 8 - settings.requestsMax / 16 - 1
  }
  var hasRoom: Bool { queue.count < settings.requestsMax }
}

/// Pages of one file that are written together.
struct DiskRequest: Sendable {
  var inode: Int32
  var pages: Int
}

/// What a disk did.
public struct DiskCounts: Hashable, Sendable {
  /// Pages that are on it.
  public internal(set) var pagesWritten = 0
  /// Requests that it has done.
  public internal(set) var requestsDone = 0
  /// The most requests that waited at one time.
  public internal(set) var requestsWaitingMax = 0
}

extension Kernel {
  /// What a disk did.
  ///
  /// - Returns: nil if there is no such disk, or the kernel has no threads of its own.
  public func disk(_ number: Int) -> DiskCounts? {
    guard hasKernelThreads, side.disks.indices.contains(number) else { return nil }
    return side.disks[number].counts
  }

  /// Whether a disk is done with its first request.
  func isDone(_ disk: Int) -> Bool {
    guard let end = side.disks[disk].busyUntilNanoseconds else { return false }
    return end <= timeNanoseconds
  }

  /// Puts a request at the end of a disk's queue.
  private mutating func add(_ request: DiskRequest, to disk: Int) {
    side.disks[disk].queue.append(request)
    let waiting = side.disks[disk].queue.count
    side.disks[disk].counts.requestsWaitingMax = max(
      side.disks[disk].counts.requestsWaitingMax, waiting)
    if waiting == 1 { startRequest(of: disk, at: timeNanoseconds) }
  }

  private mutating func startRequest(of disk: Int, at time: UInt64) {
    guard let request = side.disks[disk].queue.first else {
      side.disks[disk].busyUntilNanoseconds = nil
      return
    }
    let settings = side.disks[disk].settings
    side.disks[disk].busyUntilNanoseconds =
      time &+ settings.seekNanoseconds &+ settings.pageNanoseconds &* UInt64(request.pages)
  }

  /// The interrupt of a disk: a request is done, and the next one begins.
  mutating func endRequest(of disk: Int) {
    let request = side.disks[disk].queue.removeFirst()
    side.disks[disk].done.append(request)
    startRequest(of: disk, at: timeNanoseconds)
  }

  /// What is done is told of (`BLOCK_SOFTIRQ`): pages are clean, and who waited for room goes on.
  ///
  /// Source: `block/blk-mq.c: blk_complete_reqs`; `mm/filemap.c: folio_end_writeback`.
  mutating func completeRequests() {
    for disk in side.disks.indices where !side.disks[disk].done.isEmpty {
      for request in side.disks[disk].done {
        side.cache.writebackPages -= request.pages
        side.disks[disk].counts.pagesWritten += request.pages
        side.disks[disk].counts.requestsDone += 1
      }
      side.disks[disk].done = []
      let waiters = side.disks[disk].roomWaiters
      side.disks[disk].roomWaiters = []
      for waiter in waiters { wakeProcess(waiter) }
      if side.disks[disk].queue.count < side.disks[disk].congestionEnd { wakeCongested() }
    }
  }

  /// Who waits for a disk that has too much to do goes on.
  ///
  /// Source: 2.6.11's `drivers/block/ll_rw_blk.c: clear_queue_congested`, which has one queue for
  /// all disks.
  private mutating func wakeCongested() {
    let waiters = side.cache.congestionWaiters
    side.cache.congestionWaiters = []
    for waiter in waiters { wakeProcess(waiter) }
  }

  /// Hands dirty pages of an inode to its disk.
  ///
  /// - Parameters:
  ///   - place: The inode, by its place among those that are dirty.
  ///   - pagesMax: How many at most.
  ///   - stopsAtCongestion: Whether that ends it; else only a full queue does.
  /// - Returns: How many, and whether the disk took no more.
  mutating func writePages(
    ofInodeAt place: Int, pagesMax: Int, stopsAtCongestion: Bool
  ) -> (written: Int, isFull: Bool) {
    let disk = side.cache.inodes[place].disk
    let inode = side.cache.inodes[place].inode
    var written = 0
    while written < pagesMax, !side.cache.inodes[place].pages.isEmpty {
      if !side.disks[disk].hasRoom || stopsAtCongestion && side.disks[disk].isCongested {
        return (written, true)
      }
      let count = min(
        side.disks[disk].settings.requestPagesMax, pagesMax - written,
        side.cache.inodes[place].pages.count)
      side.cache.inodes[place].pages.removeFirst(count)
      side.cache.dirtyPages -= count
      side.cache.writebackPages += count
      add(DiskRequest(inode: inode, pages: count), to: disk)
      written += count
    }
    return (written, false)
  }
}
