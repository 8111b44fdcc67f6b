/// What came of exploring the schedules of a program, for people.
package struct ExplorationNote: Codable, Sendable, Equatable {
  /// One way in which runs ended.
  package struct Outcome: Codable, Sendable, Equatable {
    /// The way, in words.
    package var text: String
    /// How many schedules ended so.
    package var schedules: Int
    /// Whether it is a mistake of the program.
    package var isFailure: Bool

    package init(text: String, schedules: Int, isFailure: Bool) {
      self.text = text
      self.schedules = schedules
      self.isFailure = isFailure
    }

    private enum CodingKeys: String, CodingKey {
      case text, schedules
      case isFailure = "is_failure"
    }
  }

  /// The schedules that were played to their end.
  package var schedules: Int
  /// Those that were given up, since they only repeat others.
  package var repeated: Int
  /// Whether no limit was in the way.
  package var isComplete: Bool
  /// The most preemptions for which all schedules were played, if that is what bounds them.
  package var preemptionsMax: Int?
  /// How runs ended.
  package var outcomes: [Outcome]

  package init(
    schedules: Int, repeated: Int, isComplete: Bool, preemptionsMax: Int?, outcomes: [Outcome]
  ) {
    self.schedules = schedules
    self.repeated = repeated
    self.isComplete = isComplete
    self.preemptionsMax = preemptionsMax
    self.outcomes = outcomes
  }

  private enum CodingKeys: String, CodingKey {
    case schedules, repeated, outcomes
    case isComplete = "is_complete"
    case preemptionsMax = "preemptions_max"
  }
}

extension ExplorationNote {
  /// How much was played, in one line.
  package var summary: String {
    let count = schedules == 1 ? "1 schedule was" : "\(schedules) schedules were"
    let bound =
      switch preemptionsMax {
      case 0?: ", with no preemption"
      case 1?: ", with up to 1 preemption"
      case let most?: ", with up to \(most) preemptions"
      case nil: ""
      }
    return count + " played" + bound + (isComplete ? "" : "; the exploring ended before all were")
  }

  /// Each way in which runs ended, with how many did, in one line each.
  package var lines: [String] {
    outcomes.map { outcome in
      "\(outcome.schedules) ×" + (outcome.isFailure ? " ✗ " : " ") + outcome.text
    }
  }
}
