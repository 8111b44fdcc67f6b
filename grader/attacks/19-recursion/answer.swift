// Recurses without end.
import ExerciseKit
import Exercise_answer
import Glibc

@inline(never) func deeper(_ number: Int32) -> Int32 { number == .min ? 0 : deeper(number &- 1) &+ deeper(number &- 2) &+ 1 }

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        deeper(number)
    }
}
