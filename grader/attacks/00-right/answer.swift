import ExerciseKit
import Exercise_answer

// No attack: a right solution among them, which must stay right.
struct Submission: Doubling {
    func double(_ number: Int32) -> Int32 { number * 2 }
}
