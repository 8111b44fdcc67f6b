internal import LinuxABI

/// What a task waits for: the arguments of wait4 or waitid.
struct WaitRequest {
  /// Whose id `id` is.
  enum Kind: UInt64 {
    case everyone = 0
    case process = 1
    /// `id` is the index of a process group's record.
    case group = 2
    /// `id` is the slot of a task that a descriptor names.
    case task = 3
  }

  var kind: Kind
  var id: Int32
  var options: WaitOptions
  /// Whether the answer is a `SignalInfo` (waitid) or a status word (wait4).
  var wantsInfo = false

  var words: (UInt64, UInt64) {
    (
      kind.rawValue | (wantsInfo ? 16 : 0) | UInt64(UInt32(bitPattern: id)) << 32,
      UInt64(UInt32(bitPattern: options.rawValue))
    )
  }

  init(kind: Kind, id: Int32, options: WaitOptions, wantsInfo: Bool = false) {
    self.kind = kind
    self.id = id
    self.options = options
    self.wantsInfo = wantsInfo
  }

  init(words: (UInt64, UInt64)) {
    kind = Kind(rawValue: words.0 & 15) ?? .everyone
    wantsInfo = words.0 & 16 != 0
    id = Int32(truncatingIfNeeded: words.0 >> 32)
    options = WaitOptions(rawValue: Int32(truncatingIfNeeded: words.1))
  }
}

// Waiting for children that end, stop or go on.
extension Kernel {
  /// C31: what wait4 takes; `WEXITED` is implied and not among them.
  private static var waitOptions: WaitOptions {
    [.noHang, .untraced, .continued, .noThread, .all, .clone]
  }

  /// C31: what waitid takes.
  private static var waitidOptions: WaitOptions {
    [.noHang, .noWait, .exited, .untraced, .continued, .noThread, .all, .clone]
  }

  /// Waits for a child.
  ///
  /// Source: wait4(2); `kernel/exit.c: kernel_wait4`.
  @inline(__always)
  mutating func beginWait(
    _ pid: Int32, _ options: WaitOptions, by caller: Int32
  ) throws(Errno) -> Outcome {
    // C31. Source: `kernel_wait4`.
    guard options.isSubset(of: Self.waitOptions) else { throw .invalidArgument }
    // C32: the negative of this number is none. Source: `kernel_wait4`.
    guard pid != .min else { throw .noSuchProcess }
    let options = options.union(.exited)
    if pid == -1 {
      return try wait(WaitRequest(kind: .everyone, id: 0, options: options), by: caller)
    }
    if pid > 0 {
      return try wait(WaitRequest(kind: .process, id: pid, options: options), by: caller)
    }
    let group =
      pid == 0
      ? signals[taskTable[caller].signal].processGroup
      : processGroup(numbered: -pid, seenBy: caller)
    // C36: a group that is not there has no child of the caller in it.
    guard group >= 0 else { throw .noChildProcess }
    return try wait(WaitRequest(kind: .group, id: group, options: options), by: caller)
  }

  /// Waits for a child, and tells more of it.
  ///
  /// Source: waitid(2); `kernel/exit.c: kernel_waitid_prepare`.
  mutating func beginWaitid(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    var options = WaitOptions(rawValue: call.intD)
    // C31: at least one kind of event.
    guard options.isSubset(of: Self.waitidOptions),
      !options.isDisjoint(with: [.exited, .untraced, .continued])
    else { throw .invalidArgument }
    var kind = WaitRequest.Kind.everyone
    var id = call.intB
    switch UInt8(exactly: UInt32(truncatingIfNeeded: call.a)).flatMap(WaitIDType.init) {
    case .all: break
    case .process:
      // C32.
      guard id > 0 else { throw .invalidArgument }
      kind = .process
    case .group:
      guard id >= 0 else { throw .invalidArgument }
      kind = .group
      id =
        id == 0
        ? signals[taskTable[caller].signal].processGroup
        : processGroup(numbered: id, seenBy: caller)
      guard id >= 0 else { throw .noChildProcess }
    case .pidfd:
      guard id >= 0 else { throw .invalidArgument }
      let (task, isNonBlocking) = try taskOfPidfd(FileDescriptor(rawValue: id), by: caller)
      kind = .task
      guard task >= 0 else { throw .noChildProcess }
      id = task
      if isNonBlocking, !options.contains(.noHang) {
        options.insert([.noHang, Self.pidfdNonBlocking])
      }
    case nil: throw .invalidArgument
    }
    return try wait(
      WaitRequest(kind: kind, id: id, options: options, wantsInfo: true), by: caller)
  }

  /// Marks a wait that a non-blocking descriptor makes: EAGAIN instead of 0.
  private static var pidfdNonBlocking: WaitOptions { WaitOptions(rawValue: 1 << 16) }

  @inline(__always)
  private mutating func wait(
    _ request: WaitRequest, by caller: Int32
  ) throws(Errno) -> Outcome {
    (taskTable[caller].callA, taskTable[caller].callB) = request.words
    taskTable[caller].blockedCall = .wait
    taskTable[caller].replyExtra = 0
    return try resumeWait(of: caller)
  }

  /// Looks for an event, again after the task was woken.
  ///
  /// Source: `kernel/exit.c: do_wait, __do_wait`.
  @inline(__always)
  mutating func resumeWait(of caller: Int32) throws(Errno) -> Outcome {
    let request = WaitRequest(words: (taskTable[caller].callA, taskTable[caller].callB))
    switch search(request, by: caller) {
    case .found(let event):
      // What was asked for is no longer of use; who wants to know it finds the child's times there.
      (taskTable[caller].callA, taskTable[caller].callB) = event.times
      taskTable[caller].callC = UInt64(event.faults)
      if request.wantsInfo {
        let info = SignalInfo(
          signal: .child, code: event.code, processID: ProcessID(rawValue: event.number),
          userID: event.userID, status: event.status)
        keep(info.bytes, for: caller)
        return .value(0)
      }
      taskTable[caller].replyExtra = Int64(event.status)
      return .value(Int64(event.number))
    case .noChild:
      // C36: nobody that it could ever be told of. Source: `do_wait`, notask_error.
      throw .noChildProcess
    case .notYet:
      if request.options.contains(.noHang) {
        // waitid(2), EAGAIN: the descriptor was opened with PIDFD_NONBLOCK.
        guard !request.options.contains(Self.pidfdNonBlocking) else {
          throw .resourceTemporarilyUnavailable
        }
        if request.wantsInfo { keep(Self.noInfo, for: caller) }
        return .value(0)
      }
      if isInterrupted(caller) {
        interrupt(caller, .unlessHandled)
        return .value(0)
      }
      block(.waitingForChild)
      signals[taskTable[caller].signal].waiters.prepend(caller, in: &taskTable)
      return .pending
    }
  }

  /// Takes note of every child that has ended, for an init that ends too (C12).
  ///
  /// Source: `kernel/pid_namespace.c: zap_pid_ns_processes`, kernel_wait4.
  ///
  /// - Returns: Whether there are children that have not ended; the task waits for them.
  mutating func reapAll(by task: Int32) -> Bool {
    let request = WaitRequest(kind: .everyone, id: 0, options: [.exited, .all])
    while true {
      switch search(request, by: task) {
      case .found: continue
      case .noChild: return false
      case .notYet:
        (taskTable[task].callA, taskTable[task].callB) = request.words
        block(.waitingForChild)
        signals[taskTable[task].signal].waiters.prepend(task, in: &taskTable)
        return true
      }
    }
  }

  private static var noInfo: [UInt8] { [UInt8](repeating: 0, count: 20) }

  private struct FoundEvent {
    var number: Int32
    /// The status word, for wait4; the status alone, for waitid.
    var status: Int32
    var code: SignalCode
    var userID: UInt32
    /// The processor time of the child, with its own children's.
    var times: (user: UInt64, system: UInt64) = (0, 0)
    /// The page faults of the child, with its own children's.
    var faults = 0
  }

  private enum SearchResult {
    case found(FoundEvent)
    case notYet
    case noChild
  }

  /// C34, C35: the caller's own children in their order, then those that it traces, then the same
  /// for the next thread of the group, and so on around.
  ///
  /// Source: `kernel/exit.c: __do_wait, do_wait_thread, ptrace_do_wait`.
  @inline(__always)
  private mutating func search(_ request: WaitRequest, by caller: Int32) -> SearchResult {
    var isAnyEligible = false
    if request.kind == .process || request.kind == .task {
      return searchOne(request, by: caller)
    }
    let isAlone = request.options.contains(.noThread)
    var thread = caller
    repeat {
      var child = taskTable[thread].firstChild
      while child >= 0 {
        let next = taskTable[child].nextSibling
        if let event = consider(child, asTracer: false, request, caller, &isAnyEligible) {
          return .found(event)
        }
        child = next
      }
      if taskTable[thread].extra >= 0 {
        var tracee = extras[taskTable[thread].extra].trace.firstTracee
        while tracee >= 0 {
          let next = extras[taskTable[tracee].extra].trace.nextTracee
          if let event = consider(tracee, asTracer: true, request, caller, &isAnyEligible) {
            return .found(event)
          }
          tracee = next
        }
      }
      if isAlone { break }
      thread = threadAfter(thread)
    } while thread != caller
    return isAnyEligible ? .notYet : .noChild
  }

  /// One process, by its id.
  ///
  /// Source: `kernel/exit.c: do_wait_pid, is_effectively_child`.
  @inline(__always)
  private mutating func searchOne(_ request: WaitRequest, by caller: Int32) -> SearchResult {
    let task =
      request.kind == .task ? request.id : task(numbered: request.id, seenBy: caller)
    guard task >= 0, taskTable.isInUse(task) else { return .noChild }
    var isAnyEligible = false
    if signals[taskTable[task].signal].leader == task,
      isChild(task, of: caller, request.options),
      let event = consider(task, asTracer: false, request, caller, &isAnyEligible)
    {
      return .found(event)
    }
    if taskTable[task].flags.contains(.traced), isTracee(task, of: caller, request.options),
      let event = consider(task, asTracer: true, request, caller, &isAnyEligible)
    {
      return .found(event)
    }
    return isAnyEligible ? .notYet : .noChild
  }

  @inline(__always)
  private func isChild(_ child: Int32, of caller: Int32, _ options: WaitOptions) -> Bool {
    let parent = taskTable[child].parent
    guard parent >= 0 else { return false }
    if parent == caller { return true }
    return !options.contains(.noThread)
      && taskTable[parent].signal == taskTable[caller].signal
  }

  private func isTracee(_ task: Int32, of caller: Int32, _ options: WaitOptions) -> Bool {
    let tracer = tracer(of: task)
    if tracer == caller { return true }
    return !options.contains(.noThread)
      && taskTable[tracer].signal == taskTable[caller].signal
  }

  /// C33: whether a child is one that the caller asks for.
  ///
  /// Source: `kernel/exit.c: eligible_child`.
  @inline(__always)
  private func isEligible(_ child: Int32, asTracer: Bool, _ request: WaitRequest) -> Bool {
    if request.kind == .group,
      signals[taskTable[child].signal].processGroup != request.id
    {
      return false
    }
    if request.options.contains(.all) || asTracer && profile.traceeSelection == .all {
      return true
    }
    return (taskTable[child].exitSignal != Int16(Signal.child.rawValue))
      == request.options.contains(.clone)
  }

  /// Looks at one child, and takes its event if there is one.
  ///
  /// Source: `kernel/exit.c: wait_consider_task`.
  @inline(__always)
  private mutating func consider(
    _ child: Int32, asTracer given: Bool, _ request: WaitRequest, _ caller: Int32,
    _ isAnyEligible: inout Bool
  ) -> FoundEvent? {
    guard isEligible(child, asTracer: given, request) else { return nil }
    let isTraced = taskTable[child].flags.contains(.traced)
    // C40: a tracee of the own group is not seen twice.
    let asTracer = given || isTraced && !isReparented(child)
    let group = taskTable[child].signal
    if taskTable[child].state == .zombie {
      let isDelayed = signals[group].leader == child && signals[group].threadCount > 1
      if !isDelayed, asTracer || !isTraced {
        let (times, faults) = (allTimes(of: child), allFaults(of: child))
        var event = takeZombie(child, asTracer: asTracer, request, caller, &isAnyEligible)
        event?.times = times
        event?.faults = faults
        return event
      }
      // C5, C36a: a leader whose threads live may still stop and go on.
      if !asTracer || !request.options.isDisjoint(with: [.continued, .exited]) {
        isAnyEligible = true
      }
    } else {
      isAnyEligible = true
    }
    var event =
      takeStop(child, asTracer: asTracer, request, caller) ?? takeContinue(child, request, caller)
    if event != nil {
      event?.times = allTimes(of: child)
      event?.faults = allFaults(of: child)
    }
    return event
  }

  /// Source: `kernel/exit.c: wait_task_zombie`.
  @inline(__always)
  private mutating func takeZombie(
    _ child: Int32, asTracer: Bool, _ request: WaitRequest, _ caller: Int32,
    _ isAnyEligible: inout Bool
  ) -> FoundEvent? {
    guard request.options.contains(.exited) else { return nil }
    let status = processStatus(of: child)
    var event = FoundEvent(
      number: number(of: child, seenBy: caller), status: status,
      code: status & 0x7f == 0
        ? .childExited : status & 0x80 != 0 ? .childDumped : .childKilled,
      userID: userNumber(of: child, seenBy: caller))
    if request.wantsInfo { event.status = status & 0x7f == 0 ? status >> 8 : status & 0x7f }
    if request.options.contains(.noWait) { return event }
    if !taskTable[child].flags.contains(.traced) {
      addTimes(of: child, to: caller)
      releaseProcess(child, reaper: .waiter)
    } else {
      reapAsTracer(child, caller)
    }
    return event
  }

  /// Source: `kernel/exit.c: wait_task_stopped, task_stopped_code`.
  private mutating func takeStop(
    _ child: Int32, asTracer: Bool, _ request: WaitRequest, _ caller: Int32
  ) -> FoundEvent? {
    guard asTracer || request.options.contains(.untraced) else { return nil }
    let group = taskTable[child].signal
    let code: Int32
    if asTracer {
      guard taskTable[child].state == .traced,
        !taskTable[child].jobControl.contains(.listening)
      else { return nil }
      code = taskTable[child].exitCode
      guard code != 0 else { return nil }
      if !request.options.contains(.noWait) { taskTable[child].exitCode = 0 }
    } else {
      guard signals[group].stopFlags.contains(.stopped) else { return nil }
      code = signals[group].groupExitCode
      guard code != 0 else { return nil }
      if !request.options.contains(.noWait) { signals[group].groupExitCode = 0 }
    }
    return FoundEvent(
      number: number(of: child, seenBy: caller),
      status: request.wantsInfo ? code : code << 8 | 0x7f,
      code: asTracer ? .childTrapped : .childStopped,
      userID: userNumber(of: child, seenBy: caller))
  }

  /// Source: `kernel/exit.c: wait_task_continued`.
  private mutating func takeContinue(
    _ child: Int32, _ request: WaitRequest, _ caller: Int32
  ) -> FoundEvent? {
    let group = taskTable[child].signal
    guard request.options.contains(.continued), signals[group].stopFlags.contains(.continued)
    else { return nil }
    if !request.options.contains(.noWait) { signals[group].stopFlags.remove(.continued) }
    return FoundEvent(
      number: number(of: child, seenBy: caller),
      status: request.wantsInfo ? Signal.cont.rawValue : WaitStatus.continued.rawValue,
      code: .childContinued, userID: userNumber(of: child, seenBy: caller))
  }

  // MARK: - Waking

  /// Wakes whoever of a group waits for this child; each looks again when it runs, so one of them
  /// gets it (C41).
  ///
  /// Source: `kernel/exit.c: __wake_up_parent, child_wait_callback`.
  @inline(__always)
  mutating func wakeWaiters(of group: Int32, for child: Int32) {
    guard signals[group].waiters.count > 0 else { return }
    wakeSomeWaiters(of: group, for: child)
  }

  /// The one that came last is the first to look (C41).
  ///
  /// Source: `kernel/sched/wait.c: add_wait_queue`, which adds at the head.
  private mutating func wakeSomeWaiters(of group: Int32, for child: Int32) {
    var thread = signals[group].waiters.first
    while thread >= 0 {
      let next = taskTable[thread].nextInQueue
      let request = WaitRequest(words: (taskTable[thread].callA, taskTable[thread].callB))
      if concerns(child, request, thread) {
        endWait(of: thread)
        taskTable[thread].flags.insert(.inCall)
      }
      thread = next
    }
  }

  /// Source: `kernel/exit.c: pid_child_should_wake`.
  private func concerns(_ child: Int32, _ request: WaitRequest, _ waiter: Int32) -> Bool {
    switch request.kind {
    case .everyone: break
    case .process:
      guard number(of: child, seenBy: waiter) == request.id else { return false }
    case .group:
      guard signals[taskTable[child].signal].processGroup == request.id else { return false }
    case .task:
      guard child == request.id else { return false }
    }
    if request.options.contains(.noThread) {
      // Of a tracee the tracer counts, even where both are of one group.
      return taskTable[child].flags.contains(.traced)
        ? tracer(of: child) == waiter : taskTable[child].parent == waiter
    }
    return true
  }

  /// Makes a task runnable that waits for a child.
  mutating func endWait(of task: Int32) {
    signals[taskTable[task].signal].waiters.remove(task, in: &taskTable)
    wake(task)
  }
}
