import ExerciseKit
import Exercise_01_tasks

// Mistake: asks one child after the other whether it has ended, and takes the ends as they come.
struct Submission: TaskFamily {
  func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
    var running: [ProcessID] = []
    for job in jobs {
      running.append(try await linux.fork(job))
    }
    var ends: [Int32] = []
    while !running.isEmpty {
      for child in running {
        guard let status = try await linux.wait(for: child, options: .noHang)?.status else {
          continue
        }
        running.removeAll { $0 == child }
        ends.append(status.terminationSignal.map { 128 + $0.rawValue } ?? status.exitCode ?? 0)
      }
      try await linux.yield()
    }
    return ends
  }

  func descend(
    _ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody
  ) async throws -> Int32 {
    let child = try await linux.fork { linux in
      if generations == 1 { return try await job(linux) }
      return try await descend(linux, generations: generations - 1, job)
    }
    return try await end(of: child, linux)
  }

  func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
    let middle = try await linux.fork { linux in
      try await linux.fork(job)
      return 0
    }
    _ = try await end(of: middle, linux)
  }

  /// Waits for one child and tells its end as a shell does.
  private func end(of child: ProcessID, _ linux: SystemCalls) async throws -> Int32 {
    guard let status = try await linux.wait(for: child)?.status else { return 0 }
    if let signal = status.terminationSignal { return 128 + signal.rawValue }
    return status.exitCode ?? 0
  }
}
