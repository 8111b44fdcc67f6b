/// Names one task for as long as a kernel lives.
///
/// It is not the number that `gettid` returns: Linux gives those out again, and a `TaskID` never
/// names a second task.
public struct TaskID: Hashable, Sendable {
  /// The slot of the task's record.
  let index: Int32
  /// How often the slot had been given out before.
  let generation: UInt32

  /// The slot of the task's record, for tables of those who schedule.
  package var slot: Int32 { index }

  /// The identity as one number, for tables of those who drive a kernel.
  public var rawValue: UInt64 {
    UInt64(generation) << 32 | UInt64(UInt32(bitPattern: index))
  }
}

extension TaskID: CustomStringConvertible {
  /// The slot and, if it was in use before, how often.
  public var description: String {
    generation == 0 ? "#" + String(index) : "#" + String(index) + "." + String(generation)
  }
}
