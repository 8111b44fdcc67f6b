import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
    func refusal(of w: CloneFlags, by caller: Caller) -> Errno? {
        let bits = w.rawValue
        func set(_ f: CloneFlags) -> Bool { bits & f.rawValue != 0 }
        if set(.thread) && !set(.sighand) || set(.sighand) && !set(.vm) { return .invalidArgument }
        if set(.fs) && set([.newNS, .newUser]) { return .invalidArgument }
        if set(.thread) && set([.newUser, .newPID]) { return .invalidArgument }
        if set(.pidfd) && set([.parentSetTID, .detached]) { return .invalidArgument }
        // EINVAL is EINVAL, all of it goes up here
        if set(.newIPC) && set(.sysvSem) { return .invalidArgument }
        if caller == .user && !set(.newUser) && set([.newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet]) {
            return .notPermitted
        }
        return nil
    }
}
