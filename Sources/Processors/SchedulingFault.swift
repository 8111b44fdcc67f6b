public import KernelCore
public import LinuxABI

/// What a policy did that no scheduler may do.
public struct SchedulingFault: Error, Equatable, Sendable {
  /// What it did.
  public enum Kind: Equatable, Sendable {
    /// It picked what is no task that waits for this processor: the slot that it named.
    case pickedNobodysSlot(Int32)
    /// It picked a task that waits for no processor, or for another: it sleeps, runs, or has ended.
    case pickedUnready(ThreadID)
    /// It picked none while so many tasks wait.
    case pickedNone(waiting: Int)
    /// It let a task wait longer than is allowed, while others ran.
    case starved(ThreadID, waitedNanoseconds: UInt64)
  }

  /// What it did.
  public let kind: Kind
  /// The processor whose policy it was.
  public let processor: Int
  /// When, in virtual nanoseconds.
  public let timeNanoseconds: UInt64
  /// What happened before, the latest last: ``eventsMax`` events at most.
  public let events: [TraceEvent]

  /// How many events are kept with a fault.
  public static var eventsMax: Int { 200 }
}

extension SchedulingFault: CustomStringConvertible {
  /// The fault in one sentence.
  public var description: String {
    let policy = "the policy of processor " + String(processor)
    let what: String
    switch kind {
    case .pickedNobodysSlot(let slot):
      what = " picked " + String(slot) + ", and there is no such task"
    case .pickedUnready(let task):
      what = " picked task " + task.description + ", which does not wait for that processor"
    case .pickedNone(let waiting):
      what = " picked none, and " + String(waiting) + (waiting == 1 ? " task waits" : " tasks wait")
    case .starved(let task, let waited):
      what =
        " has let task " + task.description + " wait for " + String(waited) + " ns while others ran"
    }
    return policy + what + " (at " + String(timeNanoseconds) + " ns)"
  }
}
