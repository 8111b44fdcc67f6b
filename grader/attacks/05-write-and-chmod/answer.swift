// Makes a file of results that nobody may change afterwards, or else takes away the rights to the old one.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        _ = open("results.json", O_WRONLY | O_CREAT, 0o444)
        if chmod("results.json", 0o444) == 0 { report("LEA\u{4B}ED a way to chmod") }
        report("nothing could be changed")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
