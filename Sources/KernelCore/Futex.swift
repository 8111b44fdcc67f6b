internal import LinuxABI

/// Which word of memory a futex is, whoever looks at it.
///
/// A word of shared memory is its place in a frame, so that processes meet that map it at
/// different addresses. A word of private memory is its address in its address space, as on Linux:
/// its frame may change under a sleeper, when another thread's store copies it after a fork.
///
/// Source: `kernel/futex/core.c: get_futex_key`.
struct FutexKey: Equatable, Sendable {
  /// The address space, or -2 minus the frame of shared memory.
  var space: Int32
  /// The address, or the place in the frame.
  var address: UInt64

  static var none: FutexKey { FutexKey(space: -1, address: 0) }

  static func shared(frame: Int32, offset: UInt64) -> FutexKey {
    FutexKey(space: -2 - frame, address: offset)
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
  mutating func futexWait(
    _ address: UserAddress, _ expected: UInt32, _ timeout: UInt64?, by caller: Int32
  ) throws(Errno) -> Outcome {
    let (key, value) = try futex(at: address.rawValue, in: taskTable[caller].mm)
    // futex(2), EAGAIN: the word changed before the caller could sleep.
    guard value == expected else { throw .resourceTemporarilyUnavailable }
    taskTable[caller].futex = key
    if let frame = key.sharedFrame { memory.physical.retain(frame) }
    if let timeout {
      taskTable[caller].flags.insert(.timed)
      let (deadline, isOver) = timeNanoseconds.addingReportingOverflow(timeout)
      timers.insert(caller, at: isOver ? .max : deadline)
    }
    block(.waitingForFutex)
    futexes.buckets[FutexTable.bucket(of: key)].append(caller, in: &taskTable)
    return .pending
  }

  /// Wakes tasks that sleep on the word, those that came first before others.
  ///
  /// Source: futex(2), FUTEX_WAKE; `kernel/futex/waitwake.c: futex_wake`.
  mutating func futexWake(
    _ address: UserAddress, _ count: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let (key, _) = try futex(at: address.rawValue, in: taskTable[caller].mm)
    // A count of 0 or less wakes one as well: it is compared after the first.
    return .value(Int64(wakeFutex(key, atMost: max(count, 1))))
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
    memory.physical.write(page.frame, at: Int(offset), byteCount: 4, 0)
    record(.threadIDStored, Int64(bitPattern: address), 0, 0, 0)
    _ = wakeFutex(key(of: address, in: space, on: page), atMost: 1)
  }

  @inline(__always)
  private mutating func wakeFutex(_ key: FutexKey, atMost count: Int32) -> Int32 {
    let bucket = FutexTable.bucket(of: key)
    var woken: Int32 = 0
    var task = futexes.buckets[bucket].first
    while task >= 0, woken < count {
      let next = taskTable[task].nextInQueue
      if taskTable[task].futex == key {
        endFutexWait(of: task, in: bucket)
        complete(task, 0)
        woken += 1
      }
      task = next
    }
    return woken
  }

  /// Makes a task runnable that sleeps on a futex.
  mutating func endFutexWait(of task: Int32) {
    endFutexWait(of: task, in: FutexTable.bucket(of: taskTable[task].futex))
  }

  @inline(__always)
  private mutating func endFutexWait(of task: Int32, in bucket: Int) {
    futexes.buckets[bucket].remove(task, in: &taskTable)
    if let frame = taskTable[task].futex.sharedFrame { memory.physical.release(frame) }
    taskTable[task].futex = .none
    if taskTable[task].flags.contains(.timed) {
      taskTable[task].flags.remove(.timed)
      timers.remove(task)
    }
    wake(task)
  }

  /// The futex at an address, and what it holds.
  @inline(__always)
  private mutating func futex(
    at address: UInt64, in space: Int32
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
    return (key(of: address, in: space, on: page), UInt32(truncatingIfNeeded: value))
  }

  @inline(__always)
  private func key(of address: UInt64, in space: Int32, on page: ReadyPage) -> FutexKey {
    page.sharing == .shared
      ? FutexKey.shared(frame: page.frame, offset: address & Memory.offsetMask)
      : FutexKey(space: space, address: address)
  }

  // MARK: - Timeouts

  /// When the next timer runs out, if there is one.
  @inline(__always)
  func nextDeadline() -> UInt64? { timers.earliest }

  /// Wakes the tasks whose time is over.
  mutating func expireTimers() {
    while let task = timers.due(timeNanoseconds) {
      endFutexWait(of: task)
      // futex(2), ETIMEDOUT.
      complete(task, -Int64(Errno.timedOut.rawValue))
    }
  }
}

/// The timers that run, the earliest last.
struct TimerQueue: Sendable {
  private var timers: [(deadline: UInt64, task: Int32)] = []
  /// The deadline of the last, or the end of time.
  private var next = UInt64.max

  var earliest: UInt64? { timers.last?.deadline }
  var count: Int { timers.count }

  @inline(__always)
  func isDue(_ time: UInt64) -> Bool { next <= time }

  /// Adds a timer; of those with the same deadline the older runs out first.
  mutating func insert(_ task: Int32, at deadline: UInt64) {
    let place = timers.firstIndex { $0.deadline <= deadline } ?? timers.count
    timers.insert((deadline, task), at: place)
    next = earliest ?? .max
  }

  mutating func remove(_ task: Int32) {
    timers.removeAll { $0.task == task }
    next = earliest ?? .max
  }

  /// The task of the next timer that has run out.
  func due(_ time: UInt64) -> Int32? {
    isDue(time) ? timers.last?.task : nil
  }
}
