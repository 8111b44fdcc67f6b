internal import LinuxABI

// Locks of files by fcntl(2) and flock(2). Who has to wait for one is tried again when any lock of the
// file goes (RetriedCalls.swift).
extension Kernel {
  /// Whether a command of fcntl is about locks, each of which has `struct flock` as its bytes.
  package static func isLockCommand(_ command: Int32) -> Bool {
    (5...7).contains(command) || (36...38).contains(command)
  }

  // F_GETLK and F_OFD_GETLK; F_SETLKW and F_OFD_SETLKW.
  private static func onlyAsks(_ command: Int32) -> Bool { command == 5 || command == 36 }
  private static func waits(_ command: Int32) -> Bool { command == 7 || command == 38 }
  private static func isOfOpenFile(_ command: Int32) -> Bool { command >= 36 }

  // F_RDLCK, F_WRLCK and F_UNLCK.
  private static var sharedType: Int16 { 0 }
  private static var exclusiveType: Int16 { 1 }
  private static var noType: Int16 { 2 }

  /// Asks about a lock of bytes, sets it or takes it away, and waits for that where it is to.
  ///
  /// Source: fcntl(2), "Advisory record locking"; `fs/locks.c: fcntl_getlk, fcntl_setlk`.
  mutating func recordLock(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let command = call.intB
    if let file = keptFile(of: task), let place = retry(of: task),
      let lock = programSide.retries[place].lock
    {
      return try setLock(lock, isUnlock: false, waits: true, of: file, call, by: task)
    }
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: task)
    // fcntl(2), EFAULT.
    guard call.bytes.count >= 32 else { throw .badAddress }
    let type = Int16(truncatingIfNeeded: call.bytes.littleEndian(at: 0, count: 2))
    // fcntl(2), EINVAL: who asks says which lock; with F_OFD_GETLK that may be none.
    guard command != 5 || type == Self.sharedType || type == Self.exclusiveType else {
      throw .invalidArgument
    }
    let (first, last) = try lockedBytes(call.bytes, of: file)
    guard (Self.sharedType...Self.noType).contains(type) else { throw .invalidArgument }
    // fcntl(2), EBADF: it is not open for that. Source: `check_fmode_for_setlk`.
    if !Self.onlyAsks(command) {
      guard type != Self.sharedType || openFiles[file].isReadable,
        type != Self.exclusiveType || openFiles[file].isWritable
      else { throw .badFileDescriptor }
    }
    let isOfOpenFile = Self.isOfOpenFile(command)
    // fcntl(2), EINVAL: a lock of an open file is no process's.
    guard !isOfOpenFile || call.bytes.littleEndian(at: 24, count: 4) == 0 else {
      throw .invalidArgument
    }
    guard openFiles[file].isOfPlace, let node = openFiles[file].place.node else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: task)
    }
    let lock = FileLock(
      node: node, owner: isOfOpenFile ? .openFile(file) : .table(taskTable[task].files),
      isExclusive: type == Self.exclusiveType, first: first, last: last,
      processID: isOfOpenFile ? -1 : taskTable[task].processID)
    guard !Self.onlyAsks(command) else { return tellLock(lock, type, call, by: task) }
    return try setLock(
      lock, isUnlock: type == Self.noType, waits: Self.waits(command), of: file, call, by: task)
  }

  /// The bytes that a lock is about.
  ///
  /// Source: `fs/locks.c: flock64_to_posix_lock`.
  private func lockedBytes(
    _ bytes: [UInt8], of file: Int32
  ) throws(Errno) -> (first: Int64, last: Int64) {
    let start = Int64(bitPattern: bytes.littleEndian(at: 8, count: 8))
    let length = Int64(bitPattern: bytes.littleEndian(at: 16, count: 8))
    let base: Int64
    switch bytes.littleEndian(at: 2, count: 2) {
    case 0: base = 0
    case 1: base = Int64(openFiles[file].offset)
    case 2: base = openFiles[file].place.node.map { Int64(tree[$0].contents.count) } ?? 0
    // fcntl(2), EINVAL.
    default: throw .invalidArgument
    }
    let (first, isOver) = base.addingReportingOverflow(start)
    // fcntl(2), EOVERFLOW and EINVAL.
    guard !isOver else { throw .overflow }
    guard first >= 0 else { throw .invalidArgument }
    if length > 0 {
      let (last, isBeyond) = first.addingReportingOverflow(length - 1)
      guard !isBeyond else { throw .overflow }
      return (first, last)
    }
    guard length < 0 else { return (first, .max) }
    // A negative length is before the place.
    let (before, isBefore) = first.addingReportingOverflow(length)
    guard !isBefore, before >= 0 else { throw .invalidArgument }
    return (before, first - 1)
  }

  /// F_GETLK: the first lock that would keep this one away; or that it would be set.
  ///
  /// Source: `fs/locks.c: posix_test_lock, posix_lock_to_flock`.
  private mutating func tellLock(
    _ lock: FileLock, _ type: Int16, _ call: RegisterCall, by task: Int32
  ) -> Outcome {
    var bytes = Array(call.bytes.prefix(32))
    func put(_ value: UInt64, at place: Int, count: Int) {
      for index in 0..<count {
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8))
      }
    }
    let locks = programSides.isEmpty ? FileLocks() : programSide.locks
    // F_UNLCK of F_OFD_GETLK asks for the own ones. Source: `posix_test_locks_conflict`.
    let found =
      type == Self.noType
      ? locks.all.first { $0.node == lock.node && $0.owner == lock.owner && $0.overlaps(lock) }
      : locks.conflict(with: lock)
    if let found {
      put(UInt64(found.isExclusive ? Self.exclusiveType : Self.sharedType), at: 0, count: 2)
      put(0, at: 2, count: 2)
      put(UInt64(bitPattern: found.first), at: 8, count: 8)
      let length = found.last == .max ? 0 : found.last - found.first + 1
      put(UInt64(bitPattern: length), at: 16, count: 8)
      put(UInt64(bitPattern: Int64(lockerNumber(found, seenBy: task))), at: 24, count: 4)
    } else {
      put(UInt64(Self.noType), at: 0, count: 2)
    }
    keep(bytes, for: task)
    return .value(0)
  }

  /// The number of the process that has a lock; 0 where it has none for the viewer.
  ///
  /// The first PID namespace is told the number of a process that is gone.
  ///
  /// Source: `fs/locks.c: locks_translate_pid`.
  private func lockerNumber(_ lock: FileLock, seenBy viewer: Int32) -> Int32 {
    guard lock.processID >= 0 else { return -1 }
    guard pidNamespace(of: viewer) >= 0 else { return lock.processID }
    let holder = threadIDs[lock.processID]
    return holder < 0 ? 0 : number(of: holder, seenBy: viewer)
  }

  // MARK: - Setting

  private mutating func setLock(
    _ lock: FileLock, isUnlock: Bool, waits: Bool, of file: Int32, _ call: RegisterCall,
    by task: Int32
  ) throws(Errno) -> Outcome {
    if !isUnlock, !programSides.isEmpty, let other = programSide.locks.conflict(with: lock) {
      // fcntl(2), EAGAIN.
      guard waits else { throw .resourceTemporarilyUnavailable }
      // fcntl(2), EDEADLK: who has it waits for the caller, however long the way.
      if case .table = lock.owner, waitsInCircle(other, for: lock.owner) { throw .deadlock }
      return try waitToRetry(
        call, .lock(lock.node),
        RetryRule(
          deadline: nil, late: .resourceTemporarilyUnavailable, restart: .unlessHandled),
        file: file, lock: lock.owner.isWhole ? nil : lock, by: task)
    }
    // fcntl(2), ENOLCK.
    guard isUnlock || programSide.locks.all.count < limits.openFilesMax else { throw .noLocks }
    guard !isUnlock || !programSides.isEmpty else { return .value(0) }
    programSide.locks.set(lock, isUnlock: isUnlock)
    // What became less may let others in.
    wakeRetries(.lock(lock.node))
    // EBADF: while it waited another thread closed the descriptor, and that took no lock away which was
    // not there yet. Source: `fs/locks.c: fcntl_setlk`.
    if case .table(let table) = lock.owner, !isUnlock,
      fileTables[table].openFile(behind: FileDescriptor(rawValue: call.intA)) != file
    {
      forgetLocks(of: file, in: table)
      throw .badFileDescriptor
    }
    return .value(0)
  }

  /// Whether the owner of a lock waits for another owner, or for one who does.
  ///
  /// Source: `fs/locks.c: posix_locks_deadlock, what_owner_is_waiting_for`, MAX_DEADLK_ITERATIONS.
  private func waitsInCircle(_ lock: FileLock, for owner: LockOwner) -> Bool {
    var lock = lock
    for _ in 0...10 {
      guard case .table(let table) = lock.owner, let next = lockAwaited(by: table) else {
        return false
      }
      if next.owner == owner { return true }
      lock = next
    }
    return false
  }

  /// The lock of somebody else that one of those waits for who share a table.
  private func lockAwaited(by table: Int32) -> FileLock? {
    for retry in programSide.retries where taskTable[retry.task].state == .sleeping {
      if let wanted = retry.lock, wanted.owner == .table(table),
        let found = programSide.locks.conflict(with: wanted)
      {
        return found
      }
    }
    return nil
  }

  /// Locks a whole file, or unlocks it.
  ///
  /// Source: flock(2); `fs/locks.c: SYSCALL_DEFINE2(flock), flock_lock_inode`.
  mutating func flock(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let operation = call.intB
    // LOCK_MAND is no more, and does nothing.
    guard operation & 32 == 0 else { return .value(0) }
    let isExclusive = operation & ~4 == 2
    let isUnlock = operation & ~4 == 8
    // flock(2), EINVAL: LOCK_SH is 1.
    guard isExclusive || isUnlock || operation & ~4 == 1 else { throw .invalidArgument }
    let file = try retriedFile(call.intA, of: task)
    // flock(2), EBADF: it is open for nothing.
    guard isUnlock || openFiles[file].isReadable || openFiles[file].isWritable else {
      throw .badFileDescriptor
    }
    guard openFiles[file].isOfPlace, let node = openFiles[file].place.node else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: task)
    }
    let lock = FileLock(
      node: node, owner: .wholeFile(file), isExclusive: isExclusive, first: 0, last: .max,
      processID: taskTable[task].processID)
    if !programSides.isEmpty, !isUnlock {
      let old = programSide.locks.all.first { $0.node == node && $0.owner == lock.owner }
      if let old, old.isExclusive == isExclusive { return .value(0) }
      // The old one is given up first, whatever comes of the new one: flock(2), "not atomic".
      if old != nil {
        programSide.locks.set(lock, isUnlock: true)
        wakeRetries(.lock(node))
      }
    }
    return try setLock(
      lock, isUnlock: isUnlock, waits: operation & 4 == 0, of: file, call, by: task)
  }

  // MARK: - What goes

  /// A descriptor of a table is closed: with it go all locks of the file that the table has.
  ///
  /// Source: fcntl(2): "If a process closes any file descriptor referring to a file, then all of the
  /// process's locks on that file are released"; `fs/locks.c: locks_remove_posix`.
  @inline(__always)
  mutating func closeDescriptor(of file: Int32, in table: Int32) {
    if !programSides.isEmpty {
      if !programSides[0].locks.isEmpty { forgetLocks(of: file, in: table) }
      if programSides[0].queues.count > 0 { forgetNotice(of: file) }
    }
    releaseOpenFile(file)
  }

  @inline(never)
  private mutating func forgetLocks(of file: Int32, in table: Int32) {
    // A descriptor of a path alone takes none along. Source: `fs/open.c: filp_flush`, FMODE_PATH.
    guard openFiles[file].isOfPlace, !openFiles[file].flags.contains(.path),
      let node = openFiles[file].place.node
    else { return }
    let nodes = programSide.locks.remove { $0.node == node && $0.owner == .table(table) }
    for node in nodes { wakeRetries(.lock(node)) }
  }

  /// An open file is no more, and with it its own locks.
  ///
  /// Source: `fs/locks.c: locks_remove_file`.
  @inline(never)
  mutating func forgetLocks(ofOpenFile file: Int32) {
    let nodes = programSide.locks.remove {
      $0.owner == .openFile(file) || $0.owner == .wholeFile(file)
    }
    for node in nodes { wakeRetries(.lock(node)) }
  }
}
