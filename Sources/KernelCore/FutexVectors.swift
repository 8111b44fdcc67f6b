internal import LinuxABI

// Futexes by the calls of their own: futex_waitv, which waits for several, and futex_wake, futex_wait
// and futex_requeue.
//
// Who waits for several stands in no bucket: it is woken behind those that wait for one.
//
// Source: `kernel/futex/syscalls.c`, `kernel/futex/waitwake.c: futex_wait_multiple`, Linux 6.18.

/// One of the futexes that such a call names: `struct futex_waitv`.
private struct NamedFutex {
  var value: UInt64
  var address: UInt64
  var flags: UInt64

  var isPrivate: Bool { flags & FutexOperation.privateFlag != 0 }

  static var byteCount: Int { 24 }

  /// What the flags can say (`FUTEX2_VALID_MASK`): the size, NUMA, MPOL and PRIVATE.
  static var knownFlags: UInt64 { 0x8f }
  static var sizeBits: UInt64 { 3 }
  /// FUTEX2_SIZE_U32, the only one that is implemented in Linux too.
  static var ofFourBytes: UInt64 { 2 }
  /// FUTEX2_NUMA and FUTEX2_MPOL.
  static var placed: UInt64 { 0xc }

  /// Source: `kernel/futex/futex.h: futex_flags_valid, futex_validate_input`.
  static func check(_ flags: UInt64, _ value: UInt64) throws(Errno) {
    guard flags & ~knownFlags == 0, flags & sizeBits == ofFourBytes, value >> 32 == 0 else {
      throw .invalidArgument
    }
  }
}

extension Kernel {
  /// Whether a call is one of those that do not wait for several.
  static func isFutexCall(_ number: SystemCallNumber) -> Bool {
    number == .futexWake || number == .futexWait || number == .futexRequeue
  }

  /// The futexes that a call names.
  ///
  /// Source: `kernel/futex/syscalls.c: futex_parse_waitv`.
  private func namedFutexes(_ call: RegisterCall) throws(Errno) -> [NamedFutex] {
    var named: [NamedFutex] = []
    for place in 0..<call.bytes.count / NamedFutex.byteCount {
      let start = place * NamedFutex.byteCount
      let one = NamedFutex(
        value: call.bytes.littleEndian(at: start, count: 8),
        address: call.bytes.littleEndian(at: start + 8, count: 8),
        flags: call.bytes.littleEndian(at: start + 16, count: 4))
      guard call.bytes.littleEndian(at: start + 20, count: 4) == 0 else { throw .invalidArgument }
      try NamedFutex.check(one.flags, one.value)
      named.append(one)
    }
    return named
  }

  /// The deadline of a call, since boot: word by clock, of which two are allowed.
  private mutating func futexDeadline(
    _ time: UInt64, isThere: Bool, clock: Int32, of task: Int32
  ) throws(Errno) -> UInt64? {
    guard isThere else { return nil }
    // futex_waitv(2), EINVAL: CLOCK_REALTIME and CLOCK_MONOTONIC alone.
    guard clock == 0 || clock == 1 else { throw .invalidArgument }
    guard clock == 0 else { return min(time, TimerQueue.endOfTime) }
    let end = sinceBoot(realTime: time)
    noteRealTimeWait(of: task, until: end)
    return end
  }

  /// Waits until one of several futexes is woken, and answers which.
  ///
  /// Source: futex_waitv(2); `SYSCALL_DEFINE5(futex_waitv)`.
  mutating func waitForFutexes(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    if let place = retry(of: task) {
      releaseKeys(of: place)
      if programSide.retries[place].woken >= 0 {
        return .value(Int64(programSide.retries[place].woken))
      }
    }
    // futex_waitv(2), EINVAL: flags, none, or more than FUTEX_WAITV_MAX.
    guard call.a & 0xffff_ffff == 0, (1...128).contains(call.bytes.count / NamedFutex.byteCount)
    else { throw .invalidArgument }
    let deadline = try futexDeadline(call.b, isThere: call.c != 0, clock: call.intD, of: task)
    let named = try namedFutexes(call)
    guard named.allSatisfy({ $0.flags & NamedFutex.placed == 0 }) else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: task)
    }
    var keys: ContiguousArray<FutexKey> = []
    var isChanged = false
    for one in named {
      let (key, value) = try futex(
        at: one.address, in: taskTable[task].mm, isPrivate: one.isPrivate)
      keys.append(key)
      if UInt64(value) != one.value { isChanged = true }
    }
    // futex_waitv(2), EAGAIN: one of the words is not what was expected.
    if isChanged { throw .resourceTemporarilyUnavailable }
    return try waitToRetry(
      call, .futexes, RetryRule(deadline: deadline, late: .timedOut, restart: .unlessHandled),
      keys: keys, by: task)
  }

  /// Wakes some that wait for several futexes, of which this is one.
  ///
  /// - Returns: How many.
  @inline(never)
  mutating func wakeVectors(_ key: FutexKey, atMost count: Int32) -> Int32 {
    var woken: Int32 = 0
    for place in programSides[0].retries.indices where woken < count {
      guard let index = programSides[0].retries[place].keys.firstIndex(of: key) else { continue }
      if let frame = key.sharedFrame { memory.physical.release(frame) }
      programSides[0].retries[place].keys[index] = .none
      let last = programSides[0].retries[place].woken
      programSides[0].retries[place].woken = max(last, Int32(index))
      woken += 1
      wakeRetry(programSides[0].retries[place].task)
    }
    return woken
  }

  /// Has some that wait for several futexes wait for another one in place of this.
  @inline(never)
  mutating func moveVectors(_ key: FutexKey, to other: FutexKey, atMost count: Int32) -> Int32 {
    var moved: Int32 = 0
    for place in programSides[0].retries.indices where moved < count {
      guard let index = programSides[0].retries[place].keys.firstIndex(of: key) else { continue }
      moved += 1
      guard key != other else { continue }
      if let frame = key.sharedFrame { memory.physical.release(frame) }
      if let frame = other.sharedFrame { memory.physical.retain(frame) }
      programSides[0].retries[place].keys[index] = other
    }
    return moved
  }

  /// Carries out futex_wake, futex_wait or futex_requeue.
  mutating func futexCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .futexWake:
      // Source: `SYSCALL_DEFINE4(futex_wake)`: address, mask, count, flags.
      try NamedFutex.check(call.d & 0xffff_ffff, call.b)
      // EINVAL: a mask that wakes nobody; and here a count of 0 wakes none (FLAGS_STRICT).
      guard call.b != 0 else { throw .invalidArgument }
      if call.d & NamedFutex.placed != 0 {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      let key = try futexKey(
        at: call.a, in: taskTable[caller].mm, isPrivate: call.d & FutexOperation.privateFlag != 0)
      guard call.intC != 0 else { return .value(0) }
      return .value(
        Int64(
          try wakeFutex(
            key, atMost: max(call.intC, 1), bitset: UInt32(truncatingIfNeeded: call.b))))
    case .futexWait:
      // Source: `SYSCALL_DEFINE6(futex_wait)`: address, value, mask, flags, time, clock.
      try NamedFutex.check(call.d & 0xffff_ffff, call.b)
      try NamedFutex.check(call.d & 0xffff_ffff, call.c)
      if call.d & NamedFutex.placed != 0 {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      var timeout: UInt64?
      if !call.bytes.isEmpty {
        guard let time = TimeSpec.nanoseconds(call.bytes) else { throw .invalidArgument }
        let deadline = try futexDeadline(time, isThere: true, clock: call.intF, of: caller) ?? 0
        timeout = deadline - min(deadline, timeNanoseconds)
      }
      return try futexWait(
        UserAddress(rawValue: call.a), UInt32(truncatingIfNeeded: call.b), timeout,
        bitset: UInt32(truncatingIfNeeded: call.c),
        isPrivate: call.d & FutexOperation.privateFlag != 0, by: caller)
    default:
      // Source: `SYSCALL_DEFINE4(futex_requeue)`.
      guard call.a & 0xffff_ffff == 0, call.bytes.count >= 2 * NamedFutex.byteCount else {
        throw .invalidArgument
      }
      let named = try namedFutexes(call)
      guard named.allSatisfy({ $0.flags & NamedFutex.placed == 0 }) else {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      return try requeue(
        RegisterCall(
          .futex, named[0].address, FutexOperation.compareRequeue, call.b, call.c,
          named[1].address, named[0].value), comparing: true,
        arePrivate: (named[0].isPrivate, named[1].isPrivate), by: caller)
    }
  }
}

extension RegisterCall {
  /// The sixth word as a number.
  var intF: Int32 { Int32(truncatingIfNeeded: f) }
}
