import KernelCore
import LinuxABI
import Machine
import Testing

@Suite struct `Control registers` {
  private func csr(
    _ operation: Operation, _ register: Int64, rd: UInt32 = 5, rs1: UInt32 = 6
  ) -> UInt32 {
    assembled(operation, rd: rd, rs1: rs1, immediate: register)
  }

  private func run(
    _ word: UInt32, fcsr: UInt32 = 0, operand: UInt64 = 0
  ) throws -> (machine: TestMachine, stop: Stop) {
    let machine = try TestMachine([word])
    machine.hart.fcsr = fcsr
    machine.hart.x[6] = operand
    let stop = machine.run(1)
    return (machine, stop)
  }

  @Test(
    arguments: [
      // Exchanges, sets and clears, by a register and by a number.
      (.csrrw, 3, 0xe5, 0x1ff, 0xff, 0xe5), (.csrrs, 3, 0x41, 0x12, 0x53, 0x41),
      (.csrrc, 3, 0xff, 0x21, 0xde, 0xff), (.csrrwi, 3, 0xe5, 0, 0x06, 0xe5),
      (.csrrsi, 3, 0x40, 0, 0x46, 0x40), (.csrrci, 3, 0xff, 0, 0xf9, 0xff),
      // The parts of fcsr; what is written beyond is lost.
      (.csrrw, 1, 0xe5, 0xfff, 0xff, 0x05), (.csrrw, 1, 0xff, 0, 0xe0, 0x1f),
      (.csrrw, 2, 0xe5, 0xff, 0xe5, 7), (.csrrw, 2, 0xff, 2, 0x5f, 7),
      (.csrrs, 2, 0x25, 4, 0xa5, 1), (.csrrc, 1, 0xff, 0x11, 0xee, 0x1f),
    ] as [(Operation, Int64, UInt32, UInt64, UInt32, UInt64)])
  func `of floating-point arithmetic`(
    operation: Operation, register: Int64, before: UInt32, operand: UInt64, after: UInt32,
    old: UInt64
  ) throws {
    // The operand is register x6, or the number 6.
    let (machine, stop) = try run(csr(operation, register), fcsr: before, operand: operand)
    #expect(stop == .budget)
    #expect(machine.hart.fcsr == after)
    #expect(machine.hart.x[5] == old)
  }

  @Test func `that count can be read, and count exactly`() throws {
    let machine = try TestMachine([
      0x13, csr(.csrrs, 0xc02, rs1: 0), 0x13, csr(.csrrc, 0xc00, rd: 7, rs1: 0),
      csr(.csrrsi, 0xc02, rd: 0, rs1: 0), csr(.csrrs, 0xc02, rd: 8, rs1: 0),
    ])
    machine.hart.retired = 1_000
    #expect(machine.run(6) == .budget)
    #expect(machine.hart.x[5] == 1_001)
    #expect(machine.hart.x[7] == 1_003)
    #expect(machine.hart.x[8] == 1_005)
    #expect(machine.hart.retired == 1_006)
  }

  @Test func `for the time go by ten million a second`() throws {
    let words = [UInt32](repeating: 0x13, count: 500) + [csr(.csrrs, 0xc01, rs1: 0)]
    let machine = try TestMachine(words)
    #expect(machine.run(501) == .budget)
    #expect(machine.hart.x[5] == (machine.kernel.timeNanoseconds + 500) / 100)
  }

  @Test(
    arguments: [
      (.csrrw, 0xc02, 6), (.csrrw, 0xc00, 0), (.csrrs, 0xc01, 6), (.csrrc, 0xc02, 6),
      (.csrrwi, 0xc02, 0), (.csrrsi, 0xc02, 1), (.csrrci, 0xc00, 31),
      // A counter of events, a vector register, one of the supervisor's, one of the machine's.
      (.csrrs, 0xc03, 0), (.csrrs, 0x008, 0), (.csrrs, 0x100, 0), (.csrrs, 0x300, 0),
      (.csrrs, 0xf14, 0), (.csrrs, 0x000, 0),
    ] as [(Operation, Int64, UInt32)])
  func `that a task may not reach or write are illegal`(
    operation: Operation, register: Int64, source: UInt32
  ) throws {
    let (machine, stop) = try run(csr(operation, register, rs1: source))
    #expect(stop == .trap(.illegalInstruction(TestMachine.code)))
    #expect(machine.hart.x[5] == 0)
    #expect(machine.hart.retired == 0)
  }
}

@Suite struct `Floating-point registers` {
  private static let one: UInt64 = 0x3ff0_0000_0000_0000
  private static let boxedOne: UInt64 = 0xffff_ffff_3f80_0000
  private static let boxedNaN: UInt64 = 0xffff_ffff_7fc0_0000

  private func run(
    _ words: UInt32..., fcsr: UInt32 = 0, set: (inout Hart) -> Void = { _ in }
  ) throws -> TestMachine {
    let machine = try TestMachine(words)
    machine.hart.fcsr = fcsr
    set(&machine.hart)
    #expect(machine.run(words.count) == .budget)
    return machine
  }

  @Test func `hold single precision with ones above it`() throws {
    let machine = try run(
      assembled(.fmvWX, rd: 1, rs1: 6), assembled(.fmvXW, rd: 7, rs1: 1),
      assembled(.fsd, rs1: 10, rs2: 1), assembled(.flw, rd: 2, rs1: 10),
      assembled(.fld, rd: 0, rs1: 10), assembled(.fsw, rs1: 10, rs2: 3, immediate: 12)
    ) {
      $0.x[6] = 0x1234_5678_bf80_0000
      $0.f[3] = 0x1122_3344_5566_7788
    }
    #expect(machine.hart.f[1] == 0xffff_ffff_bf80_0000)
    #expect(machine.hart.x[7] == 0xffff_ffff_bf80_0000)
    #expect(machine.hart.f[2] == machine.hart.f[1])
    #expect(machine.hart.f[0] == machine.hart.f[1])
    #expect(machine.memory(TestMachine.data + 8) == 0x5566_7788_0000_0000)
  }

  @Test func `that hold no such number count as a NaN`() throws {
    let machine = try run(
      assembled(.faddS, rd: 3, rs1: 1, rs2: 2), assembled(.fsgnjS, rd: 4, rs1: 1, rs2: 1),
      assembled(.fclassS, rd: 5, rs1: 1), assembled(.fmvXW, rd: 6, rs1: 1),
      assembled(.fmaddS, rd: 5, rs1: 2, rs2: 2, rs3: 1),
      assembled(.fcvtDS, rd: 6, rs1: 1), assembled(.fsgnjD, rd: 7, rs1: 1, rs2: 1)
    ) {
      $0.f[1] = 0xffff_fffe_3f80_0000
      $0.f[2] = Self.boxedOne
    }
    #expect(machine.hart.f[3] == Self.boxedNaN)
    #expect(machine.hart.f[4] == Self.boxedNaN)
    #expect(machine.hart.x[5] == 0x200)
    #expect(machine.hart.x[6] == 0x3f80_0000)
    #expect(machine.hart.f[5] == Self.boxedNaN)
    #expect(machine.hart.f[6] == 0x7ff8_0000_0000_0000)
    #expect(machine.hart.f[7] == 0xffff_fffe_3f80_0000)
    #expect(machine.hart.fcsr == 0)
  }

  /// The format, the operands in the right order, the right register and the right flags, for each
  /// operation; what is exact in both formats looks alike.
  @Test(
    arguments: [
      (.faddS, .faddD, 6, 2, 8), (.fsubS, .fsubD, 6, 2, 4), (.fmulS, .fmulD, 6, 2, 12),
      (.fdivS, .fdivD, 6, 2, 3), (.fminS, .fminD, 6, 2, 2), (.fmaxS, .fmaxD, 6, 2, 6),
      (.fsgnjS, .fsgnjD, 6, -2, -6), (.fsgnjnS, .fsgnjnD, 6, -2, 6),
      (.fsgnjxS, .fsgnjxD, -6, -2, 6), (.fmaddS, .fmaddD, 6, 2, 17), (.fmsubS, .fmsubD, 6, 2, 7),
      (.fnmsubS, .fnmsubD, 6, 2, -7), (.fnmaddS, .fnmaddD, 6, 2, -17),
    ] as [(Operation, Operation, Double, Double, Double)])
  func `are computed with`(
    single: Operation, double: Operation, left: Double, right: Double, result: Double
  ) throws {
    let machine = try run(
      assembled(single, rd: 3, rs1: 1, rs2: 2, rs3: 8, modifier: mode(single)),
      assembled(double, rd: 6, rs1: 4, rs2: 5, rs3: 9, modifier: mode(double))
    ) {
      $0.f[1] = boxed(left)
      $0.f[2] = boxed(right)
      $0.f[8] = boxed(5)
      $0.f[4] = left.bitPattern
      $0.f[5] = right.bitPattern
      $0.f[9] = (5 as Double).bitPattern
    }
    #expect(machine.hart.f[3] == boxed(result))
    #expect(machine.hart.f[6] == result.bitPattern)
    #expect(machine.hart.fcsr == 0)
  }

  private func mode(_ operation: Operation) -> UInt32 {
    switch formats.first(where: { $0.operation == operation })?.kind {
    case .rounded, .fused, .roundedUnary: 7
    default: 0
    }
  }

  private func boxed(_ number: Double) -> UInt64 {
    UInt64(Float(number).bitPattern) | 0xffff_ffff_0000_0000
  }

  @Test(
    arguments: [
      (.feqS, .feqD, 2, 6, 0), (.feqS, .feqD, 6, 6, 1), (.fltS, .fltD, 2, 6, 1),
      (.fltS, .fltD, 6, 6, 0), (.fleS, .fleD, 6, 6, 1), (.fleS, .fleD, 6, 2, 0),
      (.fclassS, .fclassD, -2, 0, 2), (.fcvtWS, .fcvtWD, -3, 0, UInt64(bitPattern: -3)),
      (.fcvtWuS, .fcvtWuD, 4_294_967_040, 0, 0xffff_ffff_ffff_ff00),
      (.fcvtLS, .fcvtLD, -3, 0, UInt64(bitPattern: -3)), (.fcvtLuS, .fcvtLuD, 0x1p63, 0, 1 << 63),
      (.fcvtWS, .fcvtWD, 0x1p40, 0, 0x7fff_ffff), (.fcvtLuS, .fcvtLuD, -3, 0, 0),
    ] as [(Operation, Operation, Double, Double, UInt64)])
  func `are compared, classified and converted to integers`(
    single: Operation, double: Operation, left: Double, right: Double, result: UInt64
  ) throws {
    let machine = try run(
      assembled(single, rd: 5, rs1: 1, rs2: 2, modifier: mode(single)),
      assembled(double, rd: 6, rs1: 3, rs2: 4, modifier: mode(double))
    ) {
      $0.f[1] = boxed(left)
      $0.f[2] = boxed(right)
      $0.f[3] = left.bitPattern
      $0.f[4] = right.bitPattern
    }
    #expect(machine.hart.x[5] == result)
    #expect(machine.hart.x[6] == result)
  }

  @Test(
    arguments: [
      (.fcvtSW, .fcvtDW, 0x1_ffff_fffd, -3), (.fcvtSWu, .fcvtDWu, 0x1_ffff_ff00, 4_294_967_040),
      (.fcvtSL, .fcvtDL, ~2, -3), (.fcvtSLu, .fcvtDLu, 1 << 63, 0x1p63),
    ] as [(Operation, Operation, UInt64, Double)])
  func `are converted from integers`(
    single: Operation, double: Operation, operand: UInt64, result: Double
  ) throws {
    let machine = try run(
      assembled(single, rd: 1, rs1: 5, modifier: 7), assembled(double, rd: 2, rs1: 5, modifier: 7)
    ) { $0.x[5] = operand }
    #expect(machine.hart.f[1] == boxed(result))
    #expect(machine.hart.f[2] == result.bitPattern)
  }

  @Test func `move, and change their format`() throws {
    let machine = try run(
      assembled(.fmvXD, rd: 5, rs1: 1), assembled(.fmvDX, rd: 2, rs1: 6),
      assembled(.fcvtSD, rd: 3, rs1: 1, modifier: 7), assembled(.fcvtDS, rd: 4, rs1: 3),
      assembled(.fsqrtD, rd: 7, rs1: 8, modifier: 7),
      assembled(.fsqrtS, rd: 9, rs1: 10, modifier: 7)
    ) {
      $0.f[1] = Self.one
      $0.x[6] = 77
      $0.f[8] = (9 as Double).bitPattern
      $0.f[10] = boxed(9)
    }
    #expect(machine.hart.x[5] == Self.one)
    #expect(machine.hart.f[2] == 77)
    #expect(machine.hart.f[3] == Self.boxedOne)
    #expect(machine.hart.f[4] == Self.one)
    #expect(machine.hart.f[7] == (3 as Double).bitPattern)
    #expect(machine.hart.f[9] == boxed(3))
  }

  /// One third, in all rounding modes: named by the instruction, and by `frm`.
  @Test(
    arguments: [
      (0, 0x3fd5_5555_5555_5555), (1, 0x3fd5_5555_5555_5555), (2, 0x3fd5_5555_5555_5555),
      (3, 0x3fd5_5555_5555_5556), (4, 0x3fd5_5555_5555_5555),
    ] as [(UInt32, UInt64)])
  func `are rounded as the mode says, and flags stay`(mode: UInt32, third: UInt64) throws {
    for isDynamic in [false, true] {
      let machine = try run(
        assembled(.fdivD, rd: 3, rs1: 1, rs2: 2, modifier: isDynamic ? 7 : mode),
        fcsr: (isDynamic ? mode : 5) << 5 | 0x10
      ) {
        $0.f[1] = Self.one
        $0.f[2] = (3 as Double).bitPattern
      }
      #expect(machine.hart.f[3] == third)
      #expect(machine.hart.fcsr & 0x1f == 0x11)
    }
  }

  @Test(arguments: 5...7 as ClosedRange<UInt32>)
  func `with a mode in frm that is none are illegal, if they round`(mode: UInt32) throws {
    let machine = try TestMachine([
      assembled(.fsgnjD, rd: 3, rs1: 1, rs2: 2), assembled(.faddD, rd: 3, rs1: 1, rs2: 2),
      assembled(.faddD, rd: 4, rs1: 1, rs2: 2, modifier: 7),
    ])
    machine.hart.fcsr = mode << 5
    #expect(machine.run(3) == .trap(.illegalInstruction(TestMachine.code + 8)))
    #expect(machine.hart.retired == 2)
  }
}
