import ExerciseKit
import Wire

/// What you write: two ways to get a process, and a thread, as a C library makes them of `clone`.
///
/// Each function makes one task with one call to `linux.clone`. What differs is the flags.
public protocol CloneFamily: Sendable {
  init()

  /// Makes a process that is a copy of this one, as fork(2) does.
  ///
  /// Nothing is shared with it. Its end is signalled with SIGCHLD, so that a plain wait finds it.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - child: What the new process runs.
  /// - Returns: Its process id.
  /// - Throws: `Errno`, as clone gives it.
  func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID

  /// Makes a process that borrows this one's memory, and sleeps until it has ended, as vfork(2)
  /// does.
  ///
  /// Beside the memory nothing is shared. The child stays the caller's to wait for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - child: What the new process runs.
  /// - Returns: Its process id.
  /// - Throws: `Errno`, as clone gives it.
  func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID

  /// Makes a thread: another task of this process, which shares all there is to share.
  ///
  /// Memory, descriptors, current directory and signal handlers are shared. As long as the thread
  /// lives, `word` holds its id, from before this function returns and before the thread's first
  /// step. When it ends, `word` becomes 0, and whoever sleeps on it as a futex is woken.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - word: The address of a 32-bit word in memory; it holds 0 before.
  ///   - threadPointer: The thread's thread pointer.
  ///   - body: What the thread runs.
  /// - Returns: Its thread id.
  /// - Throws: `Errno`, as clone gives it.
  func spawnThread(
    _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
  ) async throws -> ThreadID

  /// Sleeps until a thread has ended.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - word: The word that the thread was made with.
  /// - Throws: `Errno`; that the word has changed is no error.
  func join(_ linux: SystemCalls, word: UserAddress) async throws
}
