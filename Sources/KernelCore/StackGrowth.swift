package import LinuxABI

// A stack is an area that grows downwards when somebody touches what is below it.
extension Memory {
  /// Pages that stay free below a stack (`stack_guard_gap`).
  ///
  /// Source: `mm/mmap.c: stack_guard_gap`.
  static var stackGuardPages: UInt64 { 256 }

  /// Lets a stack grow so that it has a page below its first.
  ///
  /// Source: `mm/vma.c: expand_downwards, acct_stack_growth`; `mm/mmap.c: find_extend_vma_locked`.
  ///
  /// - Returns: Whether it has that page now.
  mutating func growStack(_ space: Int32, to address: UInt64, _ limits: KernelLimits) -> Bool {
    let page = address >> Self.pageShift
    let place = spaces[space].placeOfArea(page: page)
    guard place < spaces[space].areas.count else { return false }
    let area = spaces[space].areas[place]
    guard area.flags.contains(.growsDown), area.firstPage > page, page >= Self.lowestPage else {
      return false
    }
    if place > 0 {
      // What is below and can be used keeps its distance; other memory may be met.
      let below = spaces[space].areas[place - 1]
      let isUsable = !below.access.isEmpty && !below.flags.contains(.growsDown)
      guard !isUsable || page - below.endPage >= Self.stackGuardPages else { return false }
    }
    let grown = area.firstPage - page
    // `acct_stack_growth`: RLIMIT_AS, RLIMIT_STACK, RLIMIT_MEMLOCK, and what can be promised.
    guard UInt64(area.pageCount) + grown <= details(of: space).stackPagesMax,
      (try? checkGrowth(space, pages: grown, isData: false, limits)) != nil,
      canPromise(area.flags.contains(.promised) ? Int(grown) : 0, limits)
    else { return false }
    extendDown(space, place, by: Int32(grown))
    if area.flags.contains(.promised) {
      chargedPages += Int(grown)
      spaces[space].chargedPages += Int(grown)
    }
    return true
  }

  /// The first page that may be mapped without privilege (`vm.mmap_min_addr`).
  static var lowestPage: UInt64 { 16 }
}

extension Kernel {
  /// What is done about an access that memory alone can't satisfy.
  @inline(never)
  mutating func resolve(
    _ fault: MemoryFault, _ space: Int32, _ address: UInt64, for access: MemoryAccess
  ) throws(MemoryFault) -> ReadyPage {
    switch fault {
    case .unmapped:
      guard memory.growStack(space, to: address, limits) else { throw fault }
    case .absent:
      try readMappedPage(space, address)
    default: throw fault
    }
    return try memory.touch(space, address, for: access)
  }

  /// Keeps in mind how far the stack of a task may grow.
  mutating func noteStackLimit(_ bytes: UInt64, of task: Int32) {
    let mm = taskTable[task].mm
    guard mm >= 0 else { return }
    let index = memory.ensureDetails(mm)
    memory.details[index].stackPagesMax = bytes >> Memory.pageShift
  }

  /// Maps a stack, as a program is loaded.
  ///
  /// It begins with what is on it already and 128 KiB below, and grows as it is used.
  ///
  /// Source: `fs/exec.c: setup_arg_pages`.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - end: Where it ends.
  ///   - usedBytes: The bytes that are put on it at once.
  ///   - pagesMax: How far it may grow, in pages (`RLIMIT_STACK`).
  /// - Throws: EINVAL, EEXIST and ENOMEM, as `map`.
  package mutating func mapStack(
    _ space: AddressSpaceID, end: UserAddress, usedBytes: UInt64, pagesMax: UInt64
  ) throws(Errno) {
    let used = (usedBytes &+ Memory.offsetMask) >> Memory.pageShift
    let pages = max(min(used &+ 32, pagesMax), 1)
    let start = end.rawValue &- pages << Memory.pageShift
    try map(
      space, at: UserAddress(rawValue: start), pages: pages, access: [.read, .write])
    let place = memory.spaces[space.rawValue].placeOfArea(page: start >> Memory.pageShift)
    memory.spaces[space.rawValue].areas[place].flags.insert(.growsDown)
    let index = memory.ensureDetails(space.rawValue)
    memory.details[index].stackEnd = end.rawValue
    memory.details[index].stackPagesMax = pagesMax
  }
}
