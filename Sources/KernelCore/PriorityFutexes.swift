internal import LinuxABI

// Futexes that pass on priority: FUTEX_LOCK_PI and its like.
//
// The word of such a lock holds the thread id of its owner, so that the kernel knows whom a task waits for.
// The kernel itself takes the lock for whoever has waited longest at the highest priority.
//
// What is left out is the passing on itself: the owner is scheduled as it asked to be. Linux's own calls
// never tell of it (sched_getparam(2) gives the priority that was asked for); a driven kernel's policies
// do not see it either.
//
// Source: futex(2), Priority-inheritance futexes; `kernel/futex/pi.c`, `kernel/futex/requeue.c`, Linux 6.18.

/// What a task waits for that waits for a lock of this kind.
struct PriorityWait: Sendable {
  /// Who has the lock.
  var owner: TaskID?
  /// The address of the lock that it is to be moved to, while it waits elsewhere
  /// (FUTEX_WAIT_REQUEUE_PI); else 0.
  var target: UInt64 = 0
}

/// The words of a lock that passes on priority.
private enum LockWord {
  /// FUTEX_WAITERS.
  static var waiters: UInt32 { 0x8000_0000 }
  /// FUTEX_OWNER_DIED.
  static var ownerDied: UInt32 { 0x4000_0000 }
  /// FUTEX_TID_MASK.
  static var owner: UInt32 { 0x3fff_ffff }
}

extension Kernel {
  /// Carries out one of the operations.
  ///
  /// FUTEX_WAIT_REQUEUE_PI takes the second address as word 3, in the place of the timeout, which
  /// travels as bytes.
  mutating func priorityFutex(
    _ operation: UInt64, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch operation {
    case FutexOperation.lockPI, FutexOperation.lockPI2:
      let deadline = try futexDeadline(
        of: call, isRealTime: operation == FutexOperation.lockPI || call.hasRealTimeFlag,
        by: caller)
      return try lock(call, until: deadline, by: caller)
    case FutexOperation.tryLockPI: return try tryLock(call, by: caller)
    case FutexOperation.unlockPI: return try unlock(call, by: caller)
    case FutexOperation.waitRequeuePI:
      let deadline = try futexDeadline(of: call, isRealTime: call.hasRealTimeFlag, by: caller)
      return try waitForRequeue(call, until: deadline, by: caller)
    default: return try requeueToLock(call, by: caller)
    }
  }

  /// The time of a call, since boot; 0 for none.
  ///
  /// All of these take a time, none a length of time.
  private mutating func futexDeadline(
    of call: RegisterCall, isRealTime: Bool, by caller: Int32
  ) throws(Errno) -> UInt64 {
    guard call.e != 0 else { return 0 }
    guard let wanted = call.bytes.isEmpty ? call.d : TimeSpec.nanoseconds(call.bytes) else {
      throw .invalidArgument
    }
    let end = isRealTime ? sinceBoot(realTime: wanted) : min(wanted, TimerQueue.endOfTime)
    if isRealTime { noteRealTimeWait(of: caller, until: end) }
    // A time that is past is over at once, which 0 would not say.
    return max(end, 1)
  }

  // MARK: - Taking it

  /// Takes a lock, or waits for it.
  ///
  /// Source: `kernel/futex/pi.c: futex_lock_pi`.
  private mutating func lock(
    _ call: RegisterCall, until deadline: UInt64, by caller: Int32
  ) throws(Errno) -> Outcome {
    taskTable[caller].callA = call.a
    taskTable[caller].callB = call.b & FutexOperation.privateFlag
    taskTable[caller].callC = deadline
    taskTable[caller].blockedCall = .lock
    taskTable[caller].replyExtra = 0
    return try resumeLock(of: caller)
  }

  /// Tries to take the lock that the call of a task names, at first or once more.
  mutating func resumeLock(of task: Int32) throws(Errno) -> Outcome {
    let address = taskTable[task].callA
    let isPrivate = taskTable[task].callB != 0
    let key = try lockKey(at: address, in: taskTable[task].mm, isPrivate: isPrivate)
    guard
      let owner = try acquire(key, at: address, for: task, seenBy: task, isPrivate: isPrivate)
    else { return .value(0) }
    if isInterrupted(task) {
      interrupt(task, .always)
      return .value(0)
    }
    let deadline = taskTable[task].callC
    guard deadline == 0 || deadline > timeNanoseconds else { throw .timedOut }
    extras[ensureExtra(of: task)].priorityWait = PriorityWait(owner: owner)
    noteOwner(owner)
    sleep(task, on: key, until: deadline)
    return .pending
  }

  /// Source: `kernel/futex/pi.c: futex_lock_pi`, trylock.
  private mutating func tryLock(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let isPrivate = call.b & FutexOperation.privateFlag != 0
    let key = try lockKey(at: call.a, in: taskTable[caller].mm, isPrivate: isPrivate)
    // futex(2), EAGAIN: somebody else has it.
    guard try acquire(key, at: call.a, for: caller, seenBy: caller, isPrivate: isPrivate) == nil
    else { throw .resourceTemporarilyUnavailable }
    return .value(0)
  }

  /// Takes a lock for a task if nobody has it; else marks the word, so that its owner asks the kernel to
  /// give it up.
  ///
  /// Source: `kernel/futex/pi.c: futex_lock_pi_atomic, attach_to_pi_state, attach_to_pi_owner`.
  ///
  /// - Parameters:
  ///   - key: The lock.
  ///   - address: Where it is, for the viewer.
  ///   - task: Who is to have it.
  ///   - viewer: Whose call this is.
  ///   - isPrivate: Whether only one process is to use it.
  ///   - marks: Whether others will wait for it even if it can be taken.
  /// - Returns: Who has it; nil once the task has.
  /// - Throws: EDEADLK, EINVAL, ESRCH, EPERM or EFAULT, as futex(2) says of FUTEX_LOCK_PI.
  mutating func acquire(
    _ key: FutexKey, at address: UInt64, for task: Int32, seenBy viewer: Int32,
    isPrivate: Bool, marks: Bool = false
  ) throws(Errno) -> TaskID? {
    let space = taskTable[viewer].mm
    let value = try lockWord(at: address, in: space)
    let number = UInt32(bitPattern: number(of: task, seenBy: viewer))
    let holder = value & LockWord.owner
    // futex(2), EDEADLK: it is the caller's already.
    guard holder != number else { throw .deadlock }
    if let waiter = topWaiter(on: key) {
      // futex(2), EINVAL: somebody sleeps there as on any futex, or the word names another owner than
      // the kernel knows of.
      guard let owner = priorityOwner(of: waiter), let slot = slot(of: owner) else {
        throw .invalidArgument
      }
      let isNamed = holder == UInt32(bitPattern: self.number(of: slot, seenBy: viewer))
      guard isNamed || (value & LockWord.ownerDied != 0 && holder == 0) else {
        throw .invalidArgument
      }
      return owner
    }
    if holder == 0 {
      try setLockWord(
        value & LockWord.ownerDied | number | (marks ? LockWord.waiters : 0), at: address, in: space
      )
      return nil
    }
    try setLockWord(value | LockWord.waiters, at: address, in: space)
    let owner = self.task(numbered: Int32(bitPattern: holder), seenBy: viewer)
    // futex(2), ESRCH: there is no such task any more.
    guard owner >= 0, !taskTable[owner].flags.contains(.exiting) else { throw .noSuchProcess }
    // futex(2), EPERM: a kernel thread has no lock of this kind, another process no private one.
    guard !taskTable[owner].flags.contains(.kernelThread),
      !isPrivate || taskTable[owner].mm == space
    else { throw .notPermitted }
    return id(of: owner)
  }

  /// Remembers of a task that others wait for a lock of its.
  mutating func noteOwner(_ owner: TaskID) {
    guard let slot = slot(of: owner) else { return }
    extras[ensureExtra(of: slot)].hasPriorityLocks = true
  }

  // MARK: - Giving it up

  /// Gives a lock to whoever waits for it, or to nobody.
  ///
  /// Source: `kernel/futex/pi.c: futex_unlock_pi`.
  private mutating func unlock(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    let address = call.a
    guard address & 3 == 0 else { throw .invalidArgument }
    let value = try lockWord(at: address, in: space)
    // futex(2), EPERM: it is not the caller's.
    guard value & LockWord.owner == UInt32(bitPattern: number(of: caller, seenBy: caller)) else {
      throw .notPermitted
    }
    let key = try lockKey(
      at: address, in: space, isPrivate: call.b & FutexOperation.privateFlag != 0)
    guard let waiter = topWaiter(on: key) else {
      try setLockWord(0, at: address, in: space)
      return .value(0)
    }
    // futex(2), EINVAL: who sleeps there does so as on any futex, or waits for another owner.
    guard priorityOwner(of: waiter) == id(of: caller) else { throw .invalidArgument }
    hand(key, to: waiter, marks: LockWord.waiters)
    return .value(0)
  }

  /// Gives up the locks that a task has and others wait for, as it gives up its memory.
  ///
  /// Source: `kernel/futex/pi.c: exit_pi_state_list, fixup_pi_state_owner`.
  mutating func releasePriorityLocks(of task: Int32) {
    guard extras[taskTable[task].extra].hasPriorityLocks else { return }
    extras[taskTable[task].extra].hasPriorityLocks = false
    let owner = id(of: task)
    for place in 0..<futexes.buckets.count {
      var waiter = futexes.buckets[place].first
      while waiter >= 0 {
        let next = taskTable[waiter].nextInQueue
        // The first one in the row has waited longest at the highest priority.
        if priorityOwner(of: waiter) == owner {
          hand(taskTable[waiter].futex, to: waiter, marks: LockWord.waiters | LockWord.ownerDied)
          // The others wait for the new owner by now.
          waiter = futexes.buckets[place].first
        } else {
          waiter = next
        }
      }
    }
  }

  /// Makes a task that waits for a lock its owner.
  private mutating func hand(_ key: FutexKey, to waiter: Int32, marks: UInt32) {
    let number = UInt32(bitPattern: number(of: waiter, seenBy: waiter))
    try? setLockWord(number | marks, at: taskTable[waiter].callA, in: taskTable[waiter].mm)
    endFutexWait(of: waiter)
    complete(waiter, 0)
    let owner = id(of: waiter)
    noteOwner(owner)
    var other = futexes.buckets[FutexTable.bucket(of: key)].first
    while other >= 0 {
      if taskTable[other].futex == key, taskTable[other].blockedCall == .lock {
        extras[taskTable[other].extra].priorityWait.owner = owner
      }
      other = taskTable[other].nextInQueue
    }
  }

  // MARK: - Words and waiters

  /// The lock at an address that can be written to.
  mutating func lockKey(
    at address: UInt64, in space: Int32, isPrivate: Bool
  ) throws(Errno) -> FutexKey {
    guard address & 3 == 0 else { throw .invalidArgument }
    let page: ReadyPage
    do throws(MemoryFault) {
      page = try touch(space, address, for: .write)
    } catch {
      throw .badAddress
    }
    return isPrivate
      ? FutexKey.unshared(space: space, address: address)
      : key(of: address, in: space, on: page)
  }

  private mutating func lockWord(at address: UInt64, in space: Int32) throws(Errno) -> UInt32 {
    do throws(MemoryFault) {
      return UInt32(truncatingIfNeeded: try readMemory(space, address, .word))
    } catch {
      throw .badAddress
    }
  }

  private mutating func setLockWord(
    _ value: UInt32, at address: UInt64, in space: Int32
  ) throws(Errno) {
    do throws(MemoryFault) {
      try writeMemory(space, address, .word, UInt64(value))
    } catch {
      throw .badAddress
    }
  }

  /// The first of those that sleep on a word.
  func topWaiter(on key: FutexKey) -> Int32? {
    var task = futexes.buckets[FutexTable.bucket(of: key)].first
    while task >= 0, taskTable[task].futex != key { task = taskTable[task].nextInQueue }
    return task < 0 ? nil : task
  }

  /// Whom a task waits for; nil if it sleeps otherwise.
  private func priorityOwner(of task: Int32) -> TaskID? {
    guard taskTable[task].blockedCall == .lock, taskTable[task].extra >= 0 else { return nil }
    return extras[taskTable[task].extra].priorityWait.owner
  }
}

extension RegisterCall {
  /// Whether the operation of futex names the clock of real time.
  fileprivate var hasRealTimeFlag: Bool { b & FutexOperation.realTimeFlag != 0 }
}
