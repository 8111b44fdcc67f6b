internal import Courseware

/// One question as it is put to a student on lines of text.
package struct ReviewSession {
  /// Something that the student types.
  package struct Field: Sendable {
    /// What is asked for, in a few words.
    package let label: String
    /// Whether it has several lines, of which the last is a dot.
    package let isText: Bool

    init(_ label: String, isText: Bool = false) {
      self.label = label
      self.isText = isText
    }
  }

  private let prompt: String
  private let form: any AskedForm

  /// Puts a question.
  ///
  /// - Parameters:
  ///   - item: The question.
  ///   - round: How often it was asked before: what has no order of its own stands in another one
  ///     each time.
  package init(_ item: ReviewPlan.Item, round: Int) {
    prompt = item.question.prompt.string
    switch item.question.form {
    case .choice(let choices): form = AskedChoice(choices, round: round)
    case .trace(let trace): form = AskedTrace(trace, of: item.lesson)
    case .ordering(let ordering): form = AskedOrdering(ordering, round: round)
    case .fillIn(let fillIn): form = AskedFillIn(fillIn)
    case .matching(let matching): form = AskedMatching(matching, round: round)
    }
  }

  /// The question and what it offers.
  package var lines: [ScreenLine] { MarkdownText.lines(of: prompt) + form.lines }

  /// What is to be typed.
  package var fields: [Field] { form.fields }

  /// What an answer to a field should have been like; nil if it can be judged.
  package func complaint(about answer: String, in field: Int) -> String? {
    form.complaint(about: answer, in: field)
  }

  /// Whether answers without a complaint, one for each field, are right.
  package func isRight(_ answers: [String]) -> Bool { form.isRight(answers) }

  /// What to say after such answers: the reason of all that matters.
  package func explanation(of answers: [String]) -> [ScreenLine] {
    [isRight(answers) ? ScreenLine("Right.", .good) : ScreenLine("Not quite.", .bad)]
      + form.reasons(for: answers)
  }
}
