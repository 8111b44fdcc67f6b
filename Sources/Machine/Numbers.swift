// How the processor reads the bits of a register.

@inline(__always)
func signed(_ bits: UInt64) -> Int64 { Int64(bitPattern: bits) }

@inline(__always)
func unsigned(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) }

/// The lower half, signed.
@inline(__always)
func word(_ bits: UInt64) -> Int32 { Int32(truncatingIfNeeded: bits) }

/// The lower half, unsigned.
@inline(__always)
func half(_ bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits) }

/// A smaller number as a register holds it: with its sign in all higher bits.
@inline(__always)
func extended<Number: FixedWidthInteger & SignedInteger>(_ number: Number) -> UInt64 {
  UInt64(truncatingIfNeeded: number)
}

/// 32 bits as a register holds them: even if they are meant without a sign.
@inline(__always)
func extended(_ bits: UInt32) -> UInt64 { extended(Int32(bitPattern: bits)) }

/// A number of single precision as a register holds it.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, section 12.2.
@inline(__always)
func boxed(_ bits: UInt32) -> UInt64 { UInt64(bits) | 0xffff_ffff_0000_0000 }

/// The lower half shifted down, with zeroes in the bits that become free.
@inline(__always)
func shiftedDown(_ bits: UInt64, _ count: UInt64) -> UInt32 { half(bits) &>> half(count) }

/// Whether a branch is taken.
@inline(__always)
func isTaken(_ operation: Operation, _ left: UInt64, _ right: UInt64) -> Bool {
  switch operation {
  case .beq: left == right
  case .bne: left != right
  case .blt: signed(left) < signed(right)
  case .bge: signed(left) >= signed(right)
  case .bltu: left < right
  default: left >= right
  }
}

/// The upper half of a product.
@inline(__always)
func highProduct(_ left: Int64, _ right: Int64) -> UInt64 {
  unsigned(left.multipliedFullWidth(by: right).high)
}

/// The upper half of the product of a number with a sign and one without.
@inline(__always)
func highProduct(_ left: Int64, _ right: UInt64) -> UInt64 {
  // As a number without a sign, a negative one is 2 to the 64th too large.
  let product = unsigned(left).multipliedFullWidth(by: right).high
  return left < 0 ? product &- right : product
}

/// A quotient; nothing traps.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, table 7.1.
@inline(__always)
func quotient<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
  if right == 0 { return ~0 }
  // The one quotient that is too large wraps.
  if Number.isSigned, right == ~0 { return 0 &- left }
  return left / right
}

/// A remainder; nothing traps.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, table 7.1.
@inline(__always)
func remainder<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
  if right == 0 { return left }
  if Number.isSigned, right == ~0 { return 0 }
  return left % right
}
