import ExerciseKit
import Exercise_03_flag_rules

// Mistake: a new user namespace needs the capability too.
struct Submission: FlagRules {
  /// The flags that need CAP_SYS_ADMIN; CLONE_NEWTIME is no flag of this call.
  private static let namespaces: CloneFlags = [
    .newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet,
  ]

  func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
    // The chain.
    if word.contains(.thread), !word.contains(.sighand) { return .invalidArgument }
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
    if caller == .user, !word.isDisjoint(with: Self.namespaces.union(.newUser)) {
      return .notPermitted
    }
    // What comes last.
    if word.contains([.newIPC, .sysvSem]) { return .invalidArgument }
    return nil
  }
}
