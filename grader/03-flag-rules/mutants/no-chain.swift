import ExerciseKit
import Exercise_03_flag_rules

// Mistake: a thread needs nothing.
struct Submission: FlagRules {
  /// The flags that need CAP_SYS_ADMIN; CLONE_NEWTIME is no flag of this call.
  private static let namespaces: CloneFlags = [
    .newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet,
  ]

  func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
    // The chain.
    if word.contains(.sighand), !word.contains(.vm) { return .invalidArgument }
    // The exclusions.
    if word.contains(.fs), !word.isDisjoint(with: [.newNS, .newUser]) { return .invalidArgument }
    if word.contains(.thread), !word.isDisjoint(with: [.newUser, .newPID]) {
      return .invalidArgument
    }
    if word.contains(.pidfd), !word.isDisjoint(with: [.parentSetTID, .detached]) {
      return .invalidArgument
    }
    // Who calls.
    if caller == .user, !word.contains(.newUser), !word.isDisjoint(with: Self.namespaces) {
      return .notPermitted
    }
    // What comes last.
    if word.contains([.newIPC, .sysvSem]) { return .invalidArgument }
    return nil
  }
}
