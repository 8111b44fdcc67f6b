/// Divides a phrase into its parts; what has no end is text.
enum PhraseParser {
  /// The parts of a phrase as a file of words writes it.
  static func pieces(of text: String) -> [InterfaceWords.Piece] {
    var pieces: [InterfaceWords.Piece] = []
    var words = ""
    func flush() {
      if !words.isEmpty { pieces.append(.text(words)) }
      words = ""
    }
    var rest = text[...]
    while let first = rest.first {
      if let (piece, after) = special(rest) {
        flush()
        pieces.append(piece)
        rest = after
      } else {
        words.append(first)
        rest = rest.dropFirst()
      }
    }
    flush()
    return pieces
  }

  private static func special(
    _ text: Substring
  ) -> (piece: InterfaceWords.Piece, after: Substring)? {
    switch text.first {
    case "`":
      let inner = text.dropFirst().prefix { $0 != "`" }
      guard !inner.isEmpty, inner.endIndex < text.endIndex else { return nil }
      return (.code(String(inner)), text[inner.endIndex...].dropFirst())
    case "{":
      return name(text).map { (.value($0.name), $0.after) }
    case "[":
      let words = text.dropFirst().prefix { $0 != "]" }
      let behind = text[words.endIndex...].dropFirst()
      guard !words.isEmpty, behind.first == "(", let place = name(behind.dropFirst()),
        place.after.first == ")"
      else { return nil }
      return (.link(words: String(words), place: place.name), place.after.dropFirst())
    default: return nil
    }
  }

  /// A name in braces at the start of a text.
  private static func name(_ text: Substring) -> (name: String, after: Substring)? {
    guard text.first == "{" else { return nil }
    let name = text.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard !name.isEmpty, text[name.endIndex...].first == "}" else { return nil }
    return (String(name), text[name.endIndex...].dropFirst())
  }
}
