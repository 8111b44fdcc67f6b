// Asks who the parent is, to read its memory.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let parent = getppid()
        if open("/proc/\(parent)/mem", O_RDONLY) >= 0 { report("LEA\u{4B}ED the memory of \(parent)") }
        report("the parent is out of reach")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
