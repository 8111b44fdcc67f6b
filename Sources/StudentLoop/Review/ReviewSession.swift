import Courseware

/// One question as it is put to a student on lines of text.
package struct ReviewSession {
  private let item: ReviewPlan.Item
  /// The choices in the order in which they are shown.
  private let choices: [Question.Choice]

  /// Puts a question.
  ///
  /// - Parameters:
  ///   - item: The question.
  ///   - round: How often it was asked before: the choices stand in another order each time, so
  ///     that nobody learns the letter.
  package init(_ item: ReviewPlan.Item, round: Int) {
    self.item = item
    let all = item.question.choices
    let first = all.isEmpty ? 0 : round % all.count
    choices = Array(all[first...] + all[..<first])
  }

  /// The question and its choices, each after its letter.
  package var lines: [ScreenLine] {
    let rightCount = choices.count(where: \.isCorrect)
    var lines = MarkdownText.lines(of: item.question.prompt.string)
    if rightCount > 1 { lines.append(ScreenLine("(\(rightCount) of them are right)", .faint)) }
    lines.append(.empty)
    for (index, choice) in choices.enumerated() {
      lines += Self.lettered(index, MarkdownText.lines(of: choice.text.string))
    }
    return lines
  }

  private static func letter(_ index: Int) -> String {
    String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(truncatingIfNeeded: index % 26))))
  }

  private static func lettered(_ index: Int, _ lines: [ScreenLine]) -> [ScreenLine] {
    lines.enumerated().map { number, line in
      ScreenLine(
        [Span(number == 0 ? "  \(letter(index))  " : "     ", .strong)] + line.spans, hanging: 5)
    }
  }

  /// The places of the choices that an answer names; nil if it names something else, or nothing.
  package func chosen(by answer: String) -> Set<Int>? {
    var result: Set<Int> = []
    for character in answer.lowercased() where character.isLetter || character.isNumber {
      guard let index = choices.indices.first(where: { Self.letter($0) == String(character) })
      else { return nil }
      result.insert(index)
    }
    return result.isEmpty ? nil : result
  }

  /// Whether these choices are the right ones, all of them and no other.
  package func isRight(_ chosen: Set<Int>) -> Bool {
    chosen == Set(choices.indices.filter { choices[$0].isCorrect })
  }

  /// What to say after an answer: the reason of each choice that matters.
  package func explanation(of chosen: Set<Int>) -> [ScreenLine] {
    var lines = [
      isRight(chosen) ? ScreenLine("Right.", .good) : ScreenLine("Not quite.", .bad)
    ]
    for (index, choice) in choices.enumerated() where choice.isCorrect || chosen.contains(index) {
      let sign = choice.isCorrect ? Span("✓ ", .good) : Span("✗ ", .bad)
      let reason = MarkdownText.lines(of: choice.reason.string)
      for (number, line) in reason.enumerated() {
        lines.append(
          ScreenLine(
            (number == 0 ? [Span("  "), sign, Span("\(Self.letter(index))  ")] : [Span("       ")])
              + line.spans, hanging: 7))
      }
    }
    return lines
  }
}
