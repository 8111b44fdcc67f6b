import KernelCore
import LinuxABI

/// A run as strace would show it: one line a call, with the id of the task that made it.
///
///     [2] clone(SIGCHLD) = 3
///     [2] wait4(-1, 0 <unfinished ...>
///     [3] exit_group(7) = ?
///     [3] +++ exited with 7 +++
///     [2] <... wait4 resumed>) = 3 (exited with 7)
///     [2] exit_group(0) = ?
///     [2] +++ exited with 0 +++
///
/// A call stands on one line when no other task does anything between the call and its answer.
/// What Linux stores through a pointer (the status of a child, the bytes of a read) follows the
/// result in parentheses.
public struct Transcript {
  private var text = ""
  /// The call whose line has no answer yet, and no line end.
  private var open: Int?

  /// The transcript of a run.
  ///
  /// - Parameters:
  ///   - calls: The calls in the order in which they were made.
  ///   - events: What happened.
  ///   - end: How the run ended; anything but ``RunEnd/finished`` is said in a last line.
  /// - Returns: Lines, each with its line end.
  public static func text(calls: [CallRecord], events: [RunEvent], end: RunEnd) -> String {
    var transcript = Transcript()
    for event in events {
      switch event {
      case .called(let index): transcript.begin(index, calls[index])
      case .answered(let index): transcript.answer(index, calls[index])
      case .handled(let threadID, let signal):
        transcript.suspendOpenCall()
        transcript.text += "[" + threadID.description + "] --- " + signal.name + " ---\n"
      case .ended(let threadID, let status):
        transcript.suspendOpenCall()
        transcript.text += "[" + threadID.description + "] +++ "
        transcript.text += (status?.description ?? "ended") + " +++\n"
      }
    }
    transcript.suspendOpenCall()
    switch end {
    case .finished: break
    case .deadlock: transcript.text += "--- deadlock: every task that is left waits ---\n"
    case .callLimit: transcript.text += "--- stopped at the limit on system calls ---\n"
    }
    return transcript.text
  }

  private mutating func begin(_ index: Int, _ record: CallRecord) {
    suspendOpenCall()
    text += "[" + record.threadID.description + "] "
    // Without the closing parenthesis, which comes with the answer.
    let description = record.call.description
    text += String(decoding: description.utf8.dropLast(), as: UTF8.self)
    guard record.call.returns else {
      text += ") = ?\n"
      return
    }
    open = index
  }

  private mutating func answer(_ index: Int, _ record: CallRecord) {
    if open != index {
      suspendOpenCall()
      text += "[" + record.threadID.description + "] <... "
      text += record.call.name.description + " resumed>"
    }
    open = nil
    text += ") = "
    if let reply = record.reply { text += reply.text(for: record.call) }
    text += "\n"
  }

  /// Ends the line of a call that is not answered yet, because something else happens now; the
  /// answer of one that its task's end cuts off never comes.
  private mutating func suspendOpenCall() {
    guard open != nil else { return }
    text += " <unfinished ...>\n"
    open = nil
  }
}

extension Runner {
  /// The run so far as strace would show it; see ``Transcript``.
  public func transcript(end: RunEnd) -> String {
    Transcript.text(calls: calls, events: events, end: end)
  }
}

extension SystemCall {
  /// Whether the call reads or writes memory without the kernel's help.
  fileprivate var isAccess: Bool {
    switch self {
    case .load, .store, .fetchAdd, .exchange, .compareExchange: true
    default: false
    }
  }

  /// Whether the call comes back to the task that makes it.
  fileprivate var returns: Bool {
    switch self {
    case .exit, .exitGroup: false
    default: true
    }
  }
}

extension Reply {
  /// The result as strace writes it.
  fileprivate func text(for call: SystemCall) -> String {
    // A word of memory is never an error: an access that fails ends its process.
    if call.isAccess { return String(UInt64(bitPattern: value)) }
    if let error = errno {
      let text = "-1 " + error.name + " ("
      if let notBuilt { return text + notBuilt.name + " is not built)" }
      return text + error.message + ")"
    }
    switch call {
    case .wait4 where value > 0:
      let status = WaitStatus(rawValue: Int32(truncatingIfNeeded: extra))
      return String(value) + " (" + status.description + ")"
    case .read, .getcwd:
      return bytes.isEmpty
        ? String(value) : String(value) + " (" + quotedBytes(bytes[...], .hexadecimal) + ")"
    case .mmap: return UserAddress(rawValue: UInt64(bitPattern: value)).description
    case .umask: return "0" + String(value, radix: 8)
    default: return String(value)
    }
  }
}
