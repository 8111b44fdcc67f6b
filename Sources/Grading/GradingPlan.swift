package import Courseware
package import Intake
package import Results

/// What a grading would do: each attempt of each student at each exercise.
package struct GradingPlan: Encodable, Sendable {
  /// One attempt, or none.
  package struct Item: Encodable, Sendable {
    package let student: String
    package let name: String
    package let exercise: String
    /// What the attempt is called, where there are several.
    package let attempt: String?
    package let submitted: Timestamp?
    /// The days that it is late; nil if it is not, or nobody knows.
    package let lateDays: Int?
    package let penaltyPercent: Int?
    /// The number of files, or why there is none.
    package let files: Int
    package let reason: String?

    private enum CodingKeys: String, CodingKey {
      case student, name, exercise, attempt, submitted, files, reason
      case lateDays = "late_days"
      case penaltyPercent = "penalty_percent"
    }
  }

  package let students: Int
  package let items: [Item]

  /// Plans for some students of a class.
  ///
  /// Files are read, as grading would read them; nothing is compiled.
  package init(_ students: [StudentInput], exercises: [String], policy: GradingPolicy) {
    self.students = students.count
    items = students.flatMap { student in
      exercises.flatMap { exercise in
        let attempts = student.attempts[exercise] ?? []
        return (attempts.isEmpty ? [nil] : attempts.map(Optional.some)).map { attempt in
          Self.item(student, exercise, attempt, policy)
        }
      }
    }
  }

  private static func item(
    _ student: StudentInput, _ exercise: String, _ attempt: Attempt?, _ policy: GradingPolicy
  ) -> Item {
    let submission = Submission(student: student.id, exercise: exercise, attempt: attempt)
    var files = 0
    var reason: String?
    switch submission.content {
    case .sources(let sources): files = sources.count
    case .missing: reason = "nothing was handed in"
    case .unusable(let why), .unreadable(let why): reason = why
    }
    let late = Lateness(
      of: attempt?.time, exercise: exercise, student: student.id, policy: policy)
    return Item(
      student: student.id, name: student.name, exercise: exercise,
      attempt: attempt.flatMap { $0.name.isEmpty ? nil : $0.name },
      submitted: attempt.flatMap { Lateness.time($0.time, policy) }, lateDays: late?.days,
      penaltyPercent: late?.percent, files: files, reason: reason)
  }
}
