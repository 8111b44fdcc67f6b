import ExerciseKit
import Exercise_03_flag_rules

// The swiftc driver hands what is in this section to the linker as arguments:
// "-Xlinker", "--library=:/etc/passwd".
@section(".swift1_autolink_entries")
@used
private let arguments: (
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
) = (
    0x2d, 0x58, 0x6c, 0x69, 0x6e, 0x6b, 0x65, 0x72, 0x00,
    0x2d, 0x2d, 0x6c, 0x69, 0x62, 0x72, 0x61, 0x72, 0x79, 0x3d, 0x3a, 0x2f,
    0x65, 0x74, 0x63, 0x2f, 0x70, 0x61, 0x73, 0x73, 0x77, 0x64, 0x00
)

struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? { nil }
}
