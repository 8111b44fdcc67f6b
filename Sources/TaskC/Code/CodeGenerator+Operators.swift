/// Operators on two numbers, and conditions.
extension CodeGenerator {
  // MARK: - Two operands

  /// Calculates two operands, the left one first.
  ///
  /// GCC turns operands around where it makes no difference to the result, so that a variable is the
  /// right one, and is read later than a call beside it.
  ///
  /// Source: GCC, `tree_swap_operands_p` in `fold-const.cc`.
  ///
  /// - Returns: Their registers; the left one may be in ``Register/valueScratch``.
  mutating func operands(
    _ left: ExpressionID, _ right: ExpressionID, canTurn: Bool
  ) -> (left: Register, right: Register) {
    if canTurn, needs[right] == Needs.all, needs[left] < Needs.all, isVariable(left) {
      var second = value(right)
      // What a call has answered is in a register that is anybody's.
      if second != .zero { second = owned(second) }
      return (value(left), second)
    }
    let first = value(left)
    if mustSpill(first, for: right) {
      let place = spill(first)
      let second = value(right)
      load(.long, .valueScratch, from: place)
      return (.valueScratch, second)
    }
    return (first, value(right))
  }

  /// Whether an expression is a variable, or one whose bits are read as another type.
  private func isVariable(_ expression: ExpressionID) -> Bool {
    switch program[expression].kind {
    case .convert(let inner):
      return kind(of: inner).size == kind(of: expression).size && isVariable(inner)
    case .load(let object):
      if program[object].type.qualifiers.contains(.atomic) { return false }
      switch program[object].kind {
      case .local, .global: return true
      default: return false
      }
    default: return false
    }
  }

  func constant(_ expression: ExpressionID) -> Int64? {
    guard case .integer(let number) = program[expression].kind else { return nil }
    return kind(of: expression) == .unsignedInt ? IntegerKind.int.wrapped(number) : number
  }

  mutating func binary(
    _ operation: BinaryOperator, _ left: ExpressionID, _ right: ExpressionID, _ wanted: Register?
  ) -> Register {
    let kind = kind(of: left)
    if let number = constant(right) {
      let source = value(left)
      let target = target(wanted, source)
      calculate(operation, target, source, number, kind)
      return target
    }
    let (first, second) = operands(left, right, canTurn: operation.canTurn)
    let target = target(wanted, first, second)
    calculate(operation, target, first, second, kind)
    return target
  }

  /// Carries out an operator on a register and a constant.
  mutating func calculate(
    _ operation: BinaryOperator, _ target: Register, _ source: Register, _ number: Int64,
    _ kind: IntegerKind
  ) {
    let isWord = kind.size == 4
    switch operation {
    case .add where Encoding.fits(number):
      code.emit(.add(isWord: isWord), target, source, number)
    case .subtract where Encoding.fits(0 &- number):
      code.emit(.add(isWord: isWord), target, source, 0 &- number)
    case .and where Encoding.fits(number): code.emit(.and, target, source, number)
    case .or where Encoding.fits(number): code.emit(.or, target, source, number)
    case .exclusiveOr where Encoding.fits(number):
      code.emit(.exclusiveOr, target, source, number)
    case .shiftLeft:
      code.emit(.shiftLeft(isWord: isWord), target, source, number & (isWord ? 31 : 63))
    case .shiftRight:
      code.emit(
        .shiftRight(isSigned: kind.isSigned, isWord: isWord), target, source,
        number & (isWord ? 31 : 63))
    case .multiply where number > 0 && number.nonzeroBitCount == 1 && number < 1 << 31:
      code.emit(
        .shiftLeft(isWord: isWord), target, source, Int64(number.trailingZeroBitCount))
    case .divide where number > 0 && number.nonzeroBitCount == 1 && !kind.isSigned:
      code.emit(
        .shiftRight(isSigned: false, isWord: isWord), target, source,
        Int64(number.trailingZeroBitCount))
    case .remainder
    where number > 0 && number <= 1024 && number.nonzeroBitCount == 1 && !kind.isSigned:
      code.emit(.and, target, source, number - 1)
    case .divide where number == -1 && kind.isSigned:
      code.emit(.subtract(isWord: isWord), target, .zero, source)
    case .remainder where number == -1 && kind.isSigned: code.loadNumber(target, 0)
    case .divide, .remainder:
      code.loadNumber(.addressScratch, number)
      code.emit(division(operation, kind), target, source, .addressScratch)
    case .less where Encoding.fits(number):
      code.emit(.less(isSigned: kind.isSigned), target, source, number)
    case .greaterOrEqual where Encoding.fits(number):
      code.emit(.less(isSigned: kind.isSigned), target, source, number)
      code.emit(.exclusiveOr, target, target, 1)
    case .equal where Encoding.fits(number), .notEqual where Encoding.fits(number):
      if number != 0 { code.emit(.exclusiveOr, target, source, number) }
      isZero(target, number == 0 ? source : target, operation == .equal)
    default:
      var other = Register.zero
      if number != 0 {
        // A right operand that is needed behind the left one.
        other = source == .addressScratch ? .valueScratch : .addressScratch
        code.loadNumber(other, number)
      }
      calculate(operation, target, source, other, kind)
    }
  }

  private mutating func isZero(_ target: Register, _ source: Register, _ isWanted: Bool) {
    if isWanted {
      code.emit(.less(isSigned: false), target, source, 1)
    } else {
      code.emit(.less(isSigned: false), target, .zero, source)
    }
  }

  private func division(
    _ operation: BinaryOperator, _ kind: IntegerKind
  ) -> Encoding.Operation {
    operation == .divide
      ? .divide(isSigned: kind.isSigned, isWord: kind.size == 4)
      : .remainder(isSigned: kind.isSigned, isWord: kind.size == 4)
  }

  /// Carries out an operator on two registers.
  mutating func calculate(
    _ operation: BinaryOperator, _ target: Register, _ left: Register, _ right: Register,
    _ kind: IntegerKind
  ) {
    let isWord = kind.size == 4
    switch operation {
    case .add: code.emit(.add(isWord: isWord), target, left, right)
    case .subtract: code.emit(.subtract(isWord: isWord), target, left, right)
    case .multiply: code.emit(.multiply(isWord: isWord), target, left, right)
    case .divide, .remainder:
      checkDivision(left, right, kind)
      code.emit(division(operation, kind), target, left, right)
    case .shiftLeft: code.emit(.shiftLeft(isWord: isWord), target, left, right)
    case .shiftRight:
      code.emit(.shiftRight(isSigned: kind.isSigned, isWord: isWord), target, left, right)
    case .and: code.emit(.and, target, left, right)
    case .or: code.emit(.or, target, left, right)
    case .exclusiveOr: code.emit(.exclusiveOr, target, left, right)
    case .less: code.emit(.less(isSigned: kind.isSigned), target, left, right)
    case .greater: code.emit(.less(isSigned: kind.isSigned), target, right, left)
    case .lessOrEqual:
      code.emit(.less(isSigned: kind.isSigned), target, right, left)
      code.emit(.exclusiveOr, target, target, 1)
    case .greaterOrEqual:
      code.emit(.less(isSigned: kind.isSigned), target, left, right)
      code.emit(.exclusiveOr, target, target, 1)
    case .equal, .notEqual:
      code.emit(.subtract(isWord: false), target, left, right)
      isZero(target, target, operation == .equal)
    }
  }

  /// Raises SIGFPE where x86-64, the programs' other machine, does.
  ///
  /// It does for a division by zero and for one whose result is too great; RISC-V has a result for both.
  ///
  /// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, `IDIV`.
  private mutating func checkDivision(_ left: Register, _ right: Register, _ kind: IntegerKind) {
    let isRight = code.label()
    let failure = linker.libraryFunction("__divide_error")
    if !kind.isSigned {
      code.branch(.notEqual, right, .zero, isRight)
      code.call(failure)
      code.bind(isRight)
      return
    }
    let fails = code.label()
    code.branch(.equal, right, .zero, fails)
    code.loadNumber(.addressScratch, -1)
    code.branch(.notEqual, right, .addressScratch, isRight)
    code.loadNumber(.addressScratch, kind.size == 4 ? -0x8000_0000 : .min)
    code.branch(.notEqual, left, .addressScratch, isRight)
    code.bind(fails)
    code.call(failure)
    code.bind(isRight)
  }

  mutating func distance(
    _ left: ExpressionID, _ right: ExpressionID, _ scale: Int64, _ wanted: Register?
  ) -> Register {
    let (first, second) = operands(left, right, canTurn: false)
    let target = target(wanted, first, second)
    code.emit(.subtract(isWord: false), target, first, second)
    if scale > 1 {
      if scale.nonzeroBitCount == 1 {
        code.emit(
          .shiftRight(isSigned: true, isWord: false), target, target,
          Int64(scale.trailingZeroBitCount))
      } else {
        code.loadNumber(.addressScratch, scale)
        code.emit(.divide(isSigned: true, isWord: false), target, target, .addressScratch)
      }
    }
    return target
  }

  // MARK: - Conditions

  /// Jumps if a condition is as wanted.
  mutating func branch(_ condition: ExpressionID, to label: Label, when isTrue: Bool) {
    switch program[condition].kind {
    case .integer(let number):
      if (number != 0) == isTrue { code.jump(label) }
    case .not(let inner): branch(inner, to: label, when: !isTrue)
    case .andAlso(let first, let second), .orElse(let first, let second):
      var isAnd = false
      if case .andAlso = program[condition].kind { isAnd = true }
      if isAnd == isTrue {
        // Both decide.
        let over = code.label()
        branch(first, to: over, when: !isTrue)
        branch(second, to: label, when: isTrue)
        code.bind(over)
      } else {
        branch(first, to: label, when: isTrue)
        branch(second, to: label, when: isTrue)
      }
    case .binary(let operation, let left, let right) where operation.isComparison:
      compare(operation, left, right, label, isTrue)
    default:
      let source = value(condition)
      code.branch(isTrue ? .notEqual : .equal, source, .zero, label)
      pool.release(source)
    }
  }

  private mutating func compare(
    _ operation: BinaryOperator, _ left: ExpressionID, _ right: ExpressionID, _ label: Label,
    _ isTrue: Bool
  ) {
    let kind = kind(of: left)
    var first: Register
    var second: Register
    if let number = constant(right) {
      first = value(left)
      second = .zero
      if number != 0 {
        second = .valueScratch
        code.loadNumber(.valueScratch, number)
      }
    } else {
      (first, second) = operands(left, right, canTurn: true)
    }
    pool.release(first)
    pool.release(second)
    if operation == .greater || operation == .lessOrEqual { swap(&first, &second) }
    let comparison: Encoding.Comparison
    switch operation {
    case .equal: comparison = .equal
    case .notEqual: comparison = .notEqual
    case .less, .greater: comparison = kind.isSigned ? .less : .lessUnsigned
    default: comparison = kind.isSigned ? .greaterOrEqual : .greaterOrEqualUnsigned
    }
    code.branch(isTrue ? comparison : comparison.negated, first, second, label)
  }
}
