internal import KernelCore
internal import Wire

/// The way to what plays the tasks of a program: the worker of the submission, and the scripts of the
/// test.
protocol TaskLine {
  /// Asks the worker to run a task up to its next system call.
  ///
  /// - Throws: `SubmissionFault`.
  mutating func ask(_ request: Request) throws -> Answer

  /// Tells the worker that a task is dead: its code unwinds, and has no say any more.
  ///
  /// - Throws: `SubmissionFault`.
  mutating func kill(_ task: UInt32) throws

  /// Whether the test has a script under a number.
  func hasScript(_ number: Int) -> Bool

  /// Asks a script for its next call; nil at its end.
  mutating func play(_ script: Int, _ reply: Reply) throws -> SystemCall?
}

extension TaskLine {
  /// Whether an answer may be one to `kill`.
  ///
  /// Code that makes calls although its task is dead is cut off there.
  static func isAnswerToKill(_ answer: Answer) -> Bool {
    switch answer {
    case .ended, .trap, .done: true
    default: false
    }
  }
}

/// The way of a run that goes on from its start to its end: each question at once.
struct StraightLine: TaskLine {
  let session: PluginSession
  let scripts: [Int: TaskScript]

  func ask(_ request: Request) throws -> Answer { try session.ask(request) }

  func kill(_ task: UInt32) throws {
    guard Self.isAnswerToKill(try session.ask(.kill(task: task))) else {
      throw SubmissionFault.wire("an answer to a question that was not asked")
    }
  }

  func hasScript(_ number: Int) -> Bool { scripts[number] != nil }

  func play(_ script: Int, _ reply: Reply) throws -> SystemCall? {
    guard let found = scripts[script] else { throw NoSuchScript(number: script) }
    return found.next(reply)
  }
}

/// A mistake of a test: it names a script that it does not have.
struct NoSuchScript: Error, CustomStringConvertible {
  let number: Int

  var description: String { "the test has no script \(number)" }
}
