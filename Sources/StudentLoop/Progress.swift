/// What the student loop remembers of a student's work.
package struct Progress: Codable, Sendable, Equatable {
  /// What is remembered of one exercise.
  package struct Exercise: Codable, Sendable, Equatable {
    /// How many hints were shown.
    package var hintsShown = 0
    /// How often the visible tests ran.
    package var checks = 0
    /// The visible tests that passed in the last run.
    package var testsPassed = 0
    /// The visible tests of the last run.
    package var testsTotal = 0
    /// When all visible tests passed for the first time, in seconds since 1970.
    package var completedAt: Int?

    /// Nothing yet.
    package init() {}

    private enum CodingKeys: String, CodingKey {
      case hintsShown = "hints_shown"
      case checks
      case testsPassed = "tests_passed"
      case testsTotal = "tests_total"
      case completedAt = "completed_at"
    }
  }

  /// The version of the format that this program writes.
  package static let currentVersion = 1

  /// The version of the format.
  package var version = Progress.currentVersion
  /// What is remembered, by the exercise's id.
  package private(set) var exercises: [String: Exercise] = [:]

  /// Nothing yet.
  package init() {}

  /// What is remembered of an exercise.
  package subscript(exercise id: String) -> Exercise {
    get { exercises[id] ?? Exercise() }
    set { exercises[id] = newValue }
  }

  /// Whether all visible tests of an exercise passed at some time.
  package func isCompleted(_ id: String) -> Bool {
    exercises[id]?.completedAt != nil
  }

  /// Takes down a run of an exercise's visible tests.
  ///
  /// A completed exercise stays completed: trying something else later must not cost the mark.
  ///
  /// - Parameters:
  ///   - id: The exercise.
  ///   - passed: The tests that passed.
  ///   - total: The tests that there are.
  ///   - seconds: When it ran, in seconds since 1970.
  package mutating func recordCheck(of id: String, passed: Int, total: Int, at seconds: Int) {
    self[exercise: id].checks += 1
    self[exercise: id].testsPassed = passed
    self[exercise: id].testsTotal = total
    if total > 0, passed == total, self[exercise: id].completedAt == nil {
      self[exercise: id].completedAt = seconds
    }
  }
}
