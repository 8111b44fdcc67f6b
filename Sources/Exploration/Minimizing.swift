// The shortest form of a schedule that fails.
extension Explorer {
  /// A schedule that ends in the same way with as few choices other than 0 as possible.
  ///
  /// Choices are replaced by 0 in ever smaller pieces, as long as the run still ends so.
  ///
  /// Source: Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input (2002), with
  /// complements alone.
  func minimized(_ schedule: Schedule) -> Schedule {
    minimized(schedule) { $0.isFailure && $0.schedule.outcome.ending == schedule.outcome.ending }
  }

  /// The same of a schedule that shows something else.
  ///
  /// - Parameters:
  ///   - schedule: The schedule.
  ///   - isSame: Whether a schedule still shows it.
  /// - Returns: A schedule that does.
  package func minimized(
    _ schedule: Schedule, where isSame: (PlayedSchedule<Task>) -> Bool
  ) -> Schedule {
    var best = schedule
    var pieces = 2
    while true {
      let places = best.choices.indices.filter { best.choices[$0] != 0 }
      guard !places.isEmpty else { return best }
      pieces = min(pieces, places.count)
      if let shorter = shortened(best, places, pieces: pieces, isSame) {
        best = shorter
        pieces = max(pieces - 1, 1)
      } else if pieces == places.count {
        return best
      } else {
        pieces *= 2
      }
    }
  }

  /// The schedule without one piece of its choices, if it still shows the same.
  private func shortened(
    _ schedule: Schedule, _ places: [Int], pieces: Int, _ isSame: (PlayedSchedule<Task>) -> Bool
  ) -> Schedule? {
    for piece in 0..<pieces {
      var choices = schedule.choices
      for place in places[places.count * piece / pieces..<places.count * (piece + 1) / pieces] {
        choices[place] = 0
      }
      // Choices that do not fit any more are not taken; those that were are in the result.
      let candidate = played(choices)
      if candidate.schedule.weight < schedule.weight, isSame(candidate) {
        return candidate.schedule
      }
    }
    return nil
  }
}

extension Schedule {
  /// What is made small: preemptions first, then choices other than 0, then steps.
  fileprivate var weight: (Int, Int, Int) {
    (preemptions, choices.count { $0 != 0 }, steps)
  }
}
