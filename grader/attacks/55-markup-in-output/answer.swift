// Markup where the report quotes a submission.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        report(##"</pre></td><script>alert(1)</script>"><img src=x onerror=alert(1)> javascript:alert(1) <style>*{display:none}</style> markup in output"##)
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
