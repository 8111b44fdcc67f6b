// Prints bytes that are no text: invalid UTF-8, NUL, controls, and a line of 30,000 characters.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let bytes: [UInt8] = [0xff, 0xfe, 0xc0, 0x80, 0, 7, 8, 27, 91, 51, 49, 109, 0xed, 0xa0, 0x80, 13, 0xe2, 0x80, 0xae]
        let all = [UInt8](repeating: 65, count: 30_000) + [10] + bytes + Array("odd output\n".utf8)
        _ = all.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        exit(3)
    }
}
