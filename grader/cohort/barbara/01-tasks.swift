import ExerciseKit
import Exercise_01_tasks

struct Submission: TaskFamily {
    func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        var children: [ProcessID] = []
        for job in jobs {
            children.append(linux.fork(job))
        }
        return try await children.map { try await linux.wait(for: $0).status.exitCode }
    }

    func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 {
        0
    }
}
