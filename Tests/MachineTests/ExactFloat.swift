import Machine

/// A number without rounding, as arithmetic on natural numbers has it, for a reference that shares
/// nothing with what it checks.
struct ExactFloat {
  var isNegative: Bool
  /// How many times two to the ``power`` the number is.
  var magnitude: BigNatural
  var power: Int
  /// Whether it is a little more than that, by less than one such power.
  var hasRest = false

  /// The exact value of a pattern.
  ///
  /// - Precondition: It is finite.
  init<Format: FloatArithmetic>(_ pattern: Format.Pattern, _ format: Format.Type) {
    let digits = UInt64(pattern & Format.fractionMask)
    let field = Format.exponent(of: pattern)
    precondition(field != Format.exponentMask, "not finite")
    isNegative = Format.isNegative(pattern)
    magnitude = BigNatural(field == 0 ? digits : digits | 1 << UInt64(Format.fractionBits))
    power = max(field, 1) - Format.bias - Format.fractionBits
  }

  init(isNegative: Bool, magnitude: BigNatural, power: Int, hasRest: Bool = false) {
    self.isNegative = isNegative
    self.magnitude = magnitude
    self.power = power
    self.hasRest = hasRest
  }

  prefix static func - (number: ExactFloat) -> ExactFloat {
    var negated = number
    negated.isNegative.toggle()
    return negated
  }

  static func + (left: ExactFloat, right: ExactFloat) -> ExactFloat {
    let power = min(left.power, right.power)
    let first = left.magnitude << (left.power - power)
    let second = right.magnitude << (right.power - power)
    if left.isNegative == right.isNegative {
      return ExactFloat(isNegative: left.isNegative, magnitude: first + second, power: power)
    }
    return first < second
      ? ExactFloat(isNegative: right.isNegative, magnitude: second - first, power: power)
      : ExactFloat(isNegative: left.isNegative, magnitude: first - second, power: power)
  }

  static func * (left: ExactFloat, right: ExactFloat) -> ExactFloat {
    ExactFloat(
      isNegative: left.isNegative != right.isNegative, magnitude: left.magnitude * right.magnitude,
      power: left.power + right.power)
  }

  static func / (left: ExactFloat, right: ExactFloat) -> ExactFloat {
    let dividend = left.magnitude << 130
    let quotient = dividend / right.magnitude
    return ExactFloat(
      isNegative: left.isNegative != right.isNegative, magnitude: quotient,
      power: left.power - right.power - 130, hasRest: quotient * right.magnitude != dividend)
  }

  /// - Precondition: It is not negative.
  var squareRoot: ExactFloat {
    let shift = 130 + (power & 1)
    let radicand = magnitude << shift
    let root = radicand.squareRoot
    return ExactFloat(
      isNegative: false, magnitude: root, power: (power - shift) / 2,
      hasRest: root * root != radicand)
  }

  /// Rounds to a multiple of a power of two.
  ///
  /// - Returns: How many times the power, and whether that is not exact.
  func multiple(ofPower quantum: Int, _ rounding: RoundingMode) -> (BigNatural, Bool) {
    if quantum <= power {
      precondition(!hasRest, "not enough digits")
      return (magnitude << (power - quantum), false)
    }
    let count = quantum - power
    let kept = magnitude >> count
    let rest = magnitude - kept << count
    let half = BigNatural(1) << (count - 1)
    let isExact = rest.isZero && !hasRest
    let isTie = rest == half && !hasRest
    let isAboveHalf = !(rest < half) && !isTie
    let up =
      switch rounding {
      case .nearestEven: isAboveHalf || isTie && kept.low64 & 1 == 1
      case .nearestAway: isAboveHalf || isTie
      case .towardZero: false
      case .down: isNegative && !isExact
      case .up: !isNegative && !isExact
      }
    return (up ? kept + BigNatural(1) : kept, !isExact)
  }

  /// The pattern and the flags that the number makes.
  ///
  /// - Precondition: It is not zero.
  func rounded<Format: FloatArithmetic>(
    to format: Format.Type, _ rounding: RoundingMode
  ) -> (pattern: Format.Pattern, flags: FloatFlags) {
    let digits = Format.fractionBits + 1
    let leastPower = 1 - Format.bias
    let sign = isNegative ? Format.signBit : 0
    let lead = magnitude.bitWidth - 1 + power

    var flags = FloatFlags()
    let quantum = max(lead, leastPower) - (digits - 1)
    let (count, isInexact) = multiple(ofPower: quantum, rounding)
    if isInexact { flags.insert(.inexact) }
    let (free, _) = multiple(ofPower: lead - (digits - 1), rounding)
    let isTiny = free.bitWidth - 1 + lead - (digits - 1) < leastPower
    if isInexact && isTiny { flags.insert(.underflow) }

    let resultLead = count.bitWidth - 1 + quantum
    if !count.isZero, resultLead > Format.bias {
      flags.insert([.overflow, .inexact])
      let greatest = Format.infinity - 1
      switch rounding {
      case .nearestEven, .nearestAway: return (sign | Format.infinity, flags)
      case .towardZero: return (sign | greatest, flags)
      case .down: return (sign | (isNegative ? Format.infinity : greatest), flags)
      case .up: return (sign | (isNegative ? greatest : Format.infinity), flags)
      }
    }
    if count.isZero || resultLead < leastPower {
      return (sign | Format.Pattern(count.low64), flags)
    }
    let fraction = (count >> (resultLead - quantum - (digits - 1))).low64
    return (
      sign | Format.Pattern(resultLead + Format.bias) << Format.fractionBits
        | Format.Pattern(fraction) & Format.fractionMask, flags
    )
  }
}
