import KernelCore
import LinuxABI
import Machine
import TaskC
import UserSpace

/// Steps through a program, forward and back.
///
/// The run is deterministic, so going back is going forward again: from the last copy of the computer
/// that is old enough.
package struct StepDebugger {
  private let program: ProgramFile
  private let symbols: ELFSymbols
  private let shared = SharedProcessor()
  private(set) var computer: Computer<Kernel>
  /// How many steps were made: each is one instruction of one task, or what the kernel does.
  private(set) var step = 0
  private var checkpoints: [(step: Int, computer: Computer<Kernel>)] = []
  private(set) var end: ProgramEnd?

  /// So many steps lie between two copies of the computer.
  private static let checkpointSteps = 2_000
  /// The most copies that are kept; every other one is dropped then.
  private static let checkpointsMax = 200

  /// A debugger before the first instruction.
  ///
  /// - Parameters:
  ///   - programs: The program, and those that it may execute.
  ///   - options: How it is run.
  package init(_ programs: [ProgramFile], _ options: ProgramOptions) {
    program = programs[0]
    symbols = ELFSymbols(of: program.image)
    var source = DecisionSource.parentFirst
    if case .decisions(let given) = options.scheduler { source = given }
    computer = Computer(
      Kernel(profile: options.profile, limits: options.kernelLimits, decisions: source))
    computer.users.turn = 1
    for program in programs { computer.install(program.name, program.image.bytes) }
    if programs[0].isMachineCode { computer.look { $0.installShell() } }
    var start = ProgramStart(
      path: program.path, arguments: [program.path] + options.arguments,
      environment: options.environment)
    start.credentials = options.credentials
    computer.start(program.image, start)
    computer.setInput(options.input)
    checkpoints = [(0, computer)]
    // The program is loaded by the first step.
    while computer.users.instructions == 0, end == nil { advance() }
  }

  // MARK: - Moving

  private mutating func advance() {
    guard end == nil else { return }
    end = computer.nextStep(on: shared)
    step += 1
    guard step - (checkpoints.last?.step ?? 0) >= Self.checkpointSteps else { return }
    checkpoints.append((step, computer))
    if checkpoints.count > Self.checkpointsMax {
      checkpoints = checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }
  }

  /// Goes to a step, forward or back.
  mutating func go(to target: Int) {
    if target < step {
      while checkpoints.count > 1, (checkpoints.last?.step ?? 0) > target {
        checkpoints.removeLast()
      }
      if let checkpoint = checkpoints.last {
        (step, computer) = checkpoint
        end = nil
      }
    }
    while step < target, end == nil { advance() }
  }

  /// Goes on until the task that is there is at another line of its text, or has ended.
  mutating func goToNextLine(stepsMax: Int) {
    let before = place
    for _ in 0..<stepsMax where end == nil {
      advance()
      if let place, place.file == 0, place != before { return }
    }
  }

  /// Goes on until a task has the answer to a call, or has ended.
  mutating func goToNextCall(stepsMax: Int) -> [CallEvent] {
    computer.users.recordsCalls = true
    defer {
      computer.users.recordsCalls = false
      computer.users.records = []
    }
    for _ in 0..<stepsMax where end == nil {
      advance()
      switch computer.users.records.last {
      case .answer, .ended: return computer.users.records
      default: continue
      }
    }
    return computer.users.records
  }

  // MARK: - Looking

  /// The task that went on last.
  var task: TaskID? { computer.current.flatMap { computer.users.knows($0) ? $0 : nil } }

  /// The registers of that task.
  var registers: Hart? { task.flatMap { computer.users.registers(of: $0) } }

  /// Where that task is in the text of the program, where there is one.
  var place: DebugTable.Place? {
    registers.flatMap { program.debugTable?.place(at: $0.pc) }
  }

  /// Where the task is, in a line.
  package var position: String {
    if let end {
      switch end {
      case .finished: return "step \(step): \(computer.status?.description ?? "finished")"
      case .deadlock: return "step \(step): every task waits for something that no other will do"
      case .instructionLimit: return "step \(step): stopped"
      }
    }
    guard let task, let hart = registers else { return "step \(step): between two tasks" }
    var text = "step \(step) · task \(computer.users.threadID(of: task).rawValue) · "
    text += functionName(at: hart.pc)
    if let place, let table = program.debugTable {
      text += " (\(table.files[place.file]):\(place.line))"
    }
    return text
  }

  private func functionName(at pc: UInt64) -> String {
    if let function = program.debugTable?.function(at: pc) {
      let offset = pc - function.code.lowerBound
      return offset == 0 ? function.name : "\(function.name)+0x\(String(offset, radix: 16))"
    }
    return symbols.text(of: pc)
  }

  /// The line of the program that the task is at.
  var sourceLine: String? {
    guard let place, place.file == 0 else { return nil }
    return program.line(place.line).map { "\(place.line): \($0)" }
  }

  /// Instructions from where the task is.
  mutating func disassembly(count: Int) -> [String] {
    guard let task, let hart = registers,
      let space = computer.kernel.addressSpace(of: task)
    else { return [] }
    var lines: [String] = []
    var pc = hart.pc
    for index in 0..<count {
      guard let instruction = computer.instruction(at: pc, in: space) else { break }
      let address = String(pc, radix: 16)
      lines.append((index == 0 ? "> " : "  ") + "\(address)  \(instruction.text(at: pc))")
      pc &+= UInt64(instruction.byteCount)
    }
    return lines
  }

  /// The integer registers of the task, four in a line.
  var registerLines: [String] {
    guard let hart = registers else { return [] }
    var lines = ["pc   \(padded(hart.pc))"]
    for row in 0..<8 {
      var line = ""
      for register in row * 4..<row * 4 + 4 {
        let name = Instruction.name(ofRegister: register)
        line += name + String(repeating: " ", count: 5 - name.count) + padded(hart.x[register])
        if register % 4 < 3 { line += "  " }
      }
      lines.append(line)
    }
    return lines
  }

  private func padded(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The task table.
  var tableLines: [String] { TaskTable.lines(of: computer.kernel.tasks) }

  /// What the program has written so far.
  var output: String { String(decoding: computer.console, as: UTF8.self) }

  /// Bytes of the task's memory.
  mutating func memory(at address: UInt64, count: Int) -> [UInt8] {
    guard let task else { return [] }
    return computer.bytes(of: task, at: address, count: count)
  }

  /// A variable: a global one, or one of the function that the task is in.
  func variable(named name: String) -> (variable: DebugTable.Variable, address: UInt64)? {
    guard let table = program.debugTable, let hart = registers else { return nil }
    if let local = table.function(at: hart.pc)?.locals.last(where: { $0.variable.name == name }) {
      return (local.variable, hart.x[8] &+ UInt64(bitPattern: local.frameOffset))
    }
    guard let global = table.globals.first(where: { $0.variable.name == name }) else { return nil }
    let address = UInt64(bitPattern: global.address)
    return (global.variable, global.isThreadLocal ? hart.x[4] &+ address : address)
  }
}

extension Computer where System == Kernel {
  /// The kernel.
  fileprivate var kernel: Kernel { system }

  fileprivate mutating func nextStep(on shared: SharedProcessor) -> ProgramEnd? {
    step(on: &shared.processor)
  }
}
