// A struct whose layout is a power of a power.
import ExerciseKit
import Exercise_answer

struct A<T> { var a, b, c, d, e, f, g, h: T }
typealias B<T> = A<A<A<A<T>>>>
nonisolated(unsafe) var huge: B<B<A<UInt8>>>? = nil

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        withUnsafeBytes(of: huge) { Int32($0.count) }
    }
}
