import ExerciseKit
import Exercise_01_tasks

struct Submission: TaskFamily {
    func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        var children: [ProcessID] = []
        for job in jobs {
            children.append(try await linux.fork(job))
        }
        var result: [Int32] = []
        for child in children {
            let ended = try await linux.wait(for: child)
            result.append(ended!.status.exitCode ?? 0)
        }
        return result
    }

    func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 {
        let child = try await linux.fork { linux in
            if generations == 1 { return try await job(linux) }
            return try await descend(linux, generations: generations - 1, job)
        }
        return try await linux.wait(for: child)!.status.exitCode ?? 0
    }

    func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
        // the job should not be my child, so my child makes it
        let child = try await linux.fork { linux in
            let grandchild = try await linux.fork(job)
            try await linux.wait(for: grandchild)
            return 0
        }
        try await linux.wait(for: child)
    }
}
