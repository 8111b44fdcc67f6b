extension FloatArithmetic {
  /// `left + right` (`fadd`).
  ///
  /// - Parameters:
  ///   - left: One term.
  ///   - right: The other.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The sum. A sum of zero of terms that differ in sign is negative when rounding down,
  ///   positive otherwise.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func add(
    _ left: Pattern, _ right: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    var large = left
    var small = right
    if large & ~signBit < small & ~signBit { swap(&large, &small) }
    let largeField = exponent(of: large)
    let smallField = exponent(of: small)
    if largeField == exponentMask { return sumOfSpecial(large, small, &flags) }

    // A number below the normal ones has exponent 1 and no first digit. Its significand is not made
    // to start at the top: only the difference of the exponents counts here.
    let largeExponent = largeField == 0 ? 1 : largeField
    let smallExponent = smallField == 0 ? 1 : smallField
    // One bit below the top, so that a carry has room. Digits are jammed only when the exponents differ
    // by more than the bits that are left below the last digit: then at most one leading digit cancels.
    let addend = digits(of: small, field: smallField).jammed(by: largeExponent &- smallExponent)
    var sum = digits(of: large, field: largeField)
    if (left ^ right) & signBit == 0 {
      sum &+= addend
    } else {
      sum &-= addend
    }
    guard sum != 0 else { return zeroSum(left, right, rounding) }
    let shift = sum.leadingZeroBitCount
    return rounded(
      isNegative: isNegative(large), exponent: largeExponent &+ 1 &- shift,
      significand: sum &<< shift, rounding: rounding, flags: &flags)
  }

  /// `left - right` (`fsub`).
  ///
  /// - Parameters:
  ///   - left: What is subtracted from.
  ///   - right: What is subtracted.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The difference, as ``add(_:_:rounding:flags:)`` of the negated number.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func subtract(
    _ left: Pattern, _ right: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    add(left, right ^ signBit, rounding: rounding, flags: &flags)
  }

  /// The digits of a finite number with the first digit of a normal one in bit 62.
  @inline(__always)
  static func digits(of pattern: Pattern, field: Int) -> UInt64 {
    let fraction = UInt64(pattern & fractionMask)
    return (field == 0 ? fraction : fraction | 1 &<< fractionBits) &<< (spareBits &- 1)
  }

  /// The sum when a term is an infinity or a NaN.
  ///
  /// Source: IEEE 754-2008, sections 6.1, 6.2 and 7.2 (magnitude subtraction of infinities).
  @inline(never)
  static func sumOfSpecial(
    _ left: Pattern, _ right: Pattern, _ flags: inout FloatFlags
  ) -> Pattern {
    if isNaN(left) || isNaN(right) { return propagatedNaN(left, right, &flags) }
    if isInfinity(left), isInfinity(right), left != right { return invalidResult(&flags) }
    return isInfinity(left) ? left : right
  }

  /// The zero that two terms sum up to.
  ///
  /// Source: IEEE 754-2008, section 6.3.
  @inline(__always)
  static func zeroSum(_ left: Pattern, _ right: Pattern, _ rounding: RoundingMode) -> Pattern {
    if (left ^ right) & signBit == 0 { return left & signBit }
    return rounding == .down ? signBit : 0
  }
}
