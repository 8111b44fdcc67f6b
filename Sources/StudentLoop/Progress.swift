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

  /// What is remembered of one question.
  package struct Question: Codable, Sendable, Equatable {
    /// How often it was asked.
    package var asked = 0
    /// How often in a row it was answered right, up to now.
    package var rightInARow = 0
    /// When it was asked last, in seconds since 1970.
    package var lastAsked = 0

    /// Nothing yet.
    package init() {}

    private enum CodingKeys: String, CodingKey {
      case asked
      case rightInARow = "right_in_a_row"
      case lastAsked = "last_asked"
    }
  }

  /// The version of the format that this program writes.
  package static let currentVersion = 1

  /// The version of the format.
  package var version = Progress.currentVersion
  /// What is remembered, by the exercise's id.
  package private(set) var exercises: [String: Exercise] = [:]
  /// What is remembered of the questions of lessons, by their ids.
  package var questions: [String: Question] = [:]
  /// The exercise that `watch` showed last.
  package var current: String?
  /// Whether an exercise opens only after those that it builds on.
  package var hasGates = true

  /// Nothing yet.
  package init() {}

  /// Reads what was remembered; a file of an older program has less in it.
  ///
  /// - Throws: What the decoder throws.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    version = try fields.decode(Int.self, forKey: .version)
    exercises = try fields.decode([String: Exercise].self, forKey: .exercises)
    questions =
      try fields.decodeIfPresent([String: Question].self, forKey: .questions) ?? [:]
    current = try fields.decodeIfPresent(String.self, forKey: .current)
    hasGates = try fields.decodeIfPresent(Bool.self, forKey: .hasGates) ?? true
  }

  private enum CodingKeys: String, CodingKey {
    case version, exercises, questions, current
    case hasGates = "gates"
  }

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
