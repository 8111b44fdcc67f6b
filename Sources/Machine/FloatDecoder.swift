// The operations of F and D, but for loads, stores and fused ones.
extension Instruction {
  /// Takes an instruction of the opcode OP-FP apart.
  ///
  /// - Parameter fields: Its fields.
  /// - Returns: The instruction.
  static func float(_ fields: Fields) -> Instruction {
    let isDouble: Bool
    switch fields.funct7 & 3 {
    case 0: isDouble = false
    case 1: isDouble = true
    default: return .illegal()
    }
    let funct5 = fields.funct7 >> 2
    if let operation = rounded(funct5, fields.rs2, isDouble) {
      guard isRoundingMode(fields.funct3) else { return .illegal() }
      var instruction = fields.registers(operation)
      // What looks like a second operand says what is converted.
      if funct5 & 0b01000 != 0 { instruction.rs2 = 0 }
      instruction.modifier = UInt16(fields.funct3)
      return instruction
    }
    guard let operation = exact(funct5, fields.funct3, fields.rs2, isDouble) else {
      return .illegal()
    }
    return fields.registers(operation)
  }

  /// The operations that have a rounding mode.
  private static func rounded(_ funct5: UInt32, _ rs2: UInt8, _ isDouble: Bool) -> Operation? {
    let single: Operation
    switch (funct5, rs2) {
    case (0b01000, 0): return isDouble ? .fcvtDS : nil
    case (0b01000, 1): return isDouble ? nil : .fcvtSD
    case (0b00000, _): single = .faddS
    case (0b00001, _): single = .fsubS
    case (0b00010, _): single = .fmulS
    case (0b00011, _): single = .fdivS
    case (0b01011, 0): single = .fsqrtS
    case (0b11000, 0): single = .fcvtWS
    case (0b11000, 1): single = .fcvtWuS
    case (0b11000, 2): single = .fcvtLS
    case (0b11000, 3): single = .fcvtLuS
    case (0b11010, 0): single = .fcvtSW
    case (0b11010, 1): single = .fcvtSWu
    case (0b11010, 2): single = .fcvtSL
    case (0b11010, 3): single = .fcvtSLu
    default: return nil
    }
    return isDouble ? single.inDoublePrecision : single
  }

  /// The operations whose field `rm` says more of what they do.
  private static func exact(
    _ funct5: UInt32, _ funct3: UInt32, _ rs2: UInt8, _ isDouble: Bool
  ) -> Operation? {
    let single: Operation
    switch (funct5, funct3, rs2) {
    case (0b00100, 0, _): single = .fsgnjS
    case (0b00100, 1, _): single = .fsgnjnS
    case (0b00100, 2, _): single = .fsgnjxS
    case (0b00101, 0, _): single = .fminS
    case (0b00101, 1, _): single = .fmaxS
    case (0b10100, 0, _): single = .fleS
    case (0b10100, 1, _): single = .fltS
    case (0b10100, 2, _): single = .feqS
    case (0b11100, 0, 0): single = .fmvXW
    case (0b11100, 1, 0): single = .fclassS
    case (0b11110, 0, 0): single = .fmvWX
    default: return nil
    }
    return isDouble ? single.inDoublePrecision : single
  }
}
