internal import LinuxABI

// Areas come and go: mmap and munmap.
extension Memory {
  /// The most pages of one address space, whatever its limits.
  static var pagesPerSpaceMax: Int { 1 << 28 }

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
    try checkGrowth(space, pages: pages, isData: false, limits)
    guard spaces[space].areas.count < limits.areasPerProcessMax else { throw .noMemory }
    var area = MemoryArea(
      firstPage: firstPage, pageCount: Int32(pages), access: access, sharing: sharing)
    if sharing == .private, access.contains(.write) || isLoaded { area.flags.insert(.promised) }
    try insert(space, area, limits)
    return firstPage << Self.pageShift
  }

  /// Adds an area where nothing is mapped; shared memory without an object gets one.
  ///
  /// - Throws: ENOMEM if its pages cannot be promised.
  mutating func insert(
    _ space: Int32, _ area: MemoryArea, _ limits: KernelLimits
  ) throws(Errno) {
    var area = area
    let isNewObject = area.sharing == .shared && area.object < 0
    let objectCharge = isNewObject && !area.flags.contains(.unreserved) ? Int(area.pageCount) : 0
    let charge = area.chargedPages + objectCharge
    guard canPromise(charge, limits) else { throw .noMemory }
    chargedPages += charge
    spaces[space].chargedPages += area.chargedPages
    if isNewObject {
      area.firstObjectPage = 0
      area.object = objects.allocate(
        SharedObject(
          chargedPages: objectCharge,
          frames: ContiguousArray(
            repeating: AddressSpace.noFrame, count: Int(area.pageCount))))
    }
    spaces[space].areas.insert(area, at: spaces[space].placeOfArea(page: area.firstPage))
  }

  /// Whether so many pages more can be promised.
  ///
  /// Source: `mm/util.c: __vm_enough_memory`.
  func canPromise(_ pages: Int, _ limits: KernelLimits) -> Bool {
    switch limits.overcommit {
    case .heuristic: pages <= limits.pagesMax
    case .never: pages <= limits.pagesMax - chargedPages
    }
  }

  /// How many pages all areas of a space have (`total_vm`).
  func pageCount(_ space: Int32) -> Int {
    var count = 0
    for area in spaces[space].areas { count += Int(area.pageCount) }
    return count
  }

  /// Throws if a space may not have so many pages more.
  ///
  /// Source: `mm/mmap.c: may_expand_vm`.
  ///
  /// - Throws: ENOMEM.
  func checkGrowth(
    _ space: Int32, pages: UInt64, isData: Bool, _ limits: KernelLimits
  ) throws(Errno) {
    try checkGrowth(space, pages: pages, data: isData ? pages : 0, limits)
  }

  /// The same, of which some are, or become, private writable ones.
  func checkGrowth(
    _ space: Int32, pages: UInt64, data: UInt64, _ limits: KernelLimits
  ) throws(Errno) {
    let most = min(limits.pagesPerProcessMax, Self.pagesPerSpaceMax)
    guard pages <= UInt64(max(most - pageCount(space), 0)) else { throw .noMemory }
    guard data > 0, limits.dataPagesPerProcessMax < .max else { return }
    var count = 0
    for area in spaces[space].areas where Self.isData(area) { count += Int(area.pageCount) }
    guard data <= UInt64(max(limits.dataPagesPerProcessMax - count, 0)) else { throw .noMemory }
  }

  /// Source: `mm/vma.h: is_data_mapping`.
  static func isData(_ area: MemoryArea) -> Bool {
    area.sharing == .private && area.access.contains(.write) && !area.flags.contains(.growsDown)
  }

  private func firstGap(_ space: Int32, from start: UInt64, pages: UInt64) -> UInt64 {
    var candidate = start
    for area in spaces[space].areas[spaces[space].placeOfArea(page: start)...] {
      if candidate + pages <= area.firstPage { break }
      candidate = area.endPage
    }
    return candidate
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
    removeAreas(space, from: first, to: limit)
  }

  /// Takes away what is mapped in a range of pages.
  mutating func removeAreas(_ space: Int32, from first: UInt64, to limit: UInt64) {
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

  private mutating func remove(_ space: Int32, at place: Int) {
    restamp(space)
    reservations.forgetMemory(of: space)
    let area = spaces[space].areas.remove(at: place)
    dropEntries(space, of: area)
    chargedPages -= area.chargedPages
    spaces[space].chargedPages -= area.chargedPages
    if area.object >= 0 { releaseArea(of: area.object) }
  }
}
