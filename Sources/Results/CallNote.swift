/// A system call of a submission that a failure is about.
package struct CallNote: Codable, Sendable, Equatable {
  /// Why it is this call.
  package enum Role: String, Codable, Sendable {
    /// The test says so.
    case named
    /// A task waits in it for ever.
    case waits
    /// It is the last that failed.
    case failed
    /// It is the last that was made.
    case last
  }

  package var role: Role
  /// The call and its answer, as strace writes them.
  package var text: String
  /// The task that made it.
  package var thread: Int32

  package init(role: Role, text: String, thread: Int32) {
    self.role = role
    self.text = text
    self.thread = thread
  }
}

/// A line of a submission with some lines around it.
package struct SourceLine: Codable, Sendable, Equatable {
  /// The file, as the compiler knows it.
  package var file: String
  /// The line's number, from 1.
  package var line: Int
  /// The number of the first line of `text`.
  package var firstLine: Int
  /// The lines around it, itself among them.
  package var text: [String]

  package init(file: String, line: Int, firstLine: Int = 0, text: [String] = []) {
    self.file = file
    self.line = line
    self.firstLine = firstLine
    self.text = text
  }

  private enum CodingKeys: String, CodingKey {
    case file, line, text
    case firstLine = "first_line"
  }
}

extension SourceLine {
  /// The lines before and after the line that are shown with it.
  private static let linesAround = 2
  /// The longest line that is shown whole, in scalars: one character may have any number of accents.
  private static let scalarsMax = 160

  /// The line as it stands in a file: nil if the file has no such line.
  ///
  /// The number came out of the process that ran the submission, so it may be anything.
  package func quoted(from source: some StringProtocol) -> SourceLine? {
    var lines: [Substring.UnicodeScalarView] = []
    guard line >= 1, line < Int.max - Self.linesAround else { return nil }
    let first = max(1, line - Self.linesAround)
    var number = 0
    let scalars = Substring(source).unicodeScalars
    // Lines end as Swift's compiler ends them.
    var rest = scalars[...]
    while number < line + Self.linesAround {
      number += 1
      let end = rest.firstIndex { $0 == "\n" || $0 == "\r" } ?? rest.endIndex
      if number >= first { lines.append(rest[..<end]) }
      guard end < rest.endIndex else { break }
      let isPair = rest[end] == "\r" && rest[rest.index(after: end)...].first == "\n"
      rest = rest[rest.index(end, offsetBy: isPair ? 2 : 1)...]
    }
    guard number >= line else { return nil }
    // A file that ends with a line end has no line after it.
    if number > line, lines.last?.isEmpty == true, rest.isEmpty { lines.removeLast() }
    return SourceLine(
      file: file, line: line, firstLine: first,
      text: lines.map { line in
        let shown = line.prefix(Self.scalarsMax)
        return String(Substring(shown)) + (shown.endIndex < line.endIndex ? " …" : "")
      })
  }
}
