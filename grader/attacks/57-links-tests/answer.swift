// Asks the linker for the hidden tests, and for what they export: -lHiddenTests -Xlinker --whole-archive -Xlinker -L/exercise.
import ExerciseKit
import Exercise_answer

@section(".swift1_autolink_entries") @used
private let arguments: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
    45, 108, 72, 105, 100, 100, 101, 110, 84, 101, 115, 116, 115, 0, 45, 88, 108, 105, 110, 107, 101, 114, 0, 45, 45, 119, 104, 111, 108, 101, 45, 97, 114, 99, 104, 105, 118, 101, 0, 45, 88, 108, 105, 110, 107, 101, 114, 0, 45, 76, 47, 101, 120, 101, 114, 99, 105, 115, 101, 0
)

@_silgen_name("threadbare_tests") func hiddenTests() -> UnsafeMutableRawPointer

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        Int32(truncatingIfNeeded: Int(bitPattern: hiddenTests()))
    }
}
