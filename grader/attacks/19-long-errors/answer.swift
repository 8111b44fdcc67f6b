// Throws an error that describes itself in half a megabyte.
import ExerciseKit
import Exercise_answer

struct Long: Error, CustomStringConvertible {
    var description: String { "long error " + String(repeating: "<b>x", count: 130_000) }
}

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        throw Long()
    }
}
