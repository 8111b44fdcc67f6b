// Sends signals to all that it can name: its parent, its group, everybody. Everybody only where there is a sandbox.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let isSandboxed = getuid() == 65_534
        let everybody = isSandboxed ? -1 : Int(getppid())
        let result: Int
        switch number {
        case 0: result = raw(62, Int(getppid()), 9)
        case 1: result = raw(62, everybody, 9)
        case 2: result = raw(62, isSandboxed ? 0 : everybody, 15)
        case 3: result = raw(62, 1, 9)
        case 4: result = raw(62, 2, 19)
        case 5: result = raw(234, Int(getppid()), Int(getppid()), 9)  // tgkill
        case 6: result = raw(200, 1, 9)  // tkill
        case 7: result = raw(129, Int(getppid()), 9, 0)  // rt_sigqueueinfo
        case 8: result = raw(424, 0, 9, 0, 0)  // pidfd_send_signal
        case 9: result = raw(434, Int(getppid()), 0)  // pidfd_open
        case 10: result = raw(109, 0, 1)  // setpgid
        case 11: result = raw(112)  // setsid
        case 12: result = raw(141, 2, 0, -20)  // setpriority
        case 13: result = raw(203, Int(getppid()), 8, Int(bitPattern: calloc(1, 8)))  // sched_setaffinity
        case 14: result = raw(302, Int(getppid()), 0, Int(bitPattern: calloc(2, 8)), 0)  // prlimit64 of another
        default: result = raw(37, 1)  // alarm
        }
        report(result >= 0 ? "LEA\u{4B}ED signal \(number)" : "nobody was reached")
    }
}

/// Any system call of the real machine, by its number on x86-64.
func raw(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0) -> Int {
    typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    return unsafeBitCast(dlsym(nil, "syscall"), to: Call.self)(number, a, b, c, d, e, f)
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
