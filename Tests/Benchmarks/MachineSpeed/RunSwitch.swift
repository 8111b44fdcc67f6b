import Machine
import SwitchInterpreter

private let pageBytes = 4_096
private let stackPages = 64

/// Runs the program on the interpreter in C.
///
/// It has all its memory in one piece, the stack behind the program, and all its code decoded before.
func runSwitch(_ file: ELFFile) -> Outcome {
  guard let first = file.segments.first, let last = file.segments.last else {
    preconditionFailure("an empty program")
  }
  let start = first.firstPage * UInt64(pageBytes)
  let pages = Int(last.endPage - first.firstPage) + stackPages
  let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: pages * pageBytes)
  defer { memory.deallocate() }
  memory.initialize(repeating: 0, count: pages * pageBytes)
  for segment in file.segments {
    for (index, byte) in file.bytes[segment.bytes].enumerated() {
      memory[Int(segment.address - start) + index] = byte
    }
  }
  let codePages = Int(first.endPage - first.firstPage)
  let slotCount = codePages * (switch_page_slots + 1)
  let slots = UnsafeMutablePointer<switch_slot>.allocate(capacity: slotCount)
  defer { slots.deallocate() }
  for page in 0..<codePages {
    decode(
      memory + page * pageBytes, into: slots + page * (switch_page_slots + 1))
  }

  let machine = UnsafeMutablePointer<switch_machine>.allocate(capacity: 1)
  defer { machine.deallocate() }
  UnsafeMutableRawPointer(machine).initializeMemory(
    as: UInt8.self, repeating: 0xff, count: MemoryLayout<switch_machine>.size)
  for register in 0...32 { setRegister(machine, register, 0) }
  machine.pointee.pc = file.entry
  machine.pointee.start = start
  machine.pointee.page_count = UInt64(pages)
  machine.pointee.code_page_count = UInt64(codePages)
  machine.pointee.memory = memory
  machine.pointee.slots = slots
  setRegister(machine, 2, start + UInt64(pages * pageBytes))

  var outcome = Outcome()
  while true {
    let begin = processorNanoseconds()
    let left = switch_run(machine, Int64.max)
    outcome.nanoseconds += processorNanoseconds() - begin
    outcome.instructions += UInt64(Int64.max - left)
    guard register(machine, 17) == 64 else { break }
    let text = Int(register(machine, 11) - start)
    for index in 0..<Int(register(machine, 12)) { outcome.output.append(memory[text + index]) }
    setRegister(machine, 10, register(machine, 12))
  }
  outcome.status = register(machine, 10)
  return outcome
}

private func register(_ machine: UnsafeMutablePointer<switch_machine>, _ index: Int) -> UInt64 {
  UnsafeRawPointer(machine).load(fromByteOffset: index * 8, as: UInt64.self)
}

private func setRegister(
  _ machine: UnsafeMutablePointer<switch_machine>, _ index: Int, _ value: UInt64
) {
  UnsafeMutableRawPointer(machine).storeBytes(of: value, toByteOffset: index * 8, as: UInt64.self)
}

/// Decodes a page: as the processor does, but all of it at once.
private func decode(
  _ bytes: UnsafePointer<UInt8>, into slots: UnsafeMutablePointer<switch_slot>
) {
  let count = switch_page_slots
  slots[count] = switch_slot(
    operation: number(.pageEnd), rd: 0, rs1: 0, rs2: 0, stride: 16, modifier: 0, run_length: 0,
    immediate: 0)
  for index in stride(from: count - 1, through: 0, by: -1) {
    let lower = UInt32(bytes[index * 2]) | UInt32(bytes[index * 2 + 1]) << 8
    let upper =
      index + 1 < count ? UInt32(bytes[index * 2 + 2]) | UInt32(bytes[index * 2 + 3]) << 8 : 0
    let instruction = Instruction(bits: upper << 16 | lower)
    var operation = instruction.operation
    var immediate = instruction.immediate
    let target = Int64(index * 2) + immediate
    if let near = near(operation), target >= 0, target < Int64(pageBytes) {
      operation = near
      immediate *= 8
    }
    let halfwords = Int(instruction.byteCount) / 2
    let next = index + halfwords
    let endsRun =
      near(instruction.operation) != nil
      || ([.jalr, .ecall, .ebreak, .illegal] as [Operation]).contains(operation)
    slots[index] = switch_slot(
      operation: number(operation), rd: instruction.rd == 0 ? 32 : instruction.rd,
      rs1: instruction.rs1, rs2: instruction.rs2, stride: UInt8(halfwords * 16), modifier: 0,
      run_length: endsRun || next > count ? 1 : slots[next].run_length + 1, immediate: immediate)
  }
}

/// The number of an operation in C, which has to be the Swift one's; others are never run.
private func number(_ operation: Operation) -> UInt8 { operation.rawValue }

private func near(_ operation: Operation) -> Operation? {
  switch operation {
  case .jal: .jalNear
  case .beq: .beqNear
  case .bne: .bneNear
  case .blt: .bltNear
  case .bge: .bgeNear
  case .bltu: .bltuNear
  case .bgeu: .bgeuNear
  default: nil
  }
}

/// Whether both number the operations alike, as far as C knows them.
func numbersAgree() -> Bool {
  for operation in Operation.allCases {
    guard let name = switch_mnemonic(Int32(operation.rawValue)) else { break }
    if String(cString: name) != operation.mnemonic { return false }
  }
  return true
}
