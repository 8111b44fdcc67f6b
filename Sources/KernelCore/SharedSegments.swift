internal import LinuxABI

/// A System V segment: Linux's `shmid_kernel`.
struct SharedSegment: Sendable {
  var id: Int32
  var key: Int32
  var bytes: UInt64
  /// The memory, and which one it is of those that had its place.
  var object: Int32
  var generation: UInt32
  var mode: UInt32
  // Who owns it, and who made it.
  var ownerID: UInt32
  var groupID: UInt32
  var creatorID: UInt32
  var creatorGroupID: UInt32
  // Processes, by their numbers in the first PID namespace.
  var creatorProcess: Int32
  var lastProcess: Int32 = 0
  // Seconds of CLOCK_REALTIME, 0 for never.
  var attachSeconds: UInt64 = 0
  var detachSeconds: UInt64 = 0
  var changeSeconds: UInt64
  /// Whether it goes with its last mapping (`SHM_DEST`).
  var isRemoved = false
  /// Whether its pages stay in memory (`SHM_LOCKED`).
  var isLocked = false
}

// System V shared memory, of the first IPC namespace.
extension Kernel {
  /// Segments at one time (`SHMMNI`).
  private static var segmentsMax: Int { 4_096 }

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
      let found = programSide.segments.firstIndex(where: { $0.key == call.intA && !$0.isRemoved })
    {
      // shmget(2), EEXIST; EINVAL: it is smaller; EACCES.
      guard !(creates && isExclusive) else { throw .fileExists }
      let segment = programSide.segments[found]
      guard call.b <= segment.bytes else { throw .invalidArgument }
      try checkAccess(to: segment, flags, by: caller)
      return .value(Int64(segment.id))
    }
    // shmget(2), ENOENT.
    guard creates || call.intA == 0 else { throw .noSuchFileOrDirectory }
    // shmget(2), EINVAL: below SHMMIN or above SHMMAX; ENOSPC: SHMMNI; ENOMEM.
    guard call.b > 0, call.b <= UserMemoryLayout.end.rawValue else { throw .invalidArgument }
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
    let inUse = programSide.segments.map { $0.id & mask }
    let id = programSide.segmentNames.next(inUse: inUse)
    let owner = credentials(of: caller)
    programSide.segments.append(
      SharedSegment(
        id: id, key: call.intA, bytes: call.b, object: object,
        generation: memory.objects.generation(of: object), mode: flags & 0o777,
        ownerID: owner.userID, groupID: owner.groupID, creatorID: owner.userID,
        creatorGroupID: owner.groupID, creatorProcess: taskTable[caller].processID,
        changeSeconds: nowSeconds))
    return .value(Int64(id))
  }

  /// Source: `ipc/util.c: ipcperms`.
  func checkAccess(
    to segment: SharedSegment, _ flags: UInt32, by caller: Int32
  ) throws(Errno) {
    let mine = credentials(of: caller)
    let requested = flags >> 6 | flags >> 3 | flags
    let isOwner = mine.userID == segment.ownerID || mine.userID == segment.creatorID
    let isMember = isInGroup(segment.groupID, caller) || isInGroup(segment.creatorGroupID, caller)
    let granted = segment.mode >> (isOwner ? 6 : isMember ? 3 : 0)
    // shmat(2), EACCES.
    guard requested & ~granted & 7 == 0 || hasCapability(.ipcOwner, caller) else {
      throw .permissionDenied
    }
  }

  mutating func segment(_ id: Int32) throws(Errno) -> Int {
    forgetDeadSegments()
    guard !programSides.isEmpty,
      let place = programSide.segments.firstIndex(where: { $0.id == id })
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
    try checkAccess(to: segment, wanted, by: caller)
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
    programSide.segments[place].attachSeconds = nowSeconds
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
    programSide.segments[index].detachSeconds = nowSeconds
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

  /// Source: shmctl(2); `ipc/shm.c: ksys_shmctl, do_shm_rmid`.
  private mutating func shmctl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.intA >= 0, call.intB >= 0 else { throw .invalidArgument }
    switch call.intB {
    // IPC_RMID
    case 0:
      let place = try segment(call.intA)
      let segment = programSide.segments[place]
      try checkOwner(of: segment, by: caller)
      programSide.segments[place].isRemoved = true
      programSide.segments[place].key = 0
      memory.objects[segment.object].isHeld = false
      if memory.objects[segment.object].areaCount == 0 { memory.endObject(segment.object) }
      forgetDeadSegments()
      return .value(0)
    // IPC_STAT
    case 2:
      let place = try segment(call.intA)
      let segment = programSide.segments[place]
      try checkAccess(to: segment, 0o444, by: caller)
      keep(status(of: segment, seenBy: caller), for: caller)
      return .value(0)
    // IPC_SET, IPC_INFO, SHM_LOCK, SHM_UNLOCK, SHM_STAT, SHM_INFO, SHM_STAT_ANY
    case 1, 3, 11...15: return try segmentStatus(call, by: caller)
    default: throw .invalidArgument
    }
  }

  /// A `struct shmid64_ds` of 112 bytes.
  ///
  /// Source: `include/uapi/asm-generic/shmbuf.h, ipcbuf.h`; `ipc/util.c: kernel_to_ipc64_perm`.
  func status(of segment: SharedSegment, seenBy viewer: Int32) -> [UInt8] {
    // SHM_DEST and SHM_LOCKED.
    let mode = segment.mode | (segment.isRemoved ? 0o1000 : 0) | (segment.isLocked ? 0o2000 : 0)
    let permissions = permissionBytes(
      key: segment.key, owner: (segment.ownerID, segment.groupID),
      creator: (segment.creatorID, segment.creatorGroupID), mode: mode, id: segment.id,
      seenBy: viewer)
    let times = littleEndian([
      segment.bytes, segment.attachSeconds, segment.detachSeconds, segment.changeSeconds,
    ])
    let processes = Self.halves([
      UInt32(bitPattern: segment.creatorProcess), UInt32(bitPattern: segment.lastProcess),
    ])
    let users = UInt64(UInt32(bitPattern: memory.objects[segment.object].areaCount))
    return permissions + times + processes + littleEndian([users, 0, 0])
  }
}
