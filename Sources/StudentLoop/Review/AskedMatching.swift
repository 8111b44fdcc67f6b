internal import Courseware

/// Numbered left sides and lettered right sides.
struct AskedMatching: AskedForm {
  private let matching: Question.Matching
  /// The right sides, each once.
  private let rights: [SourceText]

  init(_ matching: Question.Matching, round: Int) {
    self.matching = matching
    var seen: Set<String> = []
    let all = matching.pairs.map(\.right) + matching.distractors.map(\.right)
    rights = AskedText.shuffled(all.filter { seen.insert($0.string).inserted }, round: round)
  }

  var lines: [ScreenLine] {
    [ScreenLine("Find what belongs to each number.", .faint), .empty]
      + matching.pairs.enumerated().flatMap { index, pair in
        AskedText.marked("\(index + 1)", MarkdownText.lines(of: pair.left.string))
      } + [.empty]
      + rights.enumerated().flatMap { index, right in
        AskedText.marked(AskedText.letter(index), MarkdownText.lines(of: right.string))
      }
  }

  var fields: [ReviewSession.Field] {
    [ReviewSession.Field("the letters of 1 to \(matching.pairs.count)")]
  }

  func complaint(about answer: String, in field: Int) -> String? {
    let count = matching.pairs.count
    return AskedText.places(of: answer, count: rights.count)?.count == count
      ? nil : "\(count) letters, one for each number in order"
  }

  func isRight(_ answers: [String]) -> Bool {
    chosen(answers).map(\.string) == matching.pairs.map(\.right.string)
  }

  func reasons(for answers: [String]) -> [ScreenLine] {
    let chosen = chosen(answers)
    return matching.pairs.enumerated().flatMap { index, pair in
      let isRight = index < chosen.count && chosen[index].string == pair.right.string
      let letter = rights.firstIndex { $0.string == pair.right.string }.map(AskedText.letter) ?? ""
      return AskedText.reason(isRight, "\(index + 1)\(letter)", pair.reason)
    }
      + matching.distractors.flatMap { distractor in
        chosen.contains { $0.string == distractor.right.string }
          ? AskedText.reason(false, "-", distractor.reason) : []
      }
  }

  private func chosen(_ answers: [String]) -> [SourceText] {
    (AskedText.places(of: answers[0], count: rights.count) ?? []).map { rights[$0] }
  }
}
