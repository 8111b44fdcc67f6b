// Ignores the signal of the limit and goes on.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for number: Int32 in 1...64 { signal(number, SIG_IGN) }
        var value = number
        while value != 0 { value = value &* 5 | 1 }
        return value
    }
}
