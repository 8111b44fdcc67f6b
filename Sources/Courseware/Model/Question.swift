/// A question with choices, each with the reason why it is right or wrong.
package struct Question: Sendable {
  /// The ways of asking.
  package enum Kind: String, CaseIterable, Sendable {
    /// Some of the choices are right.
    case choice
  }

  /// One of the answers to choose from.
  package struct Choice: Sendable {
    /// The answer, in Markdown.
    package let text: SourceText
    /// Whether it is right.
    package let isCorrect: Bool
    /// Why it is right or wrong, in Markdown.
    package let reason: SourceText
  }

  /// Its id, unique in the course.
  package let id: Located<String>
  /// How it is asked.
  package let kind: Kind
  /// What is asked, in Markdown.
  package let prompt: SourceText
  /// At least two choices; at least one is right, at least one wrong.
  package let choices: [Choice]
}
