/// Conversions to whole numbers.
///
/// What is out of range becomes the nearest number that the type has, a NaN its greatest one; both
/// raise ``FloatFlags/invalid`` and nothing else.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, section 11.7, table 11.4.
extension FloatArithmetic {
  /// As a signed number of 32 bits (`fcvt.w`).
  ///
  /// - Parameters:
  ///   - operand: The number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The whole number.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func toInt32(
    _ operand: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Int32 {
    Int32(
      truncatingIfNeeded: whole(
        operand, least: 1 &<< 31, greatest: 1 &<< 31 &- 1, rounding, &flags))
  }

  /// As an unsigned number of 32 bits (`fcvt.wu`, which extends the result's top bit to 64).
  ///
  /// - Parameters:
  ///   - operand: The number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The whole number.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func toUInt32(
    _ operand: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> UInt32 {
    UInt32(
      truncatingIfNeeded: whole(operand, least: 0, greatest: 0xffff_ffff, rounding, &flags))
  }

  /// As a signed number of 64 bits (`fcvt.l`).
  ///
  /// - Parameters:
  ///   - operand: The number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The whole number.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func toInt64(
    _ operand: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Int64 {
    Int64(
      truncatingIfNeeded: whole(
        operand, least: 1 &<< 63, greatest: 1 &<< 63 &- 1, rounding, &flags))
  }

  /// As an unsigned number of 64 bits (`fcvt.lu`).
  ///
  /// - Parameters:
  ///   - operand: The number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The whole number.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func toUInt64(
    _ operand: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> UInt64 {
    whole(operand, least: 0, greatest: .max, rounding, &flags)
  }

  /// From a signed number (`fcvt` from `w` and `l`; one of 32 bits is extended first).
  ///
  /// - Parameters:
  ///   - number: The whole number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The pattern; of zero, plus zero.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func fromSigned(
    _ number: Int64, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    pattern(of: number.magnitude, isNegative: number < 0, rounding, &flags)
  }

  /// From an unsigned number (`fcvt` from `wu` and `lu`; one of 32 bits is extended first).
  ///
  /// - Parameters:
  ///   - number: The whole number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The pattern; of zero, plus zero.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func fromUnsigned(
    _ number: UInt64, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    pattern(of: number, isNegative: false, rounding, &flags)
  }

  /// A number rounded to a whole one within limits, in two's complement.
  ///
  /// - Parameters:
  ///   - operand: The number.
  ///   - least: The magnitude of the least number of the result's type.
  ///   - greatest: The greatest number of the result's type.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The whole number.
  @inline(__always)
  static func whole(
    _ operand: Pattern, least: UInt64, greatest: UInt64, _ rounding: RoundingMode,
    _ flags: inout FloatFlags
  ) -> UInt64 {
    if isNaN(operand) {
      flags.insert(.invalid)
      return greatest
    }
    if isZero(operand) { return 0 }
    let isNegative = isNegative(operand)
    let limit = isNegative ? least : greatest
    let number = unpacked(operand)
    let power = number.exponent &- bias
    var magnitude: UInt64 = 0
    // What is behind the point, half being its top bit.
    var rest: UInt64 = 1
    if power >= 63 {
      magnitude = power == 63 ? number.significand : .max
      rest = 0
    } else if power >= 0 {
      magnitude = number.significand &>> (63 &- power)
      rest = number.significand &<< (power &+ 1)
    } else if power == -1 {
      rest = number.significand
    }
    if rounding.increments(
      isNegative: isNegative, isOdd: magnitude & 1 != 0, rest: rest, half: 1 &<< 63)
    {
      magnitude &+= 1
    }
    if power > 63 || magnitude > limit {
      flags.insert(.invalid)
      magnitude = limit
    } else if rest != 0 {
      flags.insert(.inexact)
    }
    return isNegative ? 0 &- magnitude : magnitude
  }

  /// The pattern that a whole number is rounded to.
  @inline(__always)
  static func pattern(
    of magnitude: UInt64, isNegative: Bool, _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> Pattern {
    if magnitude == 0 { return 0 }
    let shift = magnitude.leadingZeroBitCount
    return rounded(
      isNegative: isNegative, exponent: bias &+ 63 &- shift, significand: magnitude &<< shift,
      rounding: rounding, flags: &flags)
  }

  /// A number of another format, rounded to this one.
  @inline(__always)
  static func converted<Other: FloatArithmetic>(
    _ operand: Other.Pattern, of other: Other.Type, _ rounding: RoundingMode,
    _ flags: inout FloatFlags
  ) -> Pattern {
    let isNegative = Other.isNegative(operand)
    if Other.isNaN(operand) {
      if Other.isSignalingNaN(operand) { flags.insert(.invalid) }
      return canonicalNaN
    }
    if Other.isZero(operand) { return isNegative ? signBit : 0 }
    if Other.isInfinity(operand) { return (isNegative ? signBit : 0) | infinity }
    let number = Other.unpacked(operand)
    return rounded(
      isNegative: isNegative, exponent: number.exponent &- Other.bias &+ bias,
      significand: number.significand, rounding: rounding, flags: &flags)
  }
}

extension Float32Arithmetic {
  /// A number of double precision, rounded to single (`fcvt.s.d`).
  ///
  /// - Parameters:
  ///   - operand: The number of double precision.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The number of single precision.
  package static func fromFloat64(
    _ operand: UInt64, rounding: RoundingMode, flags: inout FloatFlags
  ) -> UInt32 {
    converted(operand, of: Float64Arithmetic.self, rounding, &flags)
  }
}

extension Float64Arithmetic {
  /// A number of single precision, exactly (`fcvt.d.s`).
  ///
  /// - Parameters:
  ///   - operand: The number of single precision.
  ///   - flags: The flags to add to, for a signaling NaN.
  /// - Returns: The number of double precision.
  package static func fromFloat32(_ operand: UInt32, flags: inout FloatFlags) -> UInt64 {
    converted(operand, of: Float32Arithmetic.self, .nearestEven, &flags)
  }
}
