/// What became of a test or of an exercise: four outcomes, never two.
///
/// `graderError` is a fault of the grader or of its tests and is never the student's score;
/// `notRun` says that something before it stood in the way.
package enum Verdict: String, Codable, Sendable, CaseIterable {
  case pass
  case fail
  case notRun = "not_run"
  case graderError = "grader_error"
}

/// Who may see a test's name, message and values, and when.
public enum Visibility: String, Codable, Sendable, CaseIterable {
  /// Students see it at once.
  case visible
  /// Students see it after the due date.
  case afterDueDate = "after_due_date"
  /// Students never see it.
  case hidden
}
