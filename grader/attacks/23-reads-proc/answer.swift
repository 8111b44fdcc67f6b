// Reads all that /proc would tell of this process, of its parent and of the first; but for its own
// program, which is no secret.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        for process in ["self", "thread-self", "\(getpid())", "1", "2"] {
            for name in ["environ", "cmdline", "maps", "mem", "fd", "fd/0", "root", "cwd", "mountinfo", "status", "stack"] {
                if open("/proc/\(process)/\(name)", O_RDONLY) >= 0 { report("LEA\u{4B}ED /proc/\(process)/\(name)") }
            }
        }
        for name in ["/proc", "/proc/net/tcp", "/proc/kcore", "/proc/cpuinfo", "/proc/mounts", "/dev/fd/0"] {
            if open(name, O_RDONLY) >= 0 { report("LEA\u{4B}ED \(name)") }
        }
        report("there is no proc to read")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
