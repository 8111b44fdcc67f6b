/// A use of a variable that holds nothing yet.
public struct UnsetVariable: Equatable, Sendable {
  /// The task, by its index.
  public let task: Int
  /// The call of the task, by its index.
  public let step: Int
  /// The variable, by its index.
  public let variable: Int
}

extension Script {
  /// The uses of variables that may hold nothing when they are used.
  ///
  /// A variable is set in the calls after the one that sets it, and in children created after
  /// that. A task that several calls create has only what is set at all of them.
  ///
  /// - Complexity: O(tasks² x steps) at worst.
  public func unsetVariables() -> [UnsetVariable] {
    let entry = variablesAtEntry()
    var found: [UnsetVariable] = []
    for (taskIndex, task) in tasks.enumerated() {
      var isSet = entry[taskIndex] ?? [Bool](repeating: true, count: variables.count)
      for (stepIndex, step) in task.steps.enumerated() {
        for substitution in step.substitutions where !isSet[substitution.variable] {
          found.append(
            UnsetVariable(task: taskIndex, step: stepIndex, variable: substitution.variable))
        }
        if let result = step.result { isSet[result] = true }
      }
    }
    return found
  }

  /// The tasks that no call creates, by their index.
  public func unreachedTasks() -> [Int] {
    let entry = variablesAtEntry()
    return tasks.indices.filter { entry[$0] == nil }
  }

  /// For each task the variables that are set when it starts; nil for one that never starts.
  private func variablesAtEntry() -> [[Bool]?] {
    var entry = [[Bool]?](repeating: nil, count: tasks.count)
    entry[0] = [Bool](repeating: false, count: variables.count)
    var open = [0]
    while let taskIndex = open.popLast() {
      guard var isSet = entry[taskIndex] else { continue }
      for step in tasks[taskIndex].steps {
        if let child = step.child {
          // Sets only shrink, so every task is visited a bounded number of times.
          let known = entry[child]
          let joined = known.map { known in known.indices.map { known[$0] && isSet[$0] } } ?? isSet
          if joined != known {
            entry[child] = joined
            open.append(child)
          }
        }
        if let result = step.result { isSet[result] = true }
      }
    }
    return entry
  }
}
