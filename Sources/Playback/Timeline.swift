internal import KernelCore
internal import LinuxABI

/// Who had the processor at each step of a playback, and what its tasks were doing.
struct Timeline: Sendable {
  /// A time in which one task had the processor; 0 is none.
  struct Run: Equatable, Sendable {
    let start: Int
    let task: Int32
  }

  /// From a step on, a task is in a state.
  struct Change: Equatable, Sendable {
    let step: Int
    let task: Int32
    let state: TaskState
  }

  /// How many steps are known.
  private(set) var stepCount = 0
  /// In the order of time.
  private(set) var runs: [Run] = []
  /// In the order of time.
  private(set) var changes: [Change] = []
  private var states: [(task: Int32, state: TaskState)] = []

  /// More changes are left out.
  private static var changesMax: Int { 20_000 }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - running: Who has the processor.
  ///   - tasks: The tasks; nil if only the one that runs can have changed.
  mutating func add(running: Int32, _ tasks: [TaskSnapshot]?) {
    defer { stepCount += 1 }
    guard changes.count < Self.changesMax else { return }
    if runs.last?.task != running { runs.append(Run(start: stepCount, task: running)) }
    guard let tasks else { return }
    for task in tasks where task.state != .builtIn {
      let number = task.threadID.rawValue
      if let index = states.firstIndex(where: { $0.task == number }) {
        guard states[index].state != task.state else { continue }
        states[index].state = task.state
      } else {
        states.append((number, task.state))
      }
      changes.append(Change(step: stepCount, task: number, state: task.state))
    }
    var index = 0
    while index < states.count {
      let number = states[index].task
      if tasks.contains(where: { $0.threadID.rawValue == number }) {
        index += 1
      } else {
        if states[index].state != .dead {
          changes.append(Change(step: stepCount, task: number, state: .dead))
        }
        states.remove(at: index)
      }
    }
  }

  /// The timeline as JSON: the runs as [step, task], the changes as [step, task, state].
  func write(to writer: inout JSONWriter) {
    writer.array("runs") { list in
      for run in runs {
        list.array {
          $0.value(run.start)
          $0.value(Int(run.task))
        }
      }
    }
    writer.array("changes") { list in
      for change in changes {
        list.array {
          $0.value(change.step)
          $0.value(Int(change.task))
          $0.value(change.state.name.description)
        }
      }
    }
  }
}
