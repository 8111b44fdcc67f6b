/// Reads code byte by byte and cuts it into tokens.
///
/// Theory of operation. A tokenizer moves `position` forward and says, now and then, what the bytes
/// since the last token were. Tokens hold only where they end, so they cover the code whole and in
/// order whatever the tokenizer does: the text of highlighted code is the source, by construction.
/// A token never ends inside a character.
struct CodeScanner {
  let bytes: [UInt8]
  /// The next byte to be read.
  private(set) var position = 0
  private(set) var tokens: [CodeToken] = []

  init(_ code: String) {
    bytes = Array(code.utf8)
    tokens.reserveCapacity(bytes.count / 4)
  }

  // MARK: Reading

  var isAtEnd: Bool { position >= bytes.count }

  /// The next byte, or 0 at the end.
  ///
  /// A NUL in the code reads the same; it is a byte like any other that starts nothing.
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  /// The byte that comes some bytes later, or 0 beyond the end.
  func peek(_ offset: Int) -> UInt8 {
    let index = position + offset
    return index < bytes.count ? bytes[index] : 0
  }

  /// The byte before the next one, or 0 at the beginning.
  var previous: UInt8 { position > 0 ? bytes[position - 1] : 0 }

  /// Says whether these bytes come next.
  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      guard position + wanted.count <= bytes.count else { return false }
      return wanted.indices.allSatisfy { bytes[position + $0] == wanted[$0] }
    }
  }

  /// Says whether the next byte is the first of a line.
  var isAtLineStart: Bool { position == 0 || bytes[position - 1] == Byte.newline }

  // MARK: Moving

  mutating func advance(_ count: Int = 1) { position = min(position + count, bytes.count) }

  mutating func skip(while condition: (UInt8) -> Bool) {
    while position < bytes.count, condition(bytes[position]) { position += 1 }
  }

  /// Goes to the line's end, before its newline.
  mutating func skipToLineEnd() { skip { $0 != Byte.newline } }

  /// Goes back to a place that was read already, but not into the last token.
  mutating func rewind(to earlier: Int) { position = max(earlier, tokens.last?.end ?? 0) }

  // MARK: Cutting

  /// Makes what was read since the last token a token of this kind.
  mutating func emit(_ kind: CodeTokenKind) {
    while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
    guard let last = tokens.last else {
      if position > 0 { tokens.append(CodeToken(kind: kind, end: position)) }
      return
    }
    guard position > last.end else { return }
    if last.kind == kind {
      tokens[tokens.count - 1].end = position
    } else {
      tokens.append(CodeToken(kind: kind, end: position))
    }
  }
}

/// Bytes that mean something to tokenizers.
enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let backquote = UInt8(ascii: "`")
  static let backslash = UInt8(ascii: "\\")
  static let slash = UInt8(ascii: "/")
  static let hash = UInt8(ascii: "#")
  static let dollar = UInt8(ascii: "$")
  static let at = UInt8(ascii: "@")
  static let dot = UInt8(ascii: ".")
  static let colon = UInt8(ascii: ":")
  static let dash = UInt8(ascii: "-")
  static let star = UInt8(ascii: "*")
  static let underscore = UInt8(ascii: "_")
  static let openParenthesis = UInt8(ascii: "(")
  static let closeParenthesis = UInt8(ascii: ")")

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  static func isUppercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  /// Letters, `_` and everything beyond ASCII begin a name.
  static func startsName(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == underscore || byte >= 0x80
  }

  static func continuesName(_ byte: UInt8) -> Bool { startsName(byte) || isDigit(byte) }
}
