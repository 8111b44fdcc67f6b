public import KernelCore

/// What runs as a task of a kernel: it is given the answer to its last system call, and goes on to
/// its next one.
///
/// A straight list of calls (``ScriptExecution``) is one; a processor that runs machine code is
/// another. A value: copying a ``Runner`` copies its executions, and with the kernel the whole run.
public protocol Execution {
  /// Goes on to the next system call.
  ///
  /// - Parameter reply: The answer to the last call; `Reply.start` at first.
  /// - Returns: The next call; the one that ends the task, when nothing is left.
  mutating func step(_ reply: Reply) -> SystemCall

  /// What a child runs, made at the moment of the call that creates it, as registers are copied.
  ///
  /// - Parameter entry: The word of `CloneArguments.entry` that the call named.
  /// - Returns: The child's execution; its first answer is `Reply.start`.
  func child(entry: UInt64) -> Self
}
