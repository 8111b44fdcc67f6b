import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
    // index: bit of the flag; value: the flag that it needs
    let needs: [CloneFlags] = [.thread, .sighand, .sighand, .vm]

    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        for i in 0...needs.count where word.contains(needs[2 * i]) {
            if !word.contains(needs[2 * i + 1]) { return .invalidArgument }
        }
        return nil
    }
}
