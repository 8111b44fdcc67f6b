/// Takes out of scripts and style sheets what only those who write them read: lines that are comments, and
/// the spaces before lines.
enum LeanText {
  /// A script without them; a template of several lines stays as it is.
  static func script(_ text: [UInt8]) -> [UInt8] { lean(text, isScript: true) }

  /// A style sheet without them.
  static func styleSheet(_ text: [UInt8]) -> [UInt8] { lean(text, isScript: false) }

  private static func lean(_ text: [UInt8], isScript: Bool) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(text.count)
    var isInComment = false
    var isInTemplate = false
    for line in text.split(separator: Byte.newline, omittingEmptySubsequences: false) {
      var content = line.drop { $0 == Byte.space }
      if isInComment {
        guard let end = content.firstRange(of: Array("*/".utf8)) else { continue }
        isInComment = false
        content = content[end.upperBound...].drop { $0 == Byte.space }
      }
      if isInTemplate {
        content = line
      } else if content.isEmpty || isScript && content.starts(with: "//".utf8) {
        continue
      } else if content.starts(with: "/*".utf8) {
        // One that code follows on its line stays.
        let end = content.firstRange(of: Array("*/".utf8))?.upperBound
        isInComment = end == nil
        if end == nil || end == content.endIndex { continue }
      }
      if isScript, !content.count(where: { $0 == Byte.backquote }).isMultiple(of: 2) {
        isInTemplate.toggle()
      }
      kept += content
      kept.append(Byte.newline)
    }
    return kept
  }
}
