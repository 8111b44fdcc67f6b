internal import Courseware
internal import Diagnostics
internal import Intake

extension GradingPolicy {
  /// Warnings of extensions for students that are not in the class: mostly a slip of the keyboard.
  func strangers(among students: [StudentInput]) -> [Diagnostic] {
    let ids = students.map(\.id)
    return extensions.filter { !ids.contains($0.student.value) }.map { entry in
      entry.student.span.diagnostic(
        "there is no student \(quoted(entry.student.value)) in this class", severity: .warning,
        help: suggestion(for: entry.student.value, in: ids, listedAs: "students"))
    }
  }
}
