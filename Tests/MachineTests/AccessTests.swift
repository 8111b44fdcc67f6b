import KernelCore
import LinuxABI
import Machine
import Testing

@Suite struct `Memory accesses` {
  private static let pattern: UInt64 = 0xfedc_ba98_7654_3210

  @Test(
    arguments: [
      (.lb, 0x10, 0xffff_ffff_ffff_fff0), (.lbu, 0x10, 0xf0), (.lh, 0x10, 0xffff_ffff_ffff_b4f0),
      (.lhu, 0x10, 0xb4f0), (.lw, 0x10, 0xffff_ffff_8232_b4f0), (.lwu, 0x10, 0x8232_b4f0),
      (.ld, 0x10, 0x9876_5432_8232_b4f0), (.lb, 0x11, 0xffff_ffff_ffff_ffb4),
      (.lh, 0x12, 0xffff_ffff_ffff_8232), (.lw, 0x13, 0x7654_3282), (.lhu, 0x13, 0x3282),
    ] as [(Operation, Int64, UInt64)])
  func `load and extend`(operation: Operation, offset: Int64, value: UInt64) throws {
    let machine = try TestMachine([
      assembled(operation, rd: 5, rs1: 10, immediate: offset),
      assembled(operation, rd: 0, rs1: 10, immediate: offset),
    ])
    machine.put(words: [0x8232_b4f0, 0x9876_5432], at: TestMachine.data + 0x10)
    // Twice: as the kernel reads, and as the buffer does.
    for _ in 0..<2 {
      machine.hart.pc = TestMachine.code
      machine.hart.x[5] = 0
      #expect(machine.run(2) == .budget)
      #expect(machine.hart.x[5] == value)
      #expect(machine.hart.x[0] == 0)
    }
  }

  /// Linux lets a task load and store at any address, over the end of a page too.
  @Test(
    arguments: [
      (.sb, .lbu, 1), (.sh, .lhu, 2), (.sw, .lwu, 4), (.sd, .ld, 8),
    ] as [(Operation, Operation, UInt64)])
  func `go to any address`(store: Operation, load: Operation, width: UInt64) throws {
    for offset in (0xff0 as UInt64)..<0x1010 {
      let machine = try TestMachine([
        assembled(store, rs1: 10, rs2: 6), assembled(load, rd: 5, rs1: 10),
      ])
      machine.hart.x[6] = Self.pattern
      machine.hart.x[10] = TestMachine.data + offset
      for _ in 0..<2 {
        machine.hart.pc = TestMachine.code
        #expect(machine.run(2) == .budget)
        let mask: UInt64 = width == 8 ? ~0 : (1 << (width * 8)) - 1
        #expect(machine.hart.x[5] == Self.pattern & mask)
        #expect(machine.memory(TestMachine.data + offset - 1, .byte) == 0)
        #expect(machine.memory(TestMachine.data + offset + width, .byte) == 0)
      }
      try machine.kernel.checkInvariants()
    }
  }

  @Test func `fail at the first address that is not allowed, and store nothing`() throws {
    let machine = try TestMachine([
      assembled(.sd, rs1: 10, rs2: 6), assembled(.ld, rd: 5, rs1: 10),
    ])
    let place = TestMachine.dataEnd - 3
    machine.hart.x[6] = Self.pattern
    machine.hart.x[10] = place
    let fault = Stop.trap(.memory(.unmapped, address: TestMachine.dataEnd))
    let before = machine.hart
    #expect(machine.run(5) == fault)
    #expect(machine.hart == before)
    #expect(machine.memory(place - 5) == 0)
    machine.hart.pc += 4
    #expect(machine.run(5) == fault)
    #expect(machine.hart.x[5] == 0)
    // What begins outside fails where it begins; the last byte of all wraps.
    machine.hart.x[10] = ~0
    #expect(machine.run(5) == .trap(.memory(.unmapped, address: ~0)))
  }

  @Test func `need the right that they use`() throws {
    let machine = try TestMachine([
      assembled(.ld, rd: 5, rs1: 10), assembled(.sb, rs1: 10, rs2: 6),
    ])
    machine.put(words: [0x1234], at: TestMachine.constants)
    machine.hart.x[10] = TestMachine.constants
    #expect(
      machine.run(5) == .trap(.memory(.notAllowed, address: TestMachine.constants)))
    #expect(machine.hart.x[5] == 0x1234)
    #expect(machine.hart.pc == TestMachine.code + 4)
    // Nor may code be written to that is only to be read and executed.
    machine.hart.x[10] = TestMachine.code + 1
    #expect(machine.run(5) == .trap(.memory(.notAllowed, address: TestMachine.code + 1)))
  }

  @Test func `reading makes no page, writing makes one`() throws {
    let machine = try TestMachine([
      assembled(.ld, rd: 5, rs1: 10), assembled(.sd, rs1: 10, rs2: 6),
      assembled(.ld, rd: 7, rs1: 10),
    ])
    let frames = machine.kernel.framesInUse
    machine.hart.x[5] = 1
    machine.hart.x[6] = Self.pattern
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.x[5] == 0)
    #expect(machine.kernel.framesInUse == frames)
    #expect(machine.run(2) == .budget)
    #expect(machine.kernel.framesInUse == frames + 1)
    #expect(machine.hart.x[7] == Self.pattern)
    try machine.kernel.checkInvariants()
  }

  @Test func `see at once what the kernel and munmap do`() throws {
    let machine = try TestMachine([
      assembled(.sd, rs1: 10, rs2: 6), assembled(.ld, rd: 5, rs1: 10),
      assembled(.jal, immediate: -8),
    ])
    #expect(machine.run(3) == .budget)
    machine.kernel.poke(machine.task, UserAddress(rawValue: TestMachine.data), 77, .doubleWord)
    machine.hart.pc += 4
    #expect(machine.run(2) == .budget)
    #expect(machine.hart.x[5] == 77)
    machine.kernel.unmapAll(machine.space)
    #expect(machine.run(1) == .trap(.memory(.unmapped, address: TestMachine.code)))
  }

  @Test func `after fork each side has its own memory`() throws {
    let machine = try TestMachine([
      assembled(.sd, rs1: 10, rs2: 6), assembled(.ld, rd: 5, rs1: 10),
      assembled(.jal, immediate: -8),
    ])
    machine.hart.x[6] = 1
    #expect(machine.run(3) == .budget)
    #expect(machine.kernel.next() == .start(machine.task, entry: 0))
    machine.kernel.submit(
      .clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)), by: machine.task)
    var child = machine.hart
    var childSpace: AddressSpaceID?
    for _ in 0..<2 {
      switch machine.kernel.next() {
      case .start(let task, _):
        childSpace = machine.kernel.addressSpace(of: task)
        machine.kernel.submit(.schedYield, by: task)
      case .resume(let task, _): machine.kernel.submit(.schedYield, by: task)
      default: Issue.record("a task was to run")
      }
    }
    let other = try #require(childSpace)
    #expect(other != machine.space)
    for round in 2..<20 as Range<UInt64> {
      machine.hart.x[6] = round
      child.x[6] = 100 + round
      #expect(machine.run(1) == .budget)
      let childStop = machine.processor.run(
        &child, on: HartID(rawValue: 0), in: other, of: &machine.kernel, instructionsMax: 3)
      #expect(childStop == .budget)
      #expect(machine.run(2) == .budget)
      #expect(machine.hart.x[5] == round)
      #expect(child.x[5] == 100 + round)
    }
    try machine.kernel.checkInvariants()
  }

  @Test func `a copy of the machine goes its own way`() throws {
    let machine = try TestMachine([
      assembled(.ld, rd: 5, rs1: 10), assembled(.addi, rd: 5, rs1: 5, immediate: 1),
      assembled(.sd, rs1: 10, rs2: 5), assembled(.jal, immediate: -12),
    ])
    #expect(machine.run(40) == .budget)
    let saved = (machine.kernel, machine.hart)
    #expect(machine.run(40) == .budget)
    #expect(machine.memory(TestMachine.data) == 20)
    for _ in 0..<3 {
      (machine.kernel, machine.hart) = saved
      #expect(machine.memory(TestMachine.data) == 10)
      #expect(machine.run(4) == .budget)
      #expect(machine.memory(TestMachine.data) == 11)
    }
  }

  /// The first processor knows where it may write; once the copy shares the bytes, no longer there.
  @Test func `copies that run on processors of their own keep their stores apart`() throws {
    let machine = try TestMachine([
      assembled(.ld, rd: 5, rs1: 10), assembled(.addi, rd: 5, rs1: 5, immediate: 1),
      assembled(.sd, rs1: 10, rs2: 5), assembled(.jal, immediate: -12),
    ])
    #expect(machine.run(40) == .budget)
    var kernel = machine.kernel
    var hart = machine.hart
    var other = Processor()
    /// Runs the copy.
    func runCopy(_ count: Int) -> Stop {
      other.run(
        &hart, on: HartID(rawValue: 0), in: machine.space, of: &kernel, instructionsMax: count)
    }
    func memoryOfCopy() -> UInt64? {
      kernel.peek(machine.task, UserAddress(rawValue: TestMachine.data), .doubleWord)
    }
    // It has tables of its own now, and has stored nothing.
    #expect(runCopy(1) == .budget)
    #expect(machine.run(8) == .budget)
    #expect(machine.memory(TestMachine.data) == 12)
    #expect(memoryOfCopy() == 10)
    #expect(runCopy(3) == .budget)
    #expect(memoryOfCopy() == 11)
    for round in 1...5 as ClosedRange<UInt64> {
      #expect(machine.run(4) == .budget)
      #expect(runCopy(8) == .budget)
      #expect(machine.memory(TestMachine.data) == 12 + round)
      #expect(memoryOfCopy() == 11 + 2 * round)
    }
  }
}

@Suite struct `Code in memory` {
  @Test func `an instruction may lie across two pages, and its end be missing`() throws {
    let machine = try TestMachine(codeAccess: [.read, .execute])
    let place = TestMachine.code + 0xffe
    machine.put(words: [assembled(.addi, rd: 5, rs1: 5, immediate: 7)], at: place)
    machine.put(words: [assembled(.jal, immediate: -4)], at: place + 4)
    machine.hart.pc = place
    #expect(machine.run(1) == .budget)
    #expect(machine.hart.pc == place + 4)
    #expect(machine.run(8) == .budget)
    #expect(machine.hart.x[5] == 35)
    #expect(machine.hart.retired == 9)

    let last = TestMachine.codeEnd - 2
    machine.put([0x13, 0], at: last)
    machine.hart.pc = last
    #expect(machine.run(1) == .trap(.memory(.unmapped, address: TestMachine.codeEnd)))
    #expect(machine.hart.pc == last)
  }

  @Test func `running off the end of a page goes on with the next, or fails there`() throws {
    let machine = try TestMachine()
    machine.put([1, 0], at: TestMachine.code + 0xffe)
    machine.put([1, 0], at: TestMachine.code + 0x1000)
    machine.put([1, 0], at: TestMachine.codeEnd - 2)
    machine.hart.pc = TestMachine.code + 0xffe
    #expect(machine.run(2) == .budget)
    #expect(machine.hart.pc == TestMachine.code + 0x1002)
    machine.hart.pc = TestMachine.codeEnd - 2
    #expect(machine.run(1) == .budget)
    #expect(machine.run(1) == .trap(.memory(.unmapped, address: TestMachine.codeEnd)))
  }

  @Test func `zeroes and other bits that mean nothing are illegal where they are`() throws {
    let machine = try TestMachine()
    #expect(machine.run(1) == .trap(.illegalInstruction(TestMachine.code)))
    machine.hart.pc = TestMachine.code + 0x1000
    #expect(machine.run(1) == .trap(.illegalInstruction(TestMachine.code + 0x1000)))
    #expect(machine.hart.retired == 0)
  }

  /// A store changes the next instruction, in its own run, and one that was run before.
  @Test func `code that changes itself runs as it is then`() throws {
    let machine = try TestMachine(
      [
        assembled(.addi, rd: 5, rs1: 5, immediate: 1), assembled(.sw, rs1: 11, rs2: 6),
        assembled(.addi, rd: 7, rs1: 7, immediate: 1), assembled(.jal, immediate: -12),
      ], codeAccess: [.read, .write, .execute])
    machine.hart.x[11] = TestMachine.code + 8
    machine.hart.x[6] = UInt64(assembled(.addi, rd: 7, rs1: 7, immediate: 100))
    #expect(machine.run(4) == .budget)
    #expect(machine.hart.x[7] == 100)
    machine.hart.x[11] = TestMachine.code
    machine.hart.x[6] = UInt64(assembled(.addi, rd: 5, rs1: 5, immediate: 50))
    #expect(machine.run(8) == .budget)
    #expect(machine.hart.x[5] == 52)
    #expect(machine.hart.retired == 12)
    // The same with every budget, so with the run put aside.
    for count in 1...12 {
      let other = try TestMachine(
        [
          assembled(.addi, rd: 5, rs1: 5, immediate: 1), assembled(.sw, rs1: 11, rs2: 6),
          assembled(.addi, rd: 7, rs1: 7, immediate: 1), assembled(.jal, immediate: -12),
        ], codeAccess: [.read, .write, .execute])
      other.hart.x[11] = TestMachine.code + 8
      other.hart.x[6] = UInt64(assembled(.addi, rd: 7, rs1: 7, immediate: 100))
      #expect(other.run(count) == .budget)
      #expect(other.hart.x[7] == UInt64((count + 1) / 4 * 100))
      #expect(other.hart.retired == UInt64(count))
    }
  }

  @Test func `data may lie beside code`() throws {
    let machine = try TestMachine(
      [
        assembled(.ld, rd: 5, rs1: 11), assembled(.addi, rd: 5, rs1: 5, immediate: 1),
        assembled(.sd, rs1: 11, rs2: 5), assembled(.jal, immediate: -12),
      ], codeAccess: [.read, .write, .execute])
    machine.hart.x[11] = TestMachine.code + 0x800
    #expect(machine.run(4_000) == .budget)
    #expect(machine.memory(TestMachine.code + 0x800) == 1_000)
  }

  @Test func `after fork a page of code that is written to is copied, and runs on there`() throws {
    let words = [
      assembled(.sw, rs1: 11, rs2: 6), assembled(.addi, rd: 7, rs1: 7, immediate: 1),
      assembled(.jal, immediate: -8),
    ]
    let machine = try TestMachine(words, codeAccess: [.read, .write, .execute])
    machine.hart.x[11] = TestMachine.code + 0x400
    #expect(machine.run(3) == .budget)
    #expect(machine.kernel.next() == .start(machine.task, entry: 0))
    machine.kernel.submit(
      .clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)), by: machine.task)
    // The first store copies the page that is running; the second is to it.
    #expect(machine.run(3) == .budget)
    machine.hart.x[11] = TestMachine.code + 4
    machine.hart.x[6] = UInt64(assembled(.addi, rd: 7, rs1: 7, immediate: 100))
    #expect(machine.run(3) == .budget)
    #expect(machine.hart.x[7] == 102)
  }

  @Test func `the kernel may change code between two runs`() throws {
    let machine = try TestMachine([
      assembled(.addi, rd: 5, rs1: 5, immediate: 1), assembled(.jal, immediate: -4),
    ])
    #expect(machine.run(4) == .budget)
    machine.put(words: [assembled(.addi, rd: 5, rs1: 5, immediate: 10)], at: TestMachine.code)
    #expect(machine.run(4) == .budget)
    #expect(machine.hart.x[5] == 22)
  }
}
