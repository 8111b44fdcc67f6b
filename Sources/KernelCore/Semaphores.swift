internal import LinuxABI

// System V semaphores: making sets, asking for them and removing them. Operations are in
// SemaphoreOperations.swift.
extension Kernel {
  /// Semaphores in one set (`SEMMSL`).
  private static var perSetMax: Int32 { 32_000 }
  /// The highest value (`SEMVMX`).
  static var semaphoreValueMax: Int32 { 32_767 }

  /// Source: semget(2); `ipc/sem.c: ksys_semget`; `ipc/util.c: ipcget`.
  mutating func semget(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let count = call.intB
    // semget(2), EINVAL: more than SEMMSL.
    guard (0...Self.perSetMax).contains(count) else { throw .invalidArgument }
    let flags = UInt32(truncatingIfNeeded: call.c)
    let (creates, isExclusive) = (flags & 0o1000 != 0, flags & 0o2000 != 0)
    let namespace = namespaceSet(of: caller).ipc
    let found =
      call.intA == 0
      ? nil
      : semaphoreSets.indices.first {
        semaphoreSets[$0].permissions.key == call.intA
          && semaphoreSets[$0].permissions.namespace == namespace
      }
    guard let found else {
      // semget(2), ENOENT: no set has that key. IPC_PRIVATE is the key of none.
      guard creates || call.intA == 0 else { throw .noSuchFileOrDirectory }
      return .value(
        Int64(try makeSemaphores(count, key: call.intA, mode: flags & 0o777, by: caller)))
    }
    // semget(2), EEXIST.
    guard !(creates && isExclusive) else { throw .fileExists }
    // semget(2), EINVAL: the set has fewer.
    guard Int(count) <= semaphoreSets[found].semaphores.count else { throw .invalidArgument }
    try checkAccess(to: found, flags, by: caller)
    return .value(Int64(semaphoreSets[found].permissions.id))
  }

  /// Source: `ipc/sem.c: newary`.
  private mutating func makeSemaphores(
    _ count: Int32, key: Int32, mode: UInt32, by caller: Int32
  ) throws(Errno) -> Int32 {
    // semget(2), EINVAL: a new set has to have one.
    guard count > 0 else { throw .invalidArgument }
    var used = Int(count)
    for set in semaphoreSets.indices { used += semaphoreSets[set].semaphores.count }
    // semget(2), ENOSPC: SEMMNS.
    guard used <= limits.semaphoresMax else { throw .noSpace }
    let id = nextSemaphoreName(in: namespaceSet(of: caller).ipc)
    _ = semaphoreSets.allocate(
      SemaphoreSet(
        permissions: objectPermissions(id, key: key, mode: mode, by: caller),
        changeSeconds: realTimeSeconds,
        semaphores: ContiguousArray(repeating: Semaphore(), count: Int(count))))
    return id
  }

  private mutating func nextSemaphoreName(in namespace: Int32) -> Int32 {
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    let inUse = semaphoreSets.indices.filter {
      semaphoreSets[$0].permissions.namespace == namespace
    }
    .map { semaphoreSets[$0].permissions.id & mask }
    if namespace < 0 { return semaphoreNames.next(inUse: inUse) }
    return namespaceTable[namespace].semaphoreNames.next(inUse: inUse)
  }

  /// semop(2), EACCES.
  func checkAccess(to set: Int32, _ flags: UInt32, by caller: Int32) throws(Errno) {
    try checkAccess(to: semaphoreSets[set].permissions, flags, by: caller)
  }

  /// The set with a name in the caller's namespace.
  ///
  /// - Throws: EINVAL if there is none.
  func semaphoreSet(_ id: Int32, by caller: Int32) throws(Errno) -> Int32 {
    let namespace = namespaceSet(of: caller).ipc
    guard
      let set = semaphoreSets.indices.first(where: {
        semaphoreSets[$0].permissions.id == id
          && semaphoreSets[$0].permissions.namespace == namespace
      })
    else { throw .invalidArgument }
    return set
  }

  /// Source: semctl(2); `ipc/sem.c: ksys_semctl`.
  mutating func semctl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // semctl(2), EINVAL.
    guard call.intA >= 0 else { throw .invalidArgument }
    switch call.intC {
    // IPC_RMID
    case 0:
      let set = try semaphoreSet(call.intA, by: caller)
      try checkOwner(of: semaphoreSets[set].permissions, by: caller)
      removeSemaphores(set)
      return .value(0)
    // GETPID, GETVAL, GETNCNT, GETZCNT
    case 11, 12, 14, 15: return try ask(call, by: caller)
    // GETALL
    case 13:
      keep(try semaphoreValues(call, by: caller), for: caller)
      return .value(0)
    // SETVAL
    case 16: return try setValue(call, by: caller)
    // SETALL
    case 17: return try setSemaphores(call, by: caller)
    // IPC_SET, IPC_STAT, IPC_INFO, SEM_STAT, SEM_INFO, SEM_STAT_ANY
    case 1, 2, 3, 18...20: return try semaphoreStatus(call, by: caller)
    // semctl(2), EINVAL.
    default: throw .invalidArgument
    }
  }

  /// Source: `ipc/sem.c: semctl_main, count_semcnt`.
  private func ask(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let set = try semaphoreSet(call.intA, by: caller)
    try checkAccess(to: set, 0o444, by: caller)
    let record = semaphoreSets[set]
    // semctl(2), EINVAL.
    guard record.semaphores.indices.contains(Int(call.intB)) else { throw .invalidArgument }
    let semaphore = record.semaphores[Int(call.intB)]
    switch call.intC {
    case 11:
      let own = pidNamespace(of: caller)
      return .value(
        Int64(
          own < 0
            ? semaphore.lastProcessID
            : own == semaphore.lastNamespace ? semaphore.lastNestedID : 0))
    case 12: return .value(Int64(semaphore.value))
    default:
      // Who waits for several at once counts for the one that keeps it.
      return .value(
        Int64(
          record.waiters.count {
            Int32($0.blocking.number) == call.intB
              && (call.intC == 15 ? $0.blocking.amount == 0 : $0.blocking.amount < 0)
          }))
    }
  }

  /// Source: `ipc/sem.c: semctl_setval`.
  private mutating func setValue(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let value = call.intD
    // semctl(2), ERANGE.
    guard (0...Self.semaphoreValueMax).contains(value) else { throw .resultTooLarge }
    let set = try semaphoreSet(call.intA, by: caller)
    // semctl(2), EINVAL.
    guard semaphoreSets[set].semaphores.indices.contains(Int(call.intB)) else {
      throw .invalidArgument
    }
    try checkAccess(to: set, 0o222, by: caller)
    forgetUndo(of: set, Int(call.intB))
    semaphoreSets[set].semaphores[Int(call.intB)].value = value
    semaphoreSets[set].changeSeconds = realTimeSeconds
    sign(set, Int(call.intB), by: caller)
    wakeSemaphores(set)
    return .value(0)
  }

  /// Notes who changed a semaphore.
  mutating func sign(_ set: Int32, _ number: Int, by task: Int32) {
    semaphoreSets[set].semaphores[number].lastProcessID = taskTable[task].processID
    semaphoreSets[set].semaphores[number].lastNestedID = processNumber(of: task, seenBy: task)
    semaphoreSets[set].semaphores[number].lastNamespace = pidNamespace(of: task)
  }

  /// Takes a set away; who waits for it is told so.
  ///
  /// Source: `ipc/sem.c: freeary`.
  mutating func removeSemaphores(_ set: Int32) {
    for list in semaphoreUndos.indices {
      semaphoreUndos[list].entries.removeAll { $0.set == set }
    }
    for waiter in semaphoreSets[set].waiters {
      stopTimer(of: waiter.task)
      wake(waiter.task)
      // semop(2), EIDRM.
      complete(waiter.task, -Int64(Errno.identifierRemoved.rawValue))
    }
    semaphoreSets[set].waiters = []
    semaphoreSets[set].semaphores = []
    semaphoreSets.release(set)
  }
}
