import Results

/// One student's results, in parts whose points make up the score.
struct ExportedStudent {
  /// One exercise.
  struct Exercise {
    let result: ExerciseResult
    /// The tests, or what stands in their place.
    let tests: [TestResult]
    /// What the tests that are not shown earned together; nil if all are.
    let withheld: Edition.Withheld?
    /// What lateness or a teacher changed: the score without the points of all tests.
    let adjustment: Double
    /// Why, for people; empty where nothing was changed.
    let adjustmentReason: String
  }

  let student: StudentResult
  let exercises: [Exercise]

  init(_ student: StudentResult, withheld: [Edition.Withheld]) {
    self.student = student
    exercises = student.exercises.enumerated().map { index, result in
      let hidden = withheld.indices.contains(index) ? withheld[index] : Edition.Withheld()
      // One case stands for all tests, those that are not shown too, where nothing could run. Otherwise
      // a case in the place of tests that are all hidden would count their points twice.
      let isWhole = hidden.count == 0 || result.compile.status != .ok || result.verdict == .notRun
      let tests = isWhole ? result.cases : result.tests
      let earned = tests.reduce(isWhole ? 0 : hidden.score) { $0 + $1.score }
      let difference = result.score - earned
      // Sums of tenths differ in their last bits.
      let adjustment = abs(difference) < 1e-6 ? 0 : difference
      let reasons = [
        result.late.map(\.reason),
        result.override.map { "set by your teacher to \(Points.text($0.score)): \($0.reason)" },
      ].compactMap(\.self)
      return Exercise(
        result: result, tests: tests, withheld: isWhole ? nil : hidden,
        adjustment: adjustment, adjustmentReason: reasons.joined(separator: "; "))
    }
  }
}

extension ExportedStudent.Exercise {
  /// What students read of the tests that they do not see.
  static let withheldName = "tests that are not shown"

  /// Whether the tests that are not shown earned all their points.
  var isWithheldEarned: Bool { withheld.map { $0.score >= $0.maxScore - 1e-6 } ?? true }
}
