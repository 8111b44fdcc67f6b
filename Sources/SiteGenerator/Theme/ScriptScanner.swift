/// Follows a script line by line, to know which lines begin in code and which inside of a string, a template or a
/// comment.
///
/// Whether a slash begins a regular expression or divides is told by what stands before it, which is right but for
/// `) /x/` and `} /x/`. What is taken wrongly there ends as ``isSound`` says.
struct ScriptScanner {
  private enum Place: Equatable {
    /// Code, with the number of braces that are open in it.
    case code(braces: Int)
    case template
    case string(quote: UInt8)
    case comment
  }

  /// What is open, the innermost last; the first is the script itself.
  private var places: [Place] = [.code(braces: 0)]
  /// Whether a slash would begin a regular expression.
  private var isOperandNext = true
  /// Whether a string or an expression ended with its line, which none does.
  private var isBroken = false

  /// Whether the next line begins in code that is part of nothing else.
  var isInCode: Bool { places.count == 1 }

  /// Whether all that began has ended, so that what was found is to be relied on.
  var isSound: Bool { !isBroken && isInCode }

  /// Words that an operand follows.
  private static let operators = [
    "await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw",
    "typeof",
    "void", "yield",
  ].map { Array($0.utf8) }

  /// Goes through a line, which is without its end.
  mutating func read(_ line: ArraySlice<UInt8>) {
    var rest = line
    while let byte = rest.first {
      switch places.last {
      case .comment:
        guard let end = rest.firstRange(of: Array("*/".utf8)) else { return }
        places.removeLast()
        rest = rest[end.upperBound...]
      case .template: template(byte, &rest)
      case .string(let quote):
        // A line end after a backslash is part of the string.
        if byte == Byte.backslash, rest.count == 1 { return }
        rest = rest.dropFirst(byte == Byte.backslash ? 2 : 1)
        if byte == quote { close() }
      case .code, nil:
        if rest.starts(with: "//".utf8) { return }
        code(byte, &rest)
      }
    }
    if case .string = places.last {
      isBroken = true
      close()
    }
  }

  private mutating func close() {
    places.removeLast()
    isOperandNext = false
  }

  private mutating func template(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) {
    if rest.starts(with: "${".utf8) {
      places.append(.code(braces: 0))
      isOperandNext = true
      rest = rest.dropFirst(2)
      return
    }
    rest = rest.dropFirst(byte == Byte.backslash ? 2 : 1)
    if byte == Byte.backquote { close() }
  }

  private mutating func code(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) {
    if Self.isOfWord(byte) {
      let word = rest.prefix(while: Self.isOfWord)
      isOperandNext = Self.operators.contains { $0.elementsEqual(word) }
      rest = rest[word.endIndex...]
      return
    }
    if rest.starts(with: "/*".utf8) {
      places.append(.comment)
      rest = rest.dropFirst(2)
      return
    }
    if byte == Byte.slash, isOperandNext {
      expression(&rest)
      return
    }
    rest = rest.dropFirst()
    switch byte {
    case Byte.space, Byte.tab: break
    case Byte.backquote: places.append(.template)
    case Byte.quote, Byte.apostrophe: places.append(.string(quote: byte))
    case UInt8(ascii: "{"): brace(by: 1)
    case UInt8(ascii: "}"): brace(by: -1)
    case Byte.closeParenthesis, UInt8(ascii: "]"): isOperandNext = false
    default: isOperandNext = true
    }
  }

  private mutating func brace(by step: Int) {
    isOperandNext = step > 0
    guard case .code(let braces) = places.last else { return }
    if braces == 0, step < 0 {
      // The end of what was put into a template, or one brace too many.
      if places.count > 1 { places.removeLast() } else { isBroken = true }
    } else {
      places[places.count - 1] = .code(braces: braces + step)
    }
  }

  /// Passes over a regular expression, in which a slash may stand between brackets.
  private mutating func expression(_ rest: inout ArraySlice<UInt8>) {
    var isInSet = false
    rest = rest.dropFirst()
    while let byte = rest.first {
      rest = rest.dropFirst(byte == Byte.backslash ? 2 : 1)
      switch byte {
      case UInt8(ascii: "["): isInSet = true
      case UInt8(ascii: "]"): isInSet = false
      case Byte.slash where !isInSet:
        isOperandNext = false
        return
      default: break
      }
    }
    isBroken = true
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    Byte.isDigit(byte) || Byte.isUppercase(byte & ~0x20) || byte == Byte.underscore
      || byte == Byte.dollar || byte >= 0x80
  }
}
