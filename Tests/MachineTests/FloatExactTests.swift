import Machine
import SeededNumbers
import Testing

/// All five rounding modes, against natural numbers without a limit.
@Suite struct `Floating point as exact arithmetic` {
  enum Operation: CaseIterable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    case squareRoot
    case productPlusAddend
    case productMinusAddend
    case addendMinusProduct
    case negatedSum
  }

  private static let cases = 3000

  @Test(arguments: Operation.allCases)
  func `single precision`(operation: Operation) {
    compare(operation, Float32Arithmetic.self)
  }

  @Test(arguments: Operation.allCases)
  func `double precision`(operation: Operation) {
    compare(operation, Float64Arithmetic.self)
  }

  private func compare<Format: TestedFormat>(_ operation: Operation, _ format: Format.Type) {
    var operands = FloatOperands<Format>(seed: 2)
    var compared = 0
    while compared < Self.cases {
      let (a, b, c) = operands.three()
      guard let exact = exact(operation, a, b, c, format) else { continue }
      compared += 1
      for rounding in RoundingMode.allCases {
        let expected = exact.rounded(to: format, rounding)
        var flags = FloatFlags()
        let result = soft(operation, a, b, c, format, rounding, &flags)
        if result == expected.pattern, flags == expected.flags { continue }
        Issue.record(
          """
          \(Format.name) \(operation) \(rounding) of \(String(a, radix: 16)), \
          \(String(b, radix: 16)), \(String(c, radix: 16)): \(String(result, radix: 16)) with \
          \(flags.rawValue) is not \(String(expected.pattern, radix: 16)) with \
          \(expected.flags.rawValue)
          """)
      }
    }
  }

  /// The exact result; nil when there is none, or a zero, whose sign depends on more.
  private func exact<Format: TestedFormat>(
    _ operation: Operation, _ a: Format.Pattern, _ b: Format.Pattern, _ c: Format.Pattern,
    _ format: Format.Type
  ) -> ExactFloat? {
    for pattern in [a, b, c] where Format.exponent(of: pattern) == Format.exponentMask {
      return nil
    }
    let first = ExactFloat(a, format)
    let second = ExactFloat(b, format)
    let third = ExactFloat(c, format)
    let result: ExactFloat
    switch operation {
    case .add: result = first + second
    case .subtract: result = first + -second
    case .multiply: result = first * second
    case .divide:
      if second.magnitude.isZero { return nil }
      result = first / second
    case .squareRoot:
      if first.isNegative { return nil }
      result = first.squareRoot
    case .productPlusAddend: result = first * second + third
    case .productMinusAddend: result = first * second + -third
    case .addendMinusProduct: result = -(first * second) + third
    case .negatedSum: result = -(first * second) + -third
    }
    return result.magnitude.isZero ? nil : result
  }

  private func soft<Format: TestedFormat>(
    _ operation: Operation, _ a: Format.Pattern, _ b: Format.Pattern, _ c: Format.Pattern,
    _ format: Format.Type, _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> Format.Pattern {
    let form: FusedForm
    switch operation {
    case .add: return Format.add(a, b, rounding: rounding, flags: &flags)
    case .subtract: return Format.subtract(a, b, rounding: rounding, flags: &flags)
    case .multiply: return Format.multiply(a, b, rounding: rounding, flags: &flags)
    case .divide: return Format.divide(a, b, rounding: rounding, flags: &flags)
    case .squareRoot: return Format.squareRoot(a, rounding: rounding, flags: &flags)
    case .productPlusAddend: form = .productPlusAddend
    case .productMinusAddend: form = .productMinusAddend
    case .addendMinusProduct: form = .addendMinusProduct
    case .negatedSum: form = .negatedSum
    }
    return Format.multiplyAdd(a, b, c, form: form, rounding: rounding, flags: &flags)
  }

  /// Conversions have no exact reference of their own but this: a whole number is a number.
  @Test(arguments: RoundingMode.allCases)
  func `whole numbers`(rounding: RoundingMode) {
    wholeNumbers(Float32Arithmetic.self, rounding)
    wholeNumbers(Float64Arithmetic.self, rounding)
  }

  private func wholeNumbers<Format: TestedFormat>(
    _ format: Format.Type, _ rounding: RoundingMode
  ) {
    var operands = FloatOperands<Format>(seed: 3)
    for _ in 0..<Self.cases {
      let word = operands.whole()
      let signed = Int64(bitPattern: word)
      var flags = FloatFlags()
      if word != 0 {
        let exact = ExactFloat(
          isNegative: signed < 0, magnitude: BigNatural(signed.magnitude), power: 0)
        let expected = exact.rounded(to: format, rounding)
        let result = Format.fromSigned(signed, rounding: rounding, flags: &flags)
        if result != expected.pattern || flags != expected.flags { Issue.record("\(signed)") }
        flags = []
        let unsigned = ExactFloat(isNegative: false, magnitude: BigNatural(word), power: 0)
          .rounded(to: format, rounding)
        #expect(
          Format.fromUnsigned(word, rounding: rounding, flags: &flags) == unsigned.pattern)
        #expect(flags == unsigned.flags)
      }

      let pattern = operands.small()
      guard Format.exponent(of: pattern) != Format.exponentMask else { continue }
      let exact = ExactFloat(pattern, format)
      let (magnitude, isInexact) = exact.multiple(ofPower: 0, rounding)
      let isInRange =
        exact.isNegative
        ? !(BigNatural(1 << 63) < magnitude) : magnitude < BigNatural(1 << 63)
      flags = []
      let whole = Format.toInt64(pattern, rounding: rounding, flags: &flags)
      if isInRange {
        #expect(whole.magnitude == magnitude.low64)
        #expect(whole == 0 || (whole < 0) == exact.isNegative)
        #expect(flags == (isInexact ? .inexact : []))
      } else {
        #expect(whole == (exact.isNegative ? .min : .max))
        #expect(flags == .invalid)
      }
    }
  }

  @Test(arguments: RoundingMode.allCases)
  func `double to single precision`(rounding: RoundingMode) {
    var operands = FloatOperands<Float64Arithmetic>(seed: 4)
    var numbers = SplitMix64(state: 5)
    for _ in 0..<Self.cases * 4 {
      // Exponents about those of single precision.
      let field = UInt64(1023 - 155 + Int(numbers.next() % 290)) << 52
      let pattern = operands.one() & ~Float64Arithmetic.infinity | field
      let expected = ExactFloat(pattern, Float64Arithmetic.self)
        .rounded(to: Float32Arithmetic.self, rounding)
      var flags = FloatFlags()
      let single = Float32Arithmetic.fromFloat64(pattern, rounding: rounding, flags: &flags)
      #expect(single == expected.pattern && flags == expected.flags)
    }
  }
}
