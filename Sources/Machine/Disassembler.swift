/// How instructions are written in assembly language, as objdump writes them: with the short forms
/// that the assembler knows for common ones.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapter 25, and the
/// disassembler of the GNU binutils.
extension Instruction {
  /// The instruction as text.
  ///
  /// - Parameter pc: Where it is: jumps are written with the address that they go to.
  /// - Returns: The mnemonic, a blank and the operands.
  package func text(at pc: UInt64) -> String {
    if let short = shortForm(at: pc) { return short }
    let name = operation.mnemonic
    let operands = operands(at: pc)
    return operands.isEmpty ? name : name + " " + operands
  }

  /// What an integer register is called.
  ///
  /// - Parameter register: Its number, from 0 to 31.
  /// - Returns: Its name of the calling convention.
  package static func name(ofRegister register: Int) -> String { integerNames[register] }

  private var d: String { Self.integerNames[Int(rd)] }
  private var s: String { Self.integerNames[Int(rs1)] }
  private var t: String { Self.integerNames[Int(rs2)] }
  private var fd: String { Self.floatNames[Int(rd)] }
  private var fs: String { Self.floatNames[Int(rs1)] }
  private var ft: String { Self.floatNames[Int(rs2)] }

  private func target(_ pc: UInt64) -> String {
    Self.hexadecimal(pc &+ UInt64(bitPattern: immediate))
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    "0x" + String(number, radix: 16)
  }

  /// The operands of the full form.
  private func operands(at pc: UInt64) -> String {
    switch operation {
    case .lui, .auipc:
      return "\(d),\(Self.hexadecimal(UInt64(bitPattern: immediate >> 12) & 0xfffff))"
    case .jal: return "\(d),\(target(pc))"
    case .jalr: return immediate == 0 ? "\(d),\(s)" : "\(d),\(immediate)(\(s))"
    case .beq, .bne, .blt, .bge, .bltu, .bgeu: return "\(s),\(t),\(target(pc))"
    case .lb, .lh, .lw, .ld, .lbu, .lhu, .lwu: return "\(d),\(immediate)(\(s))"
    case .sb, .sh, .sw, .sd: return "\(t),\(immediate)(\(s))"
    case .flw, .fld: return "\(fd),\(immediate)(\(s))"
    case .fsw, .fsd: return "\(ft),\(immediate)(\(s))"
    case .addi, .slti, .sltiu, .xori, .ori, .andi, .addiw: return "\(d),\(s),\(immediate)"
    case .slli, .srli, .srai, .slliw, .srliw, .sraiw:
      return "\(d),\(s),\(Self.hexadecimal(UInt64(immediate)))"
    case .fence: return "\(Self.fenceSet(modifier >> 4)),\(Self.fenceSet(modifier))"
    case .fenceI, .ecall, .ebreak: return ""
    case .csrrw, .csrrs, .csrrc: return "\(d),\(controlName),\(s)"
    case .csrrwi, .csrrsi, .csrrci: return "\(d),\(controlName),\(rs1)"
    case .lrW, .lrD: return "\(d),(\(s))"
    default:
      if operation.isFloat { return floatOperands }
      if operation.isAtomic { return "\(d),\(t),(\(s))" }
      return operation.isArchitectural && operation != .illegal ? "\(d),\(s),\(t)" : ""
    }
  }

  private var floatOperands: String {
    switch operation {
    case .fmaddS, .fmsubS, .fnmsubS, .fnmaddS, .fmaddD, .fmsubD, .fnmsubD, .fnmaddD:
      return "\(fd),\(fs),\(ft),\(Self.floatNames[Int(rs3)])" + rounding
    case .fsqrtS, .fsqrtD, .fcvtSD: return "\(fd),\(fs)" + rounding
    // The result is exact, so the mode is not written.
    case .fcvtDS: return "\(fd),\(fs)"
    case .fcvtDW, .fcvtDWu: return "\(fd),\(s)"
    case .fcvtWS, .fcvtWuS, .fcvtLS, .fcvtLuS, .fcvtWD, .fcvtWuD, .fcvtLD, .fcvtLuD:
      return "\(d),\(fs)" + rounding
    case .fcvtSW, .fcvtSWu, .fcvtSL, .fcvtSLu, .fcvtDL, .fcvtDLu: return "\(fd),\(s)" + rounding
    case .fmvXW, .fmvXD, .fclassS, .fclassD: return "\(d),\(fs)"
    case .fmvWX, .fmvDX: return "\(fd),\(s)"
    case .feqS, .fltS, .fleS, .feqD, .fltD, .fleD: return "\(d),\(fs),\(ft)"
    case .fsgnjS, .fsgnjnS, .fsgnjxS, .fsgnjD, .fsgnjnD, .fsgnjxD, .fminS, .fmaxS, .fminD,
      .fmaxD:
      return "\(fd),\(fs),\(ft)"
    default: return "\(fd),\(fs),\(ft)" + rounding
    }
  }

  /// The rounding mode, unless it is the one in `frm`.
  private var rounding: String {
    switch modifier {
    case 0: ",rne"
    case 1: ",rtz"
    case 2: ",rdn"
    case 3: ",rup"
    case 4: ",rmm"
    default: ""
    }
  }

  private var controlName: String {
    switch ControlRegister(rawValue: UInt16(truncatingIfNeeded: immediate)) {
    case .fflags: "fflags"
    case .frm: "frm"
    case .fcsr: "fcsr"
    case .cycle: "cycle"
    case .time: "time"
    case .instret: "instret"
    case nil: Self.hexadecimal(UInt64(immediate))
    }
  }

  private static func fenceSet(_ bits: UInt16) -> String {
    var set = ""
    if bits & 8 != 0 { set += "i" }
    if bits & 4 != 0 { set += "o" }
    if bits & 2 != 0 { set += "r" }
    if bits & 1 != 0 { set += "w" }
    return set.isEmpty ? "unknown" : set
  }

  // MARK: - Short forms

  /// The short form, if there is one.
  private func shortForm(at pc: UInt64) -> String? {
    switch operation {
    case .addi:
      if rd == 0, rs1 == 0, immediate == 0 { return "nop" }
      if rs1 == 0 { return "li \(d),\(immediate)" }
      return immediate == 0 && (byteCount == 4 || rd != rs1) ? "mv \(d),\(s)" : nil
    case .addiw: return immediate == 0 ? "sext.w \(d),\(s)" : nil
    case .xori: return immediate == -1 ? "not \(d),\(s)" : nil
    case .sltiu: return immediate == 1 ? "seqz \(d),\(s)" : nil
    case .andi: return immediate == 255 ? "zext.b \(d),\(s)" : nil
    case .add: return byteCount == 2 && rs1 == 0 ? "mv \(d),\(t)" : nil
    case .sub: return rs1 == 0 ? "neg \(d),\(t)" : nil
    case .subw: return rs1 == 0 ? "negw \(d),\(t)" : nil
    case .sltu: return rs1 == 0 ? "snez \(d),\(t)" : nil
    case .slt:
      if rs2 == 0 { return "sltz \(d),\(s)" }
      return rs1 == 0 ? "sgtz \(d),\(t)" : nil
    case .jal:
      if rd == 0 { return "j \(target(pc))" }
      return rd == 1 ? "jal \(target(pc))" : nil
    case .jalr: return shortJump
    case .beq, .bne, .blt, .bge, .bltu, .bgeu: return shortBranch(pc)
    case .fence: return shortFence
    case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci: return shortControl
    default: return operation.isFloat ? shortFloat : shortAtomic
    }
  }

  private var shortJump: String? {
    let place = immediate == 0 ? s : "\(immediate)(\(s))"
    switch (rd, rs1, immediate) {
    case (0, 1, 0): return "ret"
    case (0, _, _): return "jr \(place)"
    case (1, _, _): return "jalr \(place)"
    default: return nil
    }
  }

  private func shortBranch(_ pc: UInt64) -> String? {
    let name: String
    switch (operation, rs1, rs2) {
    case (.beq, _, 0): name = "beqz \(s)"
    case (.bne, _, 0): name = "bnez \(s)"
    case (.blt, _, 0): name = "bltz \(s)"
    case (.bge, 0, _): name = "blez \(t)"
    case (.bge, _, 0): name = "bgez \(s)"
    case (.blt, 0, _): name = "bgtz \(t)"
    default: return nil
    }
    return "\(name),\(target(pc))"
  }

  private var shortFence: String? {
    switch modifier {
    case 0x010: "pause"
    case 0x0ff: "fence"
    case 0x833: "fence.tso"
    default: nil
    }
  }

  private var shortControl: String? {
    let register = ControlRegister(rawValue: UInt16(truncatingIfNeeded: immediate))
    switch (operation, register) {
    case (.csrrw, .cycle) where rd == 0 && rs1 == 0: return "unimp"
    case (.csrrs, .cycle) where rs1 == 0: return "rdcycle \(d)"
    case (.csrrs, .time) where rs1 == 0: return "rdtime \(d)"
    case (.csrrs, .instret) where rs1 == 0: return "rdinstret \(d)"
    case (.csrrs, .fcsr) where rs1 == 0: return "frcsr \(d)"
    case (.csrrs, .frm) where rs1 == 0: return "frrm \(d)"
    case (.csrrs, .fflags) where rs1 == 0: return "frflags \(d)"
    case (.csrrw, .fcsr): return "fscsr " + (rd == 0 ? s : "\(d),\(s)")
    case (.csrrw, .frm): return "fsrm " + (rd == 0 ? s : "\(d),\(s)")
    case (.csrrw, .fflags): return "fsflags " + (rd == 0 ? s : "\(d),\(s)")
    case (.csrrwi, .frm): return "fsrmi \(d),\(rs1)"
    case (.csrrwi, .fflags): return "fsflagsi \(d),\(rs1)"
    case (.csrrs, _) where rs1 == 0: return "csrr \(d),\(controlName)"
    case (.csrrw, _) where rd == 0: return "csrw \(controlName),\(s)"
    case (.csrrs, _) where rd == 0: return "csrs \(controlName),\(s)"
    case (.csrrc, _) where rd == 0: return "csrc \(controlName),\(s)"
    case (.csrrwi, _) where rd == 0: return "csrwi \(controlName),\(rs1)"
    case (.csrrsi, _) where rd == 0: return "csrsi \(controlName),\(rs1)"
    case (.csrrci, _) where rd == 0: return "csrci \(controlName),\(rs1)"
    default: return nil
    }
  }

  private var shortFloat: String? {
    guard rs1 == rs2 else { return nil }
    switch operation {
    case .fsgnjS: return "fmv.s \(fd),\(fs)"
    case .fsgnjnS: return "fneg.s \(fd),\(fs)"
    case .fsgnjxS: return "fabs.s \(fd),\(fs)"
    case .fsgnjD: return "fmv.d \(fd),\(fs)"
    case .fsgnjnD: return "fneg.d \(fd),\(fs)"
    case .fsgnjxD: return "fabs.d \(fd),\(fs)"
    default: return nil
    }
  }

  /// An atomic operation with what it orders.
  private var shortAtomic: String? {
    guard operation.isAtomic, modifier != 0 else { return nil }
    let order = modifier == 1 ? ".rl" : modifier == 2 ? ".aq" : ".aqrl"
    return "\(operation.mnemonic)\(order) \(operands(at: 0))"
  }
}
