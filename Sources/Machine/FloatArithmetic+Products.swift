extension FloatArithmetic {
  /// `left * right` (`fmul`).
  ///
  /// - Parameters:
  ///   - left: One factor.
  ///   - right: The other.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The product.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func multiply(
    _ left: Pattern, _ right: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    let sign = (left ^ right) & signBit
    if exponent(of: left) == exponentMask || exponent(of: right) == exponentMask {
      return productOfSpecial(left, right, &flags)
    }
    if isZero(left) || isZero(right) { return sign }
    let first = unpacked(left)
    let second = unpacked(right)
    let product = fullProduct(first.significand, second.significand)
    // Two numbers from 1 to below 2 make one from 1 to below 4.
    let shift = product.high.leadingZeroBitCount
    return rounded(
      isNegative: sign != 0, exponent: first.exponent &+ second.exponent &- bias &+ 1 &- shift,
      significand: (product.high | (product.low == 0 ? 0 : 1)) &<< shift, rounding: rounding,
      flags: &flags)
  }

  /// `left / right` (`fdiv`).
  ///
  /// - Parameters:
  ///   - left: What is divided.
  ///   - right: What it is divided by.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The quotient.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func divide(
    _ left: Pattern, _ right: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    let sign = (left ^ right) & signBit
    if exponent(of: left) == exponentMask || exponent(of: right) == exponentMask
      || isZero(left) || isZero(right)
    {
      return quotientOfSpecial(left, right, &flags)
    }
    let dividend = unpacked(left)
    let divisor = unpacked(right)
    let quotient = jammedQuotient(dividend.significand, divisor.significand)
    // Two numbers from 1 to below 2 make one from above 1/2 to below 2.
    let shift = quotient.leadingZeroBitCount
    return rounded(
      isNegative: sign != 0, exponent: dividend.exponent &- divisor.exponent &+ bias &- shift,
      significand: quotient &<< shift, rounding: rounding, flags: &flags)
  }

  /// The product of two significands in full.
  @inline(__always)
  static func fullProduct(_ left: UInt64, _ right: UInt64) -> (high: UInt64, low: UInt64) {
    // WebAssembly has no product in full; the digits of single precision don't need one.
    if fractionBits < 32 { return ((left &>> 32) &* (right &>> 32), 0) }
    let product = left.multipliedFullWidth(by: right)
    return (product.high, product.low)
  }

  /// `dividend * 2^63 / divisor` for two significands, jammed below the bits that count.
  @inline(__always)
  static func jammedQuotient(_ dividend: UInt64, _ divisor: UInt64) -> UInt64 {
    if fractionBits < 32 {
      // The quotient of 64 bits and 24 has 40 or 41, more than enough.
      let divisor = divisor &>> spareBits
      let quotient = dividend / divisor
      return quotient &<< (63 &- spareBits) | (quotient &* divisor == dividend ? 0 : 1)
    }
    // Two digits of 32 bits each, as by hand: each is guessed from the upper half of the divisor,
    // whose top bit is set, and then is at most two too great.
    //
    // Source: Knuth, "The Art of Computer Programming", volume 2, section 4.3.1, algorithm D.
    let upper = divisor &>> 32
    var quotient: UInt64 = 0
    // The lowest bit is no digit of the dividend: it is below the last one.
    var rest = dividend &>> 1
    for _ in 0..<2 {
      var digit = rest / upper
      // Only the upper half of the rest and the digit's product with the lower half of the divisor
      // can differ now; each correction takes the divisor once from the product.
      var left = rest &- digit &* upper
      while digit > 0xffff_ffff || digit &* (divisor & 0xffff_ffff) > left &<< 32 {
        digit &-= 1
        left &+= upper
        if left > 0xffff_ffff { break }
      }
      rest = rest &<< 32 &- digit &* divisor
      quotient = quotient &<< 32 | digit
    }
    return quotient | (rest == 0 ? 0 : 1)
  }

  /// The product when a factor is an infinity or a NaN.
  ///
  /// Source: IEEE 754-2008, section 7.2.
  @inline(never)
  static func productOfSpecial(
    _ left: Pattern, _ right: Pattern, _ flags: inout FloatFlags
  ) -> Pattern {
    if isNaN(left) || isNaN(right) { return propagatedNaN(left, right, &flags) }
    if isZero(left) || isZero(right) { return invalidResult(&flags) }
    return (left ^ right) & signBit | infinity
  }

  /// The quotient when an operand is an infinity, a NaN or zero.
  ///
  /// Source: IEEE 754-2008, sections 7.2 and 7.3.
  @inline(never)
  static func quotientOfSpecial(
    _ left: Pattern, _ right: Pattern, _ flags: inout FloatFlags
  ) -> Pattern {
    let sign = (left ^ right) & signBit
    if isNaN(left) || isNaN(right) { return propagatedNaN(left, right, &flags) }
    if isInfinity(left) { return isInfinity(right) ? invalidResult(&flags) : sign | infinity }
    if isInfinity(right) { return sign }
    if isZero(left) { return isZero(right) ? invalidResult(&flags) : sign }
    flags.insert(.divideByZero)
    return sign | infinity
  }
}
