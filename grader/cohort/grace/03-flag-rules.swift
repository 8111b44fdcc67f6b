import ExerciseKit
import Exercise_03_flag_rules

// A table of rules, first broken rule wins.
struct Submission: FlagRules {
    enum Kind { case needs, excludes }

    static let early: [(CloneFlags, Kind, CloneFlags)] = [
        (.thread, .needs, .sighand),
        (.sighand, .needs, .vm),
        (.newNS, .excludes, .fs),
        (.newUser, .excludes, .fs),
        (.thread, .excludes, .newUser),
        (.thread, .excludes, .newPID),
        (.pidfd, .excludes, .parentSetTID),
        (.pidfd, .excludes, .detached),
    ]
    static let privileged: UInt64 = 0x6e02_0000  // NEWNS NEWCGROUP NEWUTS NEWIPC NEWPID NEWNET

    func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
        for (one, kind, other) in Self.early where word.contains(one) {
            if word.contains(other) != (kind == .needs) { return .invalidArgument }
        }
        if caller == .user, !word.contains(.newUser), word.rawValue & Self.privileged != 0 {
            return .notPermitted
        }
        return word.contains([.newIPC, .sysvSem]) ? .invalidArgument : nil
    }
}
