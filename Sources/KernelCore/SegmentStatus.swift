internal import LinuxABI

// What shmctl tells of segments as a whole, whose they become, and locking them.
extension Kernel {
  /// IPC_SET, IPC_INFO, SHM_LOCK, SHM_UNLOCK, SHM_STAT, SHM_INFO and SHM_STAT_ANY.
  ///
  /// Source: shmctl(2); `ipc/shm.c: shmctl_down, shmctl_ipc_info, shmctl_shm_info, shmctl_do_lock`.
  mutating func segmentStatus(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    switch call.intB {
    case 1:
      let place = try segment(call.intA)
      try checkOwner(of: programSide.segments[place], by: caller)
      let new = try PermissionWords(call.bytes, of: caller, in: self)
      programSide.segments[place].ownerID = new.ownerID
      programSide.segments[place].groupID = new.groupID
      programSide.segments[place].mode = new.mode
      programSide.segments[place].changeSeconds = nowSeconds
      return .value(0)
    case 11, 12:
      let place = try segment(call.intA)
      // CAP_IPC_LOCK locks everybody's.
      if !hasCapability(Capabilities(rawValue: 1 << 14), caller) {
        try checkOwner(of: programSide.segments[place], by: caller, mayAdministrate: false)
      }
      programSide.segments[place].isLocked = call.intB == 11
      return .value(0)
    case 13, 15:
      forgetDeadSegments()
      guard !programSides.isEmpty,
        let found = programSide.segments.first(where: { $0.id & mask == call.intA })
      else { throw .invalidArgument }
      if call.intB == 13 { try checkAccess(to: found, 0o444, by: caller) }
      keep(status(of: found, seenBy: caller), for: caller)
      return .value(Int64(found.id))
    default:
      forgetDeadSegments()
      var (last, pages): (Int32, Int) = (0, 0)
      let segments = programSides.isEmpty ? [] : programSide.segments
      for segment in segments {
        last = max(last, segment.id & mask)
        pages += memory.objects[segment.object].frames.count
      }
      if call.intB == 3 {
        // SHMMAX, SHMMIN, SHMMNI, SHMSEG and SHMALL of `include/uapi/linux/shm.h`.
        let most = UInt64.max - 1 << 24
        keep(littleEndian([most, 1, 4_096, 4_096, most, 0, 0, 0, 0]), for: caller)
      } else {
        let resident = segments.reduce(0) { sum, segment in
          sum + memory.objects[segment.object].frames.count { $0 != AddressSpace.noFrame }
        }
        keep(
          littleEndian([UInt64(segments.count), UInt64(pages), UInt64(resident), 0, 0, 0]),
          for: caller)
      }
      return .value(Int64(last))
    }
  }

  /// - Throws: EPERM. Source: `ipc/util.c: ipcctl_obtain_check`.
  func checkOwner(
    of segment: SharedSegment, by caller: Int32, mayAdministrate: Bool = true
  ) throws(Errno) {
    let mine = credentials(of: caller).userID
    guard
      mine == segment.ownerID || mine == segment.creatorID
        || mayAdministrate && hasCapability(.systemAdministration, caller)
    else { throw .notPermitted }
  }
}
