import ExerciseKit
import Exercise_01_tasks

struct Submission: TaskFamily {
    func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        for job in jobs { try await linux.fork(job) }
        var codes: [Int32] = []
        for _ in jobs {
            let ended = try await linux.wait()
            codes.append(ended?.status.exitCode ?? 0)
        }
        return codes
    }

    func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 {
        var code: Int32 = 0
        for i in 1...generations {
            try await linux.fork { child in
                if i == generations { return try await job(child) }
                return 0
            }
            code = try await linux.wait()?.status.exitCode ?? 0
        }
        return code
    }

    func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
        try await linux.fork(job)
    }
}
