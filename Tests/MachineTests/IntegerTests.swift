import KernelCore
import LinuxABI
import Machine
import Testing

private let least = UInt64(1) << 63
private let leastWord = UInt64(bitPattern: Int64(Int32.min))
private let all: UInt64 = ~0

@Suite struct `Integer instructions` {
  @Test(
    arguments: [
      (.add, 5, 7, 12), (.add, all, 1, 0), (.sub, 5, 7, all - 1), (.sub, 0, least, least),
      (.sll, 1, 63, least), (.sll, 3, 64, 3), (.sll, 1, 65, 2), (.srl, least, 63, 1),
      (.srl, all, 64, all), (.sra, least, 63, all), (.sra, least >> 1, 62, 1),
      (.slt, all, 0, 1), (.slt, 0, all, 0), (.slt, 3, 3, 0), (.sltu, all, 0, 0),
      (.sltu, 0, all, 1), (.sltu, 3, 3, 0), (.xor, 0b1100, 0b1010, 0b0110),
      (.or, 0b1100, 0b1010, 0b1110), (.and, 0b1100, 0b1010, 0b1000),
      (.addw, 0x7fff_ffff, 1, leastWord), (.addw, 0xffff_ffff_0000_0001, 2, 3),
      (.subw, leastWord, 1, 0x7fff_ffff), (.subw, 0, 1, all), (.sllw, 1, 31, leastWord),
      (.sllw, 1, 32, 1), (.srlw, all, 1, 0x7fff_ffff), (.srlw, all, 32, all),
      (.srlw, 0xff_8000_0000, 31, 1), (.sraw, 0x8000_0000, 31, all),
      (.sraw, 0x7fff_ffff, 30, 1), (.sraw, leastWord, 64, leastWord),
    ] as [(Operation, UInt64, UInt64, UInt64)])
  func `of two registers`(
    operation: Operation, left: UInt64, right: UInt64, result: UInt64
  ) throws {
    try check(operation, left, right, result)
  }

  @Test(
    arguments: [
      (.mul, all, all, 1), (.mul, 1 << 40, 1 << 30, 0), (.mul, 3, all, all - 2),
      (.mulh, all, all, 0), (.mulh, least, least, least >> 1), (.mulh, least, 1, all),
      (.mulhu, all, all, all - 1), (.mulhu, least, 2, 1), (.mulhsu, all, all, all),
      (.mulhsu, least, all, least), (.mulhsu, 1, all, 0), (.mulhsu, all, 1, all),
      (.mulw, 0x1_0000_0001, 0xffff_ffff, all), (.mulw, 0x8000_0000, 1, leastWord),
      (.div, 7, all - 1, UInt64(bitPattern: -3)), (.div, 7, 0, all), (.div, least, all, least),
      (.div, 0, 0, all), (.divu, all, 2, all >> 1), (.divu, 7, 0, all), (.divu, least, all, 0),
      (.rem, UInt64(bitPattern: -7), 2, all), (.rem, 7, UInt64(bitPattern: -2), 1),
      (.rem, 7, 0, 7), (.rem, least, all, 0), (.remu, all, 16, 15), (.remu, 7, 0, 7),
      (.remu, least, all, least),
      (.divw, 0x8000_0000, all, leastWord), (.divw, 7, 0, all),
      (.divw, 0xff_0000_0007, 0xff_0000_0002, 3), (.divuw, 0xffff_ffff, 1, all),
      (.divuw, 7, 0x1_0000_0000, all), (.divuw, 0xffff_ffff, 2, 0x7fff_ffff),
      (.remw, leastWord, all, 0), (.remw, 0x8000_0001, 0, UInt64(bitPattern: -0x7fff_ffff)),
      (.remw, UInt64(bitPattern: -7), 4, UInt64(bitPattern: -3)), (.remuw, 0xffff_ffff, 0, all),
      (.remuw, 0xffff_fff7, 16, 7),
    ] as [(Operation, UInt64, UInt64, UInt64)])
  func `that multiply and divide`(
    operation: Operation, left: UInt64, right: UInt64, result: UInt64
  ) throws {
    try check(operation, left, right, result)
  }

  private func check(
    _ operation: Operation, _ left: UInt64, _ right: UInt64, _ result: UInt64
  ) throws {
    // Also with the result where an operand was, and to x0.
    let machine = try TestMachine([
      assembled(operation, rd: 7, rs1: 5, rs2: 6), assembled(operation, rd: 0, rs1: 5, rs2: 6),
      assembled(operation, rd: 5, rs1: 5, rs2: 6),
    ])
    machine.hart.x[5] = left
    machine.hart.x[6] = right
    #expect(machine.run(2) == .budget)
    #expect(machine.hart.x[7] == result)
    #expect(machine.hart.x[0] == 0)
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.x[5] == result)
    #expect(machine.hart.x[6] == right)
  }

  @Test(
    arguments: [
      (.addi, 1, -2, all), (.addi, all, 2047, 2046), (.slti, all, 0, 1), (.slti, 0, -1, 0),
      (.sltiu, 0, -1, 1), (.sltiu, all, -1, 0), (.xori, 5, -1, all - 5),
      (.ori, 1, -2048, all - 2046),
      (.andi, all, -2048, all - 2047), (.slli, 1, 63, least), (.srli, all, 63, 1),
      (.srai, least, 63, all), (.srai, least >> 1, 63, 0), (.addiw, 0x7fff_ffff, 1, leastWord),
      (.addiw, 0x1_0000_0000, 0, 0), (.slliw, 1, 31, leastWord), (.srliw, all, 31, 1),
      (.srliw, 0xff_8000_0000, 0, leastWord), (.sraiw, 0x8000_0000, 31, all),
    ] as [(Operation, UInt64, Int64, UInt64)])
  func `of a register and a number`(
    operation: Operation, operand: UInt64, number: Int64, result: UInt64
  ) throws {
    let machine = try TestMachine([
      assembled(operation, rd: 7, rs1: 5, immediate: number),
      assembled(operation, rd: 0, rs1: 5, immediate: number),
    ])
    machine.hart.x[5] = operand
    #expect(machine.run(2) == .budget)
    #expect(machine.hart.x[7] == result)
    #expect(machine.hart.x[0] == 0)
  }

  @Test func `lui and auipc extend their sign`() throws {
    let machine = try TestMachine([
      assembled(.lui, rd: 5, immediate: -0x8000_0000), assembled(.lui, rd: 6, immediate: 0x7000),
      assembled(.auipc, rd: 7, immediate: -0x1000), assembled(.auipc, rd: 28, immediate: 0x1000),
    ])
    #expect(machine.run(4) == .budget)
    #expect(machine.hart.x[5] == leastWord)
    #expect(machine.hart.x[6] == 0x7000)
    #expect(machine.hart.x[7] == TestMachine.code + 8 - 0x1000)
    #expect(machine.hart.x[28] == TestMachine.code + 12 + 0x1000)
  }
}

@Suite struct `Jumps` {
  @Test(
    arguments: [
      (.beq, 1, 1, true), (.beq, 1, 2, false), (.bne, 1, 2, true), (.bne, 2, 2, false),
      (.blt, all, 0, true), (.blt, 0, all, false), (.blt, 1, 1, false), (.bge, 0, all, true),
      (.bge, all, 0, false), (.bge, 1, 1, true), (.bltu, 0, all, true), (.bltu, all, 0, false),
      (.bltu, 1, 1, false), (.bgeu, all, 0, true), (.bgeu, 0, all, false), (.bgeu, 1, 1, true),
    ] as [(Operation, UInt64, UInt64, Bool)])
  func `are taken if the condition holds, near and far`(
    operation: Operation, left: UInt64, right: UInt64, isTaken: Bool
  ) throws {
    // Within the page, to the other page, and out of memory, where nothing is wrong before the jump
    // is taken.
    for distance in [16, 4_094, -2_048] as [Int64] {
      let machine = try TestMachine([
        assembled(operation, rs1: 5, rs2: 6, immediate: distance)
      ])
      machine.hart.x[5] = left
      machine.hart.x[6] = right
      #expect(machine.run(1) == .budget)
      let target = TestMachine.code &+ UInt64(bitPattern: distance)
      #expect(machine.hart.pc == (isTaken ? target : TestMachine.code + 4))
      #expect(machine.hart.retired == 1)
    }
  }

  @Test func `jal and jalr link, and jalr clears the lowest bit`() throws {
    let machine = try TestMachine([
      assembled(.jal, rd: 1, immediate: 8), 0,
      assembled(.jalr, rd: 5, rs1: 5, immediate: -1),
    ])
    machine.hart.x[5] = TestMachine.code + 0x1010
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.pc == TestMachine.code + 8)
    #expect(machine.hart.x[1] == TestMachine.code + 4)
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.pc == TestMachine.code + 0x100e)
    #expect(machine.hart.x[5] == TestMachine.code + 12)
  }

  @Test func `compressed ones link what is two bytes on`() throws {
    // c.jalr t0; then c.jr ra.
    let machine = try TestMachine(bytes: [0x82, 0x92, 0x01, 0x00, 0x82, 0x80])
    machine.hart.x[5] = TestMachine.code + 4
    #expect(machine.run(2) == .budget)
    #expect(machine.hart.x[1] == TestMachine.code + 2)
    #expect(machine.hart.pc == TestMachine.code + 2)
  }

  @Test func `to nowhere are done, and then fail`() throws {
    let machine = try TestMachine([assembled(.jalr, rd: 1, rs1: 5)])
    machine.hart.x[5] = 0x5_0000
    #expect(machine.run(2) == .trap(.memory(.unmapped, address: 0x5_0000)))
    #expect(machine.hart.pc == 0x5_0000)
    #expect(machine.hart.x[1] == TestMachine.code + 4)
    #expect(machine.hart.retired == 1)
    // To where nothing may be executed.
    machine.hart.pc = TestMachine.code
    machine.hart.x[5] = TestMachine.data
    #expect(machine.run(2) == .trap(.memory(.notAllowed, address: TestMachine.data)))
  }

  @Test func `stop at calls and breakpoints, which don't count`() throws {
    let machine = try TestMachine([
      assembled(.addi, rd: 5, immediate: 1), assembled(.ecall), assembled(.ebreak),
    ])
    #expect(machine.run(1) == .budget)
    #expect(machine.run(0) == .budget)
    #expect(machine.run(9) == .call)
    #expect(machine.hart.pc == TestMachine.code + 8)
    #expect(machine.hart.retired == 1)
    #expect(machine.run(9) == .trap(.breakpoint(TestMachine.code + 8)))
    #expect(machine.hart.pc == TestMachine.code + 8)
    #expect(machine.hart.retired == 1)
    #expect(Trap.breakpoint(0).signal == .trap)
    #expect(Trap.illegalInstruction(0).signal == .illegalInstruction)
    #expect(Trap.memory(.unmapped, address: 0).signal == .segmentationFault)
    #expect(Trap.memory(.misaligned, address: 0).signal == .bus)
  }
}
