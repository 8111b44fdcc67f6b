public import KernelCore
public import LinuxABI

/// A system call that a task made, and what the kernel answered.
public struct CallRecord: Equatable, Sendable {
  /// The task that made it.
  public let threadID: ThreadID
  /// The call.
  public let call: SystemCall
  /// The answer; nil while the call blocks, and where it never returns.
  public internal(set) var reply: Reply?
}

/// What happened in a run, in its order.
public enum RunEvent: Equatable, Sendable {
  /// A task made a call: an index into ``Runner/calls``.
  case called(Int)
  /// A call was answered: an index into ``Runner/calls``.
  case answered(Int)
  /// A signal's handler ran in a task, and ended at once: scripts have none of their own.
  case handled(ThreadID, Signal)
  /// A task is gone.
  case ended(ThreadID, WaitStatus?)
}

/// How a run came to its end.
public enum RunEnd: Equatable, Sendable {
  /// Every task has ended.
  case finished
  /// Tasks are left, and each waits for something that no other will do.
  case deadlock
  /// The limit on system calls was reached.
  case callLimit
}
