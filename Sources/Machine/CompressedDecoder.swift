/// The fields of a compressed instruction.
private struct CompressedFields {
  let bits: UInt16

  /// A run of bits, moved to where it belongs in a number.
  func field(_ low: UInt16, _ count: UInt16, at place: UInt16) -> Int64 {
    Int64(bits >> low & (1 << count - 1)) << Int64(place)
  }

  var rd: UInt8 { UInt8(truncatingIfNeeded: bits >> 7 & 31) }
  var rs2: UInt8 { UInt8(truncatingIfNeeded: bits >> 2 & 31) }
  /// The three bits that name x8 to x15, in the place of `rs1` and in that of `rs2`.
  var popularHigh: UInt8 { UInt8(truncatingIfNeeded: bits >> 7 & 7) + 8 }
  var popularLow: UInt8 { UInt8(truncatingIfNeeded: bits >> 2 & 7) + 8 }
  /// The six bits of a signed number.
  var signed6: Int64 {
    (field(12, 1, at: 5) | field(2, 5, at: 0)).signed(6)
  }
  var shiftCount: Int64 { field(12, 1, at: 5) | field(2, 5, at: 0) }

  var wordOffset: Int64 { field(10, 3, at: 3) | field(6, 1, at: 2) | field(5, 1, at: 6) }
  var doubleWordOffset: Int64 { field(10, 3, at: 3) | field(5, 2, at: 6) }
  var stackWordOffset: Int64 { field(12, 1, at: 5) | field(4, 3, at: 2) | field(2, 2, at: 6) }
  var stackDoubleWordOffset: Int64 {
    field(12, 1, at: 5) | field(5, 2, at: 3) | field(2, 3, at: 6)
  }
  var stackWordStoreOffset: Int64 { field(9, 4, at: 2) | field(7, 2, at: 6) }
  var stackDoubleWordStoreOffset: Int64 { field(10, 3, at: 3) | field(7, 3, at: 6) }

  func load(_ operation: Operation, _ offset: Int64) -> Instruction {
    Instruction(
      operation, rd: popularLow, rs1: popularHigh, immediate: offset, byteCount: 2)
  }

  func store(_ operation: Operation, _ offset: Int64) -> Instruction {
    Instruction(
      operation, rs1: popularHigh, rs2: popularLow, immediate: offset, byteCount: 2)
  }

  func stackLoad(_ operation: Operation, _ offset: Int64) -> Instruction {
    Instruction(operation, rd: rd, rs1: 2, immediate: offset, byteCount: 2)
  }

  func stackStore(_ operation: Operation, _ offset: Int64) -> Instruction {
    Instruction(operation, rs1: 2, rs2: rs2, immediate: offset, byteCount: 2)
  }

  func onPopular(_ operation: Operation, _ immediate: Int64) -> Instruction {
    Instruction(
      operation, rd: popularHigh, rs1: popularHigh, immediate: immediate, byteCount: 2)
  }
}

extension Int64 {
  /// What a number of a few bits means as a signed one.
  fileprivate func signed(_ bitCount: Int64) -> Int64 {
    (self << (64 - bitCount)) >> (64 - bitCount)
  }
}

// The compressed instructions: what each is short for.
extension Instruction {
  /// Takes a compressed instruction apart.
  ///
  /// Reserved ones are illegal; hints do what they are short for, which is nothing.
  ///
  /// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapter 16.
  init(compressed bits: UInt16) {
    let fields = CompressedFields(bits: bits)
    let found: Instruction? =
      switch bits & 3 {
      case 0: Self.quadrant0(fields)
      case 1: Self.quadrant1(fields)
      default: Self.quadrant2(fields)
      }
    self = found ?? .illegal(byteCount: 2)
  }

  private static func quadrant0(_ fields: CompressedFields) -> Instruction? {
    switch fields.bits >> 13 {
    case 0:
      // c.addi4spn; 0 is reserved, so that a word of zeroes is illegal.
      let offset =
        fields.field(11, 2, at: 4) | fields.field(7, 4, at: 6) | fields.field(6, 1, at: 2)
        | fields.field(5, 1, at: 3)
      guard offset != 0 else { return nil }
      return Instruction(
        .addi, rd: fields.popularLow, rs1: 2, immediate: offset, byteCount: 2)
    case 1: return fields.load(.fld, fields.doubleWordOffset)
    case 2: return fields.load(.lw, fields.wordOffset)
    case 3: return fields.load(.ld, fields.doubleWordOffset)
    case 5: return fields.store(.fsd, fields.doubleWordOffset)
    case 6: return fields.store(.sw, fields.wordOffset)
    case 7: return fields.store(.sd, fields.doubleWordOffset)
    default: return nil
    }
  }

  private static func quadrant1(_ fields: CompressedFields) -> Instruction? {
    let rd = fields.rd
    switch fields.bits >> 13 {
    case 0: return Instruction(.addi, rd: rd, rs1: rd, immediate: fields.signed6, byteCount: 2)
    case 1:
      // c.addiw; x0 is reserved.
      guard rd != 0 else { return nil }
      return Instruction(.addiw, rd: rd, rs1: rd, immediate: fields.signed6, byteCount: 2)
    case 2: return Instruction(.addi, rd: rd, immediate: fields.signed6, byteCount: 2)
    case 3:
      // c.addi16sp and c.lui; 0 is reserved for both.
      guard fields.signed6 != 0 else { return nil }
      guard rd == 2 else {
        return Instruction(.lui, rd: rd, immediate: fields.signed6 << 12, byteCount: 2)
      }
      let offset =
        fields.field(6, 1, at: 4) | fields.field(5, 1, at: 6) | fields.field(3, 2, at: 7)
        | fields.field(2, 1, at: 5) | fields.field(12, 1, at: 9)
      return Instruction(.addi, rd: 2, rs1: 2, immediate: offset.signed(10), byteCount: 2)
    case 4: return arithmetic(fields)
    case 5:
      let offset =
        fields.field(3, 3, at: 1) | fields.field(11, 1, at: 4) | fields.field(2, 1, at: 5)
        | fields.field(7, 1, at: 6) | fields.field(6, 1, at: 7) | fields.field(9, 2, at: 8)
        | fields.field(8, 1, at: 10) | fields.field(12, 1, at: 11)
      return Instruction(.jal, immediate: offset.signed(12), byteCount: 2)
    default:
      let offset =
        fields.field(3, 2, at: 1) | fields.field(10, 2, at: 3) | fields.field(2, 1, at: 5)
        | fields.field(5, 2, at: 6) | fields.field(12, 1, at: 8)
      return Instruction(
        fields.bits >> 13 == 6 ? .beq : .bne, rs1: fields.popularHigh,
        immediate: offset.signed(9), byteCount: 2)
    }
  }

  private static func arithmetic(_ fields: CompressedFields) -> Instruction? {
    let operation: Operation
    switch (fields.bits >> 10 & 3, fields.bits >> 12 & 1, fields.bits >> 5 & 3) {
    case (0, _, _): return fields.onPopular(.srli, fields.shiftCount)
    case (1, _, _): return fields.onPopular(.srai, fields.shiftCount)
    case (2, _, _): return fields.onPopular(.andi, fields.signed6)
    case (_, 0, 0): operation = .sub
    case (_, 0, 1): operation = .xor
    case (_, 0, 2): operation = .or
    case (_, 0, _): operation = .and
    case (_, _, 0): operation = .subw
    case (_, _, 1): operation = .addw
    default: return nil
    }
    return Instruction(
      operation, rd: fields.popularHigh, rs1: fields.popularHigh, rs2: fields.popularLow,
      byteCount: 2)
  }

  private static func quadrant2(_ fields: CompressedFields) -> Instruction? {
    let rd = fields.rd
    switch fields.bits >> 13 {
    case 0:
      return Instruction(.slli, rd: rd, rs1: rd, immediate: fields.shiftCount, byteCount: 2)
    case 1: return fields.stackLoad(.fld, fields.stackDoubleWordOffset)
    case 2:
      // c.lwsp and c.ldsp; x0 is reserved.
      return rd == 0 ? nil : fields.stackLoad(.lw, fields.stackWordOffset)
    case 3: return rd == 0 ? nil : fields.stackLoad(.ld, fields.stackDoubleWordOffset)
    case 4: return jumpOrMove(fields)
    case 5: return fields.stackStore(.fsd, fields.stackDoubleWordStoreOffset)
    case 6: return fields.stackStore(.sw, fields.stackWordStoreOffset)
    default: return fields.stackStore(.sd, fields.stackDoubleWordStoreOffset)
    }
  }

  private static func jumpOrMove(_ fields: CompressedFields) -> Instruction? {
    let (rd, rs2) = (fields.rd, fields.rs2)
    switch (fields.bits >> 12 & 1, rd, rs2) {
    case (0, 0, 0): return nil
    case (0, _, 0): return Instruction(.jalr, rs1: rd, byteCount: 2)
    case (0, _, _): return Instruction(.add, rd: rd, rs2: rs2, byteCount: 2)
    case (_, 0, 0): return Instruction(.ebreak, byteCount: 2)
    case (_, _, 0): return Instruction(.jalr, rd: 1, rs1: rd, byteCount: 2)
    default: return Instruction(.add, rd: rd, rs1: rd, rs2: rs2, byteCount: 2)
    }
  }
}
