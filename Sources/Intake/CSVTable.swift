internal import Diagnostics

/// A table of RFC 4180 with the place of every cell.
///
/// Besides commas, semicolons and tabs separate cells, as spreadsheets of other countries write
/// them: whichever the first line has most of. Lines end with CR LF or LF; a byte order mark is
/// dropped, and so are lines with nothing in them.
struct CSVTable {
  struct Cell {
    let text: String
    let line: Int
    let column: Int
  }

  /// The names of the columns: trimmed, lower case, `_` for a space or hyphen.
  let header: [Cell]
  let rows: [[Cell]]
  let path: String
  private let lines: [Substring.UnicodeScalarView]

  /// Reads a table.
  ///
  /// - Throws: All that is wrong with its form.
  init(_ bytes: [UInt8], path: String) throws(DiagnosticList) {
    self.path = path
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: path), message: "the file is not UTF-8",
          help: "save it as \"CSV UTF-8\"")
      ])
    }
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Substring.UnicodeScalarView($0) }
    var parser = CSVParser(
      text, separator: Self.separator(of: lines.first ?? Substring().unicodeScalars))
    let problem = parser.parse()
    if let problem {
      throw DiagnosticList([
        Self.diagnostic(problem.message, problem.cell, path, lines, help: problem.help)
      ])
    }
    guard let first = parser.rows.first else {
      throw DiagnosticList([
        Diagnostic(location: SourceLocation(path: path), message: "the file is empty")
      ])
    }
    header = first.map { Cell(text: Self.columnName($0.text), line: $0.line, column: $0.column) }
    rows = Array(parser.rows.dropFirst())
    var faults = DiagnosticList()
    for row in rows where row.count != first.count {
      faults.append(
        diagnostic(
          "this row has \(row.count) cells, the first line has \(first.count)", at: row[0],
          help: "put a cell with a separator in it into double quotes"))
    }
    if faults.hasErrors { throw faults }
  }

  /// The index of a column.
  func column(_ name: String) -> Int? { header.firstIndex { $0.text == name } }

  /// A diagnostic at a cell.
  func diagnostic(
    _ message: String, at cell: Cell, severity: Diagnostic.Severity = .error, help: String? = nil
  ) -> Diagnostic {
    Self.diagnostic(message, cell, path, lines, severity: severity, help: help)
  }

  private static func diagnostic(
    _ message: String, _ cell: Cell, _ path: String, _ lines: [Substring.UnicodeScalarView],
    severity: Diagnostic.Severity = .error, help: String? = nil
  ) -> Diagnostic {
    let line = lines.indices.contains(cell.line - 1) ? String(lines[cell.line - 1]) : nil
    return Diagnostic(
      severity: severity,
      location: SourceLocation(path: path, line: cell.line, column: cell.column),
      message: message, sourceLine: line.map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 },
      length: max(1, cell.text.unicodeScalars.count), help: help)
  }

  private static func separator(of line: Substring.UnicodeScalarView) -> Unicode.Scalar {
    var counts: [Unicode.Scalar: Int] = [:]
    var isQuoted = false
    for scalar in line {
      if scalar == "\"" { isQuoted.toggle() }
      if !isQuoted { counts[scalar, default: 0] += 1 }
    }
    let candidates: [Unicode.Scalar] = [",", ";", "\t"]
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] }
      .flatMap { counts[$0, default: 0] > 0 ? $0 : nil } ?? ","
  }

  private static func columnName(_ text: String) -> String {
    String(
      text.lowercased().drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
    ).replacing(" ", with: "_").replacing("-", with: "_")
  }
}

/// Goes over a table once.
private struct CSVParser {
  struct Problem {
    let message: String
    let cell: CSVTable.Cell
    let help: String?
  }

  private var rest: Substring.UnicodeScalarView
  private let separator: Unicode.Scalar
  private var line = 1
  private var column = 1
  private(set) var rows: [[CSVTable.Cell]] = []

  init(_ text: String, separator: Unicode.Scalar) {
    rest = Substring(text).unicodeScalars
    self.separator = separator
  }

  /// Reads all rows, or as far as the first thing that is wrong.
  mutating func parse() -> Problem? {
    while !rest.isEmpty {
      var row: [CSVTable.Cell] = []
      repeat {
        switch cell() {
        case .success(let cell): row.append(cell)
        case .failure(let fault): return fault.problem
        }
      } while take(separator)
      _ = take("\r")
      _ = take("\n")
      let isBlank = row.count == 1 && row[0].text.allSatisfy(\.isWhitespace)
      if !isBlank { rows.append(row) }
      if rows.count > IntakeLimits.tableRowsMax {
        return Problem(
          message: "the table has more than \(IntakeLimits.tableRowsMax) rows", cell: row[0],
          help: nil)
      }
    }
    return nil
  }

  private struct Fault: Error { let problem: Problem }

  private mutating func cell() -> Result<CSVTable.Cell, Fault> {
    let (startLine, startColumn) = (line, column)
    func here(_ text: String) -> CSVTable.Cell {
      CSVTable.Cell(text: text, line: startLine, column: startColumn)
    }
    var text = String.UnicodeScalarView()
    guard rest.first == "\"" else {
      while let scalar = rest.first, !isEnd(scalar) {
        if scalar == "\"" {
          return .failure(
            Fault(
              problem: Problem(
                message: "there is a quote inside a cell without quotes", cell: here(String(text)),
                help: "put the whole cell into double quotes, and write each quote in it twice")))
        }
        text.append(advance(scalar))
      }
      return .success(here(String(text)))
    }
    _ = advance("\"")
    while let scalar = rest.first {
      if advance(scalar) == "\"" {
        guard take("\"") else {
          guard rest.first.map(isEnd) ?? true else {
            return .failure(
              Fault(
                problem: Problem(
                  message: "there is text behind the closing quote", cell: here(String(text)),
                  help: "write a quote inside of quotes twice")))
          }
          return .success(here(String(text)))
        }
        text.append("\"")
      } else {
        text.append(scalar)
      }
    }
    return .failure(
      Fault(
        problem: Problem(
          message: "the quotes of this cell are never closed", cell: here(""), help: nil)))
  }

  private func isEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar == separator || scalar == "\n"
      || scalar == "\r" && rest.dropFirst().first.map { $0 == "\n" } ?? true
  }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard rest.first == wanted else { return false }
    _ = advance(wanted)
    return true
  }

  @discardableResult
  private mutating func advance(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    rest.removeFirst()
    if scalar == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    return scalar
  }
}
