// A short type whose size is a power of a power.
import ExerciseKit
import Exercise_answer

typealias A = (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8)
typealias B = (A, A, A, A, A, A, A, A)
typealias C = (B, B, B, B, B, B, B, B)
typealias D = (C, C, C, C, C, C, C, C)
typealias E = (D, D, D, D, D, D, D, D)
typealias F = (E, E, E, E, E, E, E, E)
typealias G = (F, F, F, F, F, F, F, F)
typealias I = (G, G, G, G, G, G, G, G)
nonisolated(unsafe) var huge: I? = nil

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        huge == nil ? number * 2 : 1
    }
}
