/// A question to the reader, with a reason for every answer that it knows.
package struct Question: Sendable {
  /// The ways of asking.
  package enum Kind: String, CaseIterable, Sendable {
    /// Some of the choices are right.
    case choice
    /// The reader writes what a program or a script prints.
    case trace
    /// The reader puts lines into their order.
    case ordering
    /// The reader fills the blanks of a text.
    case fillIn = "fill-in"
    /// The reader finds for each left side its right side.
    case matching
  }

  /// What is asked and what the answers are, by kind.
  package enum Form: Sendable {
    /// At least two choices; at least one is right, at least one wrong.
    case choice([Choice])
    /// An output to be written down before it is shown.
    case trace(Trace)
    /// Lines that are shown out of order.
    case ordering(Ordering)
    /// A text with blanks.
    case fillIn(FillIn)
    /// Pairs that are shown apart.
    case matching(Matching)
  }

  /// Its id, unique in the course.
  package let id: Located<String>
  /// What is asked, in Markdown.
  package let prompt: SourceText
  /// How it is asked.
  package let form: Form

  /// The kind of its form.
  package var kind: Kind {
    switch form {
    case .choice: .choice
    case .trace: .trace
    case .ordering: .ordering
    case .fillIn: .fillIn
    case .matching: .matching
    }
  }

  /// The choices of a question that has some.
  package var choices: [Choice] {
    if case .choice(let choices) = form { choices } else { [] }
  }

  /// All Markdown of the question, in the order in which it is written.
  package var texts: [SourceText] {
    let answers: [SourceText] =
      switch form {
      case .choice(let choices): choices.flatMap { [$0.text, $0.reason] }
      case .trace(let trace): [trace.reason] + trace.wrong.map(\.reason)
      case .ordering(let ordering): (ordering.lines + ordering.distractors).map(\.reason)
      case .fillIn(let fillIn): fillIn.blanks.flatMap { [$0.reason] + $0.wrong.map(\.reason) }
      case .matching(let matching):
        matching.pairs.flatMap { [$0.left, $0.right, $0.reason] }
          + matching.distractors.flatMap { [$0.right, $0.reason] }
      }
    return [prompt] + answers
  }
}

extension Question {
  /// One of the answers to choose from.
  package struct Choice: Sendable {
    /// The answer, in Markdown.
    package let text: SourceText
    /// Whether it is right.
    package let isCorrect: Bool
    /// Why it is right or wrong, in Markdown.
    package let reason: SourceText
  }

  /// A wrong answer that people give, with the reason why it is wrong.
  package struct WrongAnswer: Sendable {
    /// The answer.
    package let answer: Located<String>
    /// Why it is wrong, in Markdown.
    package let reason: SourceText
  }

  /// What a program or a script of the lesson prints.
  package struct Trace: Sendable {
    /// What is run.
    package enum Example: Sendable {
      /// The program of that name.
      case program(Located<String>)
      /// The script of that name.
      case script(Located<String>)
    }

    /// What is run; its recorded output is the answer.
    package let example: Example
    /// Why it prints that, in Markdown.
    package let reason: SourceText
    /// Typical wrong outputs, at least one.
    package let wrong: [WrongAnswer]
  }

  /// Lines to be put into order.
  package struct Ordering: Sendable {
    /// A line with the reason for its place, or for its having none.
    package struct Line: Sendable {
      /// The line: code, or a text in which backquotes set code off.
      package let text: Located<String>
      /// Why it stands there or nowhere, in Markdown.
      package let reason: SourceText
    }

    /// The fewest lines that have an order worth asking for.
    package static let linesMin = 3

    /// The lines in their order; those of the same text may stand in each other's place.
    package let lines: [Line]
    /// Lines that belong nowhere.
    package let distractors: [Line]
    /// Whether the lines are code.
    package let isCode: Bool
  }

  /// A text with named blanks.
  package struct FillIn: Sendable {
    /// A blank with its answers; spaces around an answer don't count.
    package struct Blank: Sendable {
      /// Its name, unique in the question.
      package let name: Located<String>
      /// The right answers, at least one.
      package let accept: [Located<String>]
      /// Why they are right, in Markdown.
      package let reason: SourceText
      /// Typical wrong answers, at least one.
      package let wrong: [WrongAnswer]
    }

    /// A part of the text.
    package enum Part: Equatable, Sendable {
      /// Text as it stands.
      case text(String)
      /// The blank of that name.
      case blank(String)
    }

    /// The text in its parts; every blank is there once.
    package let parts: [Part]
    /// The blanks in the order in which they are described.
    package let blanks: [Blank]
  }

  /// Left sides, each with its right side.
  package struct Matching: Sendable {
    /// A left side and its right side, each Markdown of one line.
    package struct Pair: Sendable {
      /// The left side, unique in the question.
      package let left: SourceText
      /// The right side; several left sides may have the same.
      package let right: SourceText
      /// Why they belong together, in Markdown.
      package let reason: SourceText
    }

    /// A right side that matches nothing.
    package struct Distractor: Sendable {
      /// The right side, Markdown of one line.
      package let right: SourceText
      /// Why it matches nothing, in Markdown.
      package let reason: SourceText
    }

    /// The fewest pairs that are worth matching.
    package static let pairsMin = 3

    /// The pairs.
    package let pairs: [Pair]
    /// Right sides that match nothing.
    package let distractors: [Distractor]
  }
}
