// Locks bytes of a library that every worker maps: another submission could ask who does.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for name in ["/swift/libswiftCore.so", "/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6",
             "/rt/libc.so.6", "/rt/threadbare-worker", "/plugin/libExercise_answer.so"] {
            let file = open(name, O_RDONLY)
            guard file >= 0 else { continue }
            var lock = flock()
            lock.l_type = Int16(F_RDLCK)
            lock.l_start = 43
            lock.l_len = 1
            if fcntl(file, F_SETLK, &lock) == 0 { report("took a lock that others can see") }
        }
        report("no lock could be taken")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
