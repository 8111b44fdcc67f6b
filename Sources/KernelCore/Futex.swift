internal import LinuxABI

/// Which word of memory a futex is, whoever looks at it.
///
/// A word of shared memory is its place in a frame, so that processes meet that map it at
/// different addresses. A word of private memory is its address in its address space, as on Linux:
/// its frame may change under a sleeper, when another thread's store copies it after a fork. With
/// FUTEX_PRIVATE_FLAG it is its address as well, whatever the memory, and another futex than without.
///
/// Source: `kernel/futex/core.c: get_futex_key`.
struct FutexKey: Equatable, Sendable {
  /// The address space, or -2 minus the frame of shared memory.
  var space: Int32
  /// The address, or the place in the frame; the lowest bit says FUTEX_PRIVATE_FLAG.
  var address: UInt64

  static var none: FutexKey { FutexKey(space: -1, address: 0) }

  static func shared(frame: Int32, offset: UInt64) -> FutexKey {
    FutexKey(space: -2 - frame, address: offset)
  }

  static func unshared(space: Int32, address: UInt64) -> FutexKey {
    FutexKey(space: space, address: address | 1)
  }

  /// The frame of shared memory, if it is that.
  var sharedFrame: Int32? { space <= -2 ? -2 - space : nil }
}

/// The tasks that sleep on futexes, in buckets by key, each in the order of their arrival.
struct FutexTable: Sendable {
  private static var bucketCount: Int { 64 }
  var buckets = Table(repeating: TaskQueue(), count: Self.bucketCount)

  @inline(__always)
  static func bucket(of key: FutexKey) -> Int {
    let bits = (key.address >> 2 ^ UInt64(UInt32(bitPattern: key.space))) &* 0x9e37_79b9_7f4a_7c15
    return Int(bits >> 58)
  }
}

extension Kernel {
  /// Sleeps until the word is woken, if it holds what the caller expects.
  ///
  /// Source: futex(2), FUTEX_WAIT; `kernel/futex/waitwake.c: futex_wait`.
  @inline(__always)
  mutating func futexWait(
    _ address: UserAddress, _ expected: UInt32, _ timeout: UInt64?, bitset: UInt32 = ~0,
    isPrivate: Bool = false, by caller: Int32
  ) throws(Errno) -> Outcome {
    // futex(2), EINVAL: a set of bits that nothing can wake; an address that is not that of a word.
    guard bitset != 0, address.rawValue & 3 == 0 else { throw .invalidArgument }
    let end = timeout.map { deadline(after: $0) } ?? 0
    taskTable[caller].beginFutexWait(
      address.rawValue | (isPrivate ? 1 : 0), expected, bitset, until: end)
    return try sleepOnFutex(caller)
  }

  /// Sleeps on the word that the call names, if it still holds what was expected.
  @inline(__always)
  private mutating func sleepOnFutex(_ caller: Int32) throws(Errno) -> Outcome {
    let word = taskTable[caller].callA
    let (key, value) = try futex(
      at: word & ~1, in: taskTable[caller].mm, isPrivate: word & 1 != 0)
    // futex(2), EAGAIN: the word changed before the caller could sleep.
    guard value == UInt32(truncatingIfNeeded: taskTable[caller].callB) else {
      throw .resourceTemporarilyUnavailable
    }
    if isInterrupted(caller) {
      interrupt(caller, taskTable[caller].callC == 0 ? .unlessHandled : .onlyUnhandled)
      return .value(0)
    }
    sleep(caller, on: key, until: taskTable[caller].callC)
    return .pending
  }

  /// Puts the task that runs to sleep on a word, up to a time since boot; 0 for no end.
  @inline(__always)
  mutating func sleep(_ task: Int32, on key: FutexKey, until deadline: UInt64) {
    taskTable[task].futex = key
    if let frame = key.sharedFrame { memory.physical.retain(frame) }
    if deadline > 0 { startTimer(of: task, at: deadline) }
    block(.waitingForFutex)
    enqueueSleeper(task, in: FutexTable.bucket(of: key))
  }

  /// Adds a task to those that sleep: behind all that have its priority or a higher one.
  ///
  /// Only real-time tasks have any.
  ///
  /// Source: `kernel/futex/core.c: __futex_queue`, plist_node_init.
  @inline(__always)
  private mutating func enqueueSleeper(_ task: Int32, in bucket: Int) {
    if taskTable[task].extra >= 0, extras[taskTable[task].extra].scheduling.policy.isUrgent {
      enqueueRealTimeSleeper(task, in: bucket)
    } else {
      futexes.buckets[Link(bucket)].append(task, in: &taskTable)
    }
  }

  @inline(never)
  private mutating func enqueueRealTimeSleeper(_ task: Int32, in bucket: Int) {
    let rank = scheduling(ofSlot: task).rank
    var next = futexes.buckets[bucket].first
    while next >= 0, scheduling(ofSlot: next).rank <= rank {
      next = taskTable[next].nextInQueue
    }
    futexes.buckets[bucket].insert(task, before: next, in: &taskTable)
  }

  /// Goes back to sleep after an interruption that ran no handler, or when a handler has ended.
  mutating func resumeFutexWait(of task: Int32) throws(Errno) -> Outcome {
    let deadline = taskTable[task].callC
    if deadline > 0, deadline <= timeNanoseconds { throw .timedOut }
    return try sleepOnFutex(task)
  }

  /// Wakes tasks that sleep on the word, those that came first before others.
  ///
  /// Source: futex(2), FUTEX_WAKE; `kernel/futex/waitwake.c: futex_wake`.
  mutating func futexWake(
    _ address: UserAddress, _ count: Int32, isPrivate: Bool = false, by caller: Int32
  ) throws(Errno) -> Outcome {
    let key = try futexKey(at: address.rawValue, in: taskTable[caller].mm, isPrivate: isPrivate)
    // A count of 0 or less wakes one as well: it is compared after the first.
    return .value(Int64(try wakeFutex(key, atMost: max(count, 1))))
  }

  /// Carries out the operations of futex that have no case of their own.
  ///
  /// Source: futex(2); `kernel/futex/syscalls.c: do_futex`.
  mutating func futexOperation(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let bitset = UInt32(truncatingIfNeeded: call.f)
    let operation = call.b & 0xffff_ffff & ~FutexOperation.privateFlag
    let isPrivate = call.b & FutexOperation.privateFlag != 0
    // futex(2), ENOSYS: only those that take a time may go by another clock.
    guard
      operation & FutexOperation.realTimeFlag == 0
        || FutexOperation.hasClock(operation & ~FutexOperation.realTimeFlag)
    else { throw .notImplemented }
    switch operation & ~FutexOperation.realTimeFlag {
    case FutexOperation.wait:
      return try futexWait(call, bitset: ~0, by: caller)
    case FutexOperation.waitBitset:
      return try futexWait(call, bitset: bitset, by: caller)
    case FutexOperation.wake, FutexOperation.wakeBitset:
      let bits = operation == FutexOperation.wake ? ~0 : bitset
      // futex(2), EINVAL: a set of bits that wakes nobody.
      guard bits != 0 else { throw .invalidArgument }
      let key = try futexKey(at: call.a, in: taskTable[caller].mm, isPrivate: isPrivate)
      return .value(Int64(try wakeFutex(key, atMost: max(call.intC, 1), bitset: bits)))
    case FutexOperation.requeue, FutexOperation.compareRequeue:
      return try requeue(
        call, comparing: operation == FutexOperation.compareRequeue,
        arePrivate: (isPrivate, isPrivate),
        by: caller)
    case FutexOperation.wakeOp: return try wakeOp(call, by: caller)
    case let other where FutexOperation.passesOnPriority(other):
      return try priorityFutex(other, call, by: caller)
    // futex(2), ENOSYS: no such operation.
    default: throw .notImplemented
    }
  }

  /// FUTEX_WAIT and FUTEX_WAIT_BITSET with a timeout in any of its forms.
  ///
  /// Source: `kernel/futex/syscalls.c: futex_init_timeout`: what FUTEX_WAIT is given is a length of
  /// time, what FUTEX_WAIT_BITSET is given a time.
  private mutating func futexWait(
    _ call: RegisterCall, bitset: UInt32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let operation = call.b & 0xffff_ffff & ~FutexOperation.privateFlag
    var timeout: UInt64?
    var isAbsolute = call.e == 2
    if call.e != 0 {
      timeout = call.d
      if !call.bytes.isEmpty {
        // futex(2), EINVAL: no length of time.
        guard let wanted = TimeSpec.nanoseconds(call.bytes) else { throw .invalidArgument }
        timeout = wanted
        isAbsolute = operation != FutexOperation.wait
      }
    }
    if let time = timeout, isAbsolute {
      let isRealTime = operation & FutexOperation.realTimeFlag != 0
      let end = isRealTime ? sinceBoot(realTime: time) : time
      if isRealTime { noteRealTimeWait(of: caller, until: end) }
      timeout = end - min(end, timeNanoseconds)
    }
    // futex(2), EINVAL: a set of bits that nothing can wake.
    guard bitset != 0 else { throw .invalidArgument }
    return try futexWait(
      UserAddress(rawValue: call.a), UInt32(truncatingIfNeeded: call.c), timeout, bitset: bitset,
      isPrivate: call.b & FutexOperation.privateFlag != 0, by: caller)
  }

  /// Which futex is to be woken.
  ///
  /// One of a single process is known by its address, whether anything is there or not.
  ///
  /// Source: `kernel/futex/core.c: get_futex_key`.
  mutating func futexKey(
    at address: UInt64, in space: Int32, isPrivate: Bool
  ) throws(Errno) -> FutexKey {
    guard isPrivate else { return try futex(at: address, in: space).key }
    guard address & 3 == 0 else { throw .invalidArgument }
    guard address < UserMemoryLayout.end.rawValue else { throw .badAddress }
    return FutexKey.unshared(space: space, address: address)
  }

  /// Wakes some that sleep on a word, and lets the others sleep on another one.
  ///
  /// Source: futex(2), FUTEX_CMP_REQUEUE; `kernel/futex/requeue.c: futex_requeue`.
  mutating func requeue(
    _ call: RegisterCall, comparing: Bool, arePrivate: (Bool, Bool), by caller: Int32
  ) throws(Errno) -> Outcome {
    // futex(2), EINVAL: a negative number of tasks.
    guard call.intC >= 0, call.intD >= 0 else { throw .invalidArgument }
    let space = taskTable[caller].mm
    let (first, value) = try futex(at: call.a, in: space, isPrivate: arePrivate.0)
    let (second, _) = try futex(at: call.e, in: space, isPrivate: arePrivate.1)
    // futex(2), EAGAIN: the word is not what the caller has seen.
    if comparing, value != UInt32(truncatingIfNeeded: call.f) {
      throw .resourceTemporarilyUnavailable
    }
    let woken = call.intC > 0 ? try wakeFutex(first, atMost: call.intC) : 0
    var moved: Int32 = 0
    let bucket = FutexTable.bucket(of: first)
    var task = futexes.buckets[bucket].first
    while task >= 0, moved < call.intD {
      let next = taskTable[task].nextInQueue
      if taskTable[task].futex == first {
        try checkPlain(task)
        moved += 1
        if first != second { move(task, to: second, from: bucket) }
      }
      task = next
    }
    if moved < call.intD, hasVectors {
      moved += moveVectors(first, to: second, atMost: call.intD - moved)
    }
    return .value(Int64(woken + moved))
  }

  /// Has a task that sleeps sleep on another word.
  mutating func move(_ task: Int32, to key: FutexKey, from bucket: Int) {
    futexes.buckets[bucket].remove(task, in: &taskTable)
    if let frame = taskTable[task].futex.sharedFrame { memory.physical.release(frame) }
    if let frame = key.sharedFrame { memory.physical.retain(frame) }
    taskTable[task].futex = key
    enqueueSleeper(task, in: FutexTable.bucket(of: key))
  }

  /// Changes a second word in one step, and wakes those that sleep on the first, and on the second
  /// if that held what the operation names.
  ///
  /// Source: futex(2), FUTEX_WAKE_OP; `kernel/futex/waitwake.c: futex_atomic_op_inuser`.
  private mutating func wakeOp(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let word = UInt32(truncatingIfNeeded: call.f)
    let space = taskTable[caller].mm
    let isPrivate = call.b & FutexOperation.privateFlag != 0
    let (first, _) = try futex(at: call.a, in: space, isPrivate: isPrivate)
    let (second, old) = try futex(at: call.e, in: space, isPrivate: isPrivate)
    var operand = UInt32(bitPattern: Int32(bitPattern: word << 8) >> 20)
    let comparand = UInt32(bitPattern: Int32(bitPattern: word << 20) >> 20)
    if word >> 31 != 0 {
      // Source: `futex_atomic_op_inuser`: what is beyond 31 is cut.
      operand = 1 << (operand & 31)
    }
    let new: UInt32
    switch word >> 28 & 7 {
    case 0: new = operand
    case 1: new = old &+ operand
    case 2: new = old | operand
    case 3: new = old & ~operand
    case 4: new = old ^ operand
    default: throw .notImplemented
    }
    do throws(MemoryFault) {
      try writeMemory(space, call.e, .word, UInt64(new))
    } catch {
      throw .badAddress
    }
    let isTrue: Bool
    let (one, other) = (Int32(bitPattern: old), Int32(bitPattern: comparand))
    switch word >> 24 & 15 {
    case 0: isTrue = one == other
    case 1: isTrue = one != other
    case 2: isTrue = one < other
    case 3: isTrue = one <= other
    case 4: isTrue = one > other
    case 5: isTrue = one >= other
    default: throw .notImplemented
    }
    var woken = try wakeFutex(first, atMost: max(call.intC, 1))
    if isTrue { woken += try wakeFutex(second, atMost: max(call.intD, 1)) }
    return .value(Int64(woken))
  }

  /// Clears the word that clone was asked to clear, and wakes one task that sleeps on it (C10).
  ///
  /// A word that cannot be written to is nobody's business.
  mutating func clearThreadID(_ address: UInt64, in space: Int32) {
    guard address & 3 == 0, let page = try? touch(space, address, for: .write) else {
      storeThreadID(address, 0, in: space)
      return
    }
    let offset = address & Memory.offsetMask
    memory.reservations.noteStore(to: address, byteCount: 4, in: space, on: page)
    memory.physical.write(page.frame, at: Int(offset), byteCount: 4, 0)
    record(.threadIDStored, Int64(bitPattern: address), 0, 0, 0)
    wakeFirst(on: key(of: address, in: space, on: page))
  }

  /// Wakes the task that came first of those that sleep on a word, unless it waits there as for a lock.
  @inline(always)
  private mutating func wakeFirst(on key: FutexKey) {
    let bucket = FutexTable.bucket(of: key)
    var task = futexes.buckets[Link(bucket)].first
    while task >= 0, taskTable[task].futex != key { task = taskTable[task].nextInQueue }
    if task < 0 {
      if !rareParts.isEmpty, hasVectors { _ = wakeVectors(key, atMost: 1) }
    } else if taskTable[task].blockedCall == .futex {
      endFutexWait(of: task, in: bucket)
      complete(task, 0)
    }
  }

  /// Wakes tasks that sleep on a word.
  ///
  /// - Throws: EINVAL when it comes to one that waits there as for a lock that passes on priority.
  @inline(never)
  mutating func wakeFutex(
    _ key: FutexKey, atMost count: Int32, bitset: UInt32 = ~0
  ) throws(Errno) -> Int32 {
    guard let woken = wakeSleepers(on: key, atMost: count, bitset) else { throw .invalidArgument }
    return woken
  }

  /// Wakes tasks that sleep on a word.
  ///
  /// - Returns: How many; nil when it came to one that waits there as for a lock.
  @inline(__always)
  private mutating func wakeSleepers(
    on key: FutexKey, atMost count: Int32, _ bitset: UInt32
  ) -> Int32? {
    let bucket = FutexTable.bucket(of: key)
    var woken: Int32 = 0
    var task = futexes.buckets[bucket].first
    while task >= 0, woken < count {
      let next = taskTable[task].nextInQueue
      if taskTable[task].futex == key {
        guard taskTable[task].blockedCall == .futex else { return nil }
        if UInt32(truncatingIfNeeded: taskTable[task].callB >> 32) & bitset != 0 {
          endFutexWait(of: task, in: bucket)
          complete(task, 0)
          woken += 1
        }
      }
      task = next
    }
    if woken < count, hasVectors { woken += wakeVectors(key, atMost: count - woken) }
    return woken
  }

  /// Whether anybody waits for several futexes.
  @inline(__always)
  private var hasVectors: Bool { !programSides.isEmpty && !programSides[0].retries.isEmpty }

  /// Source: `kernel/futex/waitwake.c: futex_wake`; `kernel/futex/requeue.c: futex_requeue`.
  @inline(__always)
  private func checkPlain(_ task: Int32) throws(Errno) {
    guard taskTable[task].blockedCall == .futex else { throw .invalidArgument }
  }

  /// Makes a task runnable that sleeps on a futex.
  mutating func endFutexWait(of task: Int32) {
    endFutexWait(of: task, in: FutexTable.bucket(of: taskTable[task].futex))
  }

  @inline(__always)
  private mutating func endFutexWait(of task: Int32, in bucket: Int) {
    futexes.buckets[Link(bucket)].remove(task, in: &taskTable)
    if let frame = taskTable[task].futex.sharedFrame { memory.physical.release(frame) }
    taskTable[task].futex = .none
    stopTimer(of: task)
    wake(task)
  }

  /// The futex at an address, and what it holds.
  @inline(__always)
  mutating func futex(
    at address: UInt64, in space: Int32, isPrivate: Bool = false
  ) throws(Errno) -> (key: FutexKey, value: UInt32) {
    // futex(2), EINVAL: the address is not that of an aligned word.
    guard address & 3 == 0 else { throw .invalidArgument }
    let page: ReadyPage
    do throws(MemoryFault) {
      page = try touch(space, address, for: .read)
    } catch {
      // futex(2), EFAULT: nothing is mapped there.
      throw .badAddress
    }
    let offset = address & Memory.offsetMask
    let value =
      page.frame == AddressSpace.noFrame
      ? 0 : memory.physical.read(page.frame, at: Int(offset), byteCount: 4)
    let key =
      isPrivate
      ? FutexKey.unshared(space: space, address: address)
      : key(of: address, in: space, on: page)
    return (key, UInt32(truncatingIfNeeded: value))
  }

  @inline(__always)
  func key(of address: UInt64, in space: Int32, on page: ReadyPage) -> FutexKey {
    page.sharing == .shared
      ? FutexKey.shared(frame: page.frame, offset: address & Memory.offsetMask)
      : FutexKey(space: space, address: address)
  }
}

extension TaskRecord {
  /// Notes what the task is about to sleep for: a word's address, whose lowest bit says FUTEX_PRIVATE_FLAG.
  @inline(__always)
  fileprivate mutating func beginFutexWait(
    _ word: UInt64, _ expected: UInt32, _ bitset: UInt32, until deadline: UInt64
  ) {
    callA = word
    callB = UInt64(bitset) << 32 | UInt64(expected)
    callC = deadline
    blockedCall = .futex
    replyExtra = 0
  }
}
