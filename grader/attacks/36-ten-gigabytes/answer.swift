// Prints ten gigabytes on both streams.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let line = [UInt8](repeating: 120, count: 1 << 20)
        for index in 0..<10_240 { _ = line.withUnsafeBytes { write(1 + Int32(index % 2), $0.baseAddress, $0.count) } }
        return number * 2
    }
}
