import Machine

/// The bits of an instruction of 32 bits, put together from the tables of the manual: the decoder's
/// counterpart, written without it.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapter 24.
func assembled(
  _ operation: Operation, rd: UInt32 = 0, rs1: UInt32 = 0, rs2: UInt32 = 0, rs3: UInt32 = 0,
  modifier: UInt32 = 0, immediate: Int64 = 0
) -> UInt32 {
  guard let format = formats.first(where: { $0.operation == operation }) else {
    preconditionFailure("\(operation) has no format")
  }
  let number = UInt32(truncatingIfNeeded: immediate)
  func bits(_ low: UInt32, _ count: UInt32, to place: UInt32) -> UInt32 {
    (number >> low & (1 << count - 1)) << place
  }
  let base = format.bits
  let (d, s, t) = (rd << 7, rs1 << 15, rs2 << 20)
  switch format.kind {
  case .register: return base | d | s | t
  case .immediate: return base | d | s | number << 20
  case .store: return base | s | t | bits(5, 7, to: 25) | bits(0, 5, to: 7)
  case .branch:
    return base | s | t | bits(12, 1, to: 31) | bits(5, 6, to: 25) | bits(1, 4, to: 8)
      | bits(11, 1, to: 7)
  case .upper: return base | d | number & 0xffff_f000
  case .jump:
    return base | d | bits(20, 1, to: 31) | bits(1, 10, to: 21) | bits(11, 1, to: 20)
      | bits(12, 8, to: 12)
  case .shift: return base | d | s | (number & 63) << 20
  case .atomic: return base | d | s | t | modifier << 25
  case .rounded: return base | d | s | t | modifier << 12
  case .unary: return base | d | s
  case .roundedUnary: return base | d | s | modifier << 12
  case .fused: return base | d | s | t | rs3 << 27 | modifier << 12
  case .fence: return base | modifier << 20
  case .fixed: return base
  }
}

/// Where the operands of an instruction are.
enum Format {
  case register, immediate, store, branch, upper, jump, shift, atomic, rounded, unary
  case roundedUnary, fused, fence, fixed
}

private func r(_ funct7: UInt32, _ funct3: UInt32, _ opcode: UInt32) -> UInt32 {
  funct7 << 25 | funct3 << 12 | opcode
}

private func f(_ funct7: UInt32, _ rs2: UInt32, _ funct3: UInt32 = 0) -> UInt32 {
  funct7 << 25 | rs2 << 20 | funct3 << 12 | 0x53
}

/// Every instruction with the bits that are always the same.
let formats: [(operation: Operation, kind: Format, bits: UInt32)] = [
  (.lui, .upper, 0x37), (.auipc, .upper, 0x17), (.jal, .jump, 0x6f),
  (.jalr, .immediate, r(0, 0, 0x67)),
  (.beq, .branch, r(0, 0, 0x63)), (.bne, .branch, r(0, 1, 0x63)), (.blt, .branch, r(0, 4, 0x63)),
  (.bge, .branch, r(0, 5, 0x63)), (.bltu, .branch, r(0, 6, 0x63)),
  (.bgeu, .branch, r(0, 7, 0x63)),
  (.lb, .immediate, r(0, 0, 0x03)), (.lh, .immediate, r(0, 1, 0x03)),
  (.lw, .immediate, r(0, 2, 0x03)), (.ld, .immediate, r(0, 3, 0x03)),
  (.lbu, .immediate, r(0, 4, 0x03)), (.lhu, .immediate, r(0, 5, 0x03)),
  (.lwu, .immediate, r(0, 6, 0x03)),
  (.sb, .store, r(0, 0, 0x23)), (.sh, .store, r(0, 1, 0x23)), (.sw, .store, r(0, 2, 0x23)),
  (.sd, .store, r(0, 3, 0x23)),
  (.addi, .immediate, r(0, 0, 0x13)), (.slti, .immediate, r(0, 2, 0x13)),
  (.sltiu, .immediate, r(0, 3, 0x13)), (.xori, .immediate, r(0, 4, 0x13)),
  (.ori, .immediate, r(0, 6, 0x13)), (.andi, .immediate, r(0, 7, 0x13)),
  (.slli, .shift, r(0, 1, 0x13)), (.srli, .shift, r(0, 5, 0x13)),
  (.srai, .shift, r(0x20, 5, 0x13)),
  (.addiw, .immediate, r(0, 0, 0x1b)), (.slliw, .shift, r(0, 1, 0x1b)),
  (.srliw, .shift, r(0, 5, 0x1b)), (.sraiw, .shift, r(0x20, 5, 0x1b)),
  (.add, .register, r(0, 0, 0x33)), (.sub, .register, r(0x20, 0, 0x33)),
  (.sll, .register, r(0, 1, 0x33)), (.slt, .register, r(0, 2, 0x33)),
  (.sltu, .register, r(0, 3, 0x33)), (.xor, .register, r(0, 4, 0x33)),
  (.srl, .register, r(0, 5, 0x33)), (.sra, .register, r(0x20, 5, 0x33)),
  (.or, .register, r(0, 6, 0x33)), (.and, .register, r(0, 7, 0x33)),
  (.addw, .register, r(0, 0, 0x3b)), (.subw, .register, r(0x20, 0, 0x3b)),
  (.sllw, .register, r(0, 1, 0x3b)), (.srlw, .register, r(0, 5, 0x3b)),
  (.sraw, .register, r(0x20, 5, 0x3b)),
  (.fence, .fence, 0x0f), (.fenceI, .fixed, r(0, 1, 0x0f)), (.ecall, .fixed, 0x73),
  (.ebreak, .fixed, 0x10_0073),
  (.csrrw, .immediate, r(0, 1, 0x73)), (.csrrs, .immediate, r(0, 2, 0x73)),
  (.csrrc, .immediate, r(0, 3, 0x73)), (.csrrwi, .immediate, r(0, 5, 0x73)),
  (.csrrsi, .immediate, r(0, 6, 0x73)), (.csrrci, .immediate, r(0, 7, 0x73)),
  (.mul, .register, r(1, 0, 0x33)), (.mulh, .register, r(1, 1, 0x33)),
  (.mulhsu, .register, r(1, 2, 0x33)), (.mulhu, .register, r(1, 3, 0x33)),
  (.div, .register, r(1, 4, 0x33)), (.divu, .register, r(1, 5, 0x33)),
  (.rem, .register, r(1, 6, 0x33)), (.remu, .register, r(1, 7, 0x33)),
  (.mulw, .register, r(1, 0, 0x3b)), (.divw, .register, r(1, 4, 0x3b)),
  (.divuw, .register, r(1, 5, 0x3b)), (.remw, .register, r(1, 6, 0x3b)),
  (.remuw, .register, r(1, 7, 0x3b)),
  (.lrW, .atomic, r(0x08, 2, 0x2f)), (.scW, .atomic, r(0x0c, 2, 0x2f)),
  (.amoswapW, .atomic, r(0x04, 2, 0x2f)), (.amoaddW, .atomic, r(0x00, 2, 0x2f)),
  (.amoxorW, .atomic, r(0x10, 2, 0x2f)), (.amoandW, .atomic, r(0x30, 2, 0x2f)),
  (.amoorW, .atomic, r(0x20, 2, 0x2f)), (.amominW, .atomic, r(0x40, 2, 0x2f)),
  (.amomaxW, .atomic, r(0x50, 2, 0x2f)), (.amominuW, .atomic, r(0x60, 2, 0x2f)),
  (.amomaxuW, .atomic, r(0x70, 2, 0x2f)),
  (.lrD, .atomic, r(0x08, 3, 0x2f)), (.scD, .atomic, r(0x0c, 3, 0x2f)),
  (.amoswapD, .atomic, r(0x04, 3, 0x2f)), (.amoaddD, .atomic, r(0x00, 3, 0x2f)),
  (.amoxorD, .atomic, r(0x10, 3, 0x2f)), (.amoandD, .atomic, r(0x30, 3, 0x2f)),
  (.amoorD, .atomic, r(0x20, 3, 0x2f)), (.amominD, .atomic, r(0x40, 3, 0x2f)),
  (.amomaxD, .atomic, r(0x50, 3, 0x2f)), (.amominuD, .atomic, r(0x60, 3, 0x2f)),
  (.amomaxuD, .atomic, r(0x70, 3, 0x2f)),
  (.flw, .immediate, r(0, 2, 0x07)), (.fld, .immediate, r(0, 3, 0x07)),
  (.fsw, .store, r(0, 2, 0x27)), (.fsd, .store, r(0, 3, 0x27)),
  (.fmaddS, .fused, 0x43), (.fmsubS, .fused, 0x47), (.fnmsubS, .fused, 0x4b),
  (.fnmaddS, .fused, 0x4f),
  (.fmaddD, .fused, 0x200_0043), (.fmsubD, .fused, 0x200_0047),
  (.fnmsubD, .fused, 0x200_004b), (.fnmaddD, .fused, 0x200_004f),
  (.faddS, .rounded, f(0x00, 0)), (.fsubS, .rounded, f(0x04, 0)),
  (.fmulS, .rounded, f(0x08, 0)), (.fdivS, .rounded, f(0x0c, 0)),
  (.fsqrtS, .roundedUnary, f(0x2c, 0)),
  (.fsgnjS, .register, f(0x10, 0, 0)), (.fsgnjnS, .register, f(0x10, 0, 1)),
  (.fsgnjxS, .register, f(0x10, 0, 2)), (.fminS, .register, f(0x14, 0, 0)),
  (.fmaxS, .register, f(0x14, 0, 1)), (.feqS, .register, f(0x50, 0, 2)),
  (.fltS, .register, f(0x50, 0, 1)), (.fleS, .register, f(0x50, 0, 0)),
  (.fclassS, .unary, f(0x70, 0, 1)), (.fmvXW, .unary, f(0x70, 0, 0)),
  (.fmvWX, .unary, f(0x78, 0, 0)),
  (.fcvtWS, .roundedUnary, f(0x60, 0)), (.fcvtWuS, .roundedUnary, f(0x60, 1)),
  (.fcvtLS, .roundedUnary, f(0x60, 2)), (.fcvtLuS, .roundedUnary, f(0x60, 3)),
  (.fcvtSW, .roundedUnary, f(0x68, 0)), (.fcvtSWu, .roundedUnary, f(0x68, 1)),
  (.fcvtSL, .roundedUnary, f(0x68, 2)), (.fcvtSLu, .roundedUnary, f(0x68, 3)),
  (.faddD, .rounded, f(0x01, 0)), (.fsubD, .rounded, f(0x05, 0)),
  (.fmulD, .rounded, f(0x09, 0)), (.fdivD, .rounded, f(0x0d, 0)),
  (.fsqrtD, .roundedUnary, f(0x2d, 0)),
  (.fsgnjD, .register, f(0x11, 0, 0)), (.fsgnjnD, .register, f(0x11, 0, 1)),
  (.fsgnjxD, .register, f(0x11, 0, 2)), (.fminD, .register, f(0x15, 0, 0)),
  (.fmaxD, .register, f(0x15, 0, 1)), (.feqD, .register, f(0x51, 0, 2)),
  (.fltD, .register, f(0x51, 0, 1)), (.fleD, .register, f(0x51, 0, 0)),
  (.fclassD, .unary, f(0x71, 0, 1)), (.fmvXD, .unary, f(0x71, 0, 0)),
  (.fmvDX, .unary, f(0x79, 0, 0)),
  (.fcvtWD, .roundedUnary, f(0x61, 0)), (.fcvtWuD, .roundedUnary, f(0x61, 1)),
  (.fcvtLD, .roundedUnary, f(0x61, 2)), (.fcvtLuD, .roundedUnary, f(0x61, 3)),
  (.fcvtDW, .roundedUnary, f(0x69, 0)), (.fcvtDWu, .roundedUnary, f(0x69, 1)),
  (.fcvtDL, .roundedUnary, f(0x69, 2)), (.fcvtDLu, .roundedUnary, f(0x69, 3)),
  (.fcvtSD, .roundedUnary, f(0x20, 1)), (.fcvtDS, .roundedUnary, f(0x21, 0)),
]
