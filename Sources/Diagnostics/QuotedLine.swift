/// A source line laid out for a terminal, with a caret under the right columns.
///
/// Columns of the input are Unicode scalars; columns of a terminal are cells. Tabs go to the next
/// stop, wide characters take two cells, marks take none, and control characters are shown by
/// their pictures. A long line is cut to a window around the caret.
struct QuotedLine {
  /// The line as shown.
  let text: String
  /// The spaces before the caret.
  let indent: String
  /// The caret and the line after it: `^~~~`.
  let underline: String

  /// Cells between two tab stops.
  private static let tabStopCells = 4
  /// The longest part of a line that is shown, in cells.
  private static let widthCellsMax = 160
  /// Cells kept before the caret when a line is cut.
  private static let contextCells = 60

  /// Lays out a line with a caret at a column.
  ///
  /// - Parameters:
  ///   - line: The line, without its line end.
  ///   - column: The column of the caret in Unicode scalars, from 1; past the end means the end.
  ///   - length: The scalars to underline, at least 1; past the end means the end.
  init(_ line: String, column: Int, length: Int) {
    var pieces: [Piece] = []
    var cells = 0
    var scalars = 0
    // Where the underlined part starts and ends, in cells.
    var start: Int?
    var end: Int?
    let first = max(0, column - 1)
    let last = first + min(max(1, length), line.unicodeScalars.count + 1)
    for character in line {
      let piece = Piece(character, atCell: cells, tabStopCells: Self.tabStopCells)
      let count = character.unicodeScalars.count
      if start == nil, first < scalars + count { start = cells }
      scalars += count
      cells += piece.cells
      if end == nil, last <= scalars { end = cells }
      pieces.append(piece)
    }
    let from = start ?? cells
    let to = max(from + 1, end ?? cells)

    var window = Window(text: "", firstCell: 0, lastCell: cells)
    if cells <= Self.widthCellsMax {
      window.text = pieces.map(\.text).joined()
    } else {
      window = Self.cut(pieces, around: from)
    }
    text = window.text
    indent = String(repeating: " ", count: max(0, from - window.firstCell))
    let visibleEnd = max(from + 1, min(to, window.lastCell))
    underline = "^" + String(repeating: "~", count: max(0, visibleEnd - from - 1))
  }

  /// The shown part of a long line.
  private struct Window {
    var text: String
    /// The cell of the line that stands in the first column of the text.
    var firstCell: Int
    /// The cell of the line after the last shown one.
    var lastCell: Int
  }

  /// Cuts a long line around a cell, with an ellipsis at each cut.
  private static func cut(_ pieces: [Piece], around cell: Int) -> Window {
    let firstWanted = max(0, cell - contextCells)
    var position = 0
    var shown = ""
    var firstCell: Int?
    var lastCell = 0
    for piece in pieces {
      defer { position += piece.cells }
      guard position >= firstWanted else { continue }
      let opening = firstCell ?? position
      if position + piece.cells > opening + widthCellsMax {
        shown += "…"
        break
      }
      firstCell = opening
      shown += piece.text
      lastCell = position + piece.cells
    }
    let opening = firstCell ?? position
    guard opening > 0 else { return Window(text: shown, firstCell: 0, lastCell: lastCell) }
    return Window(text: "…" + shown, firstCell: opening - 1, lastCell: lastCell)
  }
}

/// One character of a quoted line, as shown.
private struct Piece {
  var text: String
  var cells: Int

  init(_ character: Character, atCell cell: Int, tabStopCells: Int) {
    if character == "\t" {
      cells = tabStopCells - cell % tabStopCells
      text = String(repeating: " ", count: cells)
    } else {
      text = harmless(String(character))
      cells = terminalCells(of: text)
    }
  }
}
