/// C: preprocessor lines, types by their `_t`, constants by their capitals.
enum CTokenizer {
  private static let words = WordTable([
    .keyword: """
    alignas alignof auto break case const constexpr continue default do else enum extern for goto \
    if inline register restrict return sizeof static static_assert struct switch thread_local \
    typedef typeof union volatile while
    """,
    .type: "bool char double float int long short signed unsigned void",
    .constant: "true false nullptr stdin stdout stderr errno",
  ])

  static func scan(_ scanner: inout CodeScanner) {
    while !scanner.isAtEnd {
      let byte = scanner.current
      switch byte {
      case Byte.slash where scanner.peek(1) == Byte.slash:
        scanner.emit(.plain)
        scanner.skipToLineEnd()
        scanner.emit(.comment)
      case Byte.slash where scanner.peek(1) == Byte.star:
        scanner.emit(.plain)
        skipBlockComment(&scanner)
        scanner.emit(.comment)
      case Byte.quote, Byte.apostrophe:
        scanner.emit(.plain)
        skipLiteral(&scanner, endingIn: byte)
        scanner.emit(.string)
      case Byte.hash where isFirstOnLine(scanner):
        directive(&scanner)
      case _ where Byte.isDigit(byte):
        scanner.emit(.plain)
        NumberScanner.skipNumber(&scanner, suffix: .letters)
        scanner.emit(.number)
      case _ where Byte.startsName(byte):
        name(&scanner)
      default:
        scanner.advance()
      }
    }
  }

  private static func name(_ scanner: inout CodeScanner) {
    scanner.emit(.plain)
    let start = scanner.position
    scanner.skip(while: Byte.continuesName)
    let word = scanner.bytes[start..<scanner.position]
    scanner.emit(kind(of: word, before: scanner.current))
  }

  private static func kind(of word: ArraySlice<UInt8>, before next: UInt8) -> CodeTokenKind {
    if let known = words.kind(of: word) { return known }
    if isConstant(word) { return .constant }
    if next == Byte.openParenthesis { return .function }
    return word.count > 2 && word.suffix(2).elementsEqual("_t".utf8) ? .type : .plain
  }

  /// Says whether a name is a constant by its spelling: capitals, digits and `_` alone.
  static func isConstant(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count > 1, let first = word.first, Byte.isUppercase(first) else { return false }
    return word.allSatisfy { Byte.isUppercase($0) || Byte.isDigit($0) || $0 == Byte.underscore }
  }

  /// Says whether only blanks stand before the next byte on its line.
  private static func isFirstOnLine(_ scanner: CodeScanner) -> Bool {
    var index = scanner.position - 1
    while index >= 0, Byte.isBlank(scanner.bytes[index]) { index -= 1 }
    return index < 0 || scanner.bytes[index] == Byte.newline
  }

  /// `#include` and its like, with the file that it names.
  private static func directive(_ scanner: inout CodeScanner) {
    scanner.emit(.plain)
    scanner.advance()
    scanner.skip(while: Byte.isBlank)
    scanner.skip(while: Byte.continuesName)
    scanner.emit(.directive)
    scanner.skip(while: Byte.isBlank)
    scanner.emit(.plain)
    if scanner.current == UInt8(ascii: "<") {
      scanner.skip { $0 != UInt8(ascii: ">") && $0 != Byte.newline }
      if scanner.current == UInt8(ascii: ">") { scanner.advance() }
      scanner.emit(.string)
    }
  }

  /// Goes past a string or character; one without an end ends with its line.
  static func skipLiteral(_ scanner: inout CodeScanner, endingIn quote: UInt8) {
    scanner.advance()
    while !scanner.isAtEnd {
      switch scanner.current {
      case Byte.backslash: scanner.advance(2)
      case Byte.newline: return
      case quote: return scanner.advance()
      default: scanner.advance()
      }
    }
  }

  private static func skipBlockComment(_ scanner: inout CodeScanner) {
    scanner.advance(2)
    while !scanner.isAtEnd, !scanner.starts(with: "*/") { scanner.advance() }
    scanner.advance(2)
  }
}
