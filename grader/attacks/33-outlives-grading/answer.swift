// A daemon that would answer, write and wait long after its submission was graded.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        if daemon(1, 1) == 0 {
            sleep(60)
            _exit(0)
        }
        report("no daemon could be started")
    }
}

/// As the C library has it; its header is not imported.
@_silgen_name("daemon") func daemon(_ stays: Int32, _ keeps: Int32) -> Int32

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
