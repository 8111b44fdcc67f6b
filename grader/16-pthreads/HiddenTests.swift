import Exercise_16_pthreads
import GraderKit

// Each test asks one question of all schedules of a small program, and leaves the others to other tests,
// so that the message is about one misconception.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    threadTests
    mutexTests
    conditionTests
    cancelTests
  }

  // MARK: - Threads

  @TestListBuilder private var threadTests: [GradedTest] {
    GradedTest(
      "results", "join gives the result of its thread, whoever ends first", points: 4,
      section: "02-fork-is-clone#join"
    ) { test in
      let input = input(test, threads: 2)
      try explore(test, .results, input) { scene in
        guard let results = scene.results else { try test.fail(Self.joinsForEver) }
        try test.expect(
          results, is: [input.value(0), input.value(1)],
          "join came back with what is no result: it is there when the thread has ended, which the "
            + "kernel says by clearing the thread's id, and not before")
      }
    }

    GradedTest(
      "one-process", "a thread shares all that threads share", points: 2,
      section: "02-fork-is-clone#thread"
    ) { test in
      let scene = try Threading(test, .results, input(test, threads: 1))
      let flags = scene.run.clones.first?.arguments.flags ?? []
      for flag in [CloneFlags.vm, .fs, .files, .sighand, .thread] {
        try test.expect(
          flags.contains(flag),
          "\(flag) is missing: a thread of the process shares memory, directory, descriptors and "
            + "handlers, and belongs to its thread group", about: scene.run.cloneCalls.first)
      }
    }

    GradedTest(
      "own-variables", "each thread has variables of its own", points: 3,
      section: "02-fork-is-clone#thread"
    ) { test in
      // Threads 0 and 4 would have the same variable, if they had not each their own.
      let input = input(test, threads: 5)
      let scene = try Threading(test, .specific, input)
      try test.expect(
        scene.results, is: (0..<5).map { input.value($0) },
        "a thread set a variable of its own, and did not find its value there afterwards, or found one "
          + "that it had never set. The thread pointer (CLONE_SETTLS) is each thread's own, so a place in "
          + "its block is")
    }
  }

  private static let joinsForEver =
    "join sleeps for ever: the thread has ended, and nobody has woken it. The kernel clears the word that "
    + "CLONE_CHILD_CLEARTID names, and wakes who sleeps there"

  // MARK: - Mutexes

  @TestListBuilder private var mutexTests: [GradedTest] {
    GradedTest(
      "mutex-of-three", "three threads share a mutex, wherever one is interrupted", points: 6
    ) { test in
      let input = input(test, threads: 2)
      try explore(test, .count, input) { scene in
        if scene.isStuck {
          try test.fail(
            "a thread sleeps for ever, and the mutex is free: who comes out of a sleep and takes it has "
              + "to leave word that others may still sleep")
        }
        guard scene.results != nil else { return }
        try test.expect(
          scene.stores(to: input.counter) == [1, 1, 1],
          "three threads store to the counter, once each, between `lock` and `unlock`; here others did"
        )
        try test.expect(
          scene.counter, is: 3,
          "three threads added 1 each, and something is lost: two had the mutex at once. Who is woken has "
            + "not got it by that")
      }
    }
  }

  // MARK: - Condition variables

  @TestListBuilder private var conditionTests: [GradedTest] {
    GradedTest(
      "signal", "a signal between the look and the sleep is not missed", points: 5
    ) { test in
      try explore(test, .handOver, input(test, threads: 1), preemptions: 2) { scene in
        try test.expect(
          scene.results != nil,
          "a thread waits for ever for what has come: the signal came after it had looked and before it "
            + "slept. While it has the mutex it has to read the condition's word, and sleep only if that "
            + "has not changed; and a signal has to change it")
      }
    }

    GradedTest("broadcast", "broadcast wakes all", points: 2) { test in
      // Both sleep before there is anything to take.
      let scene = try Threading(
        test, .broadcast, input(test, threads: 2), decisions: .childFirst)
      try test.expect(
        scene.results, is: [1, 1],
        "two threads waited, there was something for both, and one of them sleeps for ever: broadcast "
          + "wakes all who sleep, and signal one")
    }
  }

  // MARK: - Cancellation

  @TestListBuilder private var cancelTests: [GradedTest] {
    GradedTest(
      "cancel-asleep", "a cancelled thread does not sleep, whenever the request comes", points: 5
    ) { test in
      try explore(
        test, .cancelAsleep, input(test, threads: 1), preemptions: 2, alsoFailed: true,
        alsoUnlocked: false
      ) { scene in
        try test.expect(
          scene.results != nil || scene.failure != nil,
          "a cancelled thread sleeps for ever: it had looked whether it was asked to end, and then the "
            + "request and its signal came, and then it slept. The signal's handler runs in the thread that "
            + "is about to sleep: it can change the word, so that futex_wait refuses")
      }
    }

    GradedTest(
      "cancelled-with-mutex", "who is cancelled in wait has the mutex", points: 2
    ) { test in
      try explore(test, .cancelAsleep, input(test, threads: 1), preemptions: 1, alsoFailed: true) {
        scene in
        try test.expect(
          !scene.isUnlocked,
          "`wait` threw `Cancelled`, and the thread does not have the mutex: whoever catches it has to "
            + "find things as after any `wait`, so take the mutex first")
      }
    }

    GradedTest("cancel-busy", "testCancel ends a thread that was asked to", points: 2) { test in
      let scene: Threading
      do {
        scene = try Threading(test, .cancelBusy, input(test, threads: 1))
      } catch SubmissionFault.tooManyCalls {
        try test.fail(
          "a cancelled thread calls `testCancel` and goes on: it has to throw once the thread was asked"
        )
      }
      try test.expect(
        scene.results, is: [ThreadBlock.cancelled],
        "a thread that calls `testCancel` was cancelled, and join gives something else")
    }

    GradedTest("cancel-ended", "a thread that has ended is left alone", points: 2) { test in
      let input = input(test, threads: 1)
      try explore(test, .cancelEnded, input, preemptions: 1, alsoFailed: true) { scene in
        if let failed = scene.failure {
          try test.fail(
            "`\(failed.function)` failed with \(failed.error.name): between a look at the thread's id and "
              + "the signal the thread may end, and then there is nobody to be cancelled, which is no error"
          )
        }
        try test.expect(
          scene.results != nil && scene.results != [ThreadBlock.cancelled],
          "the thread had no place where it may be cancelled, and ended with a result: it is that which "
            + "join gives")
      }
    }
  }

  // MARK: - Parts

  /// An input at a place, and with values, of this class's own.
  private func input(_ test: TestContext, threads: Int) -> LibraryInput {
    let start = SystemCalls.data + 16 * UInt64.random(in: 1..<150, using: &test.cases)
    return LibraryInput(
      at: start, threads: threads,
      values: (0..<threads).map { _ in UInt32.random(in: 1..<1_000_000, using: &test.cases) })
  }

  /// Explores a program.
  ///
  /// - Parameters:
  ///   - test: The test.
  ///   - program: The program.
  ///   - input: Its input.
  ///   - preemptions: How many there are at most.
  ///   - alsoFailed: Whether a run counts in which a function threw an errno.
  ///   - alsoUnlocked: Whether a run counts in which a thread was cancelled without the mutex.
  ///   - check: Fails the test if a run is not as it should be.
  /// - Throws: `TestFailure`, `SubmissionFault`.
  private func explore(
    _ test: TestContext, _ program: LibraryProgram, _ input: LibraryInput, preemptions: Int = 1,
    alsoFailed: Bool = false, alsoUnlocked: Bool = true,
    _ check: @escaping (Threading) throws -> Void
  ) throws {
    try test.explore(
      program.rawValue, input.message, strategy: .bounded(preemptions: preemptions),
      schedulesMax: 600, callsMax: 220, finding: []
    ) {
      var counter: Int64 = 0
      return Staging(scripts: Threading.scripts(input, { counter = $0 })) { run in
        let scene = try Threading(run, counter)
        if let failed = scene.failure, !alsoFailed {
          let reason =
            failed.error == .interrupted || failed.error == .resourceTemporarilyUnavailable
            ? "that is no error of futex_wait, but the reason to look again" : failed.error.message
          try test.fail("`\(failed.function)` failed with \(failed.error.name): \(reason)")
        }
        try test.expect(
          scene.results != nil || scene.failure != nil || scene.isStuck || scene.isUnlocked,
          "the program was over before all its threads had ended: `join` comes back at a thread's end, and no "
            + "function of the library ends a thread or the process")
        if !alsoUnlocked, scene.isUnlocked { return }
        try check(scene)
      }
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Threading {
  let run: ProgramRun
  /// What was counted in the end.
  let counter: Int64
  /// What join gave, a number for each thread; nil if the first thread did not come so far.
  let results: [UInt32]?

  /// Runs a program, without a preemption.
  init(
    _ test: TestContext, _ program: LibraryProgram, _ input: LibraryInput,
    decisions: DecisionSource = .parentFirst
  ) throws {
    var counter: Int64 = 0
    let run = try test.run(
      program.rawValue, input.message, kernel: Kernel(decisions: decisions),
      scripts: Self.scripts(input, { counter = $0 }))
    try self.init(run, counter)
    if let failure {
      try test.fail(
        "`\(failure.function)` failed with \(failure.error.name): \(failure.error.message)")
    }
  }

  /// A run that was made already.
  init(_ run: ProgramRun, _ counter: Int64) throws {
    self.run = run
    self.counter = counter
    var found: [UInt32] = []
    // Whoever hands over before its threads have ended has not joined them.
    if let end = run.handedOver.first(where: { $0.script == LibraryScript.end }),
      end.threadID == run.calls.first?.threadID, end.tasksEnded == run.clones.count
    {
      var reader = end.reader
      found = try (0..<reader.remaining / 4).map { _ in try reader.read(UInt32.self) }
    }
    results = found.isEmpty || found.count != run.clones.count ? nil : found
  }

  /// Whether threads wait for ever.
  var isStuck: Bool { if case .deadlock = run.ending { true } else { false } }

  /// Whether a thread was cancelled without the mutex.
  var isUnlocked: Bool { run.handedOver.contains { $0.script == LibraryScript.unlocked } }

  /// How often each thread that did stored to a word.
  func stores(to word: UserAddress) -> [Int] {
    var counts: [ThreadID: Int] = [:]
    for recorded in run.calls {
      if case .store(word, _, _) = recorded.call { counts[recorded.threadID, default: 0] += 1 }
    }
    return Array(counts.values)
  }

  /// The errno that a function threw, and which function that was.
  var failure: (function: String, error: Errno)? {
    guard let failed = run.handedOver.first(where: { $0.script == LibraryScript.failed }) else {
      return nil
    }
    let function = LibraryFunction(rawValue: Int(failed.value >> 16))
    return (
      function.map { "\($0)" } ?? "a function", Errno(rawValue: Int32(failed.value & 0xffff))
    )
  }

  static func scripts(_ input: LibraryInput, _ report: @escaping (Int64) -> Void)
    -> [Int: TaskScript]
  {
    [
      LibraryScript.end: TaskScript(steps: [
        { _ in .load(address: input.counter, width: .word) },
        { reply in
          report(reply.value)
          return nil
        },
      ]),
      LibraryScript.failed: TaskScript([.exitGroup(code: 1)]),
      LibraryScript.unlocked: TaskScript([.exitGroup(code: 1)]),
    ]
  }
}
