// Never comes back, in every test.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var value = number
        while value != 0 { value = value &* 5 | 1 }
        return value
    }
}
