internal import LinuxABI

/// The flags of mremap.
///
/// Source: mremap(2); `include/uapi/linux/mman.h`.
private enum RemapFlags {
  static var mayMove: UInt64 { 1 }
  static var fixed: UInt64 { 2 }
  static var keepsOld: UInt64 { 4 }
}

// mremap: a mapping gets longer, shorter, or another place.
extension Kernel {
  /// Source: mremap(2); `mm/mremap.c: check_mremap_params, check_prep_vma, do_mremap`.
  mutating func mremap(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let end = UserMemoryLayout.end.rawValue
    let oldLength = (call.b &+ Memory.offsetMask) & ~Memory.offsetMask
    let newLength = (call.c &+ Memory.offsetMask) & ~Memory.offsetMask
    // mremap(2), EINVAL: unknown flags, no page's address, a new length of none or too many.
    guard call.d & ~7 == 0, call.a & Memory.offsetMask == 0, newLength > 0, newLength <= end
    else { throw .invalidArgument }
    let namesPlace = call.d & (RemapFlags.fixed | RemapFlags.keepsOld) != 0
    if namesPlace {
      let (oldEnd, isOver) = call.a.addingReportingOverflow(oldLength)
      // mremap(2), EINVAL: a new place that is none, without MAYMOVE, or over the old one; one kept
      // and another length.
      guard call.e <= end - newLength, call.e & Memory.offsetMask == 0,
        call.d & RemapFlags.mayMove != 0,
        call.d & RemapFlags.keepsOld == 0 || oldLength == newLength,
        !(isOver || oldEnd > call.e && call.e + newLength > call.a)
      else { throw .invalidArgument }
    }
    let space = taskTable[caller].mm
    let limits = limits(of: caller)
    var range = RemapRange(
      first: call.a >> Memory.pageShift, oldPages: oldLength >> Memory.pageShift,
      newPages: newLength >> Memory.pageShift)
    // mremap(2), EFAULT: nothing is mapped there.
    let place = memory.spaces[space].placeOfArea(page: range.first)
    guard place < memory.spaces[space].areas.count,
      memory.spaces[space].areas[place].firstPage <= range.first
    else { throw .badAddress }
    let area = memory.spaces[space].areas[place]
    if !namesPlace, range.oldPages >= range.newPages {
      try shrink(range, space, limits)
      return .value(Int64(bitPattern: call.a))
    }
    // A length of 0 shows shared memory a second time. Source: `check_prep_vma`.
    guard range.oldPages > 0 || area.sharing == .shared else { throw .invalidArgument }
    // mremap(2), EFAULT: it reaches beyond its mapping.
    guard min(range.oldPages, range.newPages) <= area.endPage - range.first else {
      throw .badAddress
    }
    if range.newPages < range.oldPages {
      try shrink(range, space, limits)
      range.oldPages = range.newPages
    }
    let growth = range.newPages - range.oldPages
    guard area.object < 0 || growth <= UInt64(Int32.max / 2 - area.pageCount) else {
      throw .invalidArgument
    }
    if area.flags.contains(.locked) {
      try checkLocking(space, pages: growth, mayLock: true, caller)
    }
    let added = call.d & RemapFlags.keepsOld == 0 ? growth : range.newPages
    try memory.checkGrowth(space, pages: added, isData: Memory.isData(area), limits)
    guard memory.canPromise(area.flags.contains(.promised) ? Int(added) : 0, limits) else {
      throw .noMemory
    }
    if !namesPlace {
      if memory.extendInPlace(space, place, range) {
        if area.flags.contains(.locked) {
          populate(space, from: range.first + range.oldPages, to: range.first + range.newPages)
        }
        return .value(Int64(bitPattern: call.a))
      }
      // mremap(2), ENOMEM: it can't grow where it is, and may not go elsewhere.
      guard call.d & RemapFlags.mayMove != 0 else { throw .noMemory }
    }
    guard memory.spaces[space].areas.count + 3 < limits.areasPerProcessMax else { throw .noMemory }
    let isFixed = call.d & RemapFlags.fixed != 0
    let target = try memory.placeForMapping(
      space, hint: namesPlace ? call.e : 0, length: newLength, isFixed ? .fixed : [],
      isLowAllowed: hasCapability(Capabilities(rawValue: 1 << 17), caller))
    memory.move(
      space, range, to: target >> Memory.pageShift,
      keepsOld: call.d & RemapFlags.keepsOld != 0)
    closeMappedFiles()
    if area.flags.contains(.locked) {
      let first = target >> Memory.pageShift
      populate(space, from: first, to: first + range.newPages)
    }
    return .value(Int64(bitPattern: target))
  }

  /// Unmaps what is behind the new length; that may reach beyond the mapping.
  private mutating func shrink(
    _ range: RemapRange, _ space: Int32, _ limits: KernelLimits
  ) throws(Errno) {
    guard range.oldPages > range.newPages else { return }
    try memory.unmap(
      space, address: (range.first + range.newPages) << Memory.pageShift,
      length: (range.oldPages - range.newPages) << Memory.pageShift, limits: limits)
    closeMappedFiles()
  }
}

/// The pages that mremap is about.
struct RemapRange {
  var first: UInt64
  var oldPages: UInt64
  var newPages: UInt64
}

extension Memory {
  /// Lets a mapping have more pages where it is.
  ///
  /// Source: `mm/mremap.c: vma_expandable, expand_vma_in_place`.
  ///
  /// - Returns: Whether there was room.
  mutating func extendInPlace(_ space: Int32, _ place: Int, _ range: RemapRange) -> Bool {
    let area = spaces[space].areas[place]
    let end = range.first + range.newPages
    guard range.oldPages > 0, range.first + range.oldPages == area.endPage,
      end <= UserMemoryLayout.end.rawValue >> Self.pageShift,
      !isMapped(space, from: area.endPage, to: end)
    else { return false }
    let growth = end - area.endPage
    extend(space, place, by: Int32(growth))
    promise(space, area.flags.contains(.promised) ? Int(growth) : 0)
    merge(space, from: area.firstPage, to: end)
    return true
  }

  private mutating func promise(_ space: Int32, _ pages: Int) {
    chargedPages += pages
    spaces[space].chargedPages += pages
  }

  /// Puts a mapping elsewhere, in place of what is there.
  ///
  /// Source: `mm/mremap.c: move_vma, move_page_tables`.
  mutating func move(
    _ space: Int32, _ range: RemapRange, to target: UInt64, keepsOld: Bool
  ) {
    let (oldEnd, newEnd) = (range.first + range.oldPages, target + range.newPages)
    removeAreas(space, from: target, to: newEnd)
    split(space, at: range.first)
    split(space, at: oldEnd)
    let place = spaces[space].placeOfArea(page: range.first)
    var area = spaces[space].areas[place]
    if range.oldPages == 0 || keepsOld {
      // Another area of the same.
      if area.object >= 0 { objects[area.object].areaCount += 1 }
      promise(space, area.flags.contains(.promised) ? Int(range.newPages) : 0)
      if keepsOld {
        spaces[space].areas[place].firstEntry = -1
      } else {
        area.firstEntry = -1
        area.pageCount = Int32(range.newPages)
      }
    } else {
      spaces[space].areas.remove(at: place)
      promise(space, area.flags.contains(.promised) ? Int(range.newPages - range.oldPages) : 0)
    }
    area.firstPage = target
    let newPlace = spaces[space].placeOfArea(page: target)
    spaces[space].areas.insert(area, at: newPlace)
    let growth = Int32(range.newPages) - area.pageCount
    if growth > 0 { extend(space, newPlace, by: growth) }
    restamp(space)
    reservations.forgetMemory(of: space)
    merge(space, from: target, to: newEnd)
    merge(space, from: range.first, to: oldEnd)
  }
}
