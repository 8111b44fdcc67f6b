package import Courseware
package import Intake
package import Results

/// Makes one result of all attempts at an exercise.
package struct AttemptChoice {
  let student: String
  let exercise: String
  let policy: GradingPolicy

  /// Prepares for a student and an exercise.
  package init(student: String, exercise: String, policy: GradingPolicy) {
    self.student = student
    self.exercise = exercise
    self.policy = policy
  }

  /// The result that counts, after any penalty, with all attempts in short.
  ///
  /// - Parameters:
  ///   - attempts: The attempts, the first first; empty if nothing was handed in.
  ///   - results: The result of each, or the one that says that there is none.
  /// - Returns: Nil without a result.
  package func result(of attempts: [Attempt], _ results: [ExerciseResult]) -> ExerciseResult? {
    let timed = results.enumerated().map { index, result in
      attempts.indices.contains(index) ? penalised(result, attempts[index]) : result
    }
    guard let chosen = choice(timed) else { return nil }
    var result = timed[chosen]
    guard attempts.count > 1 else { return result }
    result.attempts = timed.enumerated().map { index, one in
      let name = attempts[index].name
      return AttemptSummary(
        name: name.isEmpty ? "attempt \(index + 1)" : name, submitted: one.submitted,
        verdict: one.verdict, score: one.score, lateDays: one.late?.lateDays,
        counts: index == chosen)
    }
    return result
  }

  private func penalised(_ result: ExerciseResult, _ attempt: Attempt) -> ExerciseResult {
    var result = result
    result.submitted = Lateness.time(attempt.time, policy)
    // A fault of the grader has no score from which something could be taken.
    guard result.verdict != .graderError,
      let lateness = Lateness(
        of: attempt.time, exercise: exercise, student: student, policy: policy)
    else { return result }
    let (score, penalty) = lateness.penalty(on: result.score)
    result.score = score
    result.late = penalty
    return result
  }

  private func choice(_ results: [ExerciseResult]) -> Int? {
    switch policy.rules(for: exercise).attempts ?? .latest {
    case .latest: return results.indices.last
    case .best:
      // What the grader failed on is tried again by the next run; until then others may count.
      let scored = results.indices.filter { results[$0].verdict != .graderError }
      return scored.max { (results[$0].score, $1) < (results[$1].score, $0) }
        ?? results.indices.last
    }
  }
}
