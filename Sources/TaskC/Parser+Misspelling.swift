/// Words of C that are misspelled where a statement starts.
extension Parser {
  /// Makes the keyword of a name that was meant to be one, and complains; leaves all other tokens.
  mutating func correctKeyword() {
    guard token.kind == .name, scopes.find(NameID(rawValue: token.value)) == nil else { return }
    let candidates: [Keyword]
    switch peek().kind {
    case .leftParen:
      // What follows a call is an operator or the statement's end.
      guard isValueStart(tokenBehindBrackets) else { return }
      candidates = [.if, .while, .for, .switch]
    case .colon: candidates = [.default]
    case .semicolon: candidates = [.break, .continue, .return]
    case .leftBrace: candidates = [.do, .else]
    case .name, .integer, .string, .keyword: candidates = [.return, .case, .else]
    default: return
    }
    let word = NameID(rawValue: token.value)
    guard let keyword = nearestKeyword(list.names.bytes(of: word), among: candidates) else {
      return
    }
    complain(token, text(word) + " is not declared", help: "did you mean `" + keyword.text + "`?")
    list.tokens[at].kind = .keyword
    list.tokens[at].value = Int32(keyword.rawValue)
  }

  /// The keyword that a word was probably meant to be.
  func nearestKeyword(_ word: ArraySlice<UInt8>, among keywords: [Keyword]) -> Keyword? {
    // Short words are near to too many.
    guard word.count > 2 else { return nil }
    return nearest(to: word, among: keywords.map { Array($0.text.utf8)[...] })
      .map { keywords[$0] }
  }

  private func isValueStart(_ token: Token) -> Bool {
    switch token.kind {
    case .leftBrace, .name, .integer, .string, .keyword: true
    default: false
    }
  }

  /// The token behind the brackets that start at the next one.
  private var tokenBehindBrackets: Token {
    var index = at + 1
    var depth = 0
    while index < list.tokens.count - 1 {
      switch list.tokens[index].kind {
      case .leftParen: depth += 1
      case .rightParen: depth -= 1
      case .leftBrace, .rightBrace: return list.tokens[list.tokens.count - 1]
      default: break
      }
      index += 1
      if depth == 0 { break }
    }
    return list.tokens[index]
  }
}
