internal import LinuxABI

// What semctl tells of sets of semaphores as a whole, and whose they become.
extension Kernel {
  /// IPC_SET, IPC_STAT, IPC_INFO, SEM_STAT, SEM_INFO and SEM_STAT_ANY.
  ///
  /// Source: semctl(2); `ipc/sem.c: semctl_stat, semctl_info, semctl_down`.
  mutating func semaphoreStatus(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.intC {
    case 1:
      let set = try semaphoreSet(call.intA, by: caller)
      try setOwner(of: set, from: call.bytes, by: caller)
      return .value(0)
    case 3, 19: return .value(Int64(semaphoreInfo(inUse: call.intC == 19, for: caller)))
    default:
      let isIndex = call.intC != 2
      let namespace = namespaceSet(of: caller).ipc
      let mask = Int32(1) << SemaphoreNames.indexBits - 1
      let set =
        isIndex
        ? semaphoreSets.indices.first {
          semaphoreSets[$0].id & mask == call.intA && semaphoreSets[$0].namespace == namespace
        }
        : try semaphoreSet(call.intA, by: caller)
      guard let set else { throw .invalidArgument }
      if call.intC != 20 { try checkAccess(to: set, 0o444, by: caller) }
      keep(status(of: set, seenBy: caller), for: caller)
      return .value(isIndex ? Int64(semaphoreSets[set].id) : 0)
    }
  }

  /// Source: `ipc/util.c: ipcctl_obtain_check, ipc_update_perm`.
  private mutating func setOwner(
    of set: Int32, from bytes: [UInt8], by caller: Int32
  ) throws(Errno) {
    let record = semaphoreSets[set]
    let mine = credentials(of: caller).userID
    // semctl(2), EPERM.
    guard
      mine == record.ownerID || mine == record.creatorID
        || hasCapability(
          .systemAdministration, caller, in: ownerOfNamespace(record.namespace))
    else { throw .notPermitted }
    let new = try PermissionWords(bytes, of: caller, in: self)
    semaphoreSets[set].ownerID = new.ownerID
    semaphoreSets[set].groupID = new.groupID
    semaphoreSets[set].mode = new.mode
    semaphoreSets[set].changeSeconds = nowSeconds
  }

  /// `struct seminfo`, of ten numbers.
  ///
  /// - Returns: The highest index that is in use.
  private mutating func semaphoreInfo(inUse: Bool, for caller: Int32) -> Int32 {
    let namespace = namespaceSet(of: caller).ipc
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    var (sets, semaphores, last): (Int, Int, Int32) = (0, 0, 0)
    for set in semaphoreSets.indices where semaphoreSets[set].namespace == namespace {
      sets += 1
      semaphores += semaphoreSets[set].semaphores.count
      last = max(last, semaphoreSets[set].id & mask)
    }
    // SEMMNI, SEMMNS, SEMMSL, SEMOPM and SEMVMX of `include/uapi/linux/sem.h`.
    let all: UInt32 = 1_024_000_000
    keep(
      Self.halves([
        all, 32_000, all, all, 32_000, 500, 500, inUse ? UInt32(sets) : 20, 32_767,
        inUse ? UInt32(semaphores) : 32_767,
      ]), for: caller)
    return last
  }

  /// `struct semid64_ds`, 88 bytes.
  ///
  /// Source: `include/uapi/asm-generic/sembuf.h`.
  private func status(of set: Int32, seenBy viewer: Int32) -> [UInt8] {
    let record = semaphoreSets[set]
    return permissionBytes(
      key: record.key, owner: (record.ownerID, record.groupID),
      creator: (record.creatorID, record.creatorGroupID), mode: record.mode, id: record.id,
      seenBy: viewer)
      + littleEndian([
        record.operationSeconds, record.changeSeconds, UInt64(record.semaphores.count), 0, 0,
      ])
  }

  /// `struct ipc64_perm`, 48 bytes.
  ///
  /// Source: `include/uapi/asm-generic/ipcbuf.h`; `ipc/util.c: kernel_to_ipc64_perm`.
  func permissionBytes(
    key: Int32, owner: (user: UInt32, group: UInt32), creator: (user: UInt32, group: UInt32),
    mode: UInt32, id: Int32, seenBy viewer: Int32
  ) -> [UInt8] {
    Self.halves([
      UInt32(bitPattern: key), idNumber(owner.user, .user, seenBy: viewer),
      idNumber(owner.group, .group, seenBy: viewer),
      idNumber(creator.user, .user, seenBy: viewer),
      idNumber(creator.group, .group, seenBy: viewer), mode,
      UInt32(id >> SemaphoreNames.indexBits), 0,
    ]) + littleEndian([0, 0])
  }

  /// Seconds of CLOCK_REALTIME.
  var nowSeconds: UInt64 { time(of: Clock.realTime) / TimeSpec.nanosecondsPerSecond }
}

/// What IPC_SET takes out of a `struct ipc64_perm`.
struct PermissionWords {
  let ownerID: UInt32
  let groupID: UInt32
  let mode: UInt32

  /// - Throws: EINVAL for a user or a group that has no number, EFAULT if there are no bytes.
  init(_ bytes: [UInt8], of caller: Int32, in kernel: Kernel) throws(Errno) {
    guard bytes.count >= 24 else { throw .badAddress }
    let space = kernel.userNamespace(of: caller)
    guard
      let owner = kernel.kernelID(
        UInt32(truncatingIfNeeded: bytes.littleEndian(at: 4, count: 4)), .user, in: space),
      let group = kernel.kernelID(
        UInt32(truncatingIfNeeded: bytes.littleEndian(at: 8, count: 4)), .group, in: space)
    else { throw .invalidArgument }
    ownerID = owner
    groupID = group
    mode = UInt32(truncatingIfNeeded: bytes.littleEndian(at: 20, count: 4)) & 0o777
  }
}
