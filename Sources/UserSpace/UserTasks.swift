package import KernelCore
package import LinuxABI
package import Machine

/// The user side of tasks that are machine code: their registers, and what each waits for.
///
/// Whoever drives a kernel hands on here what the kernel says of a task, and gets the task's next call.
/// Everything else that a task has is the kernel's.
///
/// A value: a copy is a snapshot.
package struct UserTasks: Sendable {
  /// How many instructions one turn has, at most.
  package var turn = 100_000
  /// The virtual nanoseconds that an instruction takes.
  package var instructionNanoseconds: UInt64 = 1
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
  /// What tasks begin with that were asked for and have not started, by their entries.
  private var unborn: [Unborn?] = []

  /// How many instructions' time is told to the kernel before a call, at least.
  private static var owedMin: Int { 1_000 }

  /// No tasks.
  package init() {}

  /// Keeps a program for a first process.
  ///
  /// - Returns: The entry with which the process is to start.
  package mutating func reserve(_ file: ELFFile, _ start: ProgramStart) -> UInt64 {
    reserve(.program(LoadedImage(file: file, start: start)))
  }

  // MARK: - What the kernel says

  /// Starts a task, or one that has executed a program.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - entry: What it runs.
  ///   - kernel: The kernel.
  /// - Returns: The call that it makes at once; nil if it goes on in its own code.
  package mutating func start(
    _ task: TaskID, entry: UInt64, on kernel: inout Kernel
  ) -> SystemCall? {
    guard let index = Int(exactly: entry), unborn.indices.contains(index),
      let origin = unborn[index]
    else { preconditionFailure("the kernel started a task that no call asked for") }
    unborn[index] = nil
    guard let hasExecuted = begin(task, as: origin, on: &kernel) else {
      // Past the point of no return. Source: `fs/exec.c: bprm_execve`.
      return fault(task, .segmentationFault, .kernel, at: 0, isFinal: true)
    }
    return hasExecuted ? leaveCall(of: task, on: &kernel) : nil
  }

  /// Gives a task that stops before its first instruction its registers, so that its tracer can have
  /// them.
  ///
  /// - Returns: Whether it has some now.
  mutating func beginStopped(_ task: TaskID, on kernel: inout Kernel) -> Bool {
    guard kernel.isBeforeStart(task), let index = Int(exactly: kernel.entry(of: task)),
      unborn.indices.contains(index), let origin = unborn[index]
    else { return knows(task) }
    guard let hasExecuted = begin(task, as: origin, on: &kernel) else { return false }
    unborn[index] = .begun(hasExecuted: hasExecuted)
    return true
  }

  /// Sets the registers of a task for its first instruction.
  ///
  /// - Returns: Whether it has executed a program; nil if that cannot be loaded.
  private mutating func begin(
    _ task: TaskID, as origin: Unborn, on kernel: inout Kernel
  ) -> Bool? {
    if case .begun(let hasExecuted) = origin { return hasExecuted }
    guard let snapshot = kernel.snapshot(of: task) else { return nil }
    let hasExecuted = knows(task)
    var running = RunningTask(task: task, threadID: snapshot.threadID)
    // What a task owes stays, whatever it executes.
    if hasExecuted { running.owed = self[task].owed }
    self[task] = running
    switch origin {
    case .copy(let hart, let top):
      self[task].hart = hart
      self[task].stackTop = top
    case .program(let image):
      guard let hart = load(image, into: task, of: &kernel) else { return nil }
      self[task].hart = hart
      self[task].stackTop = ProgramLoader.stackEnd.rawValue
    case .begun: break
    }
    return hasExecuted
  }

  private func load(
    _ image: LoadedImage, into task: TaskID, of kernel: inout Kernel
  ) -> Hart? {
    guard let space = kernel.addressSpace(of: task) else { return nil }
    guard
      let program = try? ProgramLoader.load(image.file, image.start, into: space, of: &kernel),
      (try? TrampolinePage.map(into: space, of: &kernel)) != nil
    else { return nil }
    return program.hart
  }

  /// Gives a task the answer that it waited for.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - reply: The answer.
  ///   - kernel: The kernel.
  /// - Returns: The call that it makes at once; nil if it goes on in its own code.
  package mutating func resume(
    _ task: TaskID, with reply: Reply, on kernel: inout Kernel
  ) -> SystemCall? {
    switch self[task].wait {
    case .start, .time, .fault:
      _ = kernel.stopsAfterCall(task)
      return nil
    case .timeBeforeCall:
      _ = kernel.stopsAfterCall(task)
      return makeCall(of: task, on: &kernel)
    case .callEntry: return carryOutCall(of: task, on: &kernel)
    case .filterStop: return carryOutCall(of: task, on: &kernel, wasShown: true)
    case .callExit:
      guard let interrupted = self[task].interrupted else {
        _ = kernel.stopsAfterCall(task)
        return nil
      }
      self[task].hart.x[10] = interrupted.registers.a
      return finishCall(interrupted.completion, with: reply, of: task, on: &kernel)
    case .call(let completion):
      return finishCall(completion, with: reply, of: task, on: &kernel)
    }
  }

  /// Stores the answer to a call, or begins the call again.
  private mutating func finishCall(
    _ completion: Completion, with reply: Reply, of task: TaskID, on kernel: inout Kernel
  ) -> SystemCall? {
    let registers = CallRegisters(self[task].hart)
    self[task].interrupted = nil
    guard reply.value != CallAnswer.again else {
      _ = kernel.stopsAfterCall(task)
      // restart_syscall(2).
      if reply.extra != 0 { self[task].hart.x[17] = 128 }
      self[task].interrupted = InterruptedCall(registers: registers, completion: completion)
      return makeCall(of: task, on: &kernel)
    }
    complete(completion, with: reply, of: task, on: &kernel)
    if CallAnswer.isRestart(reply.value) {
      self[task].interrupted = InterruptedCall(registers: registers, completion: completion)
    }
    return leaveCall(of: task, on: &kernel)
  }

  /// Has a tracer see the answer to a call, if it wants to.
  private mutating func leaveCall(of task: TaskID, on kernel: inout Kernel) -> SystemCall? {
    guard kernel.stopsAfterCall(task) else { return nil }
    self[task].wait = .callExit
    return .callStop(isEntry: false)
  }

  /// A task is no more.
  package mutating func end(_ task: TaskID, _ snapshot: TaskSnapshot?) {
    if recordsCalls, let snapshot { records.append(.ended(snapshot.threadID, snapshot.status)) }
    if knows(task) { self[task].task = nil }
  }

  // MARK: - Own code

  /// Runs the code of a task up to its next call, its next fault, or the end of its turn.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - kernel: The kernel.
  ///   - processor: What carries the instructions out.
  ///   - number: The processor's number.
  ///   - instructionsMax: The most instructions of all tasks.
  ///   - part: The most instructions of this part of the turn.
  /// - Returns: The task's next call; nil when only the part is over.
  package mutating func run(
    _ task: TaskID, on kernel: inout Kernel, by processor: inout Processor, _ number: Int,
    instructionsMax: UInt64, part: Int
  ) -> SystemCall? {
    let left = Int(clamping: instructionsMax - min(instructions, instructionsMax))
    let count = max(min(turn - self[task].owed, left), 1)
    switch execute(min(count, part), of: task, on: &kernel, by: &processor, number) {
    case .budget where part < count: return nil
    case .budget: return passTime(of: task, then: .time)
    case .call where self[task].owed >= min(Self.owedMin, turn):
      return passTime(of: task, then: .timeBeforeCall)
    case .call: return makeCall(of: task, on: &kernel)
    case .trap(let trap): return fault(task, trap.signal, trap.code, at: trap.address)
    }
  }

  /// Carries out instructions of a task.
  ///
  /// - Parameters:
  ///   - count: The most instructions.
  ///   - task: The task.
  ///   - kernel: The kernel.
  ///   - processor: What carries the instructions out.
  ///   - number: The processor's number.
  /// - Returns: Why it stopped.
  package mutating func execute(
    _ count: Int, of task: TaskID, on kernel: inout Kernel, by processor: inout Processor,
    _ number: Int = 0
  ) -> Stop {
    guard let space = kernel.addressSpace(of: task) else {
      preconditionFailure("a task without memory has no code")
    }
    let before = self[task].hart.retired
    let stop = processor.run(
      &tasks[Int(task.slot)].hart, on: HartID(rawValue: UInt16(truncatingIfNeeded: number)),
      in: space, of: &kernel, instructionsMax: count)
    // The instruction of a call takes time too, so that no loop of calls is without end.
    let done = self[task].hart.retired &- before &+ (stop == .budget ? 0 : 1)
    instructions &+= done
    self[task].owed += Int(truncatingIfNeeded: done)
    return stop
  }

  /// Tells the kernel of the time that a task's instructions took.
  private mutating func passTime(of task: TaskID, then wait: RunningTask.Wait) -> SystemCall {
    let time = UInt64(self[task].owed) &* instructionNanoseconds
    self[task].owed = 0
    self[task].wait = wait
    return .compute(nanoseconds: min(time, 1_000_000_000))
  }

  /// Says that an instruction can't be carried out.
  package mutating func fault(
    _ task: TaskID, _ signal: Signal, _ code: SignalCode, at address: UInt64,
    isFinal: Bool = false
  ) -> SystemCall {
    self[task].wait = .fault
    return .fault(signal, code, at: address, isFinal: isFinal)
  }

  /// The call that a task's registers hold.
  package mutating func makeCall(of task: TaskID, on kernel: inout Kernel) -> SystemCall {
    guard !kernel.stopsAtCalls(task) else {
      self[task].wait = .callEntry
      return .callStop(isEntry: true)
    }
    return carryOutCall(of: task, on: &kernel)
  }

  /// Makes the call that a task's registers hold now.
  private mutating func carryOutCall(
    of task: TaskID, on kernel: inout Kernel, wasShown: Bool = false
  ) -> SystemCall {
    let registers = CallRegisters(self[task].hart)
    if recordsCalls, !wasShown { recordCall(registers, of: task, on: &kernel) }
    if kernel.hasFilters(task),
      let call = judge(registers, of: task, on: &kernel, wasShown: wasShown)
    {
      return call
    }
    if let interrupted = self[task].interrupted {
      self[task].interrupted = nil
      // Its tracer may have made another call of it.
      if interrupted.registers.isSame(registers) {
        self[task].wait = .call(interrupted.completion)
        return .restarted
      }
    }
    let skippedValue = self[task].skippedValue
    self[task].skippedValue = nil
    do throws(Errno) {
      // Number -1 is no call: its tracer has it made none.
      if let skippedValue, Int32(truncatingIfNeeded: self[task].hart.x[17]) == -1 {
        self[task].wait = .call(.value)
        return .registers(
          RegisterCall(.refusedCall, UInt64(registers.number.rawValue), 0, skippedValue))
      }
      guard Int32(truncatingIfNeeded: self[task].hart.x[17]) != -1 else {
        throw .notImplemented
      }
      let (call, completion) = try marshal(registers, of: task, on: &kernel)
      self[task].wait = .call(completion)
      return call
    } catch {
      // The kernel sees it all the same, with its errno.
      self[task].wait = .call(.value)
      return .refused(registers.number, error)
    }
  }

  /// Asks the filters of a task about its call.
  ///
  /// - Returns: What it makes in place of the call; nil if it makes the call.
  private mutating func judge(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel, wasShown: Bool
  ) -> SystemCall? {
    let verdict = kernel.verdict(
      of: task, registers.number, at: self[task].hart.pc,
      [registers.a, registers.b, registers.c, registers.d, registers.e, registers.f],
      wasShown: wasShown)
    switch verdict {
    case .isMade: return nil
    case .isAnswered(let call):
      self[task].interrupted = nil
      self[task].wait = .call(.value)
      return call
    case .isShown(let call):
      self[task].wait = .filterStop
      return call
    case .isPunished(let call):
      self[task].interrupted = nil
      self[task].wait = .fault
      return call
    }
  }

  /// The answer to a task's next call is of no interest to it.
  package mutating func expectNothing(_ task: TaskID) { self[task].wait = .start }

  // MARK: - Records

  /// Whether a task has run, and not ended.
  package func knows(_ task: TaskID) -> Bool {
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

  /// Where the stack of a task begins, which grows down; nil if it has not run, or has ended.
  package func stackTop(of task: TaskID) -> UInt64? { knows(task) ? self[task].stackTop : nil }

  /// What gettid gave a task when it began.
  package func threadID(of task: TaskID) -> ThreadID { self[task].threadID }

  /// The tasks that have run and not ended.
  package var known: [TaskID] { tasks.compactMap { $0.task } }

  /// The registers of a task; nil if it has not run, or has ended.
  package func registers(of task: TaskID) -> Hart? { knows(task) ? self[task].hart : nil }

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

/// A call that the kernel does not have, as a program asked for it.
package struct UnimplementedCall: Sendable {
  /// Its number.
  package let number: SystemCallNumber
  /// What is missing, as Linux spells it.
  package let name: String
}
