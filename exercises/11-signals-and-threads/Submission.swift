import ExerciseKit
import Exercise_11_signals_and_threads

struct Submission: SignalsAndThreads {
  func serve(
    _ linux: SystemCalls, _ signals: SignalSet, _ workers: [TaskBody], scratch: UserAddress,
    onSignal: @escaping @Sendable (SystemCalls, Signal) async throws -> Void
  ) async throws {
    // TODO: who must not take these signals, and from when on? Who takes them, and how does that thread end?
  }

  func prepare(_ linux: SystemCalls) async throws {
    // TODO: what would SIGUSR1 do to the process now?
  }

  func sleepUntilCancelled(_ linux: SystemCalls, flag: UserAddress) async throws {
    // TODO: sleep until the flag is set, and let no signal slip through between the look and the sleep.
  }

  func cancel(_ linux: SystemCalls, _ thread: ThreadID, flag: UserAddress) async throws {
    // TODO: set the flag, and wake that one thread.
  }

  func ignoring(_ linux: SystemCalls, _ signal: Signal, _ body: TaskBody) async throws -> Int32 {
    // TODO: this thread alone takes no such signal for a while. What came meanwhile?
    try await body(linux)
  }
}
