/// Numbers, which look nearly the same in every language here.
enum NumberScanner {
  /// What may follow the digits.
  enum Suffix {
    case none
    /// Letters that say the type, as in C: `10UL`.
    case letters
  }

  /// Goes to the end of the number that begins here.
  static func skipNumber(_ scanner: inout CodeScanner, suffix: Suffix) {
    if scanner.current == UInt8(ascii: "0"), "xXoObB".utf8.contains(scanner.peek(1)) {
      scanner.advance(2)
      scanner.skip { Byte.isDigit($0) || Byte.isLetter($0) || $0 == Byte.underscore }
      return
    }
    skipDigits(&scanner)
    // A point only belongs to the number when a digit follows: `0..<3` and `pair.0.name` do not.
    if scanner.current == Byte.dot, Byte.isDigit(scanner.peek(1)) {
      scanner.advance()
      skipDigits(&scanner)
    }
    if scanner.current | 0x20 == UInt8(ascii: "e") {
      let sign = scanner.peek(1) == UInt8(ascii: "+") || scanner.peek(1) == Byte.dash
      if Byte.isDigit(scanner.peek(sign ? 2 : 1)) {
        scanner.advance(2)
        skipDigits(&scanner)
      }
    }
    if suffix == .letters { scanner.skip(while: Byte.isLetter) }
  }

  private static func skipDigits(_ scanner: inout CodeScanner) {
    scanner.skip { Byte.isDigit($0) || $0 == Byte.underscore }
  }
}
