/// What operators make of their operands.
extension Parser {
  func kind(of value: ExpressionID) -> IntegerKind? {
    program.types.integerKind(of: program[value].type.type)
  }

  func target(of value: ExpressionID) -> QualifiedType? {
    program.types.target(of: program[value].type.type)
  }

  private mutating func complainOfOperands(
    _ mark: Token, _ left: ExpressionID, _ right: ExpressionID
  ) -> ExpressionID {
    if !isError(left), !isError(right) {
      complain(
        mark,
        "this can't be done with " + text(program[left].type) + " and "
          + text(program[right].type))
    }
    return errorValue(mark)
  }

  // MARK: - Binary operators

  /// Two values with an operator between.
  mutating func binary(
    _ operation: BinaryOperator, _ left: ExpressionID, _ right: ExpressionID, _ mark: Token
  ) -> ExpressionID {
    if isError(left) || isError(right) { return errorValue(mark) }
    if let first = kind(of: left), let second = kind(of: right) {
      return arithmetic(operation, left, first, right, second, mark)
    }
    if operation.isComparison { return comparison(operation, left, right, mark) }
    if operation == .add, let pointee = target(of: left), kind(of: right) != nil {
      return offset(left, right, pointee, isNegative: false, mark)
    }
    if operation == .add, let pointee = target(of: right), kind(of: left) != nil {
      return offset(right, left, pointee, isNegative: false, mark)
    }
    if operation == .subtract, let pointee = target(of: left) {
      if kind(of: right) != nil { return offset(left, right, pointee, isNegative: true, mark) }
      if let other = target(of: right), areCompatible(pointee.type, other.type),
        let scale = elementSize(pointee, mark)
      {
        return add(
          .distance(left, right, scale: scale), QualifiedType(type: .long), from: left, to: right,
          left, right)
      }
    }
    return complainOfOperands(mark, left, right)
  }

  private mutating func arithmetic(
    _ operation: BinaryOperator, _ left: ExpressionID, _ leftKind: IntegerKind,
    _ right: ExpressionID, _ rightKind: IntegerKind, _ mark: Token
  ) -> ExpressionID {
    let kind =
      operation.isShift ? leftKind.promoted : IntegerKind.common(leftKind, rightKind)
    let first = converted(left, to: .integer(kind))
    let second = converted(right, to: .integer(operation.isShift ? rightKind.promoted : kind))
    let type: TypeID = operation.isComparison ? .int : .integer(kind)
    if let divisor = constant(second) {
      if divisor == 0, operation == .divide || operation == .remainder {
        complain(mark, "this divides by zero")
        return errorValue(mark)
      }
      if operation.isShift, divisor < 0 || divisor >= kind.size * 8 {
        complain(
          mark, "a shift by " + String(divisor) + " of " + String(kind.size * 8) + " bits")
        return errorValue(mark)
      }
      if let number = constant(first), let value = Folding.binary(operation, number, divisor, kind)
      {
        return add(.integer(value), QualifiedType(type: type), from: left, to: right)
      }
    }
    return add(
      .binary(operation, first, second), QualifiedType(type: type), from: left, to: right, first,
      second)
  }

  /// Pointers that are compared.
  ///
  /// Source: C11, sections 6.5.8 and 6.5.9.
  private mutating func comparison(
    _ operation: BinaryOperator, _ left: ExpressionID, _ right: ExpressionID, _ mark: Token
  ) -> ExpressionID {
    var left = left
    var right = right
    let isEquality = operation == .equal || operation == .notEqual
    if let first = target(of: left), let second = target(of: right) {
      let isVoid = first.type == .void || second.type == .void
      guard
        areCompatible(first.type, second.type) || isVoid && isEquality || isNullConstant(left)
          || isNullConstant(right)
      else { return complainOfOperands(mark, left, right) }
    } else if isEquality, target(of: left) != nil, isNullConstant(right) {
      right = converted(right, to: program[left].type.type)
    } else if isEquality, target(of: right) != nil, isNullConstant(left) {
      left = converted(left, to: program[right].type.type)
    } else {
      return complainOfOperands(mark, left, right)
    }
    return add(
      .binary(operation, left, right), QualifiedType(type: .int), from: left, to: right, left, right
    )
  }

  private mutating func elementSize(_ pointee: QualifiedType, _ mark: Token) -> Int64? {
    if pointee.type == .error { return nil }
    if let size = program.types.size(of: pointee.type) { return size }
    complain(
      mark, "a pointer to " + text(pointee) + " can't be moved",
      help: pointee.type == .void ? "cast it to `char *` first" : nil)
    return nil
  }

  private mutating func offset(
    _ pointer: ExpressionID, _ index: ExpressionID, _ pointee: QualifiedType, isNegative: Bool,
    _ mark: Token
  ) -> ExpressionID {
    guard let scale = elementSize(pointee, mark) else { return errorValue(mark) }
    let index = converted(index, to: .long)
    return add(
      .offset(pointer: pointer, index: index, scale: isNegative ? -scale : scale),
      program[pointer].type, from: pointer, to: index, pointer, index)
  }

  /// `&&` and `||`.
  mutating func logical(
    _ mark: TokenKind, _ left: ExpressionID, _ right: ExpressionID, _ token: Token
  ) -> ExpressionID {
    let first = condition(left)
    let second = condition(right)
    if isError(first) || isError(second) { return errorValue(token) }
    let isAnd = mark == .andAnd
    if let a = constant(first), let b = constant(second) {
      let value = isAnd ? a != 0 && b != 0 : a != 0 || b != 0
      return add(.integer(value ? 1 : 0), QualifiedType(type: .int), from: first, to: second)
    }
    return add(
      isAnd ? .andAlso(first, second) : .orElse(first, second), QualifiedType(type: .int),
      from: first, to: second, first, second)
  }

  /// `condition ? first : second`.
  ///
  /// Source: C11, section 6.5.15.
  mutating func conditional(
    _ condition: ExpressionID, _ first: ExpressionID, _ second: ExpressionID, _ mark: Token
  ) -> ExpressionID {
    if isError(condition) || isError(first) || isError(second) { return errorValue(mark) }
    var type = program[first].type.type
    let other = program[second].type.type
    if let a = kind(of: first), let b = kind(of: second) {
      type = .integer(IntegerKind.common(a, b))
    } else if target(of: first) != nil, isNullConstant(second) {
      // The pointer's own type.
    } else if target(of: second) != nil, isNullConstant(first) {
      type = other
    } else if let a = target(of: first), let b = target(of: second),
      areCompatible(a.type, b.type) || a.type == .void || b.type == .void
    {
      var pointee = a.type == .void ? a : b.type == .void ? b : a
      pointee.qualifiers = a.qualifiers.union(b.qualifiers)
      type = program.types.pointer(to: pointee)
    } else if type != other {
      return complainOfOperands(mark, first, second)
    }
    let isScalar = program.types.isScalar(type)
    let a = isScalar ? converted(first, to: type) : first
    let b = isScalar ? converted(second, to: type) : second
    if let chosen = constant(condition), constant(a) != nil, constant(b) != nil {
      return add(
        program[chosen != 0 ? a : b].kind, QualifiedType(type: type), from: condition, to: second)
    }
    return add(
      .conditional(condition, then: a, else: b), QualifiedType(type: type), from: condition,
      to: second, condition, a, b)
  }

  // MARK: - Assignments

  /// Complains of what can't be changed.
  private mutating func checkChangeable(_ target: ExpressionID, _ mark: Token) -> Bool {
    if isError(target) { return false }
    let type = program[target].type
    guard isObject(target) else {
      complain(mark, "what stands on the left is a value: it can't be changed")
      return false
    }
    if case .array = program.types[type.type] {
      complain(
        mark, "an array can't be changed as a whole", help: "`memcpy` copies bytes")
      return false
    }
    if isReadOnly(type) {
      complain(mark, "this is `const`: it can't be changed")
      return false
    }
    return true
  }

  /// Whether an object, or a part of it, is `const`.
  private func isReadOnly(_ type: QualifiedType) -> Bool {
    if type.qualifiers.contains(.const) { return true }
    guard let structure = program.types.structure(of: type.type) else { return false }
    return structure.members.contains { member in
      var inner = member.type
      while case .array(let element, _) = program.types[inner.type] { inner = element }
      return isReadOnly(inner)
    }
  }

  mutating func assignment(
    _ target: ExpressionID, _ value: ExpressionID, _ mark: Token
  ) -> ExpressionID {
    guard checkChangeable(target, mark) else { return errorValue(mark) }
    let type = program[target].type
    let stored = assigned(value, to: type, "the value", "what it is assigned to")
    return add(
      .assign(to: target, stored), QualifiedType(type: type.type), from: target, to: value, target,
      stored)
  }

  mutating func compoundAssignment(
    _ operation: BinaryOperator, _ target: ExpressionID, _ value: ExpressionID, _ mark: Token
  ) -> ExpressionID {
    guard checkChangeable(target, mark), !isError(value) else { return errorValue(mark) }
    let type = QualifiedType(type: program[target].type.type)
    if let left = kind(of: target), let right = kind(of: value) {
      let kind = operation.isShift ? left.promoted : IntegerKind.common(left, right)
      let operand = converted(
        value, to: .integer(operation.isShift ? right.promoted : kind))
      if let number = constant(operand) {
        if number == 0, operation == .divide || operation == .remainder {
          complain(mark, "this divides by zero")
        }
        if operation.isShift, number < 0 || number >= kind.size * 8 {
          complain(mark, "a shift by " + String(number) + " of " + String(kind.size * 8) + " bits")
        }
      }
      return add(
        .compound(operation, to: target, operand), type, from: target, to: value, target, operand)
    }
    if operation == .add || operation == .subtract, let pointee = self.target(of: target),
      kind(of: value) != nil
    {
      guard let scale = elementSize(pointee, mark) else { return errorValue(mark) }
      let index = converted(value, to: .long)
      return add(
        .advance(target, by: index, scale: operation == .add ? scale : -scale), type, from: target,
        to: value, target, index)
    }
    return complainOfOperands(mark, target, value)
  }

  mutating func increment(
    _ target: ExpressionID, by step: Int64, isPrefix: Bool, _ mark: Token
  ) -> ExpressionID {
    guard checkChangeable(target, mark) else { return errorValue(mark) }
    let type = QualifiedType(type: program[target].type.type)
    var amount = step
    if let pointee = self.target(of: target) {
      guard let size = elementSize(pointee, mark) else { return errorValue(mark) }
      amount = step * size
    } else if kind(of: target) == nil {
      complain(mark, text(type) + " can't be counted up or down")
      return errorValue(mark)
    }
    return add(
      .increment(target, by: amount, isPrefix: isPrefix), type, from: target, to: target, target)
  }

  // MARK: - Unary operators

  mutating func unary(_ mark: Token, _ value: ExpressionID) -> ExpressionID {
    if isError(value) { return errorValue(mark) }
    if mark.kind == .exclamation {
      let value = condition(value)
      if let number = constant(value) { return integer(number == 0 ? 1 : 0, .int, mark) }
      return add(.not(value), QualifiedType(type: .int), from: value, to: value, value)
    }
    guard let kind = kind(of: value)?.promoted else {
      complain(mark, "this can't be done with " + text(program[value].type))
      return errorValue(mark)
    }
    let operand = converted(value, to: .integer(kind))
    let type = QualifiedType(type: .integer(kind))
    if let number = constant(operand) {
      let result = mark.kind == .minus ? 0 &- number : mark.kind == .tilde ? ~number : number
      return integer(kind.wrapped(result), kind, mark)
    }
    switch mark.kind {
    case .minus: return add(.negate(operand), type, from: operand, to: operand, operand)
    case .tilde: return add(.complement(operand), type, from: operand, to: operand, operand)
    default:
      // A value, even where nothing is to be converted.
      return operand
    }
  }

  mutating func dereference(_ pointer: ExpressionID, _ mark: Token) -> ExpressionID {
    if isError(pointer) { return errorValue(mark) }
    guard let pointee = target(of: pointer) else {
      complain(
        mark, "only a pointer can be followed, not " + text(program[pointer].type),
        help: mark.kind == .arrow && program.types.structure(of: program[pointer].type.type) != nil
          ? "write `.`" : nil)
      return errorValue(mark)
    }
    if pointee.type == .error { return errorValue(mark) }
    if program.types.size(of: pointee.type) == nil,
      program.types.signature(of: pointee.type) == nil
    {
      complain(
        mark, "what is at a pointer to " + text(pointee) + " is not known",
        help: pointee.type == .void ? "cast it to a pointer to what is there" : nil)
      return errorValue(mark)
    }
    return add(.dereference(pointer), pointee, from: pointer, to: pointer, pointer)
  }

  mutating func address(of object: ExpressionID, _ mark: Token) -> ExpressionID {
    if isError(object) { return errorValue(mark) }
    let type = program[object].type
    guard isObject(object) || program.types.signature(of: type.type) != nil else {
      complain(mark, "a value has no address", help: "a variable that holds it has one")
      return errorValue(mark)
    }
    if case .dereference(let pointer) = program[object].kind { return pointer }
    return add(
      .address(of: object), QualifiedType(type: program.types.pointer(to: type)), from: object,
      to: object, object)
  }

  // MARK: - Parts

  /// `base[index]`.
  mutating func element(
    _ base: ExpressionID, _ index: ExpressionID, _ mark: Token
  ) -> ExpressionID {
    if isError(base) || isError(index) { return errorValue(mark) }
    guard target(of: base) != nil || target(of: index) != nil else {
      complain(mark, "only an array or a pointer has elements, not " + text(program[base].type))
      return errorValue(mark)
    }
    let sum = binary(.add, base, index, mark)
    return isError(sum) ? sum : dereference(sum, mark)
  }

  /// `base.name`.
  mutating func member(_ base: ExpressionID, _ token: Token, _ mark: Token) -> ExpressionID {
    if isError(base) { return errorValue(mark) }
    let name = NameID(rawValue: token.value)
    let type = program[base].type
    guard let structure = program.types.structure(of: type.type) else {
      let isPointer = target(of: base).map { program.types.structure(of: $0.type) != nil } ?? false
      complain(
        mark, text(type) + " has no members", help: isPointer ? "write `->`" : nil)
      return errorValue(mark)
    }
    guard let found = structure.members.first(where: { $0.name == name }) else {
      let known = structure.members.map { list.names.bytes(of: $0.name) }
      complain(
        token, text(type) + " has no member " + text(name),
        help: nearest(to: list.names.bytes(of: name), among: known).map {
          "did you mean " + text(structure.members[$0].name) + "?"
        } ?? (structure.isComplete ? nil : "its members are not known here"))
      return errorValue(mark)
    }
    // Members with such names are no part of what the headers promise.
    if !isLibrary, !token.isFromHeader, structure.isFromHeader,
      list.names.bytes(of: name).starts(with: [95, 95])
    {
      complain(token, text(name) + " is a member for the library alone")
    }
    var memberType = found.type
    memberType.qualifiers.formUnion(type.qualifiers.intersection([.const, .volatile]))
    return add(
      .member(of: base, offset: found.offset), memberType, from: base, to: base, base)
  }
}
