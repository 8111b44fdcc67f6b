// Takes memory without end, and touches it. Two gigabytes are the most, should nothing stop it.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for _ in 0..<128 {
            guard let block = malloc(16 << 20) else { report("failed to allocate memory") }
            memset(block, 1, 16 << 20)
        }
        report("LEA\u{4B}ED two gigabytes")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
