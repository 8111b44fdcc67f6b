import Machine
import SeededNumbers

/// A format with what the tests need to name.
protocol TestedFormat: FloatArithmetic {
  static var name: String { get }
}

extension Float32Arithmetic: TestedFormat {
  static var name: String { "single" }
}

extension Float64Arithmetic: TestedFormat {
  static var name: String { "double" }
}

/// The parts of a format's patterns, calculated once: the optimizer doesn't see into another module.
struct FormatBits<Format: FloatArithmetic> {
  typealias Pattern = Format.Pattern

  let signBit = Format.signBit
  let infinity = Format.infinity
  let fractionMask = Format.fractionMask
  let canonicalNaN = Format.canonicalNaN
  let fractionBits = Format.fractionBits
  let bias = Format.bias
  let exponentMask = Format.exponentMask

  func exponent(of pattern: Pattern) -> Int {
    Int(truncatingIfNeeded: (pattern & infinity) >> fractionBits)
  }

  func isNaN(_ pattern: Pattern) -> Bool { pattern & ~signBit > infinity }
}

/// Random operands, most of them near an edge: where digits cancel, where a result is in the middle
/// between two numbers, where exponents end.
struct FloatOperands<Format: FloatArithmetic> {
  typealias Pattern = Format.Pattern

  let bits = FormatBits<Format>()
  private var numbers: SplitMix64
  private let edges: [Pattern]

  init(seed: UInt64) {
    numbers = SplitMix64(state: seed)
    let one = Pattern(bits.bias) << bits.fractionBits
    let leastNormal = Pattern(1) << bits.fractionBits
    let positive: [Pattern] = [
      0, 1, 2, leastNormal - 1, leastNormal, leastNormal + 1, one - 1, one, one + 1,
      one + leastNormal, one - leastNormal, bits.infinity - 1, bits.infinity,
      bits.canonicalNaN, bits.canonicalNaN | 5, bits.infinity | 1,
    ]
    let sign = bits.signBit
    edges = positive + positive.map { $0 | sign }
  }

  /// A number by itself.
  mutating func one() -> Pattern {
    let choice = numbers.next()
    let random = Pattern(truncatingIfNeeded: numbers.next())
    switch choice & 15 {
    case 0: return edges[Int((choice >> 8) % UInt64(edges.count))]
    case 1: return random & ~bits.infinity  // below the normal ones
    case 2...4: return random
    case 5...8: return random & bits.signBit | middling(choice) | sparse(choice >> 32)
    case 9...11: return random & ~bits.infinity | middling(choice)
    case 12: return random & (bits.signBit | bits.infinity) | sparse(choice >> 32)
    case 13: return random & bits.signBit | sparse(choice >> 32)
    default: return random & ~(bits.fractionMask >> Int((choice >> 16) % 40))
    }
  }

  /// Three numbers, some of which are near one another or whose product is near an end.
  mutating func three() -> (Pattern, Pattern, Pattern) {
    var (a, b, c) = (one(), one(), one())
    let choice = numbers.next()
    switch choice & 7 {
    case 0: b = near(a, choice >> 8)
    case 1: b = near(a, choice >> 8) ^ bits.signBit
    case 2:  // a product or quotient about the least normal number
      b = withExponent(b, bits.bias - bits.exponent(of: a) + Int(choice >> 8 & 63) - 58)
    case 3:
      b = withExponent(b, bits.exponent(of: a) - 1 + Int(choice >> 8 & 63) - 58 + bits.bias)
    case 4:  // an addend about the product
      c = withExponent(
        c,
        bits.exponent(of: a) + bits.exponent(of: b) - bits.bias + Int(choice >> 8 & 127) - 64)
    case 5:
      var flags = FloatFlags()
      c = near(
        Format.multiply(a, b, rounding: .nearestEven, flags: &flags) ^ bits.signBit, choice >> 8)
    default: break
    }
    if choice >> 40 & 31 == 0 { a = near(c, choice >> 44) }
    return (a, b, c)
  }

  /// A whole number with any count of digits.
  mutating func whole() -> UInt64 {
    let choice = numbers.next()
    let random = numbers.next() >> (choice & 63)
    switch choice >> 8 & 3 {
    case 0: return random
    case 1: return 0 &- random
    default:
      let bit = { (shift: UInt64) -> UInt64 in UInt64(1) << (choice >> shift & 63) }
      return bit(16) &+ bit(24) &- bit(32)
    }
  }

  /// A number with a small exponent, as whole numbers have them.
  mutating func small() -> Pattern {
    let random = one()
    return withExponent(random, bits.bias - 3 + Int(numbers.next() % 70))
  }

  /// The exponent field of a number not far from 1.
  private func middling(_ choice: UInt64) -> Pattern {
    Pattern(bits.bias - 8 + Int(choice >> 24 & 15)) << bits.fractionBits
  }

  /// Digits that are runs of ones and zeros.
  private func sparse(_ choice: UInt64) -> Pattern {
    let width = UInt64(bits.fractionBits)
    let first = Pattern(1) << Int(choice % width)
    let second = Pattern(1) << Int(choice >> 8 % width % width)
    return (choice >> 16 & 1 == 0 ? first &- second : first | second) & bits.fractionMask
  }

  private func near(_ number: Pattern, _ choice: UInt64) -> Pattern {
    let step = Pattern(truncatingIfNeeded: choice & 7)
    let exponents = Pattern(truncatingIfNeeded: choice >> 4 & 3) << bits.fractionBits
    return (number &+ step &- 3 &+ exponents) ^ (choice >> 7 & 1 == 0 ? bits.signBit : 0)
  }

  private func withExponent(_ number: Pattern, _ exponent: Int) -> Pattern {
    let field = Pattern(min(max(exponent, 0), bits.exponentMask - 1)) << bits.fractionBits
    return number & ~bits.infinity | field
  }
}
