/// All results of one student.
package struct StudentResult: Codable, Sendable, Equatable {
  package var id: String
  package var name: String
  package var exercises: [ExerciseResult]
  package var score: Double
  package var maxScore: Double
  /// What the roster says besides id and name, by column; nil without a roster.
  package var roster: [String: String]?

  package init(
    id: String, name: String, exercises: [ExerciseResult], roster: [String: String]? = nil
  ) {
    self.id = id
    self.name = name
    self.exercises = exercises
    self.roster = roster
    score = 0
    maxScore = 0
    addUp()
  }

  /// Makes the sums anew, after results have changed.
  package mutating func addUp() {
    score = exercises.reduce(0) { $0 + $1.score }
    maxScore = exercises.reduce(0) { $0 + $1.maxScore }
  }

  private enum CodingKeys: String, CodingKey {
    case id, name, exercises, score, roster
    case maxScore = "max_score"
  }
}

/// One grading of one class: what `results.json` holds.
package struct GradingRun: Codable, Sendable, Equatable {
  /// The course that was graded.
  package struct Course: Codable, Sendable, Equatable {
    package var id: String
    package var title: String

    package init(id: String, title: String) {
      self.id = id
      self.title = title
    }
  }

  /// A column of the grade book.
  package struct Exercise: Codable, Sendable, Equatable {
    package var id: String
    package var title: String
    package var maxScore: Double

    package init(id: String, title: String, maxScore: Double) {
      self.id = id
      self.title = title
      self.maxScore = maxScore
    }

    private enum CodingKeys: String, CodingKey {
      case id, title
      case maxScore = "max_score"
    }
  }

  /// The version of the format.
  package var version = 1
  package var course: Course
  /// What compiled the submissions, as the compiler names itself.
  package var toolchain: String
  /// The sandbox tier, and what of it was in force.
  package var sandbox: String
  /// When the run ended, ISO 8601 in UTC.
  package var date: String
  package var exercises: [Exercise]
  package var students: [StudentResult]
  /// Which submissions share passages, if they were compared.
  package var similarity: ClassSimilarity?

  package init(
    course: Course, toolchain: String, sandbox: String, date: String, exercises: [Exercise],
    students: [StudentResult]
  ) {
    self.course = course
    self.toolchain = toolchain
    self.sandbox = sandbox
    self.date = date
    self.exercises = exercises
    self.students = students
  }
}
