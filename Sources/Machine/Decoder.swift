/// An instruction of 32 bits by its fields, as the manual names them.
struct Fields {
  let bits: UInt32

  var opcode: UInt32 { bits >> 2 & 31 }
  var rd: UInt8 { UInt8(truncatingIfNeeded: bits >> 7 & 31) }
  var funct3: UInt32 { bits >> 12 & 7 }
  var rs1: UInt8 { UInt8(truncatingIfNeeded: bits >> 15 & 31) }
  var rs2: UInt8 { UInt8(truncatingIfNeeded: bits >> 20 & 31) }
  var rs3: UInt8 { UInt8(truncatingIfNeeded: bits >> 27) }
  var funct7: UInt32 { bits >> 25 }
  var signed: Int32 { Int32(bitPattern: bits) }
  var immediateI: Int64 { Int64(signed >> 20) }
  var immediateS: Int64 { Int64((signed >> 25) << 5) | Int64(bits >> 7 & 31) }
  var immediateU: Int64 { Int64(signed & ~0xfff) }
  var immediateB: Int64 {
    Int64(signed >> 31) << 12 | Int64(bits >> 7 & 1) << 11 | Int64(bits >> 25 & 63) << 5
      | Int64(bits >> 8 & 15) << 1
  }
  var immediateJ: Int64 {
    Int64(signed >> 31) << 20 | Int64(bits >> 12 & 0xff) << 12 | Int64(bits >> 20 & 1) << 11
      | Int64(bits >> 21 & 0x3ff) << 1
  }

  func immediate(_ operation: Operation) -> Instruction {
    Instruction(operation, rd: rd, rs1: rs1, immediate: immediateI)
  }

  func shift(_ operation: Operation, by count: Int64) -> Instruction {
    Instruction(operation, rd: rd, rs1: rs1, immediate: count)
  }

  func registers(_ operation: Operation) -> Instruction {
    Instruction(operation, rd: rd, rs1: rs1, rs2: rs2)
  }
}

extension Instruction {
  /// Takes an instruction of 32 bits apart.
  ///
  /// What the manual reserves is illegal, but for fences, whose reserved fields are to be ignored.
  ///
  /// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapter 24.
  init(word bits: UInt32) {
    let fields = Fields(bits: bits)
    switch fields.opcode {
    case 0b00000: self = Self.load(fields)
    case 0b00001:
      switch fields.funct3 {
      case 2: self = fields.immediate(.flw)
      case 3: self = fields.immediate(.fld)
      default: self = .illegal()
      }
    case 0b00011:
      switch fields.funct3 {
      case 0: self = Instruction(.fence, modifier: UInt16(truncatingIfNeeded: bits >> 20))
      case 1: self = Instruction(.fenceI)
      default: self = .illegal()
      }
    case 0b00100: self = Self.immediateOperation(fields)
    case 0b00101: self = Instruction(.auipc, rd: fields.rd, immediate: fields.immediateU)
    case 0b00110: self = Self.immediateWordOperation(fields)
    case 0b01000: self = Self.store(fields, [.sb, .sh, .sw, .sd])
    case 0b01001: self = Self.store(fields, [.illegal, .illegal, .fsw, .fsd])
    case 0b01011: self = Self.atomic(fields)
    case 0b01100: self = Self.registerOperation(fields)
    case 0b01101: self = Instruction(.lui, rd: fields.rd, immediate: fields.immediateU)
    case 0b01110: self = Self.registerWordOperation(fields)
    case 0b10000, 0b10001, 0b10010, 0b10011: self = Self.fused(fields)
    case 0b10100: self = Self.float(fields)
    case 0b11000: self = Self.branch(fields)
    case 0b11001:
      self = fields.funct3 == 0 ? fields.immediate(.jalr) : .illegal()
    case 0b11011: self = Instruction(.jal, rd: fields.rd, immediate: fields.immediateJ)
    case 0b11100: self = Self.system(fields)
    default: self = .illegal()
    }
  }

  private static func load(_ fields: Fields) -> Instruction {
    switch fields.funct3 {
    case 0: fields.immediate(.lb)
    case 1: fields.immediate(.lh)
    case 2: fields.immediate(.lw)
    case 3: fields.immediate(.ld)
    case 4: fields.immediate(.lbu)
    case 5: fields.immediate(.lhu)
    case 6: fields.immediate(.lwu)
    default: .illegal()
    }
  }

  private static func store(_ fields: Fields, _ byWidth: [4 of Operation]) -> Instruction {
    guard fields.funct3 < 4 else { return .illegal() }
    let operation = byWidth[Int(fields.funct3)]
    guard operation != .illegal else { return .illegal() }
    return Instruction(
      operation, rs1: fields.rs1, rs2: fields.rs2, immediate: fields.immediateS)
  }

  private static func branch(_ fields: Fields) -> Instruction {
    let operation: Operation
    switch fields.funct3 {
    case 0: operation = .beq
    case 1: operation = .bne
    case 4: operation = .blt
    case 5: operation = .bge
    case 6: operation = .bltu
    case 7: operation = .bgeu
    default: return .illegal()
    }
    return Instruction(
      operation, rs1: fields.rs1, rs2: fields.rs2, immediate: fields.immediateB)
  }

  private static func immediateOperation(_ fields: Fields) -> Instruction {
    let count = Int64(fields.bits >> 20 & 63)
    switch (fields.funct3, fields.bits >> 26) {
    case (0, _): return fields.immediate(.addi)
    case (1, 0): return fields.shift(.slli, by: count)
    case (2, _): return fields.immediate(.slti)
    case (3, _): return fields.immediate(.sltiu)
    case (4, _): return fields.immediate(.xori)
    case (5, 0): return fields.shift(.srli, by: count)
    case (5, 0b010000): return fields.shift(.srai, by: count)
    case (6, _): return fields.immediate(.ori)
    case (7, _): return fields.immediate(.andi)
    default: return .illegal()
    }
  }

  private static func immediateWordOperation(_ fields: Fields) -> Instruction {
    let count = Int64(fields.rs2)
    switch (fields.funct3, fields.funct7) {
    case (0, _): return fields.immediate(.addiw)
    case (1, 0): return fields.shift(.slliw, by: count)
    case (5, 0): return fields.shift(.srliw, by: count)
    case (5, 0b010_0000): return fields.shift(.sraiw, by: count)
    default: return .illegal()
    }
  }

  private static func registerOperation(_ fields: Fields) -> Instruction {
    let operation: Operation
    switch (fields.funct7, fields.funct3) {
    case (0, 0): operation = .add
    case (0, 1): operation = .sll
    case (0, 2): operation = .slt
    case (0, 3): operation = .sltu
    case (0, 4): operation = .xor
    case (0, 5): operation = .srl
    case (0, 6): operation = .or
    case (0, 7): operation = .and
    case (0b010_0000, 0): operation = .sub
    case (0b010_0000, 5): operation = .sra
    case (1, 0): operation = .mul
    case (1, 1): operation = .mulh
    case (1, 2): operation = .mulhsu
    case (1, 3): operation = .mulhu
    case (1, 4): operation = .div
    case (1, 5): operation = .divu
    case (1, 6): operation = .rem
    case (1, 7): operation = .remu
    default: return .illegal()
    }
    return fields.registers(operation)
  }

  private static func registerWordOperation(_ fields: Fields) -> Instruction {
    let operation: Operation
    switch (fields.funct7, fields.funct3) {
    case (0, 0): operation = .addw
    case (0, 1): operation = .sllw
    case (0, 5): operation = .srlw
    case (0b010_0000, 0): operation = .subw
    case (0b010_0000, 5): operation = .sraw
    case (1, 0): operation = .mulw
    case (1, 4): operation = .divw
    case (1, 5): operation = .divuw
    case (1, 6): operation = .remw
    case (1, 7): operation = .remuw
    default: return .illegal()
    }
    return fields.registers(operation)
  }

  private static func atomic(_ fields: Fields) -> Instruction {
    var operation: Operation
    switch fields.bits >> 27 {
    case 0b00010:
      guard fields.rs2 == 0 else { return .illegal() }
      operation = .lrW
    case 0b00011: operation = .scW
    case 0b00001: operation = .amoswapW
    case 0b00000: operation = .amoaddW
    case 0b00100: operation = .amoxorW
    case 0b01100: operation = .amoandW
    case 0b01000: operation = .amoorW
    case 0b10000: operation = .amominW
    case 0b10100: operation = .amomaxW
    case 0b11000: operation = .amominuW
    case 0b11100: operation = .amomaxuW
    default: return .illegal()
    }
    switch fields.funct3 {
    case 2: break
    case 3:
      // Both widths are in the same order.
      let distance = Operation.lrD.rawValue - Operation.lrW.rawValue
      guard let wide = Operation(rawValue: operation.rawValue + distance) else {
        return .illegal()
      }
      operation = wide
    default: return .illegal()
    }
    var instruction = fields.registers(operation)
    instruction.modifier = UInt16(truncatingIfNeeded: fields.bits >> 25 & 3)
    return instruction
  }

  private static func system(_ fields: Fields) -> Instruction {
    let operation: Operation
    switch fields.funct3 {
    case 0:
      // The other ones are for the supervisor, and mean nothing to a task.
      switch fields.bits {
      case 0x0000_0073: return Instruction(.ecall)
      case 0x0010_0073: return Instruction(.ebreak)
      default: return .illegal()
      }
    case 1: operation = .csrrw
    case 2: operation = .csrrs
    case 3: operation = .csrrc
    case 5: operation = .csrrwi
    case 6: operation = .csrrsi
    case 7: operation = .csrrci
    default: return .illegal()
    }
    return Instruction(
      operation, rd: fields.rd, rs1: fields.rs1, immediate: Int64(fields.bits >> 20))
  }

  /// The fused multiplications and additions.
  private static func fused(_ fields: Fields) -> Instruction {
    guard isRoundingMode(fields.funct3), fields.bits >> 25 & 3 < 2 else { return .illegal() }
    let isDouble = fields.bits >> 25 & 1 == 1
    let single: Operation =
      switch fields.opcode & 3 {
      case 0: .fmaddS
      case 1: .fmsubS
      case 2: .fnmsubS
      default: .fnmaddS
      }
    guard let operation = isDouble ? single.inDoublePrecision : single else { return .illegal() }
    var instruction = fields.registers(operation)
    instruction.rs3 = fields.rs3
    instruction.modifier = UInt16(fields.funct3)
    return instruction
  }

  /// Whether a field `rm` names a rounding mode, or the one in `frm`.
  static func isRoundingMode(_ field: UInt32) -> Bool { field < 5 || field == 7 }
}
