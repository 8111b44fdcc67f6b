internal import KernelCore
internal import LinuxABI
internal import Wire

/// Drives a kernel with the tasks of a submission, and with the scripts that a test plays.
///
/// # Theory of operation
///
/// The kernel says who runs next. A task of the submission runs in the worker: it is resumed over
/// the wire and comes back with its next system call, which is decoded here, checked, and put to
/// the kernel. A task that was handed over runs here. So the order of everything is the kernel's
/// decision, and the worker never sees a structure of the kernel.
struct ProgramRunner {
  /// The most that the calls of one run carry, in MiB: a run keeps its calls, and a judge's memory has
  /// no other limit.
  static let dataMebibytesMax = 16
  /// Marks the entry of a child that a script makes: the rest is the number of the child's script.
  private static let scriptEntry: UInt64 = 1 << 63

  private enum Execution {
    /// Code in the worker; the index of the call that it waits for, in `run.calls`.
    case plugin(pending: Int?)
    case script(TaskScript)
    /// Nothing: the kernel is about to end it.
    case none
  }

  private let session: PluginSession
  private let scripts: [Int: TaskScript]
  private var executions: [(task: TaskID, token: UInt32, execution: Execution)] = []
  private var lastToken: UInt32 = 0
  private var callsMade = 0
  private var bytesCarried = 0
  private var run: ProgramRun
  private var first: TaskID?

  init(session: PluginSession, kernel: Kernel, scripts: [Int: TaskScript]) {
    self.session = session
    self.scripts = scripts
    run = ProgramRun(kernel: kernel)
  }

  /// Runs the program under `number` until no task of it is left, or none can go on.
  ///
  /// - Throws: `SubmissionFault`, with what ran so far in `partial`.
  mutating func execute(
    _ number: Int, input: [UInt8], prepare: (inout Kernel, TaskID) -> Void,
    partial: (ProgramRun) -> Void
  ) throws -> ProgramRun {
    _ = try session.ask(.newRun)
    let task = run.kernel.spawnProgram(entry: 0)
    first = task
    prepare(&run.kernel, task)
    do {
      while true {
        switch run.kernel.next() {
        case .start(let task, let entry) where entry & Self.scriptEntry != 0:
          try start(task, script: Int(entry & ~Self.scriptEntry))
        case .start(let task, let entry):
          let token = add(task, .plugin(pending: nil))
          let request: Request =
            task == first
            ? .startProgram(task: token, number: UInt32(number), input: input)
            : .startEntry(task: token, entry: entry)
          try take(session.ask(request), of: task)
        case .resume(let task, let reply): try resume(task, reply)
        // A program has no code for a signal's handler but that it has one: its calls are
        // interrupted by it, and it ends at once.
        case .handler(let task, _): try submit(.sigreturn, by: task)
        case .ended(let task): try end(task)
        case .allDone: return finished(.finished)
        case .deadlock: return finished(.deadlock(waiting()))
        }
      }
    } catch {
      partial(run)
      throw error
    }
  }

  private func finished(_ ending: ProgramRun.Ending) -> ProgramRun {
    var run = run
    run.ending = ending
    return run
  }

  private func waiting() -> [ThreadID] {
    executions.compactMap { run.kernel.snapshot(of: $0.task)?.threadID }
  }

  // MARK: - Tasks

  private mutating func add(_ task: TaskID, _ execution: Execution) -> UInt32 {
    lastToken += 1
    executions.append((task, lastToken, execution))
    return lastToken
  }

  /// Starts a child that a script made.
  private mutating func start(_ task: TaskID, script: Int) throws {
    guard let found = scripts[script] else { throw NoSuchScript(number: script) }
    _ = add(task, .script(found))
    try submit(found, .start, by: task)
  }

  private func index(of task: TaskID) -> Int? {
    executions.firstIndex { $0.task == task }
  }

  private mutating func resume(_ task: TaskID, _ reply: Reply) throws {
    guard let index = index(of: task) else { return }
    switch executions[index].execution {
    case .plugin(let pending):
      if let pending { run.calls[pending].value = reply.value }
      let answer = try session.ask(
        .resume(
          task: executions[index].token,
          CallReply(
            value: reply.value, extra: reply.extra, bytes: reply.bytes,
            notBuilt: reply.notBuilt?.name ?? "")))
      try take(answer, of: task)
    case .script(let script): try submit(script, reply, by: task)
    case .none: break
    }
  }

  /// The kernel says that a task is gone: its code unwinds.
  private mutating func end(_ task: TaskID) throws {
    if task == first { run.status = run.kernel.snapshot(of: task)?.status ?? run.status }
    guard let index = index(of: task) else { return }
    let (_, token, execution) = executions.remove(at: index)
    guard case .plugin = execution else { return }
    switch try session.ask(.kill(task: token)) {
    case .ended: return
    // Code that makes calls although its task is dead is cut off there: it has no say any more.
    case .trap, .done: return
    default: throw SubmissionFault.wire("an answer to a question that was not asked")
    }
  }

  // MARK: - What a worker answers

  private mutating func take(_ answer: Answer, of task: TaskID) throws {
    guard let index = index(of: task) else { return }
    let token = executions[index].token
    switch answer {
    case .trap(let named, let trap) where named == token: try self.trap(trap, of: task, at: index)
    case .ended(let named, let end) where named == token:
      executions[index].execution = .none
      switch end {
      case .returned(let status):
        // A program that returns from its main function ends its process; a child of clone ends
        // as the C library's wrapper ends it, with the bare `exit` call (clone(2)).
        try submit(task == first ? .exitGroup(code: status) : .exit(code: status), by: task)
      case .killed: throw SubmissionFault.foreignHandle
      case .threw(let error): throw SubmissionFault.uncaught(error)
      }
    default: throw SubmissionFault.wire("an answer to a question that was not asked")
    }
  }

  private mutating func trap(_ trap: Trap, of task: TaskID, at index: Int) throws {
    bytesCarried += trap.bytes.count
    guard bytesCarried <= Self.dataMebibytesMax << 20 else {
      throw SubmissionFault.tooMuchData(limitMebibytes: Self.dataMebibytesMax)
    }
    let number = SystemCallNumber(rawValue: trap.number)
    if number == .handOver {
      let script = Int(Int64(bitPattern: trap.arguments[0]))
      let value = Int64(bitPattern: trap.arguments[1])
      guard let found = scripts[script] else {
        throw SubmissionFault.wire("there is no script \(script)")
      }
      let threadID = run.kernel.snapshot(of: task)?.threadID ?? ThreadID(rawValue: 0)
      run.handedOver.append(
        HandOver(script: script, value: value, bytes: trap.bytes, threadID: threadID))
      let token = executions[index].token
      executions[index].execution = .script(found)
      // Its code in the worker has no further say.
      _ = try session.ask(.kill(task: token))
      try submit(found, Reply(value: value, bytes: trap.bytes), by: task)
      return
    }
    let words = trap.arguments
    guard
      let call = SystemCall(
        number: number, arguments: (words[0], words[1], words[2], words[3], words[4], words[5]),
        bytes: trap.bytes)
    else { throw SubmissionFault.wire("there is no system call \(trap.number)") }
    if case .clone(let arguments) = call, arguments.entry & Self.scriptEntry != 0 {
      throw SubmissionFault.wire("an entry that no child has")
    }
    let threadID = run.kernel.snapshot(of: task)?.threadID ?? ThreadID(rawValue: 0)
    run.calls.append(
      RecordedCall(
        threadID: threadID, call: call, value: nil, place: trap.place,
        sequence: UInt64(run.kernel.trace.eventCount)))
    executions[index].execution = .plugin(pending: run.calls.count - 1)
    try submit(call, by: task)
  }

  /// Puts the next call of a script to the kernel.
  private mutating func submit(_ script: TaskScript, _ reply: Reply, by task: TaskID) throws {
    var call = script.next(reply) ?? .exit(code: 0)
    if case .clone(var arguments) = call {
      arguments.entry |= Self.scriptEntry
      call = .clone(arguments)
    }
    try submit(call, by: task)
  }

  private mutating func submit(_ call: SystemCall, by task: TaskID) throws {
    callsMade += 1
    guard callsMade <= session.callsMax else {
      throw SubmissionFault.tooManyCalls(limit: session.callsMax)
    }
    run.kernel.submit(call, by: task)
  }
}

/// A mistake of a test: it names a script that it does not have.
struct NoSuchScript: Error, CustomStringConvertible {
  let number: Int

  var description: String { "the test has no script \(number)" }
}
