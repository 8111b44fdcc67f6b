import KernelCore
import LinuxABI
import Machine
import SeededNumbers
import Testing

@Suite struct `Counting instructions` {
  /// Loops, branches both ways, calls to the other page, an instruction across two pages, stores,
  /// compressed instructions.
  private func machine() throws -> TestMachine {
    let machine = try TestMachine([
      assembled(.addi, rd: 6, immediate: 5),
      // loop:
      assembled(.auipc, rd: 1, immediate: 0x1000), assembled(.jalr, rd: 1, rs1: 1, immediate: -6),
      assembled(.andi, rd: 7, rs1: 6, immediate: 1), assembled(.beq, rs1: 7, immediate: 8),
      assembled(.sd, rs1: 10, rs2: 5),
      assembled(.csrrs, rd: 8, immediate: 0xc02), assembled(.addi, rd: 6, rs1: 6, immediate: -1),
      assembled(.bne, rs1: 6, immediate: -28), assembled(.ecall),
    ])
    // Across the pages: addi x5, x5, 3; then c.nop, c.addi x5, 1, c.jr ra.
    let function = TestMachine.code + 0xffe
    machine.put(words: [assembled(.addi, rd: 5, rs1: 5, immediate: 3)], at: function)
    machine.put([0x01, 0x00, 0x85, 0x02, 0x82, 0x80], at: function + 4)
    return machine
  }

  @Test func `the same with every budget`() throws {
    // One by one first.
    let single = try machine()
    var states = [single.hart]
    while single.run(1) == .budget {
      states.append(single.hart)
      #expect(single.hart.retired == UInt64(states.count - 1))
      try #require(states.count < 1_000)
    }
    #expect(states.count > 50)
    #expect(single.hart.x[5] == 20)
    for budget in 0..<states.count + 3 {
      let machine = try machine()
      let stop = machine.run(budget)
      if budget < states.count {
        #expect(stop == .budget)
        #expect(machine.hart == states[budget])
      } else {
        #expect(stop == .call)
        #expect(machine.hart == single.hart)
      }
    }
    // In turns of a random length.
    var numbers = SplitMix64(state: 7)
    for _ in 0..<50 {
      let machine = try machine()
      var done = 0
      while done < states.count - 1 {
        let turn = min(Int(numbers.next() % 9), states.count - 1 - done)
        #expect(machine.run(turn) == .budget)
        done += turn
        #expect(machine.hart == states[done])
      }
    }
  }

  @Test func `a long run without jumps may be cut anywhere`() throws {
    let words = [UInt32](
      repeating: assembled(.addi, rd: 5, rs1: 5, immediate: 1), count: 2_047)
    let machine = try TestMachine(words + [assembled(.ecall)])
    for budget in [0, 1, 1_023, 1_024, 1_025, 2_046, 2_047] {
      machine.hart = Hart(pc: TestMachine.code)
      #expect(machine.run(budget) == .budget)
      #expect(machine.hart.x[5] == UInt64(budget))
      #expect(machine.hart.pc == TestMachine.code + UInt64(budget) * 4)
    }
    #expect(machine.run(1) == .call)
  }
}

@Suite struct `Random instructions` {
  private static let instructions = 10_000_000
  private static let turn = 400

  /// Whatever bits are run, with whatever in the registers: the processor stops or goes on.
  @Test func `never bring the processor down`() throws {
    var numbers = SplitMix64(state: 99)
    var done = 0
    var traps = 0
    while done < Self.instructions {
      let machine = try TestMachine(codeAccess: [.read, .write, .execute])
      for _ in 0..<20 where done < Self.instructions {
        machine.put(words: Self.code(&numbers), at: TestMachine.code)
        // Each stop costs a turn; where it went on from says that it was not for nothing.
        for _ in 0..<200 {
          Self.shuffle(&machine.hart, &numbers)
          let before = machine.hart.retired
          let stop = machine.run(Self.turn)
          let count = Int(machine.hart.retired - before)
          if count > Self.turn || (stop == .budget) != (count == Self.turn) {
            Issue.record("\(count) of \(Self.turn) instructions, then \(stop)")
          }
          if stop != .budget { traps += 1 }
          done += count + (stop == .budget ? 0 : 1)
        }
      }
      try machine.kernel.checkInvariants()
    }
    #expect(traps > 1_000)
  }

  private static func code(_ numbers: inout SplitMix64) -> [UInt32] {
    (0..<2_048).map { _ in
      let number = numbers.next()
      let bits = UInt32(truncatingIfNeeded: number)
      switch number >> 32 & 7 {
      // Any bits at all.
      case 0: return bits
      // An instruction with any operands; jumps and calls are rarer.
      default:
        let format = formats[Int((number >> 35) % UInt64(formats.count))]
        if [.fixed, .jump].contains(format.kind), number >> 60 > 2 { return bits & ~3 | 1 }
        return assembled(
          format.operation, rd: bits & 31, rs1: bits >> 5 & 31, rs2: bits >> 10 & 31,
          rs3: bits >> 15 & 31, modifier: bits >> 20 & 3,
          immediate: Int64(Int32(bitPattern: bits) >> 20) & ~1)
      }
    }
  }

  /// Registers that point into memory, or are any number.
  private static func shuffle(_ hart: inout Hart, _ numbers: inout SplitMix64) {
    for register in 1..<32 {
      let number = numbers.next()
      hart.x[register] =
        number & 3 == 0 ? number : TestMachine.code + 0x800 + (number >> 8) % 0x1_2000
      hart.f[register] = number & 4 == 0 ? number : number | 0xffff_ffff_0000_0000
    }
    hart.fcsr = UInt32(numbers.next() & 0x9f)
    hart.pc = TestMachine.code + numbers.next() % 0x2000
  }
}
