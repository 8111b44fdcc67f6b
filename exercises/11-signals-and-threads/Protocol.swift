import ExerciseKit
import Wire

/// What you write: signals where there are several threads to take them.
///
/// What a signal does is one for the whole process. Which signals a thread does not take, is each thread's own
/// affair. And a signal is sent to a thread, or to a process: then any thread may take it that does not block it.
public protocol SignalsAndThreads: Sendable {
  init()

  /// Runs workers in threads, and has one further thread take the signals that come to the process.
  ///
  /// `onSignal` runs in that thread alone, once for each signal of `signals` that it takes, and never in a worker or
  /// the caller. A signal that came before the last worker ended is handled before the function comes back. Then all
  /// threads have ended, and the caller has the mask that it had.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task, the only one of its process.
  ///   - signals: The signals; none of them has a handler, and none is blocked.
  ///   - workers: What the workers run.
  ///   - scratch: Words in memory that are yours, 64 of them; they hold 0 before.
  ///   - onSignal: What is to be done about a signal.
  /// - Throws: `Errno`, as the system calls give it. SIGUSR2 is yours: nobody sends it.
  func serve(
    _ linux: SystemCalls, _ signals: SignalSet, _ workers: [TaskBody], scratch: UserAddress,
    onSignal: @escaping @Sendable (SystemCalls, Signal) async throws -> Void
  ) async throws

  /// Gets a process ready for `sleepUntilCancelled` and `cancel`: its first task calls it, before it makes threads.
  ///
  /// SIGUSR1 is yours for all three functions.
  ///
  /// - Parameter linux: The system calls of the calling task.
  /// - Throws: `Errno`, as the system calls give it.
  func prepare(_ linux: SystemCalls) async throws

  /// Sleeps until another thread has called `cancel` with this flag; if it has already, it does not sleep.
  ///
  /// Whatever else wakes the thread, it sleeps on.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread.
  ///   - flag: A word in memory of this thread's own; it holds 0 before.
  /// - Throws: `Errno`, as the system calls give it.
  func sleepUntilCancelled(_ linux: SystemCalls, flag: UserAddress) async throws

  /// Ends the sleep of one thread, or sees to it that it does not begin.
  ///
  /// The thread may see its flag, come back and end, before this function does: that is no error.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread.
  ///   - thread: The thread, of the same process; it has not ended when this is called.
  ///   - flag: That thread's flag.
  /// - Throws: `Errno`, as the system calls give it.
  func cancel(_ linux: SystemCalls, _ thread: ThreadID, flag: UserAddress) async throws

  /// Runs a body in which a signal does nothing to this thread.
  ///
  /// A signal that is sent to the thread meanwhile is lost. For all other threads nothing changes, at no moment. Afterwards
  /// the signal does to this thread what it did before.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling thread.
  ///   - signal: The signal, not SIGKILL or SIGSTOP.
  ///   - body: What to run; it throws nothing.
  /// - Returns: What the body returns.
  /// - Throws: `Errno`, as the system calls give it.
  func ignoring(_ linux: SystemCalls, _ signal: Signal, _ body: TaskBody) async throws -> Int32
}
