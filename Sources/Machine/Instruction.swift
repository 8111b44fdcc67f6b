/// An instruction of RV64GC, taken apart.
///
/// Registers that an operation does not have are 0.
package struct Instruction: Equatable, Sendable {
  /// What it does; `.illegal` if the bits mean nothing.
  package var operation: Operation
  /// Where the result goes: an integer or a floating-point register, as the operation has it.
  package var rd: UInt8 = 0
  /// The first operand.
  package var rs1: UInt8 = 0
  /// The second operand.
  package var rs2: UInt8 = 0
  /// The third operand of a fused multiplication and addition.
  package var rs3: UInt8 = 0
  /// The rounding mode of a floating-point operation, the bits `aq` and `rl` of an atomic one, the
  /// twelve bits of a fence: what is left of the instruction's own words.
  package var modifier: UInt16 = 0
  /// The number in the instruction; of an access to a control register its number.
  package var immediate: Int64 = 0
  /// How long it is: 2 or 4.
  package var byteCount: UInt8 = 4

  /// An instruction from its parts.
  package init(
    _ operation: Operation, rd: UInt8 = 0, rs1: UInt8 = 0, rs2: UInt8 = 0, rs3: UInt8 = 0,
    modifier: UInt16 = 0, immediate: Int64 = 0, byteCount: UInt8 = 4
  ) {
    self.operation = operation
    self.rd = rd
    self.rs1 = rs1
    self.rs2 = rs2
    self.rs3 = rs3
    self.modifier = modifier
    self.immediate = immediate
    self.byteCount = byteCount
  }

  /// The instruction that begins with a word of memory.
  ///
  /// - Parameter bits: The word; of a compressed instruction the lower half counts alone.
  package init(bits: UInt32) {
    self =
      bits & 3 == 3
      ? Instruction(word: bits) : Instruction(compressed: UInt16(truncatingIfNeeded: bits))
  }

  /// Bits that mean nothing.
  ///
  /// - Parameter byteCount: How many bytes there are of them.
  /// - Returns: The instruction.
  static func illegal(byteCount: UInt8 = 4) -> Instruction {
    Instruction(.illegal, byteCount: byteCount)
  }
}
