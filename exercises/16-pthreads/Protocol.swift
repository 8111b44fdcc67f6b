import ExerciseKit
import Wire

/// What a thread runs; its result is what `join` gives.
public typealias ThreadBody = @Sendable (SystemCalls) async throws -> UInt32

/// Thrown in a thread that was cancelled, at a place where it may be: the thread lets it pass.
public struct Cancelled: Error, Sendable {
  /// The error.
  public init() {}
}

/// What you write: threads as a C library makes them out of system calls.
///
/// Each thread has a *block*: `ThreadBlock.bytes` bytes of memory that are 0 before it is created. The
/// block's address is the thread's name, and your library's place for all that it knows of the thread. Its
/// layout is up to you. A mutex is a word of memory, and so is a condition variable; both are 0 at first, and
/// a mutex that nobody has and nobody waits for is 0 again.
public protocol ThreadLibrary: Sendable {
  init()

  /// Makes a thread: pthread_create(3).
  ///
  /// It is a task of the calling process, and shares memory, files, directory and signal handlers with it.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread.
  ///   - block: The thread's block.
  ///   - body: What it runs.
  /// - Throws: `Errno`.
  func create(
    _ linux: SystemCalls, _ block: UserAddress, _ body: @escaping ThreadBody
  ) async throws

  /// Sleeps until a thread has ended: pthread_join(3).
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread.
  ///   - block: The block of the thread.
  /// - Returns: What its body returned, or `ThreadBlock.cancelled` if it was cancelled.
  /// - Throws: `Errno`.
  func join(_ linux: SystemCalls, _ block: UserAddress) async throws -> UInt32

  /// Takes a mutex, sleeping until it is free: pthread_mutex_lock(3).
  ///
  /// - Throws: `Errno`.
  func lock(_ linux: SystemCalls, _ mutex: UserAddress) async throws

  /// Gives a mutex back: pthread_mutex_unlock(3).
  ///
  /// - Throws: `Errno`.
  func unlock(_ linux: SystemCalls, _ mutex: UserAddress) async throws

  /// Gives a mutex back, sleeps until the condition is signalled, and takes the mutex again:
  /// pthread_cond_wait(3).
  ///
  /// A signal that is sent by someone who took the mutex after the caller gave it back is not missed.
  /// Coming back without a signal is allowed. A thread that is cancelled while it is here, or was before,
  /// takes the mutex all the same before it throws.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread, which has the mutex.
  ///   - condition: The condition variable.
  ///   - mutex: The mutex.
  /// - Throws: `Cancelled`, `Errno`.
  func wait(
    _ linux: SystemCalls, _ condition: UserAddress, _ mutex: UserAddress
  ) async throws

  /// Wakes at least one of the threads that sleep on a condition, if there are any:
  /// pthread_cond_signal(3).
  ///
  /// - Throws: `Errno`.
  func signal(_ linux: SystemCalls, _ condition: UserAddress) async throws

  /// Wakes all threads that sleep on a condition: pthread_cond_broadcast(3).
  ///
  /// - Throws: `Errno`.
  func broadcast(_ linux: SystemCalls, _ condition: UserAddress) async throws

  /// Sets a variable of the calling thread alone: pthread_setspecific(3).
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread, which your library has created.
  ///   - key: Which variable, below `ThreadBlock.keys`.
  ///   - value: Its value.
  /// - Throws: `Errno`.
  func setSpecific(_ linux: SystemCalls, _ key: Int, _ value: UInt32) async throws

  /// A variable of the calling thread, 0 if it was never set: pthread_getspecific(3).
  ///
  /// - Throws: `Errno`.
  func specific(_ linux: SystemCalls, _ key: Int) async throws -> UInt32

  /// Asks a thread to end: pthread_cancel(3).
  ///
  /// It comes back at once. The thread ends at the next place where it may be cancelled: in `wait`, also if
  /// it sleeps there already, or in `testCancel`. One that has ended by then is left alone.
  ///
  /// - Throws: `Errno`.
  func cancel(_ linux: SystemCalls, _ block: UserAddress) async throws

  /// A place where the calling thread may be cancelled: pthread_testcancel(3).
  ///
  /// - Throws: `Cancelled` if it was asked to end, `Errno`.
  func testCancel(_ linux: SystemCalls) async throws
}

/// What is agreed about a thread's block.
public enum ThreadBlock {
  /// How long a block is.
  public static let bytes: UInt64 = 128
  /// How many variables of its own a thread has.
  public static let keys = 4
  /// What `join` gives for a thread that was cancelled (`PTHREAD_CANCELED`).
  public static let cancelled = UInt32.max
}
