internal import Results

/// What a submission did that ends its worker or its run: the student's side, never the grader's.
public enum SubmissionFault: Error, Equatable, Sendable {
  /// The worker's process ended by itself, with this exit status.
  case exited(status: Int32, printed: String)
  /// A signal ended the worker's process.
  case crashed(signal: Int32, printed: String)
  /// It used more processor time than it may.
  case processorTime(limitSeconds: Int)
  /// It ran longer than it may, waiting or sleeping.
  case wallTime(limitSeconds: Int)
  /// It asked for more memory than it may have.
  case memory(limitMebibytes: Int)
  /// It wrote a larger file than it may.
  case disk(limitKibibytes: Int)
  /// It sent a longer message than it may.
  case message(bytes: Int, limitKibibytes: Int)
  /// It printed more than it may.
  case output(limitKibibytes: Int)
  /// It made a call that the sandbox forbids.
  case forbiddenCall
  /// It sent what is not a message of the wire, or one out of turn.
  case wire(String)
  /// It could not be loaded.
  case load(String)
  /// Its code used another executor than the worker's (`Task {}`, `Task.sleep`, ...).
  case leftExecutor(String)
  /// A task waits for something that no system call will bring.
  case stalled
  /// A task called through another task's handle.
  case foreignHandle
  /// A task made a second call while one was under way.
  case overlappingCalls
  /// An error was thrown out of a task's code.
  case uncaught(String)
  /// It made more system calls than a run may.
  case tooManyCalls(limit: Int)
  /// Its system calls carried more bytes than those of a run may.
  case tooMuchData(limitMebibytes: Int)
  /// What it answered does not decode.
  case answer(String)
  /// It did not do the same under the same schedule, not even in a fresh worker: what it did first,
  /// and then.
  case keepsState(before: String, now: String)
}

extension SubmissionFault: CustomStringConvertible {
  /// What happened, in words for the student.
  public var description: String {
    switch self {
    case .exited(let status, let printed):
      "the submission ended its own process with exit(\(status)) before it had answered"
        + Self.quote(printed)
    case .crashed(let signal, let printed):
      "the submission crashed (\(Self.signalName(signal)))" + Self.quote(printed)
    case .processorTime(let limit):
      "ran out of time: \(limit) s of CPU; the limit is \(limit) s"
    case .wallTime(let limit): "ran out of time: \(limit) s on the clock; the limit is \(limit) s"
    case .memory(let limit):
      "ran out of memory: it asked for more than it may have; the limit is \(limit) MiB"
    case .disk(let limit):
      "wrote too much: a file of more than \(limit) KiB; the limit is \(limit) KiB"
    case .message(let bytes, let limit):
      "sent a message of \(bytes) bytes; the limit is \(limit) KiB"
    case .output(let kibibytes):
      "printed too much: more than \(kibibytes) KiB; the limit is \(kibibytes) KiB"
    case .forbiddenCall:
      "made a system call of the real machine that the sandbox forbids (files, network, "
        + "processes and threads are not there)"
    case .wire(let what): "sent something that is not an answer: \(what)"
    case .load(let message): "could not be loaded: \(message)"
    case .leftExecutor(let hook):
      "the program left its executor: \(Self.escape(hook)) is not for emulated tasks; make tasks "
        + "with clone"
    case .stalled: "a task waits for something that no system call will bring"
    case .foreignHandle:
      "a task made a system call through another task's handle: use the `linux` that the child "
        + "was given, not its parent's"
    case .overlappingCalls: "a task made a system call while another call of it was under way"
    case .uncaught(let error): "an error was thrown out of the submission: \(error)"
    case .tooManyCalls(let limit):
      "made more than \(limit) system calls in one run; the limit is \(limit)"
    case .tooMuchData(let mebibytes):
      "its system calls carried more than \(mebibytes) MiB in one run; the limit is \(mebibytes) MiB"
    case .answer(let what): "gave an answer that cannot be read: \(what)"
    case .keepsState(let before, let now):
      "your program keeps state between runs: where everything was decided as before, it came to "
        + "`\(before)` in one run and to `\(now)` in the next. A run may depend on nothing but what "
        + "it is given: no variable that outlives it, no random number, no clock"
    }
  }

  /// Whether the same code may fare better on a machine that does nothing else.
  package var mayBeMachine: Bool {
    if case .wallTime = self { true } else { false }
  }

  /// Whether another run of the same code may be spared, because it would only cost the same again.
  package var isExpensive: Bool {
    switch self {
    case .processorTime, .wallTime, .memory, .output: true
    default: false
    }
  }

  /// The most bytes of a line that is quoted.
  private static let quotedBytesMax = 300

  /// The line that says why: that of Swift's runtime, or else the last that is no line of the
  /// backtrace which the runtime prints after it.
  private static func quote(_ printed: String) -> String {
    let lines = printed.split(separator: "\n")
    let fatal = lines.last { $0.contains("Fatal error: ") }
    let isFrame = { (line: Substring) in
      line.hasPrefix("Current stack trace:")
        || line.wholeMatch(of: /\d+ +\S+ +0x[0-9a-f]+ .*/) != nil
    }
    let text = fatal ?? lines.last { !isFrame($0) } ?? ""
    return text.isEmpty ? "" : ": \(text.beginning(bytes: quotedBytesMax))"
  }

  private static func signalName(_ signal: Int32) -> String {
    switch signal {
    case 4, 5: "a Swift runtime check, such as an index out of range or a nil that was unwrapped"
    case 6: "abort"
    case 7: "SIGBUS"
    case 8: "SIGFPE"
    case 9: "SIGKILL"
    case 11: "a bad memory access, or a recursion without end"
    default: "signal \(signal)"
    }
  }

  private static func escape(_ hook: String) -> String {
    switch hook {
    case "enqueueMainExecutor": "`MainActor`"
    case "enqueueGlobalWithDelay", "enqueueGlobalWithDeadline": "`Task.sleep`"
    default: "`Task { }` or `Task.detached`"
    }
  }
}
