/// What lateness did to a score.
package struct LatePenalty: Sendable, Equatable {
  /// The points that the tests gave.
  package var scoreBeforePenalty: Double
  /// How many days late it came; a day that has begun counts whole.
  package var lateDays: Int
  /// Why and how much, for people.
  package var reason: String

  package init(scoreBeforePenalty: Double, lateDays: Int, reason: String) {
    self.scoreBeforePenalty = scoreBeforePenalty
    self.lateDays = lateDays
    self.reason = reason
  }
}

/// A teacher's word in the place of a score.
package struct ScoreOverride: Codable, Sendable, Equatable {
  /// The points that the teacher gives.
  package var score: Double
  /// Why.
  package var reason: String
  /// The points that were computed, after any penalty.
  package var computedScore: Double
  /// When it was given, ISO 8601 in UTC.
  package var date: String

  package init(score: Double, reason: String, computedScore: Double, date: String) {
    self.score = score
    self.reason = reason
    self.computedScore = computedScore
    self.date = date
  }

  private enum CodingKeys: String, CodingKey {
    case score, reason, date
    case computedScore = "computed_score"
  }
}

/// One of several attempts of a student at an exercise, in short.
package struct AttemptSummary: Codable, Sendable, Equatable {
  /// What the folder or the system calls it.
  package var name: String
  /// When it was handed in, if that is known.
  package var submitted: Timestamp?
  package var verdict: Verdict
  /// The points after any penalty.
  package var score: Double
  /// The days that it was late; nil if it was not.
  package var lateDays: Int?
  /// Whether it is the one whose score counts.
  package var counts: Bool

  package init(
    name: String, submitted: Timestamp?, verdict: Verdict, score: Double, lateDays: Int?,
    counts: Bool
  ) {
    self.name = name
    self.submitted = submitted
    self.verdict = verdict
    self.score = score
    self.lateDays = lateDays
    self.counts = counts
  }

  private enum CodingKeys: String, CodingKey {
    case name, submitted, verdict, score, counts
    case lateDays = "late_days"
  }
}
