import ExerciseKit
import Exercise_child

// No attack: a right solution among them, which must stay right.
struct Submission: ChildMaking {
    func child(_ linux: SystemCalls, endingWith status: Int32) async throws -> Int32 {
        let child = try await linux.fork { _ in status }
        return try await linux.wait(for: child)?.status.exitCode ?? -1
    }
}
