/// Takes a text apart into tokens, one after the other; knows nothing of directives.
struct Lexer {
  /// The text with its lines joined: all indices are of its bytes.
  let text: SourceText
  private let joins: LineJoins
  /// Where the next token may start.
  private(set) var at = 0
  /// Whether the next token is the first of its line.
  private(set) var isAtLineStart = true
  /// Whether white space is before the next token.
  private(set) var hasSpaceBefore = false
  /// For a header: where in the program it is included.
  let includedAt: (offset: Int32, length: Int32)?

  init(_ text: SourceText, includedAt: (offset: Int32, length: Int32)? = nil) {
    (self.text, joins) = LineJoins.joined(text)
    self.includedAt = includedAt
    if text.hasMark { at = SourceText.markBytes.count }
  }

  /// The place in the text as it was given.
  func place(_ start: Int, _ length: Int) -> (offset: Int32, length: Int32) {
    if let includedAt { return includedAt }
    let first = joins.offset(of: start)
    return (Int32(first), Int32(joins.offset(of: start + max(1, length) - 1) + 1 - first))
  }

  /// Goes over white space and comments.
  ///
  /// - Parameters:
  ///   - stopsAtLineEnd: Whether a line's end stays, as the end of a directive.
  ///   - complaints: Where to complain of a comment without an end.
  mutating func skipSpace(stopsAtLineEnd: Bool, _ complaints: inout Complaints) {
    hasSpaceBefore = false
    while true {
      let byte = text.bytes[at]
      let next = byte == 0 ? 0 : text.bytes[at + 1]
      if byte == Character.newline {
        if stopsAtLineEnd { return }
        isAtLineStart = true
        at += 1
      } else if byte == 32 || byte >= 9 && byte <= 13 {
        at += 1
      } else if byte == 47, next == 47 {
        skipLine()
      } else if byte == 47, next == 42 {
        skipComment(&complaints)
      } else {
        return
      }
      hasSpaceBefore = true
    }
  }

  /// Goes to the end of the line.
  mutating func skipLine() {
    while at < text.count, text.bytes[at] != Character.newline { at += 1 }
  }

  /// Goes over the name of a header.
  mutating func skip(to index: Int) { at = index }

  /// Goes over the `#` of a directive.
  mutating func skipHash() {
    at += 1
    isAtLineStart = false
  }

  private mutating func skipComment(_ complaints: inout Complaints) {
    let start = at
    at += 2
    while at < text.count {
      if text.bytes[at] == 42, text.bytes[at + 1] == 47 {
        at += 2
        return
      }
      at += 1
    }
    complain(
      &complaints, start, 2, "a comment starts here and never ends", help: "end it with `*/`")
  }

  /// Complains of a place in this text.
  func complain(
    _ complaints: inout Complaints, _ start: Int, _ length: Int, _ message: String,
    help: String? = nil
  ) {
    let place = place(start, length)
    complaints.add(Int(place.offset), Int(place.length), message, help: help)
  }

  /// The next token, at which ``skipSpace`` has stopped.
  ///
  /// - Parameters:
  ///   - list: Where numbers, strings and names are kept.
  ///   - complaints: Where to complain of what is no token; such bytes are passed over.
  /// - Returns: The token; nil when there was none here.
  mutating func next(_ list: inout TokenList, _ complaints: inout Complaints) -> Token? {
    isAtLineStart = false
    let start = at
    if at >= text.count { return token(.end, start) }
    let byte = text.bytes[at]
    if Character.isNameStart(byte) { return name(&list, &complaints) }
    if Character.isDigit(byte) || byte == 46 && Character.isDigit(text.bytes[at + 1]) {
      return number(&list, &complaints)
    }
    if byte == Character.quote { return string(&list, &complaints) }
    if byte == Character.apostrophe { return character(&list, &complaints) }
    if let (kind, length) = punctuation() {
      at += length
      return token(kind, start)
    }
    repeat { at += 1 } while at < text.count && text.bytes[at] & 0xc0 == 0x80
    let isPrintable = byte > 32 && byte != 127
    complain(
      &complaints, start, at - start,
      isPrintable
        ? text.quoted(start, at - start) + " is no part of C"
        : "a byte of value " + String(byte) + " is no part of C")
    return nil
  }

  private func token(_ kind: TokenKind, _ start: Int, _ value: Int32 = 0) -> Token {
    let place = place(start, at - start)
    return Token(
      kind: kind, isFromHeader: includedAt != nil, offset: place.offset, length: place.length,
      value: value)
  }

  private mutating func name(_ list: inout TokenList, _ complaints: inout Complaints) -> Token? {
    let start = at
    while Character.isNamePart(text.bytes[at]) { at += 1 }
    if text.bytes[at] == Character.quote || text.bytes[at] == Character.apostrophe {
      complain(
        &complaints, start, at - start + 1,
        text.quoted(start, at - start) + " before a quote is outside Task C",
        help: "strings and characters are of `char`")
    }
    let name = list.names.intern(text.bytes[start..<at])
    return name.rawValue < Int32(Keyword.allCases.count)
      ? token(.keyword, start, name.rawValue) : token(.name, start, name.rawValue)
  }

  // MARK: - Numbers

  /// A decimal, hexadecimal or octal number with its suffix.
  ///
  /// Source: C11, section 6.4.4.1: the first type of the list that can hold it.
  private mutating func number(_ list: inout TokenList, _ complaints: inout Complaints) -> Token? {
    let start = at
    // As the preprocessor takes numbers: everything that could be part of one.
    while Character.isNamePart(text.bytes[at]) || text.bytes[at] == 46
      || (text.bytes[at] == 43 || text.bytes[at] == 45) && isExponent(at - 1, from: start)
    {
      at += 1
    }
    var index = start
    var base: UInt64 = 10
    if text.bytes[start] == 48 {
      base = 8
      if text.bytes[start + 1] | 32 == 120 {
        base = 16
        index += 2
      }
    }
    let digits = index
    var value: UInt64 = 0
    var isTooGreat = false
    while index < at, UInt64(Character.value(text.bytes[index])) < base {
      let (scaled, first) = value.multipliedReportingOverflow(by: base)
      let (sum, second) = scaled.addingReportingOverflow(
        UInt64(Character.value(text.bytes[index])))
      isTooGreat = isTooGreat || first || second
      value = sum
      index += 1
    }
    var isUnsigned = false
    var longs = 0
    let suffix = index
    while index < at {
      let letter = text.bytes[index] | 32
      if letter == 117, !isUnsigned {
        isUnsigned = true
      } else if letter == 108,
        longs == 0 || longs == 1 && text.bytes[index] == text.bytes[index - 1]
      {
        longs += 1
      } else {
        break
      }
      index += 1
    }
    let written = text.quoted(start, at - start)
    if index < at || suffix == digits {
      let isFraction =
        text.bytes[start..<at].contains(46) || base == 10 && text.bytes[suffix] | 32 == 101
      complain(
        &complaints, start, at - start,
        isFraction
          ? written + " is a number with a fraction, which is outside Task C"
          : written + " is no number",
        help: isFraction
          ? "numbers are whole: count in smaller units with `long`"
          : base == 8 && Character.isDigit(text.bytes[suffix])
            ? "a number that starts with 0 is octal, with digits up to 7" : nil)
    } else if isTooGreat {
      complain(&complaints, start, at - start, written + " has more than 64 bits")
    } else if longs == 2 {
      complain(
        &complaints, suffix, at - suffix, "`long long` is outside Task C",
        help: "`long` has 64 bits: write one `L`")
    }
    guard
      let kind = IntegerKind.ofLiteral(
        value, isDecimal: base == 10, isUnsigned: isUnsigned, isLong: longs > 0)
    else {
      complain(
        &complaints, start, at - start, written + " is more than a `long` holds",
        help: "write `UL` behind it")
      return literal(&list, 0, .int, start)
    }
    return literal(&list, value, kind, start)
  }

  private func isExponent(_ index: Int, from start: Int) -> Bool {
    let isHex = text.bytes[start] == 48 && text.bytes[start + 1] | 32 == 120
    return text.bytes[index] | 32 == (isHex ? 112 : 101)
  }

  private mutating func literal(
    _ list: inout TokenList, _ bits: UInt64, _ kind: IntegerKind, _ start: Int
  ) -> Token {
    list.literals.append(Literal(bits: bits, kind: kind))
    return token(.integer, start, Int32(list.literals.count - 1))
  }

  // MARK: - Characters and strings

  private mutating func string(_ list: inout TokenList, _ complaints: inout Complaints) -> Token? {
    let start = at
    at += 1
    var bytes: [UInt8] = []
    while text.bytes[at] != Character.quote {
      if at >= text.count || text.bytes[at] == Character.newline {
        complain(
          &complaints, start, at - start, "a string starts here and does not end on its line",
          help: "end it with `\"`; a line's end in it is written `\\n`")
        break
      }
      if text.bytes[at] == Character.backslash {
        if let byte = escape(&complaints) { bytes.append(byte) }
      } else {
        bytes.append(text.bytes[at])
        at += 1
      }
    }
    if text.bytes[at] == Character.quote { at += 1 }
    list.strings.append(bytes)
    return token(.string, start, Int32(list.strings.count - 1))
  }

  private mutating func character(
    _ list: inout TokenList, _ complaints: inout Complaints
  ) -> Token? {
    let start = at
    at += 1
    var count = 0
    var value: UInt8 = 0
    while text.bytes[at] != Character.apostrophe {
      if at >= text.count || text.bytes[at] == Character.newline {
        complain(
          &complaints, start, at - start, "a character starts here and does not end on its line",
          help: "end it with `'`")
        return literal(&list, 0, .int, start)
      }
      count += 1
      if text.bytes[at] == Character.backslash {
        value = escape(&complaints) ?? 0
      } else {
        value = text.bytes[at]
        at += 1
      }
    }
    at += 1
    if count != 1 {
      complain(
        &complaints, start, at - start,
        count == 0
          ? "there is no character between the quotes"
          : text.quoted(start, at - start) + " is more than one byte",
        help: count == 0 ? nil : "a string is written with `\"`")
    }
    return literal(&list, UInt64(bitPattern: Int64(Int8(bitPattern: value))), .int, start)
  }

  /// What a backslash and what follows stand for; nil when nothing follows.
  ///
  /// Source: C11, section 6.4.4.4.
  private mutating func escape(_ complaints: inout Complaints) -> UInt8? {
    let start = at
    at += 1
    if at >= text.count { return nil }
    let byte = text.bytes[at]
    at += 1
    switch byte {
    case 110: return 10
    case 116: return 9
    case 114: return 13
    case 97: return 7
    case 98: return 8
    case 102: return 12
    case 118: return 11
    case Character.backslash, Character.quote, Character.apostrophe, 63: return byte
    case 48...55:
      var value = Int(byte - 48)
      var count = 1
      while count < 3, text.bytes[at] >= 48, text.bytes[at] <= 55 {
        value = value * 8 + Int(text.bytes[at] - 48)
        at += 1
        count += 1
      }
      if value > 255 { complainOfRange(start, &complaints) }
      return UInt8(truncatingIfNeeded: value)
    case 120:
      var value = 0
      let first = at
      while Character.value(text.bytes[at]) < 16 {
        value = min(value * 16 + Int(Character.value(text.bytes[at])), 0xffff)
        at += 1
      }
      if at == first || value > 255 { complainOfRange(start, &complaints) }
      return UInt8(truncatingIfNeeded: value)
    default:
      complain(
        &complaints, start, 2, text.quoted(start, 2) + " stands for no character",
        help: "known are `\\n \\t \\r \\a \\b \\f \\v \\\\ \\\" \\' \\0` and `\\x41`")
      return byte
    }
  }

  private func complainOfRange(_ start: Int, _ complaints: inout Complaints) {
    complain(
      &complaints, start, at - start, text.quoted(start, at - start) + " is no value of a byte")
  }

  // MARK: - Marks

  /// The mark that is here, the longest there is.
  private func punctuation() -> (TokenKind, Int)? {
    let second = text.bytes[at + 1]
    let third = second == 0 ? 0 : text.bytes[at + 2]
    /// One of up to three marks: itself, followed by `=`, or doubled.
    func pick(
      _ single: TokenKind, equal: TokenKind? = nil, double: TokenKind? = nil
    ) -> (TokenKind, Int) {
      if let equal, second == 61 { return (equal, 2) }
      if let double, second == text.bytes[at] { return (double, 2) }
      return (single, 1)
    }
    switch text.bytes[at] {
    case 40: return (.leftParen, 1)
    case 41: return (.rightParen, 1)
    case 91: return (.leftBracket, 1)
    case 93: return (.rightBracket, 1)
    case 123: return (.leftBrace, 1)
    case 125: return (.rightBrace, 1)
    case 59: return (.semicolon, 1)
    case 44: return (.comma, 1)
    case 63: return (.question, 1)
    case 58: return (.colon, 1)
    case 126: return (.tilde, 1)
    case 46: return second == 46 && third == 46 ? (.ellipsis, 3) : (.dot, 1)
    case 43: return pick(.plus, equal: .plusEqual, double: .plusPlus)
    case 45:
      return second == 62 ? (.arrow, 2) : pick(.minus, equal: .minusEqual, double: .minusMinus)
    case 42: return pick(.star, equal: .starEqual)
    case 47: return pick(.slash, equal: .slashEqual)
    case 37: return pick(.percent, equal: .percentEqual)
    case 38: return pick(.ampersand, equal: .ampersandEqual, double: .andAnd)
    case 124: return pick(.bar, equal: .barEqual, double: .orOr)
    case 94: return pick(.caret, equal: .caretEqual)
    case 33: return pick(.exclamation, equal: .notEqual)
    case 61: return pick(.equal, equal: .equalEqual)
    case 60:
      if second == 60 { return third == 61 ? (.shiftLeftEqual, 3) : (.shiftLeft, 2) }
      return pick(.less, equal: .lessEqual)
    case 62:
      if second == 62 { return third == 61 ? (.shiftRightEqual, 3) : (.shiftRight, 2) }
      return pick(.greater, equal: .greaterEqual)
    default: return nil
    }
  }
}
