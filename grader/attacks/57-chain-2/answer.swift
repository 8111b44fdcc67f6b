// The second of two: asks the linker to load what the first left as a plugin.
import ExerciseKit
import Exercise_answer

@section(".swift1_autolink_entries") @used
private let arguments: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
    45, 87, 108, 44, 45, 112, 108, 117, 103, 105, 110, 44, 47, 111, 117, 116, 47, 108, 105, 98, 83, 117, 98, 109, 105, 115, 115, 105, 111, 110, 46, 115, 111, 0, 45, 87, 108, 44, 45, 112, 108, 117, 103, 105, 110, 44, 47, 105, 110, 47, 108, 105, 98, 83, 117, 98, 109, 105, 115, 115, 105, 111, 110, 46, 115, 111, 0, 45, 87, 108, 44, 45, 112, 108, 117, 103, 105, 110, 44, 47, 112, 108, 117, 103, 105, 110, 47, 115, 117, 98, 109, 105, 115, 115, 105, 111, 110, 46, 115, 111, 0, 45, 87, 108, 44, 45, 112, 108, 117, 103, 105, 110, 44, 47, 116, 109, 112, 47, 48, 47, 111, 117, 116, 47, 108, 105, 98, 83, 117, 98, 109, 105, 115, 115, 105, 111, 110, 46, 115, 111, 0, 45, 87, 108, 44, 45, 112, 108, 117, 103, 105, 110, 44, 46, 46, 47, 111, 117, 116, 47, 108, 105, 98, 83, 117, 98, 109, 105, 115, 115, 105, 111, 110, 46, 115, 111, 0
)

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        1
    }
}
