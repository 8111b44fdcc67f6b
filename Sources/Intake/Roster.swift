package import Diagnostics

/// The students of a class, as a table names them.
package struct Roster: Sendable {
  /// One student.
  package struct Student: Sendable {
    /// What the course calls the student.
    package let id: String
    package let name: String
    /// All columns but id and name, by their names; empty cells are left out.
    package let columns: [String: String]
  }

  /// A column that says who is who in another system.
  package enum Key: String, CaseIterable, Sendable {
    case id
    case canvasID = "canvas_id"
    case sisUserID = "sis_user_id"
    case sisLoginID = "sis_login_id"
    case moodleID = "moodle_id"
    case username
    case email
  }

  /// In the table's order.
  package let students: [Student]
  private let byKey: [Key: [String: Int]]
  /// Students whose name nobody else has.
  private let byName: [String: Int]

  /// Reads a roster.
  ///
  /// - Parameters:
  ///   - bytes: The table.
  ///   - path: Its path as the user would type it.
  /// - Throws: All that is wrong with it, each with its line and column.
  package init(_ bytes: [UInt8], path: String) throws(DiagnosticList) {
    let table = try CSVTable(bytes, path: path)
    var faults = Self.headerFaults(of: table)
    guard let idColumn = table.column("id") else { throw faults }
    let nameColumn = table.column("name")
    var students: [Student] = []
    var byKey: [Key: [String: Int]] = [:]
    var firstLines: [Key: [String: Int]] = [:]
    var names: [String: [Int]] = [:]
    for row in table.rows {
      let id = Self.trimmed(row[idColumn].text)
      if id.isEmpty || id.unicodeScalars.contains(where: { $0.value < 32 }) {
        faults.append(
          table.diagnostic(
            id.isEmpty ? "this student has no id" : "this id has a control character",
            at: row[idColumn]))
        continue
      }
      for key in Key.allCases {
        guard let column = table.column(key.rawValue) else { continue }
        let value = Self.trimmed(row[column].text)
        if value.isEmpty { continue }
        if let line = firstLines[key]?[value] {
          faults.append(
            table.diagnostic(
              "\(quoted(value)) is the \(quoted(key.rawValue)) of the student in line \(line) too",
              at: row[column]))
        }
        firstLines[key, default: [:]][value] = row[column].line
        byKey[key, default: [:]][value] = students.count
      }
      let name = nameColumn.map { Self.trimmed(row[$0].text) } ?? ""
      if !name.isEmpty { names[Self.folded(name), default: []].append(students.count) }
      var columns: [String: String] = [:]
      for (index, cell) in row.enumerated() where index != idColumn && index != nameColumn {
        let value = Self.trimmed(cell.text)
        if !value.isEmpty { columns[table.header[index].text] = value }
      }
      students.append(Student(id: id, name: name.isEmpty ? id : name, columns: columns))
    }
    if table.rows.isEmpty {
      faults.append(
        Diagnostic(location: SourceLocation(path: path), message: "there is no student in it"))
    }
    if faults.hasErrors { throw faults.sorted }
    self.students = students
    self.byKey = byKey
    byName = names.compactMapValues { $0.count == 1 ? $0[0] : nil }
  }

  /// Reads a roster from a file.
  ///
  /// - Throws: As ``init(_:path:)``; also if the file cannot be read.
  package init(path: String) throws(DiagnosticList) {
    let bytes: [UInt8]
    do throws(InputFile.Fault) {
      bytes = try InputFile(path: path).bytes(upTo: IntakeLimits.tableBytesMax)
    } catch {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: path), message: error.reason,
          help: "--roster names a table with the columns id and name")
      ])
    }
    try self.init(bytes, path: path)
  }

  /// The student that a system knows by a value, by the first column that has it.
  package func student(_ keys: [Key], _ value: String) -> Student? {
    keys.lazy.compactMap { byKey[$0]?[value] }.first.map { students[$0] }
  }

  /// The only student of a name; case and the number of spaces don't matter.
  package func student(named name: String) -> Student? {
    byName[Self.folded(name)].map { students[$0] }
  }

  private static let known = Key.allCases.map(\.rawValue) + ["name", "section"]

  private static func headerFaults(of table: CSVTable) -> DiagnosticList {
    var faults = DiagnosticList()
    var seen: Set<String> = []
    for cell in table.header {
      if cell.text.isEmpty {
        faults.append(table.diagnostic("this column has no name", at: cell))
      } else if !seen.insert(cell.text).inserted {
        faults.append(table.diagnostic("there are two columns \(quoted(cell.text))", at: cell))
      }
    }
    if !seen.contains("id"), let first = table.header.first {
      let near = table.header.first { nearest(to: $0.text, in: ["id"]) != nil } ?? first
      faults.append(
        table.diagnostic(
          "there is no column \"id\"", at: near,
          help: "the first line names the columns: \(known.joined(separator: ", ")), or your own"))
    }
    return faults
  }

  static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().split { $0.isWhitespace }.joined(separator: " ")
  }
}
