/// The types of whole numbers, on a machine whose `long` and pointers have 64 bits.
///
/// `char` is signed, as it is on the machines whose results a program is compared with (x86-64); on
/// RISC-V a C compiler would take it for unsigned.
enum IntegerKind: UInt8, Sendable {
  case char
  case signedChar
  case unsignedChar
  case short
  case unsignedShort
  case int
  case unsignedInt
  case long
  case unsignedLong

  /// How many bytes it has.
  var size: Int64 {
    switch self {
    case .char, .signedChar, .unsignedChar: 1
    case .short, .unsignedShort: 2
    case .int, .unsignedInt: 4
    case .long, .unsignedLong: 8
    }
  }

  /// Whether it has negative numbers.
  var isSigned: Bool {
    switch self {
    case .char, .signedChar, .short, .int, .long: true
    case .unsignedChar, .unsignedShort, .unsignedInt, .unsignedLong: false
    }
  }

  /// Its name in C.
  var name: String {
    switch self {
    case .char: "char"
    case .signedChar: "int8_t"
    case .unsignedChar: "uint8_t"
    case .short: "int16_t"
    case .unsignedShort: "uint16_t"
    case .int: "int"
    case .unsignedInt: "unsigned"
    case .long: "long"
    case .unsignedLong: "unsigned long"
    }
  }

  /// The type that a number of this type is calculated in.
  ///
  /// Source: C11, section 6.3.1.1, paragraph 2.
  var promoted: IntegerKind { size < 4 ? .int : self }

  /// The type that two numbers are calculated in.
  ///
  /// Source: C11, section 6.3.1.8: a `long` holds every `unsigned`.
  static func common(_ left: IntegerKind, _ right: IntegerKind) -> IntegerKind {
    let left = left.promoted
    let right = right.promoted
    return left.rawValue > right.rawValue ? left : right
  }

  /// The type of a number that is written out; nil if there is none.
  ///
  /// Source: C11, section 6.4.4.1, paragraph 5.
  static func ofLiteral(
    _ value: UInt64, isDecimal: Bool, isUnsigned: Bool, isLong: Bool
  ) -> IntegerKind? {
    if !isLong {
      if !isUnsigned, value <= 0x7fff_ffff { return .int }
      if isUnsigned || !isDecimal, value <= 0xffff_ffff { return .unsignedInt }
    }
    if !isUnsigned, value <= 0x7fff_ffff_ffff_ffff { return .long }
    return isUnsigned || !isDecimal ? .unsignedLong : nil
  }

  /// A number as this type holds it, extended to 64 bits.
  func wrapped(_ value: Int64) -> Int64 {
    switch self {
    case .char, .signedChar: Int64(Int8(truncatingIfNeeded: value))
    case .unsignedChar: Int64(UInt8(truncatingIfNeeded: value))
    case .short: Int64(Int16(truncatingIfNeeded: value))
    case .unsignedShort: Int64(UInt16(truncatingIfNeeded: value))
    case .int: Int64(Int32(truncatingIfNeeded: value))
    case .unsignedInt: Int64(UInt32(truncatingIfNeeded: value))
    case .long, .unsignedLong: value
    }
  }
}
