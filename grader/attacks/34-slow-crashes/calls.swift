// Takes nearly as long as it may and then ends, in every test: no single one hits a limit, all together hold a slot.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        usleep(2_200_000)
        exit(1)
    }
}
