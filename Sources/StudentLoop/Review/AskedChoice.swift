internal import Courseware

/// Choices with letters.
struct AskedChoice: AskedForm {
  /// In the order in which they are shown: another one each time, so that nobody learns the letter.
  private let choices: [Question.Choice]

  init(_ all: [Question.Choice], round: Int) {
    let first = all.isEmpty ? 0 : round % all.count
    choices = Array(all[first...] + all[..<first])
  }

  var lines: [ScreenLine] {
    let rightCount = choices.count(where: \.isCorrect)
    return (rightCount > 1 ? [ScreenLine("(\(rightCount) of them are right)", .faint)] : [])
      + [.empty]
      + choices.enumerated().flatMap { index, choice in
        AskedText.marked(AskedText.letter(index), MarkdownText.lines(of: choice.text.string))
      }
  }

  let fields = [ReviewSession.Field("letters")]

  func complaint(about answer: String, in field: Int) -> String? {
    let places = AskedText.places(of: answer, count: choices.count) ?? []
    return places.isEmpty ? "one or several of the letters, such as a or bd" : nil
  }

  func isRight(_ answers: [String]) -> Bool {
    chosen(answers) == Set(choices.indices.filter { choices[$0].isCorrect })
  }

  func reasons(for answers: [String]) -> [ScreenLine] {
    let chosen = chosen(answers)
    return choices.enumerated().flatMap { index, choice in
      choice.isCorrect || chosen.contains(index)
        ? AskedText.reason(choice.isCorrect, AskedText.letter(index), choice.reason) : []
    }
  }

  private func chosen(_ answers: [String]) -> Set<Int> {
    Set(AskedText.places(of: answers[0], count: choices.count) ?? [])
  }
}
