package import LinuxABI

// The heap: an area that ends where brk says.
extension Kernel {
  /// Says where the heap of a program begins, as it is loaded: behind its segments.
  ///
  /// Source: `fs/binfmt_elf.c: load_elf_binary`, start_brk.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - start: Where it begins; it is empty.
  package mutating func setBreak(_ space: AddressSpaceID, to start: UserAddress) {
    makeUnique()
    let index = memory.ensureDetails(space.rawValue)
    memory.details[index].breakStart = start.rawValue
    memory.details[index].breakEnd = start.rawValue
  }

  /// Says where the strings of a program lie, and what it was told beside them.
  ///
  /// Source: `fs/binfmt_elf.c: create_elf_tables`; `include/linux/mm_types.h`, arg_start, saved_auxv.
  package mutating func setStartStrings(
    _ space: AddressSpaceID, arguments: Range<UInt64>, environment: Range<UInt64>,
    auxiliaryVector: [UInt64]
  ) {
    makeUnique()
    let index = memory.ensureDetails(space.rawValue)
    memory.details[index].argumentStrings = arguments
    memory.details[index].environmentStrings = environment
    memory.details[index].auxiliaryVector = auxiliaryVector
  }

  /// What the program of a task was told (`AT_PAGESZ` and its like), in pairs of words.
  package func auxiliaryVector(of task: TaskID) -> [UInt8] {
    slot(of: task).map { auxiliaryVector(ofSlot: $0) } ?? []
  }

  func auxiliaryVector(ofSlot task: Int32) -> [UInt8] {
    guard taskTable[task].mm >= 0 else { return [] }
    return littleEndian(memory.details(of: taskTable[task].mm).auxiliaryVector)
  }

  /// Moves the end of the heap; whatever is wrong leaves it where it is.
  ///
  /// Source: brk(2); `mm/mmap.c: SYSCALL_DEFINE1(brk)`.
  mutating func brk(_ wanted: UInt64, by caller: Int32) -> Outcome {
    let space = taskTable[caller].mm
    let index = memory.ensureDetails(space)
    let (start, old) = (memory.details[index].breakStart, memory.details[index].breakEnd)
    let dataMax = resourceLimit(.data, of: taskTable[caller].signal).soft
    guard wanted >= start, wanted < UserMemoryLayout.end.rawValue, wanted - start <= dataMax,
      moveBreak(space, from: old, to: wanted, limits(of: caller))
    else { return .value(Int64(bitPattern: old)) }
    memory.details[index].breakEnd = wanted
    return .value(Int64(bitPattern: wanted))
  }

  private mutating func moveBreak(
    _ space: Int32, from old: UInt64, to new: UInt64, _ limits: KernelLimits
  ) -> Bool {
    let first = (old + Memory.offsetMask) >> Memory.pageShift
    let end = (new + Memory.offsetMask) >> Memory.pageShift
    if end == first { return true }
    if end < first {
      memory.removeAreas(space, from: end, to: first)
      return true
    }
    let place = memory.spaces[space].placeOfArea(page: first)
    let areas = memory.spaces[space].areas
    if place < areas.count {
      // A page and, below a stack, its guard stay free.
      let next = areas[place]
      let gap = next.flags.contains(.growsDown) ? Memory.stackGuardPages : 0
      guard end + 1 + gap <= next.firstPage else { return false }
    }
    do throws(Errno) {
      try memory.checkGrowth(space, pages: end - first, isData: true, limits)
      guard areas.count < limits.areasPerProcessMax else { return false }
      var area = MemoryArea(
        firstPage: first, pageCount: Int32(end - first), access: [.read, .write],
        sharing: .private, flags: .promised)
      if memory.details(of: space).locksFuture { area.flags.insert(.locked) }
      try memory.insert(space, area, limits)
    } catch {
      return false
    }
    memory.merge(space, from: first, to: end)
    return true
  }
}
