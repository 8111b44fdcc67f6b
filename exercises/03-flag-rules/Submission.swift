import ExerciseKit
import Exercise_03_flag_rules

struct Submission: FlagRules {
  func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
    // TODO: the rules that say EINVAL, in the order in which the kernel tests them.
    // TODO: the rule that says EPERM, and what comes after it.
    .notImplemented
  }
}
