import HostFloat
import Machine
import Testing

/// An operation that this machine has too.
enum HostedOperation: CaseIterable, Sendable {
  case add
  case subtract
  case multiply
  case divide
  case squareRoot
  case multiplyAdd
  case toOtherFormat
  case toInt32
  case toUInt32
  case toInt64
  case toUInt64
  case fromSigned
  case fromUnsigned

  var host: host_operation {
    switch self {
    case .add: HOST_ADD
    case .subtract: HOST_SUBTRACT
    case .multiply: HOST_MULTIPLY
    case .divide: HOST_DIVIDE
    case .squareRoot: HOST_SQUARE_ROOT
    case .multiplyAdd: HOST_MULTIPLY_ADD
    case .toOtherFormat: HOST_TO_OTHER_FORMAT
    case .toInt32: HOST_TO_INT32
    case .toUInt32: HOST_TO_UINT32
    case .toInt64: HOST_TO_INT64
    case .toUInt64: HOST_TO_UINT64
    case .fromSigned: HOST_FROM_INT64
    case .fromUnsigned: HOST_FROM_UINT64
    }
  }
}

@Suite struct `Floating point as on this machine` {
  /// Cases for each format, operation and rounding mode.
  static let batches = 100
  static let batchSize = 4096

  private let single = FormatBits<Float32Arithmetic>()
  private let double = FormatBits<Float64Arithmetic>()

  private static let modes: [RoundingMode] = [.nearestEven, .towardZero, .down, .up]

  @Test(arguments: HostedOperation.allCases)
  func `single precision`(operation: HostedOperation) {
    compare(operation, Float32Arithmetic.self, HOST_SINGLE) { operand, _, flags in
      Float64Arithmetic.fromFloat32(operand, flags: &flags)
    }
  }

  @Test(arguments: HostedOperation.allCases)
  func `double precision`(operation: HostedOperation) {
    compare(operation, Float64Arithmetic.self, HOST_DOUBLE) { operand, rounding, flags in
      UInt64(Float32Arithmetic.fromFloat64(operand, rounding: rounding, flags: &flags))
    }
  }

  /// Operands, and what is to be seen of them.
  private struct Case {
    var a: UInt64
    var b: UInt64
    var c: UInt64
  }

  private func compare<Format: TestedFormat>(
    _ operation: HostedOperation, _ format: Format.Type, _ hostFormat: host_format,
    toOther: (Format.Pattern, RoundingMode, inout FloatFlags) -> UInt64
  ) {
    let bits = FormatBits<Format>()
    let underflowFlag: UInt8 = host_detects_underflow_after_rounding() != 0 ? 0 : 2
    var operands = FloatOperands<Format>(seed: 1)
    var (a, b, c) = ([UInt64](), [UInt64](), [UInt64]())
    var results = [UInt64](repeating: 0, count: Self.batchSize)
    var raised = [UInt8](repeating: 0, count: Self.batchSize)
    var failures = 0
    for batch in 0..<Self.batches * Self.modes.count where failures < 10 {
      let rounding = Self.modes[batch % Self.modes.count]
      fill(&a, &b, &c, from: &operands, for: operation)
      host_float(
        hostFormat, operation.host, Int32(rounding.rawValue), Self.batchSize, a, b, c, &results,
        &raised)
      for index in 0..<Self.batchSize {
        var flags = FloatFlags()
        let asked = Case(a: a[index], b: b[index], c: c[index])
        let result = soft(operation, format, asked, rounding, &flags, toOther)
        let expected = canonical(results[index], operation, bits)
        // What differs may only be what IEEE 754 leaves open: when underflow is detected, and
        // whether infinity times zero is invalid when a quiet NaN is added.
        let open =
          isInvalidBesideNaN(asked, operation, bits) ? FloatFlags.invalid.rawValue : 0
        if result != expected || (flags.rawValue ^ raised[index]) & ~underflowFlag & ~open != 0 {
          failures += 1
          let words = [a[index], b[index], c[index], result, expected]
            .map { String($0, radix: 16) }
          Issue.record(
            """
            \(Format.name) \(operation) \(rounding): \(words[0]) \(words[1]) \(words[2]) gave \
            \(words[3]) with flags \(flags.rawValue), the machine has \(words[4]) with \
            \(raised[index])
            """)
        }
      }
    }
  }

  private func fill<Format: TestedFormat>(
    _ a: inout [UInt64], _ b: inout [UInt64], _ c: inout [UInt64],
    from operands: inout FloatOperands<Format>, for operation: HostedOperation
  ) {
    a.removeAll(keepingCapacity: true)
    b.removeAll(keepingCapacity: true)
    c.removeAll(keepingCapacity: true)
    for index in 0..<Self.batchSize {
      switch operation {
      case .add, .subtract, .multiply, .divide, .squareRoot, .multiplyAdd, .toOtherFormat:
        let three = operands.three()
        a.append(UInt64(three.0))
        b.append(UInt64(three.1))
        c.append(UInt64(three.2))
      case .toInt32, .toUInt32, .toInt64, .toUInt64:
        a.append(UInt64(index & 7 == 0 ? operands.one() : operands.small()))
        b.append(0)
        c.append(0)
      case .fromSigned, .fromUnsigned:
        a.append(operands.whole())
        b.append(0)
        c.append(0)
      }
    }
  }

  @inline(__always)
  private func soft<Format: TestedFormat>(
    _ operation: HostedOperation, _ format: Format.Type, _ operands: Case,
    _ rounding: RoundingMode, _ flags: inout FloatFlags,
    _ toOther: (Format.Pattern, RoundingMode, inout FloatFlags) -> UInt64
  ) -> UInt64 {
    let a = Format.Pattern(truncatingIfNeeded: operands.a)
    let b = Format.Pattern(truncatingIfNeeded: operands.b)
    let c = Format.Pattern(truncatingIfNeeded: operands.c)
    switch operation {
    case .add: return UInt64(Format.add(a, b, rounding: rounding, flags: &flags))
    case .subtract: return UInt64(Format.subtract(a, b, rounding: rounding, flags: &flags))
    case .multiply: return UInt64(Format.multiply(a, b, rounding: rounding, flags: &flags))
    case .divide: return UInt64(Format.divide(a, b, rounding: rounding, flags: &flags))
    case .squareRoot: return UInt64(Format.squareRoot(a, rounding: rounding, flags: &flags))
    case .multiplyAdd:
      return UInt64(
        Format.multiplyAdd(
          a, b, c, form: .productPlusAddend, rounding: rounding, flags: &flags))
    case .toOtherFormat: return toOther(a, rounding, &flags)
    case .toInt32:
      return UInt64(
        bitPattern: Int64(Format.toInt32(a, rounding: rounding, flags: &flags)))
    case .toUInt32: return UInt64(Format.toUInt32(a, rounding: rounding, flags: &flags))
    case .toInt64:
      return UInt64(bitPattern: Format.toInt64(a, rounding: rounding, flags: &flags))
    case .toUInt64: return Format.toUInt64(a, rounding: rounding, flags: &flags)
    case .fromSigned:
      return UInt64(
        Format.fromSigned(Int64(bitPattern: operands.a), rounding: rounding, flags: &flags))
    case .fromUnsigned:
      return UInt64(Format.fromUnsigned(operands.a, rounding: rounding, flags: &flags))
    }
  }

  /// Whether it is a fused operation of infinity, zero and a quiet NaN.
  @inline(__always)
  private func isInvalidBesideNaN<Format: TestedFormat>(
    _ operands: Case, _ operation: HostedOperation, _ bits: FormatBits<Format>
  ) -> Bool {
    guard operation == .multiplyAdd else { return false }
    let a = Format.Pattern(truncatingIfNeeded: operands.a) & ~bits.signBit
    let b = Format.Pattern(truncatingIfNeeded: operands.b) & ~bits.signBit
    return bits.isNaN(Format.Pattern(truncatingIfNeeded: operands.c))
      && (a == bits.infinity && b == 0 || a == 0 && b == bits.infinity)
  }

  /// The machine's result, with RISC-V's NaN for its own.
  private func canonical<Format: TestedFormat>(
    _ result: UInt64, _ operation: HostedOperation, _ bits: FormatBits<Format>
  ) -> UInt64 {
    switch operation {
    case .toInt32, .toUInt32, .toInt64, .toUInt64: return result
    case .toOtherFormat:
      if bits.fractionBits < 32 {
        return double.isNaN(result) ? double.canonicalNaN : result
      }
      let pattern = UInt32(truncatingIfNeeded: result)
      return single.isNaN(pattern) ? UInt64(single.canonicalNaN) : result
    default:
      let pattern = Format.Pattern(truncatingIfNeeded: result)
      return bits.isNaN(pattern) ? UInt64(bits.canonicalNaN) : result
    }
  }
}
