internal import LinuxABI

/// What tracing knows of a task: as a tracee, and as a tracer.
struct TraceState: Sendable {
  /// The task that traces it, or -1.
  var tracer: Int32 = -1
  /// The options of PTRACE_SETOPTIONS.
  var options: UInt32 = 0
  /// Whether it was attached by PTRACE_SEIZE.
  var isSeized = false
  // The tracees of a tracer, in the order in which they came to be traced.
  var firstTracee: Int32 = -1
  var lastTracee: Int32 = -1
  var previousTracee: Int32 = -1
  var nextTracee: Int32 = -1
}

// Tracing, as far as clone, exec, exit and signals need it.
extension Kernel {
  mutating func ptrace(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
  }

  /// Who traces a task, or -1.
  func tracer(of task: Int32) -> Int32 { extra(of: task).trace.tracer }

  /// Whether a task is traced by somebody else than its parent's process.
  func isReparented(_ task: Int32) -> Bool { false }
  func isSeized(_ task: Int32) -> Bool { false }
  mutating func notifyTrap(_ task: Int32) {}
  mutating func trapForStop(_ task: Int32) {}
  mutating func takeResumedSignal(_ task: Int32) -> SignalInfo? { nil }
  mutating func stopForSignal(_ task: Int32, _ info: SignalInfo) {}
  mutating func stopBeforeExit(_ task: Int32, _ status: Int32) -> Bool { false }
  mutating func stopAfterVfork(_ parent: Int32, _ child: Int32) {}
  mutating func releaseTracees(of task: Int32) {}
  mutating func reapAsTracer(_ task: Int32, _ caller: Int32) {}
  mutating func detach(_ task: Int32) {}
  func execMessage(of task: Int32) -> Int32 { 0 }
  mutating func traceExec(_ task: Int32, formerID: Int32) {}
}
