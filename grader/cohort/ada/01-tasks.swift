// Ada. Everybody waits for their own children, by name.
import ExerciseKit
import Exercise_01_tasks

struct Submission: TaskFamily {
    func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
        var pids = [ProcessID]()
        for job in jobs { pids.append(try await linux.fork(job)) }
        var codes = [Int32]()
        for pid in pids { codes.append(try await reap(pid, linux)) }
        return codes
    }

    func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 {
        let body: TaskBody
        if generations > 1 {
            body = { linux in try await descend(linux, generations: generations - 1, job) }
        } else {
            body = job
        }
        return try await reap(try await linux.fork(body), linux)
    }

    func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
        let middle = try await linux.fork { linux in
            try await linux.fork(job)
            return 0
        }
        _ = try await reap(middle, linux)
    }

    private func reap(_ pid: ProcessID, _ linux: SystemCalls) async throws -> Int32 {
        let ended = try await linux.wait(for: pid)
        guard let status = ended?.status else { return 0 }
        return status.exitCode ?? 128 + (status.terminationSignal?.rawValue ?? 0)
    }
}
