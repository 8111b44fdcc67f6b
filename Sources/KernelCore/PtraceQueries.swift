internal import LinuxABI

/// What kind of stop at a call a tracee is in (`PTRACE_SYSCALL_INFO_...`).
///
/// Source: ptrace(2), PTRACE_GET_SYSCALL_INFO; `include/uapi/linux/ptrace.h`.
package enum TraceCallStop: UInt8, Sendable {
  /// It stops for something else, or the tracer has not asked to have such stops marked.
  case none = 0
  /// Before the call.
  case entry = 1
  /// After it.
  case exit = 2
  /// Before it, for a filter.
  case filter = 3
}

/// Requests about a tracee's signals, and those that tell of what it has not.
enum TraceQuery: UInt64 {
  /// PTRACE_SINGLESTEP.
  case singleStep = 9
  case setSignalInfo = 0x4203
  case peekSignalInfo = 0x4209
  case getSignalMask = 0x420a
  case setSignalMask = 0x420b
  /// PTRACE_SECCOMP_GET_FILTER, PTRACE_SECCOMP_GET_METADATA.
  case getFilter = 0x420c
  case getFilterData = 0x420d
  /// PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG.
  case getDispatch = 0x4211
}

extension Kernel {
  /// Carries out a request about a tracee that has stopped.
  ///
  /// Source: ptrace(2); `kernel/ptrace.c: ptrace_request`.
  mutating func carryOut(
    _ query: TraceQuery, _ call: RegisterCall, on tracee: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let index = taskTable[tracee].extra
    switch query {
    case .singleStep:
      // ptrace(2), EIO: riscv64 has no single step; but the tracee no longer stops at calls.
      // Source: `kernel/ptrace.c: ptrace_resume`, arch_has_single_step.
      if call.d <= UInt64(Signal.maximum) { extras[index].trace.stopsAtCalls = false }
      throw .ioError
    case .setSignalInfo:
      // ptrace(2), EINVAL: it did not stop for a signal. Source: `ptrace_setsiginfo`.
      guard extras[index].trace.info != nil else { throw .invalidArgument }
      extras[index].trace.info = SignalInfo(travelling: call.bytes)
    case .peekSignalInfo: return try peekSignals(call, of: tracee, by: caller)
    case .getSignalMask:
      // ptrace(2), EINVAL: the size of a set of signals.
      guard call.c == 8 else { throw .invalidArgument }
      let isSaved = taskTable[tracee].flags.contains(.restoresMask)
      let mask = isSaved ? extras[index].savedMask : taskTable[tracee].blocked
      taskTable[caller].replyExtra = Int64(bitPattern: mask.rawValue)
    case .setSignalMask:
      guard call.c == 8 else { throw .invalidArgument }
      // The set travels in place of its address.
      taskTable[tracee].blocked = SignalSet(rawValue: call.d).subtracting(.unblockable)
      taskTable[tracee].flags.remove(.restoresMask)
      taskTable[tracee].flags.insert(.signalPending)
    case .getFilter, .getFilterData:
      // Source: `kernel/seccomp.c: seccomp_get_filter, seccomp_get_metadata`: EACCES without
      // CAP_SYS_ADMIN, and for who has filters himself, EINVAL where there are no filters.
      guard credentials(of: caller).capabilities.contains(.systemAdministration),
        secureMode(of: caller) == 0
      else { throw .permissionDenied }
      guard secureMode(of: tracee) == 2 else { throw .invalidArgument }
      guard query == .getFilter else {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      return try filterText(of: tracee, call.c, for: caller)
    case .getDispatch:
      // Source: `kernel/entry/syscall_user_dispatch.c: syscall_user_dispatch_get_config`: it is off.
      guard call.c == 32 else { throw .invalidArgument }
      keep([UInt8](repeating: 0, count: 32), for: caller)
    }
    return .value(0)
  }

  /// The program of a filter; 0 is the oldest.
  ///
  /// Source: `kernel/seccomp.c: get_nth_filter`.
  private mutating func filterText(
    of tracee: Int32, _ number: UInt64, for caller: Int32
  ) throws(Errno) -> Outcome {
    let count = filterCount(of: tracee)
    guard number < UInt64(count) else { throw .noSuchFileOrDirectory }
    var filter = extra(of: tracee).filter
    for _ in 0..<count - 1 - Int(number) { filter = programSide.filters[filter].previous }
    let program = programSide.filters[filter].program
    keep(littleEndian(Array(program)), for: caller)
    return .value(Int64(program.count))
  }

  /// The most signals that one request tells of.
  private static var peekedMax: Int { 1_024 }

  /// Tells of signals that wait: of the tracee's own or of its process's, from one on.
  ///
  /// Source: ptrace(2), PTRACE_PEEKSIGINFO; `kernel/ptrace.c: ptrace_peek_siginfo`.
  private mutating func peekSignals(
    _ call: RegisterCall, of tracee: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    // `struct ptrace_peeksiginfo_args`.
    let first = call.bytes.littleEndian(at: 0, count: 8)
    let flags = call.bytes.littleEndian(at: 8, count: 4)
    let count = Int32(truncatingIfNeeded: call.bytes.littleEndian(at: 12, count: 4))
    // ptrace(2), EINVAL: PTRACE_PEEKSIGINFO_SHARED is the only flag.
    guard flags & ~1 == 0, count >= 0 else { throw .invalidArgument }
    let pending =
      flags == 0 ? taskTable[tracee].pending : signals[taskTable[tracee].signal].pending
    var entry = pending.first
    var place: UInt64 = 0
    var told = 0
    var bytes: [UInt8] = []
    while entry >= 0, told < min(Int(count), Self.peekedMax) {
      if place >= first {
        bytes += queuedSignals[entry].info.travellingBytes
        told += 1
      }
      place += 1
      entry = queuedSignals[entry].next
    }
    keep(bytes, for: caller)
    return .value(Int64(told))
  }

  /// What PTRACE_GETEVENTMSG tells of a tracee's stop.
  package func stopMessage(of task: TaskID) -> Int64 {
    slot(of: task).map { extra(of: $0).trace.message } ?? 0
  }

  /// What kind of stop at a call a tracee is in, for whoever has its registers.
  package func callStop(of task: TaskID) -> TraceCallStop {
    guard let slot = slot(of: task), taskTable[slot].extra >= 0 else { return .none }
    let trace = extras[taskTable[slot].extra].trace
    // Source: `kernel/ptrace.c: ptrace_get_syscall_info_op`.
    if trace.info?.code.rawValue == Self.stopCode(.filter) { return .filter }
    guard trace.info?.code.rawValue == Signal.trap.rawValue | 0x80 else { return .none }
    return TraceCallStop(rawValue: UInt8(clamping: trace.message)) ?? .none
  }
}

extension SignalInfo {
  /// How many bytes it has as it travels with its whole value.
  static var travellingByteCount: Int { 28 }

  /// The five words, and the value.
  var travellingBytes: [UInt8] { bytes + littleEndian([value]) }

  /// A description from those bytes.
  init(travelling bytes: [UInt8]) {
    func int(_ place: Int) -> Int32 {
      Int32(truncatingIfNeeded: bytes.littleEndian(at: place, count: 4))
    }
    self.init(
      signal: Signal(rawValue: int(0)), code: SignalCode(rawValue: int(4)),
      processID: ProcessID(rawValue: int(8)), userID: UInt32(bitPattern: int(12)),
      status: int(16), value: bytes.littleEndian(at: 20, count: 8))
  }
}
