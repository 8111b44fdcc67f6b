internal import LinuxABI

/// What is asked for of mapped memory: the bits of mmap and mprotect.
///
/// Source: `include/uapi/asm-generic/mman-common.h`.
enum Protection {
  /// PROT_READ, PROT_WRITE and PROT_EXEC.
  static var access: UInt64 { 7 }
  /// PROT_SEM: atomic operations, which every memory has.
  static var atomic: UInt64 { 8 }
  static var growsDown: UInt64 { 0x0100_0000 }
  static var growsUp: UInt64 { 0x0200_0000 }
}

// mprotect: what may be done with memory that is mapped.
extension Memory {
  /// Changes what may be done in a range of pages, from its start up to where it can't be.
  ///
  /// Source: mprotect(2); `mm/mprotect.c: do_mprotect_pkey, mprotect_fixup`.
  ///
  /// - Throws: ENOMEM for a gap, and where a limit is reached; EACCES for what may never be written.
  mutating func protect(
    _ space: Int32, from first: UInt64, to end: UInt64, _ access: MemoryAccess,
    _ limits: KernelLimits
  ) throws(Errno) {
    var next = first
    defer { merge(space, from: first, to: end) }
    while next < end {
      let place = spaces[space].placeOfArea(page: next)
      // mprotect(2), ENOMEM: there are pages in the range that are not mapped.
      guard place < spaces[space].areas.count, spaces[space].areas[place].firstPage <= next else {
        throw .noMemory
      }
      let area = spaces[space].areas[place]
      // mprotect(2), EACCES: a shared file that was opened to be read.
      guard !access.contains(.write) || !area.flags.contains(.neverWritable) else {
        throw .permissionDenied
      }
      let limit = min(area.endPage, end)
      try protectPart(space, from: next, to: limit, area, access, limits)
      next = limit
    }
  }

  private mutating func protectPart(
    _ space: Int32, from first: UInt64, to end: UInt64, _ area: MemoryArea,
    _ access: MemoryAccess, _ limits: KernelLimits
  ) throws(Errno) {
    guard area.access != access else { return }
    let pages = Int(end - first)
    let pieces = (area.firstPage < first ? 1 : 0) + (area.endPage > end ? 1 : 0)
    guard spaces[space].areas.count + pieces <= limits.areasPerProcessMax else {
      throw .noMemory
    }
    var flags = area.flags
    if access.contains(.write) {
      if !Self.isData(area), area.sharing == .private {
        try checkGrowth(space, pages: 0, data: UInt64(pages), limits)
      }
      // What was not promised is, once it can be written to.
      if area.sharing == .private, !flags.contains(.promised), !flags.contains(.unreserved) {
        guard canPromise(pages, limits) else { throw .noMemory }
        flags.insert(.promised)
        changePromise(space, by: pages)
      }
    } else if flags.contains(.promised), area.object < 0, area.firstEntry < 0 {
      // Source: `mm/mprotect.c: mprotect_fixup`: nobody has touched it, so nothing is lost.
      flags.remove(.promised)
      changePromise(space, by: -pages)
    }
    split(space, at: first)
    split(space, at: end)
    let place = spaces[space].placeOfArea(page: first)
    spaces[space].areas[place].access = access
    spaces[space].areas[place].flags = flags
    restamp(space)
  }

  private mutating func changePromise(_ space: Int32, by pages: Int) {
    chargedPages += pages
    spaces[space].chargedPages += pages
  }
}

extension Kernel {
  /// Source: mprotect(2); `mm/mprotect.c: do_mprotect_pkey`.
  mutating func mprotect(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    let grows = call.c & (Protection.growsDown | Protection.growsUp)
    let wanted = call.c & ~(Protection.growsDown | Protection.growsUp)
    // mprotect(2), EINVAL: both directions at once; an address that is not on a page.
    guard grows != Protection.growsDown | Protection.growsUp, call.a & Memory.offsetMask == 0
    else { throw .invalidArgument }
    guard call.b != 0 else { return .value(0) }
    let length = (call.b &+ Memory.offsetMask) & ~Memory.offsetMask
    let (end, isOver) = call.a.addingReportingOverflow(length)
    // mprotect(2), ENOMEM: addresses that are no process's.
    guard !isOver, end > call.a else { throw .noMemory }
    // mprotect(2), EINVAL: bits that mean nothing.
    guard wanted & ~(Protection.access | Protection.atomic) == 0 else { throw .invalidArgument }
    // Source: `do_mprotect_pkey`: PROT_GROWSDOWN begins at the start of its area, which grows;
    // nothing grows upwards here.
    var first = call.a >> Memory.pageShift
    let place = memory.spaces[space].placeOfArea(page: first)
    guard place < memory.spaces[space].areas.count,
      memory.spaces[space].areas[place].firstPage < end >> Memory.pageShift
    else { throw .noMemory }
    let area = memory.spaces[space].areas[place]
    if grows == Protection.growsDown {
      guard area.flags.contains(.growsDown) else { throw .invalidArgument }
      first = area.firstPage
    } else {
      guard area.firstPage <= first else { throw .noMemory }
      guard grows == 0 else { throw .invalidArgument }
    }
    try memory.protect(
      space, from: first, to: end >> Memory.pageShift,
      MemoryAccess(rawValue: UInt8(wanted & Protection.access)), limits(of: caller))
    return .value(0)
  }
}
