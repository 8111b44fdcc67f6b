package import LinuxABI

/// What a program can tell of its run: what its calls returned, and what it wrote.
///
/// Numbers of tasks are different in the two models, since Linux numbers threads and processes together
/// and the other one numbers threads within their process. So tasks stand here by their places in
/// the order of creation.
package struct Observation: Equatable, Sendable {
  /// The answer to a call.
  package enum Answer: Equatable, Sendable {
    /// None: the task ended in it, or the run did.
    case unanswered
    /// A number.
    case value(Int64)
    /// A task: by its place in the order of creation, or of the first task of a process.
    case task(Int)
    /// The first process.
    case initProcess
  }

  /// A call that a task made.
  package struct Call: Equatable, Sendable {
    /// The task, by its place in the order of creation.
    package let task: Int
    /// Which call.
    package let number: SystemCallNumber
    /// What it returned.
    package var answer = Answer.unanswered
    /// What it stored beside that.
    package var extra: Int64 = 0
    /// The bytes that it brought.
    package var bytes: [UInt8] = []
  }

  /// The calls, in the order in which they were made.
  package internal(set) var calls: [Call] = []
  /// What was written to the console.
  package internal(set) var console: [UInt8] = []
}

/// How a run came to its end.
package enum ModelEnd: Equatable, Sendable {
  /// Every task has ended.
  case finished
  /// Tasks are left, and each waits for something that no other will do.
  case deadlock
  /// The limit on calls was reached.
  case callLimit
  /// A call asked for what the model does not have.
  case refused(Refusal)
}
