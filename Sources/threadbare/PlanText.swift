internal import Diagnostics
internal import Grading

/// What a grading would do, as a teacher reads it.
enum PlanText {
  /// Lines, each with its line end: one for each attempt, then how many there are.
  static func rendered(_ plan: GradingPlan) -> String {
    var lines: [String] = []
    for item in plan.items {
      var place = "\(item.student)/\(item.exercise)"
      if let attempt = item.attempt { place += " (\(attempt))" }
      lines.append("\(harmless(place)): \(harmless(state(of: item)))")
    }
    let found = plan.items.count { $0.files > 0 }
    let missing = plan.items.count { $0.reason == "nothing was handed in" }
    let late = plan.items.count { $0.lateDays != nil }
    lines.append(
      "\(counted(plan.students, "student")): \(counted(found, "submission")) to grade, \(late) late, "
        + "\(plan.items.count - found - missing) unusable, \(missing) not handed in")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func state(of item: GradingPlan.Item) -> String {
    var parts = [item.reason ?? (counted(item.files, "file"))]
    if let submitted = item.submitted { parts.append("handed in \(submitted)") }
    if let days = item.lateDays {
      parts.append("\(counted(days, "day")) late, \(item.penaltyPercent ?? 0) % off")
    }
    return parts.joined(separator: ", ")
  }
}
