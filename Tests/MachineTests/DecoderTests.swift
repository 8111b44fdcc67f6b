import Machine
import SeededNumbers
import Testing

@Suite struct `Decoding` {
  private static let rounds = 200

  @Test func `every operation has a format, and a name of its own`() {
    let operations = Operation.allCases.filter { $0.isArchitectural && $0 != .illegal }
    #expect(Set(formats.map(\.operation)) == Set(operations))
    #expect(formats.count == operations.count)
    #expect(Set(operations.map(\.mnemonic)).count == operations.count)
  }

  @Test func `what was put together is taken apart`() {
    var numbers = SplitMix64(state: 1)
    for format in formats {
      for _ in 0..<Self.rounds { checkRoundTrip(format.operation, format.kind, &numbers) }
    }
  }

  private func checkRoundTrip(
    _ operation: Operation, _ kind: Format, _ numbers: inout SplitMix64
  ) {
    let registers = numbers.next()
    var expected = Instruction(operation)
    func register(_ place: UInt64) -> UInt8 { UInt8(registers >> place & 31) }
    func number(_ bits: Int64, scale: Int64 = 0) -> Int64 {
      (Int64(bitPattern: numbers.next()) >> (64 - bits)) << scale
    }
    let rounding: [UInt16] = [0, 1, 2, 3, 4, 7]
    let mode = rounding[Int((registers >> 40) % 6)]
    if ![.store, .branch, .fence, .fixed].contains(kind) { expected.rd = register(0) }
    if ![.upper, .jump, .fence, .fixed].contains(kind) { expected.rs1 = register(8) }
    switch kind {
    case .register: expected.rs2 = register(16)
    case .immediate:
      expected.immediate = number(12)
      // Control registers have numbers without a sign.
      if operation.mnemonic.hasPrefix("csr") { expected.immediate &= 0xfff }
    case .store:
      expected.rs2 = register(16)
      expected.immediate = number(12)
    case .branch:
      expected.rs2 = register(16)
      expected.immediate = number(12, scale: 1)
    case .upper: expected.immediate = number(20, scale: 12)
    case .jump: expected.immediate = number(20, scale: 1)
    case .shift:
      expected.immediate = number(16) & (operation.mnemonic.hasSuffix("w") ? 31 : 63)
    case .atomic:
      if operation != .lrW && operation != .lrD { expected.rs2 = register(16) }
      expected.modifier = UInt16(registers >> 32 & 3)
    case .rounded:
      expected.rs2 = register(16)
      expected.modifier = mode
    case .unary, .fixed: break
    case .roundedUnary: expected.modifier = mode
    case .fused:
      expected.rs2 = register(16)
      expected.rs3 = register(24)
      expected.modifier = mode
    case .fence: expected.modifier = UInt16(registers >> 32 & 0xfff)
    }
    let bits = assembled(
      operation, rd: UInt32(expected.rd), rs1: UInt32(expected.rs1), rs2: UInt32(expected.rs2),
      rs3: UInt32(expected.rs3), modifier: UInt32(expected.modifier),
      immediate: expected.immediate)
    #expect(Instruction(bits: bits) == expected)
  }

  @Test(
    arguments: [
      // Nothing but ones and zeroes, and lengths that RV64GC has none of.
      0xffff_ffff, 0x0000_0000, 0x0000_001f, 0x0000_003f, 0x0000_007f,
      // What is the supervisor's: sret, mret, wfi, sfence.vma.
      0x1020_0073, 0x3020_0073, 0x1050_0073, 0x1200_0073,
      // Rounding modes 5 and 6; a format that is neither single nor double.
      0x0000_5053, 0x0000_6053, 0x0400_0053, 0x0000_5043, 0x0400_0043,
      // Shifts by more than a register has; of a word by more than 31.
      0x4400_5013, 0x0400_1013, 0x0200_101b, 0x4200_501b,
      // lr with a second operand; an AMO of a halfword.
      0x1010_202f, 0x0000_102f,
      // Converting a format to itself.
      0x4000_0053, 0x4210_0053,
    ] as [UInt32])
  func `what the manual reserves is illegal`(bits: UInt32) {
    #expect(Instruction(bits: bits).operation == .illegal)
  }

  @Test func `fences with reserved fields are fences`() {
    #expect(Instruction(bits: 0xfff7_8f8f).operation == .fence)
    #expect(Instruction(bits: 0xfff7_9f8f).operation == .fenceI)
  }
}

@Suite struct `Compressed instructions` {
  @Test(
    arguments: [
      (0x0808, "addi a0,sp,16"), (0x2588, "fld fa0,8(a1)"), (0x4588, "lw a0,8(a1)"),
      (0x6588, "ld a0,8(a1)"), (0xa588, "fsd fa0,8(a1)"), (0xc588, "sw a0,8(a1)"),
      (0xe588, "sd a0,8(a1)"), (0x0001, "nop"), (0x1579, "addi a0,a0,-2"),
      (0x3579, "addiw a0,a0,-2"), (0x2501, "sext.w a0,a0"), (0x5579, "li a0,-2"),
      (0x7139, "addi sp,sp,-64"), (0x7579, "lui a0,0xffffe"), (0x9101, "srli a0,a0,0x20"),
      (0x9501, "srai a0,a0,0x20"), (0x9979, "andi a0,a0,-2"), (0x8d0d, "sub a0,a0,a1"),
      (0x8d2d, "xor a0,a0,a1"), (0x8d4d, "or a0,a0,a1"), (0x8d6d, "and a0,a0,a1"),
      (0x9d0d, "subw a0,a0,a1"), (0x9d2d, "addw a0,a0,a1"), (0xbffd, "j 0xffe"),
      (0xdd7d, "beqz a0,0xffe"), (0xfd7d, "bnez a0,0xffe"), (0x157e, "slli a0,a0,0x3f"),
      (0x2522, "fld fa0,8(sp)"), (0x4522, "lw a0,8(sp)"), (0x6522, "ld a0,8(sp)"),
      (0x8502, "jr a0"), (0x8082, "ret"), (0x852e, "mv a0,a1"), (0x9002, "ebreak"),
      (0x9502, "jalr a0"), (0x952e, "add a0,a0,a1"), (0xa42a, "fsd fa0,8(sp)"),
      (0xc42a, "sw a0,8(sp)"), (0xe42a, "sd a0,8(sp)"),
    ] as [(UInt16, String)])
  func `are short for others`(bits: UInt16, text: String) {
    let instruction = Instruction(bits: UInt32(bits))
    #expect(instruction.byteCount == 2)
    #expect(instruction.text(at: 0x1000) == text)
  }

  @Test(
    arguments: [
      0x0000, 0x0004,  // c.addi4spn of 0
      0x8000, 0x9c9c,  // a reserved opcode
      0x2001, 0x2005,  // c.addiw to x0
      0x6101,  // c.addi16sp of 0
      0x6501, 0x6001,  // c.lui of 0
      0x9c41, 0x9c61,  // reserved arithmetic
      0x4002, 0x6002,  // c.lwsp and c.ldsp to x0
      0x8002,  // c.jr to x0
    ] as [UInt16])
  func `that are reserved are illegal`(bits: UInt16) {
    #expect(Instruction(bits: UInt32(bits)) == Instruction(.illegal, byteCount: 2))
  }

  /// Hints are there to be ignored.
  @Test(
    arguments: [
      0x0005, 0x1001,  // c.nop with a number
      0x4005,  // c.li to x0
      0x6005,  // c.lui to x0
      0x8006,  // c.mv to x0
      0x9006,  // c.add to x0
      0x0006,  // c.slli of x0
      0x0501,  // c.addi of 0
      0x8101, 0x8501, 0x0502,  // shifts by 0
    ] as [UInt16])
  func `that are hints do nothing`(bits: UInt16) throws {
    let machine = try TestMachine(bytes: [UInt8(bits & 0xff), UInt8(bits >> 8)])
    for register in 1..<32 { machine.hart.x[register] = UInt64(register) << 40 | 0x8765_4321 }
    var expected = machine.hart
    #expect(machine.run(1) == .budget)
    expected.pc += 2
    expected.retired = 1
    #expect(machine.hart == expected)
  }
}
