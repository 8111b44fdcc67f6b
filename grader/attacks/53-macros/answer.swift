// Macros, whose plugins would be code that the compiler runs.
import ExerciseKit
import Exercise_answer

@freestanding(expression) macro stolen() -> String = #externalMacro(module: "Stolen", type: "Macro")
@freestanding(expression) macro builtin() -> String = #externalMacro(module: "FoundationMacros", type: "ExpressionMacro")
@freestanding(expression) macro passwords() -> String = #externalMacro(module: "../../etc/passwd", type: "x")

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        Int32(#stolen.count + #builtin.count + #passwords.count)
    }
}
