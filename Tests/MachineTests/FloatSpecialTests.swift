import Machine
import Testing

/// What RISC-V says where IEEE 754 leaves a choice, and every kind of number beside every other.
@Suite struct `Floating point of RISC-V` {
  typealias Single = Float32Arithmetic
  typealias Double = Float64Arithmetic

  private static let one: UInt32 = 0x3f80_0000
  private static let two: UInt32 = 0x4000_0000
  private static let infinity: UInt32 = 0x7f80_0000
  private static let negativeInfinity: UInt32 = 0xff80_0000
  private static let negativeZero: UInt32 = 0x8000_0000
  private static let quiet: UInt32 = 0xffc1_2345
  private static let signaling: UInt32 = 0x7f81_2345
  private static let canonical: UInt32 = 0x7fc0_0000

  /// Pairs of operands, the lesser of them, the greater, and the flags.
  @Test(
    arguments: [
      (one, two, one, two, 0),
      (negativeZero, 0, negativeZero, 0, 0),
      (0, negativeZero, negativeZero, 0, 0),
      (quiet, one, one, one, 0),
      (one, quiet, one, one, 0),
      (signaling, one, one, one, 16),
      (one, signaling, one, one, 16),
      (quiet, quiet, canonical, canonical, 0),
      (signaling, quiet, canonical, canonical, 16),
      (negativeInfinity, infinity, negativeInfinity, infinity, 0),
      (0xbf80_0000, 0xc000_0000, 0xc000_0000, 0xbf80_0000, 0),
    ] as [(UInt32, UInt32, UInt32, UInt32, UInt8)])
  func `minimum and maximum prefer a number to a NaN`(
    left: UInt32, right: UInt32, least: UInt32, greatest: UInt32, raised: UInt8
  ) {
    var flags = FloatFlags()
    #expect(Single.minimum(left, right, flags: &flags) == least)
    #expect(flags.rawValue == raised)
    flags = []
    #expect(Single.maximum(left, right, flags: &flags) == greatest)
    #expect(flags.rawValue == raised)
  }

  @Test(
    arguments: [
      (0xff80_0000, 0x001), (0xbf80_0000, 0x002), (0x807f_ffff, 0x004), (0x8000_0000, 0x008),
      (0x0000_0000, 0x010), (0x0000_0001, 0x020), (0x0080_0000, 0x040), (0x7f80_0000, 0x080),
      (0x7f80_0001, 0x100), (0xffbf_ffff, 0x100), (0x7fc0_0000, 0x200), (0xffff_ffff, 0x200),
    ] as [(UInt32, UInt64)])
  func `each kind of number has a bit`(pattern: UInt32, bit: UInt64) {
    #expect(Single.classify(pattern).rawValue == bit)
    var flags = FloatFlags()
    // Widening keeps the kind, but numbers below the normal ones are normal there, and NaNs quiet.
    let kinds: [UInt64: UInt64] = [0x004: 0x002, 0x020: 0x040, 0x100: 0x200]
    #expect(
      Double.classify(Double.fromFloat32(pattern, flags: &flags)).rawValue == kinds[bit] ?? bit)
    #expect(flags == (bit == 0x100 ? .invalid : []))
  }

  /// Double precision to 32 bits and to 64: number, signed, unsigned; what is out of range is invalid.
  @Test(
    arguments: [
      (0x7ff8_0000_0000_0000, .max, .max, .max, .max, 16, 16, 16, 16),  // NaN
      (0xfff0_0000_0000_0001, .max, .max, .max, .max, 16, 16, 16, 16),  // signaling NaN, negative
      (0x7ff0_0000_0000_0000, .max, .max, .max, .max, 16, 16, 16, 16),  // infinity
      (0xfff0_0000_0000_0000, .min, 0, .min, 0, 16, 16, 16, 16),
      (0x8000_0000_0000_0000, 0, 0, 0, 0, 0, 0, 0, 0),  // -0
      (0xbfe0_0000_0000_0000, 0, 0, 0, 0, 1, 1, 1, 1),  // -0.5
      (0xbff0_0000_0000_0000, -1, 0, -1, 0, 0, 16, 0, 16),  // -1
      (0xbfff_ffff_ffff_ffff, -1, 0, -1, 0, 1, 16, 1, 16),  // just above -2
      (0x41df_ffff_ffc0_0000, .max, 0x7fff_ffff, 0x7fff_ffff, 0x7fff_ffff, 0, 0, 0, 0),
      (0x41df_ffff_fff0_0000, .max, 0x7fff_ffff, 0x7fff_ffff, 0x7fff_ffff, 1, 1, 1, 1),
      (0x41e0_0000_0000_0000, .max, 0x8000_0000, 0x8000_0000, 0x8000_0000, 16, 0, 0, 0),  // 2^31
      (0xc1e0_0000_0000_0000, .min, 0, -0x8000_0000, 0, 0, 16, 0, 16),
      (0xc1e0_0000_0010_0000, .min, 0, -0x8000_0000, 0, 1, 16, 1, 16),
      (0xc1e0_0000_0020_0000, .min, 0, -0x8000_0001, 0, 16, 16, 0, 16),
      (0x41f0_0000_0000_0000, .max, .max, 0x1_0000_0000, 0x1_0000_0000, 16, 16, 0, 0),  // 2^32
      (0x43e0_0000_0000_0000, .max, .max, .max, 0x8000_0000_0000_0000, 16, 16, 16, 0),  // 2^63
      (0xc3e0_0000_0000_0000, .min, 0, .min, 0, 16, 16, 0, 16),
      (0x43f0_0000_0000_0000, .max, .max, .max, .max, 16, 16, 16, 16),  // 2^64
      (0x43ef_ffff_ffff_ffff, .max, .max, .max, 0xffff_ffff_ffff_f800, 16, 16, 16, 0),
    ] as [(UInt64, Int32, UInt32, Int64, UInt64, UInt8, UInt8, UInt8, UInt8)])
  func `conversions saturate`(
    pattern: UInt64, int32: Int32, uint32: UInt32, int64: Int64, uint64: UInt64, flags32: UInt8,
    flagsU32: UInt8, flags64: UInt8, flagsU64: UInt8
  ) {
    var flags = FloatFlags()
    func raised() -> UInt8 {
      defer { flags = [] }
      return flags.rawValue
    }
    #expect(Double.toInt32(pattern, rounding: .towardZero, flags: &flags) == int32)
    #expect(raised() == flags32)
    #expect(Double.toUInt32(pattern, rounding: .towardZero, flags: &flags) == uint32)
    #expect(raised() == flagsU32)
    #expect(Double.toInt64(pattern, rounding: .towardZero, flags: &flags) == int64)
    #expect(raised() == flags64)
    #expect(Double.toUInt64(pattern, rounding: .towardZero, flags: &flags) == uint64)
    #expect(raised() == flagsU64)
  }

  /// -0.5 rounded away is -1, which an unsigned number has not.
  @Test(
    arguments: [
      (.nearestEven, 0, 1), (.towardZero, 0, 1), (.down, 0, 16), (.up, 0, 1), (.nearestAway, 0, 16),
    ] as [(RoundingMode, UInt32, UInt8)])
  func `a negative fraction is unsigned when it rounds to zero`(
    rounding: RoundingMode, result: UInt32, raised: UInt8
  ) {
    var flags = FloatFlags()
    #expect(Single.toUInt32(0xbf00_0000, rounding: rounding, flags: &flags) == result)
    #expect(flags.rawValue == raised)
  }

  @Test(
    arguments: [
      (one, one, true, false, true, 0, 0),
      (one, two, false, true, true, 0, 0),
      (two, one, false, false, false, 0, 0),
      (0, negativeZero, true, false, true, 0, 0),
      (negativeZero, 0, true, false, true, 0, 0),
      (negativeInfinity, infinity, false, true, true, 0, 0),
      (0xc000_0000, 0xbf80_0000, false, true, true, 0, 0),
      (quiet, one, false, false, false, 0, 16),
      (one, quiet, false, false, false, 0, 16),
      (quiet, quiet, false, false, false, 0, 16),
      (signaling, one, false, false, false, 16, 16),
      (quiet, signaling, false, false, false, 16, 16),
    ] as [(UInt32, UInt32, Bool, Bool, Bool, UInt8, UInt8)])
  func `equality is quiet, order is not`(
    left: UInt32, right: UInt32, equal: Bool, less: Bool, lessOrEqual: Bool, quiet: UInt8,
    loud: UInt8
  ) {
    var flags = FloatFlags()
    #expect(Single.isEqual(left, right, flags: &flags) == equal)
    #expect(flags.rawValue == quiet)
    flags = []
    #expect(Single.isLess(left, right, flags: &flags) == less)
    #expect(flags.rawValue == loud)
    flags = []
    #expect(Single.isLessOrEqual(left, right, flags: &flags) == lessOrEqual)
    #expect(flags.rawValue == loud)
  }

  @Test func `comparisons agree with this machine's`() {
    var operands = FloatOperands<Double>(seed: 6)
    for _ in 0..<100_000 {
      let (a, b, _) = operands.three()
      let left = Swift.Double(bitPattern: a)
      let right = Swift.Double(bitPattern: b)
      var flags = FloatFlags()
      let equal = Double.isEqual(a, b, flags: &flags)
      let less = Double.isLess(a, b, flags: &flags)
      let lessOrEqual = Double.isLessOrEqual(a, b, flags: &flags)
      if (equal, less, lessOrEqual) != (left == right, left < right, left <= right) {
        Issue.record("\(left) and \(right)")
      }
    }
  }

  @Test func `infinity times zero is invalid, whatever is added`() {
    for addend in [Self.one, Self.infinity, Self.canonical, Self.quiet, Self.signaling] {
      for (left, right) in [(Self.infinity, 0), (Self.negativeZero, Self.negativeInfinity)] {
        for form in FusedForm.allCases {
          var flags = FloatFlags()
          let result = Single.multiplyAdd(
            left, right, addend, form: form, rounding: .nearestEven, flags: &flags)
          #expect(result == Self.canonical)
          #expect(flags == .invalid)
        }
      }
    }
  }

  /// The operation, and what it makes of infinities, zeros and NaNs.
  @Test func `special operands of the arithmetic`() {
    struct Row {
      var operation: String
      var left: UInt32
      var right: UInt32
      var result: UInt32
      var flags: FloatFlags
    }
    let rows = [
      Row(operation: "+", left: Self.infinity, right: Self.one, result: Self.infinity, flags: []),
      Row(
        operation: "+", left: Self.infinity, right: Self.negativeInfinity, result: Self.canonical,
        flags: .invalid),
      Row(
        operation: "-", left: Self.infinity, right: Self.infinity, result: Self.canonical,
        flags: .invalid),
      Row(
        operation: "*", left: Self.infinity, right: 0, result: Self.canonical, flags: .invalid),
      Row(
        operation: "*", left: Self.negativeInfinity, right: Self.two,
        result: Self.negativeInfinity, flags: []),
      Row(
        operation: "/", left: Self.one, right: Self.negativeZero, result: Self.negativeInfinity,
        flags: .divideByZero),
      Row(operation: "/", left: 0, right: 0, result: Self.canonical, flags: .invalid),
      Row(
        operation: "/", left: Self.infinity, right: Self.infinity, result: Self.canonical,
        flags: .invalid),
      Row(operation: "/", left: Self.infinity, right: 0, result: Self.infinity, flags: []),
      Row(operation: "/", left: Self.one, right: Self.infinity, result: 0, flags: []),
      Row(operation: "+", left: Self.quiet, right: Self.one, result: Self.canonical, flags: []),
      Row(
        operation: "*", left: Self.one, right: Self.signaling, result: Self.canonical,
        flags: .invalid),
      Row(
        operation: "/", left: Self.signaling, right: Self.quiet, result: Self.canonical,
        flags: .invalid),
      Row(
        operation: "sqrt", left: Self.negativeZero, right: 0, result: Self.negativeZero, flags: []),
      Row(
        operation: "sqrt", left: 0xbf80_0000, right: 0, result: Self.canonical, flags: .invalid),
      Row(
        operation: "sqrt", left: Self.negativeInfinity, right: 0, result: Self.canonical,
        flags: .invalid),
      Row(operation: "sqrt", left: Self.infinity, right: 0, result: Self.infinity, flags: []),
    ]
    for row in rows {
      for rounding in RoundingMode.allCases {
        var flags = FloatFlags()
        let result =
          switch row.operation {
          case "+": Single.add(row.left, row.right, rounding: rounding, flags: &flags)
          case "-": Single.subtract(row.left, row.right, rounding: rounding, flags: &flags)
          case "*": Single.multiply(row.left, row.right, rounding: rounding, flags: &flags)
          case "/": Single.divide(row.left, row.right, rounding: rounding, flags: &flags)
          default: Single.squareRoot(row.left, rounding: rounding, flags: &flags)
          }
        #expect(result == row.result && flags == row.flags, "\(row) \(rounding)")
      }
    }
  }

  @Test(arguments: RoundingMode.allCases)
  func `a sum of zero is negative when rounding down`(rounding: RoundingMode) {
    let zero = rounding == .down ? Self.negativeZero : 0
    var flags = FloatFlags()
    #expect(Single.subtract(Self.one, Self.one, rounding: rounding, flags: &flags) == zero)
    #expect(Single.add(Self.negativeZero, 0, rounding: rounding, flags: &flags) == zero)
    #expect(
      Single.add(Self.negativeZero, Self.negativeZero, rounding: rounding, flags: &flags)
        == Self.negativeZero)
    #expect(
      Single.multiplyAdd(
        Self.one, Self.two, Self.two, form: .productMinusAddend, rounding: rounding, flags: &flags)
        == zero)
    #expect(
      Single.multiplyAdd(
        0, Self.two, 0, form: .negatedSum, rounding: rounding, flags: &flags) == Self.negativeZero)
    #expect(flags == [])
  }

  @Test func `underflow is detected after rounding`() {
    // (1 + 2^-23) * (2^-126 - 2^-149) is less than the least normal number by 2^-172.
    var flags = FloatFlags()
    let least: UInt32 = 0x0080_0000
    #expect(
      Single.multiply(0x3f80_0001, 0x007f_ffff, rounding: .nearestEven, flags: &flags) == least)
    #expect(flags == .inexact)
    flags = []
    #expect(
      Single.multiply(0x3f80_0001, 0x007f_ffff, rounding: .towardZero, flags: &flags) == least - 1)
    #expect(flags == [.inexact, .underflow])
    // 2^-126 * (1 - 2^-24) is as near to the least normal number as to the one below; with its full
    // precision it is exact, so it is less than the least normal number after rounding too.
    flags = []
    #expect(
      Single.multiply(least, 0x3f7f_ffff, rounding: .nearestEven, flags: &flags) == least)
    #expect(flags == [.inexact, .underflow])
    // Exact, so not even underflow.
    flags = []
    #expect(Single.multiply(least, 0x3f00_0000, rounding: .down, flags: &flags) == 0x0040_0000)
    #expect(flags == [])
  }

  @Test(
    arguments: [
      (.nearestEven, 0x7f80_0000, 0xff80_0000), (.towardZero, 0x7f7f_ffff, 0xff7f_ffff),
      (.down, 0x7f7f_ffff, 0xff80_0000), (.up, 0x7f80_0000, 0xff7f_ffff),
      (.nearestAway, 0x7f80_0000, 0xff80_0000),
    ] as [(RoundingMode, UInt32, UInt32)])
  func `overflow is infinity or the greatest number`(
    rounding: RoundingMode, positive: UInt32, negative: UInt32
  ) {
    var flags = FloatFlags()
    #expect(
      Single.multiply(0x7f7f_ffff, Self.two, rounding: rounding, flags: &flags) == positive)
    #expect(flags == [.overflow, .inexact])
    flags = []
    #expect(
      Single.multiply(0xff7f_ffff, Self.two, rounding: rounding, flags: &flags) == negative)
    #expect(flags == [.overflow, .inexact])
  }

  @Test func `a tie goes away from zero in one mode only`() {
    // 1 + 2^-24 is in the middle between 1 and the next number.
    for (rounding, result) in [
      (RoundingMode.nearestEven, Self.one), (.nearestAway, Self.one + 1),
    ] {
      var flags = FloatFlags()
      #expect(Single.add(Self.one, 0x3380_0000, rounding: rounding, flags: &flags) == result)
      #expect(
        Single.subtract(
          Self.one ^ 0x8000_0000, 0x3380_0000, rounding: rounding, flags: &flags)
          == result ^ 0x8000_0000)
      #expect(flags == .inexact)
    }
  }

  @Test func `sign injection touches nothing but the sign`() {
    #expect(Single.withSign(of: Self.negativeZero, Self.signaling) == 0xff81_2345)
    #expect(Single.withNegatedSign(of: Self.negativeZero, Self.quiet) == 0x7fc1_2345)
    #expect(Single.withNegatedSign(of: Self.one, Self.one) == 0xbf80_0000)
    #expect(Single.withSignTurned(by: Self.negativeZero, Self.quiet) == 0x7fc1_2345)
    #expect(Single.withSignTurned(by: Self.one, Self.quiet) == Self.quiet)
  }

  @Test func `flags are only ever added`() {
    var flags: FloatFlags = [.divideByZero]
    #expect(Single.add(Self.one, Self.one, rounding: .nearestEven, flags: &flags) == Self.two)
    #expect(flags == .divideByZero)
    _ = Single.divide(Self.one, 0x4040_0000, rounding: .nearestEven, flags: &flags)
    #expect(flags == [.divideByZero, .inexact])
  }
}
