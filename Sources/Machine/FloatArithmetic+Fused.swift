/// Which of the product and the addend a fused multiplication and addition negates.
///
/// The raw values are bits 2 and 3 of the instruction: one says whether the addend is negated, the other
/// whether the product is.
package enum FusedForm: UInt8, Sendable, CaseIterable {
  /// `a * b + c` (`fmadd`).
  case productPlusAddend = 0
  /// `a * b - c` (`fmsub`).
  case productMinusAddend = 1
  /// `-(a * b) + c` (`fnmsub`).
  case addendMinusProduct = 2
  /// `-(a * b) - c` (`fnmadd`).
  case negatedSum = 3
}

extension FloatArithmetic {
  /// A product and a sum, rounded once (`fmadd`, `fmsub`, `fnmsub`, `fnmadd`).
  ///
  /// Infinity times zero raises ``FloatFlags/invalid`` even when the addend is a quiet NaN.
  ///
  /// Source: version 20191213 of the RISC-V manual, section 11.6.
  ///
  /// - Parameters:
  ///   - left: One factor.
  ///   - right: The other.
  ///   - addend: What is added to the product.
  ///   - form: What is negated.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The sum.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func multiplyAdd(
    _ left: Pattern, _ right: Pattern, _ addend: Pattern, form: FusedForm, rounding: RoundingMode,
    flags: inout FloatFlags
  ) -> Pattern {
    let left = form.rawValue & 2 == 0 ? left : left ^ signBit
    let addend = form.rawValue & 1 == 0 ? addend : addend ^ signBit
    if exponent(of: left) == exponentMask || exponent(of: right) == exponentMask
      || exponent(of: addend) == exponentMask
    {
      return fusedOfSpecial(left, right, addend, &flags)
    }
    let productSign = (left ^ right) & signBit
    if isZero(left) || isZero(right) {
      return add(productSign, addend, rounding: rounding, flags: &flags)
    }
    if isZero(addend) { return multiply(left, right, rounding: rounding, flags: &flags) }

    // The first digit of each is in bit 126 of 128, so that a carry has room. A product has at most
    // 106 digits, so what is jammed is far below it, and only when the exponents differ by more than
    // one: then at most one leading digit cancels.
    let first = unpacked(left)
    let second = unpacked(right)
    let third = unpacked(addend)
    var productExponent = first.exponent &+ second.exponent &- bias
    var product = WideSignificand(fullProduct(first.significand, second.significand))
    if product.high &>> 63 != 0 {
      product.jam(by: 1)
      productExponent &+= 1
    }
    var small = WideSignificand((third.significand &>> 1, 0))
    var exponent = productExponent
    var sign = productSign
    if third.exponent > productExponent || third.exponent == productExponent && product < small {
      swap(&product, &small)
      exponent = third.exponent
      sign = addend & signBit
      small.jam(by: third.exponent &- productExponent)
    } else {
      small.jam(by: productExponent &- third.exponent)
    }
    if (productSign ^ addend) & signBit == 0 {
      product.add(small)
    } else {
      product.subtract(small)
      if product.isZero { return rounding == .down ? signBit : 0 }
    }
    let shift = product.leadingZeroBitCount
    return rounded(
      isNegative: sign != 0, exponent: exponent &+ 1 &- shift,
      significand: product.normalized(by: shift), rounding: rounding, flags: &flags)
  }

  /// The fused result when an operand is an infinity or a NaN.
  @inline(never)
  static func fusedOfSpecial(
    _ left: Pattern, _ right: Pattern, _ addend: Pattern, _ flags: inout FloatFlags
  ) -> Pattern {
    if isInfinity(left) && isZero(right) || isZero(left) && isInfinity(right) {
      return invalidResult(&flags)
    }
    if isNaN(left) || isNaN(right) || isNaN(addend) {
      if isSignalingNaN(addend) { flags.insert(.invalid) }
      return propagatedNaN(left, right, &flags)
    }
    guard isInfinity(left) || isInfinity(right) else { return addend }
    let product = (left ^ right) & signBit | infinity
    return isInfinity(addend) && addend != product ? invalidResult(&flags) : product
  }
}

/// A significand of 128 bits.
struct WideSignificand {
  var high: UInt64
  var low: UInt64

  @inline(__always)
  init(_ halves: (high: UInt64, low: UInt64)) {
    high = halves.high
    low = halves.low
  }

  @inline(__always)
  var isZero: Bool { high | low == 0 }

  @inline(__always)
  var leadingZeroBitCount: Int {
    high != 0 ? high.leadingZeroBitCount : 64 &+ low.leadingZeroBitCount
  }

  @inline(__always)
  static func < (left: WideSignificand, right: WideSignificand) -> Bool {
    left.high < right.high || left.high == right.high && left.low < right.low
  }

  /// Shifts to the right; the lowest bit is set if a bit that went out was.
  @inline(__always)
  mutating func jam(by count: Int) {
    if count == 0 { return }
    if count < 64 {
      low = high &<< (64 &- count) | low.jammed(by: count)
      high &>>= count
    } else {
      low = high.jammed(by: count &- 64) | (low == 0 ? 0 : 1)
      high = 0
    }
  }

  /// Adds another.
  ///
  /// - Precondition: The top bit of neither is set.
  @inline(__always)
  mutating func add(_ other: WideSignificand) {
    let (sum, carry) = low.addingReportingOverflow(other.low)
    low = sum
    high = high &+ other.high &+ (carry ? 1 : 0)
  }

  /// Takes a smaller one away.
  @inline(__always)
  mutating func subtract(_ other: WideSignificand) {
    let (difference, borrow) = low.subtractingReportingOverflow(other.low)
    low = difference
    high = high &- other.high &- (borrow ? 1 : 0)
  }

  /// The upper 64 bits after a shift to the left by fewer than 128, jammed.
  @inline(__always)
  func normalized(by count: Int) -> UInt64 {
    if count == 0 { return high | (low == 0 ? 0 : 1) }
    if count >= 64 { return low &<< (count &- 64) }
    return high &<< count | low &>> (64 &- count) | (low &<< count == 0 ? 0 : 1)
  }
}
