/// What a terminal shows: rows, of which only those that changed are written again.
struct Screen {
  private var shown: [String] = []
  private var size: (width: Int, height: Int) = (0, 0)
  let hasColour: Bool

  init(hasColour: Bool) {
    self.hasColour = hasColour
  }

  /// Forgets what the terminal shows: it was somebody else's in between.
  mutating func forget() { size = (0, 0) }

  /// Takes rows that are to be shown.
  ///
  /// - Parameters:
  ///   - rows: Rows that are no wider than the terminal; those beyond its height are left out.
  ///   - size: The terminal's size in cells.
  /// - Returns: What to write to the terminal.
  mutating func update(to rows: [ScreenLine], size: (width: Int, height: Int)) -> String {
    var wanted = rows.prefix(size.height).map { $0.written(colour: hasColour) }
    wanted += [String](repeating: "", count: size.height - wanted.count)
    // A frame is shown at once by terminals that know the mode 2026; others pass it over.
    var text = "\u{1b}[?2026h"
    if size != self.size {
      text += "\u{1b}[0m\u{1b}[2J"
      shown = [String](repeating: "", count: size.height)
      self.size = size
    }
    for (index, row) in wanted.enumerated() where row != shown[index] {
      text += "\u{1b}[\(index + 1);1H\u{1b}[0m\(row)\u{1b}[0m"
      // Erasing after the last column would take away the character there.
      text += Self.cells(rows, index) < size.width ? "\u{1b}[K" : ""
    }
    shown = wanted
    return text + "\u{1b}[?2026l"
  }

  private static func cells(_ rows: [ScreenLine], _ index: Int) -> Int {
    index < rows.count ? rows[index].cells : 0
  }
}
