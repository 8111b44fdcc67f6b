public import LinuxABI

/// One of the eight registers of a task of a ``Program``.
public struct Register: Equatable, Sendable {
  /// Its number, from 0 to 7.
  public let number: Int

  /// A register by its number.
  ///
  /// - Precondition: The number is from 0 to 7.
  public init(_ number: Int) {
    precondition((0..<8).contains(number), "there are eight registers")
    self.number = number
  }
}

/// A number in an instruction: written there, or held by a register.
public enum Operand: Equatable, Sendable, ExpressibleByIntegerLiteral {
  /// The number itself.
  case value(UInt32)
  /// What a register holds.
  case register(Register)

  /// The number itself.
  public init(integerLiteral value: UInt32) { self = .value(value) }
}

/// How a branch or an assertion compares, without signs.
public enum Comparison: Equatable, Sendable {
  /// Both are the same.
  case equal
  /// They differ.
  case notEqual
  /// The first is smaller.
  case less
}

/// One instruction of a ``Program``.
///
/// Memory is an array of words of 32 bits, named by their numbers; an access, like every call, is
/// one visible step. What only concerns registers is no step: nobody else could tell.
public enum ProgramInstruction: Equatable, Sendable {
  /// Sets a register.
  case set(Register, Operand)
  /// Adds to a register.
  case add(Register, Operand)
  /// Reads a word.
  case load(Register, Operand)
  /// Writes a word.
  case store(Operand, Operand)
  /// Reads a word in one step that also orders: `memory_order_seq_cst`.
  case atomicLoad(Register, Operand)
  /// Writes a word in one step that also orders.
  case atomicStore(Operand, Operand)
  /// Adds to a word in one step; the register gets what was there.
  case fetchAdd(Register, Operand, Operand)
  /// Replaces a word in one step; the register gets what was there.
  case exchange(Register, Operand, Operand)
  /// Replaces a word if it holds what is expected; the register gets what was there.
  case compareExchange(Register, Operand, expected: Operand, desired: Operand)
  /// Sleeps while a word holds a value; futex(2), FUTEX_WAIT.
  case futexWait(Operand, Operand)
  /// Wakes up to so many that sleep on a word; futex(2), FUTEX_WAKE.
  case futexWake(Operand, Operand)
  /// Creates a thread that runs a task of the program, with a copy of the registers.
  case clone(task: Int)
  /// Waits for the end of the thread that runs a task of the program.
  case join(task: Int)
  /// Lets others run; sched_yield(2).
  case yield
  /// Writes bytes to the console.
  case write([UInt8])
  /// A place to jump to.
  case label(Int)
  /// Goes on at a label.
  case jump(Int)
  /// Goes on at a label if the comparison holds.
  case branch(Register, Comparison, Operand, to: Int)
  /// Fails the run, as `abort` would, unless the comparison holds.
  case assert(Register, Comparison, Operand)
  /// Ends the task.
  case exit
  /// Ends the process.
  case exitGroup(Operand)
}

/// A small concurrent program in a tiny register language: enough for locks, loops and lists.
///
/// The first task is the one that the program starts with. After its last instruction the first
/// task ends the process, any other one itself.
public struct Program: Equatable, Sendable {
  /// The instructions of each task; labels are gone, and jumps name instructions.
  let tasks: [[ProgramInstruction]]

  /// A program from the instructions of its tasks.
  ///
  /// - Precondition: Every label that is named is there, and so is every task.
  public init(_ tasks: [[ProgramInstruction]]) {
    precondition(!tasks.isEmpty, "a program has at least one task")
    self.tasks = tasks.map { Self.resolved($0, taskCount: tasks.count) }
  }

  /// Where a word of the program is.
  public static func address(ofWord word: UInt32) -> UserAddress {
    UserAddress(rawValue: UserMemoryLayout.dataStart.rawValue &+ UInt64(word) * 4)
  }

  /// The word that holds the thread id of the thread that runs a task, 0 once it has ended.
  static func threadWord(ofTask task: Int) -> UInt32 { 512 + UInt32(task) }

  /// The instructions with the places of labels in their stead.
  private static func resolved(_ code: [ProgramInstruction], taskCount: Int) -> [ProgramInstruction]
  {
    var places: [(label: Int, place: Int)] = []
    var kept: [ProgramInstruction] = []
    for instruction in code {
      if case .label(let label) = instruction {
        places.append((label, kept.count))
      } else {
        kept.append(instruction)
      }
    }
    func place(_ label: Int) -> Int {
      guard let found = places.first(where: { $0.label == label }) else {
        preconditionFailure("there is no such label")
      }
      return found.place
    }
    return kept.map { instruction in
      switch instruction {
      case .jump(let label): return .jump(place(label))
      case .branch(let register, let comparison, let operand, let label):
        return .branch(register, comparison, operand, to: place(label))
      case .clone(let task), .join(let task):
        precondition((0..<taskCount).contains(task), "there is no such task")
        return instruction
      default: return instruction
      }
    }
  }
}
