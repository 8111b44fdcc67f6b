internal import LinuxABI

/// The flags of mmap.
///
/// Source: mmap(2); `include/uapi/linux/mman.h`, `include/uapi/asm-generic/mman.h`.
struct MapFlags: OptionSet {
  let rawValue: UInt64

  static var shared: UInt64 { 1 }
  static var `private`: UInt64 { 2 }
  static var sharedValidate: UInt64 { 3 }
  static var droppable: UInt64 { 8 }
  /// MAP_TYPE.
  var type: UInt64 { rawValue & 0xf }

  static var fixed: MapFlags { MapFlags(rawValue: 0x10) }
  static var anonymous: MapFlags { MapFlags(rawValue: 0x20) }
  static var growsDown: MapFlags { MapFlags(rawValue: 0x100) }
  static var locked: MapFlags { MapFlags(rawValue: 0x2000) }
  static var noReserve: MapFlags { MapFlags(rawValue: 0x4000) }
  static var populate: MapFlags { MapFlags(rawValue: 0x8000) }
  static var nonBlocking: MapFlags { MapFlags(rawValue: 0x1_0000) }
  static var hugePages: MapFlags { MapFlags(rawValue: 0x4_0000) }
  static var fixedNoReplace: MapFlags { MapFlags(rawValue: 0x10_0000) }
  /// What is known of old: others are ignored, but by MAP_SHARED_VALIDATE (`LEGACY_MAP_MASK`).
  static var legacy: UInt64 { 0xfc17_f97f | 0xf }
}

// mmap in full.
extension Kernel {
  /// Source: mmap(2); `mm/mmap.c: ksys_mmap_pgoff, do_mmap`; `mm/vma.c: mmap_region`;
  /// `arch/riscv/kernel/sys_riscv.c: riscv_sys_mmap`.
  mutating func mmap(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = MapFlags(rawValue: call.d)
    // mmap(2), EINVAL: an offset that is not that of a page.
    guard call.f & Memory.offsetMask == 0 else { throw .invalidArgument }
    var file: Int32 = -1
    if !flags.contains(.anonymous) {
      // mmap(2), EBADF.
      file = try openFile(
        FileDescriptor(rawValue: Int32(truncatingIfNeeded: call.e)), of: caller)
      guard !flags.contains(.hugePages) else { throw .invalidArgument }
      // zero(4): its pages are zeroes of nobody's. Source: `drivers/char/mem.c: mmap_zero`.
      if isZeroDevice(file), openFiles[file].isReadable { file = -1 }
    } else if flags.contains(.hugePages) {
      // Source: `mm/hugetlb.c: hugetlb_file_setup`: none is set aside.
      throw .noMemory
    }
    // mmap(2), EINVAL: no length. Rounded up it may be none, or more than there is.
    guard call.b != 0 else { throw .invalidArgument }
    let length = (call.b &+ Memory.offsetMask) & ~Memory.offsetMask
    guard length != 0 else { throw .noMemory }
    let (_, isOver) = (call.f >> Memory.pageShift).addingReportingOverflow(
      length >> Memory.pageShift)
    guard !isOver else { throw .overflow }
    let limits = limits(of: caller)
    let space = taskTable[caller].mm
    guard memory.spaces[space].areas.count <= limits.areasPerProcessMax else { throw .noMemory }
    var isLowAllowed: Bool { hasCapability(Capabilities(rawValue: 1 << 17), caller) }
    let start = try memory.placeForMapping(
      space, hint: call.a, length: length, flags, isLowAllowed: isLowAllowed)
    let pages = length >> Memory.pageShift
    let first = start >> Memory.pageShift
    // mmap(2), EEXIST.
    if flags.contains(.fixedNoReplace), memory.isMapped(space, from: first, to: first + pages) {
      throw .fileExists
    }
    let locks = flags.contains(.locked) || memory.details(of: space).locksFuture
    if locks { try checkLocking(space, pages: pages, mayLock: !flags.contains(.locked), caller) }
    var area = MemoryArea(
      firstPage: first, pageCount: Int32(clamping: pages),
      access: MemoryAccess(rawValue: UInt8(call.c & Protection.access)), sharing: .private)
    if locks { area.flags.insert(.locked) }
    if flags.contains(.growsDown) { area.flags.insert(.growsDown) }
    if file >= 0 {
      try checkMapping(of: file, offset: call.f, pages: pages, flags, &area)
      // Source: `mm/shmem.c: shmem_mmap`, file_accessed.
      if let node = openFiles[file].place.node,
        !openFiles[file].flags.contains(.noAccessTime)
      {
        tree.nowNanoseconds = fileTime
        tree.noteReading(node)
      }
    } else {
      switch flags.type {
      case MapFlags.private: break
      case MapFlags.shared:
        guard !flags.contains(.growsDown) else { throw .invalidArgument }
        area.sharing = .shared
      case MapFlags.droppable:
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      default: throw .invalidArgument
      }
    }
    if flags.contains(.noReserve), limits.overcommit != .never { area.flags.insert(.unreserved) }
    // Source: `mm/vma.c: accountable_mapping`.
    if area.sharing == .private, area.access.contains(.write), !area.flags.contains(.unreserved) {
      area.flags.insert(.promised)
    }
    try place(area, showing: file, in: space, limits)
    if flags.contains(.populate) && !flags.contains(.nonBlocking) || locks {
      populate(space, from: first, to: first + pages)
    }
    return .value(Int64(bitPattern: start))
  }

  /// Puts an area where it is to be, in place of what is there.
  private mutating func place(
    _ area: MemoryArea, showing file: Int32, in space: Int32, _ limits: KernelLimits
  ) throws(Errno) {
    var area = area
    let (first, end) = (area.firstPage, area.endPage)
    // `may_expand_vm`: what is replaced does not count.
    let replaced = memory.mappedPages(space, from: first, to: end)
    try memory.checkGrowth(
      space, pages: UInt64(area.pageCount) - min(replaced, UInt64(area.pageCount)),
      data: Memory.isData(area) ? UInt64(area.pageCount) : 0, limits)
    guard memory.spaces[space].areas.count < limits.areasPerProcessMax,
      memory.canPromise(area.sharing == .shared ? Int(area.pageCount) : area.chargedPages, limits)
        || file >= 0
    else { throw .noMemory }
    if replaced > 0 { memory.removeAreas(space, from: first, to: end) }
    if file >= 0 { area.object = fileObject(of: file) }
    do throws(Errno) {
      try memory.insert(space, area, limits)
    } catch {
      if area.object >= 0 { memory.releaseArea(of: area.object) }
      closeMappedFiles()
      throw error
    }
    if area.sharing == .private || file >= 0 {
      memory.merge(space, from: first, to: end)
    }
    closeMappedFiles()
  }

  /// What the open file says to a mapping of it.
  ///
  /// Source: `mm/mmap.c: do_mmap`, the cases of a file.
  private func checkMapping(
    of file: Int32, offset: UInt64, pages: UInt64, _ flags: MapFlags, _ area: inout MemoryArea
  ) throws(Errno) {
    let record = openFiles[file]
    // mmap(2), EOVERFLOW: no file is so long.
    guard let firstPage = Int32(exactly: offset >> Memory.pageShift),
      pages <= UInt64(Int32.max - firstPage)
    else { throw .overflow }
    area.firstObjectPage = firstPage
    switch flags.type {
    case MapFlags.shared, MapFlags.sharedValidate:
      // mmap(2), EOPNOTSUPP: flags that nobody knows.
      guard flags.type == MapFlags.shared || flags.rawValue & ~MapFlags.legacy == 0 else {
        throw .notSupported
      }
      // mmap(2), EACCES: it is to be written to and was not opened for that.
      guard !area.access.contains(.write) || record.isWritable else { throw .permissionDenied }
      area.sharing = .shared
      if !record.isWritable { area.flags.insert(.neverWritable) }
      // fcntl(2), F_SEAL_WRITE: EPERM. Source: `mm/memfd.c: check_write_seal`.
      if let node = record.place.node, record.isOfPlace, let seals = tree[node].seals,
        !seals.isDisjoint(with: .writing)
      {
        guard !area.access.contains(.write) else { throw .notPermitted }
        area.flags.insert(.neverWritable)
      }
    case MapFlags.private: break
    default: throw .invalidArgument
    }
    // mmap(2), EACCES: it was not opened to be read.
    guard record.isReadable else { throw .permissionDenied }
    // mmap(2), ENODEV: a directory, a terminal, a process.
    guard isMappable(file) else { throw .noSuchDevice }
    guard !flags.contains(.growsDown) else { throw .invalidArgument }
  }

  /// Makes pages ready as an access would, as far as that works.
  ///
  /// Source: `mm/gup.c: __mm_populate`.
  mutating func populate(_ space: Int32, from first: UInt64, to end: UInt64) {
    for page in first..<end {
      let place = memory.spaces[space].placeOfArea(page: page)
      guard place < memory.spaces[space].areas.count else { return }
      let area = memory.spaces[space].areas[place]
      guard area.firstPage <= page else { continue }
      // A private page that can be written to is made the process's own.
      let isWrite = area.access.contains(.write) && area.sharing == .private
      let access: MemoryAccess = isWrite ? .write : area.access.contains(.read) ? .read : []
      guard !access.isEmpty else { continue }
      guard (try? touch(space, page << Memory.pageShift, for: access)) != nil else { return }
    }
  }
}

extension Memory {
  /// Where a mapping goes.
  ///
  /// Source: `mm/mmap.c: __get_unmapped_area, generic_get_unmapped_area_topdown`.
  ///
  /// - Throws: ENOMEM where there is no room, EINVAL for a place that is not a page, EPERM for one
  ///   that is too low.
  func placeForMapping(
    _ space: Int32, hint: UInt64, length: UInt64, _ flags: MapFlags, isLowAllowed: Bool
  ) throws(Errno) -> UInt64 {
    let end = UserMemoryLayout.end.rawValue
    let lowest = Self.lowestPage << Self.pageShift
    guard length <= end - Self.pageBytes else { throw .noMemory }
    if !flags.isDisjoint(with: [.fixed, .fixedNoReplace]) {
      guard hint <= end - length else { throw .noMemory }
      guard hint & Self.offsetMask == 0 else { throw .invalidArgument }
      // mmap(2), EPERM. Source: `security/min_addr.c: cap_mmap_addr`.
      guard hint >= lowest || isLowAllowed else { throw .notPermitted }
      return hint
    }
    if hint > 0, let found = freeHint(space, max(hint, lowest), length) { return found }
    guard let page = highestGap(space, pages: length >> Self.pageShift) else { throw .noMemory }
    return page << Self.pageShift
  }

  private func freeHint(_ space: Int32, _ hint: UInt64, _ length: UInt64) -> UInt64? {
    let (rounded, isOver) = hint.addingReportingOverflow(Self.offsetMask)
    let start = rounded & ~Self.offsetMask
    guard !isOver, start <= UserMemoryLayout.end.rawValue - length else { return nil }
    let first = start >> Self.pageShift
    let place = spaces[space].placeOfArea(page: first)
    guard place < spaces[space].areas.count else { return start }
    let limit = startWithGap(spaces[space].areas[place])
    return first + length >> Self.pageShift <= limit ? start : nil
  }

  /// The first page of an area, or of the guard below it.
  private func startWithGap(_ area: MemoryArea) -> UInt64 {
    guard area.flags.contains(.growsDown) else { return area.firstPage }
    return area.firstPage - min(area.firstPage, Self.stackGuardPages)
  }

  /// The highest free pages below where the stack may reach; where none are, the lowest above.
  ///
  /// Source: `mm/util.c: mmap_base`: 128 MiB at least are the stack's, 5/6 of all at most.
  private func highestGap(_ space: Int32, pages: UInt64) -> UInt64? {
    let total = UserMemoryLayout.end.rawValue >> Self.pageShift
    let stack = details(of: space).stackPagesMax
    let (wanted, isOver) = stack.addingReportingOverflow(Self.stackGuardPages)
    let gap = min(max(isOver ? stack : wanted, 32_768), total / 6 * 5)
    let base = total - gap
    var limit = base
    var place = spaces[space].placeOfArea(page: base)
    if place < spaces[space].areas.count {
      limit = min(limit, startWithGap(spaces[space].areas[place]))
    }
    while true {
      let below = place > 0 ? spaces[space].areas[place - 1].endPage : 0
      let lowest = max(below, Self.lowestPage)
      if limit >= lowest, limit - lowest >= pages { return limit - pages }
      guard place > 0 else { break }
      place -= 1
      limit = min(limit, startWithGap(spaces[space].areas[place]))
    }
    return lowestGap(space, from: total / 3, pages: pages, to: total)
  }

  /// Source: `mm/mmap.c: generic_get_unmapped_area`, from TASK_UNMAPPED_BASE.
  private func lowestGap(
    _ space: Int32, from start: UInt64, pages: UInt64, to end: UInt64
  ) -> UInt64? {
    var candidate = start
    for area in spaces[space].areas[spaces[space].placeOfArea(page: start)...] {
      if candidate + pages <= startWithGap(area) { break }
      candidate = max(candidate, area.endPage)
    }
    return candidate + pages <= end ? candidate : nil
  }

  /// Whether anything is mapped in a range of pages.
  func isMapped(_ space: Int32, from first: UInt64, to end: UInt64) -> Bool {
    let place = spaces[space].placeOfArea(page: first)
    return place < spaces[space].areas.count && spaces[space].areas[place].firstPage < end
  }

  /// How many pages of a range are mapped.
  func mappedPages(_ space: Int32, from first: UInt64, to end: UInt64) -> UInt64 {
    var count: UInt64 = 0
    for area in spaces[space].areas[spaces[space].placeOfArea(page: first)...] {
      guard area.firstPage < end else { break }
      count += min(area.endPage, end) - max(area.firstPage, first)
    }
    return count
  }
}
