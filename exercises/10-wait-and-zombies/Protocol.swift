import ExerciseKit
import Wire

/// What you write: the reaping that init does, a supervisor, and a shell that is told to stop.
///
/// How a process ended is told as a shell tells it: its exit status, or 128 + n if signal n killed it.
public protocol Reaping: Sendable {
  init()

  /// Waits for all children that have ended, and for no other: it never sleeps.
  ///
  /// All kinds of children count, whatever signal their end sends.
  ///
  /// - Parameter linux: The system calls of the calling task.
  /// - Returns: The process ids of those that had ended; none if the caller has no children.
  /// - Throws: `Errno`; that there are no children is no error.
  func reapEnded(_ linux: SystemCalls) async throws -> [ProcessID]

  /// Runs a program as the init of a container does.
  ///
  /// `main` runs in a child. Descendants whose parents end become children of the calling process, and none of
  /// init. Each is waited for when it ends. The function comes back when the caller has no child any more.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - main: What the child runs.
  /// - Returns: How the child ended.
  /// - Throws: `Errno`, as the system calls give it.
  func supervise(_ linux: SystemCalls, _ main: @escaping TaskBody) async throws -> Int32

  /// Runs jobs in children, all at the same time, until all have ended; SIGTERM ends them.
  ///
  /// While it has nothing to do it sleeps until a SIGCHLD or a SIGTERM comes. A SIGTERM that comes to the
  /// caller meanwhile is passed on to every job that is still running, and does nothing else. Jobs run with
  /// the signal mask that the caller has, and afterwards the caller has that again. Children that the caller
  /// had before stay the caller's to wait for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task, the only one of its process; neither signal is blocked or
  ///     has a handler.
  ///   - jobs: What the children run.
  /// - Returns: How each job ended, in the order of `jobs`.
  /// - Throws: `Errno`, as the system calls give it.
  func runJobs(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32]
}

extension SystemCalls {
  /// Makes a child process: a copy of this one, which runs `child` and ends with its result.
  ///
  /// - Parameters:
  ///   - child: What the child runs; its result is the child's exit status.
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: The child's process id.
  /// - Throws: `Errno`.
  ///
  /// Source: fork(2).
  @discardableResult
  public func fork(
    _ child: @escaping TaskBody, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> ProcessID {
    ProcessID(
      try await clone([], exitSignal: .child, child: child, file: file, line: line))
  }
}
