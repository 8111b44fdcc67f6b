internal import LinuxABI

// Memory that stays where it is: mlock and its kin. Nothing is ever swapped out here, so what they do
// is to make pages ready, to be limited, and to keep advice and msync away.
extension Kernel {
  /// CAP_IPC_LOCK.
  private static var memoryLocking: Capabilities { Capabilities(rawValue: 1 << 14) }

  /// Throws if a process may not lock so many pages more.
  ///
  /// Source: `mm/mlock.c: can_do_mlock`; `mm/mmap.c: mlock_future_ok`.
  ///
  /// - Throws: EPERM if it may lock nothing, unless `mayLock`; EAGAIN beyond RLIMIT_MEMLOCK.
  func checkLocking(
    _ space: Int32, pages: UInt64, mayLock: Bool, _ caller: Int32
  ) throws(Errno) {
    let most = lockedPagesMax(of: caller)
    guard mayLock || most > 0 else { throw .notPermitted }
    guard pages <= most, memory.lockedPages(space) <= most - pages else {
      throw .resourceTemporarilyUnavailable
    }
  }

  private func lockedPagesMax(of caller: Int32) -> UInt64 {
    if hasCapability(Self.memoryLocking, caller) { return .max }
    return resourceLimit(.lockedMemory, of: taskTable[caller].signal).soft >> Memory.pageShift
  }

  /// Source: mlock(2); `mm/mlock.c`.
  mutating func lockingCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    switch call.number {
    case .mlock: try mlock(call, populates: true, by: caller)
    case .mlock2:
      // mlock2(2), EINVAL: MLOCK_ONFAULT is the only flag.
      guard call.c & ~1 == 0 else { throw .invalidArgument }
      try mlock(call, populates: call.c == 0, by: caller)
    case .munlock:
      let (first, end) = try lockedRange(call)
      try setLocked(false, space, from: first, to: end)
    case .mlockall: try mlockall(call.a, by: caller)
    default:
      for place in memory.spaces[space].areas.indices {
        memory.spaces[space].areas[place].flags.remove(.locked)
      }
      if memory.spaces[space].details >= 0 {
        memory.details[memory.spaces[space].details].locksFuture = false
      }
    }
    return .value(0)
  }

  /// Whole pages around what is named.
  private func lockedRange(
    _ call: RegisterCall
  ) throws(Errno) -> (first: UInt64, end: UInt64) {
    let length = (call.b &+ call.a & Memory.offsetMask &+ Memory.offsetMask) & ~Memory.offsetMask
    let start = call.a & ~Memory.offsetMask
    let (end, isOver) = start.addingReportingOverflow(length)
    // mlock(2), EINVAL: it wraps around.
    guard !isOver else { throw .invalidArgument }
    return (start >> Memory.pageShift, end >> Memory.pageShift)
  }

  private mutating func mlock(
    _ call: RegisterCall, populates: Bool, by caller: Int32
  ) throws(Errno) {
    let space = taskTable[caller].mm
    let most = lockedPagesMax(of: caller)
    // mlock(2), EPERM.
    guard most > 0 else { throw .notPermitted }
    let (first, end) = try lockedRange(call)
    let locked = memory.lockedPages(space)
    // mlock(2), ENOMEM: beyond RLIMIT_MEMLOCK; what is locked already counts once.
    let already = memory.lockedPages(space, from: first, to: end)
    guard end - first <= most, locked - already <= most - (end - first) else { throw .noMemory }
    try setLocked(true, space, from: first, to: end)
    if populates { populate(space, from: first, to: end) }
  }

  private mutating func setLocked(
    _ isLocked: Bool, _ space: Int32, from first: UInt64, to end: UInt64
  ) throws(Errno) {
    var next = first
    while next < end {
      let place = memory.spaces[space].placeOfArea(page: next)
      // mlock(2), ENOMEM: a part is not mapped; what is before it stays locked.
      guard place < memory.spaces[space].areas.count,
        memory.spaces[space].areas[place].firstPage <= next
      else { throw .noMemory }
      let limit = min(memory.spaces[space].areas[place].endPage, end)
      memory.setFlag(.locked, isLocked, space, from: next, to: limit)
      next = limit
    }
  }

  /// Source: mlockall(2): MCL_CURRENT is 1, MCL_FUTURE 2, MCL_ONFAULT 4.
  private mutating func mlockall(_ flags: UInt64, by caller: Int32) throws(Errno) {
    let space = taskTable[caller].mm
    guard flags & ~7 == 0, flags != 0, flags != 4 else { throw .invalidArgument }
    let most = lockedPagesMax(of: caller)
    guard most > 0 else { throw .notPermitted }
    guard flags & 1 == 0 || UInt64(memory.pageCount(space)) <= most else { throw .noMemory }
    let index = memory.ensureDetails(space)
    memory.details[index].locksFuture = flags & 2 != 0
    memory.details[index].hasForkAdvice = true
    guard flags & 1 != 0 else { return }
    for place in memory.spaces[space].areas.indices {
      memory.spaces[space].areas[place].flags.insert(.locked)
    }
    guard flags & 4 == 0 else { return }
    for area in memory.spaces[space].areas {
      populate(space, from: area.firstPage, to: area.endPage)
    }
  }
}

extension Memory {
  /// How many pages of a space are locked.
  func lockedPages(_ space: Int32) -> UInt64 {
    var count: UInt64 = 0
    for area in spaces[space].areas where area.flags.contains(.locked) {
      count += UInt64(area.pageCount)
    }
    return count
  }

  /// How many pages of a range are locked.
  fileprivate func lockedPages(_ space: Int32, from first: UInt64, to end: UInt64) -> UInt64 {
    var count: UInt64 = 0
    for area in spaces[space].areas
    where area.flags.contains(.locked) && area.firstPage < end && area.endPage > first {
      count += min(area.endPage, end) - max(area.firstPage, first)
    }
    return count
  }
}
