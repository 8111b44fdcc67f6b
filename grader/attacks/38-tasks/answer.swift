// Starts a task of Swift's own, on threads of its own.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for _ in 0..<200 { Task.detached { sleep(30) } }
        return 1
    }
}
