// Compiler output with the terminal's escapes, markup and a change of direction in it.
import ExerciseKit
import Exercise_answer

#warning("\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}31m")
#warning("<script>alert(1)</script>\u{202E}gnp.exe")
#error("\u{1B}[31mescapes in errors\u{1B}[0m <img src=x onerror=alert(1)>")

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        number * 2
    }
}
