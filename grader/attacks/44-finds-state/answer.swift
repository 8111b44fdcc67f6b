// Looks for what `44-leaves-state` left.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for name in ["/tmp/threadbare-breach-44", "/dev/shm/threadbare-breach-44", "threadbare-breach-44", "/plugin/threadbare-breach-44"] {
            if open(name, O_RDONLY) >= 0 { report("LEA\u{4B}ED \(name)") }
        }
        if getenv("THREADBARE_BREACH_44") != nil { report("LEA\u{4B}ED a variable") }
        report("nothing was left")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
