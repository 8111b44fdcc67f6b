/// Calculating constants.
enum Folding {
  /// What an operator makes of two constants of one type, as the machine does.
  ///
  /// Source: C11, section 6.5; what it leaves undefined (overflow of signed numbers) wraps.
  ///
  /// - Returns: The value; nil when there is none: a division by zero, a shift by too much.
  static func binary(
    _ operation: BinaryOperator, _ left: Int64, _ right: Int64, _ kind: IntegerKind
  ) -> Int64? {
    let isSigned = kind.isSigned
    let value: Int64
    switch operation {
    case .add: value = left &+ right
    case .subtract: value = left &- right
    case .multiply: value = left &* right
    case .divide, .remainder:
      if right == 0 { return nil }
      if isSigned, right == -1 {
        value = operation == .divide ? 0 &- left : 0
      } else if isSigned {
        value = operation == .divide ? left / right : left % right
      } else {
        let (first, second) = (UInt64(bitPattern: left), UInt64(bitPattern: right))
        value = Int64(bitPattern: operation == .divide ? first / second : first % second)
      }
    case .shiftLeft, .shiftRight:
      if right < 0 || right >= kind.size * 8 { return nil }
      if operation == .shiftLeft {
        value = left &<< right
      } else {
        value =
          isSigned ? left &>> right : Int64(bitPattern: UInt64(bitPattern: left) &>> UInt64(right))
      }
    case .and: value = left & right
    case .or: value = left | right
    case .exclusiveOr: value = left ^ right
    case .less: return isBelow(left, right, isSigned) ? 1 : 0
    case .greater: return isBelow(right, left, isSigned) ? 1 : 0
    case .lessOrEqual: return isBelow(right, left, isSigned) ? 0 : 1
    case .greaterOrEqual: return isBelow(left, right, isSigned) ? 0 : 1
    case .equal: return left == right ? 1 : 0
    case .notEqual: return left == right ? 0 : 1
    }
    return kind.wrapped(value)
  }

  private static func isBelow(_ left: Int64, _ right: Int64, _ isSigned: Bool) -> Bool {
    isSigned ? left < right : UInt64(bitPattern: left) < UInt64(bitPattern: right)
  }
}
