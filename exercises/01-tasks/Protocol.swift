import ExerciseKit
import Wire

/// What you write: three things that programs do with child processes.
///
/// A *job* is code that runs in a process of its own; what it returns is its exit status. How a
/// job's process ended is told as a shell tells it in `$?`: its exit status, 0 to 255, if it
/// ended by itself, and 128 + n if signal n killed it.
public protocol TaskFamily: Sendable {
  init()

  /// Runs each job in a child of its own, all of them at the same time, and waits for all.
  ///
  /// Children that the caller had before are none of its business: they stay the caller's to wait
  /// for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - jobs: What the children run; there may be none.
  /// - Returns: How each job ended, in the order of `jobs`.
  /// - Throws: `Errno`, as the system calls give it.
  func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32]

  /// Makes a line of descendants, child, grandchild and so on; the youngest runs the job.
  ///
  /// Each generation waits for its child and then ends with what its child ended with, so that the
  /// job's end comes up to the caller.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - generations: How many descendants there are in all: 1 is a child alone.
  ///   - job: What the youngest runs.
  /// - Returns: How the job ended.
  /// - Throws: `Errno`, as the system calls give it.
  func descend(
    _ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody
  ) async throws -> Int32

  /// Runs a job in a process that is nobody's child but init's, as a daemon is started.
  ///
  /// It returns while the job is still running. Nothing of it is left for the caller to wait for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - job: What the process runs.
  /// - Throws: `Errno`, as the system calls give it.
  func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws
}

extension SystemCalls {
  /// Makes a child process: a copy of this one, which runs `child` and ends with its result.
  ///
  /// In C, `fork` returns twice, and the program asks which of the two it is. Here the child's code
  /// is handed over, with a `SystemCalls` of its own: the child calls through that one, never
  /// through its parent's.
  ///
  /// - Parameters:
  ///   - child: What the child runs; its result is the child's exit status.
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: The child's process id.
  /// - Throws: `Errno`.
  ///
  /// Source: fork(2). It is `clone` with no flag set.
  @discardableResult
  public func fork(
    _ child: @escaping TaskBody, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> ProcessID {
    ProcessID(
      try await clone([], exitSignal: .child, child: child, file: file, line: line))
  }
}
