internal import LinuxABI

/// What madvise may be told.
///
/// Source: madvise(2); `include/uapi/asm-generic/mman-common.h`.
private enum Advice {
  static var dontNeed: Int32 { 4 }
  static var free: Int32 { 8 }
  static var remove: Int32 { 9 }
  static var dontFork: Int32 { 10 }
  static var doFork: Int32 { 11 }
  static var wipeOnFork: Int32 { 18 }
  static var keepOnFork: Int32 { 19 }
  static var populateRead: Int32 { 22 }
  static var populateWrite: Int32 { 23 }
  static var dontNeedLocked: Int32 { 24 }
  static var collapse: Int32 { 25 }
  static var installGuard: Int32 { 102 }
  static var removeGuard: Int32 { 103 }

  /// Whether it is one that says how memory is used, and changes nothing that a program sees:
  /// NORMAL, RANDOM, SEQUENTIAL, WILLNEED; MERGEABLE to NOHUGEPAGE; DONTDUMP, DODUMP; COLD, PAGEOUT.
  static func changesNothing(_ advice: Int32) -> Bool {
    (0...3).contains(advice) || (12...17).contains(advice) || (20...21).contains(advice)
  }
}

// madvise, msync and mincore.
extension Kernel {
  /// A range of pages from an address and a length.
  private func range(
    _ address: UInt64, _ length: UInt64
  ) throws(Errno) -> (first: UInt64, end: UInt64) {
    let rounded = (length &+ Memory.offsetMask) & ~Memory.offsetMask
    let (end, isOver) = address.addingReportingOverflow(rounded)
    guard address & Memory.offsetMask == 0, !isOver else { throw .invalidArgument }
    return (address >> Memory.pageShift, end >> Memory.pageShift)
  }

  /// Source: madvise(2); `mm/madvise.c: do_madvise, madvise_walk_vmas`.
  mutating func madvise(
    _ call: RegisterCall, of owner: Int32? = nil, by caller: Int32
  ) throws(Errno) -> Outcome {
    let advice = call.intC
    // madvise(2), EINVAL: as a kernel without huge pages. Source: `mm/madvise.c: madvise_behavior_valid`.
    if advice == Advice.collapse { throw .invalidArgument }
    if [Advice.installGuard, Advice.removeGuard].contains(advice) {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    // madvise(2), EINVAL: advice that nobody knows; MADV_HWPOISON is for kernels with
    // CONFIG_MEMORY_FAILURE.
    guard
      Advice.changesNothing(advice)
        || [
          Advice.dontNeed, Advice.free, Advice.remove, Advice.dontFork, Advice.doFork,
          Advice.wipeOnFork, Advice.keepOnFork, Advice.populateRead, Advice.populateWrite,
          Advice.dontNeedLocked,
        ].contains(advice)
    else { throw .invalidArgument }
    let (first, end) = try range(call.a, call.b)
    // A length that is none once it is rounded up, and was not.
    guard call.b == 0 || call.b &+ Memory.offsetMask >= call.b else { throw .invalidArgument }
    let space = taskTable[owner ?? caller].mm
    var next = first
    var hasGap = false
    while next < end {
      let place = memory.spaces[space].placeOfArea(page: next)
      guard place < memory.spaces[space].areas.count else {
        hasGap = true
        break
      }
      let area = memory.spaces[space].areas[place]
      if area.firstPage > next {
        hasGap = true
        next = area.firstPage
        continue
      }
      let limit = min(area.endPage, end)
      if advice == Advice.remove, area.sharing == .shared {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      try advise(advice, space, from: next, to: limit, area)
      next = limit
    }
    // madvise(2), ENOMEM: the advice was taken, but for what is not mapped.
    guard !hasGap else { throw .noMemory }
    return .value(0)
  }

  private mutating func advise(
    _ advice: Int32, _ space: Int32, from first: UInt64, to end: UInt64, _ area: MemoryArea
  ) throws(Errno) {
    switch advice {
    // madvise(2), EINVAL: COLD and PAGEOUT are not for locked pages. Source: `can_madv_lru_vma`.
    case 20, 21:
      guard !area.flags.contains(.locked) else { throw .invalidArgument }
    case Advice.dontNeed, Advice.dontNeedLocked:
      // madvise(2), EINVAL: locked pages stay.
      guard advice == Advice.dontNeedLocked || !area.flags.contains(.locked) else {
        throw .invalidArgument
      }
      memory.discard(space, from: first, to: end)
    case Advice.free:
      // madvise(2), EINVAL: not for files and shared memory.
      guard area.object < 0, !area.flags.contains(.locked) else { throw .invalidArgument }
      // The pages may go at once: nobody can tell when memory runs short.
      memory.discard(space, from: first, to: end)
    // Source: `mm/madvise.c: madvise_remove`: private memory has nothing to punch a hole into.
    case Advice.remove: throw .invalidArgument
    case Advice.wipeOnFork where area.object >= 0: throw .invalidArgument
    case Advice.dontFork:
      memory.setFlag(.notForked, true, space, from: first, to: end)
    case Advice.doFork: memory.setFlag(.notForked, false, space, from: first, to: end)
    case Advice.wipeOnFork:
      memory.setFlag(.wipedByFork, true, space, from: first, to: end)
    case Advice.keepOnFork:
      memory.setFlag(.wipedByFork, false, space, from: first, to: end)
    case Advice.populateRead, Advice.populateWrite:
      let access: MemoryAccess = advice == Advice.populateRead ? .read : .write
      for page in first..<end {
        do throws(MemoryFault) {
          _ = try touch(space, page << Memory.pageShift, for: access)
        } catch {
          // madvise(2): EINVAL for what may not be done there, EFAULT for a page that is none.
          throw error == .notAllowed ? .invalidArgument : .badAddress
        }
      }
    default: break
    }
  }

  /// Source: msync(2); `mm/msync.c`.
  mutating func msync(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.intC
    // msync(2), EINVAL: MS_ASYNC is 1, MS_INVALIDATE 2, MS_SYNC 4.
    guard flags & ~7 == 0, call.a & Memory.offsetMask == 0, flags & 5 != 5 else {
      throw .invalidArgument
    }
    let length = (call.b &+ Memory.offsetMask) & ~Memory.offsetMask
    let (end, isOver) = call.a.addingReportingOverflow(length)
    guard !isOver else { throw .noMemory }
    let space = taskTable[caller].mm
    let (first, limit) = (call.a >> Memory.pageShift, end >> Memory.pageShift)
    if flags & 2 != 0 {
      for area in memory.spaces[space].areas
      where area.flags.contains(.locked) && area.firstPage < limit && area.endPage > first {
        // msync(2), EBUSY.
        throw .resourceBusy
      }
    }
    // msync(2), ENOMEM: a part is not mapped. The files have what was stored by now: `submit`.
    guard memory.mappedPages(space, from: first, to: limit) == limit - first else {
      throw .noMemory
    }
    return .value(0)
  }

  /// Tells which pages are in memory: a byte each, in the answer's bytes.
  ///
  /// Source: mincore(2); `mm/mincore.c`.
  mutating func mincore(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.a & Memory.offsetMask == 0 else { throw .invalidArgument }
    // mincore(2), ENOMEM: addresses that are no process's, or not mapped.
    let space = taskTable[caller].mm
    let end = UserMemoryLayout.end.rawValue
    guard call.a <= end, call.b <= end - call.a else { throw .noMemory }
    let first = call.a >> Memory.pageShift
    let limit = first + (call.b + Memory.offsetMask) >> Memory.pageShift
    guard memory.mappedPages(space, from: first, to: limit) == limit - first else {
      throw .noMemory
    }
    var bytes: [UInt8] = []
    for page in first..<limit { bytes.append(memory.isResident(space, page) ? 1 : 0) }
    keep(bytes, for: caller)
    return .value(0)
  }
}

extension Memory {
  /// Gives back the frames of a range of pages: private memory is zeroes again, or the file.
  ///
  /// Source: `mm/madvise.c: madvise_dontneed_free`; `mm/memory.c: zap_page_range_single`.
  mutating func discard(_ space: Int32, from first: UInt64, to end: UInt64) {
    let place = spaces[space].placeOfArea(page: first)
    let area = spaces[space].areas[place]
    guard area.firstEntry >= 0 else { return }
    let start = Int(area.firstEntry) + Int(first - area.firstPage)
    dropFrames(space, start..<start + Int(end - first))
    restamp(space)
  }

  /// Says something of a range of pages of one area.
  mutating func setFlag(
    _ flag: AreaFlags, _ isSet: Bool, _ space: Int32, from first: UInt64, to end: UInt64
  ) {
    split(space, at: first)
    split(space, at: end)
    let place = spaces[space].placeOfArea(page: first)
    if isSet {
      spaces[space].areas[place].flags.insert(flag)
    } else {
      spaces[space].areas[place].flags.remove(flag)
    }
    let index = ensureDetails(space)
    details[index].hasForkAdvice = true
    merge(space, from: first, to: end)
  }

  /// Whether a page that is mapped has a frame.
  fileprivate func isResident(_ space: Int32, _ page: UInt64) -> Bool {
    let area = spaces[space].areas[spaces[space].placeOfArea(page: page)]
    let inArea = Int32(truncatingIfNeeded: page - area.firstPage)
    if frame(of: area, inArea, space) != AddressSpace.noFrame { return true }
    guard area.object >= 0 else { return false }
    let objectPage = Int(area.firstObjectPage) + Int(inArea)
    let frames = objects[area.object].frames
    return objectPage < frames.count && frames[objectPage] != AddressSpace.noFrame
  }
}
