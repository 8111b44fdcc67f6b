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
    var lines = TraceLines.lines(of: trace.events, detail: detail).map { line in
      "[" + String(line.threadID) + "] " + line.text
    }
    if trace.overflowed { lines.insert(overflowText(trace), at: 0) }
    return lines
  }

  /// What stands before a trace that has lost its beginning.
  static func overflowText(_ trace: Trace) -> String {
    let lost = trace.eventCount - trace.events.count
    return "... " + String(lost) + " events before these were not kept"
  }
}
