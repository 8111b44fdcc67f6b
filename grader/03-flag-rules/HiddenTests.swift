import Exercise_03_flag_rules
import GraderKit

// Every expected answer comes from the kernel's own predicate.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    for caller in Caller.allCases {
      GradedTest(
        "table-\(caller)", "all 8,192 combinations of the flags with rules, by \(caller)",
        points: 5, section: "03-flag-rules#order"
      ) { test in
        try judge(test, Self.table.map { $0.withSignal(Self.child) }, by: caller)
      }
    }

    GradedTest(
      "random-words", "25,000 random legal words a caller, other flags set as well", points: 3,
      section: "03-flag-rules#order"
    ) {
      test in
      for caller in Caller.allCases {
        // Words that break no rule by those flags alone: so what refuses them is another flag.
        let legal = Self.table.filter { expectation(of: $0, by: caller) == .legal }
        let words = (0..<25_000).map { _ in
          let others = UInt64.random(in: 0...UInt64(UInt32.max), using: &test.cases)
          let word = legal.randomElement(using: &test.cases) ?? []
          return word.union(CloneFlags(rawValue: others & Self.otherFlags))
            .withSignal(UInt64.random(in: 0...64, using: &test.cases))
        }
        try judge(test, words, by: caller)
      }
    }

    GradedTest(
      "no-flags", "bits that are no flags of clone change nothing", points: 3,
      visibility: .afterDueDate, section: "03-flag-rules#the-word"
    ) { test in
      for caller in Caller.allCases {
        try judge(test, Self.samples, by: caller)
        for bits in [UInt64(0x41)...0x7f, 0x80...0xff] {
          try judge(
            test, Self.samples.flatMap { word in bits.map { word.withSignal($0) } }, by: caller,
            reason: bits.lowerBound == 0x80
              ? "0x80 is a bit of the exit signal in the word of clone: CLONE_NEWTIME can be given "
                + "to clone3 and unshare alone"
              : "6.18 takes any number as exit signal, and sends nothing if there is no such signal; "
                + "7.1 is the first that refuses it")
        }
        try judge(
          test, Self.samples.map { $0.union([.clearSighand, .intoCgroup]) }, by: caller,
          reason: "clone drops the upper 32 bits of its word: CLONE_CLEAR_SIGHAND and "
            + "CLONE_INTO_CGROUP are flags of clone3")
      }
    }
  }

  // MARK: - Words

  /// The flags that rules are about, and that stand for others of their kind: 13 of 24.
  private static let ruledFlags: [CloneFlags] = [
    .vm, .fs, .sighand, .pidfd, .parent, .thread, .newNS, .sysvSem, .parentSetTID, .detached,
    .newIPC, .newUser, .newPID,
  ]

  /// All their combinations.
  private static let table: [CloneFlags] = (0..<1 << ruledFlags.count).map { row in
    ruledFlags.indices.filter { row >> $0 & 1 == 1 }
      .reduce(into: []) { $0.formUnion(ruledFlags[$1]) }
  }

  /// The bits of the other eleven flags.
  private static let otherFlags: UInt64 =
    0xffff_ff00 & ~ruledFlags.reduce(0) { $0 | $1.rawValue }

  /// Words of every kind: legal, refused to all, refused to users.
  private static let samples: [CloneFlags] = [
    [], [.vm, .vfork], [.vm, .fs, .files, .sighand, .thread], [.thread], [.newNS, .fs],
    [.newPID], [.newUser, .newPID],
  ]

  private static let child = UInt64(Signal.child.rawValue)

  // MARK: - Judging

  /// Asks for words by batch and fails with the plainest of those that are judged wrong.
  private func judge(
    _ test: TestContext, _ words: [CloneFlags], by caller: Caller, reason: String? = nil
  ) throws {
    let question = FlagQuestion(.list(words), by: caller)
    let answers = try test.call(question.function.rawValue, question.message) {
      try Refusals(count: question.count, &$0)
    }
    let expected = Refusals(count: words.count) { expectation(of: words[$0], by: caller) }
    let wrong = answers.differences(from: expected)
    let plainest = wrong.min {
      words[$0].rawValue.nonzeroBitCount < words[$1].rawValue.nonzeroBitCount
    }
    guard let plainest else { return }
    let word = words[plainest]
    let why =
      reason ?? explanation(of: word, by: caller, expected[plainest], not: answers[plainest])
    try test.fail(
      "\(wrong.count) of \(words.count) words by \(caller) are judged wrong, for example "
        + "\(word.text): \(why)",
      expected: "\(expected[plainest])", actual: "\(answers[plainest])")
  }

  private func expectation(of word: CloneFlags, by caller: Caller) -> Refusals.Answer {
    Refusals.Answer(
      cloneValidity(flags: word, exitSignal: word.signal, caller: caller.state))
  }

  /// What who judged so has not thought of.
  private func explanation(
    of word: CloneFlags, by caller: Caller, _ expected: Refusals.Answer,
    not answer: Refusals.Answer
  ) -> String {
    let rule = brokenCloneRule(flags: word, exitSignal: word.signal, caller: caller.state)
    let sentence = rule.map { "\($0.explanation)" } ?? "no rule speaks against it"
    switch (expected, answer) {
    case (_, .other): return "the answers are EINVAL, EPERM and legal, and no other"
    case (.invalidArgument, .notPermitted):
      return "it is nonsense for everybody, since \(sentence); that is tested before the capability"
    case (.notPermitted, .invalidArgument):
      return "\(sentence); that is tested before CLONE_NEWIPC with CLONE_SYSVSEM"
    case (.legal, .notPermitted) where caller == .root: return "\(sentence), and root may do all"
    case (.legal, _) where word.contains(.parent) && !word.isDisjoint(with: [.newPID, .newUser]):
      return "\(sentence), whatever clone(2) says of CLONE_PARENT"
    default: return sentence
    }
  }
}

extension Caller {
  /// The caller as the kernel's predicate knows it.
  fileprivate var state: CallerState {
    switch self {
    case .root: .root
    case .user: .user
    }
  }
}

extension CloneFlags {
  /// The lowest eight bits: the exit signal.
  fileprivate var signal: Int32 { Int32(rawValue & 0xff) }

  /// The word with this exit signal, or bits in its place.
  fileprivate func withSignal(_ signal: UInt64) -> CloneFlags {
    CloneFlags(rawValue: rawValue | signal)
  }

  /// The flags by name, and the exit signal as a number.
  fileprivate var text: String {
    "\(CloneFlags(rawValue: rawValue & ~0xff)) with exit signal \(signal)"
  }
}
