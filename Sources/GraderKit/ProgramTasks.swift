internal import ExerciseKit
internal import KernelCore
internal import LinuxABI
internal import Wire

/// What runs as a task of a submission's program.
struct ProgramTask {
  fileprivate enum Code {
    /// The program itself, which has not begun.
    case program
    /// What was handed to clone under a number, and has not begun.
    case entry(UInt64)
    /// Code in the worker; the index of the call that it waits for, in `calls`.
    case plugin(token: UInt32, pending: Int?)
    case script(Int)
    /// The handler of a signal, which has not begun.
    case handler(SignalDelivery)
    /// Nothing: the kernel is about to end it, or to let go on what a handler has interrupted.
    case none
  }

  /// What runs: the program's or a child's code, and on top of that handlers of signals.
  fileprivate var code: Code
  /// What handlers have interrupted, the latest last.
  fileprivate var interrupted: [Code] = []
  /// Whether it is the main function of a program, whose return ends the process.
  fileprivate var isMain: Bool

  /// The program's first task.
  static var program: ProgramTask { ProgramTask(code: .program, isMain: true) }
  /// A child that the submission's code makes.
  static func entry(_ number: UInt64) -> ProgramTask {
    ProgramTask(code: .entry(number), isMain: false)
  }
  /// A child that a script makes.
  static func script(_ number: Int) -> ProgramTask {
    ProgramTask(code: .script(number), isMain: false)
  }

  /// Whether a script of the test plays it.
  var isScript: Bool {
    if case .script = code { true } else { false }
  }

  /// Whether it has not begun, apart from handlers that have come before that, and have ended.
  var isFresh: Bool {
    var next = code
    if case .none = code, let below = interrupted.last { next = below }
    switch next {
    case .program, .entry: return true
    default: return false
    }
  }

  /// The code in the worker that a handler interrupts; 0 if there is none.
  fileprivate var tokenBelow: UInt32 {
    if case .plugin(let token, _) = interrupted.last { token } else { 0 }
  }

  /// Puts the handler of a signal on top of what the task is doing.
  mutating func interrupt(for delivery: SignalDelivery) {
    // A handler that has just ended is no longer there to be gone back to.
    if case .none = code {} else { interrupted.append(code) }
    code = .handler(delivery)
  }

  /// The same as the new program of a process.
  var asMain: ProgramTask {
    var task = self
    task.isMain = true
    return task
  }

  /// What a child runs that it makes under a number, or a program that it executes.
  func child(entry: UInt64) -> ProgramTask {
    isScript ? .script(Int(truncatingIfNeeded: entry)) : .entry(entry)
  }
}

/// The tasks of a program apart from the kernel: what each does with the answer to its call, and
/// what they have done so far.
///
/// A value: where the line to the worker is one too, a copy is a snapshot.
struct ProgramTasks<Line: TaskLine> {
  /// The most that the calls of one run carry, in MiB: a run keeps its calls, and a judge's memory has
  /// no other limit.
  private static var dataMebibytesMax: Int { 16 }

  var line: Line
  private let program: UInt32
  private let input: [UInt8]
  private let callsMax: Int
  private(set) var calls: [RecordedCall] = []
  private(set) var handedOver: [HandOver] = []
  private var lastToken: UInt32 = 0
  private var callsMade = 0
  private var bytesCarried = 0
  private var tasksEnded = 0

  /// The tasks of the program under a number; a run of it makes at most so many calls.
  init(_ line: Line, program: Int, input: [UInt8], callsMax: Int) {
    self.line = line
    self.program = UInt32(program)
    self.input = input
    self.callsMax = callsMax
  }

  /// Counts a call.
  ///
  /// - Throws: `SubmissionFault.tooManyCalls`.
  mutating func count() throws {
    callsMade += 1
    guard callsMade <= callsMax else { throw SubmissionFault.tooManyCalls(limit: callsMax) }
  }

  /// Lets a task go on up to its next call.
  ///
  /// - Parameters:
  ///   - task: What runs as the task.
  ///   - reply: The answer to its last call; `Reply.start` at first.
  ///   - threadID: The task's thread id.
  ///   - sequence: The number that the next event of the kernel's trace has.
  /// - Returns: The call.
  /// - Throws: `SubmissionFault`, or `NoSuchScript`.
  mutating func step(
    _ task: inout ProgramTask, _ reply: Reply, as threadID: ThreadID, sequence: UInt64
  ) throws -> SystemCall {
    let place = Place(threadID: threadID, sequence: sequence)
    let call: SystemCall
    // A handler has ended, and this is the answer for what it has interrupted.
    if case .none = task.code, let code = task.interrupted.popLast() { task.code = code }
    switch task.code {
    case .program:
      lastToken += 1
      let request = Request.startProgram(task: lastToken, number: program, input: input)
      call = try start(&task, request, place)
    case .entry(let entry):
      lastToken += 1
      call = try start(&task, .startEntry(task: lastToken, entry: entry), place)
    case .plugin(let token, let pending):
      if let pending { calls[pending].value = reply.value }
      let answer = try line.ask(
        .resume(
          task: token,
          CallReply(
            value: reply.value, extra: reply.extra, bytes: reply.bytes,
            notBuilt: reply.notBuilt?.name ?? "")))
      call = try take(answer, of: &task, token, place)
    case .handler(let delivery):
      guard SignalHandlerWord.isOfSubmission(delivery.handler) else {
        // A script of the test has set it: it has no code, interrupts calls, and ends at once.
        task.code = .none
        call = .sigreturn
        break
      }
      lastToken += 1
      let request = Request.startHandler(
        task: lastToken, interrupted: task.tokenBelow, handler: delivery.handler, delivery.info)
      call = try start(&task, request, place)
    case .script(let script):
      guard line.hasScript(script) else { throw NoSuchScript(number: script) }
      call = try line.play(script, reply) ?? .exit(code: 0)
    case .none: throw SubmissionFault.wire("a call after the task's end")
    }
    try count()
    return call
  }

  /// The kernel says that a task is gone: its code unwinds.
  mutating func end(_ task: inout ProgramTask) throws {
    for code in [task.code] + task.interrupted.reversed() {
      if case .plugin(let token, _) = code { try line.kill(token) }
    }
    task.code = .none
    task.interrupted = []
  }

  // MARK: - What a worker answers

  /// Where a call is made: by whom, and when.
  private struct Place {
    let threadID: ThreadID
    let sequence: UInt64
  }

  private mutating func start(
    _ task: inout ProgramTask, _ request: Request, _ place: Place
  ) throws -> SystemCall {
    task.code = .plugin(token: lastToken, pending: nil)
    return try take(line.ask(request), of: &task, lastToken, place)
  }

  private mutating func take(
    _ answer: Answer, of task: inout ProgramTask, _ token: UInt32, _ place: Place
  ) throws -> SystemCall {
    switch answer {
    case .trap(let named, let trap) where named == token:
      return try self.trap(trap, of: &task, token, place)
    case .ended(let named, let end) where named == token:
      task.code = .none
      switch end {
      case .returned where !task.interrupted.isEmpty: return .sigreturn
      case .returned(let status):
        // A program that returns from its main function ends its process; a child of clone ends
        // as the C library's wrapper ends it, with the bare `exit` call (clone(2)).
        tasksEnded += 1
        return task.isMain ? .exitGroup(code: status) : .exit(code: status)
      case .killed: throw SubmissionFault.foreignHandle
      case .threw(let error): throw SubmissionFault.uncaught(error)
      }
    default: throw SubmissionFault.wire("an answer to a question that was not asked")
    }
  }

  private mutating func trap(
    _ trap: Trap, of task: inout ProgramTask, _ token: UInt32, _ place: Place
  ) throws -> SystemCall {
    bytesCarried += trap.bytes.count
    guard bytesCarried <= Self.dataMebibytesMax << 20 else {
      throw SubmissionFault.tooMuchData(limitMebibytes: Self.dataMebibytesMax)
    }
    let number = SystemCallNumber(rawValue: trap.number)
    if number == .handOver { return try handOver(trap, of: &task, token, place) }
    let words = trap.arguments
    guard
      let call = SystemCall(
        number: number, arguments: (words[0], words[1], words[2], words[3], words[4], words[5]),
        bytes: trap.bytes)
    else { throw SubmissionFault.wire("there is no system call \(trap.number)") }
    calls.append(
      RecordedCall(
        threadID: place.threadID, call: call, value: nil, place: trap.place,
        sequence: place.sequence))
    task.code = .plugin(token: token, pending: calls.count - 1)
    return call
  }

  /// Lets a script go on in the place of the code that has handed its task over.
  private mutating func handOver(
    _ trap: Trap, of task: inout ProgramTask, _ token: UInt32, _ place: Place
  ) throws -> SystemCall {
    let script = Int(Int64(bitPattern: trap.arguments[0]))
    let value = Int64(bitPattern: trap.arguments[1])
    guard task.interrupted.isEmpty, line.hasScript(script) else {
      throw SubmissionFault.wire("there is no script \(script)")
    }
    handedOver.append(
      HandOver(
        script: script, value: value, bytes: trap.bytes, threadID: place.threadID,
        tasksEnded: tasksEnded))
    task.code = .script(script)
    // Its code in the worker has no further say.
    try line.kill(token)
    return try line.play(script, Reply(value: value, bytes: trap.bytes)) ?? .exit(code: 0)
  }
}
