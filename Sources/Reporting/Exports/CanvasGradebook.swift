import Diagnostics
import Results

/// A table for the import of Canvas's grade book.
///
/// The rules are those of canvas-lms, `lib/gradebook_importer.rb`. The heading is `Student,ID,SIS User ID,SIS
/// Login ID,Section` and one assignment a column; a row whose first cell is `Points Possible` follows. A student is
/// looked up by Canvas's own number, then by the two SIS ids, then by name. The `ID` cell is read as a number,
/// whatever stands in it, so it holds Canvas's numbers and nothing else.
struct CanvasGradebook {
  private let run: GradingRun

  init(_ run: GradingRun) { self.run = run }

  private static let heading = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
  /// The importer looks for these words, whatever stands around them.
  private static let pointsPossible = "    Points Possible"
  /// Headings with one of these are taken for totals of Canvas's and passed over.
  private static let reserved = [
    "Current Score", "Current Points", "Current Grade", "Final Score", "Final Points",
    "Final Grade",
    "Override Score", "Override Grade", "Override Status",
  ]

  var table: GradeTable {
    var table = GradeTable()
    table.addRow(Self.heading + run.exercises.map(Self.title))
    table.addRow(
      [Self.pointsPossible, "", "", "", ""] + run.exercises.map { Points.text($0.maxScore) })
    for student in run.students {
      let results = student.resultsByExercise
      let number = student.rosterValue("canvas_id").flatMap(Self.number)
      let user = student.rosterValue("sis_user_id") ?? (student.roster == nil ? student.id : nil)
      let login = student.rosterValue("sis_login_id")
      if number == nil, user == nil, login == nil {
        table.warn(
          "Canvas can find student \(quoted(student.id)) by name alone",
          help: "give the roster a column canvas_id, sis_user_id or sis_login_id")
      }
      let keys = [number, user, login].map { $0.map { table.key($0, of: student) } ?? "" }
      table.addRow(
        [student.name] + keys + [student.rosterValue("section") ?? ""]
          + run.exercises.map { GradeTable.score(results[$0.id]) })
    }
    return table
  }

  /// The heading of an assignment: id and title, unless Canvas would read something else out of them.
  ///
  /// `Title (17)` is the assignment of number 17. A title that exists is that assignment, and another one makes a
  /// new one, so the same exercise must have the same heading every time.
  static func title(_ exercise: GradingRun.Exercise) -> String {
    let title = "\(exercise.id) \(exercise.title)"
    let hasNumber = title.firstMatch(of: /\(\d+\)\s*$/) != nil
    return hasNumber || reserved.contains(where: title.contains) ? exercise.id : title
  }

  private static func number(_ text: String) -> String? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? text : nil
  }
}
