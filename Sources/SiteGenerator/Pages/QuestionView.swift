import Courseware
import Markup

/// A question of a lesson, as the page shows it.
///
/// Everything that a reader can be told stands in the page: the answers and their reasons in a part that
/// opens. The script reads them from there, so that without it, and on paper, nothing is missing.
struct QuestionView {
  let question: Question
  let words: Words
  let lesson: Lesson
  /// Its place in the lesson, from 1.
  let number: Int

  /// The id that a question has on its page.
  static func anchor(_ question: Question) -> AnchorID {
    AnchorID(slugging: "question-\(question.id.value)")
  }

  /// The id of the question's title.
  static func titleAnchor(_ anchor: AnchorID) -> AnchorID {
    AnchorID(slugging: "title").prefixed(by: anchor)
  }

  /// The id of a field of the question.
  static func fieldAnchor(_ anchor: AnchorID, _ index: Int = 0) -> AnchorID {
    AnchorID(slugging: "field-\(index + 1)").prefixed(by: anchor)
  }

  /// All ids that a question takes on its page.
  static func anchors(_ question: Question) -> [AnchorID] {
    let anchor = anchor(question)
    let fieldCount =
      switch question.form {
      case .choice, .ordering, .fillIn: 0
      case .trace: 1
      case .matching(let matching): matching.pairs.count
      }
    return [anchor, titleAnchor(anchor)] + (0..<fieldCount).map { fieldAnchor(anchor, $0) }
  }

  /// The question as its template shows it.
  func values(_ text: inout PageText) -> TemplateValues {
    let anchor = Self.anchor(question)
    var values: TemplateValues = [
      "anchor": .text(anchor.description),
      "titleAnchor": .text(Self.titleAnchor(anchor).description),
      "id": .text(question.id.value),
      "kind": .text(question.kind.rawValue),
      "title": .text(words.text(.questionTitle, ["number": "\(number)"])),
      "promptHTML": .html(text.html(question.prompt, under: anchor)),
      "how": .text(how),
    ]
    // Templates look in the values around for a name that is not there: the kinds are all there.
    for name in ["choice", "trace", "ordering", "fillIn", "matching"] {
      values[name] = .flag(false)
    }
    switch question.form {
    case .choice(let choices):
      values["choice"] = .object(["choices": .list(choices.map { choice($0, &text) })])
    case .trace(let trace): values["trace"] = .object(self.trace(trace, &text))
    case .ordering(let ordering): values["ordering"] = .object(self.ordering(ordering, &text))
    case .fillIn(let fillIn): values["fillIn"] = .object(self.fillIn(fillIn, &text))
    case .matching(let matching): values["matching"] = .object(self.matching(matching, &text))
    }
    return values
  }

  /// What the reader does.
  private var how: String {
    switch question.form {
    case .choice(let choices):
      return words.text(.questionHowChoice, count: choices.count(where: \.isCorrect))
    case .trace: return words.text(.questionHowTrace)
    case .ordering(let ordering):
      let spare = ordering.distractors.count
      return spare == 0
        ? words.text(.questionHowOrdering) : words.text(.questionHowOrderingSpare, count: spare)
    case .fillIn(let fillIn):
      return words.text(.questionHowFillIn, count: fillIn.blanks.count)
    case .matching(let matching):
      return words.text(
        matching.distractors.isEmpty ? .questionHowMatching : .questionHowMatchingSpare)
    }
  }

  private func choice(_ choice: Question.Choice, _ text: inout PageText) -> TemplateValues {
    let anchor = Self.anchor(question)
    return [
      "verdict": choice.isCorrect ? "right" : "wrong",
      "verdictName": .text(words.text(choice.isCorrect ? .questionRight : .questionWrong)),
      "textHTML": .html(text.html(choice.text, under: anchor)),
      "reasonHTML": .html(text.html(choice.reason, under: anchor)),
    ]
  }
}
