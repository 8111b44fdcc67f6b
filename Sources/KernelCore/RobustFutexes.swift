internal import LinuxABI

// Futexes that do not stay locked when their owner ends (C11).
//
// A task tells where the list of the locks that it holds begins. The list is in its own memory, so
// the kernel believes nothing of it: it may lead anywhere, and in circles.
extension Kernel {
  /// The size of a list's head: the first entry, the way from an entry to its futex, and the entry
  /// of a lock that is just being taken.
  private static var headBytes: UInt64 { 24 }
  /// Longer lists are not walked to their end (`ROBUST_LIST_LIMIT`).
  private static var entriesMax: Int { 2_048 }
  private static var waitersBit: UInt32 { 0x8000_0000 }
  private static var ownerDied: UInt32 { 0x4000_0000 }
  private static var ownerMask: UInt32 { 0x3fff_ffff }

  /// Source: set_robust_list(2); `kernel/futex/syscalls.c`.
  mutating func setRobustList(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // set_robust_list(2), EINVAL: a head of another size.
    guard call.b == Self.headBytes else { throw .invalidArgument }
    if call.a != 0 || taskTable[caller].extra >= 0 {
      extras[ensureExtra(of: caller)].robustList = call.a
    }
    return .value(0)
  }

  /// Source: get_robust_list(2); `kernel/futex/syscalls.c: futex_get_robust_list`.
  mutating func getRobustList(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let task = call.intA == 0 ? caller : task(numbered: call.intA, seenBy: caller)
    // get_robust_list(2), ESRCH.
    guard task >= 0 else { throw .noSuchProcess }
    // get_robust_list(2), EPERM.
    guard mayAccess(task, by: caller) else { throw .notPermitted }
    taskTable[caller].replyExtra = Int64(bitPattern: extra(of: task).robustList)
    return .value(0)
  }

  /// Marks the locks that a task holds as those of a dead owner, and wakes one that waits for each.
  ///
  /// Source: `kernel/futex/core.c: exit_robust_list`.
  mutating func releaseRobustList(of task: Int32) {
    let head = extras[taskTable[task].extra].robustList
    guard head != 0 else { return }
    extras[taskTable[task].extra].robustList = 0
    guard let first = word(at: head, of: task), let offset = word(at: head &+ 8, of: task),
      let pendingWord = word(at: head &+ 16, of: task)
    else { return }
    // The lowest bit says that a futex inherits priorities.
    let pending = pendingWord & ~1
    var entry = first & ~1
    var inherits = first & 1 != 0
    var left = Self.entriesMax
    while entry != head {
      // The next entry is read before the lock of this one is given up.
      let next = word(at: entry, of: task)
      if entry != pending,
        !giveUpLock(at: entry &+ offset, inherits: inherits, isPending: false, of: task)
      {
        return
      }
      guard let next else { return }
      entry = next & ~1
      inherits = next & 1 != 0
      left -= 1
      if left == 0 { break }
    }
    if pending != 0 {
      _ = giveUpLock(
        at: pending &+ offset, inherits: pendingWord & 1 != 0, isPending: true, of: task)
    }
  }

  /// Source: `kernel/futex/core.c: handle_futex_death`.
  ///
  /// - Returns: Whether there was a futex, so that the walk goes on.
  private mutating func giveUpLock(
    at address: UInt64, inherits: Bool, isPending: Bool, of task: Int32
  ) -> Bool {
    let space = taskTable[task].mm
    guard address & 3 == 0, let read = try? readMemory(space, address, .word) else { return false }
    let value = UInt32(truncatingIfNeeded: read)
    let owner = value & Self.ownerMask
    if isPending, !inherits, owner == 0 {
      // The lock was free already, and whoever waits for it may not have been woken.
      _ = try? futexWake(UserAddress(rawValue: address), 1, by: task)
      return true
    }
    guard owner == UInt32(bitPattern: number(of: task, seenBy: task)) else { return true }
    let new = value & Self.waitersBit | Self.ownerDied
    guard (try? writeMemory(space, address, .word, UInt64(new))) != nil else { return false }
    if !inherits, value & Self.waitersBit != 0 {
      _ = try? futexWake(UserAddress(rawValue: address), 1, by: task)
    }
    return true
  }

  private mutating func word(at address: UInt64, of task: Int32) -> UInt64? {
    try? readMemory(taskTable[task].mm, address, .doubleWord)
  }
}
