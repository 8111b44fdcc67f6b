package import Diagnostics

/// A part of one line of a file: what a diagnostic underlines.
package struct SourceSpan: Sendable, Equatable {
  /// The file.
  package let file: SourceFile
  /// The line from 1.
  package let line: Int
  /// The column in Unicode scalars from 1.
  package let column: Int
  /// The number of Unicode scalars, at least 1.
  package let length: Int

  /// Its place.
  package var location: SourceLocation {
    SourceLocation(path: file.path, line: line, column: column)
  }

  /// A diagnostic that quotes the line and underlines the part.
  ///
  /// - Parameters:
  ///   - message: What is wrong: lower case, no full stop.
  ///   - severity: How bad it is.
  ///   - help: What to do about it.
  /// - Returns: The diagnostic.
  package func diagnostic(
    _ message: String, severity: Diagnostic.Severity = .error, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      severity: severity, location: location, message: message,
      sourceLine: file.line(line), length: length, help: help)
  }
}

/// A value with the place where it was written.
package struct Located<Value> {
  /// The value.
  package let value: Value
  /// Where it was written.
  package let span: SourceSpan

  /// Joins a value and its place.
  package init(_ value: Value, at span: SourceSpan) {
    self.value = value
    self.span = span
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
