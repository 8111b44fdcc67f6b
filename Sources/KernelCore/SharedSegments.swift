internal import LinuxABI

/// A System V segment: Linux's `shmid_kernel`.
struct SharedSegment: Sendable {
  var permissions: ObjectPermissions
  var bytes: UInt64
  /// The memory, and which one it is of those that had its place.
  var object: Int32
  var generation: UInt32
  /// Whether it is not to be swapped out, which nothing ever is (`SHM_LOCKED`).
  var isLocked = false
  // Processes, by their numbers in the first PID namespace.
  var creatorProcess: Int32
  var lastProcess: Int32 = 0
  // Seconds of CLOCK_REALTIME, 0 for never.
  var attachSeconds: UInt64 = 0
  var detachSeconds: UInt64 = 0
  var changeSeconds: UInt64
  /// Whether it goes with its last mapping (`SHM_DEST`).
  var isRemoved = false
}

// System V shared memory, of the first IPC namespace.
extension Kernel {
  /// Segments at one time (`SHMMNI`).
  static var segmentsMax: Int { 4_096 }
  /// The bytes of one (`SHMMAX`); there is memory for far less.
  private static var segmentBytesMax: UInt64 { .max - (1 << 24) }

  static func isSegmentCall(_ number: SystemCallNumber) -> Bool {
    number == .shmget || number == .shmat || number == .shmdt || number == .shmctl
  }

  mutating func segmentCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.number == .shmdt || namespaceSet(of: caller).ipc < 0 else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    switch call.number {
    case .shmget: return try shmget(call, by: caller)
    case .shmat: return try shmat(call, by: caller)
    case .shmdt: return try shmdt(call.a, by: caller)
    default: return try shmctl(call, by: caller)
    }
  }

  /// Whether a segment is still there: one that was removed goes with its last mapping.
  private func isAlive(_ segment: SharedSegment) -> Bool {
    memory.objects.isInUse(segment.object)
      && memory.objects.generation(of: segment.object) == segment.generation
  }

  mutating func forgetDeadSegments() {
    guard !programSides.isEmpty else { return }
    let kept = ContiguousArray(programSide.segments.filter { isAlive($0) })
    if kept.count < programSide.segments.count { programSide.segments = kept }
  }

  /// Source: shmget(2); `ipc/shm.c: newseg, shm_more_checks`; `ipc/util.c: ipcget`.
  private mutating func shmget(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    forgetDeadSegments()
    let flags = UInt32(truncatingIfNeeded: call.c)
    let (creates, isExclusive) = (flags & 0o1000 != 0, flags & 0o2000 != 0)
    if call.intA != 0,
      let found = programSide.segments.firstIndex(where: {
        $0.permissions.key == call.intA && !$0.isRemoved
      })
    {
      // shmget(2), EEXIST; EINVAL: it is smaller; EACCES.
      guard !(creates && isExclusive) else { throw .fileExists }
      let segment = programSide.segments[found]
      guard call.b <= segment.bytes else { throw .invalidArgument }
      try checkAccess(to: segment.permissions, flags, by: caller)
      return .value(Int64(segment.permissions.id))
    }
    // shmget(2), ENOENT.
    guard creates || call.intA == 0 else { throw .noSuchFileOrDirectory }
    // shmget(2), EINVAL: below SHMMIN or above SHMMAX; ENOSPC: SHMMNI; ENOMEM.
    guard call.b > 0, call.b <= Self.segmentBytesMax else { throw .invalidArgument }
    // SHM_HUGETLB.
    guard flags & 0o4000 == 0 else { throw .noMemory }
    guard programSide.segments.count < Self.segmentsMax else { throw .noSpace }
    let pages = (call.b + Memory.offsetMask) >> Memory.pageShift
    guard pages <= UInt64(Memory.pagesPerSpaceMax), memory.canPromise(Int(pages), limits) else {
      throw .noMemory
    }
    memory.chargedPages += Int(pages)
    let object = memory.objects.allocate(
      SharedObject(
        areaCount: 0, isHeld: true, chargedPages: Int(pages),
        frames: ContiguousArray(repeating: AddressSpace.noFrame, count: Int(pages))))
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    let inUse = programSide.segments.map { $0.permissions.id & mask }
    let id = programSide.segmentNames.next(inUse: inUse)
    programSide.segments.append(
      SharedSegment(
        permissions: objectPermissions(id, key: call.intA, mode: flags, by: caller),
        bytes: call.b, object: object, generation: memory.objects.generation(of: object),
        creatorProcess: taskTable[caller].processID,
        changeSeconds: realTimeSeconds))
    return .value(Int64(id))
  }

  mutating func segment(_ id: Int32) throws(Errno) -> Int {
    forgetDeadSegments()
    guard !programSides.isEmpty,
      let place = programSide.segments.firstIndex(where: { $0.permissions.id == id })
    else { throw .invalidArgument }
    return place
  }

  /// Source: shmat(2); `ipc/shm.c: do_shmat`.
  private mutating func shmat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = UInt32(truncatingIfNeeded: call.c)
    // SHM_RDONLY, SHM_RND, SHM_REMAP, SHM_EXEC.
    let (isReadOnly, rounds) = (flags & 0o10_000 != 0, flags & 0o20_000 != 0)
    let (replaces, isCode) = (flags & 0o40_000 != 0, flags & 0o100_000 != 0)
    guard call.intA >= 0 else { throw .invalidArgument }
    var address = call.b
    if address != 0, address & Memory.offsetMask != 0 {
      // shmat(2), EINVAL: no page's address, and not to be rounded.
      guard rounds else { throw .invalidArgument }
      address &= ~Memory.offsetMask
      guard address != 0 || !replaces else { throw .invalidArgument }
    } else if address == 0, replaces {
      throw .invalidArgument
    }
    let place = try segment(call.intA)
    let segment = programSide.segments[place]
    let wanted: UInt32 = (isReadOnly ? 0o444 : 0o666) | (isCode ? 0o111 : 0)
    try checkAccess(to: segment.permissions, wanted, by: caller)
    let space = taskTable[caller].mm
    let limits = limits(of: caller)
    let pages = UInt64(memory.objects[segment.object].frames.count)
    let length = pages << Memory.pageShift
    if address != 0, !replaces {
      // shmat(2), EINVAL: something is mapped there.
      guard address <= UserMemoryLayout.end.rawValue - min(length, UserMemoryLayout.end.rawValue),
        !memory.isMapped(
          space, from: address >> Memory.pageShift, to: address >> Memory.pageShift + pages)
      else { throw .invalidArgument }
    }
    let start = try memory.placeForMapping(
      space, hint: address, length: length, address != 0 ? .fixed : [],
      isLowAllowed: hasCapability(Capabilities(rawValue: 1 << 17), caller))
    try memory.checkGrowth(space, pages: pages, isData: false, limits)
    guard memory.spaces[space].areas.count < limits.areasPerProcessMax else { throw .noMemory }
    let first = start >> Memory.pageShift
    memory.removeAreas(space, from: first, to: first + pages)
    closeMappedFiles()
    var access: MemoryAccess = isReadOnly ? .read : [.read, .write]
    if isCode { access.insert(.execute) }
    var area = MemoryArea(
      firstPage: first, pageCount: Int32(pages), access: access, sharing: .shared,
      object: segment.object)
    if isReadOnly { area.flags.insert(.neverWritable) }
    memory.objects[segment.object].areaCount += 1
    try memory.insert(space, area, limits)
    programSide.segments[place].attachSeconds = realTimeSeconds
    programSide.segments[place].lastProcess = taskTable[caller].processID
    return .value(Int64(bitPattern: start))
  }

  /// Source: shmdt(2); `ipc/shm.c: ksys_shmdt`.
  private mutating func shmdt(_ address: UInt64, by caller: Int32) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    let first = address >> Memory.pageShift
    let place = memory.spaces[space].placeOfArea(page: first)
    // shmdt(2), EINVAL: no segment begins there.
    guard address & Memory.offsetMask == 0, place < memory.spaces[space].areas.count,
      !programSides.isEmpty
    else { throw .invalidArgument }
    let area = memory.spaces[space].areas[place]
    guard area.firstPage == first, area.object >= 0, area.firstObjectPage == 0,
      let index = programSide.segments.firstIndex(where: {
        $0.object == area.object && isAlive($0)
      })
    else { throw .invalidArgument }
    programSide.segments[index].detachSeconds = realTimeSeconds
    programSide.segments[index].lastProcess = taskTable[caller].processID
    let end = first + UInt64(memory.objects[area.object].frames.count)
    let pieces = memory.spaces[space].areas.filter {
      $0.object == area.object && $0.firstPage >= first && $0.endPage <= end
    }
    for piece in pieces {
      memory.removeAreas(space, from: piece.firstPage, to: piece.endPage)
    }
    forgetDeadSegments()
    return .value(0)
  }
}
