import Markup
import Results

extension Verdict {
  /// The sign of the verdict, never shown without its label.
  var symbol: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .notRun: "○"
    case .graderError: "!"
    }
  }

  /// The verdict in words.
  var label: String {
    switch self {
    case .pass: "passed"
    case .fail: "failed"
    case .notRun: "not run"
    case .graderError: "grader error"
    }
  }

  /// The verdict as the heading of a column.
  var heading: String {
    switch self {
    case .pass: "Passed"
    case .fail: "Failed"
    case .notRun: "Not run"
    case .graderError: "Grader error"
    }
  }

  var cssClass: CSSClass {
    switch self {
    case .pass: "verdict-pass"
    case .fail: "verdict-fail"
    case .notRun: "verdict-not-run"
    case .graderError: "verdict-grader-error"
    }
  }
}

extension Visibility {
  /// Who may see a test, in words.
  var label: String {
    switch self {
    case .visible: "visible"
    case .afterDueDate: "after the due date"
    case .hidden: "hidden"
    }
  }
}
