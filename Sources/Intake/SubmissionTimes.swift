internal import Diagnostics
internal import Results

/// A manifest beside the submissions that says when each was handed in: `submissions.csv`.
///
///     student,exercise,time
///     ada,01-tasks,2026-10-01T21:15:00Z
///
/// A column `attempt` may name the attempt; without it the last one is meant.
struct SubmissionTimes {
  static let fileName = "submissions.csv"

  struct Row {
    let student: String
    let exercise: String
    let attempt: String?
    let time: Timestamp
    let studentCell: CSVTable.Cell
  }

  let rows: [Row]
  let table: CSVTable

  /// Reads the manifest.
  ///
  /// - Throws: All that is wrong with it, each with its line and column.
  init(_ bytes: [UInt8], path: String, exercises: [String]) throws(DiagnosticList) {
    table = try CSVTable(bytes, path: path)
    var faults = DiagnosticList()
    let known = ["student", "exercise", "time", "attempt"]
    for cell in table.header where !known.contains(cell.text) {
      faults.append(
        table.diagnostic(
          "unknown column \(quoted(cell.text))", at: cell,
          help: suggestion(for: cell.text, in: known, listedAs: "columns")))
    }
    guard let student = table.column("student"), let exercise = table.column("exercise"),
      let time = table.column("time")
    else {
      if let first = table.header.first, !faults.hasErrors {
        faults.append(
          table.diagnostic(
            "the columns \"student\", \"exercise\" and \"time\" must be there", at: first))
      }
      throw faults
    }
    let attempt = table.column("attempt")
    var rows: [Row] = []
    var seen: Set<[String]> = []
    for row in table.rows {
      let id = Roster.trimmed(row[exercise].text)
      if !exercises.contains(id) {
        faults.append(
          table.diagnostic(
            "there is no exercise \(quoted(id))", at: row[exercise],
            help: suggestion(for: id, in: exercises, listedAs: "exercises")))
      }
      guard let instant = Timestamp(iso8601: Roster.trimmed(row[time].text)) else {
        faults.append(
          table.diagnostic(
            "\(quoted(row[time].text)) is no time with an offset", at: row[time],
            help: "write it as 2026-10-01T23:59:00+02:00, or with Z for UTC"))
        continue
      }
      let name = Roster.trimmed(row[student].text)
      let label = attempt.map { Roster.trimmed(row[$0].text) }.flatMap { $0.isEmpty ? nil : $0 }
      guard seen.insert([name, id, label ?? ""]).inserted else {
        faults.append(
          table.diagnostic("this student and exercise are there twice", at: row[student]))
        continue
      }
      rows.append(
        Row(
          student: name, exercise: id, attempt: label, time: instant, studentCell: row[student]))
    }
    if faults.hasErrors { throw faults.sorted }
    self.rows = rows
  }
}
