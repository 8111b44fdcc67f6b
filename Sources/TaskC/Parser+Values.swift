/// Making expressions, and the conversions between types.
extension Parser {
  /// Adds an expression that is one token.
  mutating func add(_ kind: ExpressionKind, _ type: QualifiedType, _ token: Token) -> ExpressionID {
    program.expressions.append(
      Expression(kind: kind, type: type, offset: token.offset, length: token.length, depth: 1))
    return ExpressionID(rawValue: Int32(program.expressions.count - 1))
  }

  /// Adds an expression that is made of others, and reaches from one to another.
  mutating func add(
    _ kind: ExpressionKind, _ type: QualifiedType, from first: ExpressionID, to last: ExpressionID,
    _ parts: ExpressionID...
  ) -> ExpressionID {
    let start = program[first].offset
    let end = program[last].offset + program[last].length
    var depth: Int32 = 0
    for part in parts { depth = max(depth, program[part].depth) }
    if depth >= Self.operatorsMax {
      complain(
        start, 1,
        "an expression has more than " + String(Self.operatorsMax) + " operators in a row",
        help: "a variable can hold a part of it")
      at = list.tokens.count - 1
      depth = 0
    }
    program.expressions.append(
      Expression(
        kind: kind, type: type, offset: start, length: max(1, end - start), depth: depth + 1))
    return ExpressionID(rawValue: Int32(program.expressions.count - 1))
  }

  /// The value of what was wrong.
  mutating func errorValue(_ token: Token) -> ExpressionID { add(.error, .error, token) }

  mutating func integer(_ value: Int64, _ kind: IntegerKind, _ token: Token) -> ExpressionID {
    add(.integer(value), QualifiedType(type: .integer(kind)), token)
  }

  /// A constant instead of an expression that was calculated.
  private mutating func folded(
    _ value: Int64, _ type: TypeID, from first: ExpressionID, to last: ExpressionID
  ) -> ExpressionID {
    add(.integer(value), QualifiedType(type: type), from: first, to: last)
  }

  /// The value of a constant; nil when it is none, or a pointer.
  func constant(_ value: ExpressionID) -> Int64? {
    guard case .integer(let number) = program[value].kind,
      program.types.integerKind(of: program[value].type.type) != nil
    else { return nil }
    return number
  }

  func isError(_ value: ExpressionID) -> Bool { program[value].type.type == .error }

  /// Whether something is an object, whose address can be taken.
  func isObject(_ value: ExpressionID) -> Bool {
    switch program[value].kind {
    case .string, .local, .global: true
    case .dereference: program.types.signature(of: program[value].type.type) == nil
    case .member(let outer, _): isObject(outer)
    default: false
    }
  }

  /// What is in an object; of an array the address of its first element, of a function its address.
  ///
  /// Source: C11, section 6.3.2.1.
  mutating func rvalue(_ value: ExpressionID) -> ExpressionID {
    let type = program[value].type
    switch program.types[type.type] {
    case .function:
      let pointer = QualifiedType(type: program.types.pointer(to: type))
      if case .dereference(let inner) = program[value].kind { return inner }
      return add(.address(of: value), pointer, from: value, to: value, value)
    case .array(let element, _):
      // One in a structure that a call returned has an address too, until the statement ends.
      var target = element
      target.qualifiers.formUnion(type.qualifiers)
      let pointer = QualifiedType(type: program.types.pointer(to: target))
      return add(.address(of: value), pointer, from: value, to: value, value)
    case .void, .error: return value
    default:
      guard isObject(value) else { return value }
      return add(.load(value), QualifiedType(type: type.type), from: value, to: value, value)
    }
  }

  /// A number or pointer as another type, with no question whether C allows it.
  mutating func converted(_ value: ExpressionID, to type: TypeID) -> ExpressionID {
    let old = program[value].type.type
    if old == type || old == .error { return value }
    if case .integer(let number) = program[value].kind {
      let kind = program.types.integerKind(of: type) ?? .long
      return folded(kind.wrapped(number), type, from: value, to: value)
    }
    return add(.convert(value), QualifiedType(type: type), from: value, to: value, value)
  }

  /// Whether it is zero as a number, or as a pointer to `void`.
  ///
  /// Source: C11, section 6.3.2.3, paragraph 3.
  func isNullConstant(_ value: ExpressionID) -> Bool {
    guard case .integer(0) = program[value].kind else { return false }
    let type = program[value].type.type
    guard let target = program.types.target(of: type) else { return true }
    return target.type == .void && target.qualifiers.isEmpty
  }

  /// Whether two pointers may point to the same object without a cast.
  func areCompatible(_ left: TypeID, _ right: TypeID) -> Bool {
    if left == right { return true }
    if case .array(let first, let count) = program.types[left],
      case .array(let second, let other) = program.types[right]
    {
      return first == second && (count < 0 || other < 0 || count == other)
    }
    return false
  }

  /// A value that an object of a type gets, or an argument, or what a function returns.
  ///
  /// Source: C11, section 6.5.16.1.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - type: The type that it must have.
  ///   - what: What the value is, for a message.
  ///   - receiver: What gets it, for a message.
  /// - Returns: The value with that type.
  mutating func assigned(
    _ value: ExpressionID, to type: QualifiedType, _ what: String, _ receiver: String
  ) -> ExpressionID {
    let given = program[value].type
    if given.type == .error || type.type == .error { return value }
    switch (program.types[type.type], program.types[given.type]) {
    case (.integer, .integer): return converted(value, to: type.type)
    case (.pointer(let target), .pointer(let source)):
      if isNullConstant(value) { return converted(value, to: type.type) }
      let isAny =
        target.type == .void && program.types.signature(of: source.type) == nil
        || source.type == .void && program.types.signature(of: target.type) == nil
      if isAny || areCompatible(target.type, source.type) {
        // Compilers let a pointer to `void` forget that its words are atomic: futex is handed those.
        var kept = target.qualifiers
        if isAny { kept.insert(.atomic) }
        if !kept.isSuperset(of: source.qualifiers) {
          complain(
            value,
            what + " is " + text(given) + ": " + text(type) + " would forget the `"
              + lost(source.qualifiers.subtracting(kept)) + "`")
        }
        return converted(value, to: type.type)
      }
    case (.pointer, .integer):
      if isNullConstant(value) { return converted(value, to: type.type) }
    case (.structure, .structure): if type.type == given.type { return value }
    default: break
    }
    let isPointer = program.types.target(of: type.type) != nil
    let fromPointer = program.types.target(of: given.type) != nil
    complain(
      value, what + " is " + text(given) + ", but " + receiver + " is " + text(type),
      help: isPointer && program.types.integerKind(of: given.type) != nil
        ? "a pointer to something is made with `&`; a number becomes one only by a cast"
        : isPointer && fromPointer ? "a cast says that it is meant: (" + typeName(type) + ")" : nil)
    return add(.error, .error, from: value, to: value)
  }

  private func typeName(_ type: QualifiedType) -> String {
    program.types.text(QualifiedType(type: type.type), list.names)
  }

  private func lost(_ qualifiers: Qualifiers) -> String {
    qualifiers.contains(.const) ? "const" : qualifiers.contains(.volatile) ? "volatile" : "_Atomic"
  }

  /// A value that is tested for zero.
  mutating func condition(_ value: ExpressionID) -> ExpressionID {
    let value = rvalue(value)
    if !program.types.isScalar(program[value].type.type) {
      complain(value, "a condition is a number or a pointer, not " + text(program[value].type))
    }
    return value
  }

  /// An expression whose value is not used.
  mutating func discarded(_ value: ExpressionID) -> ExpressionID {
    // An array is not read when nothing is done with it; a volatile object is.
    if case .array = program.types[program[value].type.type] { return value }
    return rvalue(value)
  }

  /// A cast.
  ///
  /// Source: C11, section 6.5.4.
  mutating func cast(
    _ value: ExpressionID, to type: QualifiedType, _ mark: Token
  ) -> ExpressionID {
    let given = program[value].type
    if given.type == .error || type.type == .error { return errorValue(mark) }
    switch (program.types[type.type], program.types[given.type]) {
    case (.void, _):
      return add(
        .convert(value), QualifiedType(type: .void), from: value, to: value, value)
    case (.integer, .integer), (.pointer, .pointer): return converted(value, to: type.type)
    case (.integer(let kind), .pointer):
      if kind.size == 8 { return converted(value, to: type.type) }
      complain(
        mark, "a pointer has 64 bits, " + text(type) + " has fewer", help: "cast it to `long`")
    case (.pointer, .integer(let kind)):
      if kind.size == 8 || constant(value) != nil { return converted(value, to: type.type) }
      complain(
        mark, "a pointer has 64 bits, " + text(given) + " has fewer",
        help: "cast it to `long` first")
    default:
      complain(mark, "a cast can't make " + text(type) + " of " + text(given))
    }
    return errorValue(mark)
  }
}
