/// What those who teach with the course need.
package struct InstructorGuide: Sendable {
  /// A way to divide the course into sessions.
  package struct Plan: Sendable {
    /// One meeting.
    package struct Session: Sendable {
      /// What it is about.
      package let title: String
      /// The lessons that it covers.
      package let lessons: [Located<String>]
      /// The exercises that are given out.
      package let exercises: [Located<String>]
      /// How it may go, in Markdown.
      package let text: SourceText?
    }

    /// For whom or what it is, in one line.
    package let title: String
    /// The sessions in their order, at least one.
    package let sessions: [Session]
  }

  /// What people believe before they know better.
  package struct Misconception: Sendable {
    /// What they say, in Markdown.
    package let wrong: SourceText
    /// What is so, in Markdown.
    package let right: SourceText
    /// The lesson that shows it.
    package let lesson: Located<String>?
  }

  /// A question that a class votes on, discusses, and votes on again.
  package struct PeerQuestion: Sendable {
    /// The id of a question of a lesson that has choices.
    package let question: Located<String>
    /// When to ask it, in one line.
    package let when: String
    /// What to listen for, in Markdown.
    package let discuss: SourceText
  }

  /// What stands at the top, in Markdown.
  package let text: SourceText?
  /// Plans for courses of several lengths.
  package let plans: [Plan]
  /// Misconceptions.
  package let misconceptions: [Misconception]
  /// Questions for peer instruction.
  package let peerQuestions: [PeerQuestion]

  /// All Markdown of the guide.
  package var texts: [SourceText] {
    (text.map { [$0] } ?? []) + plans.flatMap { $0.sessions.compactMap(\.text) }
      + misconceptions.flatMap { [$0.wrong, $0.right] } + peerQuestions.map(\.discuss)
  }
}
