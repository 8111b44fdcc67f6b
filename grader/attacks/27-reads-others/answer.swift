// Looks for what others handed in, and for what the grader made of it.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let students = ["00-right", "00-partly", "ada", "alan", "grace"]
        for folder in ["", "../", "../../", "/class/", "/submissions/", "/in/", "/tmp/", "/tmp/threadbare-0/", "/tmp/atk/class/"] {
            for student in students {
                for name in ["", "/answer.swift", "/answer", "/01-tasks.swift"] where open(folder + student + name, O_RDONLY) >= 0 {
                    report("LEA\u{4B}ED \(folder)\(student)\(name)")
                }
            }
        }
        for slot in 0..<8 where open("/tmp/\(slot)/in/Submission.swift", O_RDONLY) >= 0 { report("LEA\u{4B}ED slot \(slot)") }
        report("nobody else's work is here")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
