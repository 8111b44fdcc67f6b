package import Results

/// For whom a report is written.
package enum Audience: String, CaseIterable, Sendable {
  /// Teachers: everything.
  case instructor
  /// Students before the due date: visible tests, and nobody else's name.
  case student
  /// Students after the due date: also the tests that become visible then.
  case studentAfterDueDate = "student-after-due-date"

  /// Says whether this audience may read a test's name, message and values.
  package func mayRead(_ visibility: Visibility) -> Bool {
    switch (self, visibility) {
    case (.instructor, _), (_, .visible), (.studentAfterDueDate, .afterDueDate): true
    case (.student, .afterDueDate), (.student, .hidden), (.studentAfterDueDate, .hidden): false
    }
  }

  /// Says whether this audience may read of students other than the one a page is about.
  var seesOtherStudents: Bool { self == .instructor }
}
