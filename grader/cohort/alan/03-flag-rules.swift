import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        if word.contains(.thread), !word.contains(.sighand) { return .invalidArgument }
        if word.contains(.sighand), !word.contains(.vm) { return .invalidArgument }
        if word.contains(.fs), word.contains(.newNS) || word.contains(.newUser) { return .invalidArgument }
        if word.contains(.thread), word.contains(.newUser) { return .invalidArgument }
        if word.contains(.pidfd), word.contains(.parentSetTID) || word.contains(.detached) { return .invalidArgument }
        if caller == .user, !word.contains(.newUser) {
            for flag in [CloneFlags.newNS, .newIPC, .newPID, .newNet] where word.contains(flag) {
                return .notPermitted
            }
        }
        if word.contains(.newIPC), word.contains(.sysvSem) { return .invalidArgument }
        return nil
    }
}
