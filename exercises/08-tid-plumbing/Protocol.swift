import ExerciseKit
import Wire

/// A thread as its maker knows it: where its block of memory is.
public struct ThreadHandle: Hashable, Sendable {
  /// The first address of the block.
  public let block: UserAddress

  /// The handle of the thread with a block.
  public init(block: UserAddress) { self.block = block }
}

/// What you write: what a C library keeps for each thread, and how the kernel helps to keep it.
///
/// Each thread has a *block* of memory, which `create` maps and `join` unmaps. What is where in it, you decide. The
/// thread pointer leads to it.
public protocol ThreadLibrary: Sendable {
  init()

  /// Makes a thread of this process.
  ///
  /// From its first step on it has a block of its own, and its thread pointer leads there. If it can't be made,
  /// no memory is left mapped.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - body: What the thread runs; what it returns is the thread's result.
  /// - Returns: The thread.
  /// - Throws: `Errno`, as mmap and clone give it.
  func create(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ThreadHandle

  /// Sleeps until a thread has ended, and unmaps its block.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - thread: A thread that nobody has joined.
  /// - Returns: The thread's result.
  /// - Throws: `Errno`; that a signal has interrupted the sleep is no error.
  func join(_ linux: SystemCalls, _ thread: ThreadHandle) async throws -> Int32

  /// The id of the calling thread, out of its block: no system call but loads of memory.
  ///
  /// - Parameter linux: The system calls of a task that `create` has made, or `fork` in such a task.
  /// - Returns: What gettid would return.
  /// - Throws: `Errno`.
  func threadID(_ linux: SystemCalls) async throws -> ThreadID

  /// Where the calling thread's own `errno` is: a 32-bit word that no other thread uses.
  ///
  /// - Parameter linux: The system calls of a task that `create` has made, or `fork` in such a task.
  /// - Returns: The address; the same for each call in one thread.
  func errnoAddress(_ linux: SystemCalls) -> UserAddress

  /// Makes a process that is a copy of this one; its only task goes on as the thread that called.
  ///
  /// In the child the thread pointer and the block are those of the caller, in a memory of its own, and
  /// `threadID` gives the child's id there. In the parent nothing has changed.
  ///
  /// - Parameters:
  ///   - linux: The system calls of a task that `create` has made.
  ///   - body: What the child runs.
  /// - Returns: The child's process id.
  /// - Throws: `Errno`, as clone gives it.
  func fork(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ProcessID
}
