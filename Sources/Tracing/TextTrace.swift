public import KernelCore

/// The text forms of a trace.
public enum TextTrace {
  /// One line an event, calls as strace writes them.
  ///
  ///     [2] clone(SIGCHLD) = 3
  ///     [2] wait4(-1, 0)
  ///     [3] exit_group(7)
  ///     [3] +++ exited with 7 +++
  ///     [2] wait4 = 3 (exited with 7)
  ///
  /// The answer stands on the line of its call when nothing happened in between.
  ///
  /// - Parameters:
  ///   - trace: The trace.
  ///   - detail: Which events to show.
  /// - Returns: The lines, without line ends.
  public static func lines(of trace: Trace, detail: TraceDetail = .calls) -> [String] {
    lines(of: RecordedTrace(trace), detail: detail)
  }

  /// The same of a trace apart from its kernel.
  public static func lines(of trace: RecordedTrace, detail: TraceDetail = .calls) -> [String] {
    var lines = TraceLines.lines(of: trace.events, detail: detail).map { line in
      "[" + String(line.threadID) + "] " + line.text
    }
    if trace.overflowed { lines.insert(overflowText(trace), at: 0) }
    return lines
  }

  /// One line an event with its virtual time, as strace writes it with `-r`.
  ///
  ///          0 ns  [2] clone(SIGCHLD) = 3
  ///       1000 ns  [2] wait4(-1, 0)
  ///
  /// - Parameters:
  ///   - trace: The trace.
  ///   - detail: Which events to show.
  /// - Returns: The lines, without line ends, each with the number of its event.
  public static func timedLines(
    of trace: Trace, detail: TraceDetail = .calls
  ) -> [(sequence: UInt64, text: String)] {
    let lines = TraceLines.lines(of: trace.events, detail: detail)
    let width = lines.map { String($0.timeNanoseconds).utf8.count }.max() ?? 0
    return lines.map { line in
      let time = String(line.timeNanoseconds)
      let indent = String(repeating: " ", count: width - time.utf8.count)
      let text = indent + time + " ns  [" + String(line.threadID) + "] " + line.text
      return (line.sequence, text)
    }
  }

  /// The answer to a call, as strace has it after the equals sign.
  ///
  /// - Parameters:
  ///   - sequence: The number of the call's event in the trace.
  ///   - trace: The trace.
  /// - Returns: Nil if the call has no answer, or the trace does not have the call any more.
  public static func answer(toCall sequence: UInt64, in trace: Trace) -> String? {
    let events = trace.events
    guard
      let index = events.firstIndex(where: { $0.sequence == sequence && $0.kind == .call })
    else { return nil }
    let call = events[index]
    for event in events[(index + 1)...] where event.threadID == call.threadID {
      switch event.kind {
      case .reply: return replyText(of: event, to: call)
      case .call, .exit: return nil
      default: break
      }
    }
    return nil
  }

  /// What stands before a trace that has lost its beginning.
  static func overflowText(_ trace: RecordedTrace) -> String {
    let lost = trace.eventCount - trace.events.count
    return "... " + String(lost) + " events before these were not kept"
  }
}
