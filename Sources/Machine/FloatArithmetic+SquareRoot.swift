extension FloatArithmetic {
  /// The square root (`fsqrt`).
  ///
  /// - Parameters:
  ///   - operand: The number.
  ///   - rounding: How to round.
  ///   - flags: The flags to add to.
  /// - Returns: The root; of a negative zero, that zero.
  @specialized(where Self == Float32Arithmetic)
  @specialized(where Self == Float64Arithmetic)
  package static func squareRoot(
    _ operand: Pattern, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Pattern {
    if isZero(operand) { return operand }
    if isNaN(operand) { return propagatedNaN(operand, operand, &flags) }
    if isNegative(operand) { return invalidResult(&flags) }
    if isInfinity(operand) { return operand }
    let number = unpacked(operand)
    let power = number.exponent &- bias
    // From 1 to below 4, so that half of the power is whole: 2^54 stands for 1.
    let radicand = number.significand &>> (power & 1 == 0 ? 9 : 8)
    return rounded(
      isNegative: false, exponent: bias &+ power &>> 1, significand: jammedRoot(radicand),
      rounding: rounding, flags: &flags)
  }

  /// The root of a number from 1 to below 4, for which 2^54 stands for 1, as a jammed significand.
  ///
  /// Each step doubles the digits of a root with its rest, by one division.
  ///
  /// Source: Zimmermann, "Karatsuba Square Root", INRIA research report 3805, 1999.
  @inline(__always)
  static func jammedRoot(_ radicand: UInt64) -> UInt64 {
    var root = IntegerRoot(ofBits14: radicand &>> 42)
    root.extend(byBits: 7, of: radicand &>> 28)
    root.extend(byBits: 14, of: radicand)
    if fractionBits < 28 {
      return root.root &<< 36 | (root.rest == 0 ? 0 : 1)
    }
    root.extend(byBits: 28, of: 0)
    return root.root &<< 8 | (root.rest == 0 ? 0 : 1)
  }
}

/// The whole square root of a number, and what the number is more than its square.
struct IntegerRoot {
  var root: UInt64
  var rest: Int64

  /// The root of a number from 2^12 to below 2^14, digit by digit.
  @inline(__always)
  init(ofBits14 number: UInt64) {
    root = 0
    var bit: UInt64 = 1 &<< 12
    var rest = number
    while bit != 0 {
      let trial = root | bit
      root &>>= 1
      if rest >= trial {
        rest &-= trial
        root |= bit
      }
      bit &>>= 2
    }
    self.rest = Int64(truncatingIfNeeded: rest)
  }

  /// Goes on to the root of a number with twice as many digits more.
  ///
  /// - Parameters:
  ///   - bits: How many digits the root gets.
  ///   - number: The number, of which the lowest `2 * bits` digits are the new ones.
  @inline(__always)
  mutating func extend(byBits bits: Int, of number: UInt64) {
    let mask: UInt64 = 1 &<< bits &- 1
    let divided = UInt64(truncatingIfNeeded: rest) &<< bits | number &>> bits & mask
    let digits = divided / (root &<< 1)
    let left = divided &- digits &* (root &<< 1)
    root = root &<< bits &+ digits
    rest = Int64(truncatingIfNeeded: (left &<< bits | number & mask) &- digits &* digits)
    if rest < 0 {
      rest &+= Int64(truncatingIfNeeded: root &<< 1 &- 1)
      root &-= 1
    }
  }
}
