/// The instructions of RV64 that the compiler makes.
///
/// Source: The RISC-V Instruction Set Manual, volume I, chapter 35.
enum Encoding {
  /// What an instruction on registers does: function codes of `OP`, and whether it has a form for 32
  /// bits.
  struct Operation: Equatable, Sendable {
    var bits: UInt32

    private static func make(_ high: UInt32, _ middle: UInt32, isWord: Bool = false) -> Operation {
      Operation(bits: high << 25 | middle << 12 | (isWord ? 0x3b : 0x33))
    }

    static func add(isWord: Bool) -> Operation { make(0, 0, isWord: isWord) }
    static func subtract(isWord: Bool) -> Operation { make(0x20, 0, isWord: isWord) }
    static func multiply(isWord: Bool) -> Operation { make(1, 0, isWord: isWord) }
    static func divide(isSigned: Bool, isWord: Bool) -> Operation {
      make(1, isSigned ? 4 : 5, isWord: isWord)
    }
    static func remainder(isSigned: Bool, isWord: Bool) -> Operation {
      make(1, isSigned ? 6 : 7, isWord: isWord)
    }
    static func shiftLeft(isWord: Bool) -> Operation { make(0, 1, isWord: isWord) }
    static func shiftRight(isSigned: Bool, isWord: Bool) -> Operation {
      make(isSigned ? 0x20 : 0, 5, isWord: isWord)
    }
    static var and: Operation { make(0, 7) }
    static var or: Operation { make(0, 6) }
    static var exclusiveOr: Operation { make(0, 4) }
    static func less(isSigned: Bool) -> Operation { make(0, isSigned ? 2 : 3) }
  }

  /// What an instruction on a register and a number of 12 bits does.
  struct Immediate: Equatable, Sendable {
    var bits: UInt32

    static func add(isWord: Bool) -> Immediate { Immediate(bits: isWord ? 0x1b : 0x13) }
    static var and: Immediate { Immediate(bits: 7 << 12 | 0x13) }
    static var or: Immediate { Immediate(bits: 6 << 12 | 0x13) }
    static var exclusiveOr: Immediate { Immediate(bits: 4 << 12 | 0x13) }
    static func less(isSigned: Bool) -> Immediate {
      Immediate(bits: (isSigned ? 2 : 3) << 12 | 0x13)
    }
    static func shiftLeft(isWord: Bool) -> Immediate {
      Immediate(bits: 1 << 12 | (isWord ? 0x1b : 0x13))
    }
    static func shiftRight(isSigned: Bool, isWord: Bool) -> Immediate {
      Immediate(bits: (isSigned ? 1 << 30 : 0) | 5 << 12 | (isWord ? 0x1b : 0x13))
    }
  }

  /// When a branch is taken.
  enum Comparison: UInt32, Sendable {
    case equal = 0
    case notEqual = 1
    case less = 4
    case greaterOrEqual = 5
    case lessUnsigned = 6
    case greaterOrEqualUnsigned = 7

    var negated: Comparison { Comparison(rawValue: rawValue ^ 1) ?? .equal }
  }

  /// What an atomic instruction does to memory.
  enum Atomic: UInt32, Sendable {
    case add = 0x00
    case swap = 0x01
    case loadReserved = 0x02
    case storeConditional = 0x03
    case exclusiveOr = 0x04
    case or = 0x08
    case and = 0x0c
  }

  static var systemCall: UInt32 { 0x73 }
  /// Orders all memory accesses before it before all behind it.
  static var fence: UInt32 { 0x0330_000f }
  /// Orders what is before it before the writes behind it.
  static var fenceBeforeWrite: UInt32 { 0x0310_000f }
  /// Orders the reads before it before what is behind it.
  static var fenceAfterRead: UInt32 { 0x0230_000f }

  static func register(
    _ operation: Operation, _ target: Register, _ left: Register, _ right: Register
  ) -> UInt32 {
    operation.bits | right.rawValue << 20 | left.rawValue << 15 | target.rawValue << 7
  }

  static func immediate(
    _ operation: Immediate, _ target: Register, _ source: Register, _ number: Int64
  ) -> UInt32 {
    operation.bits | UInt32(truncatingIfNeeded: number & 0xfff) << 20 | source.rawValue << 15
      | target.rawValue << 7
  }

  /// The upper 20 bits of a number, to which a number of 12 bits with a sign is added.
  static func loadUpper(_ target: Register, _ upper: Int64) -> UInt32 {
    UInt32(truncatingIfNeeded: upper & 0xfffff) << 12 | target.rawValue << 7 | 0x37
  }

  static func addUpperToCounter(_ target: Register, _ upper: Int64) -> UInt32 {
    loadUpper(target, upper) ^ (0x37 ^ 0x17)
  }

  static func load(
    _ kind: IntegerKind, _ target: Register, _ base: Register, _ offset: Int64
  ) -> UInt32 {
    let width: UInt32 =
      switch kind {
      case .char, .signedChar: 0
      case .short: 1
      case .int, .unsignedInt: 2
      case .long, .unsignedLong: 3
      case .unsignedChar: 4
      case .unsignedShort: 5
      }
    return UInt32(truncatingIfNeeded: offset & 0xfff) << 20 | base.rawValue << 15 | width << 12
      | target.rawValue << 7 | 0x03
  }

  /// Stores 1, 2, 4 or 8 bytes.
  static func store(
    size: Int64, _ source: Register, _ base: Register, _ offset: Int64
  ) -> UInt32 {
    let low = UInt32(truncatingIfNeeded: offset & 0xfff)
    return (low >> 5) << 25 | source.rawValue << 20 | base.rawValue << 15
      | UInt32(truncatingIfNeeded: size.trailingZeroBitCount) << 12 | (low & 31) << 7 | 0x23
  }

  static func branch(
    _ comparison: Comparison, _ left: Register, _ right: Register, _ distance: Int64
  ) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: distance)
    return (bits >> 12) << 31 | (bits >> 5 & 0x3f) << 25 | right.rawValue << 20
      | left.rawValue << 15 | comparison.rawValue << 12 | (bits >> 1 & 0xf) << 8
      | (bits >> 11 & 1) << 7 | 0x63
  }

  static func jump(_ link: Register, _ distance: Int64) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: distance)
    return (bits >> 20) << 31 | (bits >> 1 & 0x3ff) << 21 | (bits >> 11 & 1) << 20
      | (bits >> 12 & 0xff) << 12 | link.rawValue << 7 | 0x6f
  }

  static func jump(_ link: Register, to base: Register, _ offset: Int64) -> UInt32 {
    UInt32(truncatingIfNeeded: offset & 0xfff) << 20 | base.rawValue << 15 | link.rawValue << 7
      | 0x67
  }

  /// An atomic instruction; acquires before and releases behind it.
  static func atomic(
    _ operation: Atomic, size: Int64, _ target: Register, _ source: Register, at base: Register
  ) -> UInt32 {
    operation.rawValue << 27 | 3 << 25 | source.rawValue << 20 | base.rawValue << 15
      | UInt32(truncatingIfNeeded: size.trailingZeroBitCount) << 12 | target.rawValue << 7 | 0x2f
  }

  /// Whether a number fits into the 12 bits of an instruction.
  static func fits(_ number: Int64) -> Bool { number >= -2048 && number < 2048 }

  /// The upper part of a number whose lower 12 bits are added with their sign.
  static func upper(_ number: Int64) -> Int64 { (number &+ 0x800) >> 12 }
}
