import ExerciseKit
import Exercise_11_signals_and_threads

// Mistake: the signal stays blocked.
struct Submission: SignalsAndThreads {
  // MARK: - One thread for all signals

  func serve(
    _ linux: SystemCalls, _ signals: SignalSet, _ workers: [TaskBody], scratch: UserAddress,
    onSignal: @escaping @Sendable (SystemCalls, Signal) async throws -> Void
  ) async throws {
    let taken = signals.union(SignalSet(.user2))
    // Before any thread is made: each has its maker's mask.
    let mask = try await linux.sigprocmask(.block, taken)
    let taker = try await startThread(linux, word: scratch) { linux in
      var isOver = false
      while true {
        // What was sent to the process waits behind what was sent to this thread.
        if isOver, try await linux.sigpending().isDisjoint(with: signals) { return 0 }
        let signal = try await linux.sigwait(taken).signal
        if signal == .user2 { isOver = true } else { try await onSignal(linux, signal) }
      }
    }
    for (index, worker) in workers.enumerated() {
      try await startThread(linux, word: scratch + 4 * UInt64(index + 1), worker)
    }
    for index in workers.indices { try await join(linux, word: scratch + 4 * UInt64(index + 1)) }
    try await linux.tgkill(try await linux.getpid(), taker, .user2)
    try await join(linux, word: scratch)
    try await linux.sigprocmask(.set, mask)
  }

  @discardableResult
  private func startThread(
    _ linux: SystemCalls, word: UserAddress, _ body: @escaping TaskBody
  ) async throws -> ThreadID {
    try await linux.clone(
      [.vm, .fs, .files, .sighand, .thread, .parentSetTID, .childClearTID], parentTID: word,
      childTID: word, child: body)
  }

  private func join(_ linux: SystemCalls, word: UserAddress) async throws {
    while true {
      let id = try await linux.load(word)
      if id == 0 { return }
      do {
        try await linux.futexWait(word, expected: id)
      } catch Errno.resourceTemporarilyUnavailable {}
    }
  }

  // MARK: - Ending one thread's sleep

  func prepare(_ linux: SystemCalls) async throws {
    // It has nothing to do but to be there: a sleep that it interrupts comes back.
    try await linux.sigaction(.user1, .handle { _, _ in })
  }

  func sleepUntilCancelled(_ linux: SystemCalls, flag: UserAddress) async throws {
    let mask = try await linux.sigprocmask(.block, SignalSet(.user1))
    while try await linux.load(flag) == 0 {
      do {
        // Lets the signal in and sleeps, in one step.
        try await linux.sigsuspend(mask.subtracting(SignalSet(.user1)))
      } catch Errno.interrupted {}
    }
    try await linux.sigprocmask(.set, mask)
  }

  func cancel(_ linux: SystemCalls, _ thread: ThreadID, flag: UserAddress) async throws {
    try await linux.store(flag, 1)
    do {
      try await linux.tgkill(try await linux.getpid(), thread, .user1)
    } catch Errno.noSuchProcess {
      // It has seen its flag, and is gone.
    }
  }

  // MARK: - One thread without a signal

  func ignoring(_ linux: SystemCalls, _ signal: Signal, _ body: TaskBody) async throws -> Int32 {
    try await linux.sigprocmask(.block, SignalSet(signal))
    let result = try await body(linux)
    while try await linux.sigpending().contains(signal) {
      _ = try await linux.sigwait(SignalSet(signal))
    }
    return result
  }
}
