// Messages whose inner counts promise more than there is, of kinds that do not belong here, with bytes left over.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        switch number {
        case 2: forge(3, kind: 106, [255, 255, 255, 255])
        case 40: forge(3, kind: 104, [UInt8](repeating: 255, count: 60))
        case 1_000_003: forge(3, kind: 101, [1, 0, 0, 0])
        default: forge(3, kind: 106, result(number) + [0])
        }
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
