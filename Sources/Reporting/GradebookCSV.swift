import Markup
import Results

/// Writes `gradebook.csv`: a row a student, a column an exercise, as RFC 4180 has it.
enum GradebookCSV {
  /// The file for a run.
  ///
  /// The first columns are always the same; what not every class has stands behind them.
  static func bytes(of run: GradingRun) -> [UInt8] {
    let details = ScoreColumn.columns(of: run)
    let roster = rosterColumns(of: run)
    var text = row(
      ["student", "name"] + run.exercises.map(\.id) + ["score", "max_score"]
        + details.map(\.title) + roster)
    for student in run.students {
      let results = Dictionary(
        student.exercises.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      var cells = [student.id, student.name]
      cells += run.exercises.map { exercise in
        // A fault of the grader is no score: the cell stays empty.
        guard let result = results[exercise.id], result.hasScore else { return "" }
        return Points.text(result.score)
      }
      cells += [Points.text(student.score), Points.text(student.maxScore)]
      cells += details.map { column in results[column.exercise].map(column.text) ?? "" }
      cells += roster.map { student.roster?[$0] ?? "" }
      text += row(cells)
    }
    return Array(text.utf8)
  }

  /// The columns of the roster that anybody has something in, the best known first.
  private static func rosterColumns(of run: GradingRun) -> [String] {
    let found = Set(run.students.flatMap { $0.roster.map { Array($0.keys) } ?? [] })
    let known = ["section", "email"].filter(found.contains)
    return known + found.subtracting(known).sorted()
  }

  /// A row of cells, with its end.
  static func row(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// A cell that a spreadsheet shows and never computes.
  static func cell(_ value: String) -> String {
    let value = defused(PlainText.sanitised(value))
    let needsQuotes = value.utf8.contains { ",;\"\n\t ".utf8.contains($0) }
    if !needsQuotes { return value }
    return "\""
      + value.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// Whether a cell is not written as it is, since it could be taken for a formula.
  static func defuses(_ value: String) -> Bool {
    let value = PlainText.sanitised(value)
    return defused(value) != value
  }

  /// Puts an apostrophe before whatever a spreadsheet could take for the start of a formula.
  ///
  /// That is at the start of a cell, and also after what some program, set to another country's list
  /// separator, could take for the start of one.
  private static func defused(_ value: String) -> String {
    var result = String.UnicodeScalarView()
    var isAtStart = true
    for scalar in value.unicodeScalars {
      if isAtStart, starters.contains(scalar) { result.append("'") }
      result.append(scalar)
      if separators.contains(scalar) {
        isAtStart = true
      } else if scalar != " " {
        isAtStart = false
      }
    }
    return String(result)
  }

  /// Formulas begin with these, in half width and full width.
  private static let starters: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%", "\t", "\r",
  ]
  /// Cells end with these, in one setting or another.
  private static let separators: Set<Unicode.Scalar> = [",", ";", "\t", "\n", "\"", "|"]
}
