internal import Courseware

/// A text with numbered blanks.
struct AskedFillIn: AskedForm {
  private let fillIn: Question.FillIn
  /// The blanks in the order in which the text has them.
  private let blanks: [Question.FillIn.Blank]

  init(_ fillIn: Question.FillIn) {
    self.fillIn = fillIn
    let names = fillIn.parts.compactMap { if case .blank(let name) = $0 { name } else { nil } }
    blanks = names.compactMap { name in fillIn.blanks.first { $0.name.value == name } }
  }

  var lines: [ScreenLine] {
    var number = 0
    let text = fillIn.parts.map { part in
      guard case .text(let text) = part else {
        number += 1
        return "[\(number)____]"
      }
      return text
    }.joined()
    return [.empty]
      + text.split(separator: "\n", omittingEmptySubsequences: false).map {
        ScreenLine("  " + $0, .code, hanging: 2)
      }
  }

  var fields: [ReviewSession.Field] {
    blanks.indices.map { ReviewSession.Field("blank \($0 + 1)") }
  }

  func complaint(about answer: String, in field: Int) -> String? {
    answer.trimmed.isEmpty ? "what stands in blank \(field + 1)" : nil
  }

  func isRight(_ answers: [String]) -> Bool {
    zip(blanks, answers).allSatisfy { Self.accepts($0, $1) }
  }

  func reasons(for answers: [String]) -> [ScreenLine] {
    zip(blanks, answers).enumerated().flatMap { index, one in
      let (blank, answer) = one
      let mark = "\(index + 1)"
      if Self.accepts(blank, answer) { return AskedText.reason(true, mark, blank.reason) }
      let wrong = blank.wrong.first { $0.answer.value.trimmed == answer.trimmed }
      let right = blank.accept.first.map { "`\($0.value)`" } ?? ""
      return (wrong.map { AskedText.reason(false, mark, $0.reason) } ?? [])
        + [ScreenLine([Span("    right is "), Span(right, .code)])]
        + AskedText.reason(true, mark, blank.reason)
    }
  }

  private static func accepts(_ blank: Question.FillIn.Blank, _ answer: String) -> Bool {
    blank.accept.contains { $0.value.trimmed == answer.trimmed }
  }
}
