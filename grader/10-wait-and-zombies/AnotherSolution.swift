import ExerciseKit
import Exercise_10_wait_and_zombies

// Another shape: everything is asked with waitid, and runJobs looks at its children before it sleeps for the first
// time.
struct Submission: Reaping {
  func reapEnded(_ linux: SystemCalls) async throws -> [ProcessID] {
    var reaped: [ProcessID] = []
    while let next = try await look(linux, [.exited, .noHang]) {
      reaped.append(next.processID)
    }
    return reaped
  }

  /// The next child that has ended, which is taken; nil if there is none.
  private func look(_ linux: SystemCalls, _ options: WaitOptions) async throws -> SignalInfo? {
    do {
      return try await linux.waitid(options: options.union(.all))
    } catch let error as Errno where error == .noChildProcess {
      return nil
    }
  }

  func supervise(_ linux: SystemCalls, _ main: @escaping TaskBody) async throws -> Int32 {
    try await linux.setChildSubreaper(true)
    let child = try await linux.fork { linux in try await linux.exitGroup(try await main(linux)) }
    var end: Int32?
    while let next = try await look(linux, .exited) {
      if next.processID == child { end = Self.told(next) }
    }
    return end ?? 0
  }

  private static func told(_ info: SignalInfo) -> Int32 {
    info.code == .childExited ? info.status : 128 + info.status
  }

  func runJobs(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
    let before = try await linux.sigprocmask(.block, SignalSet(of: .terminate, .child))
    var ends: [ProcessID: Int32] = [:]
    var order: [ProcessID] = []
    for job in jobs {
      order.append(
        try await linux.fork { linux in
          try await linux.sigprocmask(.unblock, SignalSet(of: .terminate, .child))
          try await linux.exitGroup(try await job(linux))
        })
    }
    while true {
      for child in order where ends[child] == nil {
        let news = try await linux.waitid(for: child, options: [.exited, .noHang])
        ends[child] = news.map(Self.told)
      }
      if ends.count == order.count { break }
      guard try await linux.sigwait(SignalSet(of: .terminate, .child)).signal == .terminate else {
        continue
      }
      for child in order.reversed() where ends[child] == nil {
        try await linux.kill(child, .terminate)
      }
    }
    try await linux.sigprocmask(.set, before)
    return order.map { ends[$0] ?? 0 }
  }
}
