// Forks without end, by sixteen ways to say it. Two hundred are the most, should one succeed.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var made = 0
        for _ in 0..<200 {
            let child: Int
            switch number {
            case 0: child = raw(57)  // fork
            case 1: child = raw(58)  // vfork
            case 2: child = raw(56, 17)  // clone(SIGCHLD)
            case 3: child = raw(56, 0x3d0f00, Int(bitPattern: malloc(65_536)) + 65_536)  // a thread
            case 4:
                var arguments = [0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0]  // exit_signal
                child = arguments.withUnsafeMutableBytes { raw(435, Int(bitPattern: $0.baseAddress), 88) }  // clone3
            case 5: child = Int(withUnsafeMutablePointer(to: &made) { _ in posix() })
            default: child = raw(57 - Int(number) % 2)
            }
            if child == 0 { while true { sleep(30); exit(0) } }
            if child < 0 { break }
            made += 1
        }
        report(made > 0 ? "LEA\u{4B}ED \(made) processes" : "no process could be made")
    }
}

/// posix_spawn of a shell.
func posix() -> Int32 {
    var process: pid_t = 0
    let words = [strdup("/bin/sh"), strdup("-c"), strdup("sleep 30"), nil]
    return posix_spawn(&process, "/bin/sh", nil, nil, words, nil) == 0 ? process : -1
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
