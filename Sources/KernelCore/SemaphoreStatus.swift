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
      // semctl(2), EFAULT.
      guard call.bytes.count >= 48 else { throw .badAddress }
      let old = semaphoreSets[set].permissions
      try checkOwner(of: old, by: caller)
      semaphoreSets[set].permissions = try changed(old, by: call.bytes, of: caller)
      semaphoreSets[set].changeSeconds = realTimeSeconds
      return .value(0)
    case 3, 19: return .value(Int64(semaphoreInfo(inUse: call.intC == 19, for: caller)))
    default:
      let isIndex = call.intC != 2
      let namespace = namespaceSet(of: caller).ipc
      let mask = Int32(1) << SemaphoreNames.indexBits - 1
      let set =
        isIndex
        ? semaphoreSets.indices.first {
          semaphoreSets[$0].permissions.id & mask == call.intA
            && semaphoreSets[$0].permissions.namespace == namespace
        }
        : try semaphoreSet(call.intA, by: caller)
      guard let set else { throw .invalidArgument }
      if call.intC != 20 { try checkAccess(to: set, 0o444, by: caller) }
      keep(status(of: set, seenBy: caller), for: caller)
      return .value(isIndex ? Int64(semaphoreSets[set].permissions.id) : 0)
    }
  }

  /// `struct seminfo`, of ten numbers.
  ///
  /// - Returns: The highest index that is in use.
  private mutating func semaphoreInfo(inUse: Bool, for caller: Int32) -> Int32 {
    let namespace = namespaceSet(of: caller).ipc
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    var (sets, semaphores, last): (Int, Int, Int32) = (0, 0, 0)
    for set in semaphoreSets.indices where semaphoreSets[set].permissions.namespace == namespace {
      sets += 1
      semaphores += semaphoreSets[set].semaphores.count
      last = max(last, semaphoreSets[set].permissions.id & mask)
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
    return bytes(of: record.permissions, seenBy: viewer)
      + littleEndian([
        record.operationSeconds, record.changeSeconds, UInt64(record.semaphores.count), 0, 0,
      ])
  }
}
