import Diagnostics

/// Reads questions in which blanks are filled.
struct FillInReader {
  let context: ReadingContext

  private static let blankKeys = ["name", "accept", "reason", "wrong"]

  /// The form, or nil when a part of it can't be read; everything wrong is reported.
  func fillIn(_ fields: FieldReader) -> Question.FillIn? {
    let errorsBefore = context.errorCount
    let text = fields.markdown("text")
    let blanks = fields.list("blanks", read: blank)
    guard let text, context.errorCount == errorsBefore else { return nil }
    context.refuseRepeated(blanks.map(\.name), called: "blank")
    let parts = parts(of: text, blanks: blanks)
    return context.errorCount == errorsBefore
      ? Question.FillIn(parts: parts, blanks: blanks) : nil
  }

  private func blank(_ node: YAMLNode) -> Question.FillIn.Blank? {
    guard let fields = FieldReader(node, "a blank", keys: Self.blankKeys, in: context) else {
      return nil
    }
    let name = fields.id("name")
    let accept = fields.lines("accept").map(trimmed)
    let reason = fields.markdown("reason")
    let wrong = QuestionReader(context: context).wrongAnswers(fields, key: "answer") {
      context.line(of: $0, called: "answer").map(trimmed)
    }
    context.refuseRepeated(wrong.map(\.answer), called: "answer", after: accept)
    context.refuseRepeated(accept, called: "answer")
    guard let name, let reason else { return nil }
    return Question.FillIn.Blank(name: name, accept: accept, reason: reason, wrong: wrong)
  }

  private func trimmed(_ answer: Located<String>) -> Located<String> {
    let inner = answer.value.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }
    return Located(String(inner.reversed()), at: answer.span)
  }

  /// Takes the text apart at its blanks, `[[name]]`; each must be described, and each described one
  /// must be there once.
  private func parts(
    of text: SourceText, blanks: [Question.FillIn.Blank]
  ) -> [Question.FillIn.Part] {
    var parts: [Question.FillIn.Part] = []
    var met: [String] = []
    let names = blanks.map(\.name.value)
    for match in BlankScanner.parts(of: text.string) {
      guard case .blank(let name) = match.part else {
        parts.append(match.part)
        continue
      }
      let place = text.span(
        line: match.line, column: match.column, length: name.unicodeScalars.count + 4)
      if !names.contains(name) {
        context.error(
          "blank \(quoted(name)) is not described", at: place,
          help: suggestion(for: name, in: names, listedAs: "blanks"))
      } else if met.contains(name) {
        context.error("blank \(quoted(name)) stands here twice", at: place)
      }
      met.append(name)
      parts.append(match.part)
    }
    for blank in blanks where !met.contains(blank.name.value) {
      context.error(
        "the text has no blank \(quoted(blank.name.value))", at: blank.name.span,
        help: "write \"[[\(blank.name.value)]]\" where it belongs")
    }
    return parts
  }
}

/// Finds the blanks of a text.
enum BlankScanner {
  /// A part with its place: line and column from 1.
  struct Match {
    let part: Question.FillIn.Part
    let line: Int
    let column: Int
  }

  /// The parts of a text in their order; brackets that hold no id are text.
  static func parts(of text: String) -> [Match] {
    var matches: [Match] = []
    var pending = ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if index > 0 { pending += "\n" }
      var rest = line[...]
      var column = 1
      while let open = rest.firstRange(of: "[["),
        let close = rest[open.upperBound...].firstRange(of: "]]")
      {
        let name = String(rest[open.upperBound..<close.lowerBound])
        guard isID(name) else {
          // The second bracket may be the first of a blank.
          let next = rest.index(after: open.lowerBound)
          pending += rest[..<next]
          column += rest[..<next].unicodeScalars.count
          rest = rest[next...]
          continue
        }
        pending += rest[..<open.lowerBound]
        column += rest[..<open.lowerBound].unicodeScalars.count
        if !pending.isEmpty {
          matches.append(Match(part: .text(pending), line: index + 1, column: column))
          pending = ""
        }
        matches.append(Match(part: .blank(name), line: index + 1, column: column))
        column += name.unicodeScalars.count + 4
        rest = rest[close.upperBound...]
      }
      pending += rest
    }
    if !pending.isEmpty {
      matches.append(Match(part: .text(pending), line: lines.count, column: 1))
    }
    return matches
  }
}
