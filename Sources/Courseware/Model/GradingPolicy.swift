package import Results

/// When work is due, what lateness costs, and which of several attempts counts: what
/// `grader/grading.yaml` says.
package struct GradingPolicy: Sendable {
  /// Which attempt counts.
  package enum AttemptChoice: String, CaseIterable, Sendable {
    /// The last one.
    case latest
    /// The one with the most points after any penalty; of equal ones the first.
    case best
  }

  /// Which times are believed.
  package enum TimeSource: String, CaseIterable, Sendable {
    /// Those of manifests and learning systems.
    case recorded
    /// Where there is none of these, the file's time of modification.
    case modified
  }

  /// The rules for one exercise, or for the course; what is nil is the course's, or the default.
  package struct Rules: Sendable, Equatable {
    /// When it is due.
    package var due: Timestamp?
    /// How late, in minutes, is not late yet.
    package var graceMinutes: Int?
    /// What a day that has begun costs, in percent of the points that were reached.
    package var penaltyPercentPerDay: Int?
    /// The most that lateness costs, in percent.
    package var penaltyCapPercent: Int?
    /// Which attempt counts.
    package var attempts: AttemptChoice?

    /// Makes rules; what is left out is the course's, or the default.
    package init(
      due: Timestamp? = nil, graceMinutes: Int? = nil, penaltyPercentPerDay: Int? = nil,
      penaltyCapPercent: Int? = nil, attempts: AttemptChoice? = nil
    ) {
      self.due = due
      self.graceMinutes = graceMinutes
      self.penaltyPercentPerDay = penaltyPercentPerDay
      self.penaltyCapPercent = penaltyCapPercent
      self.attempts = attempts
    }

    /// What the default is made of.
    package static let none = Rules()
  }

  /// More time for a student.
  package enum Extension: Sendable, Equatable {
    /// Another time.
    case until(Timestamp)
    /// So many days after the time that is everybody's.
    case days(Int)
  }

  /// The extensions of one student.
  package struct StudentExtensions: Sendable {
    /// The student's id, where it was written.
    package let student: Located<String>
    /// For every exercise that is not named.
    package let all: Extension?
    package let exercises: [String: Extension]
  }

  /// The course's rules.
  package var rules = Rules.none
  /// The rules of exercises, by id.
  package var exercises: [String: Rules] = [:]
  package var time = TimeSource.recorded
  package var extensions: [StudentExtensions] = []

  /// Nothing is due, and the last attempt counts.
  package init() {}

  /// The rules for an exercise, the course's where it has none of its own.
  package func rules(for exercise: String) -> Rules {
    let own = exercises[exercise] ?? .none
    return Rules(
      due: own.due ?? rules.due, graceMinutes: own.graceMinutes ?? rules.graceMinutes,
      penaltyPercentPerDay: own.penaltyPercentPerDay ?? rules.penaltyPercentPerDay,
      penaltyCapPercent: own.penaltyCapPercent ?? rules.penaltyCapPercent,
      attempts: own.attempts ?? rules.attempts)
  }

  /// When an exercise is due for a student; nil if it never is.
  package func due(_ exercise: String, for student: String) -> Timestamp? {
    let everybodys = rules(for: exercise).due
    let entry = extensions.first { $0.student.value == student }
    switch entry?.exercises[exercise] ?? entry?.all {
    case .until(let time): return time
    case .days(let days): return everybodys.map { Timestamp(seconds: $0.seconds + days * 86_400) }
    case nil: return everybodys
    }
  }

  /// Whether a student has more time for an exercise than the others.
  package func isExtended(_ exercise: String, for student: String) -> Bool {
    let entry = extensions.first { $0.student.value == student }
    return entry?.exercises[exercise] ?? entry?.all != nil
  }
}
