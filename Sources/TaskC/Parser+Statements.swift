extension Parser {
  mutating func add(_ kind: StatementKind, _ token: Token) -> StatementID {
    program.statements.append(Statement(kind: kind, offset: token.offset, length: token.length))
    return StatementID(rawValue: Int32(program.statements.count - 1))
  }

  /// Reads a block with its braces.
  mutating func parseBlock(opensScope: Bool) -> StatementID {
    let start = token
    guard enter() else { return add(.empty, start) }
    defer { exit() }
    if opensScope { scopes.open() }
    defer { if opensScope { scopes.close() } }
    expect(.leftBrace, "`{`")
    blocks += 1
    defer { blocks -= 1 }
    var statements: [StatementID] = []
    while token.kind != .rightBrace, token.kind != .end {
      let before = at
      correctKeyword()
      if isDeclarationStart(token), !(token.kind == .name && peek().kind == .colon) {
        statements += parseLocalDeclaration()
      } else if token.kind == .name, peek().kind == .name,
        scopes.find(NameID(rawValue: token.value)) == nil
      {
        complainOfUnknownType(token)
        recover()
      } else {
        statements.append(parseStatement())
      }
      if at == before { advance() }
    }
    if !accept(.rightBrace) {
      complain(token, "the program ends here, but a block does not", help: "a `}` is missing")
    }
    return addBlock(statements, start)
  }

  private mutating func addBlock(_ statements: [StatementID], _ start: Token) -> StatementID {
    let first = Int32(program.statementList.count)
    program.statementList += statements
    return add(.block(first: first, count: Int32(statements.count)), start)
  }

  /// Reads a statement.
  mutating func parseStatement() -> StatementID {
    correctKeyword()
    let start = token
    guard enter() else { return add(.empty, start) }
    defer { exit() }
    switch start.kind {
    case .leftBrace: return parseBlock(opensScope: true)
    case .semicolon:
      advance()
      return add(.empty, start)
    case .keyword:
      if let keyword = keyword(start), let statement = parseKeywordStatement(keyword) {
        return statement
      }
    case .name where peek().kind == .colon:
      complain(
        start, "a label is outside Task C", help: Keyword.goto.nearest)
      advance()
      advance()
      return token.kind == .rightBrace ? add(.empty, start) : parseStatement()
    default: break
    }
    if isDeclarationStart(start) {
      complain(start, "a declaration can't stand here alone", help: "put it into braces")
      return addBlock(parseLocalDeclaration(), start)
    }
    let value = parseExpression()
    endStatement()
    return add(.expression(discarded(value)), start)
  }

  private mutating func endStatement() {
    if accept(.semicolon) { return }
    if token.kind == .rightBrace {
      complain(previousEnd(), "expected `;` after the statement")
      return
    }
    complainOfToken("expected `;` after the statement")
    recover()
  }

  /// The place behind the last token, of length 1.
  private func previousEnd() -> Token {
    guard at > 0 else { return token }
    var place = list.tokens[at - 1]
    place.offset = min(
      place.offset + max(0, place.length - 1), list.tokens[list.tokens.count - 1].offset)
    place.length = 1
    return place
  }

  private mutating func parseKeywordStatement(_ keyword: Keyword) -> StatementID? {
    let start = token
    switch keyword {
    case .if: return parseIf()
    case .while:
      advance()
      let condition = parseBracketedCondition("while")
      return add(.whileLoop(condition, parseLoopBody()), start)
    case .do: return parseDo()
    case .for: return parseFor()
    case .switch: return parseSwitch()
    case .case, .default: return parseLabel(keyword)
    case .break, .continue:
      advance()
      checkJump(keyword, start)
      endStatement()
      return add(keyword == .break ? .leave : .proceed, start)
    case .return: return parseReturn()
    case .else:
      complain(start, "`else` without `if`")
      advance()
      return parseStatement()
    case .goto, .asm, .gnuAsm, .gnuAsmPlain, .staticAssert, .label:
      complainOutside(keyword, start)
      advance()
      recover()
      return add(.empty, start)
    default: return nil
    }
  }

  // MARK: - Conditions

  /// Reads a condition in brackets.
  private mutating func parseBracketedCondition(_ word: String) -> ExpressionID {
    expect(.leftParen, "`(` after `" + word + "`")
    let condition = parseCondition()
    expect(.rightParen, "`)` after the condition")
    return condition
  }

  private mutating func parseCondition() -> ExpressionID {
    let value = parseExpression()
    if case .comma = program[value].kind {
      complain(
        value, "a comma in a condition is outside Task C", help: "make two statements of it")
    }
    return condition(value)
  }

  private mutating func parseIf() -> StatementID {
    // A chain of `else if` may be long, so it is not read by a function that calls itself.
    var links: [(condition: ExpressionID, then: StatementID, start: Token)] = []
    var otherwise: StatementID?
    while true {
      let start = token
      advance()
      let condition = parseBracketedCondition("if")
      links.append((condition, parseBranch(), start))
      guard accept(.else) else { break }
      if !isKeyword(.if, token) {
        otherwise = parseBranch()
        break
      }
      if links.count >= Int(Self.operatorsMax) {
        complain(
          token, "the chain of `else if` has more than " + String(Self.operatorsMax) + " links",
          help: "`switch` chooses among many")
        break
      }
    }
    for link in links.reversed() {
      otherwise = add(.ifElse(link.condition, then: link.then, else: otherwise), link.start)
    }
    return otherwise ?? add(.empty, token)
  }

  /// Reads what `if` or `else` leads to: no label of a `switch` around it stands there.
  private mutating func parseBranch() -> StatementID {
    blocks += 1
    defer { blocks -= 1 }
    return parseBody()
  }

  /// Reads a statement that depends on a condition; its block is a scope even without braces.
  private mutating func parseBody() -> StatementID {
    scopes.open()
    defer { scopes.close() }
    if token.kind == .rightBrace || token.kind == .end {
      complainOfToken("expected a statement")
      return add(.empty, token)
    }
    return parseStatement()
  }

  private mutating func parseLoopBody() -> StatementID {
    loops += 1
    defer { loops -= 1 }
    return parseBody()
  }

  private mutating func parseDo() -> StatementID {
    let start = token
    advance()
    let body = parseLoopBody()
    if !accept(.while) {
      complainOfToken("expected `while` after the body of `do`")
      recover()
      return add(.empty, start)
    }
    let condition = parseBracketedCondition("while")
    endStatement()
    return add(.doLoop(body, condition), start)
  }

  private mutating func parseFor() -> StatementID {
    let start = token
    advance()
    scopes.open()
    defer { scopes.close() }
    expect(.leftParen, "`(` after `for`")
    var first: StatementID?
    let firstToken = token
    if isDeclarationStart(token) {
      first = addBlock(parseLocalDeclaration(), firstToken)
    } else if !accept(.semicolon) {
      let value = parseExpression()
      first = add(.expression(discarded(value)), firstToken)
      expect(.semicolon, "`;` after the start of `for`")
    }
    let condition = token.kind == .semicolon ? nil : parseCondition()
    expect(.semicolon, "`;` after the condition")
    var step: ExpressionID?
    if token.kind != .rightParen { step = discarded(parseExpression()) }
    expect(.rightParen, "`)` after the step")
    let body = parseLoopBody()
    return add(.forLoop(start: first, condition: condition, step: step, body: body), start)
  }

  // MARK: - Choices

  private mutating func parseSwitch() -> StatementID {
    let start = token
    advance()
    expect(.leftParen, "`(` after `switch`")
    var value = rvalue(parseExpression())
    if case .comma = program[value].kind {
      complain(value, "a comma in a condition is outside Task C")
    }
    expect(.rightParen, "`)` after the value")
    var kind = IntegerKind.int
    if let found = program.types.integerKind(of: program[value].type.type) {
      kind = found.promoted
      value = converted(value, to: .integer(kind))
    } else if program[value].type.type != .error {
      complain(value, "`switch` needs a number, not " + text(program[value].type))
    }
    if token.kind != .leftBrace { complainOfToken("expected `{` after the value of `switch`") }
    choices.append(Choice(kind: kind, blocks: blocks + 1, loops: loops))
    let body = parseBody()
    let choice = choices.removeLast()
    let labels = choice.labels.sorted()
    for index in labels.indices.dropFirst() where labels[index] == labels[index - 1] {
      complain(start, "there are two labels for the value " + String(labels[index]))
      break
    }
    return add(.choose(value, body), start)
  }

  private mutating func parseLabel(_ keyword: Keyword) -> StatementID {
    let start = token
    advance()
    guard let choice = choices.last else {
      complain(start, "`" + keyword.text + "` stands outside `switch`")
      if keyword == .case { _ = parseConditional() }
      _ = accept(.colon)
      return add(.empty, start)
    }
    let isDeeper = choice.blocks != blocks || choice.loops != loops
    if isDeeper {
      complain(
        start, "a label deeper in its `switch` is outside Task C",
        help: "labels stand directly in the braces of `switch`")
    }
    var kind = StatementKind.defaultLabel
    if keyword == .case {
      let valueToken = token
      let value = parseConditional()
      if let known = constant(value) {
        let label = choice.kind.wrapped(known)
        kind = .caseLabel(label)
        choices[choices.count - 1].labels.append(label)
      } else if program[value].type.type != .error {
        complain(valueToken, "the value of a label must be a constant")
      }
      if token.kind == .ellipsis {
        complain(token, "a range of values is outside Task C", help: "write a label for each")
        advance()
        _ = parseConditional()
      }
    } else {
      if choice.hasDefault { complain(start, "a second `default`") }
      choices[choices.count - 1].hasDefault = true
    }
    expect(.colon, "`:` after the label")
    if token.kind == .rightBrace {
      complain(
        token, "a statement must follow the label", help: "`break;` ends the `switch`")
    } else if isDeclarationStart(token) {
      complain(token, "a declaration can't follow a label", help: "put the statements into braces")
    } else if isDeeper {
      // The label belongs to its statement, which may be all of a body.
      return parseStatement()
    }
    return add(kind, start)
  }

  // MARK: - Jumps

  private mutating func checkJump(_ keyword: Keyword, _ start: Token) {
    if loops > 0 || keyword == .break && !choices.isEmpty { return }
    complain(
      start,
      "`" + keyword.text
        + (keyword == .break ? "` stands outside loops and `switch`" : "` stands outside loops"))
  }

  private mutating func parseReturn() -> StatementID {
    let start = token
    advance()
    if accept(.semicolon) {
      if result.type != .void, result.type != .error {
        complain(start, "the function returns " + text(result) + ", so a value must follow")
      }
      return add(.giveBack(nil), start)
    }
    var value = rvalue(parseExpression())
    if result.type == .void {
      complain(value, "the function returns nothing")
    } else {
      value = assigned(value, to: result, "the value", "the function")
    }
    endStatement()
    return add(.giveBack(value), start)
  }
}
