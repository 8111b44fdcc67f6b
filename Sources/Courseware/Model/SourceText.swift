import Diagnostics

/// A Markdown text that knows where each of its lines was written.
package struct SourceText: Sendable, Equatable {
  /// How the text's own lines lie in the file.
  private enum Layout: Equatable {
    /// Line by line, from a line and a column of the file.
    case lines(first: Int, columnOffset: Int)
    /// Folded or escaped: only the start is known.
    case folded
  }

  /// The text.
  package let string: String
  /// Where it starts: its block header, its first character, or the start of its own file.
  package let start: SourceSpan
  private let layout: Layout

  /// Takes a file as a text of its own.
  package init(file: SourceFile) {
    string = file.text
    start = file.span(line: 1, column: 1)
    layout = .lines(first: 1, columnOffset: 0)
  }

  /// Takes the text of a scalar.
  init(_ string: String, style: YAMLNode.ScalarStyle, at span: SourceSpan) {
    self.string = string
    self.start = span
    layout = Self.layout(of: string, style: style, at: span)
  }

  /// Finds a place of the text in the file.
  ///
  /// - Parameters:
  ///   - line: The line of the text, from 1.
  ///   - column: The column in Unicode scalars, from 1.
  ///   - length: The number of Unicode scalars.
  /// - Returns: The place in the file; where the text starts when it was folded or escaped.
  package func span(line: Int, column: Int, length: Int = 1) -> SourceSpan {
    switch layout {
    case .folded: start
    case .lines(let first, let columnOffset):
      start.file.span(
        line: first + line - 1, column: columnOffset + column, length: length)
    }
  }

  private static func layout(
    of string: String, style: YAMLNode.ScalarStyle, at span: SourceSpan
  ) -> Layout {
    let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
    switch style {
    case .literal:
      // The text starts on the line after its header; the indentation is what the file's line has
      // more than the text's.
      guard let index = lines.firstIndex(where: { !$0.isEmpty }),
        let written = span.file.line(span.line + 1 + index), written.hasSuffix(lines[index])
      else { return .folded }
      let indent = written.unicodeScalars.count - lines[index].unicodeScalars.count
      return .lines(first: span.line + 1, columnOffset: indent)
    case .plain, .quoted:
      // On one line and without escapes the characters stand one by one.
      let quote = style == .quoted ? 1 : 0
      guard lines.count == 1, string.unicodeScalars.count + 2 * quote == span.length else {
        return .folded
      }
      return .lines(first: span.line, columnOffset: span.column - 1 + quote)
    case .folded: return .folded
    }
  }
}
