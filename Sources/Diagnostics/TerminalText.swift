/// The same text with nothing in it that could drive a terminal or reorder a line.
///
/// Control characters become their pictures (`␛`), and other characters that are shown as nothing
/// but move what follows (bidirectional controls, line separators) become U+FFFD. Joiners and
/// marks stay: scripts and emoji need them.
///
/// - Parameter text: Any text.
/// - Returns: One line.
package func harmless(_ text: some StringProtocol) -> String {
  guard text.unicodeScalars.contains(where: isHarmful) else { return String(text) }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x00...0x1F: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
    case 0x7F: result.append("\u{2421}")
    default: result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
    }
  }
  return String(result)
}

/// A value as messages show it: whole, in double quotes, with line ends and quotes escaped.
///
/// - Parameter value: Any text.
/// - Returns: The quoted value.
package func quoted(_ value: some StringProtocol) -> String {
  var result = "\""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\"", "\\": result += "\\\(scalar)"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x1F, 0x7F...0x9F: true
  // Marks, embeddings, overrides and isolates of bidirectional text; line separators.
  case 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
  // Interlinear annotations and tags: invisible text.
  case 0xFFF9...0xFFFB, 0xE0001: true
  default: false
  }
}

/// The number of terminal cells that a text takes.
///
/// A cluster of scalars that is one character to a reader takes the cells of its widest scalar.
///
/// - Parameter text: Text without control characters.
/// - Returns: A number of cells.
package func terminalCells(of text: some StringProtocol) -> Int {
  text.reduce(0) { sum, character in
    sum + (character.unicodeScalars.lazy.map(cells).max() ?? 0)
  }
}

private func cells(of scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  if scalar.properties.isEmojiPresentation { return 2 }
  return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// East Asian wide and full-width characters (Unicode, EastAsianWidth.txt) that aren't emoji;
/// unassigned code points between two ranges are taken into one.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
  0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
  0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265,
  0x20000...0x3FFFD,
]
