import Results

/// A column of the grade book that tells what became of a score after the tests.
struct ScoreColumn {
  /// What it tells.
  enum Kind: String, CaseIterable {
    case scoreBeforePenalty = "score_before_penalty"
    case lateDays = "late_days"
    case computedScore = "computed_score"
    case overrideReason = "override_reason"
  }

  let exercise: String
  let kind: Kind

  /// The heading.
  var title: String { "\(exercise) \(kind.rawValue)" }

  /// The columns that anybody in a run has something in.
  static func columns(of run: GradingRun) -> [ScoreColumn] {
    var found: Set<String> = []
    for student in run.students {
      for result in student.exercises { found.formUnion(columns(of: result).map(\.title)) }
    }
    return run.exercises.flatMap { exercise in
      Kind.allCases.map { ScoreColumn(exercise: exercise.id, kind: $0) }
        .filter { found.contains($0.title) }
    }
  }

  /// The columns that a result has something in.
  static func columns(of result: ExerciseResult) -> [ScoreColumn] {
    Kind.allCases.map { ScoreColumn(exercise: result.id, kind: $0) }
      .filter { !$0.text(result).isEmpty }
  }

  /// The cell of a result; empty where nothing became of the score.
  func text(_ result: ExerciseResult) -> String {
    switch kind {
    case .scoreBeforePenalty: result.late.map { Points.text($0.scoreBeforePenalty) } ?? ""
    case .lateDays: result.late.map { String($0.lateDays) } ?? ""
    case .computedScore: result.override.map { Points.text($0.computedScore) } ?? ""
    case .overrideReason: result.override?.reason ?? ""
    }
  }
}
