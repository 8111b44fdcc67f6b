import Courseware
import Markup

/// A question of a lesson, as the page shows it: every choice opens to say why it is right or wrong.
struct QuestionView {
  let question: Question
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

  /// The question as its template shows it.
  func values(_ text: inout PageText) -> TemplateValues {
    let anchor = Self.anchor(question)
    let rightCount = question.choices.count(where: \.isCorrect)
    var choices: [TemplateValues] = []
    for choice in question.choices {
      choices.append([
        "verdict": choice.isCorrect ? "right" : "wrong",
        "verdictName": choice.isCorrect ? "Right." : "Not right.",
        "textHTML": .html(text.html(choice.text, under: anchor)),
        "reasonHTML": .html(text.html(choice.reason, under: anchor)),
      ])
    }
    return [
      "anchor": .text(anchor.description),
      "titleAnchor": .text(Self.titleAnchor(anchor).description),
      "number": .number(number),
      "promptHTML": .html(text.html(question.prompt, under: anchor)),
      "how": .text(
        rightCount == 1
          ? "One answer is right. Choose one to see why it is right or wrong."
          : "\(rightCount) answers are right. Choose one to see why it is right or wrong."),
      "choices": .list(choices),
    ]
  }
}
