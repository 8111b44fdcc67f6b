import TestSupport

/// A course of one exercise whose tests explore the schedules of a program.
///
/// - Throws: What Foundation throws when a file can't be written.
func writeRacingCourse(in folder: TemporaryFolder, submission: String) throws {
  try folder.write(
    """
    id: racing
    title: Races
    language: en
    authors: [Nobody]
    lessons: []
    exercises: [01-race]
    """, to: "lessons/course.yaml")
  try folder.write(
    """
    id: 01-race
    title: Count to two
    summary: Two threads count.
    kind: program
    minutes: 1
    subgoals: [count]
    hints: [Count.]
    text: |
      Count with two threads, and end with the sum.
    """, to: "exercises/01-race/exercise.yaml")
  try folder.write(
    """
    import ExerciseKit
    import Wire

    /// Counts.
    public protocol Counting: Sendable {
      init()
      /// Counts with two threads and returns the sum.
      func run(_ linux: SystemCalls) async throws -> Int32
    }

    extension SystemCalls {
      /// Makes a thread whose id is in a word as long as it lives.
      public func thread(
        _ word: UserAddress, file: StaticString = #fileID, line: UInt32 = #line,
        _ body: @escaping TaskBody
      ) async throws {
        try await clone(
          [.vm, .fs, .files, .sighand, .thread, .parentSetTID, .childClearTID], parentTID: word,
          childTID: word, child: body, file: file, line: line)
      }

      /// Waits until the word of a thread is 0.
      public func join(_ word: UserAddress) async throws {
        while true {
          let id = try await load(word)
          if id == 0 { return }
          do {
            try await futexWait(word, expected: id)
          } catch Errno.resourceTemporarilyUnavailable {}
        }
      }
    }

    struct CountingEndpoint<Submission: Counting>: Endpoint {
      let submission: Submission

      func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
        { linux in try await submission.run(linux) }
      }
    }

    public func endpoint(_ submission: some Counting) -> some Endpoint {
      CountingEndpoint(submission: submission)
    }
    """, to: "exercises/01-race/Protocol.swift")
  for name in ["Submission", "Starter"] {
    try folder.write(submission, to: "exercises/01-race/\(name).swift")
  }
  try folder.write(racingTests(), to: "exercises/01-race/VisibleTests.swift")
  try folder.write(
    """
    import GraderKit

    struct HiddenTests: TestSuite {
      var tests: [GradedTest] {
        GradedTest("runs", "it runs") { test in try test.expectFinished(try test.run()) }
      }
    }
    """, to: "grader/01-race/HiddenTests.swift")
}

/// The visible tests: one that looks at results alone, one that looks for all that is wrong, and one
/// that runs the program once.
func racingTests(decisions: String = "") -> String {
  """
  import GraderKit

  struct VisibleTests: TestSuite {
    var tests: [GradedTest] {
      GradedTest("sum", "the sum is right in every schedule", visibility: .visible) { test in
        let found = try test.explore(
          strategy: .bounded(preemptions: 2), schedulesMax: 500, callsMax: 80, finding: []
        ) { run in
          guard run.ending == .finished else { return }
          try test.expect(run.status, is: .exited(2), "an update is lost")
        }
        try test.expect(found.schedules > 1, "nothing was explored")
      }
      GradedTest("findings", "nothing else goes wrong", visibility: .visible) { test in
        try test.explore(strategy: .reduced, schedulesMax: 500, callsMax: 80) { _ in }
      }
      GradedTest("once", "one schedule alone", visibility: .visible) { test in
        let run = try test.run(kernel: .explored(decisions: .replay([\(decisions)])))
        try test.expect(run.status, is: .exited(2), "an update is lost")
      }
    }
  }
  """
}

/// A submission of the racing course from what its threads do, and what is outside of it.
///
/// - Parameters:
///   - body: What each thread does; `linux`, `count` and `number`, 1 or 2, are there.
///   - joins: Whether the threads are waited for.
///   - first: What the program does first.
///   - last: What is added to the sum that it returns.
///   - outside: Declarations beside the submission.
/// - Returns: The source.
func racing(
  _ body: String, joins: Bool = true, first: String = "", last: String = "0", outside: String = ""
) -> String {
  let join = "try await linux.join(SystemCalls.data + 64 + 4 * number)"
  return """
    import ExerciseKit
    import Exercise_01_race

    \(outside)

    struct Submission: Counting {
      func run(_ linux: SystemCalls) async throws -> Int32 {
        let count = SystemCalls.data
        \(first)
        for number in UInt64(1)...2 {
          try await linux.thread(SystemCalls.data + 64 + 4 * number) { linux in
            \(body)
            return 0
          }
        }
        for number in UInt64(1)...2 where \(joins) { \(join) }
        return Int32(try await linux.load(count)) + (\(last))
      }
    }

    """
}
