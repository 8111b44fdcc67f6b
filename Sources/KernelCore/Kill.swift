internal import LinuxABI

// Sending signals from one task to others.
extension Kernel {
  /// Sends a signal to one process or to several.
  ///
  /// Source: kill(2); `kernel/signal.c: kill_something_info`.
  mutating func kill(
    _ pid: Int32, _ signal: Signal, by caller: Int32
  ) throws(Errno) -> Outcome {
    var info = ownInfo(signal, .user, by: caller)
    if pid > 0 {
      // H1, H2a: the id of any thread names its group, and that thread is asked first.
      let task = task(numbered: pid, seenBy: caller)
      // kill(2), ESRCH: there is no such process.
      guard task >= 0 else { throw .noSuchProcess }
      try kill(task, &info, .process, by: caller)
      return .value(0)
    }
    // The negative of this number is none. Source: `kill_something_info`.
    guard pid != .min else { throw .noSuchProcess }
    let groups = try recipients(of: pid, by: caller)
    // kill(2): one of the recipients is enough.
    var isAnySent = false
    var failure: Errno?
    for group in groups {
      do throws(Errno) {
        try kill(signals[group].leader, &info, .process, by: caller)
        isAnySent = true
      } catch {
        // kill(-1) to nobody but the forbidden succeeds. Source: `kill_something_info`.
        if pid != -1 || error != .notPermitted { failure = error }
      }
    }
    if !isAnySent, let failure { throw failure }
    return .value(0)
  }

  /// Sends a signal to one thread.
  ///
  /// Source: tgkill(2); `kernel/signal.c: do_tkill, do_send_specific`.
  ///
  /// The thread has to be of the process, unless that is 0.
  mutating func threadKill(
    processID: Int32, threadID: Int32, _ signal: Signal, by caller: Int32
  ) throws(Errno) -> Outcome {
    let task = task(numbered: threadID, seenBy: caller)
    // tgkill(2), ESRCH: there is no such thread in that process.
    guard task >= 0,
      processID == 0 || processID == processNumber(of: task, seenBy: caller)
    else { throw .noSuchProcess }
    var info = ownInfo(signal, .thread, by: caller)
    try kill(task, &info, .thread, by: caller)
    return .value(0)
  }

  /// Source: sigqueue(3); `kernel/signal.c: do_rt_sigqueueinfo`.
  ///
  /// A caller may say what it likes of its own signals, and nothing that looks like the kernel's or like
  /// kill's of those to others.
  mutating func queue(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    var info = queuedInfo(
      Signal(rawValue: call.intB), value: call.c, code: call.intD, form: call.e, sender: call.f,
      by: caller)
    try checkCode(info.code, to: call.intA, by: caller)
    let task = task(numbered: call.intA, seenBy: caller)
    guard task >= 0 else { throw .noSuchProcess }
    try kill(task, &info, .process, by: caller)
    return .value(0)
  }

  /// rt_sigqueueinfo(2), EPERM: what only the kernel and kill say, to another than the thread itself.
  private func checkCode(
    _ code: SignalCode, to number: Int32, by caller: Int32
  ) throws(Errno) {
    guard
      code.rawValue < 0 && code != .thread || number == self.number(of: caller, seenBy: caller)
    else { throw .notPermitted }
  }

  /// What a queued signal says: the sender may name any code, process and user.
  ///
  /// The form is 0 for the caller's own number and SI_QUEUE, 1 for its own number and a code, 2 for a
  /// sender as well, whose process is in the lower half and whose user is in the upper one.
  private func queuedInfo(
    _ signal: Signal, value: UInt64, code: Int32, form: UInt64, sender: UInt64, by caller: Int32
  ) -> SignalInfo {
    var info = ownInfo(signal, form == 0 ? .queue : SignalCode(rawValue: code), by: caller)
    info.status = Int32(truncatingIfNeeded: value)
    info.value = value
    if form == 2 {
      info.processID = ProcessID(rawValue: Int32(truncatingIfNeeded: sender))
      info.userID = UInt32(truncatingIfNeeded: sender >> 32)
    }
    return info
  }

  /// Queues a signal for a thread of a process.
  ///
  /// Source: rt_tgsigqueueinfo(2); `kernel/signal.c: do_rt_tgsigqueueinfo`.
  mutating func queueToThread(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // rt_tgsigqueueinfo(2), EINVAL: no process's number, or no thread's.
    guard call.intA > 0, call.intB > 0 else { throw .invalidArgument }
    let sender = call.bytes.littleEndian(at: 4, count: 8)
    var info = queuedInfo(
      Signal(rawValue: call.intC), value: call.d,
      code: Int32(truncatingIfNeeded: call.bytes.littleEndian(at: 0, count: 4)),
      form: call.bytes.isEmpty ? 0 : 2, sender: sender, by: caller)
    try checkCode(info.code, to: call.intB, by: caller)
    let task = task(numbered: call.intB, seenBy: caller)
    guard task >= 0, processNumber(of: task, seenBy: caller) == call.intA else {
      throw .noSuchProcess
    }
    try kill(task, &info, .thread, by: caller)
    return .value(0)
  }

  /// What a signal of a task says: who sent it, as it knows itself.
  private func ownInfo(_ signal: Signal, _ code: SignalCode, by caller: Int32) -> SignalInfo {
    SignalInfo(
      signal: signal, code: code,
      processID: ProcessID(rawValue: processNumber(of: caller, seenBy: caller)),
      userID: credentials(of: caller).realUserID)
  }

  /// Sends a signal to a task that the caller may send it to.
  ///
  /// H1a: what the signal says of its sender is changed for a receiver in other namespaces, and stays
  /// so for the receivers that come after it.
  ///
  /// Source: `kernel/signal.c: send_signal_locked`, which writes into the one siginfo of them all.
  mutating func kill(
    _ task: Int32, _ info: inout SignalInfo, _ scope: SignalScope, by caller: Int32
  ) throws(Errno) {
    if let errno = checkPermission(info.signal, to: task, by: caller) { throw errno }
    guard info.signal.rawValue != 0 else { return }
    // The number is the sender's own, 0 from outside the receiver's namespace.
    let isForced = isInAncestorNamespace(caller, of: task)
    if isForced { info.processID = ProcessID(rawValue: 0) }
    if userNamespace(of: caller) >= 0 || userNamespace(of: task) >= 0 {
      info.userID = idNumber(credentials(of: caller).realUserID, .user, seenBy: caller)
      let user = kernelID(info.userID, .user, in: userNamespace(of: caller))
      info.userID = user.map { idNumber($0, .user, seenBy: task) } ?? Self.overflowID
    }
    // rt_sigqueueinfo(2), EAGAIN: RLIMIT_SIGPENDING.
    guard send(info, to: task, scope, isForced: isForced) else {
      throw .resourceTemporarilyUnavailable
    }
  }

  /// The thread groups that a number of kill names which is no process's.
  private func recipients(of pid: Int32, by caller: Int32) throws(Errno) -> [Int32] {
    let own = taskTable[caller].signal
    let groups: [Int32]
    if pid == -1 {
      // H3: everybody that the caller sees, but init and the caller's own group; in the order of
      // their creation.
      groups = signals.indices
        .filter {
          $0 != own && processNumber(of: signals[$0].leader, seenBy: caller) > 1
        }
        .sorted { taskTable[signals[$0].leader].threadID < taskTable[signals[$1].leader].threadID }
    } else if pid == 0 {
      groups = processes(of: signals[own].processGroup)
    } else {
      let named = processGroup(numbered: -pid, seenBy: caller)
      groups = named >= 0 ? processes(of: named) : []
    }
    // kill(2), ESRCH: there is no such process group.
    guard !groups.isEmpty else { throw .noSuchProcess }
    return groups
  }

  /// Source: `kernel/signal.c: check_kill_permission, kill_ok_by_cred`.
  func checkPermission(_ signal: Signal, to task: Int32, by caller: Int32) -> Errno? {
    // kill(2), EINVAL: no signal has that number.
    guard (0...Signal.maximum).contains(signal.rawValue) else { return .invalidArgument }
    let group = taskTable[task].signal
    let own = taskTable[caller].signal
    if group == own { return nil }
    let mine = credentials(of: caller)
    let its = credentials(of: task)
    if mine.userID == its.savedUserID || mine.userID == its.realUserID
      || mine.realUserID == its.savedUserID || mine.realUserID == its.realUserID
    {
      return nil
    }
    if hasCapability(.kill, caller, over: task) { return nil }
    // SIGCONT may go anywhere in the session.
    if signal == .cont, signals[group].session == signals[own].session { return nil }
    // kill(2), EPERM: another user's process.
    return .notPermitted
  }
}
