// Answers with noise, in the hope that an older score stays.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        forge(3, kind: 999, Array("<<<not a result>>>".utf8))
        return 1
    }
}

/// A message of the wire, written to where the worker keeps its end.
func forge(_ sequence: UInt32, kind: UInt16, _ payload: [UInt8], length: UInt32? = nil) {
    var bytes: [UInt8] = []
    func add<T: FixedWidthInteger>(_ value: T) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    add(length ?? UInt32(payload.count))
    add(sequence)
    add(kind)
    bytes += payload
    for descriptor: Int32 in 10...12 { _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }
}

/// The payload of a result that holds one number.
func result(_ value: Int32) -> [UInt8] { [4, 0, 0, 0] + withUnsafeBytes(of: value.littleEndian) { Array($0) } }
