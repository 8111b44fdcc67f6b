internal import LinuxABI

/// What tracing knows of a task: as a tracee, and as a tracer.
struct TraceState: Sendable {
  /// The task that traces it, or -1.
  var tracer: Int32 = -1
  var options: TraceOptions = []
  /// Whether it was attached by PTRACE_SEIZE.
  var isSeized = false
  /// Whether it stops at each call, before and after (PTRACE_SYSCALL).
  var stopsAtCalls = false
  /// Whether it has stopped before a call, and not yet come back from it.
  var isInCall = false
  /// Whether it has left a stop before a call: it makes the call, whatever waits for it.
  var makesCall = false
  /// Whether it has taken signals on its way back from a call: then it stops no more after it.
  var hasLeftCall = false

  /// What it goes on with after the stop that it is in, or has just left.
  var resume = TraceResume.none
  /// The signal of the stop, as the tracer may ask for it (`last_siginfo`).
  var info: SignalInfo?
  /// What PTRACE_GETEVENTMSG tells (`ptrace_message`).
  var message: Int64 = 0
  /// What it needs to go on: which that is says `resume`.
  var detail: Int32 = 0
  /// Where the signal of the stop was pending.
  var scope = SignalScope.thread

  // The tracees of a tracer, the latest first.
  var firstTracee: Int32 = -1
  var previousTracee: Int32 = -1
  var nextTracee: Int32 = -1
}

/// What a tracer wants to know of (`PTRACE_O_...`).
///
/// Source: ptrace(2); `include/uapi/linux/ptrace.h`.
struct TraceOptions: OptionSet, Sendable {
  let rawValue: UInt32

  /// The option for an event.
  init(_ event: TraceEventCode) { rawValue = 1 << UInt32(event.rawValue) }

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The stops of PTRACE_SYSCALL have bit 7 set in their signal (`PTRACE_O_TRACESYSGOOD`).
  static var marksCalls: TraceOptions { TraceOptions(rawValue: 1) }
  /// The tracees are killed when the tracer ends (`PTRACE_O_EXITKILL`).
  static var exitKill: TraceOptions { TraceOptions(rawValue: 1 << 20) }
  /// The tracee's filters of system calls are suspended (`PTRACE_O_SUSPEND_SECCOMP`).
  static var suspendFilters: TraceOptions { TraceOptions(rawValue: 1 << 21) }
  /// Those that Linux has (`PTRACE_O_MASK`).
  static var known: TraceOptions { TraceOptions(rawValue: 0xff | 3 << 20) }
}

/// An event that a tracee stops for (`PTRACE_EVENT_...`).
///
/// Source: ptrace(2); `include/uapi/linux/ptrace.h`.
enum TraceEventCode: Int32, Sendable {
  case fork = 1
  case vfork = 2
  case clone = 3
  case exec = 4
  case vforkDone = 5
  case exit = 6
  /// A filter of its calls wants the tracer to see one (`PTRACE_EVENT_SECCOMP`).
  case filter = 7
  /// A seized tracee stops with its group, or because its tracer interrupted it.
  case stop = 128
}

/// The requests that are built.
///
/// Source: ptrace(2); `include/uapi/linux/ptrace.h`.
private enum TraceRequest: UInt64 {
  case traceMe = 0
  case resume = 7
  case kill = 8
  case attach = 16
  case detach = 17
  /// On to the next call of a tracee that is machine code.
  case resumeToCall = 24
  case setOptions = 0x4200
  case getEventMessage = 0x4201
  case getSignalInfo = 0x4202
  case seize = 0x4206
  case interrupt = 0x4207
  case listen = 0x4208

  /// Whether Linux has a request of this number on riscv64, besides those that are built.
  ///
  /// Those look into a tracee's memory, registers and calls. What other machines have besides (the
  /// requests of `arch/x86`, PTRACE_SYSEMU) is EIO here, as is PTRACE_GET_RSEQ_CONFIGURATION without
  /// CONFIG_RSEQ.
  static func isLinux(_ number: UInt64) -> Bool {
    switch number {
    case 1, 2, 4, 5, 0x4204, 0x4205, 0x420e, 0x4210, 0x4212: true
    default: false
    }
  }
}

// Tracing, as far as clone, exec, exit and signals need it: what a tracer asks for, and whether it
// may. A tracee's own side is in PtraceStops.swift, who traces whom in PtraceFamily.swift.
extension Kernel {
  /// Carries out a request of a tracer, or of who wants to be traced.
  ///
  /// Source: ptrace(2); `kernel/ptrace.c: SYSCALL_DEFINE4(ptrace)`.
  mutating func ptrace(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let request = TraceRequest(rawValue: call.a)
    if request == .traceMe {
      try traceMe(caller)
      return .value(0)
    }
    let tracee = task(numbered: call.intB, seenBy: caller)
    // ptrace(2), ESRCH: there is no such task.
    guard tracee >= 0 else { throw .noSuchProcess }
    if request == .attach || request == .seize {
      return try attach(tracee, call, isSeizing: request == .seize, by: caller)
    }
    // F8: ptrace(2), ESRCH: it is not traced by the caller, or not stopped.
    // Source: `kernel/ptrace.c: ptrace_check_attach`.
    guard tracer(of: tracee) == caller,
      request == .kill || request == .interrupt || isReadyForRequest(tracee, by: caller)
    else { throw .noSuchProcess }
    return try carryOut(request, call, on: tracee, by: caller)
  }

  /// Source: `kernel/ptrace.c: ptrace_request`.
  private mutating func carryOut(
    _ request: TraceRequest?, _ call: RegisterCall, on tracee: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let index = taskTable[tracee].extra
    switch request {
    case .resume, .resumeToCall:
      taskTable[tracee].exitCode = try signalNumber(call.d)
      extras[index].trace.stopsAtCalls = request == .resumeToCall
      wake(tracee)
    case .detach:
      // Of this word only the lower half counts.
      taskTable[tracee].exitCode = try signalNumber(call.d & 0xffff_ffff)
      release(tracee, from: caller)
    case .kill:
      send(
        SignalInfo(
          signal: .kill, code: .user,
          processID: ProcessID(rawValue: processNumber(of: caller, seenBy: tracee)),
          userID: credentials(of: caller).realUserID), to: tracee, .thread,
        isForced: isInAncestorNamespace(caller, of: tracee))
    case .setOptions:
      // ptrace(2), EINVAL: options that there are not. Source: `check_ptrace_options`.
      guard call.d & ~UInt64(TraceOptions.known.rawValue) == 0 else { throw .invalidArgument }
      let options = TraceOptions(rawValue: UInt32(call.d))
      try check(options, for: caller)
      extras[index].trace.options = options
    case .getEventMessage: taskTable[caller].replyExtra = extras[index].trace.message
    case .getSignalInfo:
      // ptrace(2), EINVAL: it stopped with its group, not for a signal. Source: `ptrace_getsiginfo`.
      guard let info = extras[index].trace.info else { throw .invalidArgument }
      keep(info.travellingBytes, for: caller)
    case .interrupt:
      // ptrace(2), EIO: it was not seized. Source: `ptrace_request`, PTRACE_INTERRUPT.
      guard extras[index].trace.isSeized else { throw .ioError }
      if setJobControl(.trapStop, of: tracee) { wakeTracee(tracee) }
    case .listen:
      // ptrace(2), EIO: it was not seized, or its stop is another. Source: `ptrace_request`,
      // PTRACE_LISTEN.
      guard extras[index].trace.isSeized,
        let info = extras[index].trace.info,
        info.code.rawValue >> 8 == TraceEventCode.stop.rawValue
      else { throw .ioError }
      taskTable[tracee].jobControl.insert(.listening)
      if taskTable[tracee].jobControl.contains(.trapNotify) { wakeTracee(tracee) }
    case nil where TraceQuery(rawValue: call.a) != nil:
      if let query = TraceQuery(rawValue: call.a) {
        return try carryOut(query, call, on: tracee, by: caller)
      }
    case nil where TraceRequest.isLinux(call.a):
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    // ptrace(2), EIO: there is no such request. Source: `ptrace_request`.
    case nil, .traceMe, .attach, .seize: throw .ioError
    }
    return .value(0)
  }

  /// The signal that a tracee is to go on with.
  private func signalNumber(_ word: UInt64) throws(Errno) -> Int32 {
    // ptrace(2), EIO: no signal has that number. Source: `ptrace_resume, ptrace_detach`.
    guard word <= UInt64(Signal.maximum) else { throw .ioError }
    return Int32(word)
  }

  /// Source: `kernel/ptrace.c: check_ptrace_options`.
  private func check(_ options: TraceOptions, for caller: Int32) throws(Errno) {
    guard options.contains(.suspendFilters) else { return }
    // ptrace(2), EPERM: it needs the capability to administer the system, and is not for one who has
    // filters of his own, or whose are suspended.
    guard credentials(of: caller).capabilities.contains(.systemAdministration),
      secureMode(of: caller) == 0,
      !extra(of: caller).trace.options.contains(.suspendFilters)
    else { throw .notPermitted }
  }

  /// Whether a tracee stops and can be asked.
  ///
  /// Source: `kernel/ptrace.c: ptrace_freeze_traced, looks_like_a_spurious_pid`.
  private func isReadyForRequest(_ tracee: Int32, by caller: Int32) -> Bool {
    guard taskTable[tracee].state == .traced,
      !taskTable[tracee].jobControl.contains(.listening), !isKilled(tracee)
    else { return false }
    // D13: who asks by the number that it took over with an exec has to wait for the event first.
    return taskTable[tracee].exitCode != Self.stopCode(.exec)
      || Int64(number(of: tracee, seenBy: caller))
        == extras[taskTable[tracee].extra].trace.message
  }

  // MARK: - Who is traced

  /// F7: lets the caller's parent trace it: the very task that is its parent.
  ///
  /// Source: `kernel/ptrace.c: ptrace_traceme`.
  private mutating func traceMe(_ caller: Int32) throws(Errno) {
    // ptrace(2), EPERM: it is traced already.
    guard !taskTable[caller].flags.contains(.traced) else { throw .notPermitted }
    let parent = parent(of: caller)
    // The parent may not get powers over what can do more than itself.
    // Source: `security/commoncap.c: cap_ptrace_traceme`.
    guard
      credentials(of: caller).permitted.isSubset(of: credentials(of: parent).permitted)
        || hasCapability(.trace, parent, over: caller)
    else { throw .notPermitted }
    link(caller, to: parent)
  }

  /// F7: makes the caller a task's tracer.
  ///
  /// Source: `kernel/ptrace.c: ptrace_attach`.
  private mutating func attach(
    _ tracee: Int32, _ call: RegisterCall, isSeizing: Bool, by caller: Int32
  ) throws(Errno) -> Outcome {
    var options: TraceOptions = []
    if isSeizing {
      // ptrace(2), EIO: an address is given, or options that there are not.
      guard call.c == 0, call.d & ~UInt64(TraceOptions.known.rawValue) == 0 else {
        throw .ioError
      }
      options = TraceOptions(rawValue: UInt32(call.d))
      try check(options, for: caller)
    }
    // ptrace(2), EPERM: a part of the kernel, or a task of the caller's own group.
    guard taskTable[tracee].state != .builtIn, !isKernelThread(tracee),
      taskTable[tracee].signal != taskTable[caller].signal
    else { throw .notPermitted }
    taskTable[caller].callA = isSeizing ? 1 : 0
    taskTable[caller].callB = UInt64(options.rawValue)
    let target = id(of: tracee)
    taskTable[caller].callC =
      UInt64(UInt32(bitPattern: target.index)) << 32 | UInt64(target.generation)
    return try resumeAttach(of: caller)
  }

  /// Goes on with an attach once the process of the tracee has executed its program.
  ///
  /// Source: `kernel/ptrace.c: ptrace_attach`, cred_guard_mutex, which an exec holds.
  mutating func resumeAttach(of caller: Int32) throws(Errno) -> Outcome {
    let isSeizing = taskTable[caller].callA == 1
    let options = TraceOptions(rawValue: UInt32(truncatingIfNeeded: taskTable[caller].callB))
    let tracee = attachTarget(of: caller)
    if tracee >= 0, signals[taskTable[tracee].signal].execTask >= 0 {
      taskTable[caller].blockedCall = .attach
      if isInterrupted(caller) {
        interrupt(caller, .always)
        return .value(0)
      }
      block(.sleeping)
      return .pending
    }
    // ptrace(2), EPERM: one that the caller has no power over, one that is on its way out, or one
    // that is traced already.
    guard tracee >= 0, mayAccess(tracee, by: caller), taskTable[tracee].state != .zombie,
      !taskTable[tracee].flags.contains(.traced)
    else { throw .notPermitted }
    link(tracee, to: caller)
    extras[taskTable[tracee].extra].trace.options = options
    extras[taskTable[tracee].extra].trace.isSeized = isSeizing
    if !isSeizing {
      send(SignalInfo(signal: .stop, code: .kernel), to: tracee, .thread, isForced: true)
    }
    // One that is stopped already stops for its tracer from now on; the call takes as long as that.
    if taskTable[tracee].state == .stopped, setJobControl(.trapStop, of: tracee) {
      trapForStop(tracee)
    }
    return .value(0)
  }

  /// Whom a task is about to attach to; -1 if that is no more.
  private func attachTarget(of caller: Int32) -> Int32 {
    let words = taskTable[caller].callC
    let index = Int32(truncatingIfNeeded: words >> 32)
    return taskTable.isInUse(index)
      && taskTable.generation(of: index) == UInt32(truncatingIfNeeded: words) ? index : -1
  }

  /// A process no longer waits to execute a program: who was to trace a task of it tries again.
  mutating func endExecWait(of group: Int32) {
    signals[group].execTask = -1
    for task in taskTable.indices
    where taskTable[task].state == .sleeping && taskTable[task].blockedCall == .attach {
      wake(task)
      taskTable[task].flags.insert(.inCall)
    }
  }

  /// Whether a task may trace another one, or look into it.
  ///
  /// Source: `kernel/ptrace.c: __ptrace_may_access`; `security/commoncap.c:
  /// cap_ptrace_access_check`.
  func mayAccess(_ task: Int32, by caller: Int32) -> Bool {
    if taskTable[task].signal == taskTable[caller].signal { return true }
    if hasCapability(.trace, caller, over: task) { return true }
    let mm = taskTable[task].mm
    // Of one that has ended, what its memory was counts.
    let isHidden =
      mm >= 0 ? !memory.spaces[mm].isDumpable : taskTable[task].flags.contains(.wasHidden)
    if isHidden { return false }
    let mine = credentials(of: caller)
    let its = credentials(of: task)
    return mine.realUserID == its.userID && mine.realUserID == its.savedUserID
      && mine.realUserID == its.realUserID && mine.realGroupID == its.groupID
      && mine.realGroupID == its.savedGroupID && mine.realGroupID == its.realGroupID
      && userNamespace(of: task) == userNamespace(of: caller)
      && its.permitted.isSubset(of: mine.permitted)
  }

  /// A task acts for somebody else from now on: what it knows of the one before is not for all.
  ///
  /// Source: `kernel/cred.c: commit_creds`.
  mutating func hide(_ task: Int32) {
    if taskTable[task].mm >= 0 { memory.spaces[taskTable[task].mm].isDumpable = false }
    taskTable[task].parentDeathSignal = 0
  }
}
