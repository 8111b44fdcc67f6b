/// YAML: keys, plain and quoted values, block texts, anchors, tags and comments.
enum YAMLTokenizer {
  static func scan(_ scanner: inout CodeScanner) {
    // The brackets that are open: only between them do commas and brackets end a value.
    var depth = 0
    while !scanner.isAtEnd {
      let indent = lineIndent(&scanner)
      if let last = content(&scanner, &depth),
        last == UInt8(ascii: "|") || last == UInt8(ascii: ">")
      {
        skipBlockText(&scanner, deeperThan: indent)
        scanner.emit(.string)
      }
    }
  }

  /// Goes past the spaces at the line's start and says how many there are.
  private static func lineIndent(_ scanner: inout CodeScanner) -> Int {
    let start = scanner.position
    scanner.skip { $0 == Byte.space }
    return scanner.position - start
  }

  /// Reads the rest of a line and its newline.
  ///
  /// - Returns: The first byte of the line's last value, which says whether a block text follows.
  private static func content(_ scanner: inout CodeScanner, _ depth: inout Int) -> UInt8? {
    var last: UInt8?
    while !scanner.isAtEnd {
      let byte = scanner.current
      switch byte {
      case Byte.newline:
        scanner.advance()
        scanner.emit(.plain)
        return last
      case Byte.hash where scanner.position == 0 || isSpace(scanner.previous):
        scanner.emit(.plain)
        scanner.skipToLineEnd()
        scanner.emit(.comment)
      case Byte.quote, Byte.apostrophe:
        quoted(&scanner, byte)
        last = byte
      case UInt8(ascii: "&"), Byte.star:
        scanner.emit(.plain)
        scanner.skip { !isSpace($0) && !isFlow($0) }
        scanner.emit(.variable)
      case UInt8(ascii: "!"):
        scanner.emit(.plain)
        scanner.skip { !isSpace($0) && !isFlow($0) }
        scanner.emit(.type)
      case Byte.dash where isSpace(scanner.peek(1)) || scanner.peek(1) == 0:
        scanner.emit(.plain)
        scanner.advance()
        scanner.emit(.directive)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        scanner.advance()
      case _ where depth > 0 && isFlow(byte):
        if byte != UInt8(ascii: ",") { depth -= 1 }
        scanner.advance()
      case _ where isSpace(byte) || byte == Byte.colon:
        scanner.advance()
      default:
        last = byte
        plainValue(&scanner, depth: depth)
      }
    }
    return last
  }

  private static func isSpace(_ byte: UInt8) -> Bool { Byte.isBlank(byte) || byte == Byte.newline }

  private static func isFlow(_ byte: UInt8) -> Bool { "{}[],".utf8.contains(byte) }

  /// A key or a value without quotes.
  private static func plainValue(_ scanner: inout CodeScanner, depth: Int) {
    scanner.emit(.plain)
    let start = scanner.position
    while !scanner.isAtEnd {
      let byte = scanner.current
      if byte == Byte.newline || depth > 0 && isFlow(byte) { break }
      if byte == Byte.colon, isSpace(scanner.peek(1)) || scanner.peek(1) == 0 { break }
      if byte == Byte.hash, isSpace(scanner.previous) { break }
      scanner.advance()
    }
    if scanner.current == Byte.colon {
      scanner.emit(.key)
    } else {
      var end = scanner.position
      while end > start, isSpace(scanner.bytes[end - 1]) { end -= 1 }
      scanner.rewind(to: end)
      scanner.emit(kind(of: scanner.bytes[start..<end]))
    }
  }

  private static let words = WordTable([
    .constant: "true false null yes no on off ~",
    .directive: "--- ... | > |- >- |+ >+",
  ])

  private static func kind(of value: ArraySlice<UInt8>) -> CodeTokenKind {
    if let known = words.kind(of: value) { return known }
    let digits = value.first == Byte.dash ? value.dropFirst() : value
    guard let first = digits.first, Byte.isDigit(first) else { return .string }
    let isNumber = digits.allSatisfy {
      Byte.isDigit($0) || Byte.isLetter($0) || $0 == Byte.dot || $0 == Byte.underscore
    }
    return isNumber ? .number : .string
  }

  /// A quoted key or value; one without an end ends with its line.
  private static func quoted(_ scanner: inout CodeScanner, _ quote: UInt8) {
    scanner.emit(.plain)
    if quote == Byte.quote {
      CTokenizer.skipLiteral(&scanner, endingIn: quote)
    } else {
      scanner.advance()
      scanner.skip { $0 != quote && $0 != Byte.newline }
      if scanner.current == quote { scanner.advance() }
    }
    let isKey = scanner.current == Byte.colon && isSpace(scanner.peek(1))
    scanner.emit(isKey ? .key : .string)
  }

  /// Goes past the lines that are indented deeper, and the empty ones between them.
  private static func skipBlockText(_ scanner: inout CodeScanner, deeperThan indent: Int) {
    while !scanner.isAtEnd {
      let start = scanner.position
      let found = lineIndent(&scanner)
      if scanner.current != Byte.newline, found <= indent {
        return scanner.rewind(to: start)
      }
      scanner.skipToLineEnd()
      scanner.advance()
    }
  }
}
