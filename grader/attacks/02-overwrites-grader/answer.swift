// Overwrites the grader's own files: the worker, its libraries, the exercise, the plugin, the loader.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let files = [
            "/rt/threadbare-worker", "/rt/libc.so.6", "/rt/ld-linux-x86-64.so.2", "/lib64/ld-linux-x86-64.so.2",
            "/swift/libswiftCore.so", "/plugin/submission.so", "/plugin/libExercise_answer.so", "/proc/self/exe",
            "/usr/bin/bwrap", "/bin/sh", "/usr/bin/swift-frontend", "/etc/ld.so.preload",
        ]
        for name in files {
            for mode in [O_RDWR, O_WRONLY, O_RDONLY | O_TRUNC, O_WRONLY | O_CREAT | O_APPEND] {
                if open(name, mode, 0o777) >= 0 { report("LEA\u{4B}ED a way to write \(name)") }
            }
        }
        report("no file of the grader could be overwritten")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
