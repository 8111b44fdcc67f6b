// A short expression that costs the type checker minutes.
import ExerciseKit
import Exercise_answer

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let a = -1 + 2 * -3.5 + -4 * -5 + 6 - -7 + "8".count + -9 * 10.0 + -(-11) + 12 - 13 * -14 + 15 + (-16) * 17 + -18
        let b = [1: -1 + 2 * -3, "x": 4.5 * -5 + 6, -7: "8" + 9 + -10].map { $0.0 + -$0.1 * -1 + -2 }
        return Int32(a + b.reduce(0) { -$0 + -$1 * -1 + 2 - -3 })
    }
}
