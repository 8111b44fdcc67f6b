public import KernelCore

/// A task that makes the calls of a ``Script``.
public struct ScriptExecution: Execution, Sendable {
  private let script: Script
  /// The task of the script that it plays.
  private let task: Int
  private var position = 0
  private var variables: [Int64]

  /// The program of a script: its first task.
  public init(_ script: Script) {
    self.script = script
    task = 0
    variables = [Int64](repeating: 0, count: script.variables.count)
  }

  private init(_ script: Script, task: Int, variables: [Int64]) {
    self.script = script
    self.task = task
    self.variables = variables
  }

  /// Keeps the result of the last call and goes on to the next.
  ///
  /// After the last call the task ends as a C program does: the first task with its process, any
  /// other one alone.
  public mutating func step(_ reply: Reply) -> SystemCall {
    let steps = script.tasks[task].steps
    if position > 0, let result = steps[position - 1].result { variables[result] = reply.value }
    guard position < steps.count else {
      return task == 0 ? .exitGroup(code: 0) : .exit(code: 0)
    }
    let step = steps[position]
    position += 1
    return step.substitutions.isEmpty ? step.call : substituted(step)
  }

  /// A task of the same script, by its index, with this one's variables.
  public func child(entry: UInt64) -> ScriptExecution {
    ScriptExecution(script, task: Int(truncatingIfNeeded: entry), variables: variables)
  }

  /// A call with the values of its variables in their places.
  private func substituted(_ step: Script.Step) -> SystemCall {
    var words = step.call.arguments
    for substitution in step.substitutions {
      let value = UInt64(bitPattern: variables[substitution.variable] &+ substitution.offset)
      switch substitution.word {
      case 0: words.0 = value
      case 1: words.1 = value
      case 2: words.2 = value
      case 3: words.3 = value
      case 4: words.4 = value
      default: words.5 = value
      }
    }
    let number = step.call.number
    guard let call = SystemCall(number: number, arguments: words, bytes: step.call.bytes) else {
      preconditionFailure("a variable stands where it changes what the call is")
    }
    return call
  }
}
