/// A register of the processor.
struct Register: RawRepresentable, Equatable, Sendable {
  let rawValue: UInt32

  static var zero: Register { Register(rawValue: 0) }
  static var returnAddress: Register { Register(rawValue: 1) }
  static var stackPointer: Register { Register(rawValue: 2) }
  static var threadPointer: Register { Register(rawValue: 4) }
  static var framePointer: Register { Register(rawValue: 8) }
  /// For an address between two instructions, and for nothing longer.
  static var addressScratch: Register { Register(rawValue: 30) }
  /// For a value between two instructions, and for nothing longer.
  static var valueScratch: Register { Register(rawValue: 31) }

  /// Where an argument is, counted from 0; the first is where a result is too.
  static func argument(_ index: Int) -> Register { Register(rawValue: 10 &+ UInt32(index & 7)) }

  static var result: Register { argument(0) }
}

/// The registers in which values of expressions are kept while they are calculated.
///
/// A call may change all of them, so none is in use when one is made.
struct RegisterPool: Sendable {
  /// How many there are.
  static var count: Int { 5 }
  /// `t0`, `t1`, `t2`, `t3` and `t4`.
  private static var all: UInt32 { 1 << 5 | 1 << 6 | 1 << 7 | 1 << 28 | 1 << 29 }

  private var free = RegisterPool.all

  var freeCount: Int { free.nonzeroBitCount }
  var isWhole: Bool { free == Self.all }

  func contains(_ register: Register) -> Bool { Self.all >> register.rawValue & 1 != 0 }

  /// Takes the first that is free; nil without one.
  mutating func allocate() -> Register? {
    if free == 0 { return nil }
    let register = Register(rawValue: UInt32(free.trailingZeroBitCount))
    free &= free &- 1
    return register
  }

  mutating func take(_ register: Register) { free &= ~(1 << register.rawValue) }

  /// Gives one back; other registers than those of the pool are of no concern.
  mutating func release(_ register: Register) { free |= 1 << register.rawValue & Self.all }
}
