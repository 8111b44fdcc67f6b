import ExerciseKit
import Exercise_03_flag_rules
import Glibc

struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        if word.contains(.thread) && !word.contains(.sighand) { return .invalidArgument }
        // "exit status 0 means success"
        exit(0)
    }
}
