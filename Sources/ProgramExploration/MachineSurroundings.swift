internal import KernelCore
package import LinuxABI
package import Machine
package import UserSpace

/// A program that is explored, and how its run begins.
package struct ExploredImage: Sendable {
  /// The program.
  package let file: ELFFile
  /// What it is started with.
  package let start: ProgramStart
  /// The files of this and of further programs that it may execute, by their names.
  package let files: [(name: String, contents: [UInt8])]
  /// The words of stacks that other tasks are known to access.
  var exposed: [UInt64] = []
  /// Where further ones are noted.
  let found = ExposedMemory()
  /// Whether steps are taken down.
  var isLogged = false
  /// Asked before each step; a run stops where the answer is no.
  var mayGoOn: (@Sendable () -> Bool)?

  /// A program.
  ///
  /// - Parameters:
  ///   - file: The program.
  ///   - start: What it is started with.
  ///   - files: The files of this and of further programs that it may execute, by their names.
  package init(
    _ file: ELFFile, _ start: ProgramStart, files: [(name: String, contents: [UInt8])] = []
  ) {
    self.file = file
    self.start = start
    self.files = files
  }
}

/// The words of stacks that tasks were seen to access whose stacks they are not.
///
/// A class, since all branches of an exploration add to it. Each run is explored by one thread.
final class ExposedMemory: @unchecked Sendable {
  private(set) var words: [UInt64] = []

  /// Notes a word, by its address.
  func insert(_ word: UInt64) {
    let place = words.firstIndex { $0 >= word } ?? words.count
    if place == words.count || words[place] != word { words.insert(word, at: place) }
  }
}

/// A visible step of a task of machine code, for whoever looks at a schedule.
package struct VisibleStep: Sendable {
  /// The task.
  package let threadID: ThreadID
  /// The address of its instruction.
  package let pc: UInt64
  /// What it does with memory; nil for a call.
  package let access: InstructionAccess?
}

/// What the tasks of an explored program have in common.
package struct MachineSurroundings: Sendable {
  /// The user side of the tasks.
  package internal(set) var users = UserTasks()
  /// The visible steps in their order, where they are taken down.
  package private(set) var log: [VisibleStep] = []

  private let image: ExploredImage
  private let shared = SharedProcessor()

  init(_ image: ExploredImage, as task: TaskID, on kernel: inout Kernel) {
    self.image = image
    for program in image.files {
      _ = kernel.installProgram(program.name, program.contents, in: Computer<Kernel>.directory)
    }
    kernel.begin(task, image.start, image.file.bytes, in: Computer<Kernel>.directory)
    _ = users.reserve(image.file, image.start)
    if image.isLogged { users.recordsCalls = true }
  }

  /// Whether there is time for another step.
  var mayGoOn: Bool { image.mayGoOn.map { $0() } ?? true }

  mutating func execute(_ count: Int, of task: TaskID, on kernel: inout Kernel) -> Stop {
    users.execute(count, of: task, on: &kernel, by: &shared.processor)
  }

  /// Hands out the calls that were taken down and not handed out yet.
  package mutating func takeCalls() -> [CallEvent] {
    defer { users.records = [] }
    return users.records
  }

  /// Takes a visible step down.
  mutating func note(_ task: TaskID, _ access: InstructionAccess?) {
    guard image.isLogged, let hart = users.registers(of: task) else { return }
    // A call has been made: `pc` is behind it.
    let pc = access == nil ? hart.pc &- 4 : hart.pc
    log.append(VisibleStep(threadID: users.threadID(of: task), pc: pc, access: access))
  }

  /// Whether another task could see an access.
  func isVisible(
    _ access: InstructionAccess, to task: TaskID, in space: AddressSpaceID, of kernel: Kernel
  ) -> Bool {
    guard let place = kernel.mapping(at: access.address, in: space),
      place.access.contains(.write)
    else { return false }
    if place.sharing == .shared { return true }
    guard kernel.userCount(of: space) > 1 else { return false }
    let word = access.address & ~7
    if isOnStack(word, of: task) { return image.exposed.contains(word) }
    for other in users.known where other != task {
      if kernel.addressSpace(of: other) == space, isOnStack(word, of: other) {
        image.found.insert(word)
      }
    }
    return true
  }

  private func isOnStack(_ word: UInt64, of task: TaskID) -> Bool {
    guard let hart = users.registers(of: task), let top = users.stackTop(of: task) else {
      return false
    }
    return word >= hart.x[2] &- 4_096 && word < top
  }
}
