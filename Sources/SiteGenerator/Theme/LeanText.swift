/// Takes out of scripts and style sheets what only those who write them read: lines that are comments, and
/// the spaces before lines.
enum LeanText {
  /// A script without them; a template of several lines stays as it is, and so does a script that can't be
  /// followed to its end.
  static func script(_ text: [UInt8]) -> [UInt8] {
    var scanner = ScriptScanner()
    let kept = lean(text, isScript: true, &scanner)
    return scanner.isSound ? kept : text
  }

  /// A style sheet without them.
  static func styleSheet(_ text: [UInt8]) -> [UInt8] {
    var scanner = ScriptScanner()
    return lean(text, isScript: false, &scanner)
  }

  private static func lean(
    _ text: [UInt8], isScript: Bool, _ scanner: inout ScriptScanner
  ) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(text.count)
    var isInComment = false
    for line in text.split(separator: Byte.newline, omittingEmptySubsequences: false) {
      var content = line.drop { $0 == Byte.space }
      if isInComment {
        guard let end = content.firstRange(of: Array("*/".utf8)) else { continue }
        isInComment = false
        content = content[end.upperBound...].drop { $0 == Byte.space }
      }
      if !scanner.isInCode {
        // Of a template, a string or a comment that code stands before.
        content = line
      } else if content.isEmpty || isScript && content.starts(with: "//".utf8) {
        continue
      } else if content.starts(with: "/*".utf8) {
        // One that code follows on its line stays.
        let end = content.firstRange(of: Array("*/".utf8))?.upperBound
        isInComment = end == nil
        if end == nil || end == content.endIndex { continue }
      }
      if isScript { scanner.read(content) }
      kept += content
      kept.append(Byte.newline)
    }
    return kept
  }
}
