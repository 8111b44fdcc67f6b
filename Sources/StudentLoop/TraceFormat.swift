package import Tracing

/// A form in which a trace can be written.
package enum TraceFormat: String, Sendable, CaseIterable {
  /// One line a call, for people.
  case text
  /// The whole trace, for programs and for reading it again.
  case json
  /// Chrome's JSON, for Perfetto.
  case chrome
  /// The text of Linux's ftrace.
  case ftrace
  /// The text of `strace -f -ttt`.
  case strace

  /// A trace in this form.
  package func write(_ trace: RecordedTrace) -> String {
    switch self {
    case .text: TextTrace.lines(of: trace).map { $0 + "\n" }.joined()
    case .json: JSONTrace.text(of: trace)
    case .chrome: ChromeTrace.text(of: trace)
    case .ftrace: FtraceText.text(of: trace)
    case .strace: StraceText.text(of: trace)
    }
  }
}
