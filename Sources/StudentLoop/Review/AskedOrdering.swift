internal import Courseware

/// Lines out of order, some of which may belong nowhere.
struct AskedOrdering: AskedForm {
  private let ordering: Question.Ordering
  private let shown: [Question.Ordering.Line]

  init(_ ordering: Question.Ordering, round: Int) {
    self.ordering = ordering
    shown = AskedText.shuffled(ordering.lines + ordering.distractors, round: round)
  }

  var lines: [ScreenLine] {
    let spare = ordering.distractors.count
    let note =
      spare == 0
      ? "Put the lines in order."
      : "Put the lines in order. \(spare == 1 ? "One of them" : "\(spare) of them") must be left out."
    return [ScreenLine(note, .faint), .empty]
      + shown.enumerated().flatMap { index, line in
        AskedText.marked(AskedText.letter(index), [ScreenLine(line.text.value)])
      }
  }

  let fields = [ReviewSession.Field("the letters in order")]

  func complaint(about answer: String, in field: Int) -> String? {
    let places = AskedText.places(of: answer, count: shown.count) ?? []
    return places.isEmpty || Set(places).count < places.count
      ? "letters, each once, such as bac" : nil
  }

  func isRight(_ answers: [String]) -> Bool {
    // Lines of the same text may stand in each other's place.
    answered(answers).map(\.text.value) == ordering.lines.map(\.text.value)
  }

  func reasons(for answers: [String]) -> [ScreenLine] {
    let answered = answered(answers)
    let placed = ordering.lines.enumerated().flatMap { index, line in
      let isThere = index < answered.count && answered[index].text.value == line.text.value
      return [ScreenLine("  \(index + 1)  \(line.text.value)", .code, hanging: 5)]
        + AskedText.reason(isThere, "\(index + 1)", line.reason)
    }
    let names = Set(answered.map(\.text.value))
    return placed
      + ordering.distractors.flatMap { line in
        [ScreenLine("  -  \(line.text.value)", .code, hanging: 5)]
          + AskedText.reason(!names.contains(line.text.value), "-", line.reason)
      }
  }

  private func answered(_ answers: [String]) -> [Question.Ordering.Line] {
    (AskedText.places(of: answers[0], count: shown.count) ?? []).map { shown[$0] }
  }
}
