// Starts threads without end, at most two hundred.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var made = 0
        for _ in 0..<200 {
            var thread = pthread_t()
            if pthread_create(&thread, nil, { _ in sleep(30); return nil }, nil) != 0 { break }
            made += 1
        }
        report(made > 0 ? "LEA\u{4B}ED \(made) threads" : "no thread could be started")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
