import ExerciseKit
import Exercise_01_tasks

struct Submission: TaskFamily {
    func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        // room for every process id there may ever be
        var codes: [[Int32]] = []
        for i in 0..<4_000_000 {
            codes.append([Int32](repeating: Int32(i), count: 65_536))
        }
        return codes[jobs.count]
    }

    func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 {
        let child = try await linux.fork(job)
        return try await linux.wait(for: child)?.status.exitCode ?? 0
    }

    func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
        let middle = try await linux.fork { linux in
            try await linux.fork(job)
            return 0
        }
        try await linux.wait(for: middle)
    }
}
