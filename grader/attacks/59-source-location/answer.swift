// Says that its lines are those of other files, so that the compiler's words about them get lost, or are quoted.
import ExerciseKit
import Exercise_answer

#sourceLocation(file: "threadbare-entry.swift", line: 1)
let a: Int32 = "hidden from the student"
#sourceLocation(file: "/etc/passwd", line: 1)
let b: Int32 = "quoted"
#sourceLocation(file: "/exercise/outline.json", line: 1)
let c: Int32 = "quoted too"
#sourceLocation(file: "\u{1B}[31m<script>", line: 1)
let d: Int32 = "under an odd name"
#sourceLocation()

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        number * 2
    }
}
