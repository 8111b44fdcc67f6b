package import KernelCore
package import LinuxABI
package import Machine

/// A computer: a kernel whose tasks are machine code.
///
///     var computer = Computer(Kernel())
///     var processor = Processor()
///     try computer.start(ELFFile(bytes), ProgramStart(path: "/hello", arguments: ["hello"]))
///     let end = computer.run(on: &processor, instructionsMax: 1_000_000_000)
///
/// # Theory of operation
///
/// The kernel says who goes on (`next`). Then the processor has that task's registers until the code
/// makes a call, fails, or has had its turn. A call is taken from the registers into the kernel's form
/// (`Marshalling`), which also says what to do with the answer (`Completion`): what Linux would store
/// through pointers is stored when the task goes on.
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
  package internal(set) var system: System
  /// How many instructions one turn has, at most.
  package var turn = 100_000
  /// The virtual nanoseconds that an instruction takes.
  package var instructionNanoseconds: UInt64 = 1
  /// How the first process ended, once it has.
  package internal(set) var status: WaitStatus?
  /// The instructions done so far, of all tasks.
  package internal(set) var instructions: UInt64 = 0
  /// The calls that the kernel does not have, each named once.
  package internal(set) var unimplemented: [UnimplementedCall] = []

  /// Whether calls and signals are taken down, for whoever shows them.
  package var recordsCalls = false
  /// What was taken down and not yet been fetched.
  package var records: [CallEvent] = []

  /// By the slots of their records.
  private var tasks: [RunningTask] = []
  var unborn: [Unborn?] = []
  private var first: TaskID?

  /// How many instructions' time is told to the kernel before a call, at least.
  private static var owedMin: Int { 1_000 }

  /// A computer with a kernel on which nothing runs yet.
  package init(_ system: System) {
    self.system = system
  }

  /// Starts a program as the first process.
  ///
  /// - Parameters:
  ///   - file: The program.
  ///   - start: What it is started with.
  package mutating func start(_ file: ELFFile, _ start: ProgramStart) {
    let entry = reserve(.program(ProgramImage(file: file, start: start)))
    first = system.spawnProgram(entry: entry, credentials: start.credentials)
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
    while instructions < instructionsMax {
      if let end = try step(on: &processor, instructionsMax: instructionsMax) { return end }
    }
    return .instructionLimit
  }

  /// Lets one task go on up to its next call, its next fault, or the end of its turn.
  ///
  /// - Returns: How the run ended, if it did.
  package mutating func step(
    on processor: inout Processor, instructionsMax: UInt64 = .max
  ) throws(System.Failure) -> ProgramEnd? {
    switch try system.next() {
    case .start(let task, let entry):
      guard begin(task, entry: entry) else { return nil }
      goOn(task, on: &processor, instructionsMax)
    case .resume(let task, let reply):
      guard resume(task, with: reply) else { return nil }
      goOn(task, on: &processor, instructionsMax)
    case .handler(let task, _):
      guard enterHandlers(of: task) else { return nil }
      goOn(task, on: &processor, instructionsMax)
    case .ended(let task): end(task)
    case .allDone: return .finished
    case .deadlock: return .deadlock
    }
    return nil
  }

  /// Runs the code of a task.
  private mutating func goOn(
    _ task: TaskID, on processor: inout Processor, _ instructionsMax: UInt64
  ) {
    guard let space = system.machine.addressSpace(of: task) else {
      preconditionFailure("a task without memory has no code")
    }
    let hart = HartID(rawValue: UInt16(truncatingIfNeeded: system.runningProcessor))
    let left = turn - self[task].owed
    let budget = min(left, Int(clamping: instructionsMax - min(instructions, instructionsMax)))
    let before = self[task].hart.retired
    let stop = processor.run(
      &tasks[Int(task.slot)].hart, on: hart, in: space, of: &system.machine,
      instructionsMax: max(budget, 1))
    let done = self[task].hart.retired &- before
    instructions &+= done
    self[task].owed += Int(truncatingIfNeeded: done)
    switch stop {
    case .budget: passTime(of: task, then: .time)
    case .call:
      // The instruction of a call takes time too, so that no loop of calls is without end.
      self[task].owed += 1
      instructions &+= 1
      if self[task].owed >= min(Self.owedMin, turn) {
        passTime(of: task, then: .timeBeforeCall)
      } else {
        makeCall(of: task)
      }
    case .trap(let trap):
      self[task].owed += 1
      instructions &+= 1
      fault(task, trap.signal, trap.code, at: trap.address)
    }
  }

  /// Tells the kernel of the time that a task's instructions took.
  private mutating func passTime(of task: TaskID, then wait: RunningTask.Wait) {
    let time = UInt64(self[task].owed) &* instructionNanoseconds
    self[task].owed = 0
    self[task].wait = wait
    system.submit(.compute(nanoseconds: min(time, 1_000_000_000)), by: task)
  }

  /// Says that an instruction can't be carried out.
  mutating func fault(
    _ task: TaskID, _ signal: Signal, _ code: SignalCode, at address: UInt64,
    isFinal: Bool = false
  ) {
    self[task].wait = .fault
    system.submit(.fault(signal, code, at: address, isFinal: isFinal), by: task)
  }

  // MARK: - Going on

  /// Sets a task up that has not run yet, or that has executed a program.
  ///
  /// - Returns: Whether it can go on: a program that finds no room ends.
  mutating func begin(_ task: TaskID, entry: UInt64) -> Bool {
    guard let index = Int(exactly: entry), unborn.indices.contains(index),
      let origin = unborn[index], let snapshot = system.snapshot(of: task)
    else { preconditionFailure("the kernel started a task that no call asked for") }
    unborn[index] = nil
    var running = RunningTask(task: task, threadID: snapshot.threadID)
    // What a task owes stays, whatever it executes.
    if knows(task) { running.owed = self[task].owed }
    switch origin {
    case .copy(let hart):
      running.hart = hart
      self[task] = running
    case .program(let image):
      self[task] = running
      guard let hart = load(image, into: task) else {
        // Past the point of no return. Source: `fs/exec.c: bprm_execve`.
        fault(task, .segmentationFault, .kernel, at: 0, isFinal: true)
        return false
      }
      self[task].hart = hart
    }
    return true
  }

  private mutating func load(_ image: ProgramImage, into task: TaskID) -> Hart? {
    guard let space = system.machine.addressSpace(of: task) else { return nil }
    do {
      let program = try ProgramLoader.load(
        image.file, image.start, into: space, of: &system.machine)
      try TrampolinePage.map(into: space, of: &system.machine)
      return program.hart
    } catch {
      return nil
    }
  }

  /// Gives a task the answer that it waited for.
  ///
  /// - Returns: Whether it can go on; else it has made its next call at once.
  private mutating func resume(_ task: TaskID, with reply: Reply) -> Bool {
    switch self[task].wait {
    case .start, .time, .fault, .handlerReturn: break
    case .timeBeforeCall:
      makeCall(of: task)
      return false
    case .call(let completion): complete(completion, with: reply, of: task)
    }
    return true
  }

  /// Hands a call to the kernel, or answers it where that can be said without.
  private mutating func makeCall(of task: TaskID) {
    let registers = CallRegisters(self[task].hart)
    let call: SystemCall
    let completion: Completion
    do throws(Errno) {
      (call, completion) = try marshal(registers, of: task)
    } catch {
      // The kernel sees it all the same, with its errno.
      call = .refused(registers.number, error)
      completion = .value
    }
    if recordsCalls { recordCall(registers, of: task) }
    self[task].wait = .call(completion)
    system.submit(call, by: task)
  }

  private mutating func end(_ task: TaskID) {
    let snapshot = system.snapshot(of: task)
    if task == first { status = snapshot?.status }
    if recordsCalls, let snapshot {
      records.append(.ended(snapshot.threadID, snapshot.status))
    }
    if knows(task) { self[task].task = nil }
  }

  // MARK: - Tasks

  /// Whether a task has run, and not ended.
  func knows(_ task: TaskID) -> Bool {
    let slot = Int(task.slot)
    return slot < tasks.count && tasks[slot].task == task
  }

  /// What is known of a task.
  subscript(task: TaskID) -> RunningTask {
    get { tasks[Int(task.slot)] }
    _modify {
      while tasks.count <= Int(task.slot) { tasks.append(RunningTask()) }
      yield &tasks[Int(task.slot)]
    }
  }

  // MARK: - Tasks to come

  /// Keeps what a new task begins with.
  ///
  /// - Returns: The entry by which the kernel hands it out again.
  mutating func reserve(_ origin: Unborn) -> UInt64 {
    if let place = unborn.firstIndex(where: { $0 == nil }) {
      unborn[place] = origin
      return UInt64(place)
    }
    unborn.append(origin)
    return UInt64(unborn.count - 1)
  }

  mutating func drop(_ entry: UInt64) {
    if let index = Int(exactly: entry), unborn.indices.contains(index) { unborn[index] = nil }
  }
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

/// A call that the kernel does not have, as a program asked for it.
package struct UnimplementedCall: Equatable, Sendable {
  /// Its number.
  package let number: SystemCallNumber
  /// What is missing, as Linux spells it.
  package let name: String
}

extension Computer {
  /// Puts a program where tasks can execute it.
  ///
  /// - Returns: Whether there is a directory for it, without a file of that name.
  @discardableResult
  package mutating func install(_ path: String, _ contents: [UInt8]) -> Bool {
    system.machine.makeFile(path, contents: contents, permissions: 0o755)
  }
}

// What the tasks wrote to the console.
extension Computer {
  /// All of it so far.
  package var console: [UInt8] { system.machine.console }

  /// Whether there is more than so many bytes of it.
  package func hasOutput(beyond count: Int) -> Bool { system.machine.console.count > count }
}
