public import KernelCore

/// A small program without branches: for each of its tasks a straight list of system calls.
///
/// Lessons and tests are made of scripts. The first task is the program; the others are what the
/// children run that its calls to clone create. A result can be kept in a variable and used in a
/// later call; a child starts with a copy of its parent's variables, as it does of its registers.
public struct Script: Equatable, Sendable {
  /// The calls that one task makes.
  public struct Task: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// Its calls in their order.
    public let steps: [Step]

    /// Joins a name and calls.
    public init(name: String, steps: [Step]) {
      self.name = name
      self.steps = steps
    }
  }

  /// One call.
  public struct Step: Equatable, Sendable {
    /// The call; words that come from variables are 0 in it.
    ///
    /// The entry of a call to clone is the index of the task that the child runs.
    public let call: SystemCall
    /// The words that come from variables.
    public let substitutions: [Substitution]
    /// The variable that keeps the result, as an index into ``Script/variables``.
    public let result: Int?

    /// Joins a call and its variables.
    public init(_ call: SystemCall, substitutions: [Substitution] = [], result: Int? = nil) {
      self.call = call
      self.substitutions = substitutions
      self.result = result
    }

    /// The index of the task that the child runs, for a call to clone.
    public var child: Int? {
      guard case .clone(let arguments) = call else { return nil }
      return Int(truncatingIfNeeded: arguments.entry)
    }
  }

  /// A word of a call that comes from a variable.
  public struct Substitution: Equatable, Sendable {
    /// Which of the six words of `SystemCall.arguments`, from 0.
    public let word: Int
    /// The variable, as an index into ``Script/variables``.
    public let variable: Int
    /// What is added to its value, such as the bytes from an address on.
    public let offset: Int64

    /// Joins a word and a variable.
    public init(word: Int, variable: Int, offset: Int64 = 0) {
      self.word = word
      self.variable = variable
      self.offset = offset
    }
  }

  /// The tasks; the first one is the program.
  public let tasks: [Task]
  /// The names of the variables.
  public let variables: [String]

  /// Joins tasks and the names of their variables.
  ///
  /// - Precondition: There is a task, and every index of a task or variable is within bounds.
  public init(tasks: [Task], variables: [String] = []) {
    precondition(!tasks.isEmpty, "a script has at least one task")
    self.tasks = tasks
    self.variables = variables
    for task in tasks {
      for step in task.steps {
        for substitution in step.substitutions {
          precondition((0..<6).contains(substitution.word), "a call has six words")
          precondition(
            variables.indices.contains(substitution.variable), "there is no such variable")
        }
        precondition(
          step.result.map(variables.indices.contains) ?? true, "there is no such variable")
        if let child = step.child {
          precondition(tasks.indices.contains(child), "there is no such task")
        }
      }
    }
  }
}
