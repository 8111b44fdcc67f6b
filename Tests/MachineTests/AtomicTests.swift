import KernelCore
import LinuxABI
import Machine
import Testing

private let least = UInt64(1) << 63
private let all: UInt64 = ~0

@Suite struct `Atomic instructions` {
  @Test(
    arguments: [
      (.amoswapW, .amoswapD, 5, 7, 7), (.amoaddW, .amoaddD, 5, all, 4),
      (.amoxorW, .amoxorD, 0b1100, 0b1010, 0b0110), (.amoandW, .amoandD, 0b1100, 0b1010, 0b1000),
      (.amoorW, .amoorD, 0b1100, 0b1010, 0b1110), (.amominW, .amominD, all, 1, all),
      (.amominW, .amominD, 2, 1, 1), (.amomaxW, .amomaxD, all, 1, 1), (.amomaxW, .amomaxD, 2, 1, 2),
      (.amominuW, .amominuD, all, 1, 1), (.amominuW, .amominuD, 1, 2, 1),
      (.amomaxuW, .amomaxuD, all, 1, all), (.amomaxuW, .amomaxuD, 1, 2, 2),
    ] as [(Operation, Operation, UInt64, UInt64, UInt64)])
  func `give what was there and store the result`(
    word: Operation, double: Operation, old: UInt64, operand: UInt64, new: UInt64
  ) throws {
    for (operation, mask) in [(word, 0xffff_ffff), (double, all)] {
      let machine = try TestMachine([
        assembled(operation, rd: 5, rs1: 10, rs2: 6),
        assembled(operation, rd: 6, rs1: 10, rs2: 6, modifier: 3),
      ])
      // What is above the word is nobody's business.
      let above = ~mask & 0x1234_5678_0000_0000
      for isKnown in [false, true] {
        let place = UserAddress(rawValue: TestMachine.data)
        machine.kernel.poke(machine.task, place, old & mask | above, .doubleWord)
        machine.hart.pc = TestMachine.code
        machine.hart.x[6] = operand & mask | ~mask & 0xdead_beef_0000_0000
        #expect(machine.run(1) == .budget)
        #expect(machine.hart.x[5] == old, "\(operation), \(isKnown)")
        #expect(machine.memory(TestMachine.data) == new & mask | above)
        // The result may go where the operand was.
        #expect(machine.run(1) == .budget)
        #expect(machine.hart.x[6] == new)
      }
    }
  }

  @Test(arguments: [.lrW, .scW, .amoaddW, .lrD, .scD, .amoaddD] as [Operation])
  func `have to be aligned, and allowed`(operation: Operation) throws {
    let isLoad = operation == .lrW || operation == .lrD
    let machine = try TestMachine([
      assembled(operation, rd: 5, rs1: 11, rs2: isLoad ? 0 : 6)
    ])
    let before = machine.hart
    func fault(_ place: UInt64) throws -> Stop {
      machine.hart = before
      machine.hart.x[11] = place
      let stop = machine.run(1)
      #expect(machine.hart.pc == TestMachine.code)
      #expect(machine.hart.retired == 0)
      return stop
    }
    for offset in 1..<UInt64(operation.accessBytes) {
      let place = TestMachine.data + offset
      #expect(try fault(place) == .trap(.memory(.misaligned, address: place)))
    }
    #expect(
      try fault(TestMachine.dataEnd) == .trap(.memory(.unmapped, address: TestMachine.dataEnd)))
    guard !isLoad else { return }
    #expect(
      try fault(TestMachine.constants)
        == .trap(.memory(.notAllowed, address: TestMachine.constants)))
  }
}

@Suite struct `Load-reserved and store-conditional` {
  private static let code = [
    assembled(.lrW, rd: 5, rs1: 10), assembled(.scW, rd: 7, rs1: 10, rs2: 6),
    assembled(.scW, rd: 7, rs1: 10, rs2: 6), assembled(.ecall),
  ]

  /// A machine whose task has just reserved the word at `data`, on processor 0.
  private func reserved(_ code: [UInt32] = Self.code) throws -> TestMachine {
    let machine = try TestMachine(code)
    machine.put(words: [UInt32.max], at: TestMachine.data)
    machine.hart.x[6] = 9
    machine.hart.x[7] = 5
    let stop = machine.run(1)
    #expect(stop == .budget)
    #expect(machine.hart.x[5] == ~0)
    return machine
  }

  /// Goes on with the store: whether it was made.
  private func stores(_ machine: TestMachine) -> Bool {
    let before = machine.memory(TestMachine.data, .word)
    let stop = machine.run(1)
    #expect(stop == .budget)
    let after = machine.memory(TestMachine.data, .word)
    #expect(machine.hart.x[7] <= 1)
    #expect(after == (machine.hart.x[7] == 0 ? 9 : before))
    return machine.hart.x[7] == 0
  }

  @Test func `succeed once`() throws {
    let machine = try reserved()
    #expect(stores(machine))
    machine.hart.x[6] = 10
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.x[7] == 1)
    #expect(machine.memory(TestMachine.data, .word) == 9)
  }

  @Test func `without a reservation fail`() throws {
    let machine = try reserved()
    machine.hart.pc += 4
    #expect(stores(machine))
    machine.hart.pc -= 8
    #expect(!stores(machine))
  }

  @Test func `elsewhere than reserved fail, and use it up`() throws {
    let machine = try reserved()
    machine.hart.x[10] += 8
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.x[7] == 1)
    machine.hart.x[10] -= 8
    #expect(!stores(machine))
  }

  /// Every kind of store by another processor; the value need not change.
  @Test(
    arguments: [
      (.sw, 0, true), (.sd, 0, true), (.sb, 3, true), (.sb, 7, true), (.sb, 8, false),
      (.sd, 8, false), (.sd, 0x100, false), (.sd, 0xffc, false), (.amoaddW, 0, true),
      (.amoswapW, 4, true), (.amoaddD, 8, false), (.lw, 0, false), (.lrW, 0, false),
    ] as [(Operation, UInt64, Bool)])
  func `another processor's store to the doubleword breaks it, others do not`(
    operation: Operation, offset: UInt64, breaks: Bool
  ) throws {
    let machine = try reserved()
    let place = TestMachine.code + 0x100
    let second: UInt32 = operation == .lrW ? 0 : 6
    machine.put(words: [assembled(operation, rd: 5, rs1: 10, rs2: second)], at: place)
    var other = Hart(pc: place)
    // Once before, so that it knows the page already.
    other.x[10] = TestMachine.data + 0x800
    machine.run(&other, 1, on: 1)
    other.pc = place
    other.x[10] = TestMachine.data + offset
    other.x[6] = operation == .amoaddW ? 0 : 0xffff_ffff
    machine.run(&other, 1, on: 1)
    #expect(stores(machine) == !breaks)
    try machine.kernel.checkInvariants()
  }

  @Test func `another processor's store-conditional breaks it`() throws {
    let machine = try reserved()
    var other = Hart(pc: TestMachine.code)
    other.x[10] = TestMachine.data
    other.x[6] = 4
    machine.run(&other, 2, on: 1)
    #expect(other.x[7] == 0)
    #expect(!stores(machine))
  }

  @Test func `a processor's own stores do not break it, nor does being stopped`() throws {
    let machine = try reserved([
      assembled(.lrW, rd: 5, rs1: 10), assembled(.sw, rs1: 10, rs2: 5),
      assembled(.scW, rd: 7, rs1: 10, rs2: 6),
    ])
    #expect(machine.run(0) == .budget)
    #expect(machine.run(1) == .budget)
    #expect(stores(machine))
  }

  @Test func `the kernel's store breaks it`() throws {
    let machine = try reserved()
    machine.kernel.poke(machine.task, UserAddress(rawValue: TestMachine.data), 0xffff_ffff)
    #expect(!stores(machine))
    let untouched = try reserved()
    untouched.kernel.poke(untouched.task, UserAddress(rawValue: TestMachine.data + 8), 1)
    #expect(stores(untouched))
  }

  @Test func `a trap breaks it`() throws {
    let machine = try reserved()
    machine.hart.pc = TestMachine.code + 12
    #expect(machine.run(1) == .call)
    machine.hart.pc = TestMachine.code + 4
    #expect(!stores(machine))
  }

  @Test func `another task on the processor breaks it, even one that does nothing`() throws {
    let machine = try reserved()
    var other = Hart(pc: TestMachine.code + 0x100)
    machine.put(words: [0x13], at: TestMachine.code + 0x100)
    machine.run(&other, 1, on: 0)
    #expect(!stores(machine))
    // On another processor it doesn't.
    let second = try reserved()
    second.put(words: [0x13], at: TestMachine.code + 0x100)
    other = Hart(pc: TestMachine.code + 0x100)
    second.run(&other, 1, on: 1)
    #expect(stores(second))
  }

  @Test func `registers that were copied don't bring it along`() throws {
    let machine = try reserved()
    var copy = machine.hart
    machine.run(&copy, 1, on: 1)
    #expect(copy.x[7] == 1)
    #expect(stores(machine))
  }

  /// Two tasks count up under every way of taking turns: nothing is lost.
  @Test(arguments: 1..<24) func `counters are exact however tasks take turns`(
    turn: Int
  ) throws {
    let loop = [
      assembled(.lrD, rd: 5, rs1: 10), assembled(.addi, rd: 5, rs1: 5, immediate: 1),
      assembled(.scD, rd: 7, rs1: 10, rs2: 5), assembled(.bne, rs1: 7, immediate: -12),
      assembled(.amoaddW, rs1: 11, rs2: 12), assembled(.addi, rd: 6, rs1: 6, immediate: -1),
      assembled(.bne, rs1: 6, immediate: -24), assembled(.ecall),
    ]
    for processors in 1...2 as ClosedRange<UInt16> {
      let machine = try TestMachine(loop)
      var harts = [machine.hart, machine.hart]
      for index in harts.indices {
        harts[index].x[6] = 50
        harts[index].x[11] = TestMachine.data + 64
        harts[index].x[12] = 1
      }
      var isDone = [false, false]
      var turns = 0
      while isDone.contains(false), turns < 100_000 {
        turns += 1
        let index = turns % 2
        guard !isDone[index] else { continue }
        // One of them has longer turns, so that it gets on under a single processor too.
        machine.hart = harts[index]
        isDone[index] =
          machine.run(turn + index * 5, on: UInt16(index) % processors) == .call
        harts[index] = machine.hart
      }
      #expect(!isDone.contains(false))
      #expect(machine.memory(TestMachine.data) == 100)
      #expect(machine.memory(TestMachine.data + 64, .word) == 100)
    }
  }
}
