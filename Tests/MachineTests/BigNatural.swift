/// A natural number without a limit, for references that are slow and plain.
struct BigNatural: Equatable {
  /// The digits to the base 2^32, the least first; the last is not 0.
  private var digits: [UInt32] = []

  init(_ number: UInt64) {
    digits = [UInt32(truncatingIfNeeded: number), UInt32(number >> 32)]
    trim()
  }

  private init(digits: [UInt32]) {
    self.digits = digits
    trim()
  }

  var isZero: Bool { digits.isEmpty }

  var bitWidth: Int {
    guard let last = digits.last else { return 0 }
    return digits.count * 32 - last.leadingZeroBitCount
  }

  /// The lowest 64 bits.
  var low64: UInt64 {
    UInt64(digits.isEmpty ? 0 : digits[0]) | UInt64(digits.count < 2 ? 0 : digits[1]) << 32
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
  }

  static func < (left: BigNatural, right: BigNatural) -> Bool {
    if left.digits.count != right.digits.count { return left.digits.count < right.digits.count }
    for index in left.digits.indices.reversed() where left.digits[index] != right.digits[index] {
      return left.digits[index] < right.digits[index]
    }
    return false
  }

  static func + (left: BigNatural, right: BigNatural) -> BigNatural {
    var sum: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(left.digits.count, right.digits.count) {
      carry += left.digit(index) + right.digit(index)
      sum.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    sum.append(UInt32(carry))
    return BigNatural(digits: sum)
  }

  /// The difference.
  ///
  /// - Precondition: The second is not the greater.
  static func - (left: BigNatural, right: BigNatural) -> BigNatural {
    var difference: [UInt32] = []
    var borrow: UInt64 = 0
    for index in left.digits.indices {
      let digit = left.digit(index) &- right.digit(index) &- borrow
      difference.append(UInt32(truncatingIfNeeded: digit))
      borrow = digit >> 63
    }
    precondition(borrow == 0, "the second is the greater")
    return BigNatural(digits: difference)
  }

  static func * (left: BigNatural, right: BigNatural) -> BigNatural {
    var product = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
    for (row, digit) in left.digits.enumerated() {
      var carry: UInt64 = 0
      for column in right.digits.indices {
        carry += UInt64(digit) * right.digit(column) + UInt64(product[row + column])
        product[row + column] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product[row + right.digits.count] = UInt32(carry)
    }
    return BigNatural(digits: product)
  }

  static func << (left: BigNatural, count: Int) -> BigNatural {
    let (words, bits) = count.quotientAndRemainder(dividingBy: 32)
    var shifted = [UInt32](repeating: 0, count: words)
    var carry: UInt64 = 0
    for digit in left.digits {
      carry |= UInt64(digit) << bits
      shifted.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    shifted.append(UInt32(carry))
    return BigNatural(digits: shifted)
  }

  static func >> (left: BigNatural, count: Int) -> BigNatural {
    let (words, bits) = count.quotientAndRemainder(dividingBy: 32)
    guard words < left.digits.count else { return BigNatural(0) }
    return BigNatural(
      digits: (words..<left.digits.count).map {
        UInt32(truncatingIfNeeded: (left.digit($0) | left.digit($0 + 1) << 32) >> bits)
      })
  }

  /// The whole quotient, bit by bit.
  static func / (left: BigNatural, right: BigNatural) -> BigNatural {
    precondition(!right.isZero, "division by zero")
    var quotient = BigNatural(0)
    var rest = left
    for shift in (0...max(0, left.bitWidth - right.bitWidth)).reversed() {
      let part = right << shift
      quotient = quotient << 1
      if !(rest < part) {
        rest = rest - part
        quotient = quotient + BigNatural(1)
      }
    }
    return quotient
  }

  /// The whole square root, bit by bit.
  var squareRoot: BigNatural {
    var root = BigNatural(0)
    for bit in (0...bitWidth / 2).reversed() {
      let trial = root + BigNatural(1) << bit
      if !(self < trial * trial) { root = trial }
    }
    return root
  }

  private func digit(_ index: Int) -> UInt64 {
    index < digits.count ? UInt64(digits[index]) : 0
  }
}
