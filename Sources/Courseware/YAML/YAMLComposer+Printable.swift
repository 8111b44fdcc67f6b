import Diagnostics

extension YAMLComposer {
  /// Reports characters that a YAML file must not hold as they are.
  ///
  /// libyaml would stop at the first control character without a column. It also takes a lone
  /// carriage return, NEL and the Unicode separators for line ends, which no editor does: lines
  /// would be counted differently, so they are refused too.
  ///
  /// - Parameter context: The file; gets one diagnostic a character.
  /// - Returns: Whether there was none.
  static func refuseUnprintable(in context: ReadingContext) -> Bool {
    var line = 1
    var column = 0
    var isClean = true
    var scalars = context.file.text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      column += 1
      if scalar == "\n" {
        line += 1
        column = 0
        continue
      }
      if scalar == "\r", next == "\n" { continue }
      guard !isPrintable(scalar) else { continue }
      isClean = false
      context.error(
        "character \(codePoint(scalar)) must not stand in a YAML file",
        at: context.file.span(line: line, column: column),
        help: scalar == "\r"
          ? "end lines with LF or CR LF" : "remove it, or write it as an escape in double quotes")
    }
    return isClean
  }

  /// Whether YAML 1.1 calls a character printable, line ends of its own excluded.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
