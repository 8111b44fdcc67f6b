package import Diagnostics

/// A Markdown text and where it stands in the file that it was read from.
package struct MarkdownSource: Sendable {
  /// The text, without the indentation that its file gives it.
  package var text: String
  /// Where the text's first character stands.
  ///
  /// Every line of the text begins at this column, as in a literal block of YAML.
  package var location: SourceLocation

  /// Makes a source out of a text and the place of its first character.
  package init(_ text: String, at location: SourceLocation) {
    self.text = text
    self.location = location
  }

  /// A diagnostic about a place in the text.
  ///
  /// - Parameters:
  ///   - problem: What is wrong.
  ///   - line: The line of the text, from 1.
  ///   - byteColumn: The byte of the line, from 1, as cmark counts.
  ///   - byteCount: How many bytes of the line it is about.
  /// - Returns: The diagnostic at the place in the file.
  func diagnostic(
    _ problem: MarkdownProblem, line: Int, byteColumn: Int, byteCount: Int
  ) -> Diagnostic {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let bytes = lines.indices.contains(line - 1) ? lines[line - 1] : Substring("").utf8
    let before = scalars(of: bytes.prefix(max(0, byteColumn - 1)))
    let marked = scalars(of: bytes.dropFirst(max(0, byteColumn - 1)).prefix(byteCount))
    return Diagnostic(
      severity: problem.severity,
      location: SourceLocation(
        path: location.path, line: location.line + line - 1, column: location.column + before),
      message: problem.message,
      sourceLine: String(repeating: " ", count: location.column - 1) + String(Substring(bytes)),
      length: marked,
      help: problem.help)
  }

  /// The number of Unicode scalars that begin in these bytes.
  private func scalars(of bytes: some Collection<UInt8>) -> Int {
    bytes.count { $0 & 0xC0 != 0x80 }
  }
}

/// What a callback found wrong with a link or with code; its place is added by the renderer.
package struct MarkdownProblem: Error, Equatable, Sendable {
  /// How bad it is.
  package var severity: Diagnostic.Severity
  /// What is wrong: lower case, one line, no full stop.
  package var message: String
  /// What to do about it.
  package var help: String?

  /// Makes a problem.
  package init(
    _ message: String, severity: Diagnostic.Severity = .error, help: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.help = help
  }
}
