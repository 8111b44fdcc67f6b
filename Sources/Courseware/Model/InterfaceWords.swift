/// The words that an interface says, in one language.
package struct InterfaceWords: Sendable, Equatable {
  /// A part of a phrase.
  package enum Piece: Sendable, Equatable {
    /// Words.
    case text(String)
    /// Words that are code.
    case code(String)
    /// What the program puts there, by its name.
    case value(String)
    /// Words that lead to a place, which the program names.
    case link(words: String, place: String)
  }

  /// What is said under a key.
  package struct Phrase: Sendable, Equatable {
    /// What is said of exactly one, where that is said otherwise.
    package let one: [Piece]?
    /// What is said of all others, or always.
    package let other: [Piece]
    /// Where it was written.
    package let span: SourceSpan

    /// Whether it is said of a number of things, so that it may have two forms.
    var isCounted: Bool { one != nil || other.values.contains("count") }

    /// What is said of a number of things.
    package func pieces(of count: Int?) -> [Piece] { count == 1 ? one ?? other : other }
  }

  /// The language, as a tag of BCP 47.
  package let language: String
  /// The phrases by their keys, `group.name`.
  package let phrases: [String: Phrase]

  /// No words at all.
  package static let none = InterfaceWords(language: "en", phrases: [:])
}

extension [InterfaceWords.Piece] {
  /// The names of what the program puts in.
  var values: Set<String> {
    Set(compactMap { if case .value(let name) = $0 { name } else { nil } })
  }

  /// The names of the places that links lead to.
  var places: Set<String> {
    Set(compactMap { if case .link(_, let name) = $0 { name } else { nil } })
  }
}
