// Hands its task over to scripts that no test has.
import ExerciseKit
import Exercise_child
import Glibc
import Wire

struct Submission: ChildMaking {
    func child(_ linux: SystemCalls, endingWith status: Int32) async throws -> Int32 {
        forge(task: 1, SystemCallNumber.handOver.rawValue, [status == 7 ? .max : 1_000, .max], bytes: [1, 2, 3])
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
