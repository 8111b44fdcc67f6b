/// Reads the tokens of a program into trees, and checks their types on the way.
///
/// # Theory of operation
///
/// A declaration is known from where it stands on, so one pass does: what a name means is looked up
/// when it is read, and an expression is made with its type and with all conversions that C adds by
/// itself. Constants are calculated at once.
///
/// After a mistake in the grammar the parser goes on behind the next semicolon or at the next brace.
/// What has no type because of a mistake has the type `error`, of which nothing more is said. Grammar is
/// read by functions that call one another, so how deep a program's parts may be in one another has
/// a limit.
struct Parser {
  /// How deep statements, expressions and declarators may be in one another.
  ///
  /// Each counts, and a value in brackets is three of them, so it is more than C demands: 127 blocks,
  /// 63 brackets (C11, section 5.2.4.1).
  static var nestingMax: Int { 300 }
  /// How many operators may be in one another, brackets or not: `a + a + ...`.
  static var operatorsMax: Int32 { 1000 }
  /// The most parameters that a function may have.
  static var parametersMax: Int { 8 }

  var list: TokenList
  var at = 0
  var complaints: Complaints
  var program: Program
  var scopes: Scopes
  var nesting = 0

  /// What the function that is being read returns.
  var result = QualifiedType.error
  /// The loops around what is being read.
  var loops = 0
  /// The `switch` statements around what is being read.
  var choices: [Choice] = []
  /// How many blocks are around what is being read.
  var blocks = 0
  /// Functions that were called, where they were first.
  var firstCalls: [(function: Int32, offset: Int32, length: Int32)] = []
  /// By name: the function, and the variable, that blocks and the file mean by it; -1 without one.
  var linkedFunctions: [Int32]
  var linkedGlobals: [Int32]
  /// By function: whether it is among ``firstCalls``.
  var isCalled: [Bool] = []

  /// A `switch` that is being read.
  struct Choice {
    var kind: IntegerKind
    /// The depth of blocks at which its labels stand.
    var blocks: Int
    var loops: Int
    var labels: [Int64] = []
    var hasDefault = false
  }

  /// Whether the library is read, whose text may do what headers do, and defines what they declare.
  let isLibrary: Bool

  init(_ list: TokenList, _ complaints: Complaints, isLibrary: Bool = false) {
    self.isLibrary = isLibrary
    self.list = list
    self.complaints = complaints
    program = Program(list)
    scopes = Scopes(names: list.names.count)
    linkedFunctions = Array(repeating: -1, count: list.names.count)
    linkedGlobals = linkedFunctions
  }

  // MARK: - Tokens

  var token: Token { list.tokens[at] }

  /// The token that many places ahead.
  func peek(_ count: Int = 1) -> Token { list.tokens[min(at + count, list.tokens.count - 1)] }

  mutating func advance() {
    if at < list.tokens.count - 1 { at += 1 }
  }

  func isKeyword(_ keyword: Keyword, _ token: Token) -> Bool {
    token.kind == .keyword && token.value == Int32(keyword.rawValue)
  }

  func keyword(_ token: Token) -> Keyword? {
    token.kind == .keyword ? Keyword(rawValue: UInt8(truncatingIfNeeded: token.value)) : nil
  }

  /// Goes over a token of a kind if it is the next.
  mutating func accept(_ kind: TokenKind) -> Bool {
    if token.kind != kind { return false }
    advance()
    return true
  }

  mutating func accept(_ keyword: Keyword) -> Bool {
    if !isKeyword(keyword, token) { return false }
    advance()
    return true
  }

  /// Goes over a token of a kind, or complains that it is missing.
  ///
  /// - Parameters:
  ///   - kind: What should come.
  ///   - text: How it is written, with what it ends: "`;` after the statement".
  /// - Returns: Whether it was there.
  @discardableResult
  mutating func expect(_ kind: TokenKind, _ text: String) -> Bool {
    if accept(kind) { return true }
    complainOfToken("expected " + text)
    return false
  }

  /// Goes to the next place where a statement or declaration may start.
  mutating func recover() {
    var depth = 0
    while token.kind != .end {
      switch token.kind {
      case .semicolon where depth == 0:
        advance()
        return
      case .leftBrace: depth += 1
      case .rightBrace:
        if depth == 0 { return }
        depth -= 1
        if depth == 0 {
          advance()
          return
        }
      default: break
      }
      advance()
    }
  }

  // MARK: - Complaints

  mutating func complain(
    _ offset: Int32, _ length: Int32, _ message: String, help: String? = nil
  ) {
    complaints.add(Int(offset), Int(length), message, help: help)
    // The rest is not read when nothing can be said of it.
    if complaints.isFull { at = list.tokens.count - 1 }
  }

  mutating func complain(_ token: Token, _ message: String, help: String? = nil) {
    complain(token.offset, token.length, message, help: help)
  }

  mutating func complain(_ expression: ExpressionID, _ message: String, help: String? = nil) {
    let expression = program[expression]
    complain(expression.offset, expression.length, message, help: help)
  }

  /// Complains of the next token; of one that is outside Task C, of that.
  mutating func complainOfToken(_ message: String) {
    if let keyword = keyword(token), keyword.isOutside || keyword.isForHeaders {
      complainOutside(keyword, token)
    } else if token.kind == .end {
      complain(token, message + ", but the program ends here")
    } else {
      // A missing mark is missed behind what is there.
      complain(token, message)
    }
  }

  mutating func complainOutside(_ keyword: Keyword, _ token: Token) {
    complain(token, "`" + keyword.text + "` is outside Task C", help: keyword.nearest)
  }

  func text(_ name: NameID) -> String { "`" + list.names.text(name) + "`" }

  func text(_ type: QualifiedType) -> String {
    "`" + program.types.text(type, list.names) + "`"
  }

  func text(_ type: TypeID) -> String { text(QualifiedType(type: type)) }

  // MARK: - Nesting

  /// Goes one deeper.
  ///
  /// - Returns: False, with a complaint, when that is too deep; the caller then gives up.
  mutating func enter() -> Bool {
    nesting += 1
    if nesting <= Self.nestingMax { return true }
    complain(
      token, "too many brackets, braces or operators are around this",
      help: "a function of its own can hold a part")
    at = list.tokens.count - 1
    return false
  }

  mutating func exit() { nesting -= 1 }

  // MARK: - The file

  mutating func parseFile() {
    while token.kind != .end {
      let start = at
      // GCC takes one that stands by itself.
      if !accept(.semicolon) { parseExternalDeclaration() }
      // What can't start a declaration.
      if at == start { advance() }
    }
    for global in program.globals where global.isDefined && !isLibrary {
      if case .array = program.types[global.type.type],
        program.types.size(of: global.type.type) == nil
      {
        complain(
          global.offset, Int32(list.names.bytes(of: global.name).count),
          "the count of " + text(global.name) + " is missing",
          help: "write it in the brackets, or values behind `=`")
      }
    }
    for call in firstCalls {
      let function = program.functions[Int(call.function)]
      if function.body == nil, !function.isFromHeader, !isLibrary {
        complain(
          call.offset, call.length, text(function.name) + " is declared, but it is nowhere defined",
          help: Header.declaring(list.names.bytes(of: function.name)).map {
            "`#include <" + $0.path + ">` in the place of the declaration"
          })
      }
    }
  }
}
