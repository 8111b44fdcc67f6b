/// What a number is, as `fclass` tells; the raw value is the bit that it sets.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, table 11.5.
package enum FloatClass: UInt64, Sendable {
  /// Minus infinity.
  case negativeInfinity = 0x001
  /// A negative normal number.
  case negativeNormal = 0x002
  /// A negative number below the normal ones.
  case negativeSubnormal = 0x004
  /// Minus zero.
  case negativeZero = 0x008
  /// Plus zero.
  case positiveZero = 0x010
  /// A positive number below the normal ones.
  case positiveSubnormal = 0x020
  /// A positive normal number.
  case positiveNormal = 0x040
  /// Plus infinity.
  case positiveInfinity = 0x080
  /// A signaling NaN of either sign.
  case signalingNaN = 0x100
  /// A quiet NaN of either sign.
  case quietNaN = 0x200
}

extension FloatArithmetic {
  /// Whether two numbers are equal (`feq`): quiet, only a signaling NaN raises a flag.
  ///
  /// - Parameters:
  ///   - left: One number.
  ///   - right: The other.
  ///   - flags: The flags to add to.
  /// - Returns: Whether they are; false when one is a NaN, true for zeros of both signs.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func isEqual(_ left: Pattern, _ right: Pattern, flags: inout FloatFlags) -> Bool {
    if isNaN(left) || isNaN(right) {
      _ = propagatedNaN(left, right, &flags)
      return false
    }
    return left == right || isZero(left | right)
  }

  /// Whether a number is less than another (`flt`): signaling, every NaN raises a flag.
  ///
  /// - Parameters:
  ///   - left: One number.
  ///   - right: The other.
  ///   - flags: The flags to add to.
  /// - Returns: Whether it is; false when one is a NaN.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func isLess(_ left: Pattern, _ right: Pattern, flags: inout FloatFlags) -> Bool {
    if isNaN(left) || isNaN(right) {
      flags.insert(.invalid)
      return false
    }
    return isBelow(left, right) && !isZero(left | right)
  }

  /// Whether a number is less than another or equal (`fle`): signaling, every NaN raises a flag.
  ///
  /// - Parameters:
  ///   - left: One number.
  ///   - right: The other.
  ///   - flags: The flags to add to.
  /// - Returns: Whether it is; false when one is a NaN.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func isLessOrEqual(
    _ left: Pattern, _ right: Pattern, flags: inout FloatFlags
  ) -> Bool {
    if isNaN(left) || isNaN(right) {
      flags.insert(.invalid)
      return false
    }
    return !isBelow(right, left) || isZero(left | right)
  }

  /// The lesser of two numbers (`fmin`, version 2.2 of the extension: `minimumNumber`).
  ///
  /// - Parameters:
  ///   - left: One number.
  ///   - right: The other.
  ///   - flags: The flags to add to.
  /// - Returns: The lesser, minus zero being less than plus zero; the one that is no NaN, if one is.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func minimum(
    _ left: Pattern, _ right: Pattern, flags: inout FloatFlags
  ) -> Pattern {
    if isNaN(left) || isNaN(right) { return onlyNumber(left, right, &flags) }
    return isBelow(left, right) ? left : right
  }

  /// The greater of two numbers (`fmax`, version 2.2 of the extension: `maximumNumber`).
  ///
  /// - Parameters:
  ///   - left: One number.
  ///   - right: The other.
  ///   - flags: The flags to add to.
  /// - Returns: The greater, plus zero being more than minus zero; the one that is no NaN, if one is.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func maximum(
    _ left: Pattern, _ right: Pattern, flags: inout FloatFlags
  ) -> Pattern {
    if isNaN(left) || isNaN(right) { return onlyNumber(left, right, &flags) }
    return isBelow(left, right) ? right : left
  }

  /// What a number is (`fclass`).
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func classify(_ operand: Pattern) -> FloatClass {
    let isNegative = isNegative(operand)
    if isNaN(operand) { return isSignalingNaN(operand) ? .signalingNaN : .quietNaN }
    if isInfinity(operand) { return isNegative ? .negativeInfinity : .positiveInfinity }
    if isZero(operand) { return isNegative ? .negativeZero : .positiveZero }
    if exponent(of: operand) == 0 { return isNegative ? .negativeSubnormal : .positiveSubnormal }
    return isNegative ? .negativeNormal : .positiveNormal
  }

  /// A number with the sign of another (`fsgnj`).
  @inline(__always)
  package static func withSign(of other: Pattern, _ operand: Pattern) -> Pattern {
    operand & ~signBit | other & signBit
  }

  /// A number with the sign that another has not (`fsgnjn`).
  @inline(__always)
  package static func withNegatedSign(of other: Pattern, _ operand: Pattern) -> Pattern {
    operand & ~signBit | ~other & signBit
  }

  /// A number whose sign is turned around if another is negative (`fsgnjx`).
  @inline(__always)
  package static func withSignTurned(by other: Pattern, _ operand: Pattern) -> Pattern {
    operand ^ other & signBit
  }

  /// The order of all patterns that are no NaN; minus zero is below plus zero.
  @inline(__always)
  static func isBelow(_ left: Pattern, _ right: Pattern) -> Bool {
    if isNegative(left) != isNegative(right) { return isNegative(left) }
    return isNegative(left) ? left > right : left < right
  }

  /// Of two operands, at least one of which is a NaN, the one that is none.
  @inline(never)
  static func onlyNumber(
    _ left: Pattern, _ right: Pattern, _ flags: inout FloatFlags
  ) -> Pattern {
    let result = propagatedNaN(left, right, &flags)
    if !isNaN(left) { return left }
    return isNaN(right) ? result : right
  }
}
