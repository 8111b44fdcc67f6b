/// Takes Swift apart into tokens that stay the same in a copy.
///
/// Comments, white space, semicolons, attributes, access levels, `self.` and what stands below `#if false`
/// are passed over. All names
/// are one kind, as are all numbers and all strings, `let` and `var`, `<` and `>=`, `+` and `-`. Only
/// the name of a member stands for itself where it is one of the course's: nobody can rename
/// `linux.clone`. It accepts any bytes, Swift or not, takes a time linear in their number, and is no
/// parser: a literal of a regular expression, for one, comes out as signs and names.
struct SwiftTokenizer {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: Int32
  /// The names of members that stand for themselves.
  private let vocabulary: Set<UInt64>
  private var at = 0
  private var line: Int32 = 1
  private(set) var tokens: [SwiftToken] = []
  /// The names of all members, if they are wanted.
  private(set) var members: Set<UInt64> = []
  private let collectsMembers: Bool
  private let tokensMax: Int
  private var isAfterDot = false
  /// How many `#if` are open from one on whose condition is false; what stands in them is read, since a
  /// string or comment in it may hold an `#endif`, but makes no tokens.
  private var falseDepth = 0

  private init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: Int32, vocabulary: Set<UInt64>, tokensMax: Int,
    collectsMembers: Bool
  ) {
    self.bytes = bytes
    self.file = file
    self.vocabulary = vocabulary
    self.tokensMax = tokensMax
    self.collectsMembers = collectsMembers
  }

  /// The tokens of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - file: Its place in the work.
  ///   - vocabulary: The names of members that stand for themselves.
  ///   - tokensMax: After so many tokens the rest is passed over.
  /// - Returns: The tokens, in their order.
  static func tokens(
    of bytes: [UInt8], file: Int32 = 0, vocabulary: Set<UInt64> = [], tokensMax: Int = .max
  ) -> [SwiftToken] {
    bytes.withUnsafeBufferPointer { buffer in
      var tokenizer = SwiftTokenizer(
        buffer, file: file, vocabulary: vocabulary, tokensMax: tokensMax, collectsMembers: false)
      tokenizer.run()
      return tokenizer.tokens
    }
  }

  /// The names behind a full stop in a file, as hashes.
  static func members(of bytes: [UInt8]) -> Set<UInt64> {
    bytes.withUnsafeBufferPointer { buffer in
      var tokenizer = SwiftTokenizer(
        buffer, file: 0, vocabulary: [], tokensMax: .max, collectsMembers: true)
      tokenizer.run()
      return tokenizer.members
    }
  }

  // MARK: Tokens

  private mutating func run() {
    while at < bytes.count, tokens.count < tokensMax {
      let wasAfterDot = isAfterDot
      isAfterDot = false
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\n"):
        line &+= 1
        at += 1
        isAfterDot = wasAfterDot
      case 0...32, UInt8(ascii: ";"), 0x7F:
        at += 1
        isAfterDot = wasAfterDot
      case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      case UInt8(ascii: "/") where next == UInt8(ascii: "*"): skipComment()
      case UInt8(ascii: "@"): skipAttribute()
      case UInt8(ascii: "\""), UInt8(ascii: "#"): readPoundOrString()
      case UInt8(ascii: "$"): at += 1
      case UInt8(ascii: "`"): readQuotedName()
      case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
      case _ where Self.isOfName(byte): readName(isMember: wasAfterDot)
      case _ where Self.isOfOperator(byte): readOperator()
      default:
        add(NameHash.code(NameHash.of(String(UnicodeScalar(byte)))), from: line)
        at += 1
      }
    }
  }

  private var next: UInt8 { at + 1 < bytes.count ? bytes[at + 1] : 0 }

  private mutating func add(_ code: UInt32, from first: Int32) {
    if falseDepth > 0 { return }
    tokens.append(SwiftToken(code: code, file: file, line: first, lastLine: line))
  }

  /// Names, words and literals of truth.
  ///
  /// Bytes of other scripts count as letters.
  private mutating func readName(isMember: Bool) {
    var hash = NameHash()
    while at < bytes.count, Self.isOfName(bytes[at]) {
      hash.add(bytes[at])
      at += 1
    }
    let name = hash.value
    if isMember {
      if collectsMembers { members.insert(name) }
      add(vocabulary.contains(name) ? NameHash.code(name) : SwiftToken.identifier, from: line)
    } else if name == SwiftWords.selfWord, at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
    } else if SwiftWords.decoration.contains(name) {
      skipParentheses()
    } else if SwiftWords.bindings.contains(name) {
      add(SwiftToken.binding, from: line)
    } else if SwiftWords.truths.contains(name) {
      add(SwiftToken.truth, from: line)
    } else if SwiftWords.structure.contains(name) {
      add(NameHash.code(name), from: line)
    } else {
      add(SwiftToken.identifier, from: line)
    }
  }

  /// A name in backticks, which may be a word of the language too, on one line.
  private mutating func readQuotedName() {
    at += 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "`"), bytes[at] != UInt8(ascii: "\n") {
      at += 1
    }
    if at < bytes.count, bytes[at] == UInt8(ascii: "`") { at += 1 }
    add(SwiftToken.identifier, from: line)
  }

  private mutating func readNumber() {
    while at < bytes.count {
      // A range is no part of a number, nor is a member of one.
      let isPoint =
        bytes[at] == UInt8(ascii: ".") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
      if !isPoint, !Self.isOfName(bytes[at]) { break }
      at += 1
    }
    add(SwiftToken.number, from: line)
  }

  private mutating func readOperator() {
    var hash = NameHash()
    let first = at
    while at < bytes.count, Self.isOfOperator(bytes[at]) {
      // A comment ends an operator: The Swift Programming Language, Lexical Structure, Operators.
      let isComment =
        bytes[at] == UInt8(ascii: "/") && [UInt8(ascii: "/"), UInt8(ascii: "*")].contains(next)
      if at > first, isComment { break }
      hash.add(bytes[at])
      at += 1
    }
    isAfterDot = bytes[at - 1] == UInt8(ascii: ".") && at - first == 1
    let code: UInt32 =
      switch hash.value {
      case Self.less, Self.greater, Self.atMost, Self.atLeast: SwiftToken.order
      case Self.equal, Self.unequal: SwiftToken.equality
      case Self.plus, Self.minus, Self.wrappingPlus, Self.wrappingMinus: SwiftToken.sum
      case Self.times, Self.over, Self.rest, Self.wrappingTimes: SwiftToken.product
      case Self.plusEqual, Self.minusEqual, Self.wrappingPlusEqual, Self.wrappingMinusEqual:
        SwiftToken.update
      default: NameHash.code(hash.value)
      }
    add(code, from: line)
  }

  private static let less = NameHash.of("<")
  private static let greater = NameHash.of(">")
  private static let atMost = NameHash.of("<=")
  private static let atLeast = NameHash.of(">=")
  private static let equal = NameHash.of("==")
  private static let unequal = NameHash.of("!=")
  private static let plus = NameHash.of("+")
  private static let minus = NameHash.of("-")
  private static let wrappingPlus = NameHash.of("&+")
  private static let wrappingMinus = NameHash.of("&-")
  private static let times = NameHash.of("*")
  private static let over = NameHash.of("/")
  private static let rest = NameHash.of("%")
  private static let wrappingTimes = NameHash.of("&*")
  private static let plusEqual = NameHash.of("+=")
  private static let minusEqual = NameHash.of("-=")
  private static let wrappingPlusEqual = NameHash.of("&+=")
  private static let wrappingMinusEqual = NameHash.of("&-=")

  // MARK: What is passed over

  /// Comments nest in Swift; one without an end takes the rest.
  private mutating func skipComment() {
    var depth = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        depth += 1
        at += 2
      } else if bytes[at] == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
        depth -= 1
        at += 2
        if depth == 0 { return }
      } else {
        if bytes[at] == UInt8(ascii: "\n") { line &+= 1 }
        at += 1
      }
    }
    at = bytes.count
  }

  private mutating func skipAttribute() {
    at += 1
    while at < bytes.count, Self.isOfName(bytes[at]) { at += 1 }
    skipParentheses()
  }

  /// Passes over `(set)` and the like, which follows at once.
  private mutating func skipParentheses() {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "(") else { return }
    var depth = 0
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "\n"): line &+= 1
      default: break
      }
      at += 1
      if depth == 0 { return }
    }
  }

  // MARK: Conditions

  /// Reads the word behind a `#` if it begins or ends what is never compiled.
  ///
  /// - Returns: Whether it does: then it is passed over.
  private mutating func readCondition() -> Bool {
    var end = at
    var hash = NameHash()
    while end < bytes.count, Self.isOfName(bytes[end]) {
      hash.add(bytes[end])
      end += 1
    }
    switch hash.value {
    case Self.ifWord where falseDepth > 0 || isFalse(from: end): falseDepth += 1
    case Self.elseWord where falseDepth == 1, Self.elseifWord where falseDepth == 1,
      Self.endifWord where falseDepth > 0:
      falseDepth -= 1
    default: return false
    }
    // The condition itself is code of no kind.
    at = end
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n"), bytes[at] != UInt8(ascii: "/") {
      at += 1
    }
    return true
  }

  /// Whether the condition on the rest of a line is `false` or `!true`.
  ///
  /// One with anything else in it counts as true: what is compiled must not be passed over.
  private func isFalse(from start: Int) -> Bool {
    var text: [UInt8] = []
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "/") {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "/") else { return false }
        break
      }
      if byte <= 32 || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") { continue }
      text.append(byte)
      if text.count > 5 { return false }
    }
    return text == Array("false".utf8) || text == Array("!true".utf8)
  }

  private static let ifWord = NameHash.of("if")
  private static let elseWord = NameHash.of("else")
  private static let elseifWord = NameHash.of("elseif")
  private static let endifWord = NameHash.of("endif")

  // MARK: Strings

  /// A string, raw or not, of one line or several; or else a `#` before a word.
  private mutating func readPoundOrString() {
    let first = at
    while at < bytes.count, bytes[at] == UInt8(ascii: "#") { at += 1 }
    let pounds = at - first
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
      if pounds == 1, readCondition() { return }
      return add(NameHash.code(NameHash.of("#")), from: line)
    }
    let firstLine = line
    var quotes = 0
    while at + quotes < bytes.count, quotes < 3, bytes[at + quotes] == UInt8(ascii: "\"") {
      quotes += 1
    }
    let isLong = quotes == 3
    at += isLong ? 3 : 1
    skipString(pounds: pounds, isLong: isLong)
    add(SwiftToken.string, from: firstLine)
  }

  /// Goes behind the end of a string, interpolations included.
  private mutating func skipString(pounds: Int, isLong: Bool) {
    // Parentheses of an interpolation that are open; strings in it are not told from text.
    var depth = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\n") {
        // A string of one line that does not end is no string: what follows is read as usual.
        if !isLong { return }
        line &+= 1
        at += 1
      } else if byte == UInt8(ascii: "\\"), isFollowed(by: pounds, at: at + 1) {
        at += 1 + pounds
        if at < bytes.count, bytes[at] == UInt8(ascii: "(") {
          depth += 1
          at += 1
        } else if at < bytes.count, bytes[at] != UInt8(ascii: "\n") {
          at += 1
        }
      } else if depth > 0, byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") {
        depth += byte == UInt8(ascii: "(") ? 1 : -1
        at += 1
      } else if byte == UInt8(ascii: "\""), depth == 0, isEnd(pounds: pounds, isLong: isLong) {
        at += (isLong ? 3 : 1) + pounds
        return
      } else {
        at += 1
      }
    }
  }

  private func isEnd(pounds: Int, isLong: Bool) -> Bool {
    if isLong {
      guard at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "\""),
        bytes[at + 2] == UInt8(ascii: "\"")
      else { return false }
    }
    return isFollowed(by: pounds, at: at + (isLong ? 3 : 1))
  }

  private func isFollowed(by pounds: Int, at index: Int) -> Bool {
    guard pounds <= bytes.count - index else { return false }
    return bytes[index..<(index + pounds)].allSatisfy { $0 == UInt8(ascii: "#") }
  }

  // MARK: Characters

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
      true
    default: false
    }
  }

  private static func isOfOperator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
      UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"),
      UInt8(ascii: "~"), UInt8(ascii: "?"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
