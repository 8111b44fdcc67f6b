import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        if word.contains(.thread) && !word.contains(.sighand) { return .invalidArgument }
        if word.contains(.sighand) && !word.contains(.vm) { return .invalidArgument }

        // pairs that nobody may have
        if word.contains(.fs) && (word.contains(.newNS) || word.contains(.newUser)) { return .invalidArgument }
        if word.contains(.thread) && (word.contains(.newUser) || word.contains(.newPID)) { return .invalidArgument }
        if word.contains(.pidfd) && (word.contains(.parentSetTID) || word.contains(.detached)) { return .invalidArgument }

        // namespaces cost CAP_SYS_ADMIN, unless they come with a user namespace
        let rootOnly: CloneFlags = [.newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet]
        if caller == .user && !word.contains(.newUser) && !word.isDisjoint(with: rootOnly) { return .notPermitted }

        if word.contains(.newIPC) && word.contains(.sysvSem) { return .invalidArgument }
        return nil
    }
}
