import ExerciseKit
import Exercise_11_signals_and_threads

// Another shape: the taker is asked to stop by a word and a wake-up to the process, a thread that sleeps takes its
// signal with sigwait and needs no handler, and what came during `ignoring` is seen to by the loop that takes it.
struct Submission: SignalsAndThreads {
  private static let thread: CloneFlags = [
    .vm, .fs, .files, .sighand, .thread, .sysvSem, .childClearTID,
  ]

  func serve(
    _ linux: SystemCalls, _ signals: SignalSet, _ workers: [TaskBody], scratch: UserAddress,
    onSignal: @escaping @Sendable (SystemCalls, Signal) async throws -> Void
  ) async throws {
    let all = SignalSet(rawValue: ~0)
    let before = try await linux.sigprocmask(.set, all)
    let words = (0...workers.count).map { scratch + 8 * UInt64($0 + 1) }
    for (word, worker) in zip(words.dropFirst(), workers) {
      try await linux.store(word, 1)
      try await linux.clone(Self.thread, childTID: word, child: worker)
    }
    try await linux.store(words[0], 1)
    try await linux.clone(Self.thread, childTID: words[0]) { linux in
      // The order of the numbers decides which signal is taken first, so a look at all that wait comes last.
      while true {
        let isOver = try await linux.load(scratch) == 1
        let waiting = try await linux.sigpending().intersection(signals)
        if isOver, waiting.isEmpty { return 0 }
        let info = try await linux.sigwait(signals.union(SignalSet(.user2)))
        if info.signal != .user2 { try await onSignal(linux, info.signal) }
      }
    }
    for word in words.dropFirst() { try await sleep(linux, until: word) }
    try await linux.store(scratch, 1)
    try await linux.kill(try await linux.getpid(), .user2)
    try await sleep(linux, until: words[0])
    // The wake-up may have come too late to be taken.
    while try await linux.sigpending().contains(.user2) {
      _ = try await linux.sigwait(SignalSet(.user2))
    }
    try await linux.sigprocmask(.set, before)
  }

  private func sleep(_ linux: SystemCalls, until word: UserAddress) async throws {
    while try await linux.load(word) == 1 {
      do { try await linux.futexWait(word, expected: 1) } catch is Errno {}
    }
  }

  func prepare(_ linux: SystemCalls) async throws {
    try await linux.sigprocmask(.block, SignalSet(.user1))
  }

  func sleepUntilCancelled(_ linux: SystemCalls, flag: UserAddress) async throws {
    var isCancelled = try await linux.load(flag)
    while isCancelled == 0 {
      let info = try await linux.sigwait(SignalSet(.user1))
      guard info.signal == .user1 else { continue }
      isCancelled = try await linux.load(flag)
    }
  }

  func cancel(_ linux: SystemCalls, _ thread: ThreadID, flag: UserAddress) async throws {
    let process = try await linux.getpid()
    _ = try await linux.exchange(flag, 1)
    do { try await linux.tgkill(process, thread, .user1) } catch Errno.noSuchProcess {}
  }

  func ignoring(_ linux: SystemCalls, _ signal: Signal, _ body: TaskBody) async throws -> Int32 {
    let mask = try await linux.sigprocmask(.block, [])
    try await linux.sigprocmask(.set, mask.union(SignalSet(signal)))
    let result = try await body(linux)
    repeat {
      guard try await linux.sigpending().contains(SignalSet(signal)) else { break }
    } while try await linux.sigwait(SignalSet(signal)).signal == signal
    if !mask.contains(signal) { try await linux.sigprocmask(.unblock, SignalSet(signal)) }
    return result
  }
}
