import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        if word.contains(.CLONE_THREAD) && !word.contains(.CLONE_SIGHAND) { return .EINVAL }
        if word.contains(.CLONE_SIGHAND) && !word.contains(.CLONE_VM) { return .EINVAL }
        return nil
    }
}
