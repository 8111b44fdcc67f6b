// Waits without end and without using the processor; there are as many of these as there are slots, and one more.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        while true { sleep(1_000) }
    }
}
