/// A filter of system calls: a program of classic BPF that looks at one call and says what becomes of it.
struct CallFilter: Sendable {
  /// Its instructions: `struct sock_filter` as one word each.
  var program: ContiguousArray<UInt64>
  /// The one that was asked for before it, or -1.
  var previous: Int32 = -1
  /// How many tasks and later filters have it.
  var users: Int32 = 1

  /// How long a program may be (`BPF_MAXINSNS`), and all those of a task together, in the instructions that
  /// Linux makes of them (`MAX_INSNS_PER_PATH`).
  static var instructionsMax: Int { 4_096 }
  static var pathMax: Int { 32_768 }
  /// What each earlier filter costs there besides its own.
  static var pathPenalty: Int { 4 }
}

/// One instruction of a filter: `struct sock_filter`.
///
/// Source: `include/uapi/linux/bpf_common.h`, `include/uapi/linux/filter.h`.
private struct FilterInstruction {
  let code: UInt16
  /// How many instructions are passed over, if a condition holds and if it does not.
  let onTrue: Int
  let onFalse: Int
  let operand: UInt32

  init(_ word: UInt64) {
    code = UInt16(truncatingIfNeeded: word)
    onTrue = Int(word >> 16 & 0xff)
    onFalse = Int(word >> 24 & 0xff)
    operand = UInt32(truncatingIfNeeded: word >> 32)
  }

  /// Whether it is a jump with a condition: BPF_JEQ, BPF_JGT, BPF_JGE and BPF_JSET.
  var isCondition: Bool { code & 7 == 5 && (0x10...0x40).contains(code & 0xf0) && code < 0x50 }
  /// Whether its operand is the second register (`BPF_X`).
  var takesIndex: Bool { code & 8 != 0 }
}

extension CallFilter {
  /// Whether Linux takes a program.
  ///
  /// Source: `net/core/filter.c: bpf_check_classic, check_load_and_stores`; `kernel/seccomp.c:
  /// seccomp_check_filter`.
  static func isValid(_ program: ContiguousArray<UInt64>) -> Bool {
    guard let last = program.last.map(FilterInstruction.init),
      last.code == 0x06 || last.code == 0x16
    else { return false }
    // Which words of the scratch memory have been stored on every way to an instruction.
    var stored = [UInt16](repeating: .max, count: program.count)
    var known: UInt16 = 0
    for (place, word) in program.enumerated() {
      let instruction = FilterInstruction(word)
      let (code, operand) = (instruction.code, instruction.operand)
      let left = program.count - place - 1
      known &= stored[place]
      switch code {
      // BPF_LD | BPF_W | BPF_ABS: a word of `struct seccomp_data`.
      case 0x20: guard operand < 64, operand & 3 == 0 else { return false }
      // BPF_LEN, BPF_IMM, BPF_TAX, BPF_TXA, BPF_RET.
      case 0x80, 0x81, 0x00, 0x01, 0x07, 0x87, 0x06, 0x16: break
      // Arithmetic; BPF_MOD is not for these filters.
      case 0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x6c, 0x7c, 0x84, 0xa4,
        0xac:
        break
      case 0x34: guard operand != 0 else { return false }
      case 0x64, 0x74: guard operand < 32 else { return false }
      // BPF_ST, BPF_STX, and BPF_MEM of loads.
      case 0x02, 0x03:
        guard operand < 16 else { return false }
        known |= 1 << UInt16(operand)
      case 0x60, 0x61:
        guard operand < 16, known >> UInt16(operand) & 1 != 0 else { return false }
      // BPF_JA.
      case 0x05:
        guard operand < UInt32(left) else { return false }
        stored[place + 1 + Int(operand)] &= known
        known = .max
      case _ where instruction.isCondition:
        guard instruction.onTrue < left, instruction.onFalse < left else { return false }
        stored[place + 1 + instruction.onTrue] &= known
        stored[place + 1 + instruction.onFalse] &= known
        known = .max
      default: return false
      }
    }
    return true
  }

  /// How many instructions Linux makes of it.
  ///
  /// Source: `net/core/filter.c: bpf_convert_filter`.
  var convertedCount: Int {
    program.reduce(3) { sum, word in
      let instruction = FilterInstruction(word)
      switch instruction.code {
      case 0x06: return sum + 2
      case 0x3c: return sum + 5
      case _ where instruction.isCondition:
        let isWide = !instruction.takesIndex && instruction.operand >= 1 << 31
        // BPF_JSET cannot be turned round.
        let isShort =
          instruction.onFalse == 0 || instruction.onTrue == 0 && instruction.code & 0xf0 != 0x40
        return sum + (isWide ? 1 : 0) + (isShort ? 1 : 2)
      default: return sum + 1
      }
    }
  }

  /// What it says of a call; jumps go forward only, so it ends.
  ///
  /// Source: `kernel/bpf/core.c: ___bpf_prog_run`, of what `bpf_convert_filter` makes.
  ///
  /// - Parameter data: `struct seccomp_data`, of eight words.
  /// - Returns: The action, and what goes with it.
  func verdict(_ data: [UInt64]) -> UInt32 {
    var (accumulator, index): (UInt32, UInt32) = (0, 0)
    var scratch = [UInt32](repeating: 0, count: 16)
    var place = 0
    while place < program.count {
      let instruction = FilterInstruction(program[place])
      let code = instruction.code
      let operand = instruction.takesIndex ? index : instruction.operand
      let cell = Int(instruction.operand & 15)
      place += 1
      switch code {
      case 0x20:
        accumulator = UInt32(
          truncatingIfNeeded: data[Int(operand >> 3) & 7] >> UInt64(8 * (operand & 4)))
      case 0x80: accumulator = 64
      case 0x81: index = 64
      case 0x00: accumulator = instruction.operand
      case 0x01: index = instruction.operand
      case 0x60: accumulator = scratch[cell]
      case 0x61: index = scratch[cell]
      case 0x02: scratch[cell] = accumulator
      case 0x03: scratch[cell] = index
      case 0x07: index = accumulator
      case 0x87: accumulator = index
      case 0x06: return instruction.operand
      case 0x16: return accumulator
      case 0x05: place += Int(instruction.operand)
      case _ where instruction.isCondition:
        let holds =
          switch code & 0xf0 {
          case 0x10: accumulator == operand
          case 0x20: accumulator > operand
          case 0x30: accumulator >= operand
          default: accumulator & operand != 0
          }
        place += holds ? instruction.onTrue : instruction.onFalse
      // A division by 0 ends the program with 0.
      case 0x3c where index == 0: return 0
      default: accumulator = Self.calculated(code & 0xf0, accumulator, operand)
      }
    }
    return 0
  }

  private static func calculated(_ operation: UInt16, _ a: UInt32, _ b: UInt32) -> UInt32 {
    switch operation {
    case 0x00: a &+ b
    case 0x10: a &- b
    case 0x20: a &* b
    case 0x30: b == 0 ? 0 : a / b
    case 0x40: a | b
    case 0x50: a & b
    case 0x60: a &<< b
    case 0x70: a &>> b
    case 0x80: 0 &- a
    default: a ^ b
    }
  }
}
