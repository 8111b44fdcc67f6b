// Fills whatever takes files: bytes, then empty files. A hundred megabytes are the most, should it succeed.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var written = 0
        let block = [UInt8](repeating: 1, count: 1 << 20)
        for folder in ["/tmp", "/dev/shm", "/var/tmp", "/out", "/plugin", ".", "/run"] {
            for index in 0..<100 {
                let file = open("\(folder)/threadbare-breach-37-\(index)", O_WRONLY | O_CREAT, 0o600)
                guard file >= 0 else { break }
                written += block.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            }
        }
        report(written > 0 ? "LEA\u{4B}ED \(written) bytes of disk" : "no file could be made")
    }
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
