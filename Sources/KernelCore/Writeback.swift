// Today's writeback: the work of a disk, which a worker of the unbound pool does (G14).
//
// Source: `fs/fs-writeback.c: wb_workfn, wb_do_writeback, wb_check_old_data_flush,
// wb_check_background_flush`.
extension Kernel {
  /// A file has dirty pages: its disk's work is due in 5 seconds.
  ///
  /// Source: `fs/fs-writeback.c: __mark_inode_dirty`, wb_wakeup_delayed.
  mutating func inodeBecameDirty(onDisk disk: Int) {
    guard profile.kernelThreads.writeback == .workqueue, !side.disks[disk].isQueued,
      !side.disks[disk].isWriting, !isArmed(.writeback(disk))
    else { return }
    armTimer(.writeback(disk), after: profile.kernelThreads.writebackNanoseconds)
  }

  /// Has dirty pages written, whatever their age.
  ///
  /// Source: `fs/fs-writeback.c: wakeup_flusher_threads`; 2.6.11's `mm/page-writeback.c:
  /// wakeup_bdflush`.
  ///
  /// - Parameter pages: How many; 0 for all.
  /// - Returns: 0, or -1 where no flusher was idle.
  mutating func wakeFlushers(pages: Int) -> Int64 {
    let count = pages > 0 ? pages : side.cache.dirtyPages
    switch profile.kernelThreads.writeback {
    case .pdflush: return assignFlusher(.background, pages: count) ? 0 : -1
    case .workqueue:
      for disk in side.disks.indices where hasDirty(disk) {
        side.disks[disk].pagesAsked = count
        queueWork(.writeback(disk), on: unboundPool)
      }
      return 0
    }
  }

  /// The next thing that a worker does which writes.
  mutating func writebackStep(_ index: Int) -> KernelStep {
    let disk = side.threads[index].disk
    guard side.threads[index].place == Place.writing else {
      // Handed over; the disk takes no more, so it sleeps until there is room.
      side.threads[index].place = Place.writing
      guard !side.disks[disk].hasRoom else { return .call(.condResched) }
      side.disks[disk].roomWaiters.append(side.threads[index].task)
      side.threads[index].sleep = .uninterruptible
      return .call(.schedule)
    }
    let written = writeRound(disk)
    if written > 0 || !side.disks[disk].hasRoom && wantsMore(disk) {
      side.threads[index].place = Place.written
      return .call(.run(nanoseconds: UInt64(written) * FlusherPool.pageNanoseconds))
    }
    endWriteback(disk)
    side.threads[index].place = Place.done
    return .call(.condResched)
  }

  /// Hands up to 1,024 pages to a disk: what was asked for, then what is old, then what is too
  /// much.
  ///
  /// - Returns: How many.
  private mutating func writeRound(_ disk: Int) -> Int {
    let rules = profile.kernelThreads
    if side.disks[disk].pagesAsked > 0 {
      let count = min(side.disks[disk].pagesAsked, FlusherPool.pagesMax)
      let written = writeInodes(
        pagesMax: count, olderThan: nil, disk: disk, stopsAtCongestion: false
      ).written
      side.disks[disk].pagesAsked = hasDirty(disk) ? side.disks[disk].pagesAsked - written : 0
      if written > 0 || side.disks[disk].pagesAsked > 0 { return written }
    }
    if let oldest = oldestWanted(disk, rules) {
      let written = writeInodes(
        pagesMax: FlusherPool.pagesMax, olderThan: oldest, disk: disk, stopsAtCongestion: false
      ).written
      if written > 0 { return written }
    }
    guard side.cache.dirtyPages > dirtyLimits.background else { return 0 }
    return writeInodes(
      pagesMax: FlusherPool.pagesMax, olderThan: nil, disk: disk, stopsAtCongestion: false
    ).written
  }

  /// Before when a file must have been dirty to be written for its age; nil if none could.
  private func oldestWanted(_ disk: Int, _ rules: KernelThreadRules) -> UInt64? {
    timeNanoseconds >= rules.dirtyExpireNanoseconds
      ? timeNanoseconds - rules.dirtyExpireNanoseconds : nil
  }

  /// Whether there is something to write to a disk that takes no more now.
  private func wantsMore(_ disk: Int) -> Bool {
    guard hasDirty(disk) else { return false }
    if side.disks[disk].pagesAsked > 0 || side.cache.dirtyPages > dirtyLimits.background {
      return true
    }
    guard let oldest = oldestWanted(disk, profile.kernelThreads) else { return false }
    return side.cache.inodes.contains { $0.disk == disk && $0.dirtiedNanoseconds <= oldest }
  }

  /// The work of a disk is done: it comes again at once if it was asked for, in 5 seconds if pages
  /// are left.
  private mutating func endWriteback(_ disk: Int) {
    side.disks[disk].isWriting = false
    side.disks[disk].pagesAsked = 0
    if side.disks[disk].isRequeued {
      side.disks[disk].isRequeued = false
      queueWork(.writeback(disk), on: unboundPool)
    } else if hasDirty(disk) {
      armTimer(.writeback(disk), after: profile.kernelThreads.writebackNanoseconds)
    }
  }
}
