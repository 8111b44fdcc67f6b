package import LinuxABI

/// What a task's filters say of a call that it is about to make.
package enum CallVerdict: Sendable {
  /// It is made.
  case isMade
  /// It is not made, and answered by this.
  case isAnswered(SystemCall)
  /// Its tracer sees it first, by this; then it is judged again.
  case isShown(SystemCall)
  /// It is not made, and its task gets a signal or ends, by this.
  case isPunished(SystemCall)
}

/// What a filter answers with: the action, above what goes with it.
///
/// Source: seccomp(2); `include/uapi/linux/seccomp.h`.
private enum FilterAction {
  static var killProcess: UInt32 { 0x8000_0000 }
  static var killThread: UInt32 { 0 }
  static var trap: UInt32 { 0x3_0000 }
  static var errno: UInt32 { 0x5_0000 }
  static var notify: UInt32 { 0x7fc0_0000 }
  static var trace: UInt32 { 0x7ff0_0000 }
  static var log: UInt32 { 0x7ffc_0000 }
  static var allow: UInt32 { 0x7fff_0000 }
}

// Filters see a call as the registers hold it. So whoever has the registers asks before it makes the call
// of them, and hands in what comes of that.
extension Kernel {
  /// Judges a call of machine code.
  ///
  /// Source: `kernel/seccomp.c: __seccomp_filter`.
  ///
  /// - Parameters:
  ///   - task: Who is about to make it.
  ///   - number: Its number.
  ///   - address: Where the task goes on after it.
  ///   - arguments: Its six arguments.
  ///   - wasShown: Whether the tracer has seen it, as the filters asked.
  /// - Returns: What becomes of it.
  package func verdict(
    of task: TaskID, _ number: SystemCallNumber, at address: UInt64, _ arguments: [UInt64],
    wasShown: Bool
  ) -> CallVerdict {
    guard let slot = slot(of: task), taskTable[slot].extra >= 0,
      extras[taskTable[slot].extra].filter >= 0, !suspendsFilters(slot)
    else { return .isMade }
    // AUDIT_ARCH_RISCV64.
    let verdict = strictest(
      of: slot, [UInt64(number.rawValue) | 0xc000_00f3 << 32, address] + arguments)
    let data = verdict & 0xffff
    let asked = SystemCall.registers(
      RegisterCall(.callFilter, 1, UInt64(verdict), UInt64(number.rawValue), address))
    switch verdict & 0xffff_0000 {
    case FilterAction.allow, FilterAction.log: return .isMade
    case FilterAction.errno:
      // MAX_ERRNO.
      guard data > 0 else { return .isAnswered(.done(number)) }
      return .isAnswered(.refused(number, Errno(rawValue: Int32(min(data, 4_095)))))
    case FilterAction.trace where wasShown: return .isMade
    // seccomp(2): ENOSYS without a tracer that asked for the event.
    case FilterAction.trace where stopsForFilter(slot): return .isShown(asked)
    // ENOSYS: nobody listens.
    case FilterAction.trace, FilterAction.notify:
      return .isAnswered(.refused(number, .notImplemented))
    default: return .isPunished(asked)
    }
  }

  /// The strictest of what a task's filters say; of equals that of the latest.
  ///
  /// Source: `kernel/seccomp.c: seccomp_run_filters`, ACTION_ONLY.
  private func strictest(of task: Int32, _ data: [UInt64]) -> UInt32 {
    func rank(_ verdict: UInt32) -> Int32 { Int32(bitPattern: verdict & 0xffff_0000) }
    var verdict = FilterAction.allow
    var filter = extras[taskTable[task].extra].filter
    while filter >= 0 {
      let own = programSide.filters[filter].verdict(data)
      if rank(own) < rank(verdict) { verdict = own }
      filter = programSide.filters[filter].previous
    }
    return verdict
  }

  /// Whether the tracer of a task lets it make any call (`PTRACE_O_SUSPEND_SECCOMP`).
  func suspendsFilters(_ task: Int32) -> Bool {
    taskTable[task].flags.contains(.traced)
      && extras[taskTable[task].extra].trace.options.contains(.suspendFilters)
  }

  /// Carries out what a verdict says, or has a task have a filter.
  ///
  /// Words: 0 for a filter: 1 flags, 2 whether prctl was asked, bytes: the program. 1 for a verdict: 1 the
  /// verdict, 2 the number of the call, 3 where the task goes on after it.
  mutating func callFilter(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.a == 1 else { return try installFilter(call, by: caller) }
    let verdict = UInt32(truncatingIfNeeded: call.b)
    let group = taskTable[caller].signal
    switch verdict & 0xffff_0000 {
    case FilterAction.trace: return stopForFilter(message: Int64(verdict & 0xffff), of: caller)
    case FilterAction.trap:
      record(.fault, Int64(bitPattern: call.d), Int64(Signal.badSystemCall.rawValue), 0, 0)
      force(
        SignalInfo(
          signal: .badSystemCall, code: .filteredCall,
          processID: ProcessID(rawValue: Int32(verdict & 0xffff)), userID: 0xc000_00f3,
          status: Int32(truncatingIfNeeded: call.c), value: call.d), on: caller)
      return .value(0)
    case FilterAction.killThread where signals[group].liveCount > 1:
      record(.fault, Int64(bitPattern: call.d), Int64(Signal.badSystemCall.rawValue), 0, 0)
      return beginExit(of: caller, status: WaitStatus.signaled(.badSystemCall).rawValue)
    default:
      // No handler and no tracer sees the signal. Source: `kernel/signal.c: force_sig_seccomp`, HANDLER_EXIT.
      record(.fault, Int64(bitPattern: call.d), Int64(Signal.badSystemCall.rawValue), 0, 0)
      var status = WaitStatus.signaled(.badSystemCall).rawValue
      if dumpsCore(caller) { status |= 0x80 }
      if signals[group].groupExit == .none { beginGroupExit(group, status: status, by: caller) }
      return dieOfSignal(caller)
    }
  }
}

extension SystemCall {
  /// Has a task of machine code have a filter for its calls; seccomp(2), SECCOMP_SET_MODE_FILTER.
  ///
  /// - Parameters:
  ///   - program: The instructions, `struct sock_filter` of 8 bytes each.
  ///   - flags: Those of seccomp.
  ///   - isControl: Whether prctl is what was called.
  /// - Returns: The call.
  package static func filter(
    _ program: [UInt8], flags: UInt64, isControl: Bool = false
  ) -> SystemCall {
    .registers(RegisterCall(.callFilter, 0, flags, isControl ? 1 : 0, bytes: program))
  }
}
