import Diagnostics

/// Checks what the template engine would let pass: a name that is text written as markup, markup
/// written as text, and a part that is not there.
struct TemplateCheck {
  /// The path of the template, as messages show it.
  let path: String
  let text: String
  /// The names of all templates.
  let known: [String]
  /// The keys of the phrases that templates can say; nil where they could not be read.
  let phrases: [String]?

  private static let markupEnding = "HTML"

  /// What is wrong with the template's tags.
  func problems() -> [Diagnostic] {
    var found: [Diagnostic] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var rest = line
      while let open = rest.firstRange(of: "{{") {
        let isTriple = rest[open.upperBound...].first == "{"
        let inner = isTriple ? rest.index(after: open.upperBound) : open.upperBound
        guard let close = rest[inner...].firstRange(of: "}}") else { break }
        let tag = rest[inner..<close.lowerBound].drop { $0 == " " }
        if let problem = problem(in: tag, isTriple: isTriple) {
          let column = line[..<open.lowerBound].unicodeScalars.count + 1
          found.append(
            Diagnostic(
              location: SourceLocation(path: path, line: index + 1, column: column),
              message: problem.message, sourceLine: String(line),
              length: rest[open.lowerBound..<close.upperBound].unicodeScalars.count,
              help: problem.help))
        }
        rest = rest[close.upperBound...]
      }
    }
    return found
  }

  /// A phrase that there is not, or that only the program can say, since it puts something in.
  private func unknownPhrase(_ tag: Substring) -> (message: String, help: String?)? {
    guard let phrases, let key = TemplateWords.name(in: tag)?.key, !phrases.contains(key) else {
      return nil
    }
    return (
      "there is no phrase \(quoted(key)) for templates",
      nearest(to: key, in: phrases).map { "did you mean \(quoted($0))?" }
    )
  }

  private func problem(in tag: Substring, isTriple: Bool) -> (message: String, help: String?)? {
    guard let sigil = tag.first else { return nil }
    let name = tag.drop { "&>".contains($0) || $0 == " " }.prefix { $0 != " " && $0 != "}" }
    if let problem = unknownPhrase(tag) { return problem }
    if TemplateWords.isMisused(in: tag) {
      return (
        "a phrase is only text or markup: \(quoted(String(tag)))",
        "write {{say.GROUP.NAME}} or {{{say.GROUP.NAMEHTML}}}, and nothing else in the braces"
      )
    }
    if isTriple || sigil == "&" {
      if name.hasSuffix(Self.markupEnding) { return nil }
      return (
        "\(quoted(String(name))) is text and must be escaped",
        "write {{\(name)}}; only names that end in \"\(Self.markupEnding)\" are markup"
      )
    }
    if sigil == ">" {
      if known.contains(String(name)) { return nil }
      return (
        "there is no template \(quoted(String(name)))",
        suggestion(for: String(name), in: known, listedAs: "templates")
      )
    }
    let isVariable = sigil.isLetter || sigil == "."
    guard isVariable, name.hasSuffix(Self.markupEnding) else { return nil }
    return (
      "\(quoted(String(name))) is markup and would be shown as its source", "write {{{\(name)}}}"
    )
  }
}
