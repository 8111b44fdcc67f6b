// Sends itself the signals that a grader might take for something else.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for number in [SIGTERM, SIGKILL, SIGXCPU, SIGSTOP, SIGPIPE] { raise(number) }
        abort()
    }
}
