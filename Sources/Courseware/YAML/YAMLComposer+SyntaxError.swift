import Diagnostics

extension YAMLComposer {
  /// A syntax error of YAML as a person can use it.
  ///
  /// libyaml's words are kept where they are clear; the help names what usually causes them.
  func diagnostic(of error: YAMLSyntaxError, in file: SourceFile) -> Diagnostic {
    // What is missing at the end of the file went wrong where it was opened.
    let isAtEnd = error.problem == "found unexpected end of stream" && error.context != nil
    let mark = isAtEnd ? error.contextMark : error.mark
    let scalars = Array((file.line(mark.line + 1) ?? "").unicodeScalars)
    let found = mark.column < scalars.count ? scalars[mark.column] : nil
    var message = error.problem
    if let context = error.context { message += " \(context)" }
    return file.span(line: mark.line + 1, column: mark.column + 1)
      .diagnostic(message, help: help(for: error, found: found))
  }

  private func help(for error: YAMLSyntaxError, found: Unicode.Scalar?) -> String? {
    if found == "\t" { return "a tab can't indent: use spaces" }
    switch error.problem {
    case "found character that cannot start any token":
      return found.map { "text that starts with \(quoted(String($0))) needs quotes" }
    case "mapping values are not allowed in this context":
      return "text with \": \" in it needs quotes; or the line is indented too far"
    case "could not find expected ':'":
      return "a line of a mapping is \"key: value\"; text of several lines starts with \"|\""
    case "did not find expected key", "did not find expected '-' indicator":
      return "the line is indented differently from the lines that it belongs to"
    case "found unexpected end of stream":
      return "what opens here is never closed"
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
      return "a list in one line is [a, b], a mapping {a: b, c: d}; "
        + "this one opens in line \(error.contextMark.line + 1)"
    case "did not find expected alphabetic or numeric character":
      return "text that starts with \"&\" or \"*\" needs quotes"
    case "found unknown escape character":
      return "text in single quotes has no escapes; in double quotes a backslash is \"\\\\\""
    default: return nil
    }
  }
}
