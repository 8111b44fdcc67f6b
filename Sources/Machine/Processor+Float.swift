// The F and D extensions, but for loads and stores: registers, rounding modes and flags. The
// arithmetic itself is `FloatArithmetic`.
extension Processor {
  private static var dynamicRounding: UInt8 { 7 }

  /// Carries out a floating-point operation.
  ///
  /// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapters 11 and 12.
  ///
  /// - Parameter slot: The instruction.
  /// - Returns: Whether it was done; if not, its rounding mode is none.
  mutating func executeFloat(_ slot: Slot) -> Bool {
    var flags = FloatFlags(rawValue: UInt8(truncatingIfNeeded: fcsr & 0x1f))
    let isDone =
      slot.operation.isDoublePrecision
      ? executeDouble(slot, &flags) : executeSingle(slot, &flags)
    fcsr = fcsr & ~0x1f | UInt32(flags.rawValue)
    return isDone
  }

  /// The rounding mode that an instruction names, or the register `frm` for it.
  ///
  /// - Parameter slot: The instruction.
  /// - Returns: The mode; nil if `frm` holds none.
  func roundingMode(_ slot: Slot) -> RoundingMode? {
    RoundingMode(
      rawValue: slot.modifier == Self.dynamicRounding
        ? UInt8(truncatingIfNeeded: fcsr >> 5) : slot.modifier)
  }

  /// The number of single precision in a register; what is no such number counts as a NaN.
  func single(_ register: UInt8) -> UInt32 {
    let bits = block.floats[register]
    return bits >> 32 == 0xffff_ffff ? half(bits) : Float32Arithmetic.canonicalNaN
  }

  private mutating func executeSingle(_ slot: Slot, _ flags: inout FloatFlags) -> Bool {
    typealias Arithmetic = Float32Arithmetic
    let left = single(slot.rs1)
    let right = single(slot.rs2)
    switch slot.operation {
    case .fsgnjS: block.floats[slot.rd] = boxed(Arithmetic.withSign(of: right, left))
    case .fsgnjnS: block.floats[slot.rd] = boxed(Arithmetic.withNegatedSign(of: right, left))
    case .fsgnjxS: block.floats[slot.rd] = boxed(Arithmetic.withSignTurned(by: right, left))
    case .fminS: block.floats[slot.rd] = boxed(Arithmetic.minimum(left, right, flags: &flags))
    case .fmaxS: block.floats[slot.rd] = boxed(Arithmetic.maximum(left, right, flags: &flags))
    case .feqS: block[slot.rd] = Arithmetic.isEqual(left, right, flags: &flags) ? 1 : 0
    case .fltS: block[slot.rd] = Arithmetic.isLess(left, right, flags: &flags) ? 1 : 0
    case .fleS: block[slot.rd] = Arithmetic.isLessOrEqual(left, right, flags: &flags) ? 1 : 0
    case .fclassS: block[slot.rd] = Arithmetic.classify(left).rawValue
    case .fmvXW: block[slot.rd] = extended(half(block.floats[slot.rs1]))
    case .fmvWX: block.floats[slot.rd] = boxed(half(block[slot.rs1]))
    default:
      guard let rounding = roundingMode(slot) else { return false }
      roundSingle(slot, left, right, rounding, &flags)
    }
    return true
  }

  /// The operations of single precision that round.
  private mutating func roundSingle(
    _ slot: Slot, _ left: UInt32, _ right: UInt32, _ rounding: RoundingMode,
    _ flags: inout FloatFlags
  ) {
    typealias Arithmetic = Float32Arithmetic
    let number = block[slot.rs1]
    let result: UInt32
    switch slot.operation {
    case .faddS: result = Arithmetic.add(left, right, rounding: rounding, flags: &flags)
    case .fsubS: result = Arithmetic.subtract(left, right, rounding: rounding, flags: &flags)
    case .fmulS: result = Arithmetic.multiply(left, right, rounding: rounding, flags: &flags)
    case .fdivS: result = Arithmetic.divide(left, right, rounding: rounding, flags: &flags)
    case .fsqrtS: result = Arithmetic.squareRoot(left, rounding: rounding, flags: &flags)
    case .fmaddS, .fmsubS, .fnmsubS, .fnmaddS:
      result = Arithmetic.multiplyAdd(
        left, right, single(slot.thirdOperand), form: slot.operation.fusedForm,
        rounding: rounding, flags: &flags)
    case .fcvtSD:
      result = Arithmetic.fromFloat64(block.floats[slot.rs1], rounding: rounding, flags: &flags)
    case .fcvtSW:
      result = Arithmetic.fromSigned(Int64(word(number)), rounding: rounding, flags: &flags)
    case .fcvtSWu:
      result = Arithmetic.fromUnsigned(UInt64(half(number)), rounding: rounding, flags: &flags)
    case .fcvtSL: result = Arithmetic.fromSigned(signed(number), rounding: rounding, flags: &flags)
    case .fcvtSLu: result = Arithmetic.fromUnsigned(number, rounding: rounding, flags: &flags)
    default:
      block[slot.rd] = whole(Arithmetic.self, slot.operation, left, rounding, &flags)
      return
    }
    block.floats[slot.rd] = boxed(result)
  }

  private mutating func executeDouble(_ slot: Slot, _ flags: inout FloatFlags) -> Bool {
    typealias Arithmetic = Float64Arithmetic
    let left = block.floats[slot.rs1]
    let right = block.floats[slot.rs2]
    switch slot.operation {
    case .fsgnjD: block.floats[slot.rd] = Arithmetic.withSign(of: right, left)
    case .fsgnjnD: block.floats[slot.rd] = Arithmetic.withNegatedSign(of: right, left)
    case .fsgnjxD: block.floats[slot.rd] = Arithmetic.withSignTurned(by: right, left)
    case .fminD: block.floats[slot.rd] = Arithmetic.minimum(left, right, flags: &flags)
    case .fmaxD: block.floats[slot.rd] = Arithmetic.maximum(left, right, flags: &flags)
    case .feqD: block[slot.rd] = Arithmetic.isEqual(left, right, flags: &flags) ? 1 : 0
    case .fltD: block[slot.rd] = Arithmetic.isLess(left, right, flags: &flags) ? 1 : 0
    case .fleD: block[slot.rd] = Arithmetic.isLessOrEqual(left, right, flags: &flags) ? 1 : 0
    case .fclassD: block[slot.rd] = Arithmetic.classify(left).rawValue
    case .fmvXD: block[slot.rd] = left
    case .fmvDX: block.floats[slot.rd] = block[slot.rs1]
    default:
      guard let rounding = roundingMode(slot) else { return false }
      roundDouble(slot, left, right, rounding, &flags)
    }
    return true
  }

  /// The operations of double precision that round.
  private mutating func roundDouble(
    _ slot: Slot, _ left: UInt64, _ right: UInt64, _ rounding: RoundingMode,
    _ flags: inout FloatFlags
  ) {
    typealias Arithmetic = Float64Arithmetic
    let number = block[slot.rs1]
    let result: UInt64
    switch slot.operation {
    case .faddD: result = Arithmetic.add(left, right, rounding: rounding, flags: &flags)
    case .fsubD: result = Arithmetic.subtract(left, right, rounding: rounding, flags: &flags)
    case .fmulD: result = Arithmetic.multiply(left, right, rounding: rounding, flags: &flags)
    case .fdivD: result = Arithmetic.divide(left, right, rounding: rounding, flags: &flags)
    case .fsqrtD: result = Arithmetic.squareRoot(left, rounding: rounding, flags: &flags)
    case .fmaddD, .fmsubD, .fnmsubD, .fnmaddD:
      result = Arithmetic.multiplyAdd(
        left, right, block.floats[slot.thirdOperand], form: slot.operation.fusedForm,
        rounding: rounding, flags: &flags)
    case .fcvtDS: result = Arithmetic.fromFloat32(single(slot.rs1), flags: &flags)
    case .fcvtDW:
      result = Arithmetic.fromSigned(Int64(word(number)), rounding: rounding, flags: &flags)
    case .fcvtDWu:
      result = Arithmetic.fromUnsigned(UInt64(half(number)), rounding: rounding, flags: &flags)
    case .fcvtDL: result = Arithmetic.fromSigned(signed(number), rounding: rounding, flags: &flags)
    case .fcvtDLu: result = Arithmetic.fromUnsigned(number, rounding: rounding, flags: &flags)
    default:
      block[slot.rd] = whole(Arithmetic.self, slot.operation, left, rounding, &flags)
      return
    }
    block.floats[slot.rd] = result
  }

  /// A number without digits after the point, as an integer register holds it.
  private func whole<Arithmetic: FloatArithmetic>(
    _ arithmetic: Arithmetic.Type, _ operation: Operation, _ operand: Arithmetic.Pattern,
    _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> UInt64 {
    switch operation {
    case .fcvtWS, .fcvtWD:
      extended(Arithmetic.toInt32(operand, rounding: rounding, flags: &flags))
    case .fcvtWuS, .fcvtWuD:
      extended(Arithmetic.toUInt32(operand, rounding: rounding, flags: &flags))
    case .fcvtLS, .fcvtLD:
      unsigned(Arithmetic.toInt64(operand, rounding: rounding, flags: &flags))
    default: Arithmetic.toUInt64(operand, rounding: rounding, flags: &flags)
    }
  }
}

extension Slot {
  /// The third operand of a fused multiplication and addition.
  fileprivate var thirdOperand: UInt8 { UInt8(truncatingIfNeeded: immediate) }
}

extension Operation {
  /// Whether it is carried out in double precision.
  fileprivate var isDoublePrecision: Bool {
    rawValue >= Operation.fmaddD.rawValue && self != .fcvtSD
  }

  fileprivate var fusedForm: FusedForm {
    switch self {
    case .fmaddS, .fmaddD: .productPlusAddend
    case .fmsubS, .fmsubD: .productMinusAddend
    case .fnmsubS, .fnmsubD: .addendMinusProduct
    default: .negatedSum
    }
  }
}
