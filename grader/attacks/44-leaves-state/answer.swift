// Leaves all that a later submission, or a later test, could find.
import ExerciseKit
import Exercise_answer
import Glibc

nonisolated(unsafe) var here: Int32 = 0

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for name in ["/tmp/threadbare-breach-44", "/dev/shm/threadbare-breach-44", "threadbare-breach-44", "/plugin/threadbare-breach-44"] {
            if open(name, O_WRONLY | O_CREAT, 0o666) >= 0 { report("LEA\u{4B}ED a way to leave \(name)") }
        }
        setenv("THREADBARE_BREACH_44", "1", 1)
        setlocale(LC_ALL, "C.UTF-8")
        report("nothing could be left")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
