public import LinuxABI
internal import Wire

/// The code of a signal's handler: it runs in the task that takes the signal, on top of what that was
/// doing, with a handle of its own.
public typealias SignalHandler = @Sendable (SystemCalls, SignalInfo) async throws -> Void

/// What a signal does to a process.
public struct SignalAction: Sendable {
  enum Kind: Sendable {
    case `default`
    case ignore
    case handler(SignalHandler)
  }

  let kind: Kind
  let flags: SignalActionFlags
  let mask: SignalSet

  /// What it does by itself: it ends the process, stops it, or does nothing.
  ///
  /// The corresponding Linux constant is `SIG_DFL`.
  public static var `default`: SignalAction { SignalAction(kind: .default, flags: [], mask: []) }

  /// Nothing.
  ///
  /// The corresponding Linux constant is `SIG_IGN`.
  public static var ignore: SignalAction { SignalAction(kind: .ignore, flags: [], mask: []) }

  /// Runs a handler, in the task that takes the signal.
  ///
  /// - Parameters:
  ///   - flags: For example `.restart`, so that a call which the handler interrupts starts again.
  ///   - mask: What is blocked while the handler runs, besides the signal itself.
  ///   - body: The handler.
  /// - Returns: The action.
  public static func handle(
    flags: SignalActionFlags = [], mask: SignalSet = [], _ body: @escaping SignalHandler
  ) -> SignalAction {
    SignalAction(kind: .handler(body), flags: flags, mask: mask)
  }
}

/// What becomes of the mask of a task.
///
/// Source: sigprocmask(2).
public enum SignalMaskChange: UInt64, Sendable {
  /// These are blocked too (`SIG_BLOCK`).
  case block = 0
  /// These are no longer blocked (`SIG_UNBLOCK`).
  case unblock = 1
  /// These are blocked and no others (`SIG_SETMASK`).
  case set = 2
}

extension SystemCalls {
  /// Sets what a signal does to this process, and to those that share its table of handlers.
  ///
  /// - Throws: `Errno.invalidArgument` for SIGKILL and SIGSTOP.
  ///
  /// Source: sigaction(2).
  public func sigaction(
    _ signal: Signal, _ action: SignalAction, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    let handler: UInt64 =
      switch action.kind {
      case .default: 0
      case .ignore: 1
      case .handler(let body): TaskRuntime.current.register(body)
      }
    try await call(
      .rtSigaction, UInt64(register: signal.rawValue), handler, UInt64(action.flags.rawValue), 0,
      action.mask.rawValue, at: (file, line))
  }

  /// Changes which signals this task does not take, and gives those that it did not take before.
  ///
  /// The mask is the task's own; a child starts with a copy of its creator's.
  ///
  /// Source: sigprocmask(2); pthread_sigmask(3) is the same call.
  @discardableResult
  public func sigprocmask(
    _ change: SignalMaskChange, _ set: SignalSet, file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws -> SignalSet {
    let reply = try await call(
      .rtSigprocmask, change.rawValue, set.rawValue, at: (file, line))
    return SignalSet(rawValue: UInt64(bitPattern: reply.extra))
  }

  /// The blocked signals that wait for this task, or for its process.
  ///
  /// Source: sigpending(2).
  public func sigpending(file: StaticString = #fileID, line: UInt32 = #line) async throws
    -> SignalSet
  {
    SignalSet(
      rawValue: UInt64(bitPattern: try await call(.rtSigpending, at: (file, line)).extra))
  }

  /// Sleeps until one of these signals comes, and takes it: no handler runs.
  ///
  /// The signals have to be blocked, in every thread; else another one may take them, or this one
  /// before it sleeps.
  ///
  /// - Throws: `Errno.interrupted` if a handler has run for another signal.
  ///
  /// Source: sigwaitinfo(2).
  public func sigwait(
    _ set: SignalSet, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> SignalInfo {
    let reply = try await call(.rtSigtimedwait, set.rawValue, at: (file, line))
    return SignalInfo(facts: reply.bytes)
  }

  /// Sleeps with another mask until a handler has run; then the mask is what it was.
  ///
  /// - Throws: `Errno.interrupted`, always: that is how it comes back.
  ///
  /// Source: sigsuspend(2).
  public func sigsuspend(
    _ mask: SignalSet, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    try await call(.rtSigsuspend, mask.rawValue, at: (file, line))
  }

  /// Sends a signal to one thread.
  ///
  /// Source: tgkill(2).
  public func tgkill(
    _ processID: ProcessID, _ threadID: ThreadID, _ signal: Signal, file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws {
    try await call(
      .tgkill, UInt64(register: processID.rawValue), UInt64(register: threadID.rawValue),
      UInt64(register: signal.rawValue), at: (file, line))
  }
}

extension SignalInfo {
  /// A description from the words that a reply carries: signal, code, process, user and status, each an
  /// Int32, and behind them the value, an UInt64, if there is one.
  init(facts bytes: [UInt8]) {
    func word(_ start: Int, _ count: Int) -> UInt64 {
      bytes.dropFirst(start).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    func number(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: word(4 * index, 4)) }
    self.init(
      signal: Signal(rawValue: number(0)), code: SignalCode(rawValue: number(1)),
      processID: ProcessID(rawValue: number(2)), userID: UInt32(bitPattern: number(3)),
      status: number(4), value: word(20, 8))
  }
}
