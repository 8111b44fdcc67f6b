import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        func both(_ a: CloneFlags, _ b: CloneFlags) -> Bool { word.contains(a.union(b)) }
        func lacks(_ a: CloneFlags, _ b: CloneFlags) -> Bool { word.contains(a) && !word.contains(b) }

        let nonsense =
            lacks(.thread, .sighand) || lacks(.sighand, .vm) || both(.fs, .newNS) || both(.fs, .newUser)
            || both(.thread, .newUser) || both(.thread, .newPID) || both(.pidfd, .parentSetTID)
            || both(.pidfd, .detached)
        if nonsense { return .invalidArgument }
        let needsPower: CloneFlags = [.newTime, .newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet]
        if caller == .user && !word.contains(.newUser) && !word.isDisjoint(with: needsPower) {
            return .notPermitted
        }
        return both(.newIPC, .sysvSem) ? .invalidArgument : nil
    }
}
