internal import LinuxABI

extension Signal {
  /// The signal's place in a set: bit 0 for signal 1.
  var bit: UInt64 { 1 << UInt64(rawValue - 1) }

  /// Whether it is in a set of those below real time.
  ///
  /// What happens by default: signal(7); `include/linux/signal.h: sig_kernel_ignore` and its like.
  private func isIn(_ set: UInt64) -> Bool { rawValue <= 32 && set & bit != 0 }

  /// SIGCHLD, SIGCONT, SIGURG, SIGWINCH.
  var isIgnoredByDefault: Bool {
    isIn(Signal.child.bit | Signal.cont.bit | Signal.urgent.bit | Signal.windowChange.bit)
  }

  /// SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU.
  var stopsByDefault: Bool {
    isIn(
      Signal.stop.bit | Signal.terminalStop.bit | Signal.terminalInput.bit
        | Signal.terminalOutput.bit)
  }

  /// Those that write a core file, so that the group's end begins only when a thread sees them.
  var dumpsByDefault: Bool {
    isIn(
      Signal.quit.bit | Signal.illegalInstruction.bit | Signal.trap.bit | Signal.abort.bit
        | Signal.bus.bit | Signal.floatingPointException.bit | Signal.segmentationFault.bit
        | Signal.processorTime.bit | Signal.fileSize.bit | Signal.badSystemCall.bit)
  }
}

/// What a signal would do to a process.
enum SignalEffect: Int64 {
  case nothing = 0
  case ignored = 1
  case fatal = 2
  /// It would stop or dump the process.
  case notBuilt = 3
  /// It would run a handler.
  case handler = 4
}

// Sending signals. This kernel knows those that are ignored and those that end the process; what
// would stop it, dump it or run a handler is refused by name where it is asked for.
extension Kernel {
  /// Sends a signal to one process or to several.
  ///
  /// Source: kill(2); `kernel/signal.c: kill_something_info`.
  mutating func kill(
    _ pid: Int32, _ signal: Signal, by caller: Int32
  ) throws(Errno) -> Outcome {
    let groups = try recipients(of: pid, by: caller)
    // kill(2): one of the recipients is enough; only a process that was named can be forbidden.
    var permitted: [Int32] = []
    var failure: Errno?
    for group in groups {
      if let errno = checkPermission(signal, to: group, by: caller) {
        failure = errno
      } else {
        permitted.append(group)
      }
    }
    if permitted.isEmpty, let failure {
      // kill(-1) to nobody but the forbidden succeeds. Source: `kill_something_info`.
      if pid == -1, failure == .notPermitted { return .value(0) }
      throw failure
    }
    guard signal.rawValue != 0 else { return .value(0) }
    for group in permitted {
      switch effect(of: signal, on: group) {
      case .nothing, .ignored, .fatal: continue
      case .notBuilt: return refuse(.signalNotBuilt, Int64(signal.rawValue), to: caller)
      case .handler: return refuse(.handlerNotBuilt, Int64(signal.rawValue), to: caller)
      }
    }
    for group in permitted { deliver(signal, to: group) }
    return .value(0)
  }

  /// The thread groups that a number of kill names.
  private func recipients(of pid: Int32, by caller: Int32) throws(Errno) -> [Int32] {
    if pid > 0 {
      // H1: the id of any thread names its group.
      let task = threadIDs[pid]
      // kill(2), ESRCH: there is no such process.
      guard task >= 0 else { throw .noSuchProcess }
      return [taskTable[task].signal]
    }
    // The negative of this number is none. Source: `kill_something_info`.
    guard pid != .min else { throw .noSuchProcess }
    let own = taskTable[caller].signal
    let leaders = signals.indices.map { signals[$0].leader }
      .sorted { taskTable[$0].threadID < taskTable[$1].threadID }
    let groups: [Int32]
    if pid == -1 {
      // H3: everybody but init and the caller's own group.
      groups = leaders.map { taskTable[$0].signal }
        .filter { $0 != own && signals[$0].protection == .none }
    } else {
      let named = pid == 0 ? processGroups[signals[own].processGroup].id : -pid
      // The youngest first: each is entered at the head of its list.
      // Source: `kernel/pid.c: attach_pid`.
      groups = leaders.reversed().map { taskTable[$0].signal }
        .filter { processGroups[signals[$0].processGroup].id == named }
    }
    // kill(2), ESRCH: there is no such process group.
    guard !groups.isEmpty else { throw .noSuchProcess }
    return groups
  }

  /// Source: `kernel/signal.c: check_kill_permission, kill_ok_by_cred`.
  private func checkPermission(
    _ signal: Signal, to group: Int32, by caller: Int32
  ) -> Errno? {
    // kill(2), EINVAL: no signal has that number.
    guard (0...Signal.maximum).contains(signal.rawValue) else { return .invalidArgument }
    let own = taskTable[caller].signal
    let credentials = taskTable[caller].credentials
    if group == own || credentials.capabilities.contains(.kill)
      || credentials.userID == taskTable[signals[group].leader].credentials.userID
    {
      return nil
    }
    // SIGCONT may go anywhere in the session; each program here is one.
    if signal == .cont, signals[group].processGroup == signals[own].processGroup { return nil }
    // kill(2), EPERM: another user's process.
    return .notPermitted
  }

  /// What a signal would do to a process now.
  @inline(__always)
  private func effect(of signal: Signal, on group: Int32) -> SignalEffect {
    // H6: a group that is on its way out takes no more; C7: a zombie neither.
    if signals[group].groupExit == .begun || signals[group].liveCount == 0 { return .nothing }
    let sighand = taskTable[signals[group].leader].sighand
    if sighands[sighand].ignored & signal.bit != 0 { return .ignored }
    if sighands[sighand].handled & signal.bit != 0 { return .handler }
    // H4: an init is out of reach of what is not ignored or handled anyway.
    if signal.isIgnoredByDefault || signals[group].protection == .initProcess { return .ignored }
    return signal.stopsByDefault || signal.dumpsByDefault ? .notBuilt : .fatal
  }

  /// Sends a signal that is ignored or fatal.
  ///
  /// C2: a fatal one begins the end of the whole group at once, with its number as the status.
  ///
  /// Source: `kernel/signal.c: complete_signal`.
  mutating func deliver(_ signal: Signal, to group: Int32) {
    let effect = effect(of: signal, on: group)
    record(
      .signal, Int64(signal.rawValue), Int64(taskTable[signals[group].leader].processID),
      effect.rawValue, 0)
    if effect == .fatal {
      beginGroupExit(group, status: WaitStatus.signaled(signal).rawValue, by: -1)
    }
  }

  /// Ends the process of a task that made an access that is not allowed.
  ///
  /// The signal is forced: ignoring it does not help, and handlers for it are refused.
  ///
  /// Source: `kernel/signal.c: force_sig_fault`.
  mutating func dieOfFault(
    _ fault: MemoryFault, at address: UInt64, _ task: Int32
  ) -> Outcome {
    record(.fault, Int64(bitPattern: address), Int64(fault.signal.rawValue), 0, 0)
    let status = WaitStatus.signaled(fault.signal).rawValue
    beginGroupExit(taskTable[task].signal, status: status, by: task)
    return dieOfSignal(task)
  }

  /// Makes a task runnable that sleeps, because it has to end.
  mutating func interruptSleep(of task: Int32) {
    switch taskTable[task].state {
    case .waitingForChild: endWait(of: task)
    case .waitingForFutex: endFutexWait(of: task)
    case .waitingForVfork: wake(task)
    case .running, .runnable, .zombie, .dead, .builtIn: break
    }
  }

  // MARK: - Dispositions

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
    let old = self.disposition(of: signal, in: sighand).handler
    if let disposition {
      if disposition.handler > 1, sendsByItself(signal, to: sighand) {
        return refuse(.handlerNotBuilt, Int64(signal.rawValue), to: caller)
      }
      set(signal, disposition, in: sighand)
    }
    taskTable[caller].replyExtra = Int64(bitPattern: old)
    return .value(0)
  }

  /// Whether the kernel itself may send a signal to those who share a table: then a handler would
  /// have to run that cannot.
  private func sendsByItself(_ signal: Signal, to sighand: Int32) -> Bool {
    if signal == .child || signal == .segmentationFault || signal == .bus { return true }
    return taskTable.indices.contains { child in
      let parent = taskTable[child].parent
      return parent >= 0 && Int32(taskTable[child].exitSignal) == signal.rawValue
        && taskTable[parent].sighand == sighand
    }
  }

  func disposition(of signal: Signal, in sighand: Int32) -> SignalDisposition {
    var disposition = SignalDisposition.default
    if sighands[sighand].ignored & signal.bit != 0 { disposition = .ignore }
    if sighands[sighand].handled & signal.bit != 0 {
      disposition.handler = sighands[sighand].handlers[Int(signal.rawValue)]
    }
    if signal == .child { disposition.zombies = sighands[sighand].zombies }
    return disposition
  }

  private mutating func set(
    _ signal: Signal, _ disposition: SignalDisposition, in sighand: Int32
  ) {
    sighands[sighand].ignored &= ~signal.bit
    sighands[sighand].handled &= ~signal.bit
    switch disposition.handler {
    case 0: break
    case 1: sighands[sighand].ignored |= signal.bit
    default:
      sighands[sighand].handled |= signal.bit
      if sighands[sighand].handlers.isEmpty {
        sighands[sighand].handlers = ContiguousArray(
          repeating: 0, count: Int(Signal.maximum) + 1)
      }
      sighands[sighand].handlers[Int(signal.rawValue)] = disposition.handler
    }
    if signal == .child { sighands[sighand].zombies = disposition.zombies }
  }
}
