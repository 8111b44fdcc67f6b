package import LinuxABI

/// An address space: Linux's `mm_struct`, its areas and its page table.
///
/// # Theory of operation
///
/// The areas are sorted by address. One that was touched owns a run of entries in `frames`, one for
/// each of its pages: the page table (see PageTable.swift). An entry names the frame that holds the
/// page, or `noFrame` for a page that nobody has touched: it reads as zeroes, or as the file that it
/// shows, and gets a frame with the first store. So memory that is reserved and not used costs
/// nothing but its area.
///
/// Fork copies the table and counts one more user of each frame. A store to a private page whose
/// frame has more than one user copies the frame first; that is all there is to copy-on-write. A
/// shared page belongs to an object that outlives the single mapping, and is never copied.
struct AddressSpace: Sendable {
  static var noFrame: Int32 { -1 }

  /// The tasks that use it (`mm_users`).
  var users: Int32 = 1
  /// The processors that have it loaded for a task without memory (`mm_count`, without the one for all
  /// users); what it maps goes without users, it itself without these.
  var borrowers: Int32 = 0
  /// Whether others may look into its tasks without privilege (`SUID_DUMP_USER`).
  var isDumpable = true
  /// The place in `areas` of the area that was touched last, which is most often the next one too
  /// (`vmacache`); nothing may be there any more.
  fileprivate(set) var lastTouched: UInt16 = 0
  /// What few spaces have: a place in `Memory.details`, or -1.
  var details: Int32 = -1
  /// A number that no state of this space had before in which a page of it was elsewhere, or
  /// allowed for less: what was once translated holds for as long as this stays.
  var stamp: UInt64 = 0
  /// How often a page of it had to be found before an access could go on.
  var faults = 0
  /// The pages promised to it: those of private writable areas.
  var chargedPages = 0
  var areas: ContiguousArray<MemoryArea> = []
  var frames: ContiguousArray<Int32> = []

  /// The place in `areas` of the area that holds a page, or of the next one above it.
  @inline(__always)
  func placeOfArea(page: UInt64) -> Int {
    var low = 0
    var high = areas.count
    while low < high {
      let middle = (low + high) / 2
      if areas[middle].endPage <= page { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Pages in a row that are mapped alike: Linux's `vm_area_struct`.
struct MemoryArea: Sendable {
  /// The number of the first page.
  var firstPage: UInt64
  var pageCount: Int32
  /// Where its entries begin in the page table; -1 as long as none of its pages was touched.
  var firstEntry: Int32 = -1
  var access: MemoryAccess
  var sharing: MemorySharing
  var flags: AreaFlags = []
  /// The shared object or the file that it shows, or -1, and which of its pages comes first.
  var object: Int32 = -1
  var firstObjectPage: Int32 = 0

  var endPage: UInt64 { firstPage + UInt64(pageCount) }
  /// Whether a page is in it.
  @inline(__always)
  func contains(_ page: UInt64) -> Bool {
    page &- firstPage < UInt64(UInt32(bitPattern: pageCount))
  }
  /// Whether its pages may be accessed so: who may write may read, since no processor of Linux has the one
  /// without the other.
  @inline(__always)
  func allows(_ wanted: MemoryAccess) -> Bool {
    (access.contains(.write) ? access.union(.read) : access).contains(wanted)
  }
  /// The pages that have to be promised to a process for it.
  var chargedPages: Int { flags.contains(.promised) ? Int(pageCount) : 0 }
}

/// What is true of an area, one bit each.
struct AreaFlags: OptionSet, Sendable {
  let rawValue: UInt16

  /// Its pages are promised to the process: it could write to them at some time (`VM_ACCOUNT`).
  static var promised: AreaFlags { AreaFlags(rawValue: 1) }
  /// It grows downwards when somebody touches what is below it (`VM_GROWSDOWN`).
  static var growsDown: AreaFlags { AreaFlags(rawValue: 2) }
  /// Its pages stay in memory (`VM_LOCKED`).
  static var locked: AreaFlags { AreaFlags(rawValue: 4) }
  /// It is not to be promised (`VM_NORESERVE`).
  static var unreserved: AreaFlags { AreaFlags(rawValue: 8) }
  /// It may never become writable: a shared file that was not opened for writing (no `VM_MAYWRITE`).
  static var neverWritable: AreaFlags { AreaFlags(rawValue: 16) }
  /// Fork leaves it out (`VM_DONTCOPY`).
  static var notForked: AreaFlags { AreaFlags(rawValue: 32) }
  /// Fork leaves its contents out (`VM_WIPEONFORK`).
  static var wipedByFork: AreaFlags { AreaFlags(rawValue: 64) }
}

/// Memory that several address spaces show: what a shared anonymous mapping refers to, a System V
/// segment, or the pages of a file that are mapped.
struct SharedObject: Sendable {
  /// The areas that show it.
  var areaCount: Int32 = 1
  /// The open file that the pages come from, or -1; its number is in `node`.
  var file: Int32 = -1
  var node: Int32 = -1
  /// Whether something else than areas keeps it: a segment that is not removed.
  var isHeld = false
  /// The pages that were promised for it.
  var chargedPages = 0
  var frames: ContiguousArray<Int32>
}

/// Why an access to memory is not possible.
package enum MemoryFault: Error {
  /// Nothing is mapped there.
  case unmapped
  /// What is mapped there is not for that kind of access.
  case notAllowed
  /// An access in one step, at an address that is not a multiple of its width.
  case misaligned
  /// What is mapped there has no such page: the file ends before it.
  case beyondEnd
  /// The page of a file that has not been read yet; the kernel reads it, and nobody sees this.
  case absent
  /// No frame is left.
  case outOfMemory

  /// The signal that a task gets for it.
  package var signal: Signal {
    switch self {
    case .unmapped, .notAllowed: .segmentationFault
    case .misaligned, .beyondEnd, .absent: .bus
    // Source: `mm/oom_kill.c: out_of_memory`, with `vm.oom_kill_allocating_task`.
    case .outOfMemory: .kill
    }
  }

  /// What the signal says of it.
  package var code: SignalCode {
    switch self {
    case .unmapped: .unmappedAddress
    case .notAllowed: .accessNotAllowed
    case .misaligned: .misalignedAddress
    case .beyondEnd, .absent: .noSuchPhysicalAddress
    case .outOfMemory: .kernel
    }
  }
}

/// A page that is ready for an access.
struct ReadyPage {
  /// The frame that holds it, or `AddressSpace.noFrame` for one that nobody has written to.
  var frame: Int32
  var sharing: MemorySharing
  /// What became of it while it was made ready.
  var event = PageEvent.none
}

/// What becomes of a page while it is made ready for an access.
enum PageEvent: Equatable {
  case none
  /// It has a new frame.
  case zeroed
  /// It has a new frame with the contents of this one.
  case copied(from: Int32)
}

/// All memory: frames, address spaces, and what they share.
struct Memory: Sendable {
  static var pageShift: UInt64 { 12 }
  static var pageBytes: UInt64 { 1 << pageShift }
  static var offsetMask: UInt64 { pageBytes - 1 }

  var physical = PhysicalMemory()
  var spaces = Pool<AddressSpace>()
  var objects = Pool<SharedObject>()
  /// What few address spaces have.
  var details = Pool<SpaceDetails>()
  /// The objects of files that are mapped, or that were and whose pages are to be written back.
  var fileObjects: ContiguousArray<Int32> = []
  /// The pages promised so far; without overcommitment never fewer than there are frames in use.
  var chargedPages = 0
  /// How many frames there may be.
  var framesMax = Int.max
  /// What processors have reserved.
  var reservations = ReservationTable()
  /// Which memory this is, told by reference: every one that was made unique has another.
  var identity = MemoryIdentity()
  /// The stamp that was given out last; see `AddressSpace.stamp`.
  private var lastStamp: UInt64 = 0

  /// Gives it memory of its own.
  mutating func makeUnique() {
    identity = MemoryIdentity()
    physical.makeUnique()
    spaces.makeUnique()
    objects.makeUnique()
    details.makeUnique()
  }

  // MARK: - Whole address spaces

  /// An empty address space with one user.
  mutating func create() -> Int32 {
    let space = spaces.allocate(AddressSpace())
    restamp(space)
    return space
  }

  /// Makes what was translated in an address space void.
  @inline(__always)
  mutating func restamp(_ space: Int32) {
    lastStamp += 1
    spaces[space].stamp = lastStamp
  }

  /// A copy-on-write copy of an address space, with one user.
  ///
  /// Source: `kernel/fork.c: dup_mmap`.
  ///
  /// - Throws: ENOMEM if its private pages cannot be promised a second time.
  mutating func fork(_ space: Int32, limits: KernelLimits) throws(Errno) -> Int32 {
    let charge = spaces[space].chargedPages
    // What is forked may be written to, page by page.
    guard canPromise(charge, limits) else { throw .noMemory }
    chargedPages += charge
    // The two arrays are one buffer with the parent's until either side maps or touches a page.
    var copy = spaces[space]
    copy.users = 1
    copy.borrowers = 0
    copy.faults = 0
    for frame in copy.frames where frame != AddressSpace.noFrame { physical.retain(frame) }
    for area in copy.areas where area.object >= 0 { objects[area.object].areaCount += 1 }
    if copy.details >= 0 { copy.details = details.allocate(forkedDetails(copy.details)) }
    // What the parent could write to in place it has to copy from now on.
    restamp(space)
    let child = spaces.allocate(copy)
    restamp(child)
    if copy.details >= 0, details[copy.details].hasForkAdvice { leaveOutOfFork(child) }
    return child
  }

  /// One user fewer; without any, all that it maps is given back.
  @inline(__always)
  mutating func release(_ space: Int32) {
    spaces[space].users &-= 1
    if spaces[space].users == 0 { giveBack(space) }
  }

  private mutating func giveBack(_ space: Int32) {
    chargedPages -= spaces[space].chargedPages
    for frame in spaces[space].frames where frame != AddressSpace.noFrame {
      physical.release(frame)
    }
    for area in spaces[space].areas where area.object >= 0 { releaseArea(of: area.object) }
    if spaces[space].details >= 0 { details.release(spaces[space].details) }
    // Emptied at once, so that a buffer that it had in common with another space is that one's
    // alone again.
    let borrowers = spaces[space].borrowers
    spaces[space] = AddressSpace(users: 0, borrowers: borrowers)
    if borrowers == 0 { spaces.release(space) }
  }

  /// One area fewer shows an object; without any it is given back.
  mutating func releaseArea(of object: Int32) {
    objects[object].areaCount -= 1
    // What was written to a file through its pages goes there first (`Kernel.closeMappedFiles`).
    guard objects[object].areaCount == 0, objects[object].file < 0, !objects[object].isHeld else {
      return
    }
    endObject(object)
  }

  /// Gives an object back that nobody shows.
  mutating func endObject(_ object: Int32) {
    chargedPages -= objects[object].chargedPages
    for frame in objects[object].frames where frame != AddressSpace.noFrame {
      physical.release(frame)
    }
    objects[object].frames = []
    objects.release(object)
  }

  // MARK: - One page

  /// The page at an address, if nothing has to be done before an access to it: its area was touched last, it
  /// has a frame, and that is to be read or nobody else's.
  ///
  /// Mutating, though it changes nothing; see `Kernel.checkUserLimit`.
  @inline(__always)
  mutating func readyPage(
    _ space: Int32, _ address: UInt64, for access: MemoryAccess
  ) -> ReadyPage? {
    let page = address >> Self.pageShift
    let last = Int(spaces[space].lastTouched)
    guard last < spaces[space].areas.count else { return nil }
    let area = spaces[space].areas[last]
    guard area.contains(page), area.allows(access), area.firstEntry >= 0 else { return nil }
    let entry = area.firstEntry &+ Int32(truncatingIfNeeded: page &- area.firstPage)
    let frame = spaces[space].frames[Int(entry)]
    guard frame != AddressSpace.noFrame,
      area.sharing == .shared || !access.contains(.write) || physical.users(of: frame) == 1
    else { return nil }
    return ReadyPage(frame: frame, sharing: area.sharing)
  }

  /// Makes a page ready for an access.
  ///
  /// A page to be read that nobody has written to stays without a frame.
  mutating func touch(
    _ space: Int32, _ address: UInt64, for access: MemoryAccess
  ) throws(MemoryFault) -> ReadyPage {
    let page = address >> Self.pageShift
    let place = spaces[space].placeOfArea(page: page)
    // Nothing mapped, or not for this: Linux's SEGV_MAPERR and SEGV_ACCERR.
    // Source: `arch/riscv/mm/fault.c: handle_page_fault, access_error`.
    guard place < spaces[space].areas.count else { throw .unmapped }
    let area = spaces[space].areas[place]
    guard area.firstPage <= page else { throw .unmapped }
    guard area.allows(access) else { throw .notAllowed }
    if let near = UInt16(exactly: place) { spaces[space].lastTouched = near }
    if let ready = readyPage(space, address, for: access) { return ready }
    let inArea = Int32(truncatingIfNeeded: page - area.firstPage)
    return try fault(space, place, inArea, isWrite: access.contains(.write))
  }

  /// Gives a page its own frame, or that of what it shows.
  ///
  /// Source: `mm/memory.c: do_anonymous_page, do_wp_page, do_read_fault, do_cow_fault,
  /// do_shared_fault`.
  @inline(never)
  private mutating func fault(
    _ space: Int32, _ place: Int, _ inArea: Int32, isWrite: Bool
  ) throws(MemoryFault) -> ReadyPage {
    let area = spaces[space].areas[place]
    if area.object < 0, !isWrite, frame(of: area, inArea, space) == AddressSpace.noFrame {
      return ReadyPage(frame: AddressSpace.noFrame, sharing: .private)
    }
    spaces[space].faults &+= 1
    let entry = makeEntries(space, place) + Int(inArea)
    var old = spaces[space].frames[entry]
    if area.object >= 0, old == AddressSpace.noFrame {
      let page = try objectFrame(area.object, Int(area.firstObjectPage) + Int(inArea))
      guard area.sharing == .private, isWrite else {
        physical.retain(page.frame)
        spaces[space].frames[entry] = page.frame
        return ReadyPage(frame: page.frame, sharing: area.sharing, event: page.event)
      }
      old = page.frame
      physical.retain(old)
    }
    guard hasRoom else {
      if spaces[space].frames[entry] != old { physical.release(old) }
      throw .outOfMemory
    }
    // What was read there, zeroes or the old frame, is no longer the page.
    restamp(space)
    guard old != AddressSpace.noFrame else {
      let frame = physical.allocate()
      spaces[space].frames[entry] = frame
      return ReadyPage(frame: frame, sharing: .private, event: .zeroed)
    }
    let frame = physical.allocateCopy(of: old)
    physical.release(old)
    spaces[space].frames[entry] = frame
    return ReadyPage(frame: frame, sharing: .private, event: .copied(from: old))
  }

  /// Whether another frame may come into use.
  @inline(__always)
  var hasRoom: Bool { physical.usedCount < framesMax }

  /// The frame of an object's page, made if nobody has touched it.
  private mutating func objectFrame(
    _ object: Int32, _ page: Int
  ) throws(MemoryFault) -> ReadyPage {
    guard page < objects[object].frames.count else { throw .beyondEnd }
    var ready = ReadyPage(frame: objects[object].frames[page], sharing: .shared)
    guard ready.frame == AddressSpace.noFrame else { return ready }
    guard objects[object].file < 0 else { throw .absent }
    guard hasRoom else { throw .outOfMemory }
    ready.frame = physical.allocate()
    ready.event = .zeroed
    objects[object].frames[page] = ready.frame
    return ready
  }

  /// The frame of a page that can be read, `noFrame` if it has none, without making it ready.
  ///
  /// - Returns: nil if nothing can be read there.
  func frame(_ space: Int32, at address: UInt64) -> Int32? {
    let page = address >> Self.pageShift
    let place = spaces[space].placeOfArea(page: page)
    guard place < spaces[space].areas.count else { return nil }
    let area = spaces[space].areas[place]
    guard area.firstPage <= page, !area.access.isDisjoint(with: [.read, .write]) else {
      return nil
    }
    let inArea = Int32(truncatingIfNeeded: page - area.firstPage)
    let frame = frame(of: area, inArea, space)
    guard area.object >= 0, frame == AddressSpace.noFrame else { return frame }
    let objectPage = Int(area.firstObjectPage) + Int(inArea)
    let shown = objects[area.object].frames
    return objectPage < shown.count ? shown[objectPage] : nil
  }

  /// The frame that an entry of an area names.
  @inline(__always)
  func frame(of area: MemoryArea, _ inArea: Int32, _ space: Int32) -> Int32 {
    area.firstEntry < 0
      ? AddressSpace.noFrame : spaces[space].frames[Int(area.firstEntry + inArea)]
  }
}
