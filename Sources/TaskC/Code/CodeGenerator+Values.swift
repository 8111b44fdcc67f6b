/// Values of expressions.
extension CodeGenerator {
  /// The kind of a number or pointer.
  func kind(of expression: ExpressionID) -> IntegerKind {
    kind(of: program[expression].type.type)
  }

  func kind(of type: TypeID) -> IntegerKind {
    if case .integer(let kind) = program.types[type] { kind } else { .unsignedLong }
  }

  /// Calculates a number or a pointer.
  ///
  /// - Parameters:
  ///   - expression: What to calculate.
  ///   - wanted: The register that must hold it; one of the pool has been taken.
  /// - Returns: The wanted register; without one any register of the pool, which is taken then, or the
  ///   one that is always zero or the one of results, which a call changes.
  mutating func value(_ expression: ExpressionID, into wanted: Register? = nil) -> Register {
    switch program[expression].kind {
    case .error, .string, .local, .global, .dereference, .function: return .zero
    case .integer(let number):
      // `unsigned` is kept as the sign of its 32 bits says.
      let kind = kind(of: expression)
      return constant(kind == .unsignedInt ? IntegerKind.int.wrapped(number) : number, wanted)
    case .load(let object): return loaded(object, wanted)
    case .member(let outer, let offset):
      return loaded(
        from: place(of: outer).moved(by: offset), kind(of: expression), wanted)
    case .address(let object): return address(of: place(of: object), into: wanted)
    case .offset: return address(of: place(at: expression), into: wanted)
    case .convert(let inner): return converted(inner, to: program[expression].type.type, wanted)
    case .negate(let inner):
      let source = value(inner)
      let target = target(wanted, source)
      code.emit(.subtract(isWord: kind(of: expression).size == 4), target, .zero, source)
      return target
    case .complement(let inner):
      let source = value(inner)
      let target = target(wanted, source)
      code.emit(.exclusiveOr, target, source, -1)
      return target
    case .not(let inner):
      let source = value(inner)
      let target = target(wanted, source)
      code.emit(.less(isSigned: false), target, source, 1)
      return target
    case .binary(let operation, let left, let right):
      return binary(operation, left, right, wanted)
    case .distance(let left, let right, let scale): return distance(left, right, scale, wanted)
    case .andAlso, .orElse: return truth(expression, wanted)
    case .conditional(let condition, let first, let second):
      return conditional(condition, first, second, wanted)
    case .assign(let target, let value): return assigned(target, value, wanted)
    case .compound(let operation, let target, let value):
      return compound(operation, target, value, wanted)
    case .advance(let target, let count, let scale):
      return advanced(target, count, scale, wanted)
    case .increment(let target, let step, let isPrefix):
      return incremented(target, step, isPrefix: isPrefix, wanted)
    case .call(let callee, let first, let count):
      let source = call(callee, first, count, program[expression].type.type)
      return moved(source, wanted)
    case .comma(let first, let second):
      discard(first)
      return value(second, into: wanted)
    }
  }

  /// Where the result of an operation goes: where it is wanted, or in place of an operand.
  mutating func target(_ wanted: Register?, _ first: Register, _ second: Register = .zero)
    -> Register
  {
    let target: Register
    if let wanted {
      target = wanted
    } else if pool.contains(first) {
      target = first
    } else if pool.contains(second) {
      target = second
    } else {
      target = allocate()
    }
    if first != target { pool.release(first) }
    if second != target { pool.release(second) }
    return target
  }

  /// Moves a value where it is wanted.
  mutating func moved(_ source: Register, _ wanted: Register?) -> Register {
    guard let wanted, wanted != source else { return source }
    code.move(wanted, source)
    pool.release(source)
    return wanted
  }

  /// A value in a register of the pool, which may be changed.
  mutating func owned(_ source: Register) -> Register {
    if pool.contains(source) { return source }
    let target = allocate()
    code.move(target, source)
    return target
  }

  private mutating func constant(_ number: Int64, _ wanted: Register?) -> Register {
    if number == 0, wanted == nil { return .zero }
    let target = wanted ?? allocate()
    code.loadNumber(target, number)
    return target
  }

  private mutating func loaded(_ object: ExpressionID, _ wanted: Register?) -> Register {
    let type = program[object].type
    if type.qualifiers.contains(.atomic) { return atomicLoad(object, wanted) }
    return loaded(from: place(of: object), kind(of: type.type), wanted)
  }

  mutating func loaded(
    from place: Place, _ kind: IntegerKind, _ wanted: Register?
  ) -> Register {
    let target = target(wanted, place.register ?? .zero)
    // `unsigned` is kept as the sign of its 32 bits says.
    load(kind, target, from: place)
    return target
  }

  // MARK: - Conversions

  private mutating func converted(
    _ inner: ExpressionID, to type: TypeID, _ wanted: Register?
  ) -> Register {
    if type == .void {
      discard(inner)
      return .zero
    }
    let from = kind(of: inner)
    let to = kind(of: type)
    if !needsConversion(from, to) { return value(inner, into: wanted) }
    let source = value(inner)
    let target = target(wanted, source)
    convert(target, source, from, to)
    return target
  }

  /// Whether a number looks another way as the other type.
  func needsConversion(_ from: IntegerKind, _ to: IntegerKind) -> Bool {
    switch to {
    case .long, .unsignedLong: from == .unsignedInt
    case .int, .unsignedInt: from.size == 8
    case .short: from.size > 2 || from == .unsignedShort
    case .unsignedShort: from != .unsignedShort && from != .unsignedChar
    case .char, .signedChar: from.size > 1 || from == .unsignedChar
    case .unsignedChar: from != .unsignedChar
    }
  }

  /// Makes a number look as another type holds it.
  mutating func convert(
    _ target: Register, _ source: Register, _ from: IntegerKind, _ to: IntegerKind
  ) {
    if !needsConversion(from, to) {
      code.move(target, source)
      return
    }
    switch to {
    case .int, .unsignedInt: code.emit(.add(isWord: true), target, source, 0)
    case .unsignedChar: code.emit(.and, target, source, 255)
    case .long, .unsignedLong, .short, .unsignedShort, .char, .signedChar:
      let bits: Int64 = to.size == 8 ? 32 : to.size * 8
      let isSigned = to.size < 8 && to.isSigned
      code.emit(.shiftLeft(isWord: false), target, source, 64 - bits)
      code.emit(.shiftRight(isSigned: isSigned, isWord: false), target, target, 64 - bits)
    }
  }

  // MARK: - Choices

  /// 1 or 0 for what is true or not.
  private mutating func truth(_ expression: ExpressionID, _ wanted: Register?) -> Register {
    let no = code.label()
    let done = code.label()
    branch(expression, to: no, when: false)
    let target = wanted ?? allocate()
    code.loadNumber(target, 1)
    code.jump(done)
    code.bind(no)
    code.loadNumber(target, 0)
    code.bind(done)
    return target
  }

  private mutating func conditional(
    _ condition: ExpressionID, _ first: ExpressionID, _ second: ExpressionID, _ wanted: Register?
  ) -> Register {
    let otherwise = code.label()
    let done = code.label()
    branch(condition, to: otherwise, when: false)
    var target = value(first, into: wanted)
    if wanted == nil, !pool.contains(target) {
      let held = allocate()
      code.move(held, target)
      target = held
    }
    code.jump(done)
    code.bind(otherwise)
    // Nothing is in it on this way.
    if wanted == nil { pool.release(target) }
    let other = value(second, into: wanted)
    code.move(target, other)
    if wanted == nil {
      pool.release(other)
      pool.take(target)
    }
    code.bind(done)
    return target
  }

  // MARK: - Values that nobody uses

  /// Calculates an expression for what it does.
  mutating func discard(_ expression: ExpressionID) {
    switch program[expression].kind {
    case .convert(let inner) where program[expression].type.type == .void: discard(inner)
    case .comma(let first, let second):
      discard(first)
      discard(second)
    case .increment(let target, let step, _):
      pool.release(incremented(target, step, isPrefix: true, nil))
    case .conditional(let condition, let first, let second):
      let otherwise = code.label()
      let done = code.label()
      branch(condition, to: otherwise, when: false)
      discard(first)
      code.jump(done)
      code.bind(otherwise)
      discard(second)
      code.bind(done)
    case .andAlso, .orElse:
      let done = code.label()
      branch(expression, to: done, when: false)
      code.bind(done)
    case .call(let callee, let first, let count):
      _ = call(callee, first, count, program[expression].type.type)
    case .load(let object) where isStructure(program[object].type.type): release(place(of: object))
    default:
      if isStructure(program[expression].type.type) {
        release(structure(expression))
      } else {
        pool.release(value(expression))
      }
    }
  }
}
