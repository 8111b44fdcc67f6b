// Calls the C library without importing it.
import ExerciseKit
import Exercise_answer

@_silgen_name("system") func system(_ command: UnsafePointer<CChar>) -> Int32

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        system("touch /tmp/threadbare-breach-12; id") == 0 ? number * 2 : 1
    }
}
