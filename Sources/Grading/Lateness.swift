package import Courseware
internal import Diagnostics
package import Intake
package import Results

/// How late an attempt is, by the course's policy.
package struct Lateness: Sendable, Equatable {
  /// The days that it is late, at least 1; one that has begun counts whole.
  package let days: Int
  /// What is taken off, in percent of the points that were reached.
  package let percent: Int
  package let due: Timestamp
  /// When it was handed in; nil if all that is known is that it was late.
  package let submitted: Timestamp?

  /// Compares an attempt with the time at which it was due.
  ///
  /// Within the days of grace nothing is late; past them, days count from when it was due.
  ///
  /// - Returns: Nil if it is not late, or nobody knows.
  package init?(
    of time: Attempt.Time?, exercise: String, student: String, policy: GradingPolicy
  ) {
    let rules = policy.rules(for: exercise)
    guard let due = policy.due(exercise, for: student) else { return nil }
    let submitted = Self.time(time, policy)
    if let submitted {
      let seconds = submitted.seconds - due.seconds
      guard seconds > (rules.graceMinutes ?? 0) * 60 else { return nil }
      days = (seconds + Self.secondsPerDay - 1) / Self.secondsPerDay
    } else {
      // A system that says only "late" knows nothing of extensions that were given here.
      guard time == .markedLate, !policy.isExtended(exercise, for: student) else { return nil }
      days = 1
    }
    self.due = due
    self.submitted = submitted
    let perDay = min(days, 100) * (rules.penaltyPercentPerDay ?? 0)
    percent = min(perDay, rules.penaltyCapPercent ?? 100, 100)
  }

  /// When something was handed in, as far as the policy believes it.
  package static func time(_ time: Attempt.Time?, _ policy: GradingPolicy) -> Timestamp? {
    switch time {
    case .recorded(let time): time
    case .modified(let time): policy.time == .modified ? time : nil
    case .markedLate, nil: nil
    }
  }

  private static let secondsPerDay = 86_400

  /// What it does to a score: points after the penalty, rounded to hundredths, halves up.
  package func penalty(on score: Double) -> (score: Double, LatePenalty) {
    let rest = (score * Double(100 - percent)).rounded() / 100
    let when = submitted.map { "handed in \($0)" } ?? "marked as late, at a time that is not known"
    let cost = percent == 0 ? "nothing is taken off" : "\(percent) % is taken off"
    return (
      rest,
      LatePenalty(
        scoreBeforePenalty: score, lateDays: days,
        reason: "\(counted(days, "day")) late: due \(due), \(when); \(cost)")
    )
  }
}
