/// What a new exercise begins as: a small one that is whole, to be changed bit by bit.
///
/// Its subject is the word that wait4 stores. Each hidden test has a mutant that it alone catches, and four mutants pass
/// every visible test, as any exercise should have it.
enum ExerciseTemplate {
  /// The files; `EXERCISE` and `GRADER` are the two folders.
  static let files: [(path: String, text: String)] =
    [
      ("EXERCISE/exercise.yaml", description), ("EXERCISE/Protocol.swift", protocolFile),
      ("EXERCISE/Starter.swift", starter), ("EXERCISE/Submission.swift", starter),
      ("EXERCISE/VisibleTests.swift", visibleTests), ("GRADER/HiddenTests.swift", hiddenTests),
      ("GRADER/Solution.swift", solution), ("GRADER/AnotherSolution.swift", anotherSolution),
      ("GRADER/mutants.yaml", mutantsFile),
    ] + mutants.map { ("GRADER/mutants/\($0.name).swift", submission($0.body)) }

  private static let description = """
    id: IDENTIFIER
    title: TITLE
    summary: Say how a process ended, as a shell says it in `$?`.
    kind: kernel-function
    minutes: 20
    points: 6
    subgoals:
      - Tell an exit from a signal
      - Take the number out of its bits
    hints:
      - The low seven bits of the word say which of the cases it is.
      - "They are 0 for an exit, whose status is in the bits 8 to 15; 0x7f is for a process that is only stopped."
    text: |
      `wait4` stores a *status word* that says how a child ended. You write the function that reads it, in
      `Submission.swift`: the exit status if the process ended by itself, 128 + *n* if signal *n* killed it, and `nil` if it
      has not ended at all.

    """

  private static let protocolFile = """
    import ExerciseKit
    import Wire

    /// What you write: the reading of a status word.
    public protocol StatusReader: Sendable {
      init()

      /// What a shell says of a process in `$?`.
      ///
      /// - Parameter word: The word that wait4 stored.
      /// - Returns: 0 to 255 for an exit, 128 + n for signal n, nil for a process that has not ended.
      func shellStatus(of word: Int32) -> Int32?
    }

    // MARK: - How the tests reach your code; nothing below is needed for the exercise

    /// A question about many words, and its answers: one message each way costs less than one a word.
    public enum StatusQuestion {
      /// The function's number.
      public static let function = 0
      /// What stands for nil in an answer.
      public static let none = Int32.min

      /// The question as it crosses the wire.
      public static func message(_ words: [Int32]) -> WireWriter {
        var writer = WireWriter()
        writer.write(UInt32(words.count))
        for word in words { writer.write(word) }
        return writer
      }
    }

    /// The tests' way to a submission of this exercise.
    public func endpoint(_ submission: some StatusReader) -> some Endpoint {
      StatusEndpoint(submission: submission)
    }

    struct StatusEndpoint<Submission: StatusReader>: Endpoint {
      let submission: Submission

      func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
        guard function == StatusQuestion.function else { return nil }
        var output = WireWriter()
        for _ in 0..<(try input.read(UInt32.self)) {
          let word = try input.read(Int32.self)
          output.write(submission.shellStatus(of: word) ?? StatusQuestion.none)
        }
        return output
      }
    }

    """

  private static let starter = """
    import ExerciseKit
    import MODULE

    struct Submission: StatusReader {
      func shellStatus(of word: Int32) -> Int32? {
        // TODO: which of the three cases is it, and where is the number?
        0
      }
    }

    """

  private static let visibleTests = """
    import MODULE
    import GraderKit

    struct VisibleTests: TestSuite {
      var tests: [GradedTest] {
        GradedTest(
          "exits", "an exit status comes out of its bits", points: 1, visibility: .visible
        ) { test in
          try judge(
            test, [0x0000, 0x0700], [0, 7],
            "the status of exit is in the bits 8 to 15 of the word, not in the word as it is")
        }

        GradedTest(
          "signals", "a signal is told as 128 and its number", points: 1, visibility: .visible
        ) { test in
          try judge(
            test, [0x0009, 0x000f], [137, 143], "a shell adds 128 to the signal that killed a process")
        }
      }
    }

    """ + judge

  private static let hiddenTests = """
    import MODULE
    import GraderKit

    struct HiddenTests: TestSuite {
      var tests: [GradedTest] {
        GradedTest("every-exit", "all 256 exit statuses", points: 1) { test in
          let codes = Array(Int32(0)...255)
          try judge(test, codes.map { $0 << 8 }, codes, "an exit status has eight bits")
        }

        GradedTest("every-signal", "all 64 signals", points: 1) { test in
          let signals = Array(Int32(1)...64)
          try judge(
            test, signals, signals.map { 128 + $0 }, "real-time signals, up to 64, kill as others do")
        }

        GradedTest("core-dumps", "a core dump changes nothing", points: 1) { test in
          try judge(
            test, [0x8b, 0x86], [139, 134],
            "bit 7 says that a core was dumped; it is no part of the signal")
        }

        GradedTest("stopped", "a process that is stopped has not ended", points: 1) { test in
          try judge(
            test, [0x137f, 0xffff], [StatusQuestion.none, StatusQuestion.none],
            "0x7f in the low bits is for a stop, and 0xffff for going on: neither is an end")
        }
      }
    }

    """ + judge

  /// How both suites ask.
  private static let judge = """
    /// Asks about all words at once, and fails at the first that is read wrong.
    private func judge(
      _ test: TestContext, _ words: [Int32], _ expected: [Int32], _ message: String
    ) throws {
      let answers = try test.call(StatusQuestion.function, StatusQuestion.message(words)) { reader in
        try words.map { _ in try reader.read(Int32.self) }
      }
      for (index, word) in words.enumerated() where answers[index] != expected[index] {
        let shown = { (value: Int32) in value == StatusQuestion.none ? "nil" : "\\(value)" }
        try test.fail(
          "0x" + String(word, radix: 16) + ": " + message, expected: shown(expected[index]),
          actual: shown(answers[index]))
      }
    }

    """

  private static let solution = submission(
    """
    let signal = word & 0x7f
    if signal == 0x7f { return nil }
    return signal == 0 ? word >> 8 & 0xff : 128 + signal
    """)

  private static let anotherSolution =
    "// A table of cases in place of a chain of questions.\n"
    + submission(
      """
      switch word & 0x7f {
      case 0: return Int32(UInt8(truncatingIfNeeded: word >> 8))
      case 0x7f: return nil
      case let signal: return 128 + signal
      }
      """)

  /// A submission with the body of its one function.
  private static func submission(_ body: String) -> String {
    let lines = body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    return """
      import ExerciseKit
      import MODULE

      struct Submission: StatusReader {
        func shellStatus(of word: Int32) -> Int32? {
      \(lines)
        }
      }

      """
  }

  private static let mutants: [(name: String, body: String, fails: String, message: String)] = [
    (
      "word-as-it-is", "word", "exits", "not in the word as it is"
    ),
    (
      "bare-signal",
      """
      let signal = word & 0x7f
      if signal == 0x7f { return nil }
      return signal == 0 ? word >> 8 & 0xff : signal
      """, "signals", "adds 128"
    ),
    (
      "seven-bits",
      """
      let signal = word & 0x7f
      if signal == 0x7f { return nil }
      return signal == 0 ? word >> 8 & 0x7f : 128 + signal
      """, "every-exit", "eight bits"
    ),
    (
      "old-signals",
      """
      let signal = word & 0x7f
      if signal == 0x7f { return nil }
      return signal == 0 ? word >> 8 & 0xff : 128 + signal % 32
      """, "every-signal", "real-time signals"
    ),
    (
      "core-in-signal",
      """
      if word & 0x7f == 0x7f { return nil }
      return word & 0xff == 0 ? word >> 8 & 0xff : 128 + (word & 0xff)
      """, "core-dumps", "a core was dumped"
    ),
    (
      "stop-is-an-end",
      """
      let signal = word & 0x7f
      return signal == 0 ? word >> 8 & 0xff : 128 + signal
      """, "stopped", "neither is an end"
    ),
  ]

  private static let mutantsFile =
    "# What each mutant must come to: the test that fails on it, and a part of that test's message.\n"
    + mutants.map { "\($0.name).swift:\n  fails: \($0.fails)\n  message: \($0.message)\n" }.joined()
}
