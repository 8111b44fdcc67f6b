internal import LinuxABI

/// Signals that were sent and not taken yet: Linux's `sigpending`.
struct PendingSignals: Sendable {
  var set: SignalSet = []
  /// The first of the queued descriptions, or -1; those of one signal are in the order of sending.
  var first: Int32 = -1
}

/// The description of a signal that waits to be taken.
struct QueuedSignal: Sendable {
  var info: SignalInfo
  var next: Int32 = -1
}

extension Kernel {
  /// Whose pending signals are meant.
  enum PendingOwner {
    /// A task's own.
    case task(Int32)
    /// Those of a thread group.
    case group(Int32)
  }

  func pending(of owner: PendingOwner) -> PendingSignals {
    switch owner {
    case .task(let task): taskTable[task].pending
    case .group(let group): signals[group].pending
    }
  }

  private mutating func setPending(_ pending: PendingSignals, of owner: PendingOwner) {
    switch owner {
    case .task(let task): taskTable[task].pending = pending
    case .group(let group): signals[group].pending = pending
    }
  }

  /// Adds a signal, with its description.
  mutating func enqueue(_ info: SignalInfo, to owner: PendingOwner) {
    var pending = pending(of: owner)
    pending.set.insert(SignalSet(info.signal))
    let entry = queuedSignals.allocate(QueuedSignal(info: info))
    if pending.first < 0 {
      pending.first = entry
    } else {
      var last = pending.first
      while queuedSignals[last].next >= 0 { last = queuedSignals[last].next }
      queuedSignals[last].next = entry
    }
    setPending(pending, of: owner)
  }

  /// Adds a signal without its description.
  mutating func mark(_ signal: Signal, to owner: PendingOwner) {
    var pending = pending(of: owner)
    pending.set.insert(SignalSet(signal))
    setPending(pending, of: owner)
  }

  /// Takes a signal out: its first description, and the signal itself if that was the last one.
  ///
  /// Source: `kernel/signal.c: collect_signal`.
  mutating func dequeue(_ signal: Signal, of owner: PendingOwner) -> SignalInfo {
    var pending = pending(of: owner)
    var info: SignalInfo?
    var isLast = true
    var previous: Int32 = -1
    var entry = pending.first
    while entry >= 0 {
      let next = queuedSignals[entry].next
      if queuedSignals[entry].info.signal == signal {
        if info == nil {
          info = queuedSignals[entry].info
          if previous < 0 { pending.first = next } else { queuedSignals[previous].next = next }
          queuedSignals.release(entry)
          entry = next
          continue
        }
        isLast = false
        break
      }
      previous = entry
      entry = next
    }
    if isLast { pending.set.remove(SignalSet(signal)) }
    setPending(pending, of: owner)
    if let taken = info, taken.code == .timer {
      var told = taken
      switch owner {
      case .task(let task): timerSignalTaken(&told, by: taskTable[task].signal)
      case .group(let group): timerSignalTaken(&told, by: group)
      }
      return told
    }
    if signal == .alarm, case .group(let group) = owner { restartInterval(of: group) }
    return info ?? SignalInfo(signal: signal, code: .user)
  }

  /// Drops the descriptions of a signal that are of some kind, and the signal with the last of all.
  mutating func drop(
    of owner: PendingOwner, _ signal: Signal, where isDropped: (SignalInfo) -> Bool
  ) {
    var pending = pending(of: owner)
    var isLeft = false
    var hasDropped = false
    var previous: Int32 = -1
    var entry = pending.first
    while entry >= 0 {
      let next = queuedSignals[entry].next
      if queuedSignals[entry].info.signal == signal, isDropped(queuedSignals[entry].info) {
        if previous < 0 { pending.first = next } else { queuedSignals[previous].next = next }
        queuedSignals.release(entry)
        hasDropped = true
      } else {
        if queuedSignals[entry].info.signal == signal { isLeft = true }
        previous = entry
      }
      entry = next
    }
    if hasDropped, !isLeft { pending.set.remove(SignalSet(signal)) }
    setPending(pending, of: owner)
  }

  /// Drops signals, described or not.
  ///
  /// Source: `kernel/signal.c: flush_sigqueue_mask`.
  mutating func flush(_ set: SignalSet, of owner: PendingOwner) {
    var pending = pending(of: owner)
    guard !pending.set.isDisjoint(with: set) else { return }
    pending.set.subtract(set)
    var previous: Int32 = -1
    var entry = pending.first
    while entry >= 0 {
      let next = queuedSignals[entry].next
      if set.contains(queuedSignals[entry].info.signal) {
        if previous < 0 { pending.first = next } else { queuedSignals[previous].next = next }
        queuedSignals.release(entry)
      } else {
        previous = entry
      }
      entry = next
    }
    setPending(pending, of: owner)
  }
}
