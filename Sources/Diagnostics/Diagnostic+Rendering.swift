/// How a diagnostic is shown.
package enum RenderingStyle: Sendable {
  /// Text alone.
  case plain
  /// Text with ANSI escape sequences, for a terminal.
  case colour
}

extension Diagnostic {
  /// The diagnostic as people read it.
  ///
  ///     lessons/01-tasks/lesson.yaml:3:1: error: unknown key "titel"
  ///     titel: Tasks
  ///     ^~~~~
  ///     help: did you mean "title"?
  ///
  /// Whatever the input holds, the result has no control character but line ends and, in colour,
  /// the escape sequences of this file: quoted text can't drive the reader's terminal.
  ///
  /// - Parameter style: Plain, or with colours.
  /// - Returns: Lines, each with its line end.
  package func rendered(style: RenderingStyle = .plain) -> String {
    let paint = Paint(style: style)
    var text = ""
    if let location {
      text += paint.bold(harmless("\(location)") + ":") + " "
    }
    let word = severity.rawValue + ":"
    text += severity == .error ? paint.red(word) : paint.magenta(word)
    text += " " + paint.bold(harmless(message)) + "\n"
    if let sourceLine, let position = location?.position {
      let quoted = QuotedLine(sourceLine, column: position.column, length: length)
      text += quoted.text + "\n" + quoted.indent + paint.green(quoted.underline) + "\n"
    }
    if let help {
      text += paint.cyan("help:") + " " + helpLines(help).joined(separator: "\n") + "\n"
    }
    return text
  }

  /// The lines of the help, all but the first one indented to stand under it.
  private func helpLines(_ help: String) -> [String] {
    var lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines.enumerated().map { index, line in
      let shown = harmless(line)
      return index == 0 || shown.isEmpty ? shown : "      " + shown
    }
  }
}

extension DiagnosticList {
  /// All diagnostics as people read them, in the order of ``sorted``, with an empty line between.
  ///
  /// - Parameter style: Plain, or with colours.
  /// - Returns: Lines, each with its line end; empty without diagnostics.
  package func rendered(style: RenderingStyle = .plain) -> String {
    sorted.map { $0.rendered(style: style) }.joined(separator: "\n")
  }
}

/// The colours of a style.
private struct Paint {
  let style: RenderingStyle

  func bold(_ text: String) -> String { wrap(text, "1") }
  func red(_ text: String) -> String { wrap(text, "1;31") }
  func magenta(_ text: String) -> String { wrap(text, "1;35") }
  func green(_ text: String) -> String { wrap(text, "1;32") }
  func cyan(_ text: String) -> String { wrap(text, "36") }

  private func wrap(_ text: String, _ code: String) -> String {
    switch style {
    case .plain: text
    case .colour: "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
  }
}
