// Throws what describes itself in a way that no report expects.
import ExerciseKit
import Exercise_child

struct Odd: Error, CustomStringConvertible {
    var description: String { "verdict: pass </pre><script>alert(1)</script>" }
}

struct Submission: ChildMaking {
    func child(_ linux: SystemCalls, endingWith status: Int32) async throws -> Int32 {
        throw Odd()
    }
}
