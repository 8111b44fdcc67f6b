internal import LinuxABI

// What is asked of System V segments, and changed: shmctl(2).
extension Kernel {
  /// Source: shmctl(2); `ipc/shm.c: ksys_shmctl, do_shm_rmid, shmctl_do_lock`.
  mutating func shmctl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.intA >= 0, call.intB >= 0 else { throw .invalidArgument }
    switch call.intB {
    // IPC_RMID
    case 0:
      let place = try segment(call.intA)
      let segment = programSide.segments[place]
      try checkOwner(of: segment.permissions, by: caller)
      programSide.segments[place].isRemoved = true
      programSide.segments[place].permissions.key = 0
      memory.objects[segment.object].isHeld = false
      if memory.objects[segment.object].areaCount == 0 { memory.endObject(segment.object) }
      forgetDeadSegments()
    // IPC_SET
    case 1:
      guard call.bytes.count >= 48 else { throw .badAddress }
      let place = try segment(call.intA)
      let old = programSide.segments[place].permissions
      try checkOwner(of: old, by: caller)
      programSide.segments[place].permissions = try changed(old, by: call.bytes, of: caller)
      programSide.segments[place].changeSeconds = realTimeSeconds
    // IPC_STAT; SHM_STAT and SHM_STAT_ANY, by the index.
    case 2, 13, 15:
      let place = call.intB == 2 ? try segment(call.intA) : try segment(at: call.intA)
      let segment = programSide.segments[place]
      if call.intB != 15 { try checkAccess(to: segment.permissions, 0o444, by: caller) }
      keep(status(of: segment, seenBy: caller), for: caller)
      return .value(call.intB == 2 ? 0 : Int64(segment.permissions.id))
    // IPC_INFO: SHMMAX, SHMMIN, SHMMNI, SHMSEG, SHMALL.
    case 3:
      let most = UInt64.max - (1 << 24)
      let count = UInt64(Self.segmentsMax)
      keep(littleEndian([most, 1, count, count, most, 0, 0, 0, 0]), for: caller)
      return .value(lastSegment())
    // SHM_INFO
    case 14: return segmentFacts(for: caller)
    // SHM_LOCK, SHM_UNLOCK
    case 11, 12:
      let place = try segment(call.intA)
      try checkLock(of: programSide.segments[place], by: caller)
      programSide.segments[place].isLocked = call.intB == 11
    default: throw .invalidArgument
    }
    return .value(0)
  }

  /// Lets a task say whether a segment is swapped out.
  ///
  /// Source: shmctl(2), EPERM; `ipc/shm.c: shmctl_do_lock`.
  private func checkLock(of segment: SharedSegment, by caller: Int32) throws(Errno) {
    // CAP_IPC_LOCK
    guard !hasCapability(Capabilities(rawValue: 1 << 14), caller) else { return }
    let mine = credentials(of: caller).userID
    guard mine == segment.permissions.ownerID || mine == segment.permissions.creatorID,
      resourceLimit(.lockedMemory, of: taskTable[caller].signal).soft > 0
    else { throw .notPermitted }
  }

  private mutating func segment(at index: Int32) throws(Errno) -> Int {
    forgetDeadSegments()
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    guard !programSides.isEmpty,
      let place = programSide.segments.firstIndex(where: { $0.permissions.id & mask == index })
    else { throw .invalidArgument }
    return place
  }

  /// The greatest index that is in use, or 0.
  private mutating func lastSegment() -> Int64 {
    forgetDeadSegments()
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    return Int64(programSide.segments.map { $0.permissions.id & mask }.max() ?? 0)
  }

  /// `struct shm_info`: how many segments there are, with how many pages, and how many of those were touched.
  ///
  /// Source: `ipc/shm.c: shm_get_stat`.
  private mutating func segmentFacts(for caller: Int32) -> Outcome {
    let last = lastSegment()
    var (pages, resident): (UInt64, UInt64) = (0, 0)
    for segment in programSide.segments {
      let frames = memory.objects[segment.object].frames
      pages += UInt64(frames.count)
      resident += UInt64(frames.count { $0 != AddressSpace.noFrame })
    }
    keep(
      littleEndian([UInt64(programSide.segments.count), pages, resident, 0, 0, 0]), for: caller)
    return .value(last)
  }

  /// A `struct shmid64_ds` of 112 bytes.
  ///
  /// Source: `include/uapi/asm-generic/shmbuf.h`.
  private func status(of segment: SharedSegment, seenBy viewer: Int32) -> [UInt8] {
    var permissions = segment.permissions
    // SHM_DEST, SHM_LOCKED.
    permissions.mode |= (segment.isRemoved ? 0o1000 : 0) | (segment.isLocked ? 0o2000 : 0)
    let times = littleEndian([
      segment.bytes, segment.attachSeconds, segment.detachSeconds, segment.changeSeconds,
    ])
    let processes = Self.halves([
      UInt32(bitPattern: segment.creatorProcess), UInt32(bitPattern: segment.lastProcess),
    ])
    let users = UInt64(UInt32(bitPattern: memory.objects[segment.object].areaCount))
    return bytes(of: permissions, seenBy: viewer) + times + processes + littleEndian([users, 0, 0])
  }
}
