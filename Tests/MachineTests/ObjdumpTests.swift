import Foundation
import Machine
import SeededNumbers
import TestSupport
import Testing

/// The GNU tools for RISC-V: Debian's packages gcc-riscv64-linux-gnu and qemu-user.
enum RISCVTools {
  static let objdump = "riscv64-linux-gnu-objdump"
  static let compiler = "riscv64-linux-gnu-gcc"
  static let emulator = "qemu-riscv64"

  /// Whether all of them are there.
  static let areThere = [objdump, compiler, emulator].allSatisfy { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }
}

@Suite(
  .enabled(if: RISCVTools.areThere, "needs gcc-riscv64-linux-gnu and qemu-user"))
struct `Against objdump` {
  private static let randomWords = 200_000

  @Test func `all 65,536 halfwords`() async throws {
    let halfwords = (0...UInt16.max).filter { $0 & 3 != 3 }
    try await check(halfwords.map(UInt32.init), byteCount: 2)
  }

  @Test func `random words, most of them instructions`() async throws {
    var numbers = SplitMix64(state: 5)
    let words = (0..<Self.randomWords).map { index in
      let bits = UInt32(truncatingIfNeeded: numbers.next()) | 3
      // Lengths that RV64GC has none of are objdump's own business.
      if index % 4 == 0 { return bits & 0x1c == 0x1c ? bits & ~0xc : bits }
      let format = formats[Int(numbers.next() % UInt64(formats.count))]
      return assembled(
        format.operation, rd: bits >> 7 & 31, rs1: bits >> 12 & 31, rs2: bits >> 17 & 31,
        rs3: bits >> 22 & 31, modifier: format.kind == .fence ? bits >> 24 : bits >> 30,
        immediate: Int64(Int32(bitPattern: bits) >> 8 & ~1))
    }
    try await check(words, byteCount: 4)
  }

  /// Decodes and writes instructions, and compares that with what objdump makes of them.
  private func check(_ instructions: [UInt32], byteCount: Int) async throws {
    let bytes = instructions.flatMap { bits in
      (0..<byteCount).map { UInt8(truncatingIfNeeded: bits >> UInt32($0 * 8)) }
    }
    let lines = try await withTemporaryFolder { folder in
      let file = try folder.write(Data(bytes), to: "code")
      let outcome = try await run(
        systemProgram: RISCVTools.objdump,
        ["-D", "-z", "-b", "binary", "-m", "riscv:rv64", file.path])
      return outcome.output.split(separator: "\n").filter { $0.contains(/^\s*[0-9a-f]+:\t/) }
    }
    try #require(lines.count == instructions.count)
    var differences: [String] = []
    for (index, bits) in instructions.enumerated() {
      let instruction = Instruction(bits: bits)
      let theirs = Self.text(ofLine: lines[index])
      let own = instruction.text(at: UInt64(index * byteCount))
      if !Self.agree(own, theirs, bits, instruction) {
        differences.append("\(String(bits, radix: 16)): \(own), \(theirs)")
      }
    }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(20))")
  }

  /// The instruction in a line: `  10:\t00000013\tnop  # comment`.
  private static func text(ofLine line: Substring) -> String {
    let columns = line.split(separator: "\t").dropFirst(2)
    let text = columns.joined(separator: " ")
    return text.split(separator: " #", maxSplits: 1).first.map(String.init) ?? text
  }

  /// The control registers that only a supervisor has are known to objdump by name.
  private static func agree(
    _ own: String, _ theirs: String, _ bits: UInt32, _ instruction: Instruction
  ) -> Bool {
    if own == theirs { return true }
    let isData = theirs.hasPrefix(".")
    switch instruction.operation {
    case .illegal:
      // objdump names modes that are none "unknown", zeroes "unimp", and what is reserved.
      return isData || theirs.hasSuffix(",unknown") || bits == 0 || bits == 0x6101
    // Reserved fields of fences are ignored, as the manual demands; the mode of exact conversions
    // too.
    case .fence, .fenceI, .fcvtDS, .fcvtDW, .fcvtDWu: return isData || own == "pause"
    case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci:
      return ControlRegister(rawValue: UInt16(instruction.immediate)) == nil
        || withNumberForm(theirs) == own
    default:
      return withNumberForm(theirs) == own || isHint(theirs, instruction)
    }
  }

  /// objdump leaves the `i` away where the last operand is a number.
  private static func withNumberForm(_ text: String) -> String {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let last = parts[1].split(separator: ",").last, let first = last.first,
      first.isNumber || first == "-"
    else { return text }
    let name = parts[0]
    let full =
      name.hasSuffix("w") && name != "csrw" && name != "csrrw"
      ? "\(name.dropLast())iw" : "\(name)i"
    return "\(full) \(parts[1])"
  }

  /// What does nothing has names of its own.
  private static func isHint(_ text: String, _ instruction: Instruction) -> Bool {
    guard text.hasPrefix("c."), instruction.byteCount == 2 else { return false }
    switch instruction.operation {
    case .slli, .srli, .srai: return instruction.rd == 0 || instruction.immediate == 0
    default: return instruction.rd == 0
    }
  }
}
