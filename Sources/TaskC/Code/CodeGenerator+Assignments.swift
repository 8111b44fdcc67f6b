/// Changing objects.
extension CodeGenerator {
  /// Whether knowing where an object is takes no calculation.
  func isFixed(_ object: ExpressionID) -> Bool {
    switch program[object].kind {
    case .local, .global, .string, .function: true
    case .member(let outer, _): isFixed(outer)
    default: false
    }
  }

  /// `target = value`; the address of a target that takes calculation is kept where it is asked for.
  mutating func assigned(
    _ target: ExpressionID, _ source: ExpressionID, _ wanted: Register?, keptAt kept: Place? = nil
  ) -> Register {
    let type = program[target].type
    let size = kind(of: type.type).size
    let isAtomic = type.qualifiers.contains(.atomic)
    if isFixed(target) {
      let held = value(source, into: wanted)
      let place = place(of: target)
      isAtomic ? atomicStore(held, size: size, at: place) : store(held, size: size, at: place)
      return held
    }
    let held: Register
    var place: Place
    if needs[target] < Needs.all, needs[source] < Needs.all {
      // No order makes a difference that a program may see.
      place = self.place(of: target)
      var spilled: Place?
      if let register = place.register, mustSpill(register, for: source) {
        spilled = spill(register)
      }
      held = value(source, into: wanted)
      if let spilled, case .register(_, let offset) = place {
        load(.long, .valueScratch, from: spilled)
        place = .register(.valueScratch, offset)
      }
    } else if !isAtomic, let called = keptBeforeCall(target, source) {
      held = moved(called.result, wanted)
      load(.long, .valueScratch, from: called.address)
      place = .register(.valueScratch, 0)
    } else {
      (held, place) = valueFirst(target, source, wanted)
    }
    isAtomic ? atomicStore(held, size: size, at: place) : store(held, size: size, at: place)
    if let kept {
      loadAddress(.addressScratch, of: place)
      store(.addressScratch, size: 8, at: kept)
    }
    release(place)
    return held
  }

  /// Makes a call whose result is stored: its arguments, the address of the target, the call.
  ///
  /// Source: GCC, `gimplify_modify_expr` in `gimplify.cc`: what a value needs is calculated first, then
  /// what the target needs, then the value itself.
  ///
  /// - Returns: The register of results and where the address is; nil when the value is no call.
  mutating func keptBeforeCall(
    _ target: ExpressionID, _ source: ExpressionID
  ) -> (result: Register, address: Place)? {
    let source = withoutConversions(source)
    guard case .call(let callee, let first, let count) = program[source].kind else { return nil }
    if case .address(let object) = program[callee].kind,
      case .function(let number) = program[object].kind,
      linker.atomicCall(number, of: module) != nil
    {
      return nil
    }
    let address = Place.frame(frame.addTemporary(bytes: 8))
    let result = call(
      callee, first, count, program[source].type.type, keeping: (target, address))
    return (result, address)
  }

  /// An expression without conversions that end where they began, as GCC leaves them out.
  private func withoutConversions(_ expression: ExpressionID) -> ExpressionID {
    var inner = expression
    while case .convert(let next) = program[inner].kind {
      inner = next
      let (from, to) = (program[inner].type.type, program[expression].type.type)
      if from == to { return inner }
      if program.types.target(of: from) != nil, program.types.target(of: to) != nil {
        return withoutConversions(inner)
      }
      // On the way there is no smaller type.
      if kind(of: inner).size < kind(of: expression).size { break }
    }
    return expression
  }

  /// Calculates a value, and then where it goes; an object that is the value is read last, one that the
  /// value is assigned to among them.
  private mutating func valueFirst(
    _ target: ExpressionID, _ source: ExpressionID, _ wanted: Register?
  ) -> (held: Register, place: Place) {
    let address = Place.frame(frame.addTemporary(bytes: 8))
    var isObject = false
    switch program[withoutConversions(source)].kind {
    case _ where program[target].type.qualifiers.contains(.atomic):
      // An atomic object is changed by a function, to which the value is an argument.
      break
    case .load(let object) where isReadLate(object):
      keepAddress(of: object, at: address)
      isObject = true
    case .assign(let object, let inner) where isReadLate(object):
      pool.release(assigned(object, inner, nil, keptAt: address))
      if isFixed(object) { keepAddress(of: object, at: address) }
      isObject = true
    case .increment(let object, _, isPrefix: true), .compound(_, let object, _),
      .advance(let object, _, _):
      guard isFixed(object), isReadLate(object) else { break }
      pool.release(value(source))
      keepAddress(of: object, at: address)
      isObject = true
    default: break
    }
    if isObject {
      let place = place(of: target)
      let held = wanted ?? allocate()
      load(.long, held, from: address)
      load(kind(of: withoutConversions(source)), held, from: .register(held, 0))
      return (held, place)
    }
    var held = value(source)
    var spilled: Place?
    if mustSpill(held, for: target) { spilled = spill(held) }
    let place = place(of: target)
    if let spilled {
      held = wanted ?? allocate()
      load(.long, held, from: spilled)
      return (held, place)
    }
    return (moved(held, wanted), place)
  }

  /// A change of an object's value: what is done to it, and with what.
  enum Change {
    case constant(BinaryOperator, Int64)
    case register(BinaryOperator, Register)
  }

  /// `target op= value`.
  mutating func compound(
    _ operation: BinaryOperator, _ target: ExpressionID, _ source: ExpressionID,
    _ wanted: Register?
  ) -> Register {
    let old = kind(of: target)
    let kind = operation.isShift ? old.promoted : kind(of: source)
    if let number = constant(source) {
      return changed(target, .constant(operation, number), in: kind, givesNew: true, wanted)
    }
    return changed(target, by: source, scale: 1, operation, in: kind, wanted)
  }

  /// `target += count` for a pointer.
  mutating func advanced(
    _ target: ExpressionID, _ count: ExpressionID, _ scale: Int64, _ wanted: Register?
  ) -> Register {
    if let number = constant(count) {
      return changed(
        target, .constant(.add, number &* scale), in: .unsignedLong, givesNew: true, wanted)
    }
    return changed(target, by: count, scale: scale, .add, in: .unsignedLong, wanted)
  }

  /// `++target`, `target++` and their like.
  mutating func incremented(
    _ target: ExpressionID, _ step: Int64, isPrefix: Bool, _ wanted: Register?
  ) -> Register {
    let kind = kind(of: target).promoted
    return changed(target, .constant(.add, step), in: kind, givesNew: isPrefix, wanted)
  }

  /// Changes an object by a value that is calculated first.
  private mutating func changed(
    _ target: ExpressionID, by source: ExpressionID, scale: Int64, _ operation: BinaryOperator,
    in kind: IntegerKind, _ wanted: Register?
  ) -> Register {
    if needs[target] == Needs.all, isPure(source) {
      // What changes nothing is calculated where GCC's `target = target op value` has it.
      let address = Place.frame(frame.addTemporary(bytes: 8))
      keepAddress(of: target, at: address)
      let operand = owned(value(source))
      multiply(operand, by: scale)
      let held = allocate()
      load(.long, held, from: address)
      return changed(
        program[target].type, .register(held, 0), .register(operation, operand), in: kind,
        givesNew: true, wanted)
    }
    var operand = value(source)
    if operand != .zero || scale != 1 { operand = owned(operand) }
    multiply(operand, by: scale)
    var spilled: Place?
    if mustSpill(operand, for: target) {
      spilled = spill(operand)
      // The place is known before the operand comes back.
      let place = place(of: target)
      operand = allocate()
      if let spilled { load(.long, operand, from: spilled) }
      return changed(
        program[target].type, place, .register(operation, operand), in: kind, givesNew: true,
        wanted)
    }
    return changed(
      program[target].type, place(of: target), .register(operation, operand), in: kind,
      givesNew: true, wanted)
  }

  private func isReadLate(_ object: ExpressionID) -> Bool {
    program[object].type.qualifiers.isDisjoint(with: [.atomic, .volatile])
  }

  /// Whether calculating an expression changes nothing.
  private func isPure(_ expression: ExpressionID) -> Bool {
    switch program[expression].kind {
    case .integer, .string, .local, .global, .function, .error: true
    case .load(let object):
      program[object].type.qualifiers.isDisjoint(with: [.atomic, .volatile]) && isPure(object)
    case .dereference(let inner), .member(let inner, _), .address(let inner), .convert(let inner),
      .negate(let inner), .complement(let inner), .not(let inner):
      isPure(inner)
    case .binary(_, let left, let right), .distance(let left, let right, _),
      .offset(let left, let right, _), .andAlso(let left, let right), .orElse(let left, let right),
      .comma(let left, let right):
      isPure(left) && isPure(right)
    case .conditional(let condition, let first, let second):
      isPure(condition) && isPure(first) && isPure(second)
    case .assign, .compound, .advance, .increment, .call: false
    }
  }

  private mutating func changed(
    _ target: ExpressionID, _ change: Change, in kind: IntegerKind, givesNew: Bool,
    _ wanted: Register?
  ) -> Register {
    changed(
      program[target].type, place(of: target), change, in: kind, givesNew: givesNew, wanted)
  }

  /// Loads an object, calculates, stores it.
  ///
  /// - Returns: The value after it or before; the registers of place and change are given back.
  private mutating func changed(
    _ type: QualifiedType, _ place: Place, _ change: Change, in kind: IntegerKind, givesNew: Bool,
    _ wanted: Register?
  ) -> Register {
    let stored = self.kind(of: type.type)
    if type.qualifiers.contains(.atomic) {
      return atomicChange(stored, place, change, in: kind, givesNew: givesNew, wanted)
    }
    let old = allocate()
    load(stored, old, from: place)
    var new = old
    if !givesNew {
      new = .valueScratch
    }
    calculate(change, new, old, from: stored, in: kind)
    store(new, size: stored.size, at: place)
    release(place)
    if case .register(_, let operand) = change { pool.release(operand) }
    return moved(givesNew ? new : old, wanted)
  }

  /// Makes the new value of the old one.
  mutating func calculate(
    _ change: Change, _ new: Register, _ old: Register, from stored: IntegerKind,
    in kind: IntegerKind
  ) {
    var source = old
    if needsConversion(stored, kind) {
      convert(new, old, stored, kind)
      source = new
    }
    switch change {
    case .constant(let operation, let number): calculate(operation, new, source, number, kind)
    case .register(let operation, let operand): calculate(operation, new, source, operand, kind)
    }
    if needsConversion(kind, stored) { convert(new, new, kind, stored) }
  }
}
