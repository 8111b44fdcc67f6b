import ExerciseKit
import Wire

/// What you write: what a process is, where it has several threads.
public protocol ThreadGroups: Sendable {
  init()

  /// Makes threads, each of which writes down who it is.
  ///
  /// All belong to the caller's process. The thread with number n, from 0, stores its own thread id in word n
  /// of `table`. The function comes back when all threads have ended.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - count: How many threads.
  ///   - table: The address of a 32-bit word for each thread.
  ///   - scratch: Words in memory that are yours, 64 of them; they hold 0 before.
  /// - Throws: `Errno`, as the system calls give it.
  func roster(
    _ linux: SystemCalls, count: Int, table: UserAddress, scratch: UserAddress
  ) async throws

  /// Runs jobs in the threads of a new process, and gives how that ended.
  ///
  /// Each job has a thread of its own; all run at the same time. As soon as one returns something else
  /// than 0, the whole process ends with that, whatever the other jobs are doing. If all return 0, the process
  /// ends with 0, after the last of them and not before.
  ///
  /// Children that the caller had before stay the caller's to wait for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - jobs: What the threads run; there is at least one.
  ///   - scratch: Words in memory that are yours, 64 of them; they hold 0 before.
  /// - Returns: The exit status of the process.
  /// - Throws: `Errno`, as the system calls give it.
  func runGroup(
    _ linux: SystemCalls, _ jobs: [TaskBody], scratch: UserAddress
  ) async throws -> Int32

  /// Goes on in a new thread, and ends the calling one.
  ///
  /// The process stays the same. It ends when `body` has returned, with what that returned.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task, which is the only one of its process.
  ///   - body: What the new thread runs.
  /// - Throws: `Errno`, as clone gives it.
  func goOnInThread(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> Never

  /// Has this process execute another program, whichever of its threads calls.
  ///
  /// The process keeps its id, and its parent. If the program can't be executed, nothing has changed, for no
  /// thread.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - path: The file of the program.
  ///   - program: What to hand to `linux.execve` besides.
  /// - Throws: `Errno`, as execve gives it.
  func replace(
    _ linux: SystemCalls, path: String, _ program: @escaping TaskBody
  ) async throws -> Never
}
