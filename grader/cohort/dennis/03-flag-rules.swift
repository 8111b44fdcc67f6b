import ExerciseKit
import Exercise_03_flag_rules

// straight from the ERRORS section of clone(2)
struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        if word.contains(.sighand), !word.contains(.vm) { return .invalidArgument }
        if word.contains(.thread), !word.contains(.sighand) { return .invalidArgument }
        if word.contains([.fs, .newNS]) { return .invalidArgument }
        if word.contains([.newIPC, .sysvSem]) { return .invalidArgument }
        if word.contains(.newPID) || word.contains(.newUser) {
            if word.contains(.thread) || word.contains(.parent) { return .invalidArgument }
        }
        if word.contains([.newUser, .fs]) { return .invalidArgument }
        if word.contains(.pidfd), word.contains(.detached) || word.contains(.thread) || word.contains(.parentSetTID) {
            return .invalidArgument
        }
        let namespaces: CloneFlags = [.newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet]
        if caller == .user, !word.contains(.newUser), !namespaces.isDisjoint(with: word) { return .notPermitted }
        return nil
    }
}
