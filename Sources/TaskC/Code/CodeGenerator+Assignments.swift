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

  /// `target = value`.
  mutating func assigned(
    _ target: ExpressionID, _ source: ExpressionID, _ wanted: Register?
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
    var place = place(of: target)
    var spilled: Place?
    if let held = place.register, mustSpill(held, for: source) { spilled = spill(held) }
    let held = value(source, into: wanted)
    if let spilled, case .register(_, let offset) = place {
      load(.long, .valueScratch, from: spilled)
      place = .register(.valueScratch, offset)
    }
    isAtomic ? atomicStore(held, size: size, at: place) : store(held, size: size, at: place)
    release(place)
    return held
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
    var operand = value(source)
    if !pool.contains(operand), operand != .zero || scale != 1 {
      let held = allocate()
      code.move(held, operand)
      operand = held
    }
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
