import KernelCore
import LinuxABI

/// Why a signal of a trace was sent, as far as the events around it tell.
enum SignalReason {
  /// By a call that names a process (kill).
  case process
  /// By a call that names a thread (tkill, tgkill).
  case thread
  /// By the kernel, because a child ended: its process, how.
  case childEnd(process: Int64, status: WaitStatus)
  /// By the kernel, for another reason.
  case kernel

  /// The number of Linux (`si_code`).
  ///
  /// Source: `include/uapi/asm-generic/siginfo.h`.
  var number: Int32 {
    switch self {
    case .process: SignalCode.user.rawValue
    case .thread: SignalCode.thread.rawValue
    case .childEnd(_, let status):
      (status.exitCode != nil
        ? SignalCode.childExited : status.isDumped ? .childDumped : .childKilled).rawValue
    case .kernel: SignalCode.kernel.rawValue
    }
  }

  /// The name of Linux.
  var name: StaticString {
    switch self {
    case .process: "SI_USER"
    case .thread: "SI_TKILL"
    case .childEnd(_, let status):
      status.exitCode != nil ? "CLD_EXITED" : status.isDumped ? "CLD_DUMPED" : "CLD_KILLED"
    case .kernel: "SI_KERNEL"
    }
  }
}

/// Works out the reasons while the events of a trace are gone through.
struct SignalReasons {
  /// The call that is made now.
  private var call: TraceEvent?
  /// The last end of a process that nothing was sent for yet.
  private var processEnd: TraceEvent?

  /// Takes the next event.
  ///
  /// - Returns: For a signal, the reason.
  mutating func take(_ event: TraceEvent) -> SignalReason? {
    switch event.kind {
    case .call: call = event
    case .reply, .dispatch: call = nil
    case .processEnd: processEnd = event
    case .signal: return reason(of: event)
    default: break
    }
    return nil
  }

  private mutating func reason(of event: TraceEvent) -> SignalReason {
    if let end = processEnd, end.timeNanoseconds == event.timeNanoseconds,
      end.threadID == event.threadID
    {
      processEnd = nil
      return .childEnd(
        process: end.b, status: WaitStatus(rawValue: Int32(truncatingIfNeeded: end.a)))
    }
    guard let call, call.threadID == event.threadID else { return .kernel }
    switch SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: call.a)) {
    case .kill, .pidfdSendSignal: return .process
    case .tkill, .tgkill: return .thread
    default: return .kernel
    }
  }
}
