import Diagnostics

/// How a piece of text is set on a terminal.
package enum Style: Sendable, Equatable {
  case plain, strong, faint, good, bad, caution, code, heading, bar

  /// What a terminal is told before such a text; colours are left out where nobody wants them.
  func escape(colour: Bool) -> String {
    switch self {
    case .plain: ""
    case .strong: "\u{1b}[1m"
    case .faint: "\u{1b}[2m"
    case .good: colour ? "\u{1b}[32m" : ""
    case .bad: colour ? "\u{1b}[1;31m" : "\u{1b}[1m"
    case .caution: colour ? "\u{1b}[33m" : ""
    case .code: colour ? "\u{1b}[36m" : ""
    case .heading: colour ? "\u{1b}[1;34m" : "\u{1b}[1m"
    case .bar: "\u{1b}[7m"
    }
  }
}

/// A piece of a line: text of one style, and perhaps where it leads.
package struct Span: Sendable, Equatable {
  /// Text with nothing in it that could drive a terminal.
  package let text: String
  /// How it is set.
  package let style: Style
  /// The address that a terminal opens at a click.
  package let link: String?

  /// Makes a piece; whatever could drive a terminal is taken out of the text.
  package init(_ text: some StringProtocol, _ style: Style = .plain, link: String? = nil) {
    self.text = harmless(text)
    self.style = style
    self.link = link
  }
}

/// A line of text before it is fitted to the width of a terminal.
package struct ScreenLine: Sendable, Equatable {
  /// Its pieces from the left.
  package var spans: [Span]
  /// By how many cells its further rows are indented.
  package var hanging: Int

  /// Joins pieces.
  package init(_ spans: [Span], hanging: Int = 0) {
    self.spans = spans
    self.hanging = hanging
  }

  /// Makes a line of one piece.
  package init(_ text: some StringProtocol, _ style: Style = .plain, hanging: Int = 0) {
    self.init([Span(text, style)], hanging: hanging)
  }

  /// A line with nothing on it.
  package static let empty = ScreenLine([])

  /// The text alone.
  package var text: String { spans.map(\.text).joined() }

  /// The line further to the right.
  package func indented(by cells: Int) -> ScreenLine {
    ScreenLine(
      [Span(String(repeating: " ", count: cells))] + spans, hanging: hanging + cells)
  }
}

extension ScreenLine {
  /// One character of a line with its place among the pieces.
  private struct Cell {
    let character: Character
    let width: Int
    let span: Int
  }

  /// The longest line that is fitted, in characters; what is longer is cut, and says so.
  private static let charactersMax = 4_000

  /// The rows that the line takes at a width: broken between words, or in a word that is longer.
  ///
  /// - Parameter width: The width of the terminal in cells.
  /// - Returns: At least one row.
  package func rows(width: Int) -> [ScreenLine] {
    let width = max(1, width)
    var cells: [Cell] = []
    for (index, span) in spans.enumerated() {
      for character in span.text {
        guard cells.count < Self.charactersMax else { break }
        cells.append(
          Cell(character: character, width: terminalCells(of: String(character)), span: index))
      }
    }
    if cells.count == Self.charactersMax {
      cells.append(Cell(character: "…", width: 1, span: cells[cells.count - 1].span))
    }
    var rows: [ScreenLine] = []
    var start = 0
    repeat {
      let indent = rows.isEmpty ? 0 : min(hanging, width / 2)
      let end = Self.end(of: cells, from: start, width: width - indent)
      var last = end
      while end < cells.count, last > start, cells[last - 1].character == " " { last -= 1 }
      rows.append(row(cells[start..<last], indent: indent))
      start = end
      // Spaces at which a line was broken stand at no line's start.
      while start < cells.count, cells[start].character == " " { start += 1 }
    } while start < cells.count
    return rows
  }

  /// Where a row ends that begins at a cell.
  private static func end(of cells: [Cell], from start: Int, width: Int) -> Int {
    var used = 0
    var lastBreak: Int?
    for index in start..<cells.count {
      used += cells[index].width
      if used > width, index > start {
        return cells[index].character == " " ? index : lastBreak ?? index
      }
      // A break after the words, not inside the indentation.
      if cells[index].character == " ",
        cells[start..<index].contains(where: { $0.character != " " })
      {
        lastBreak = index + 1
      }
    }
    return cells.count
  }

  private func row(_ cells: ArraySlice<Cell>, indent: Int) -> ScreenLine {
    var result: [Span] = indent > 0 ? [Span(String(repeating: " ", count: indent))] : []
    var rest = cells
    while let first = rest.first {
      let run = rest.prefix { $0.span == first.span }
      let span = spans[first.span]
      result.append(Span(String(run.map(\.character)), span.style, link: span.link))
      rest = rest.dropFirst(run.count)
    }
    return ScreenLine(result)
  }

  /// The line as it is written to a terminal.
  ///
  /// - Parameter colour: Whether colours are wanted.
  /// - Returns: Text with escape sequences, without a line end.
  package func written(colour: Bool) -> String {
    var text = ""
    for span in spans where !span.text.isEmpty {
      let escape = span.style.escape(colour: colour)
      let body = escape.isEmpty ? span.text : escape + span.text + "\u{1b}[0m"
      text += span.link.map { "\u{1b}]8;;\($0)\u{1b}\\\(body)\u{1b}]8;;\u{1b}\\" } ?? body
    }
    return text
  }

  /// The text of several lines, each with its line end and as long as it is.
  package static func plainText(of lines: [ScreenLine]) -> String {
    lines.map { $0.text + "\n" }.joined()
  }
}

extension ScreenLine {
  /// How many cells it takes.
  var cells: Int { spans.reduce(0) { $0 + terminalCells(of: $1.text) } }

  /// The line, filled with spaces up to a width, in the last piece's style.
  func filled(to width: Int, _ style: Style) -> ScreenLine {
    let missing = width - cells
    guard missing > 0 else { return self }
    return ScreenLine(spans + [Span(String(repeating: " ", count: missing), style)])
  }
}
