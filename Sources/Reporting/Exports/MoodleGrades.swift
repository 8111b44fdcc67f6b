import Diagnostics
import Results

/// A table for Moodle's import of grades (`grade/import/csv`).
///
/// Its first column says who a row is about; then a column of points and one of feedback for each exercise. An
/// unknown user, what is no number and more than the maximum make Moodle refuse the file, so a student whom it
/// cannot know is left out and named.
struct MoodleGrades {
  private let run: GradingRun

  init(_ run: GradingRun) { self.run = run }

  /// What Moodle knows users by, and the roster's column of it; the most certain first.
  private enum Key: String, CaseIterable {
    case username
    case email = "useremail"
    case idNumber = "useridnumber"
    case moodleID = "userid"

    func value(of student: StudentResult) -> String? {
      switch self {
      case .username: student.rosterValue("username")
      case .email: student.rosterValue("email")
      // Without a roster the only name of a student is the id.
      case .idNumber:
        student.rosterValue("idnumber", "sis_user_id") ?? (student.roster == nil ? student.id : nil)
      case .moodleID: student.rosterValue("moodle_id")
      }
    }
  }

  var table: GradeTable {
    var table = GradeTable()
    let counts = Key.allCases.map { key in run.students.count { key.value(of: $0) != nil } }
    let most = counts.max() ?? 0
    // The first of those that the most students have.
    let key = zip(Key.allCases, counts).first { $0.1 == most }?.0 ?? .username
    table.addRow([key.rawValue] + run.exercises.flatMap { [$0.id, "\($0.id) feedback"] })
    for student in run.students {
      guard let value = key.value(of: student) else {
        table.warn(
          "student \(quoted(student.id)) is left out: the roster has no \(key.rawValue)",
          help: "give the roster a column username, email, idnumber or moodle_id")
        continue
      }
      let results = student.resultsByExercise
      var row = [table.key(value, of: student)]
      for exercise in run.exercises {
        let result = results[exercise.id]
        if let result, result.hasScore, result.score > exercise.maxScore {
          table.warn(
            "Moodle will refuse the points of student \(quoted(student.id)) in "
              + "\(quoted(exercise.id)): they are more than \(Points.text(exercise.maxScore))")
        }
        row += [GradeTable.score(result), result.map(Self.feedback) ?? ""]
      }
      table.addRow(row)
    }
    return table
  }

  /// What a student reads beside the points: nothing of tests, which the report tells, but why none ran.
  private static func feedback(_ result: ExerciseResult) -> String {
    let parts = [
      result.verdict.label, result.ranNothing ? result.reason : nil, result.late.map { $0.reason },
      result.override.map { "set by your teacher: \($0.reason)" },
    ]
    return parts.compactMap(\.self).joined(separator: "; ")
  }
}
