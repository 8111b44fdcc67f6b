import ExerciseKit
import Exercise_01_tasks

struct Submission: TaskFamily {
    func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        // concurrency the Swift way
        var tasks: [Task<Int32, any Error>] = []
        for job in jobs {
            tasks.append(Task.detached { try await job(linux) })
        }
        var codes: [Int32] = []
        for task in tasks { codes.append(try await task.value) }
        return codes
    }

    func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 {
        try await Task { try await job(linux) }.value
    }

    func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
        Task { try await job(linux) }
    }
}
