import Diagnostics
import Results

/// A table of grades for another system, and who that system will not know.
struct GradeTable {
  private(set) var bytes: [UInt8] = []
  private(set) var warnings: [Diagnostic] = []

  /// Adds a row; what a spreadsheet could take for a formula is defused.
  mutating func addRow(_ cells: [String]) { bytes += GradebookCSV.row(cells).utf8 }

  mutating func warn(_ message: String, help: String? = nil) {
    warnings.append(Diagnostic(severity: .warning, message: message, help: help))
  }

  /// A cell that the other system looks students up by.
  ///
  /// One that begins like a formula is defused all the same, and the teacher is told: the file is opened in
  /// a spreadsheet before it is imported.
  mutating func key(_ value: String, of student: StudentResult) -> String {
    if GradebookCSV.defuses(value) {
      warn(
        "\(quoted(value)) of student \(quoted(student.id)) begins like a formula and gets an apostrophe",
        help: "take it out again in that one cell after looking at the file")
    }
    return value
  }

  /// The cell of a score: empty where there is none.
  static func score(_ result: ExerciseResult?) -> String {
    guard let result, result.hasScore else { return "" }
    return Points.text(result.score)
  }
}

extension StudentResult {
  /// What the roster says of a student in one of some columns, the first that says anything.
  func rosterValue(_ columns: String...) -> String? {
    columns.lazy.compactMap { roster?[$0] }.first { !$0.isEmpty }
  }

  /// The results by exercise.
  var resultsByExercise: [String: ExerciseResult] {
    Dictionary(exercises.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
