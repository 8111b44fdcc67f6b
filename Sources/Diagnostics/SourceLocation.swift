/// A place in a text file, or the file as a whole.
///
/// Lines and columns count from 1; columns count Unicode scalars, as editors and compilers do.
package struct SourceLocation: Hashable, Sendable {
  /// A line and a column.
  package struct Position: Hashable, Sendable, Comparable {
    /// The line, from 1.
    package var line: Int
    /// The column in Unicode scalars, from 1.
    package var column: Int

    /// Makes a position from a line and a column, both counted from 1.
    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    package static func < (left: Position, right: Position) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  /// The path as the user would type it.
  package var path: String
  /// The place in the file; nil is the file as a whole.
  package var position: Position?

  /// The file or folder at `path` as a whole.
  package init(path: String) {
    self.path = path
    self.position = nil
  }

  /// A place in the file at `path`; both numbers count from 1.
  package init(path: String, line: Int, column: Int) {
    self.path = path
    self.position = Position(line: line, column: column)
  }

  /// The line from 1; 1 when the location is a whole file.
  package var line: Int { position?.line ?? 1 }

  /// The column in Unicode scalars from 1; 1 when the location is a whole file.
  package var column: Int { position?.column ?? 1 }
}

extension SourceLocation: Comparable {
  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    if left.path != right.path { return left.path < right.path }
    return (left.position.map { [$0.line, $0.column] } ?? [])
      .lexicographicallyPrecedes(right.position.map { [$0.line, $0.column] } ?? [])
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `path:line:column`, or `path` alone for a whole file.
  package var description: String {
    guard let position else { return path }
    return "\(path):\(position.line):\(position.column)"
  }
}
