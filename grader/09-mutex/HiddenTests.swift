import Exercise_09_mutex
import GraderKit

// Each test that explores asks one question of all schedules and leaves the others to other tests, so
// that the message is about one misconception.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    orderTests
    costTests
    tryTests
  }

  // MARK: - Whatever the order

  @TestListBuilder private var orderTests: [GradedTest] {
    GradedTest(
      "never-two", "never two have the lock, in every schedule of two tasks", points: 5,
      section: "14-locks#look-then-take"
    ) { test in
      // All schedules that differ, and then some in which a task comes back for the lock.
      for (rounds, strategy) in [(1, ScheduleStrategy.reduced), (2, .bounded(preemptions: 2))] {
        let input = input(test, tasks: 2, rounds: rounds)
        try explore(test, .count, input, strategy) { scene in
          try test.expect(
            scene.counter, is: Int64(input.tasks * input.rounds),
            "an addition is lost: two tasks had the lock at once. Between a look at the word and a store "
              + "to it another task may come, so one step has to do both. And who is woken has not got "
              + "the lock by that: take it as anybody takes it, or sleep again")
        }
      }
    }

    GradedTest(
      "nobody-forgotten", "nobody sleeps while the lock is free", points: 5,
      section: "14-locks#takes-as-one"
    ) { test in
      for (tasks, preemptions) in [(2, 2), (3, 1)] {
        try explore(
          test, .count, input(test, tasks: tasks), .bounded(preemptions: preemptions),
          alsoForgotten: true
        ) { scene in
          try scene.expectNobodyForgotten(
            test,
            "a task sleeps for ever and the lock is free: its wake was lost. Either it fell asleep "
              + "although the word said that the lock was free, or who gave the lock back did not know "
              + "that somebody waits. Who comes out of a sleep takes the lock in a way that says: "
              + "there may be others")
        }
      }
    }

    GradedTest(
      "changed-word", "a word that changes before the sleep is no error", points: 2,
      section: "14-locks#sleep"
    ) { test in
      try explore(
        test, .count, input(test, tasks: 2), .bounded(preemptions: 2), alsoFailed: true
      ) { scene in
        guard let error = scene.error else { return }
        try test.fail(
          error == .resourceTemporarilyUnavailable
            ? "EAGAIN came out of `lock`: futex_wait did not sleep, since the word had changed. That "
              + "is no error, but the reason to look again"
            : "\(error.name) came out of the lock: \(error.message)")
      }
    }
  }

  // MARK: - What it costs

  @TestListBuilder private var costTests: [GradedTest] {
    GradedTest(
      "free-lock", "a lock that nobody else wants costs no call of the kernel", points: 3
    ) { test in
      let scene = try finished(test, input(test, tasks: 1, rounds: 4))
      let asked = scene.run.calls.first { recorded in
        switch recorded.call {
        case .futexWait, .futexWake, .schedYield: true
        default: false
        }
      }
      try test.expect(
        asked == nil,
        "the kernel was asked although nobody waited: a lock is free nearly always, and then one step "
          + "on its word is enough. Let the word say whether somebody waits", about: asked)
    }

    GradedTest(
      "sleeps", "who waits sleeps", points: 2, section: "14-locks#sleep"
    ) { test in
      let looksMax = 12
      let input = input(test, tasks: 2, busy: 60)
      let scene = try finished(test, input)
      // The first task has the lock first; what the other one does up to its turn is waiting.
      let first = scene.run.calls.first?.threadID
      let waiting = scene.run.calls.filter { $0.threadID != first }.prefix { recorded in
        recorded.call != .load(address: input.counter, width: .word)
      }
      try test.expect(
        waiting.count <= looksMax,
        "`lock` made \(waiting.count) calls while another task had the lock: it keeps a processor from "
          + "those who have work. futex_wait sleeps until somebody wakes it", about: waiting.last)
    }

    GradedTest(
      "one-is-woken", "unlock wakes one of those who sleep", points: 2,
      section: "14-locks#takes-as-one"
    ) { test in
      let scene = try finished(test, input(test, tasks: 4, busy: 8))
      let crowd = scene.run.calls.first { recorded in
        if case .futexWake(_, let count, _) = recorded.call { count > 1 } else { false }
      }
      try test.expect(
        crowd == nil,
        "`unlock` wakes all who sleep, and all but one of them go back to sleep: a herd that thunders "
          + "for nothing. One can have the lock, so wake one", about: crowd)
    }
  }

  // MARK: - tryLock

  @TestListBuilder private var tryTests: [GradedTest] {
    GradedTest(
      "ask-among-others", "who asks and gives up disturbs nobody", points: 3
    ) { test in
      try explore(
        test, .countOrGiveUp, input(test, tasks: 3), .bounded(preemptions: 1), alsoForgotten: true
      ) { scene in
        try scene.expectNobodyForgotten(
          test,
          "a task sleeps for ever after another one's `tryLock`: a `tryLock` that says no must leave "
            + "the word as it was, or it wipes out that somebody waits")
        guard let answer = scene.answer else { return }
        try test.expect(
          scene.counter, is: answer, "an addition is lost: `tryLock` let a second task in")
      }
    }
  }

  // MARK: - Parts

  /// An input with a lock and a counter at places of this class's own.
  private func input(_ test: TestContext, tasks: Int, rounds: Int = 1, busy: Int = 0) -> LockInput {
    let place = UInt64.random(in: 0..<300, using: &test.cases)
    return LockInput(
      word: SystemCalls.data + 8 * place, counter: SystemCalls.data + 8 * place + 4, tasks: tasks,
      rounds: rounds, busy: busy)
  }

  /// Runs `count` without a preemption, up to its end.
  private func finished(_ test: TestContext, _ input: LockInput) throws -> Locking {
    let scene = try Locking(test, .count, input)
    try scene.expectNobodyForgotten(test, "a task waits for ever, though nobody was interrupted")
    try scene.expectCarriedOut(test, input)
    return scene
  }

  /// Explores a program.
  ///
  /// What runs to its end has to have done what the program says; and something has to.
  ///
  /// - Parameters:
  ///   - test: The test.
  ///   - program: The program.
  ///   - input: Its input.
  ///   - strategy: Which schedules are played.
  ///   - alsoForgotten: Whether a run counts in which tasks wait for ever.
  ///   - alsoFailed: Whether a run counts in which an errno came out of a function.
  ///   - check: Fails the test if a run is not as it should be.
  /// - Throws: `TestFailure`, `SubmissionFault`.
  private func explore(
    _ test: TestContext, _ program: LockProgram, _ input: LockInput, _ strategy: ScheduleStrategy,
    alsoForgotten: Bool = false, alsoFailed: Bool = false,
    _ check: @escaping (Locking) throws -> Void
  ) throws {
    var ends = 0
    try test.explore(
      program.rawValue, input.message, strategy: strategy, schedulesMax: 900, callsMax: 150,
      finding: []
    ) {
      var counter: Int64 = 0
      return Staging(scripts: Locking.scripts(input, { counter = $0 })) { run in
        let scene = Locking(run, counter)
        let isOver = scene.error == nil && !scene.isForgotten
        if scene.error != nil && !alsoFailed || scene.isForgotten && !alsoForgotten { return }
        try check(scene)
        guard isOver else { return }
        try scene.expectCarriedOut(test, input, mayGiveUp: program == .countOrGiveUp)
        ends += 1
      }
    }
    try test.expect(ends > 0, "there is no schedule in which all tasks come to their end")
  }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Locking {
  let run: ProgramRun
  /// How many of the tasks got the lock; nil if the run did not come so far.
  let answer: Int64?
  /// What was counted in the end.
  let counter: Int64

  /// Runs a program, without a preemption.
  init(_ test: TestContext, _ program: LockProgram, _ input: LockInput) throws {
    var counter: Int64 = 0
    let run = try test.run(
      program.rawValue, input.message, scripts: Self.scripts(input, { counter = $0 }))
    self.init(run, counter)
  }

  /// A run that was made already.
  init(_ run: ProgramRun, _ counter: Int64) {
    self.run = run
    self.counter = counter
    answer = run.handedOver.first { $0.script == LockScript.end }?.value
  }

  /// The errno that one of the functions threw.
  var error: Errno? {
    run.handedOver.first { $0.script == LockScript.failed }.map { Errno(handedOver: $0.value) }
  }

  static func scripts(_ input: LockInput, _ report: @escaping (Int64) -> Void) -> [Int: TaskScript]
  {
    [
      LockScript.end: TaskScript(steps: [
        { _ in .load(address: input.counter, width: .word) },
        { reply in
          report(reply.value)
          return nil
        },
      ]),
      LockScript.failed: TaskScript([.exitGroup(code: 1)]),
    ]
  }

  /// Whether tasks wait for ever.
  var isForgotten: Bool { if case .deadlock = run.ending { true } else { false } }

  /// Fails if tasks wait for ever.
  func expectNobodyForgotten(_ test: TestContext, _ message: String) throws {
    if isForgotten { try test.fail(message) }
  }

  /// Fails unless the program was carried out, as the kernel has seen it: a submission can end a task, or the
  /// process, or hand over to the test, instead of coming back from `lock`.
  func expectCarriedOut(
    _ test: TestContext, _ input: LockInput, mayGiveUp: Bool = false
  ) throws {
    var loads: [ThreadID: Int] = [:]
    var stores: [ThreadID: Int] = [:]
    for recorded in run.calls {
      switch recorded.call {
      case .load(input.counter, _): loads[recorded.threadID, default: 0] += 1
      case .store(input.counter, _, _): stores[recorded.threadID, default: 0] += 1
      default: break
      }
    }
    let ends = run.handedOver.filter { $0.script == LockScript.end }
    let patient = stores.values.count { $0 == input.rounds }
    try test.expect(
      ends.count == 1 && ends[0].threadID == run.calls.first?.threadID
        && ends[0].tasksEnded == input.tasks - 1 && run.clones.count == input.tasks - 1
        && loads == stores && patient >= input.tasks - (mayGiveUp ? 1 : 0)
        && ends[0].value == Int64(stores.values.reduce(0, +)),
      "not every task took the lock, counted and gave it back: `lock`, `tryLock` and `unlock` come back to who "
        + "has called them, and end no task and no process")
  }
}
