public import KernelCore
internal import LinuxABI
public import Machine

/// A task of a ``Program``.
public struct ProgramExecution: Execution, Explorable, Sendable {
  /// The status of a program whose assertion fails: what a shell says of one that aborts.
  public static var assertionStatus: Int32 { 134 }

  /// What the answer to the last call is for.
  private enum Awaited {
    case nothing
    case register(Int)
    /// The thread id of a task that is joined: 0 once it has ended.
    case thread
  }

  private let program: Program
  private let task: Int
  private var place = 0
  private var registers: InlineArray<8, UInt32>
  private var awaited = Awaited.nothing
  /// The thread id that a join has seen, and sleeps on.
  private var joined: UInt32 = 0
  /// The place of the assertion that has failed.
  public private(set) var failedAssertion: Int?

  /// The first task of a program.
  public init(_ program: Program) {
    self.program = program
    task = 0
    registers = InlineArray(repeating: 0)
  }

  private init(_ program: Program, task: Int, registers: InlineArray<8, UInt32>) {
    self.program = program
    self.task = task
    self.registers = registers
  }

  /// A child with a copy of the registers.
  public func child(entry: UInt64) -> ProgramExecution {
    ProgramExecution(program, task: Int(truncatingIfNeeded: entry), registers: registers)
  }

  /// Goes on to the next visible step.
  public mutating func step(_ reply: Reply) -> SystemCall {
    switch awaited {
    case .nothing: break
    case .register(let number): registers[number] = UInt32(truncatingIfNeeded: reply.value)
    case .thread:
      joined = UInt32(truncatingIfNeeded: reply.value)
      // The join is made again until the thread id is gone.
      if joined == 0 { place += 1 }
    }
    awaited = .nothing
    let code = program.tasks[task]
    var budget = 10_000
    while place < code.count {
      // A loop without a visible step would never come back; so it is one that others can enter.
      budget -= 1
      if budget == 0 { return .schedYield }
      let instruction = code[place]
      if case .join(let thread) = instruction { return join(thread) }
      place += 1
      if let call = carryOut(instruction) { return call }
    }
    return task == 0 ? .exitGroup(code: 0) : .exit(code: 0)
  }

  /// Looks for the thread id of a thread, or sleeps until it goes.
  private mutating func join(_ thread: Int) -> SystemCall {
    let address = Program.address(ofWord: Program.threadWord(ofTask: thread))
    if joined != 0 {
      let expected = joined
      joined = 0
      return .futexWait(address: address, expected: expected, timeoutNanoseconds: nil)
    }
    awaited = .thread
    return .fetchAdd(address: address, width: .word, value: 0)
  }

  /// Carries out an instruction.
  ///
  /// - Returns: The call that it makes, if it is a visible step.
  private mutating func carryOut(_ instruction: ProgramInstruction) -> SystemCall? {
    switch instruction {
    case .set(let register, let operand): registers[register.number] = value(operand)
    case .add(let register, let operand): registers[register.number] &+= value(operand)
    case .jump(let target): place = target
    case .branch(let register, let comparison, let operand, let target):
      if holds(register, comparison, operand) { place = target }
    case .assert(let register, let comparison, let operand):
      guard !holds(register, comparison, operand) else { return nil }
      failedAssertion = place - 1
      return .exitGroup(code: Self.assertionStatus)
    case .label, .join: break
    case .yield: return .schedYield
    case .write(let bytes):
      return .write(fd: FileDescriptor(rawValue: 1), buffer: .bytes(bytes))
    case .clone(let task): return thread(task)
    case .exit: return .exit(code: 0)
    case .exitGroup(let code): return .exitGroup(code: Int32(bitPattern: value(code)))
    default: return access(instruction)
    }
    return nil
  }

  /// The call of an instruction that concerns a word of memory.
  private mutating func access(_ instruction: ProgramInstruction) -> SystemCall? {
    switch instruction {
    case .load(let register, let word):
      awaited = .register(register.number)
      return .load(address: address(word), width: .word)
    case .store(let word, let new):
      return .store(address: address(word), width: .word, value: UInt64(value(new)))
    case .atomicLoad(let register, let word):
      awaited = .register(register.number)
      return .fetchAdd(address: address(word), width: .word, value: 0)
    case .atomicStore(let word, let new):
      return .exchange(address: address(word), width: .word, value: UInt64(value(new)))
    case .fetchAdd(let register, let word, let added):
      awaited = .register(register.number)
      return .fetchAdd(address: address(word), width: .word, value: UInt64(value(added)))
    case .exchange(let register, let word, let new):
      awaited = .register(register.number)
      return .exchange(address: address(word), width: .word, value: UInt64(value(new)))
    case .compareExchange(let register, let word, let expected, let desired):
      awaited = .register(register.number)
      return .compareExchange(
        address: address(word), width: .word, expected: UInt64(value(expected)),
        desired: UInt64(value(desired)))
    case .futexWait(let word, let expected):
      return .futexWait(
        address: address(word), expected: value(expected), timeoutNanoseconds: nil)
    case .futexWake(let word, let count):
      return .futexWake(address: address(word), count: Int32(bitPattern: value(count)))
    default: return nil
    }
  }

  /// The call that creates a thread as pthread_create does: its thread id is stored in a word,
  /// which is cleared and woken when it ends.
  private func thread(_ task: Int) -> SystemCall {
    let word = Program.address(ofWord: Program.threadWord(ofTask: task))
    return .clone(
      CloneArguments(
        flags: [.vm, .fs, .files, .sighand, .thread, .parentSetTID, .childClearTID],
        parentTID: word, childTID: word, entry: UInt64(task)))
  }

  private func value(_ operand: Operand) -> UInt32 {
    switch operand {
    case .value(let value): value
    case .register(let register): registers[register.number]
    }
  }

  private func address(_ word: Operand) -> UserAddress { Program.address(ofWord: value(word)) }

  private func holds(_ register: Register, _ comparison: Comparison, _ operand: Operand) -> Bool {
    let (one, other) = (registers[register.number], value(operand))
    switch comparison {
    case .equal: return one == other
    case .notEqual: return one != other
    case .less: return one < other
    }
  }
}
