// An array that doubles without end.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var list = [number]
        while list.count < 1 << 29 { list += list }
        return list[0]
    }
}
