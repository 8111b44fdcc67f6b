// A failure in a worker that served other tests is tried again in a fresh one. So a submission could guess once
// in each: here it answers otherwise when it is the first question that this process was asked.
import ExerciseKit
import Exercise_answer
import Glibc

nonisolated(unsafe) var questions = 0

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        questions += 1
        if number == 2 { return 4 }
        return questions == 1 ? 3 : 5
    }
}
