extension Parser {
  /// Reads an expression, commas included.
  mutating func parseExpression() -> ExpressionID {
    var value = parseAssignment()
    while token.kind == .comma {
      advance()
      let next = rvalue(parseAssignment())
      value = add(
        .comma(discarded(value), next), program[next].type, from: value, to: next, value, next)
    }
    return value
  }

  /// Reads an expression without commas.
  mutating func parseAssignment() -> ExpressionID {
    guard enter() else { return errorValue(token) }
    defer { exit() }
    let target = parseConditional()
    let mark = token
    if mark.kind == .equal {
      advance()
      let value = rvalue(parseAssignment())
      return assignment(target, value, mark)
    }
    guard let operation = mark.kind.compoundOperator else { return target }
    advance()
    let value = rvalue(parseAssignment())
    return compoundAssignment(operation, target, value, mark)
  }

  /// Reads an expression without assignments, such as a constant.
  mutating func parseConditional() -> ExpressionID {
    guard enter() else { return errorValue(token) }
    defer { exit() }
    let value = parseBinary(above: 0)
    guard token.kind == .question else { return value }
    let mark = token
    let condition = condition(value)
    advance()
    if token.kind == .colon {
      complain(
        token, "`?:` without a value between is outside Task C", help: "write the value twice")
      advance()
      return parseConditional()
    }
    let first = rvalue(parseExpression())
    expect(.colon, "`:` after the first value of `?`")
    let second = rvalue(parseConditional())
    return conditional(condition, first, second, mark)
  }

  /// Reads operators that bind more closely than a precedence.
  private mutating func parseBinary(above precedence: Int) -> ExpressionID {
    var left = parseUnary()
    while let found = token.kind.binaryPrecedence, found > precedence {
      let mark = token
      advance()
      let right = parseBinaryOperand(above: found)
      switch mark.kind {
      case .andAnd, .orOr: left = logical(mark.kind, left, right, mark)
      default:
        if let operation = mark.kind.binaryOperator {
          left = binary(operation, rvalue(left), rvalue(right), mark)
        }
      }
    }
    return left
  }

  private mutating func parseBinaryOperand(above precedence: Int) -> ExpressionID {
    guard enter() else { return errorValue(token) }
    defer { exit() }
    return parseBinary(above: precedence)
  }

  // MARK: - Unary operators

  private mutating func parseUnary() -> ExpressionID {
    guard enter() else { return errorValue(token) }
    defer { exit() }
    let mark = token
    switch mark.kind {
    case .plus, .minus, .tilde, .exclamation:
      advance()
      return unary(mark, rvalue(parseUnary()))
    case .star:
      advance()
      return dereference(rvalue(parseUnary()), mark)
    case .ampersand:
      advance()
      return address(of: parseUnary(), mark)
    case .andAnd:
      complain(mark, "the address of a label is outside Task C")
      advance()
      return parseUnary()
    case .plusPlus, .minusMinus:
      advance()
      return increment(parseUnary(), by: mark.kind == .plusPlus ? 1 : -1, isPrefix: true, mark)
    case .leftParen where isDeclarationStart(peek()): return parseCast()
    case .keyword where isKeyword(.sizeof, mark): return parseSizeof()
    default: return parsePostfix(parsePrimary())
    }
  }

  private mutating func parseCast() -> ExpressionID {
    let mark = token
    advance()
    let type = parseTypeName()
    expect(.rightParen, "`)` after the type")
    if token.kind == .leftBrace {
      complain(
        mark, "a value of braces is outside Task C", help: "give it to a variable first")
      skipBraces()
      return errorValue(mark)
    }
    return cast(rvalue(parseUnary()), to: type, mark)
  }

  private mutating func skipBraces() {
    var depth = 0
    repeat {
      if token.kind == .leftBrace { depth += 1 }
      if token.kind == .rightBrace { depth -= 1 }
      advance()
    } while depth > 0 && token.kind != .end
  }

  private mutating func parseSizeof() -> ExpressionID {
    let mark = token
    advance()
    let type: QualifiedType
    if token.kind == .leftParen, isDeclarationStart(peek()) {
      advance()
      type = parseTypeName()
      expect(.rightParen, "`)` after the type")
      if token.kind == .leftBrace {
        complain(mark, "a value of braces is outside Task C")
        skipBraces()
      }
    } else {
      let calls = firstCalls.count
      let measured = parseUnary()
      type = program[measured].type
      // What is only measured is not called.
      for call in firstCalls[calls...] { isCalled[Int(call.function)] = false }
      firstCalls.removeSubrange(calls...)
    }
    if type.type == .error { return errorValue(mark) }
    guard let size = program.types.size(of: type.type) else {
      complain(mark, text(type) + " has no size here")
      return errorValue(mark)
    }
    return integer(size, .unsignedLong, mark)
  }

  // MARK: - What is behind a value

  private mutating func parsePostfix(_ primary: ExpressionID) -> ExpressionID {
    var value = primary
    while true {
      let mark = token
      switch mark.kind {
      case .leftBracket:
        advance()
        let index = rvalue(parseExpression())
        expect(.rightBracket, "`]` after the index")
        value = element(rvalue(value), index, mark)
      case .leftParen:
        advance()
        value = parseCall(value, mark)
      case .dot, .arrow:
        advance()
        guard token.kind == .name else {
          complainOfToken("expected the name of a member")
          return errorValue(mark)
        }
        let name = token
        advance()
        value = member(
          mark.kind == .arrow ? dereference(rvalue(value), mark) : value, name, mark)
      case .plusPlus, .minusMinus:
        advance()
        value = increment(value, by: mark.kind == .plusPlus ? 1 : -1, isPrefix: false, mark)
      default: return value
      }
    }
  }

  private mutating func parseCall(_ callee: ExpressionID, _ mark: Token) -> ExpressionID {
    var arguments: [ExpressionID] = []
    if !accept(.rightParen) {
      repeat {
        if token.kind == .rightParen || token.kind == .semicolon {
          complainOfToken("expected an argument")
          break
        }
        arguments.append(rvalue(parseAssignment()))
      } while accept(.comma)
      expect(.rightParen, "`)` after the arguments")
    }
    return call(callee, arguments, mark)
  }

  // MARK: - Primary expressions

  private mutating func parsePrimary() -> ExpressionID {
    let start = token
    switch start.kind {
    case .integer:
      advance()
      let literal = list.literals[Int(start.value)]
      return integer(Int64(bitPattern: literal.bits), literal.kind, start)
    case .string:
      let string = parseStrings()
      let count = Int64(program.strings[Int(string)].count) + 1
      let array = program.types.array(of: QualifiedType(type: .integer(.char)), count: count)
      return add(.string(string), QualifiedType(type: array), start)
    case .name:
      advance()
      return named(start)
    case .leftParen:
      advance()
      if token.kind == .leftBrace {
        complain(start, "statements in an expression are outside Task C", help: "write a function")
        skipBraces()
        _ = accept(.rightParen)
        return errorValue(start)
      }
      let value = parseExpression()
      expect(.rightParen, "`)` after the expression")
      return value
    case .keyword:
      if let keyword = keyword(start), keyword.isOutside {
        complainOutside(keyword, start)
        advance()
        if token.kind == .leftParen { skipBrackets() }
        return errorValue(start)
      }
      complain(
        start, "expected a value, not `" + (keyword(start)?.text ?? "") + "`")
      return errorValue(start)
    default:
      complainOfToken("expected a value")
      return errorValue(start)
    }
  }

  /// Reads strings that stand beside one another as one.
  ///
  /// - Returns: Its index in the program.
  mutating func parseStrings() -> Int32 {
    let first = token.value
    advance()
    guard token.kind == .string else { return first }
    var bytes = program.strings[Int(first)]
    while token.kind == .string {
      bytes += program.strings[Int(token.value)]
      advance()
    }
    program.strings.append(bytes)
    return Int32(program.strings.count - 1)
  }

  private mutating func named(_ token: Token) -> ExpressionID {
    let name = NameID(rawValue: token.value)
    guard let found = scopes.find(name) else {
      complainOfUnknown(token)
      return errorValue(token)
    }
    switch found.binding {
    case .local(let number):
      return add(.local(number), program.locals[Int(number)].type, token)
    case .global(let number):
      return add(.global(number), program.globals[Int(number)].type, token)
    case .function(let number):
      checkMacro(token, number)
      if !isCalled[Int(number)] {
        isCalled[Int(number)] = true
        firstCalls.append((number, token.offset, token.length))
      }
      return add(.function(number), QualifiedType(type: program.functions[Int(number)].type), token)
    case .enumerator(let value): return integer(value, .int, token)
    case .unknown: return errorValue(token)
    case .type:
      complain(token, text(name) + " is a type, not a value")
      return errorValue(token)
    }
  }

  /// What is a macro with parameters on a real machine has no address: a call must follow its name.
  ///
  /// Source: C11, sections 6.10.3 and 7.17.7; wait(2), "macros".
  private mutating func checkMacro(_ name: Token, _ number: Int32) {
    guard token.kind != .leftParen, !isLibrary, program.functions[Int(number)].isFromHeader,
      Header.hasMacro(list.names.bytes(of: program.functions[Int(number)].name))
    else { return }
    complain(
      name, text(program.functions[Int(number)].name) + " is a macro in C: it can only be called",
      help: "a function of your own that calls it has an address")
  }

  private mutating func complainOfUnknown(_ token: Token) {
    let name = NameID(rawValue: token.value)
    let bytes = list.names.bytes(of: name)
    if let header = Header.declaring(bytes) {
      complain(
        token, text(name) + " is not declared",
        help: "`#include <" + header.path + ">` declares it")
      return
    }
    if let near = OutsideNames.nearest(to: bytes) {
      complain(token, text(name) + " is outside Task C", help: near)
      // It is said once.
      scopes.bind(name, .unknown, offset: token.offset)
      return
    }
    let visible = scopes.visible
    let near = nearest(to: bytes, among: visible.map { list.names.bytes(of: $0) })
    complain(
      token, text(name) + " is not declared",
      help: near.map { "did you mean " + text(visible[$0]) + "?" })
    // It is said once.
    scopes.bind(name, .unknown, offset: token.offset)
  }
}

extension TokenKind {
  /// How closely a binary operator binds.
  var binaryPrecedence: Int? {
    switch self {
    case .orOr: 1
    case .andAnd: 2
    case .bar: 3
    case .caret: 4
    case .ampersand: 5
    case .equalEqual, .notEqual: 6
    case .less, .greater, .lessEqual, .greaterEqual: 7
    case .shiftLeft, .shiftRight: 8
    case .plus, .minus: 9
    case .star, .slash, .percent: 10
    default: nil
    }
  }

  var binaryOperator: BinaryOperator? {
    switch self {
    case .bar: .or
    case .caret: .exclusiveOr
    case .ampersand: .and
    case .equalEqual: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .greater: .greater
    case .lessEqual: .lessOrEqual
    case .greaterEqual: .greaterOrEqual
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .plus: .add
    case .minus: .subtract
    case .star: .multiply
    case .slash: .divide
    case .percent: .remainder
    default: nil
    }
  }

  /// The operator of `+=` and its like.
  var compoundOperator: BinaryOperator? {
    switch self {
    case .plusEqual: .add
    case .minusEqual: .subtract
    case .starEqual: .multiply
    case .slashEqual: .divide
    case .percentEqual: .remainder
    case .ampersandEqual: .and
    case .barEqual: .or
    case .caretEqual: .exclusiveOr
    case .shiftLeftEqual: .shiftLeft
    case .shiftRightEqual: .shiftRight
    default: nil
    }
  }
}
