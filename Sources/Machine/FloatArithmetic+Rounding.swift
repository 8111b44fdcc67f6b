extension FloatArithmetic {
  /// The number of this format that a number is rounded to, with the flags that this raises.
  ///
  /// Underflow is detected after rounding: a number just below the least normal one that rounds to it
  /// when the exponent has no limit raises none.
  ///
  /// Source: IEEE 754-2008, sections 4.3 and 7; version 20191213 of the RISC-V manual, section 11.2.
  ///
  /// - Parameters:
  ///   - isNegative: The sign.
  ///   - exponent: The exponent field if it had no limits.
  ///   - significand: The digits, the first in the top bit; what is below the lowest bit is jammed.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The pattern.
  @inline(__always)
  static func rounded(
    isNegative: Bool, exponent: Int, significand: UInt64, rounding: RoundingMode,
    flags: inout FloatFlags
  ) -> Pattern {
    let sign = isNegative ? signBit : 0
    let restMask: UInt64 = 1 &<< spareBits &- 1
    let half: UInt64 = 1 &<< (spareBits &- 1)

    guard exponent > 0 else {
      return roundedSubnormal(
        isNegative: isNegative, exponent: exponent, significand: significand, rounding: rounding,
        flags: &flags)
    }
    guard exponent < exponentMask else {
      return overflowed(isNegative: isNegative, rounding: rounding, flags: &flags)
    }
    // The first digit is not among the fraction: it adds one to the exponent field, and so does what
    // is carried out of the digits.
    let kept = significand &>> spareBits
    let rest = significand & restMask
    var magnitude =
      Pattern(truncatingIfNeeded: exponent &- 1) &<< fractionBits
      &+ Pattern(truncatingIfNeeded: kept)
    guard rest != 0 else { return sign | magnitude }
    flags.insert(.inexact)
    if rounding.increments(isNegative: isNegative, isOdd: kept & 1 != 0, rest: rest, half: half) {
      magnitude &+= 1
      if magnitude == infinity { flags.insert(.overflow) }
    }
    return sign | magnitude
  }

  /// As ``rounded``, for a number below the least normal one.
  @inline(never)
  static func roundedSubnormal(
    isNegative: Bool, exponent: Int, significand: UInt64, rounding: RoundingMode,
    flags: inout FloatFlags
  ) -> Pattern {
    let restMask: UInt64 = 1 &<< spareBits &- 1
    let half: UInt64 = 1 &<< (spareBits &- 1)
    let shifted = significand.jammed(by: 1 &- exponent)
    let kept = shifted &>> spareBits
    let rest = shifted & restMask
    var magnitude = Pattern(truncatingIfNeeded: kept)
    if rest != 0 {
      // All digits set and rounded up make the least normal number, which is no underflow.
      let allDigits = UInt64.max &>> spareBits
      let reachesNormal =
        exponent == 0 && significand &>> spareBits == allDigits
        && rounding.increments(
          isNegative: isNegative, isOdd: true, rest: significand & restMask, half: half)
      flags.insert(reachesNormal ? .inexact : [.inexact, .underflow])
      if rounding.increments(isNegative: isNegative, isOdd: kept & 1 != 0, rest: rest, half: half) {
        magnitude &+= 1
      }
    }
    return (isNegative ? signBit : 0) | magnitude
  }

  /// What a number becomes that is beyond the greatest finite one.
  ///
  /// Source: IEEE 754-2008, section 7.4.
  @inline(never)
  static func overflowed(
    isNegative: Bool, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    flags.insert([.overflow, .inexact])
    let toInfinity =
      switch rounding {
      case .nearestEven, .nearestAway: true
      case .towardZero: false
      case .down: isNegative
      case .up: !isNegative
      }
    return (isNegative ? signBit : 0) | (toInfinity ? infinity : infinity - 1)
  }
}
