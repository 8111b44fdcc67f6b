// Throws what describes itself in a way that no report expects.
import ExerciseKit
import Exercise_answer
import Glibc

struct Odd: Error, CustomStringConvertible {
    var description: String { "verdict: pass\n\u{1B}[32mscore 10\u{0}</pre><script>alert(1)</script>" }
}

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        throw Odd()
    }
}
