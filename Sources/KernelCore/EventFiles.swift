internal import LinuxABI

/// The timer of a timerfd.
struct FileTimer: Sendable {
  /// CLOCK_REALTIME, CLOCK_MONOTONIC or CLOCK_BOOTTIME.
  var clock: Int32 = 1
  /// When it runs out, since boot; 0 if it does not run.
  var deadline: UInt64 = 0
  var interval: UInt64 = 0
  /// `TFD_TIMER_ABSTIME` and `TFD_TIMER_CANCEL_ON_SET`, as timerfd_settime had them.
  var flags: UInt8 = 0
  /// When it ran out last without having been read; 0 if it did not.
  var expiry: UInt64 = 0
  /// How long before boot it would have run out first.
  var nanosecondsBeforeBoot: UInt64 = 0
  /// Whether somebody has set the clock since, of which nobody has heard.
  var isCanceled = false

  /// Whether it goes by CLOCK_REALTIME or CLOCK_REALTIME_ALARM.
  var isOfRealTime: Bool { clock == 0 || clock == 8 }
  var isAbsolute: Bool { flags & 1 != 0 }
  /// Whether it is to tell when somebody sets the clock.
  ///
  /// Source: `fs/timerfd.c: timerfd_setup_cancel`.
  var isCancelable: Bool { isOfRealTime && flags & 3 == 3 }
}

// Files that count, tell the time, or give signals: eventfd(2), timerfd_create(2), signalfd(2).
extension Kernel {
  /// Whether a call is one of those.
  static func isEventFileCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .eventfd2, .timerfdCreate, .timerfdSettime, .timerfdGettime, .signalfd4: true
    default: false
    }
  }

  mutating func eventFileCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .eventfd2: return try makeCounter(call, by: caller)
    case .timerfdCreate: return try makeTimer(call, by: caller)
    case .timerfdSettime: return try setTimer(call, by: caller)
    case .timerfdGettime:
      let special = try special(call.intA, .timer, or: .invalidArgument, of: caller)
      keep(timerState(special), for: caller)
      return .value(0)
    default: return try makeSignalFile(call, by: caller)
    }
  }

  private func fileFlags(_ word: Int32, more: Int32 = 0) throws(Errno) -> OpenFlags {
    let flags = OpenFlags(rawValue: word & ~more)
    guard flags.isSubset(of: [.closeOnExec, .nonBlocking]) else { throw .invalidArgument }
    return flags
  }

  // MARK: - Counters

  /// Source: eventfd(2); `fs/eventfd.c: do_eventfd`.
  private mutating func makeCounter(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome
  {
    // EFD_SEMAPHORE is 1.
    let flags = try fileFlags(call.intB, more: 1)
    var special = SpecialFile(kind: .counter)
    special.count = call.a & 0xffff_ffff
    special.isSemaphore = call.intB & 1 != 0
    return .value(Int64(try makeSpecial(special, flags, by: caller)))
  }

  /// Source: eventfd(2); `fs/eventfd.c: eventfd_read`.
  mutating func readCounter(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let special = openFiles[file].special
    guard transfer.count >= 8 else { throw .invalidArgument }
    guard fileSide.specials[special].count > 0 else {
      return try waitForSpecial(transfer, file, by: task)
    }
    let taken = fileSide.specials[special].isSemaphore ? 1 : fileSide.specials[special].count
    fileSide.specials[special].count -= taken
    let stored = store(littleEndian([taken])[...], &transfer, of: task)
    specialChanged(special, PollEvents.output)
    guard stored == 8 else { throw .badAddress }
    return answer(transfer, of: task)
  }

  /// Source: eventfd(2); `fs/eventfd.c: eventfd_write`.
  mutating func writeCounter(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let special = openFiles[file].special
    let mayWait = !openFiles[file].flags.contains(.nonBlocking) && !transfer.neverWaits
    // writev(2) writes piece by piece, as far as it gets. Source: `fs/read_write.c: do_loop_readv_writev`.
    repeat {
      let bytes = transfer.pieceLeft == 8 ? load(8, transfer, of: task) : []
      let added = bytes.count == 8 ? Array(bytes).littleEndian(at: 0, count: 8) : .max
      // eventfd(2), EINVAL: the greatest number says that the counter ran over.
      guard added < .max else {
        if transfer.done > 0 { break }
        throw transfer.pieceLeft == 8 && bytes.count < 8 ? .badAddress : .invalidArgument
      }
      guard .max - fileSide.specials[special].count > added else {
        if transfer.done > 0, !mayWait { break }
        return try waitForSpecial(transfer, file, by: task)
      }
      fileSide.specials[special].count += added
      transfer.done += 8
      specialChanged(special, PollEvents.input)
    } while transfer.left > 0
    return answer(transfer, of: task)
  }

  // MARK: - Timers

  /// Source: timerfd_create(2); `fs/timerfd.c: SYSCALL_DEFINE2(timerfd_create)`.
  private mutating func makeTimer(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = try fileFlags(call.intB)
    var special = SpecialFile(kind: .timer)
    switch call.intA {
    case 0, 1, 7: special.timer.clock = call.intA
    // CLOCK_REALTIME_ALARM and CLOCK_BOOTTIME_ALARM: the machine never sleeps, so they are as others.
    case 8, 9:
      // timerfd_create(2), EPERM: CAP_WAKE_ALARM.
      guard hasCapability(Capabilities(rawValue: 1 << 35), caller) else { throw .notPermitted }
      special.timer.clock = call.intA
    default: throw .invalidArgument
    }
    return .value(Int64(try makeSpecial(special, flags, by: caller)))
  }

  /// Source: timerfd_settime(2); `fs/timerfd.c: do_timerfd_settime, timerfd_setup`.
  private mutating func setTimer(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // timerfd_settime(2), EINVAL: TFD_TIMER_ABSTIME is 1, TFD_TIMER_CANCEL_ON_SET 2.
    guard call.intB & ~3 == 0,
      let interval = TimeSpec.nanoseconds(Array(call.bytes.prefix(16))),
      let value = TimeSpec.nanoseconds(Array(call.bytes.dropFirst(16)))
    else { throw .invalidArgument }
    let special = try special(call.intA, .timer, or: .invalidArgument, of: caller)
    keep(timerState(special), for: caller)
    timers.remove(.file(special))
    fileSide.specials[special].count = 0
    var timer = FileTimer(clock: fileSide.specials[special].timer.clock)
    timer.flags = UInt8(call.intB)
    // The interval is kept of one that does not run, too.
    timer.interval = interval
    if value > 0 {
      if call.intB & 1 == 0 {
        timer.deadline = deadline(after: value)
      } else {
        timer.deadline = max(timer.isOfRealTime ? sinceBoot(realTime: value) : value, 1)
        // Its periods count from there on, however long ago that is.
        if timer.isOfRealTime {
          timer.nanosecondsBeforeBoot = realTimeStart - min(value, realTimeStart)
        }
      }
    }
    let wasCanceled = timer.isCancelable && fileSide.specials[special].timer.isCanceled
    fileSide.specials[special].timer = timer
    if timer.deadline > 0 { timers.insert(.file(special), at: timer.deadline) }
    // timerfd_create(2), ECANCELED: it runs, but the clock was set before. Source: `timerfd_canceled`.
    if wasCanceled, timer.deadline > 0 { throw .canceled }
    return .value(0)
  }

  /// The timer of a file has run out; it goes on when somebody reads how often.
  ///
  /// Source: `fs/timerfd.c: timerfd_triggered`.
  mutating func expireFileTimer(_ special: Int32) {
    timers.remove(.file(special))
    fileSide.specials[special].timer.expiry = fileSide.specials[special].timer.deadline
    fileSide.specials[special].timer.deadline = 0
    fileSide.specials[special].count &+= 1
    specialChanged(special)
  }

  /// Counts the intervals that have passed since a timer ran out, and lets it go on.
  ///
  /// Source: `fs/timerfd.c: timerfd_read_iter`, hrtimer_forward_now.
  private mutating func forwardTimer(_ special: Int32) {
    let timer = fileSide.specials[special].timer
    guard timer.expiry > 0 else { return }
    fileSide.specials[special].timer.expiry = 0
    fileSide.specials[special].timer.nanosecondsBeforeBoot = 0
    guard timer.interval > 0 else { return }
    let sinceExpiry =
      timeNanoseconds - min(timer.expiry, timeNanoseconds) + timer.nanosecondsBeforeBoot
    let passed = sinceExpiry / timer.interval
    fileSide.specials[special].count &+= passed
    let untilNext = timer.interval - sinceExpiry % timer.interval
    let (next, isOver) = timeNanoseconds.addingReportingOverflow(untilNext)
    fileSide.specials[special].timer.deadline = isOver ? TimerQueue.endOfTime : next
    timers.insert(.file(special), at: fileSide.specials[special].timer.deadline)
  }

  /// `struct itimerspec`: the interval, and what is left.
  private mutating func timerState(_ special: Int32) -> [UInt8] {
    forwardTimer(special)
    let timer = fileSide.specials[special].timer
    let left = timer.deadline - min(timer.deadline, timeNanoseconds)
    return TimeSpec.bytes(timer.interval) + TimeSpec.bytes(left)
  }

  /// Source: timerfd_create(2), read(2); `fs/timerfd.c: timerfd_read_iter`.
  mutating func readTimer(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let special = openFiles[file].special
    guard transfer.count >= 8 else { throw .invalidArgument }
    guard fileSide.specials[special].count > 0 else {
      return try waitForSpecial(transfer, file, by: task)
    }
    // timerfd_create(2), ECANCELED. Source: `fs/timerfd.c: timerfd_read_iter`.
    if fileSide.specials[special].timer.isCanceled {
      fileSide.specials[special].timer.isCanceled = false
      fileSide.specials[special].timer.expiry = 0
      fileSide.specials[special].count = 0
      throw .canceled
    }
    forwardTimer(special)
    let count = fileSide.specials[special].count
    fileSide.specials[special].count = 0
    guard store(littleEndian([count])[...], &transfer, of: task) == 8 else { throw .badAddress }
    return answer(transfer, of: task)
  }

  // MARK: - Signals

  /// Source: signalfd(2); `fs/signalfd.c: do_signalfd4`.
  private mutating func makeSignalFile(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // Of the words the second is the set itself.
    guard call.c == 8 else { throw .invalidArgument }
    let flags = try fileFlags(call.intD)
    let set = SignalSet(rawValue: call.b).subtracting(.unblockable)
    guard call.intA == -1 else {
      let special = try special(call.intA, .signals, or: .invalidArgument, of: caller)
      fileSide.specials[special].signals = set
      specialChanged(special)
      return .value(Int64(call.intA))
    }
    var special = SpecialFile(kind: .signals)
    special.signals = set
    return .value(Int64(try makeSpecial(special, flags, by: caller)))
  }

  /// Whether one of some signals waits for a task or its process.
  func hasSignal(of set: SignalSet, _ task: Int32) -> Bool {
    let waiting = taskTable[task].pending.set.union(signals[taskTable[task].signal].pending.set)
    return !waiting.isDisjoint(with: set)
  }

  /// A signal was sent: who reads signals as bytes looks.
  ///
  /// Source: `include/linux/signalfd.h: signalfd_notify`.
  @inline(never)
  mutating func signalFilesChanged() {
    for special in fileSide.specials.indices where fileSide.specials[special].kind == .signals {
      specialChanged(special)
    }
  }

  /// Source: signalfd(2); `fs/signalfd.c: signalfd_read_iter, signalfd_dequeue`.
  mutating func readSignals(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let set = fileSide.specials[openFiles[file].special].signals
    guard transfer.count >= 128 else { throw .invalidArgument }
    while transfer.left >= 128, let info = takeSignal(of: set, task) {
      guard store(Self.signalFileBytes(info)[...], &transfer, of: task) == 128 else {
        guard transfer.done >= 128 else { throw .badAddress }
        break
      }
    }
    guard transfer.done > 0 else { return try waitForSpecial(transfer, file, by: task) }
    return answer(transfer, of: task)
  }

  /// Takes the first of some signals that waits, the task's own before its process's.
  private mutating func takeSignal(of set: SignalSet, _ task: Int32) -> SignalInfo? {
    let owners: [PendingOwner] = [.task(task), .group(taskTable[task].signal)]
    for owner in owners {
      guard let signal = pending(of: owner).set.intersection(set).next else { continue }
      let info = dequeue(signal, of: owner)
      updateSignalPending(task)
      return info
    }
    return nil
  }

  /// `struct signalfd_siginfo`.
  ///
  /// Source: `include/uapi/linux/signalfd.h`; `fs/signalfd.c: signalfd_copyinfo`.
  private static func signalFileBytes(_ info: SignalInfo) -> [UInt8] {
    var words = [UInt32](repeating: 0, count: 32)
    words[0] = UInt32(bitPattern: info.signal.rawValue)
    words[2] = UInt32(bitPattern: info.code.rawValue)
    let (number, user) = (UInt32(bitPattern: info.processID.rawValue), info.userID)
    if info.code == .timer {
      // ssi_tid, ssi_overrun.
      (words[6], words[8]) = (number, user)
    } else {
      // ssi_pid, ssi_uid.
      (words[3], words[4]) = (number, user)
    }
    if info.signal == .child, info.code.rawValue > 0 {
      words[10] = UInt32(bitPattern: info.status)
    } else if info.code.rawValue < 0, info.code != .thread {
      // ssi_int, ssi_ptr.
      words[11] = UInt32(truncatingIfNeeded: info.value)
      words[12] = words[11]
      words[13] = UInt32(truncatingIfNeeded: info.value >> 32)
    } else if info.code.rawValue > 0, SignalSet.synchronous.contains(info.signal) {
      // ssi_addr.
      words[18] = UInt32(truncatingIfNeeded: info.value)
      words[19] = UInt32(truncatingIfNeeded: info.value >> 32)
    }
    var bytes: [UInt8] = []
    for word in words {
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }
}
