/// Exact arithmetic of IEEE 754 on bit patterns, as the F and D extensions of RISC-V define it.
///
/// # Theory of operation
///
/// No operation touches a floating-point unit: WebAssembly has neither rounding modes nor flags, and
/// the machines that grade differ in their NaNs. A number is taken apart into its sign, its
/// *exponent field* (biased; 1 is the least of a normal number, and smaller ones mean numbers below
/// those) and its *significand*, a `UInt64` whose top bit is the number's first digit. So both formats
/// have many bits to spare below the last digit, and what doesn't fit even there is *jammed*: the
/// lowest bit is set if anything below it was. That is enough to round correctly, since an operation
/// jams only far below the digits that stay; each says why where it isn't plain. ``rounded`` then
/// makes a pattern of it and raises the flags, underflow after rounding.
///
/// A NaN that is a result is always the canonical one. Every function only adds to the flags.
///
/// What other modules call is specialized for both formats here, because the optimizer sees
/// no function of another module; inside this one it does so by itself.
///
/// The two formats are ``Float32Arithmetic`` and ``Float64Arithmetic``, single and double precision.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapters 11 (F 2.2) and
/// 12 (D 2.2); IEEE 754-2008.
package protocol FloatArithmetic {
  /// The bits of a number.
  associatedtype Pattern: FixedWidthInteger & UnsignedInteger & Sendable
  /// How many bits of a pattern are digits; the first digit of a normal number is not among them.
  static var fractionBits: Int { get }
}

/// Single precision, binary32: the F extension.
package enum Float32Arithmetic: FloatArithmetic {
  package typealias Pattern = UInt32
  package static var fractionBits: Int { 23 }
}

/// Double precision, binary64: the D extension.
package enum Float64Arithmetic: FloatArithmetic {
  package typealias Pattern = UInt64
  package static var fractionBits: Int { 52 }
}

/// The parts of a pattern.
extension FloatArithmetic {
  /// The NaN that is a result: positive, quiet, no payload.
  @inline(__always)
  package static var canonicalNaN: Pattern { infinity | quietBit }

  /// Plus infinity.
  @inline(__always)
  package static var infinity: Pattern { Pattern(exponentMask) &<< fractionBits }

  /// The sign alone.
  @inline(__always)
  package static var signBit: Pattern { 1 &<< (Pattern.bitWidth - 1) }

  /// The digit that tells a quiet NaN from a signaling one.
  @inline(__always)
  package static var quietBit: Pattern { 1 &<< (fractionBits - 1) }

  /// The digits of a pattern.
  @inline(__always)
  package static var fractionMask: Pattern { (1 &<< fractionBits) - 1 }

  /// The exponent field of infinities and NaNs, the greatest.
  @inline(__always)
  package static var exponentMask: Int { 1 &<< (Pattern.bitWidth - 1 - fractionBits) - 1 }

  /// The exponent field of 1.0.
  @inline(__always)
  package static var bias: Int { exponentMask &>> 1 }

  /// How many bits of a significand are below the last digit.
  @inline(__always)
  package static var spareBits: Int { 63 - fractionBits }

  /// The exponent field of a pattern.
  @inline(__always)
  package static func exponent(of pattern: Pattern) -> Int {
    Int(truncatingIfNeeded: pattern &>> fractionBits) & exponentMask
  }

  /// Whether the sign is set.
  @inline(__always)
  package static func isNegative(_ pattern: Pattern) -> Bool { pattern & signBit != 0 }

  /// Whether it is a NaN, quiet or signaling.
  @inline(__always)
  package static func isNaN(_ pattern: Pattern) -> Bool { pattern & ~signBit > infinity }

  /// Whether it is a NaN that raises ``FloatFlags/invalid`` wherever it is used.
  @inline(__always)
  package static func isSignalingNaN(_ pattern: Pattern) -> Bool {
    isNaN(pattern) && pattern & quietBit == 0
  }

  /// Whether it is zero of either sign.
  @inline(__always)
  package static func isZero(_ pattern: Pattern) -> Bool { pattern & ~signBit == 0 }

  /// Whether it is infinity of either sign.
  @inline(__always)
  package static func isInfinity(_ pattern: Pattern) -> Bool { pattern & ~signBit == infinity }

  /// The canonical NaN as the result of two operands, one of which is a NaN; raises
  /// ``FloatFlags/invalid`` if one is a signaling NaN.
  @inline(never)
  package static func propagatedNaN(
    _ first: Pattern, _ second: Pattern, _ flags: inout FloatFlags
  ) -> Pattern {
    if isSignalingNaN(first) || isSignalingNaN(second) { flags.insert(.invalid) }
    return canonicalNaN
  }

  /// The canonical NaN as the result of an operation that has none; raises ``FloatFlags/invalid``.
  @inline(__always)
  package static func invalidResult(_ flags: inout FloatFlags) -> Pattern {
    flags.insert(.invalid)
    return canonicalNaN
  }
}

/// A finite number other than zero, taken apart.
struct UnpackedFloat {
  /// The exponent field that the number would have if exponents had no limits.
  var exponent: Int
  /// The digits; the top bit is the first of them, and set.
  var significand: UInt64

  @inline(__always)
  init(exponent: Int, significand: UInt64) {
    self.exponent = exponent
    self.significand = significand
  }
}

extension FloatArithmetic {
  /// Takes a finite number other than zero apart.
  @inline(__always)
  static func unpacked(_ pattern: Pattern) -> UnpackedFloat {
    let field = exponent(of: pattern)
    let digits = UInt64(pattern & fractionMask)
    if field != 0 {
      return UnpackedFloat(
        exponent: field, significand: digits &<< spareBits | 1 &<< 63)
    }
    let shift = digits.leadingZeroBitCount
    return UnpackedFloat(exponent: 1 &+ spareBits &- shift, significand: digits &<< shift)
  }
}

extension UInt64 {
  /// Shifted to the right; the lowest bit is set if a bit that went out was.
  @inline(__always)
  func jammed(by count: Int) -> UInt64 {
    if count == 0 { return self }
    if count > 63 { return self == 0 ? 0 : 1 }
    return self &>> count | (self &<< (64 &- count) == 0 ? 0 : 1)
  }
}
