// Calls with every word at its extreme, and numbers that no kernel has.
import ExerciseKit
import Exercise_child
import Glibc
import Wire

struct Submission: ChildMaking {
    func child(_ linux: SystemCalls, endingWith status: Int32) async throws -> Int32 {
        let numbers: [UInt32] = [0, 1, 56, 57, 61, 202, 220, 435, 999, .max]
        forge(task: 1, numbers[Int(status) % numbers.count], [.max, .max, 1 << 63, .max, 1, .max], bytes: [UInt8](repeating: 255, count: 70_000))
        return status
    }
}

/// A system call as the wire carries it, sent past the worker.
func forge(task: UInt32, _ number: UInt32, _ words: [UInt64], bytes: [UInt8] = [], sequence: UInt32 = 4) {
    var payload = WireWriter()
    payload.write(task)
    payload.write(number)
    for index in 0..<6 { payload.write(index < words.count ? words[index] : 0) }
    payload.write(bytes)
    payload.write("Submission.swift")
    payload.write(UInt32(1))
    var frame = WireWriter()
    frame.write(UInt32(payload.bytes.count))
    frame.write(sequence)
    frame.write(UInt16(104))
    let all = frame.bytes + payload.bytes
    for descriptor: Int32 in 10...12 { _ = all.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }
}
