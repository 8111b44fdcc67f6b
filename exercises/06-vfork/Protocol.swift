import ExerciseKit
import Wire

/// A program to be started, and what it is to find.
public struct ProgramToStart: Sendable {
  /// The file.
  public let path: String
  /// What to hand to `linux.execve` besides the path.
  public let body: TaskBody
  /// The directory that it starts in; nil for the caller's.
  public let directory: String?
  /// The descriptor that is to be its standard output, which is descriptor 1; nil for the caller's.
  public let output: FileDescriptor?
  /// The signals for which the caller has handlers.
  public let handled: [Signal]
}

/// What you write: how a C library starts programs, and how `CLONE_VFORK` waits.
public protocol ProgramStarting: Sendable {
  init()

  /// Starts a program in a child process, as posix_spawn(3) does.
  ///
  /// The child borrows the caller's memory until it has executed the program, so that nothing is copied,
  /// and the caller sleeps that long. The program starts in its directory and with its output, with the
  /// signal mask that the caller has, and with no handler. Nothing of this changes anything for the caller. A
  /// signal that comes meanwhile never runs a handler in the child: its memory is not the child's.
  ///
  /// If the child cannot execute the program, the function fails with the error that the child has met, and
  /// leaves no child behind.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - program: The program.
  ///   - scratch: A 32-bit word in memory that is yours, to be used or not.
  /// - Returns: The child's process id.
  /// - Throws: `Errno`, that of clone, or what the child has met on its way to the program.
  func spawn(
    _ linux: SystemCalls, _ program: ProgramToStart, scratch: UserAddress
  ) async throws -> ProcessID

  /// Does what vfork(2) does without its flag: makes a child that borrows this process's memory, and sleeps
  /// until that lets go of it, by executing a program or by ending.
  ///
  /// `CLONE_VFORK` is not among the flags. The kernel has another way to say that a task lets go of its
  /// memory: it clears a word, and wakes who sleeps on that.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - word: A 32-bit word in memory that is yours; it holds 0 before.
  ///   - child: What the child runs.
  /// - Returns: The child's process id.
  /// - Throws: `Errno`, as clone gives it.
  func borrow(
    _ linux: SystemCalls, word: UserAddress, _ child: @escaping TaskBody
  ) async throws -> ProcessID
}
