internal import LinuxABI

extension Signal {
  /// The signal's place in a set: bit 0 for signal 1.
  @inline(__always)
  var bit: UInt64 { 1 << UInt64(rawValue - 1) }
}

// The calls by which a task says what signals do, and waits for them.
extension Kernel {
  /// Carries out one of the calls on signals.
  mutating func signalCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .rtSigprocmask: return try sigprocmask(call, by: caller)
    case .rtSigpending:
      let set = taskTable[caller].pending.set.union(signals[taskTable[caller].signal].pending.set)
      taskTable[caller].replyExtra = Int64(
        bitPattern: set.intersection(taskTable[caller].blocked).rawValue)
      return .value(0)
    case .rtSigsuspend: return suspend(SignalSet(rawValue: call.a), by: caller)
    case .rtSigtimedwait:
      return try timedWait(
        SignalSet(rawValue: call.a), call.c == 0 ? nil : call.b, by: caller)
    case .rtSigreturn where call.b == 1: return returnFromHandler(call, by: caller)
    case .rtSigreturn: return sigreturn(by: caller)
    case .sigaltstack: return try sigaltstack(call, by: caller)
    default: return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
  }

  /// Sets what a signal does to the caller's process, and to those that share its table.
  ///
  /// Source: sigaction(2); `kernel/signal.c: do_sigaction`.
  mutating func sigaction(
    _ signal: Signal, _ disposition: SignalDisposition?, by caller: Int32
  ) throws(Errno) -> Outcome {
    // sigaction(2), EINVAL: no such signal, or one of the two that cannot be changed.
    guard (1...Signal.maximum).contains(signal.rawValue),
      disposition == nil || signal != .kill && signal != .stop
    else { throw .invalidArgument }
    let sighand = taskTable[caller].sighand
    taskTable[caller].replyExtra = Int64(
      bitPattern: self.disposition(of: signal, in: sighand).handler)
    guard var disposition else { return .value(0) }
    // Flags that there are not are not kept, so that a program can ask which there are.
    disposition.flags.formIntersection(.known)
    let wasIgnored = isIgnoredByAction(self.disposition(of: signal, in: sighand), signal)
    setDisposition(of: signal, disposition, in: sighand)
    // H7: what is ignored now is not kept to be taken.
    let isIgnored = isIgnoredByAction(disposition, signal)
    if wasIgnored, !isIgnored { signalTimers(signal, of: taskTable[caller].signal) }
    if isIgnored {
      let group = taskTable[caller].signal
      flush(SignalSet(signal), of: .group(group))
      var thread = signals[group].firstThread
      while thread >= 0 {
        flush(SignalSet(signal), of: .task(thread))
        thread = taskTable[thread].nextThread
      }
    }
    return .value(0)
  }

  private func isIgnoredByAction(_ disposition: SignalDisposition, _ signal: Signal) -> Bool {
    disposition.handler == 1
      || disposition.handler == 0 && SignalSet.ignoredByDefault.contains(signal)
  }

  func disposition(of signal: Signal, in sighand: Int32) -> SignalDisposition {
    let record = sighands[sighand]
    if !record.dispositions.isEmpty { return record.dispositions[Int(signal.rawValue)] }
    var disposition = SignalDisposition.default
    if record.ignored & signal.bit != 0 { disposition.handler = 1 }
    return disposition
  }

  mutating func setDisposition(
    of signal: Signal, _ disposition: SignalDisposition, in sighand: Int32
  ) {
    let isPlain = disposition.handler <= 1 && disposition.flags.isEmpty && disposition.mask.isEmpty
    if sighands[sighand].dispositions.isEmpty, !isPlain {
      let all = (0...Signal.maximum).map { number -> SignalDisposition in
        number > 0 && sighands[sighand].ignored & Signal(rawValue: number).bit != 0
          ? .ignore : .default
      }
      sighands[sighand].dispositions = ContiguousArray(all)
    }
    if !sighands[sighand].dispositions.isEmpty {
      var kept = disposition
      kept.mask.subtract(.unblockable)
      sighands[sighand].dispositions[Int(signal.rawValue)] = kept
    }
    sighands[sighand].ignored &= ~signal.bit
    sighands[sighand].handled &= ~signal.bit
    switch disposition.handler {
    case 0: break
    case 1: sighands[sighand].ignored |= signal.bit
    default: sighands[sighand].handled |= signal.bit
    }
    if signal == .child { sighands[sighand].childFlags = disposition.flags }
  }

  /// Resets every handler, and keeps what is ignored.
  ///
  /// Source: `kernel/signal.c: flush_signal_handlers`.
  mutating func resetHandlers(of sighand: Int32) {
    sighands[sighand].handled = 0
    sighands[sighand].childFlags = []
    sighands[sighand].dispositions = []
  }

  // MARK: - Masks

  /// Source: sigprocmask(2); `kernel/signal.c: sigprocmask`.
  private mutating func sigprocmask(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let old = taskTable[caller].blocked
    if call.d == 0 {
      let set = SignalSet(rawValue: call.b)
      switch call.intA {
      case 0: setBlocked(old.union(set), of: caller)
      case 1: setBlocked(old.subtracting(set), of: caller)
      case 2: setBlocked(set, of: caller)
      // sigprocmask(2), EINVAL.
      default: throw .invalidArgument
      }
    }
    taskTable[caller].replyExtra = Int64(bitPattern: old.rawValue)
    return .value(0)
  }

  /// Source: sigaltstack(2); `kernel/signal.c: do_sigaltstack`.
  private mutating func sigaltstack(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let old = extra(of: caller).alternateStack
    let disable: UInt64 = 2
    // SS_ONSTACK.
    let mode: UInt32 = old.isEnabled ? (old.holds(call.e) ? 1 : 0) : UInt32(disable)
    taskTable[caller].replyExtra = Int64(mode | old.flags & AlternateStack.disarms)
    var address = old.address
    if call.d == 0 {
      // sigaltstack(2), EPERM.
      guard !old.holds(call.e) else { throw .notPermitted }
      let flags = UInt32(truncatingIfNeeded: call.b)
      let mode = UInt64(flags & ~AlternateStack.disarms)
      // sigaltstack(2), EINVAL: neither SS_DISABLE, SS_ONSTACK nor 0.
      guard mode <= disable else { throw .invalidArgument }
      var new = AlternateStack.disabled
      if mode != disable {
        // sigaltstack(2), ENOMEM: smaller than MINSIGSTKSZ of 2,048 bytes.
        guard call.c >= 2_048 else { throw .noMemory }
        new = AlternateStack(address: call.a, size: call.c, isEnabled: true)
      }
      new.flags = flags
      let index = ensureExtra(of: caller)
      extras[index].alternateStack = new
    }
    if !old.isEnabled { address = 0 }
    keep(littleEndian([address, old.isEnabled ? old.size : 0]), for: caller)
    return .value(0)
  }

  // MARK: - Waiting for signals

  /// Source: sigsuspend(2); `kernel/signal.c: sigsuspend`.
  private mutating func suspend(_ mask: SignalSet, by caller: Int32) -> Outcome {
    let index = ensureExtra(of: caller)
    extras[index].savedMask = taskTable[caller].blocked
    taskTable[caller].blockedCall = .suspend
    taskTable[caller].callA = mask.rawValue
    setBlocked(mask, of: caller)
    return resumeSuspend(of: caller)
  }

  mutating func resumeSuspend(of task: Int32) -> Outcome {
    if !isInterrupted(task) {
      // Taken up again after a stop: the mask was put back meanwhile.
      setBlocked(SignalSet(rawValue: taskTable[task].callA), of: task)
    }
    guard isInterrupted(task) else {
      block(.waitingForSignal)
      return .pending
    }
    taskTable[task].flags.insert(.restoresMask)
    interrupt(task, .onlyUnhandled)
    return .value(0)
  }

  /// Source: sigtimedwait(2); `kernel/signal.c: do_sigtimedwait`.
  private mutating func timedWait(
    _ set: SignalSet, _ timeout: UInt64?, by caller: Int32
  ) throws(Errno) -> Outcome {
    taskTable[caller].callA = set.subtracting(.unblockable).rawValue
    taskTable[caller].callC = timeout.map { deadline(after: $0) } ?? 0
    if let reply = takeWaited(by: caller) { return reply }
    // sigtimedwait(2), EAGAIN: it is not to wait.
    if timeout == 0 { throw .resourceTemporarilyUnavailable }
    // While it waits, what it waits for is neither blocked nor ignored.
    taskTable[caller].blockedCall = .timedWait
    let index = ensureExtra(of: caller)
    extras[index].savedMask = taskTable[caller].blocked
    taskTable[caller].blocked.subtract(SignalSet(rawValue: taskTable[caller].callA))
    updateSignalPending(caller)
    if isInterrupted(caller) { return try resumeTimedWait(of: caller) }
    block(.waitingForSignal)
    if taskTable[caller].callC > 0 { startTimer(of: caller, at: taskTable[caller].callC) }
    return .pending
  }

  mutating func resumeTimedWait(of task: Int32) throws(Errno) -> Outcome {
    taskTable[task].blocked = extra(of: task).savedMask
    taskTable[task].blockedCall = .none
    let reply = takeWaited(by: task)
    updateSignalPending(task)
    if let reply { return reply }
    let isOver = taskTable[task].callC > 0 && taskTable[task].callC <= timeNanoseconds
    // sigtimedwait(2): EAGAIN when the time is over, EINTR for another signal's handler.
    throw isOver ? .resourceTemporarilyUnavailable : .interrupted
  }

  private mutating func takeWaited(by task: Int32) -> Outcome? {
    let set = SignalSet(rawValue: taskTable[task].callA)
    let group = taskTable[task].signal
    let info: SignalInfo
    if let signal = taskTable[task].pending.set.intersection(set).next {
      info = dequeue(signal, of: .task(task))
    } else if let signal = signals[group].pending.set.intersection(set).next {
      info = dequeue(signal, of: .group(group))
    } else {
      // It sees what else waits, all the same. Source: `kernel/signal.c: dequeue_signal`.
      updateSignalPending(task)
      return nil
    }
    updateSignalPending(task)
    keep(info.bytes + littleEndian([info.value]), for: task)
    return .value(Int64(info.signal.rawValue))
  }
}
