import Foundation
import Machine
import SeededNumbers
import Testing

/// What QEMU's RISC-V processor made of random operands, recorded by `Resources/record-float.c`.
@Suite struct `Floating point as QEMU has it` {
  @Test func `every recorded instruction gives the same results and flags`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Resources/riscv-float.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 5 * 33 + 2 * 9 + 3)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let name = words[0].split(separator: ".").map(String.init)
      let mode = words.count == 3 ? words[1] : "rne"
      let rounding = try #require(Self.modes[mode])
      let hash =
        name[1...].first == "s" && name[0] != "fcvt" || name.last == "s"
        ? recorded(Float32Arithmetic.self, name, rounding)
        : recorded(Float64Arithmetic.self, name, rounding)
      #expect(hash == words.last, "\(line)")
    }
  }

  private static let cases = 20_000
  private static let modes: [String: RoundingMode] = [
    "rne": .nearestEven, "rtz": .towardZero, "rdn": .down, "rup": .up, "rmm": .nearestAway,
  ]

  /// The hash over all cases of an instruction whose operands have a format.
  private func recorded<Format: FloatArithmetic>(
    _ format: Format.Type, _ name: [String], _ rounding: RoundingMode
  ) -> String {
    var numbers = SplitMix64(state: 1)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ word: UInt64) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (word >> shift & 0xff)) &* 0x100_0000_01b3
      }
    }
    for _ in 0..<Self.cases {
      let a: Format.Pattern = operand(format, &numbers)
      let b: Format.Pattern = operand(format, &numbers)
      let c: Format.Pattern = operand(format, &numbers)
      var flags = FloatFlags()
      mix(
        name[0] == "fcvt"
          ? converted(format, to: name[1], from: name[2], a, rounding, &flags)
          : result(format, name[0], a, b, c, rounding, &flags))
      mix(UInt64(flags.rawValue))
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// As `operand` of the recording program.
  private func operand<Format: FloatArithmetic>(
    _ format: Format.Type, _ numbers: inout SplitMix64
  ) -> Format.Pattern {
    typealias Pattern = Format.Pattern
    let choice = numbers.next()
    let random = Pattern(truncatingIfNeeded: numbers.next())
    let sign = Format.signBit
    let digits = Format.fractionMask
    let infinity = Format.infinity
    let bias = Pattern(Format.bias) << Format.fractionBits
    func field(_ mask: UInt64) -> Pattern {
      Pattern(truncatingIfNeeded: choice >> 8 & mask) << Format.fractionBits
    }
    switch choice & 7 {
    case 0: return random & sign | (infinity + Pattern(choice >> 8 & 3) - 1)
    case 1: return random & ~infinity
    case 2: return random & sign | Pattern(choice >> 8 & 3)
    case 3: return random & (sign | digits) | (bias + field(63))
    case 4: return random & sign | (bias - field(7)) | digits & ~(digits >> Int(choice >> 16 & 31))
    case 5: return random & (sign | digits) | (bias - field(7))
    case 6: return random & (sign | infinity) | 1 << Int(choice >> 8 & 15)
    default: return random
    }
  }

  private func result<Format: FloatArithmetic>(
    _ format: Format.Type, _ name: String, _ a: Format.Pattern, _ b: Format.Pattern,
    _ c: Format.Pattern, _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> UInt64 {
    func fused(_ form: FusedForm) -> Format.Pattern {
      Format.multiplyAdd(a, b, c, form: form, rounding: rounding, flags: &flags)
    }
    let result: Format.Pattern
    switch name {
    case "fadd": result = Format.add(a, b, rounding: rounding, flags: &flags)
    case "fsub": result = Format.subtract(a, b, rounding: rounding, flags: &flags)
    case "fmul": result = Format.multiply(a, b, rounding: rounding, flags: &flags)
    case "fdiv": result = Format.divide(a, b, rounding: rounding, flags: &flags)
    case "fsqrt": result = Format.squareRoot(a, rounding: rounding, flags: &flags)
    case "fmadd": result = fused(.productPlusAddend)
    case "fmsub": result = fused(.productMinusAddend)
    case "fnmsub": result = fused(.addendMinusProduct)
    case "fnmadd": result = fused(.negatedSum)
    case "fmin": result = Format.minimum(a, b, flags: &flags)
    case "fmax": result = Format.maximum(a, b, flags: &flags)
    case "fsgnj": result = Format.withSign(of: b, a)
    case "fsgnjn": result = Format.withNegatedSign(of: b, a)
    case "fsgnjx": result = Format.withSignTurned(by: b, a)
    case "feq": return Format.isEqual(a, b, flags: &flags) ? 1 : 0
    case "flt": return Format.isLess(a, b, flags: &flags) ? 1 : 0
    case "fle": return Format.isLessOrEqual(a, b, flags: &flags) ? 1 : 0
    default: return Format.classify(a).rawValue
    }
    return UInt64(result)
  }

  private func converted<Format: FloatArithmetic>(
    _ format: Format.Type, to target: String, from source: String, _ a: Format.Pattern,
    _ rounding: RoundingMode, _ flags: inout FloatFlags
  ) -> UInt64 {
    let word = UInt64(a)
    switch (target, source) {
    case ("s", "d"):
      return UInt64(Float32Arithmetic.fromFloat64(word, rounding: rounding, flags: &flags))
    case ("d", "s"):
      return Float64Arithmetic.fromFloat32(UInt32(word), flags: &flags)
    case ("w", _):
      return UInt64(
        bitPattern: Int64(Format.toInt32(a, rounding: rounding, flags: &flags)))
    case ("wu", _):
      let number = Format.toUInt32(a, rounding: rounding, flags: &flags)
      return UInt64(bitPattern: Int64(Int32(bitPattern: number)))
    case ("l", _):
      return UInt64(bitPattern: Format.toInt64(a, rounding: rounding, flags: &flags))
    case ("lu", _): return Format.toUInt64(a, rounding: rounding, flags: &flags)
    case (_, "lu"), (_, "wu"):
      let number = source == "wu" ? word & 0xffff_ffff : word
      return target == "s"
        ? UInt64(Float32Arithmetic.fromUnsigned(number, rounding: rounding, flags: &flags))
        : Float64Arithmetic.fromUnsigned(number, rounding: rounding, flags: &flags)
    default:
      let number = Int64(bitPattern: word)
      let signed = source == "w" ? Int64(Int32(truncatingIfNeeded: number)) : number
      return target == "s"
        ? UInt64(Float32Arithmetic.fromSigned(signed, rounding: rounding, flags: &flags))
        : Float64Arithmetic.fromSigned(signed, rounding: rounding, flags: &flags)
    }
  }
}
