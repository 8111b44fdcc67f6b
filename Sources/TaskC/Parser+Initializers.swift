extension Parser {
  /// Reads what a variable starts with.
  ///
  /// Source: C11, section 6.7.9; designators are outside Task C.
  ///
  /// - Parameters:
  ///   - type: The variable's type.
  ///   - mustBeConstant: Whether it is set before the program runs.
  /// - Returns: The type, with the count of its array if the values tell it. The values are the last ones
  ///   of the program's list.
  mutating func parseInitializer(_ type: QualifiedType, mustBeConstant: Bool) -> QualifiedType {
    var reader = InitializerReader(mustBeConstant: mustBeConstant)
    return parseElement(type, at: 0, &reader, isWhole: true)
  }

  /// What is known while values are read.
  struct InitializerReader {
    var mustBeConstant: Bool
    /// An expression that has been read, and belongs to a part of what it was read for.
    var pending: ExpressionID?
  }

  /// Reads the value of an object or of a part of one.
  ///
  /// - Parameters:
  ///   - type: Its type.
  ///   - offset: Where it is in the variable, in bytes.
  ///   - reader: What is known of the values.
  ///   - isWhole: Whether it is the variable, whose array may have an unknown count.
  /// - Returns: The type, with the count of its array.
  private mutating func parseElement(
    _ type: QualifiedType, at offset: Int64, _ reader: inout InitializerReader,
    isWhole: Bool = false
  ) -> QualifiedType {
    guard enter() else { return .error }
    defer { exit() }
    let start = token
    switch program.types[type.type] {
    case .array(let element, let count):
      if reader.pending == nil, let string = parseString(for: element) {
        return addString(string, type, element, count, at: offset, start)
      }
      if reader.pending == nil, accept(.leftBrace) {
        let type = parseElements(of: type, at: offset, &reader, isBraced: true)
        endBraces()
        return type
      }
      if isWhole {
        complain(
          start, "an array starts with values in braces",
          help: program.types.integerKind(of: element.type)?.size == 1 ? "or with a string" : nil)
        _ = parseAssignment()
        return .error
      }
      return parseElements(of: type, at: offset, &reader, isBraced: false)
    case .structure:
      if reader.pending == nil, accept(.leftBrace) {
        _ = parseElements(of: type, at: offset, &reader, isBraced: true)
        endBraces()
        return type
      }
      // A string is no structure, but may be the bytes of its first member.
      if reader.pending == nil, !isWhole, token.kind == .string, !isOperator(afterStringsAt: at) {
        _ = parseElements(of: type, at: offset, &reader, isBraced: false)
        return type
      }
      let value = reader.pending ?? rvalue(parseAssignment())
      if program[value].type.type == type.type || program[value].type.type == .error || isWhole {
        reader.pending = nil
        addValue(value, type, at: offset, reader)
        return type
      }
      reader.pending = value
      return parseElements(of: type, at: offset, &reader, isBraced: false)
    default:
      let isBraced = reader.pending == nil && accept(.leftBrace)
      if isBraced, token.kind == .rightBrace { complain(token, "a value is missing") }
      let value = reader.pending ?? rvalue(parseAssignment())
      reader.pending = nil
      addValue(value, type, at: offset, reader)
      if isBraced { endBraces() }
      return type
    }
  }

  /// Reads the values of the parts of an array or structure, as many as it has parts.
  private mutating func parseElements(
    of type: QualifiedType, at offset: Int64, _ reader: inout InitializerReader, isBraced: Bool
  ) -> QualifiedType {
    var index: Int64 = 0
    var type = type
    while isBraced ? token.kind != .rightBrace && token.kind != .end : true {
      guard let part = part(index, of: type) else {
        if isBraced {
          complain(token, "there are more values than " + text(type) + " has parts")
          recoverInBraces()
        }
        break
      }
      if token.kind == .dot || token.kind == .leftBracket, reader.pending == nil {
        complain(
          token, "a designator is outside Task C", help: "write the values in their order")
        recoverInBraces()
        break
      }
      let before = at
      _ = parseElement(part.type, at: offset + part.offset, &reader)
      index += 1
      if at == before, reader.pending == nil, token.kind != .comma { break }
      if !isBraced, self.part(index, of: type) == nil { break }
      // The comma behind the last value of a part without braces is read by what holds the part.
      if reader.pending == nil {
        if token.kind != .comma || !isBraced && peek().kind == .rightBrace { break }
        advance()
      }
    }
    if isBraced, index == 0, token.kind == .rightBrace {
      complain(token, "there is no value between the braces", help: "`{0}` sets all to zero")
    }
    if case .array(let element, let count) = program.types[type.type], count < 0 {
      type.type = program.types.array(of: element, count: max(1, index))
    }
    return type
  }

  private func part(_ index: Int64, of type: QualifiedType) -> (type: QualifiedType, offset: Int64)?
  {
    switch program.types[type.type] {
    case .array(let element, let count):
      guard count < 0 || index < count else { return nil }
      return (element, index * (program.types.size(of: element.type) ?? 1))
    case .structure(let number):
      let structure = program.types.structures[Int(number)]
      guard index < (structure.isUnion ? 1 : structure.members.count) else { return nil }
      let member = structure.members[Int(index)]
      return (member.type, member.offset)
    default: return nil
    }
  }

  private mutating func endBraces() {
    _ = accept(.comma)
    if !accept(.rightBrace) {
      complainOfToken("expected `,` or `}` after the value")
      recoverInBraces()
      _ = accept(.rightBrace)
    }
  }

  private mutating func recoverInBraces() {
    var depth = 0
    while token.kind != .end, token.kind != .semicolon {
      if token.kind == .leftBrace { depth += 1 }
      if token.kind == .rightBrace {
        if depth == 0 { return }
        depth -= 1
      }
      advance()
    }
  }

  // MARK: - Strings

  /// Reads a string, in braces or not, if it is what an array of bytes starts with.
  private mutating func parseString(for element: QualifiedType) -> Int32? {
    guard program.types.integerKind(of: element.type)?.size == 1 else { return nil }
    if token.kind == .string, !isOperator(afterStringsAt: at) { return parseStrings() }
    guard token.kind == .leftBrace, peek().kind == .string, !isOperator(afterStringsAt: at + 1)
    else {
      return nil
    }
    advance()
    let string = parseStrings()
    endBraces()
    return string
  }

  /// Whether something is done with a string: `"abc"[1]`.
  private func isOperator(afterStringsAt index: Int) -> Bool {
    var index = index
    while index < list.tokens.count - 1, list.tokens[index].kind == .string { index += 1 }
    switch list.tokens[index].kind {
    case .comma, .semicolon, .rightBrace, .end: return false
    default: return true
    }
  }

  private mutating func addString(
    _ string: Int32, _ type: QualifiedType, _ element: QualifiedType, _ count: Int64,
    at offset: Int64, _ start: Token
  ) -> QualifiedType {
    let bytes = Int64(program.strings[Int(string)].count)
    // The zero behind a string may be left out, but no byte of it.
    if count >= 0, bytes > count {
      complain(
        start, "the string has " + String(bytes) + " bytes, more than " + text(type) + " holds")
      return type
    }
    let array = program.types.array(of: element, count: count < 0 ? bytes + 1 : count)
    let value = add(.string(string), QualifiedType(type: array), start)
    program.initializers.append(Initializer(offset: offset, value: value))
    return QualifiedType(type: array, qualifiers: type.qualifiers)
  }

  // MARK: - Values

  private mutating func addValue(
    _ value: ExpressionID, _ type: QualifiedType, at offset: Int64, _ reader: InitializerReader
  ) {
    let converted = assigned(value, to: type, "the value", "a variable")
    if reader.mustBeConstant, program[converted].type.type != .error, !isConstant(converted) {
      complain(
        value, "this value is not known before the program runs",
        help: "assign it in a function")
    }
    program.initializers.append(Initializer(offset: offset, value: converted))
  }

  /// Whether a value is known before the program runs: a number, or an address with a distance.
  ///
  /// Source: C11, section 6.6, paragraphs 7 to 9.
  func isConstant(_ value: ExpressionID) -> Bool {
    switch program[value].kind {
    case .integer, .error: true
    case .address(let object): isFixed(object)
    case .convert(let inner):
      program.types.size(of: program[value].type.type) == 8
        && program.types.size(of: program[inner].type.type) == 8 && isConstant(inner)
    case .offset(let pointer, let index, _): isConstant(pointer) && constant(index) != nil
    default: false
    }
  }

  /// Whether an object is where it is before the program runs.
  private func isFixed(_ object: ExpressionID) -> Bool {
    switch program[object].kind {
    case .string, .function: true
    case .global(let number): !program.globals[Int(number)].isThreadLocal
    case .member(let outer, _): isFixed(outer)
    case .dereference(let pointer): isConstant(pointer)
    default: false
    }
  }
}
