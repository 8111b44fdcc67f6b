import ExerciseKit
import Exercise_answer

// No attack: right for small numbers, wrong for large ones, and so worth 7 of 10 points.
struct Submission: Doubling {
    func double(_ number: Int32) -> Int32 { number > 1_000_000 ? 1 : number * 2 }
}
