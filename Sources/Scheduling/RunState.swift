/// What a task does, as its policy sees it.
package enum RunState: UInt8, Sendable {
  /// Nothing: there is no task in the slot.
  case unused
  /// It cannot run.
  case asleep
  /// It could run, and waits.
  case queued
  /// It runs.
  case current
}

/// What a policy knows of a task.
protocol PolicyRecord {
  /// A record of no task.
  init()
  var state: RunState { get }
}

extension Array where Element: PolicyRecord {
  /// Forgets a task.
  ///
  /// - Precondition: It sleeps.
  /// - Returns: What was known of it.
  @discardableResult
  mutating func forget(_ task: Int32) -> Element {
    let record = self[Int(task)]
    precondition(record.state == .asleep, "the task does not sleep")
    self[Int(task)] = Element()
    return record
  }
}
