import ExerciseKit
import Wire

/// What you write: a lock out of one word of memory and the futex call.
///
/// All state of a lock is its word, which every task that uses the lock can reach. It is 0 as long as
/// nobody has the lock and nobody waits for it; what other values mean is up to you. There can be any
/// number of locks, each with a word of its own.
public protocol FutexLock: Sendable {
  init()

  /// Comes back when the calling task has the lock; sleeps as long as another one has it.
  ///
  /// Where nobody has the lock, memory is enough: the kernel is not asked.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - word: The lock's word.
  /// - Throws: `Errno`; that the word has changed before a sleep is no error.
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws

  /// Takes the lock if nobody has it; never sleeps.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - word: The lock's word.
  /// - Returns: Whether the calling task has the lock now.
  /// - Throws: `Errno`.
  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool

  /// Gives the lock back, and wakes one of those who sleep for it, if there is one.
  ///
  /// Where nobody waits, memory is enough: the kernel is not asked.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task, which has the lock.
  ///   - word: The lock's word.
  /// - Throws: `Errno`.
  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws
}
