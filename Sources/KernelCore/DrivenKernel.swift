/// A kernel as whoever runs its tasks sees it: this says who goes on, and takes the calls in.
///
/// ``Kernel`` is one, with one processor that serves its tasks in turn. Another decides by a policy,
/// on several processors.
public protocol DrivenKernel: Sendable {
  /// Why it can't go on; `Never` for a kernel that always can.
  associatedtype Failure: Error

  /// Starts a program; see ``Kernel/spawnProgram(entry:credentials:)``.
  mutating func spawnProgram(entry: UInt64, credentials: Credentials) -> TaskID

  /// What there is to do now; see ``Kernel/next()``.
  ///
  /// - Throws: When it can't go on; it will say the same each time.
  mutating func next() throws(Failure) -> Next

  /// Lets a task's system call in; see ``Kernel/submit(_:by:)``.
  mutating func submit(_ call: SystemCall, by task: TaskID)

  /// A task as it is now; see ``Kernel/snapshot(of:)``.
  func snapshot(of task: TaskID) -> TaskSnapshot?
}

extension Kernel: DrivenKernel {
  /// It can always go on.
  public typealias Failure = Never
}
