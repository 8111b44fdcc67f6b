/// The registers of a task: what a RISC-V processor (a *hart*) has of it while it runs.
///
/// A value: fork copies it, a context switch puts another one on the processor.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapters 2, 11 and 12.
package struct Hart: Equatable, Sendable {
  /// Where the next instruction is.
  package var pc: UInt64
  /// The rounding mode `frm` in bits 5 to 7, the exceptions `fflags` below.
  package var fcsr: UInt32 = 0
  /// How many instructions are done (`instret`); a call and what failed don't count.
  package var retired: UInt64 = 0
  /// The integer registers.
  package var x = IntegerRegisters()
  /// The floating-point registers.
  package var f = FloatRegisters()
  /// What tells the reservation of its last load-reserved apart, or 0.
  var reservation: UInt64 = 0

  /// Registers of 0.
  ///
  /// - Parameter pc: Where the first instruction is.
  package init(pc: UInt64 = 0) {
    self.pc = pc
  }

  /// Registers are equal if a program can't tell them apart.
  package static func == (one: Hart, other: Hart) -> Bool {
    one.pc == other.pc && one.fcsr == other.fcsr && one.retired == other.retired
      && one.x == other.x && one.f == other.f
  }
}

/// The integer registers, x0 to x31.
package struct IntegerRegisters: Equatable, Sendable {
  /// One more than there are: what is written to x0 goes there, so that x0 stays 0.
  var values: [33 of UInt64] = .init(repeating: 0)

  /// A register; what is written to x0 is lost.
  package subscript(register: Int) -> UInt64 {
    get { values[register] }
    set { if register != 0 { values[register] = newValue } }
  }

  /// Registers are equal if all 32 are.
  package static func == (one: IntegerRegisters, other: IntegerRegisters) -> Bool {
    (0..<32).allSatisfy { one.values[$0] == other.values[$0] }
  }
}

/// The floating-point registers, f0 to f31, as bits.
///
/// A number of single precision has ones in its upper half.
package struct FloatRegisters: Equatable, Sendable {
  var values: [32 of UInt64] = .init(repeating: 0)

  /// The bits of a register.
  package subscript(register: Int) -> UInt64 {
    get { values[register] }
    set { values[register] = newValue }
  }

  /// Registers are equal if all bits are: NaNs too.
  package static func == (one: FloatRegisters, other: FloatRegisters) -> Bool {
    (0..<32).allSatisfy { one.values[$0] == other.values[$0] }
  }
}
