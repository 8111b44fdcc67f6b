import ExerciseKit
import Exercise_03_flag_rules

// Another shape: the rules are a table, in the order of the kernel, and the first one that is broken says it.
struct Submission: FlagRules {
  private struct Rule {
    // It speaks about words with one of these,
    let about: CloneFlags
    // which must have all of these
    var needs: CloneFlags = []
    // and none of these,
    var forbids: CloneFlags = []
    // unless they have this one.
    var unless: CloneFlags = []
    // Whether it is asked of ordinary users alone.
    var isForUsers = false
    var refusal: Errno = .invalidArgument

    func isBroken(by word: CloneFlags, _ caller: Caller) -> Bool {
      guard !word.isDisjoint(with: about), !isForUsers || caller == .user else { return false }
      guard unless.isEmpty || word.isDisjoint(with: unless) else { return false }
      return !word.isSuperset(of: needs) || !word.isDisjoint(with: forbids)
    }
  }

  private static let namespaces: CloneFlags = [
    .newNS, .newCgroup, .newUTS, .newIPC, .newPID, .newNet,
  ]

  private static let rules = [
    Rule(about: .newNS, forbids: .fs),
    Rule(about: .newUser, forbids: [.fs, .thread]),
    Rule(about: .thread, needs: .sighand, forbids: .newPID),
    Rule(about: .sighand, needs: .vm),
    Rule(about: .pidfd, forbids: [.detached, .parentSetTID]),
    Rule(
      about: namespaces, forbids: namespaces, unless: .newUser, isForUsers: true,
      refusal: .notPermitted),
    Rule(about: .sysvSem, forbids: .newIPC),
  ]

  func refusal(of word: CloneFlags, by caller: Caller) -> Errno? {
    Self.rules.first { $0.isBroken(by: word, caller) }?.refusal
  }
}
