// Looks for descriptors that somebody left open, and reads from them.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var found: [Int32] = []
        for descriptor: Int32 in 0..<4_096 where fcntl(descriptor, F_GETFD) >= 0 { found.append(descriptor) }
        // Its own three, and the two ends of the wire.
        let strangers = found.filter { ![0, 1, 2, 10, 11].contains($0) }
        if !strangers.isEmpty { report("LEA\u{4B}ED descriptors \(strangers)") }
        var byte: UInt8 = 0
        if read(0, &byte, 1) > 0 { report("LEA\u{4B}ED something to read from standard input") }
        report("no descriptor too many")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
