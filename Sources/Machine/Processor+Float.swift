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
    let operation = slot.operation
    let isDone =
      if operation.isMoveOrWidth {
        moveOrConvert(slot, &flags)
      } else if let single = operation.inSinglePrecision {
        execute(Float64Arithmetic.self, single, slot, &flags)
      } else {
        execute(Float32Arithmetic.self, operation, slot, &flags)
      }
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

  /// Moves between the two kinds of registers, and conversions between the two precisions.
  private mutating func moveOrConvert(_ slot: Slot, _ flags: inout FloatFlags) -> Bool {
    let bits = block.floats[slot.rs1]
    switch slot.operation {
    case .fmvXW: block[slot.rd] = extended(half(bits))
    case .fmvWX: block.floats[slot.rd] = boxed(half(block[slot.rs1]))
    case .fmvXD: block[slot.rd] = bits
    case .fmvDX: block.floats[slot.rd] = block[slot.rs1]
    case .fcvtDS:
      // Exact, so that it needs no rounding; a mode that is none is illegal all the same.
      guard roundingMode(slot) != nil else { return false }
      let single = Float32Arithmetic.pattern(in: bits)
      block.floats[slot.rd] = Float64Arithmetic.fromFloat32(single, flags: &flags)
    default:
      guard let rounding = roundingMode(slot) else { return false }
      block.floats[slot.rd] = boxed(
        Float32Arithmetic.fromFloat64(bits, rounding: rounding, flags: &flags))
    }
    return true
  }

  /// Carries out an operation in one of the two precisions.
  ///
  /// - Parameters:
  ///   - format: The precision.
  ///   - operation: The operation, by its name in single precision.
  ///   - slot: The instruction.
  ///   - flags: The flags to add to.
  /// - Returns: Whether it was done; if not, its rounding mode is none.
  @inline(__always)
  private mutating func execute<Format: FloatRegisterFormat>(
    _ format: Format.Type, _ operation: Operation, _ slot: Slot, _ flags: inout FloatFlags
  ) -> Bool {
    let left = Format.pattern(in: block.floats[slot.rs1])
    let right = Format.pattern(in: block.floats[slot.rs2])
    let result: Format.Pattern
    switch operation {
    case .fsgnjS: result = Format.withSign(of: right, left)
    case .fsgnjnS: result = Format.withNegatedSign(of: right, left)
    case .fsgnjxS: result = Format.withSignTurned(by: right, left)
    case .fminS: result = Format.minimum(left, right, flags: &flags)
    case .fmaxS: result = Format.maximum(left, right, flags: &flags)
    case .feqS, .fltS, .fleS, .fclassS:
      block[slot.rd] =
        switch operation {
        case .feqS: Format.isEqual(left, right, flags: &flags) ? 1 : 0
        case .fltS: Format.isLess(left, right, flags: &flags) ? 1 : 0
        case .fleS: Format.isLessOrEqual(left, right, flags: &flags) ? 1 : 0
        default: Format.classify(left).rawValue
        }
      return true
    default:
      guard let rounding = roundingMode(slot) else { return false }
      guard let rounded = rounded(format, operation, left, right, slot, rounding, &flags) else {
        block[slot.rd] = whole(format, operation, left, rounding, &flags)
        return true
      }
      result = rounded
    }
    block.floats[slot.rd] = Format.register(result)
    return true
  }

  /// The result of an operation that rounds to a floating-point number; nil for one that rounds to a
  /// whole one.
  @inline(__always)
  private func rounded<Format: FloatRegisterFormat>(
    _ format: Format.Type, _ operation: Operation, _ left: Format.Pattern,
    _ right: Format.Pattern, _ slot: Slot, _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> Format.Pattern? {
    let number = block[slot.rs1]
    return switch operation {
    case .faddS: Format.add(left, right, rounding: rounding, flags: &flags)
    case .fsubS: Format.subtract(left, right, rounding: rounding, flags: &flags)
    case .fmulS: Format.multiply(left, right, rounding: rounding, flags: &flags)
    case .fdivS: Format.divide(left, right, rounding: rounding, flags: &flags)
    case .fsqrtS: Format.squareRoot(left, rounding: rounding, flags: &flags)
    case .fmaddS, .fmsubS, .fnmsubS, .fnmaddS:
      Format.multiplyAdd(
        left, right, Format.pattern(in: block.floats[slot.thirdOperand]),
        form: operation.fusedForm, rounding: rounding, flags: &flags)
    case .fcvtSW: Format.fromSigned(Int64(word(number)), rounding: rounding, flags: &flags)
    case .fcvtSWu: Format.fromUnsigned(UInt64(half(number)), rounding: rounding, flags: &flags)
    case .fcvtSL: Format.fromSigned(signed(number), rounding: rounding, flags: &flags)
    case .fcvtSLu: Format.fromUnsigned(number, rounding: rounding, flags: &flags)
    default: nil
    }
  }

  /// A number without digits after the point, as an integer register holds it.
  private func whole<Format: FloatArithmetic>(
    _ format: Format.Type, _ operation: Operation, _ operand: Format.Pattern,
    _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> UInt64 {
    switch operation {
    case .fcvtWS: extended(Format.toInt32(operand, rounding: rounding, flags: &flags))
    case .fcvtWuS: extended(Format.toUInt32(operand, rounding: rounding, flags: &flags))
    case .fcvtLS: unsigned(Format.toInt64(operand, rounding: rounding, flags: &flags))
    default: Format.toUInt64(operand, rounding: rounding, flags: &flags)
    }
  }
}

/// How a floating-point register holds the numbers of one precision.
private protocol FloatRegisterFormat: FloatArithmetic {
  /// The number in a register.
  static func pattern(in register: UInt64) -> Pattern
  /// The register for a number.
  static func register(_ pattern: Pattern) -> UInt64
}

extension Float32Arithmetic: FloatRegisterFormat {
  /// What is no boxed number of single precision counts as a NaN.
  ///
  /// Source: as above, section 12.2.
  fileprivate static func pattern(in register: UInt64) -> UInt32 {
    register >> 32 == 0xffff_ffff ? half(register) : canonicalNaN
  }

  fileprivate static func register(_ pattern: UInt32) -> UInt64 { boxed(pattern) }
}

extension Float64Arithmetic: FloatRegisterFormat {
  fileprivate static func pattern(in register: UInt64) -> UInt64 { register }

  fileprivate static func register(_ pattern: UInt64) -> UInt64 { pattern }
}

extension Slot {
  /// The third operand of a fused multiplication and addition.
  fileprivate var thirdOperand: UInt8 { UInt8(truncatingIfNeeded: immediate) }
}

extension Operation {
  /// Whether it moves a number between the two kinds of registers or the two precisions.
  fileprivate var isMoveOrWidth: Bool {
    switch self {
    case .fmvXW, .fmvWX, .fmvXD, .fmvDX, .fcvtSD, .fcvtDS: true
    default: false
    }
  }

  fileprivate var fusedForm: FusedForm {
    switch self {
    case .fmaddS: .productPlusAddend
    case .fmsubS: .productMinusAddend
    case .fnmsubS: .addendMinusProduct
    default: .negatedSum
    }
  }
}
