import Markup
import Results

/// What a student reads of lateness, of a teacher's word and of several attempts.
enum ScoreNotes {
  /// Adds what there is to say; nothing where the score is the tests' own.
  static func add(of result: ExerciseResult, to section: HTMLElement) {
    if let override = result.override {
      section.add(
        .p, "muted",
        text: "Set by your teacher to \(Points.text(override.score)) points; computed were "
          + "\(Points.text(override.computedScore)). Reason: \(Clipping.line(override.reason))")
    }
    if let late = result.late {
      section.add(
        .p, "muted",
        text: "\(Points.text(late.scoreBeforePenalty)) points before the penalty. "
          + "\(late.reason.prefix(1).uppercased())\(late.reason.dropFirst()).")
    } else if let submitted = result.submitted {
      section.add(.p, "muted", text: "Handed in \(submitted).")
    }
    addAttempts(result.attempts, to: section)
  }

  /// The attempts that one page lists.
  private static let attemptsMax = 50

  private static func addAttempts(_ attempts: [AttemptSummary], to section: HTMLElement) {
    if attempts.isEmpty { return }
    let details = section.add(.details)
    details.add(.summary, text: Points.count(attempts.count, "attempt"))
    let list = details.add(.ol)
    for attempt in attempts.suffix(attemptsMax) {
      let item = list.add(.li)
      item.add(.bdi, text: Clipping.name(attempt.name))
      item.text(": ")
      item.addVerdict(attempt.verdict)
      item.text(" \(attempt.verdict == .graderError ? "–" : Points.text(attempt.score)) points")
      if let submitted = attempt.submitted { item.text(", handed in \(submitted)") }
      if let days = attempt.lateDays { item.text(", \(Points.count(days, "day")) late") }
      if attempt.counts { item.add(.strong, text: " counts") }
    }
    let more = attempts.count - attemptsMax
    if more > 0 { section.add(.p, "muted", text: "and \(Points.grouped(more)) before") }
  }
}
