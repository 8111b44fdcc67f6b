import ExerciseKit
import Exercise_01_tasks

// Another shape: one function starts a job and gives the wait for it; the line is a loop of closures.
struct Submission: TaskFamily {
  /// What waits for a job that was started, and tells its end as a shell does.
  typealias Wait = (SystemCalls) async throws -> Int32

  func start(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws -> Wait {
    let child = try await linux.fork { linux in
      try await linux.exitGroup(try await job(linux))
    }
    return { linux in
      while let ended = try await linux.wait(for: child, options: [.all]) {
        switch (ended.status.exitCode, ended.status.terminationSignal) {
        case (let code?, _): return code
        case (nil, let signal?): return 128 | signal.rawValue
        // Neither ended: it was stopped, or went on.
        case (nil, nil): continue
        }
      }
      return 0
    }
  }

  func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
    var waits: [Wait] = []
    for job in jobs { waits.append(try await start(linux, job)) }
    // The last first: a child that has ended keeps its status until somebody asks.
    var ends: [Int32] = []
    while let wait = waits.popLast() { ends.insert(try await wait(linux), at: 0) }
    return ends
  }

  func descend(
    _ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody
  ) async throws -> Int32 {
    var line = job
    for _ in 0..<generations {
      let younger = line
      line = { linux in try await start(linux, younger)(linux) }
    }
    return try await line(linux)
  }

  func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
    _ = try await descend(linux, generations: 1) { linux in
      _ = try await start(linux, job)
      return 0
    }
  }
}
