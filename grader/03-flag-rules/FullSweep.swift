import Exercise_03_flag_rules
import GraderKit

/// Every one of the 16,777,216 flag words, by both callers: not part of a grade, since it takes
/// seconds where the hidden tests take milliseconds.
struct FullSweep: TestSuite {
  var tests: [GradedTest] {
    for caller in Caller.allCases {
      GradedTest("sweep-\(caller)", "all 16,777,216 flag words, by \(caller)", points: 0) { test in
        try sweep(test, by: caller)
      }
    }
  }

  private func sweep(_ test: TestContext, by caller: Caller) throws {
    // The words are the multiples of 256: below are the bits of the exit signal.
    let step: UInt64 = 0x100
    let wordCount = 1 << 24
    for first in stride(from: 0, to: wordCount, by: FlagQuestion.countMax) {
      let question = FlagQuestion(
        .range(first: UInt64(first) * step, step: step, count: FlagQuestion.countMax), by: caller)
      let answers = try test.call(question.function.rawValue, question.message) {
        try Refusals(count: question.count, &$0)
      }
      let state: CallerState = caller == .root ? .root : .user
      let expected = Refusals(count: question.count) { index in
        Refusals.Answer(cloneValidity(flags: question[index], exitSignal: 0, caller: state))
      }
      guard let wrong = answers.differences(from: expected).first else { continue }
      try test.fail(
        "\(question[wrong]) by \(caller) is judged wrong", expected: "\(expected[wrong])",
        actual: "\(answers[wrong])")
    }
  }
}
