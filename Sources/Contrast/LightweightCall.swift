package import KernelCore
package import LinuxABI

/// What a thread asks of the lightweight model, in that model's own words.
///
/// Source: fork(2), `_lwp_create(2)`, `_lwp_wait(2)` of Solaris; illumos's
/// `usr/src/uts/common/syscall/lwp_create.c` and `os/fork.c`.
enum LightweightCall: Equatable, Sendable {
  /// A process with a copy of everything, and of the threads the calling one alone.
  case fork1(CloneArguments)
  /// A process with a copy of everything, all threads included.
  case forkall(entry: UInt64)
  /// A process that has its parent's memory on loan until it ends.
  case vfork(CloneArguments)
  /// A thread of the caller's process.
  case lwpCreate(CloneArguments, LWPWaiting)
  /// Ends the calling thread.
  case lwpExit(code: Int32)
  /// Ends the process.
  case exit(code: Int32)
  /// Waits for a child process.
  case wait(pid: Int32, WaitOptions)
  /// Waits for a thread of the caller's process: by its id, or 0 for any.
  case lwpWait(id: Int32)
  /// A call that is the same in both models.
  case common(SystemCall)
}

/// Whether somebody is to wait for a thread (`LWP_DETACHED`, the reverse).
enum LWPWaiting: UInt8, Sendable {
  /// Nobody: nothing is left of it when it ends.
  case detached
  /// A thread of its process: its id is kept until then.
  case joinable
}

/// What becomes of a Linux call in the lightweight model.
enum Translation {
  /// It means this.
  case call(LightweightCall)
  /// It is an error in either model.
  case error(Errno)
  /// It cannot be said, or is not built.
  case refusal(Refusal.Reason)
}

// Calls that Linux does not have, numbered above those of this course's kernel. A program that makes
// one is refused by name on Linux.
extension SystemCallNumber {
  /// Copies the process with all of its threads: entry in the sixth word; forkall(2) of Solaris.
  package static var forkall: SystemCallNumber { SystemCallNumber(rawValue: 0x2_0000) }
  /// Makes a thread that is waited for: entry in the sixth word; `_lwp_create(2)` of Solaris.
  package static var lwpCreate: SystemCallNumber { SystemCallNumber(rawValue: 0x2_0001) }
  /// Waits for a thread: its id, or 0 for any; `_lwp_wait(2)` of Solaris.
  package static var lwpWait: SystemCallNumber { SystemCallNumber(rawValue: 0x2_0002) }
}

extension SystemCall {
  /// Copies the calling process with all of its threads.
  ///
  /// - Parameter entry: The word by which the execution knows what the caller's copy runs.
  /// - Returns: The call.
  package static func forkall(entry: UInt64) -> SystemCall {
    .registers(RegisterCall(.forkall, 0, 0, 0, 0, 0, entry))
  }

  /// Makes a thread that somebody is to wait for.
  ///
  /// - Parameter entry: The word by which the execution knows what the thread runs.
  /// - Returns: The call.
  package static func lwpCreate(entry: UInt64) -> SystemCall {
    .registers(RegisterCall(.lwpCreate, 0, 0, 0, 0, 0, entry))
  }

  /// Waits for a thread of the calling process.
  ///
  /// - Parameter id: Its id, or 0 for any.
  /// - Returns: The call.
  package static func lwpWait(id: Int32) -> SystemCall {
    .registers(RegisterCall(.lwpWait, UInt64(UInt32(bitPattern: id))))
  }
}
