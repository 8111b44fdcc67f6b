package import KernelCore
package import LinuxABI
package import Machine

/// A computer: a kernel whose tasks are machine code.
///
///     var computer = Computer(Kernel())
///     var processor = Processor()
///     computer.start(try ELFFile(bytes), ProgramStart(path: "/hello", arguments: ["hello"]))
///     let end = computer.run(on: &processor, instructionsMax: 1_000_000_000)
///
/// # Theory of operation
///
/// The kernel says who goes on (`next`). Then the processor has that task's registers until the code
/// makes a call, fails, or has had its turn (`UserTasks`). A call is taken from the registers into the
/// kernel's form (`Marshalling`), which also says what to do with the answer (`Completion`): what Linux
/// would store through pointers is stored when the task goes on.
///
/// *Time.* An instruction takes a fixed virtual time. The kernel learns of it before a call, when enough
/// has come together, and at the end of a turn; then its clock moves, timers run out, and another task
/// may get the processor. A turn has so many instructions: with a turn of one, the kernel decides after
/// each instruction who goes on.
///
/// *Handlers.* The kernel tells which handlers a task is to run. Their frames are built on the task's own
/// stack as Linux builds them, and `rt_sigreturn` takes the registers from there, whatever the program
/// has made of them: a `longjmp` out of a handler leaves nothing behind.
///
/// A computer is a value: a copy is a snapshot, and both go on independently. The processor holds nothing
/// that a program could see, and serves any number of computers.
package struct Computer<System: MachineKernel>: Sendable {
  /// The kernel as the run has left it so far.
  package private(set) var system: System
  /// The user side of its tasks.
  package var users = UserTasks()
  /// How the first process ended, once it has.
  package private(set) var status: WaitStatus?
  /// The task that went on last; nil before any has.
  package private(set) var current: TaskID?
  private var first: TaskID?
  /// The task in the middle of its turn, where turns are divided.
  private var divided: TaskID?

  /// A computer with a kernel on which nothing runs yet.
  package init(_ system: System) {
    self.system = system
  }

  // MARK: - Setting the stage

  /// The directory of the programs, in which they begin: a name of a program is not in the way of any
  /// other there.
  package static var directory: String { "/mnt" }

  /// Puts a program where tasks can execute it.
  ///
  /// - Parameters:
  ///   - name: Its name in the directory of the programs.
  ///   - contents: Its file.
  /// - Returns: Whether there was no file of that name.
  @discardableResult
  package mutating func install(_ name: String, _ contents: [UInt8]) -> Bool {
    system.machine.installProgram(name, contents, in: Self.directory)
  }

  /// Starts a program as the first process.
  ///
  /// - Parameters:
  ///   - file: The program.
  ///   - start: What it is started with.
  package mutating func start(_ file: ELFFile, _ start: ProgramStart) {
    let entry = users.reserve(file, start)
    let task = system.spawnProgram(
      entry: entry, credentials: start.credentials, streams: .separate)
    system.machine.begin(task, start, file.bytes, in: Self.directory)
    first = task
  }

  /// Gives the programs something to read from their standard input.
  package mutating func setInput(_ bytes: [UInt8]) {
    if !bytes.isEmpty { system.machine.consoleInput = bytes }
  }

  // MARK: - Running

  /// Runs until no task is left, none can go on, or the limit is reached.
  ///
  /// - Parameters:
  ///   - processor: What carries the instructions out.
  ///   - instructionsMax: The most instructions of this and all earlier runs.
  /// - Returns: How it ended.
  /// - Throws: When the kernel can't go on, which a plain `Kernel` always can.
  package mutating func run(
    on processor: inout Processor, instructionsMax: UInt64
  ) throws(System.Failure) -> ProgramEnd {
    while users.instructions < instructionsMax {
      if let end = try step(on: &processor, instructionsMax: instructionsMax) { return end }
    }
    return .instructionLimit
  }

  /// Lets one task go on up to its next call, its next fault, or the end of its turn.
  ///
  /// - Parameters:
  ///   - processor: What carries the instructions out.
  ///   - instructionsMax: The most instructions of this and all earlier steps.
  /// - Returns: How the run ended, if it did.
  /// - Throws: When the kernel can't go on, which a plain `Kernel` always can.
  package mutating func step(
    on processor: inout Processor, instructionsMax: UInt64 = .max
  ) throws(System.Failure) -> ProgramEnd? {
    switch try stepPart(.max, on: &processor, instructionsMax: instructionsMax) {
    case .ended(let end): return end
    case .own, .kernel: return nil
    }
  }

  /// Lets one task go on for a part of its turn; the rest of the turn follows with the next step, as if it
  /// had not been divided.
  ///
  /// - Parameters:
  ///   - count: The most instructions of the part.
  ///   - processor: What carries the instructions out.
  ///   - instructionsMax: The most instructions of this and all earlier steps.
  /// - Returns: How far the task has come.
  /// - Throws: When the kernel can't go on, which a plain `Kernel` always can.
  package mutating func stepPart(
    _ count: Int, on processor: inout Processor, instructionsMax: UInt64 = .max
  ) throws(System.Failure) -> StepPart {
    let task: TaskID
    var call: SystemCall?
    if let divided {
      task = divided
    } else {
      switch try system.next() {
      case .start(let started, let entry):
        task = started
        call = users.start(task, entry: entry, on: &system.machine)
      case .resume(let resumed, let reply):
        task = resumed
        call = users.resume(task, with: reply, on: &system.machine)
      case .handler(let interrupted, _):
        task = interrupted
        call = users.enterHandlers(of: task, on: &system.machine)
      case .ended(let ended):
        let snapshot = system.snapshot(of: ended)
        // Another thread may have executed a program in the first one's place.
        if let first, let known = system.machine.status(ofProgram: first) { status = known }
        users.end(ended, snapshot)
        return .kernel
      case .allDone: return .ended(.finished)
      case .deadlock: return .ended(.deadlock)
      }
      current = task
      // What was answered is seen before the task goes on.
      if call == nil, count == 0 {
        divided = task
        return .own
      }
    }
    let made =
      call
      ?? users.run(
        task, on: &system.machine, by: &processor, system.runningProcessor,
        instructionsMax: instructionsMax, part: count)
    divided = made == nil ? task : nil
    guard let made else { return .own }
    system.submit(made, by: task)
    return .kernel
  }

  // MARK: - What the tasks wrote

  /// All that was written to the console so far.
  package var console: [UInt8] { system.machine.console }

  /// Which of it went to standard output, and which to standard error.
  package var consoleRuns: [ConsoleRun] { system.machine.consoleRuns }

  /// Whether there is more than so many bytes of it.
  package func hasOutput(beyond count: Int) -> Bool { system.machine.console.count > count }
}

/// How far a task has come with a part of its turn.
package enum StepPart: Equatable, Sendable {
  /// It is in the middle of its turn, in its own code.
  case own
  /// The kernel was asked for something, or said that a task is no more.
  case kernel
  /// The run has ended.
  case ended(ProgramEnd)
}

/// How a run ended.
package enum ProgramEnd: Equatable, Sendable {
  /// No task is left.
  case finished
  /// Tasks are left, and each waits for something that no other will do.
  case deadlock
  /// As many instructions as were allowed are done.
  case instructionLimit
}

// Looking into a computer, for debuggers: nothing of this changes what a program sees.
extension Computer {
  /// The instruction at an address.
  package mutating func instruction(at pc: UInt64, in space: AddressSpaceID) -> Instruction? {
    Processor.instruction(at: pc, in: space, of: &system.machine)
  }

  /// Bytes of a task's memory: as many as can be read.
  package mutating func bytes(of task: TaskID, at address: UInt64, count: Int) -> [UInt8] {
    guard let space = system.machine.addressSpace(of: task) else { return [] }
    return system.machine.copyFromUser(space, UserAddress(rawValue: address), count: count)
  }
}

// What those do who decide for a computer, and look into its kernel.
extension Computer {
  /// Says what the kernel's next choices are to be; option 0 is taken after them.
  package mutating func prescribe(_ choices: [UInt16]) { system.machine.prescribe(choices) }

  /// Has a look at the kernel, which may have to be made ready for that.
  package mutating func look<Result>(_ body: (inout Kernel) -> Result) -> Result {
    body(&system.machine)
  }
}
