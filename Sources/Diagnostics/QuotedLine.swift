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
  /// Scalars kept before the caret when a line is cut.
  private static let contextScalars = 60

  /// Lays out a line with a caret at a column.
  ///
  /// - Parameters:
  ///   - line: The line, without its line end.
  ///   - column: The column of the caret in Unicode scalars, from 1; past the end means the end.
  ///   - length: The scalars to underline, at least 1; past the end means the end.
  init(_ line: String, column: Int, length: Int) {
    let window = Window(line, around: max(0, column - 1))
    var layout = Layout(opensWith: window.isCutBefore ? "…" : "")
    let first = max(0, column - 1) - window.firstScalar
    let last = first + max(1, min(length, window.text.unicodeScalars.count + 1))
    for character in window.text {
      guard layout.add(character, caret: first..<last) else { break }
    }
    layout.finish(isCutAfter: window.isCutAfter)
    text = layout.text
    indent = String(repeating: " ", count: layout.start)
    underline = "^" + String(repeating: "~", count: max(0, layout.end - layout.start - 1))
  }

  /// The part of a line that can be shown: all of it, unless it is long.
  private struct Window {
    let text: Substring
    /// The number of scalars before it.
    let firstScalar: Int
    let isCutBefore: Bool
    let isCutAfter: Bool

    /// A line is cut before it is laid out, so that one of a mebibyte costs no more than another.
    init(_ line: String, around scalar: Int) {
      let scalars = line.unicodeScalars
      guard line.utf8.count > QuotedLine.widthCellsMax else {
        self.init(line[...], firstScalar: 0, isCutBefore: false, isCutAfter: false)
        return
      }
      let caret =
        scalars.index(scalars.startIndex, offsetBy: scalar, limitedBy: scalars.endIndex)
        ?? scalars.endIndex
      // A line that would fit if it were not for its bytes is shown from its start.
      let isNearStart = scalar <= QuotedLine.contextScalars
      var start = scalars.startIndex
      if !isNearStart {
        start =
          scalars.index(
            caret, offsetBy: -QuotedLine.contextScalars, limitedBy: scalars.startIndex)
          ?? scalars.startIndex
      }
      let end =
        scalars.index(
          start, offsetBy: 4 * QuotedLine.widthCellsMax, limitedBy: scalars.endIndex)
        ?? scalars.endIndex
      self.init(
        Substring(scalars[start..<end]),
        firstScalar: scalars.distance(from: scalars.startIndex, to: start),
        isCutBefore: start != scalars.startIndex, isCutAfter: end != scalars.endIndex)
    }

    private init(_ text: Substring, firstScalar: Int, isCutBefore: Bool, isCutAfter: Bool) {
      self.text = text
      self.firstScalar = firstScalar
      self.isCutBefore = isCutBefore
      self.isCutAfter = isCutAfter
    }
  }

  /// The shown text as it grows, and the cells of the underlined part.
  private struct Layout {
    private(set) var text: String
    private var cells: Int
    private var scalars = 0
    private var startCell: Int?
    private var endCell: Int?
    private var isFull = false

    init(opensWith mark: String) {
      text = mark
      cells = mark.isEmpty ? 0 : 1
    }

    /// The cell of the caret; the end of the text when the column is past it.
    var start: Int { startCell ?? cells }
    /// The cell after the underlined part.
    var end: Int { max(start + 1, endCell ?? cells) }

    /// Adds a character.
    ///
    /// - Returns: Whether there was room for it.
    mutating func add(_ character: Character, caret: Range<Int>) -> Bool {
      let count = character.unicodeScalars.count
      var shown = harmless(String(character))
      var width = terminalCells(of: shown)
      if character == "\t" {
        width = QuotedLine.tabStopCells - cells % QuotedLine.tabStopCells
        shown = String(repeating: " ", count: width)
      }
      guard cells + width <= QuotedLine.widthCellsMax else {
        isFull = true
        return false
      }
      if startCell == nil, caret.lowerBound < scalars + count { startCell = cells }
      scalars += count
      cells += width
      if endCell == nil, caret.upperBound <= scalars { endCell = cells }
      text += shown
      return true
    }

    /// Marks the end of a text that goes on.
    mutating func finish(isCutAfter: Bool) {
      // The caret never stands under the mark.
      if startCell == nil { startCell = cells }
      if endCell == nil { endCell = cells }
      if isFull || isCutAfter { text += "…" }
    }
  }
}
