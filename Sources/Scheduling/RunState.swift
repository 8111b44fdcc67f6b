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
