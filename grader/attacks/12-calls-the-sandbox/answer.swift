// Calls the worker's exported C functions: wider limits, a filter that lets all pass, a process of its own.
import ExerciseKit
import Exercise_answer
import Glibc

@_silgen_name("threadbare_set_limits") func setLimits(_ limits: UnsafePointer<UInt64>) -> Int32
@_silgen_name("threadbare_set_seccomp") func setFilter(_ program: UnsafeRawPointer, _ count: Int) -> Int32

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let wide: [UInt64] = [1_000, 1 << 40, 1 << 40, 1_000, 1_000]
        if setLimits(wide) == 0 { report("LEA\u{4B}ED a way to wider limits") }
        let everything: [UInt64] = [0x7fff_0000_0000_0006]
        if setFilter(everything, 1) == 0 { report("LEA\u{4B}ED a way to another filter") }
        report("nothing of the sandbox could be changed")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
