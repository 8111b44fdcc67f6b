/// The registers of a task: what a RISC-V processor (a *hart*) has of it while it runs.
///
/// A value: fork copies it, a context switch puts another one on the processor.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapters 2, 11 and 12.
package struct Hart: Sendable {
  /// One more than there are: what is written to x0 goes there, so that x0 stays 0.
  static var integerCount: Int { 33 }
  static var floatCount: Int { 32 }

  /// Where the next instruction is.
  package var pc: UInt64
  /// The rounding mode `frm` in bits 5 to 7, the exceptions `fflags` below.
  package var fcsr: UInt32 = 0
  /// How many instructions are done (`instret`); a call and what failed don't count.
  package var retired: UInt64 = 0
  /// What tells the reservation of its last load-reserved apart, or 0.
  var reservation: UInt64 = 0
  var integers: [33 of UInt64] = .init(repeating: 0)
  var floats: [32 of UInt64] = .init(repeating: 0)

  /// Registers of 0.
  ///
  /// - Parameter pc: Where the first instruction is.
  package init(pc: UInt64 = 0) {
    self.pc = pc
  }

  /// An integer register, x0 to x31; what is written to x0 is lost.
  package subscript(x register: Int) -> UInt64 {
    get { integers[register] }
    set { if register != 0 { integers[register] = newValue } }
  }

  /// The bits of a floating-point register, f0 to f31.
  ///
  /// A number of single precision has ones in its upper half.
  package subscript(f register: Int) -> UInt64 {
    get { floats[register] }
    set { floats[register] = newValue }
  }
}

extension Hart: Equatable {
  /// Registers are equal if a program can't tell them apart.
  package static func == (one: Hart, other: Hart) -> Bool {
    one.pc == other.pc && one.fcsr == other.fcsr && one.retired == other.retired
      && (0..<32).allSatisfy { one[x: $0] == other[x: $0] && one[f: $0] == other[f: $0] }
  }
}
