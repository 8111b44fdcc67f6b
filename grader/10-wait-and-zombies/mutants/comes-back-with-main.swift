import ExerciseKit
import Exercise_10_wait_and_zombies

// Mistake: supervise comes back when its child has ended.
struct Submission: Reaping {
  func reapEnded(_ linux: SystemCalls) async throws -> [ProcessID] {
    var reaped: [ProcessID] = []
    do {
      while let ended = try await linux.wait(options: [.noHang, .all]) {
        reaped.append(ended.processID)
      }
    } catch Errno.noChildProcess {
      // The last one is gone.
    }
    return reaped
  }

  func supervise(_ linux: SystemCalls, _ main: @escaping TaskBody) async throws -> Int32 {
    // Before the child, which may leave orphans at once.
    try await linux.setChildSubreaper(true)
    let child = try await linux.fork(main)
    var end: Int32 = 0
    do {
      while let ended = try await linux.wait(options: .all) {
        if ended.processID == child { return told(ended.status) }
      }
    } catch Errno.noChildProcess {
      // All have ended, adopted ones too.
    }
    return end
  }

  func runJobs(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
    let signals = SignalSet(of: .child, .terminate)
    // Before the first job, whose end might come at once.
    let mask = try await linux.sigprocmask(.block, signals)
    var running: [(index: Int, child: ProcessID)] = []
    for (index, job) in jobs.enumerated() {
      let child = try await linux.fork { linux in
        try await linux.sigprocmask(.set, mask)
        return try await job(linux)
      }
      running.append((index, child))
    }
    var ends = [Int32](repeating: 0, count: jobs.count)
    while !running.isEmpty {
      let info = try await linux.sigwait(signals)
      if info.signal == .terminate {
        for (_, child) in running { try await linux.kill(child, .terminate) }
      }
      // One SIGCHLD may stand for many ends.
      for (index, child) in running {
        guard let ended = try await linux.wait(for: child, options: .noHang) else { continue }
        ends[index] = told(ended.status)
        running.removeAll { $0.child == child }
      }
    }
    try await linux.sigprocmask(.set, mask)
    return ends
  }

  private func told(_ status: WaitStatus) -> Int32 {
    if let signal = status.terminationSignal { return 128 + signal.rawValue }
    return status.exitCode ?? 0
  }
}
