/// What an instruction of RV64GC does, named as its mnemonic.
///
/// A compressed instruction has the operation that it is short for. The operations on
/// floating-point numbers end in the format that they work in, `S` or `D`, those on memory in
/// `W` or `D` for its width.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapter 24.
package enum Operation: UInt8, Sendable, CaseIterable {
  // MARK: Made by the translation cache alone
  /// A place of a page that was not decoded yet.
  case undecoded
  /// The end of a page: goes on with the next one.
  case pageEnd
  /// An instruction whose second half is on the next page.
  case straddling
  /// Stops, since as many instructions as were asked for are done.
  case budgetEnd
  // Jumps to places on the same page; those of RV64I go anywhere.
  case jalNear
  case beqNear
  case bneNear
  case bltNear
  case bgeNear
  case bltuNear
  case bgeuNear

  // MARK: RV64I
  /// None: the bits mean nothing.
  case illegal
  case lui
  case auipc
  case jal
  case jalr
  case beq
  case bne
  case blt
  case bge
  case bltu
  case bgeu
  case lb
  case lh
  case lw
  case ld
  case lbu
  case lhu
  case lwu
  case sb
  case sh
  case sw
  case sd
  case addi
  case slti
  case sltiu
  case xori
  case ori
  case andi
  case slli
  case srli
  case srai
  case addiw
  case slliw
  case srliw
  case sraiw
  case add
  case sub
  case sll
  case slt
  case sltu
  case xor
  case srl
  case sra
  case or
  case and
  case addw
  case subw
  case sllw
  case srlw
  case sraw
  case fence
  case fenceI
  case ecall
  case ebreak

  // MARK: Zicsr
  case csrrw
  case csrrs
  case csrrc
  case csrrwi
  case csrrsi
  case csrrci

  // MARK: M
  case mul
  case mulh
  case mulhsu
  case mulhu
  case div
  case divu
  case rem
  case remu
  case mulw
  case divw
  case divuw
  case remw
  case remuw

  // MARK: A
  case lrW
  case scW
  case amoswapW
  case amoaddW
  case amoxorW
  case amoandW
  case amoorW
  case amominW
  case amomaxW
  case amominuW
  case amomaxuW
  case lrD
  case scD
  case amoswapD
  case amoaddD
  case amoxorD
  case amoandD
  case amoorD
  case amominD
  case amomaxD
  case amominuD
  case amomaxuD

  // MARK: F and D
  case flw
  case fld
  case fsw
  case fsd
  case fmaddS
  case fmsubS
  case fnmsubS
  case fnmaddS
  case faddS
  case fsubS
  case fmulS
  case fdivS
  case fsqrtS
  case fsgnjS
  case fsgnjnS
  case fsgnjxS
  case fminS
  case fmaxS
  case feqS
  case fltS
  case fleS
  case fclassS
  case fcvtWS
  case fcvtWuS
  case fcvtLS
  case fcvtLuS
  case fcvtSW
  case fcvtSWu
  case fcvtSL
  case fcvtSLu
  case fmvXW
  case fmvWX
  case fmaddD
  case fmsubD
  case fnmsubD
  case fnmaddD
  case faddD
  case fsubD
  case fmulD
  case fdivD
  case fsqrtD
  case fsgnjD
  case fsgnjnD
  case fsgnjxD
  case fminD
  case fmaxD
  case feqD
  case fltD
  case fleD
  case fclassD
  case fcvtWD
  case fcvtWuD
  case fcvtLD
  case fcvtLuD
  case fcvtDW
  case fcvtDWu
  case fcvtDL
  case fcvtDLu
  case fmvXD
  case fmvDX
  case fcvtSD
  case fcvtDS
}

extension Operation {
  /// Whether an instruction stands for it; the others are made by the translation cache.
  package var isArchitectural: Bool { rawValue >= Operation.illegal.rawValue }

  /// Whether it is one of F or D.
  package var isFloat: Bool { rawValue >= Operation.flw.rawValue }

  /// How far an operation of F is from the same of D: both are in the same order, from the fused ones
  /// to the moves.
  private static var precisionDistance: RawValue {
    Operation.fmaddD.rawValue - Operation.fmaddS.rawValue
  }

  /// The operation of D that is this one of F.
  var inDoublePrecision: Operation? { Operation(rawValue: rawValue + Self.precisionDistance) }

  /// The operation of F that is this one of D; nil if it is none of D.
  var inSinglePrecision: Operation? {
    guard rawValue >= Operation.fmaddD.rawValue else { return nil }
    return Operation(rawValue: rawValue - Self.precisionDistance)
  }

  /// Whether it is one of A.
  package var isAtomic: Bool {
    rawValue >= Operation.lrW.rawValue && rawValue <= Operation.amomaxuD.rawValue
  }

  /// Whether what follows it in memory is not what is carried out next, or not without a look.
  var endsRun: Bool {
    switch self {
    case .jal, .jalr, .beq, .bne, .blt, .bge, .bltu, .bgeu, .jalNear, .beqNear, .bneNear,
      .bltNear, .bgeNear, .bltuNear, .bgeuNear, .ecall, .ebreak, .illegal:
      true
    default: false
    }
  }
}
