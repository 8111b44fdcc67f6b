internal import LinuxABI

// Areas come and go: mmap and munmap.
extension Memory {
  /// Maps zeroes at the lowest free address from `UserMemoryLayout.mmapStart` on.
  ///
  /// Source: mmap(2); `mm/mmap.c: do_mmap`.
  mutating func map(
    _ space: Int32, length: UInt64, access: MemoryAccess, sharing: MemorySharing,
    limits: KernelLimits
  ) throws(Errno) -> UInt64 {
    // mmap(2): a length of 0 is EINVAL since 2.6.12.
    guard length > 0 else { throw .invalidArgument }
    let last = UserMemoryLayout.end.rawValue >> Self.pageShift
    // `do_mmap`: a length that wraps when it is rounded up, or fits nowhere.
    guard length <= UserMemoryLayout.end.rawValue else { throw .noMemory }
    let pages = (length + Self.offsetMask) >> Self.pageShift
    let start = firstGap(
      space, from: UserMemoryLayout.mmapStart.rawValue >> Self.pageShift, pages: pages)
    guard start + pages <= last else { throw .noMemory }
    return try map(
      space, firstPage: start, pages: pages, access: access, sharing: sharing, limits: limits)
  }

  /// Maps zeroes at pages that are free.
  ///
  /// Pages that get contents before they are protected are promised as those are that can be
  /// written to.
  ///
  /// - Throws: ENOMEM where a limit is reached.
  mutating func map(
    _ space: Int32, firstPage: UInt64, pages: UInt64, access: MemoryAccess,
    sharing: MemorySharing, limits: KernelLimits, isLoaded: Bool = false
  ) throws(Errno) -> UInt64 {
    // `may_expand_vm`, `sysctl_max_map_count` and `security_vm_enough_memory_mm`, in this order.
    let pagesLeft = max(limits.pagesPerProcessMax - spaces[space].frames.count, 0)
    guard pages <= UInt64(pagesLeft),
      spaces[space].areas.count < limits.areasPerProcessMax
    else { throw .noMemory }
    var area = MemoryArea(
      firstPage: firstPage, pageCount: Int32(pages), firstEntry: 0, access: access,
      sharing: sharing,
      isPromised: sharing == .private && (access.contains(.write) || isLoaded))
    let charge = sharing == .shared ? Int(pages) : area.chargedPages
    guard chargedPages + charge <= limits.pagesMax else { throw .noMemory }
    chargedPages += charge
    spaces[space].chargedPages += area.chargedPages
    if sharing == .shared {
      area.object = objects.allocate(
        SharedObject(
          frames: ContiguousArray(repeating: AddressSpace.noFrame, count: Int(pages))))
    }
    insert(space, area, at: spaces[space].placeOfArea(page: firstPage))
    return firstPage << Self.pageShift
  }

  private func firstGap(_ space: Int32, from start: UInt64, pages: UInt64) -> UInt64 {
    var candidate = start
    for area in spaces[space].areas[spaces[space].placeOfArea(page: start)...] {
      if candidate + pages <= area.firstPage { break }
      candidate = area.endPage
    }
    return candidate
  }

  private mutating func insert(_ space: Int32, _ area: MemoryArea, at place: Int) {
    var area = area
    area.firstEntry =
      place < spaces[space].areas.count
      ? spaces[space].areas[place].firstEntry : Int32(spaces[space].frames.count)
    spaces[space].frames.insert(
      contentsOf: repeatElement(AddressSpace.noFrame, count: Int(area.pageCount)),
      at: Int(area.firstEntry))
    spaces[space].areas.insert(area, at: place)
    shiftEntries(space, from: place + 1, by: area.pageCount)
  }

  private mutating func shiftEntries(_ space: Int32, from place: Int, by count: Int32) {
    for later in spaces[space].areas.indices[place...] {
      spaces[space].areas[later].firstEntry += count
    }
  }

  /// Takes away every mapping between two addresses, and nothing else.
  ///
  /// Source: munmap(2); `mm/vma.c: do_vmi_munmap`.
  mutating func unmap(
    _ space: Int32, address: UInt64, length: UInt64, limits: KernelLimits
  ) throws(Errno) {
    // munmap(2): a start that is not on a page, no length, or a range beyond the user's.
    let end = UserMemoryLayout.end.rawValue
    guard address & Self.offsetMask == 0, address <= end, length > 0, length <= end - address
    else { throw .invalidArgument }
    let first = address >> Self.pageShift
    let limit = first + (length + Self.offsetMask) >> Self.pageShift
    // A hole in the middle makes two areas of one.
    let place = spaces[space].placeOfArea(page: first)
    if place < spaces[space].areas.count, spaces[space].areas[place].firstPage < first,
      spaces[space].areas[place].endPage > limit,
      spaces[space].areas.count >= limits.areasPerProcessMax
    {
      throw .noMemory
    }
    split(space, at: first)
    split(space, at: limit)
    while true {
      let next = spaces[space].placeOfArea(page: first)
      guard next < spaces[space].areas.count, spaces[space].areas[next].firstPage < limit else {
        return
      }
      remove(space, at: next)
    }
  }

  /// Makes two areas of the one that reaches across the start of a page.
  private mutating func split(_ space: Int32, at page: UInt64) {
    let place = spaces[space].placeOfArea(page: page)
    guard place < spaces[space].areas.count, spaces[space].areas[place].firstPage < page else {
      return
    }
    var upper = spaces[space].areas[place]
    let lowerCount = Int32(page - upper.firstPage)
    spaces[space].areas[place].pageCount = lowerCount
    upper.firstPage = page
    upper.pageCount -= lowerCount
    upper.firstEntry += lowerCount
    upper.firstObjectPage += lowerCount
    if upper.object >= 0 { objects[upper.object].areaCount += 1 }
    spaces[space].areas.insert(upper, at: place + 1)
  }

  private mutating func remove(_ space: Int32, at place: Int) {
    restamp(space)
    reservations.forgetMemory(of: space)
    let area = spaces[space].areas.remove(at: place)
    let entries = Int(area.firstEntry)..<Int(area.firstEntry + area.pageCount)
    for frame in spaces[space].frames[entries] where frame != AddressSpace.noFrame {
      physical.release(frame)
    }
    spaces[space].frames.removeSubrange(entries)
    shiftEntries(space, from: place, by: -area.pageCount)
    chargedPages -= area.chargedPages
    spaces[space].chargedPages -= area.chargedPages
    if area.object >= 0 { releaseArea(of: area.object) }
  }
}
