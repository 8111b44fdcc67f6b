import Exercise_09_mutex
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "one-task", "a task takes the lock and gives it back, again and again", points: 1,
      visibility: .visible, section: "14-locks#mutex"
    ) { test in
      let input = LockInput(tasks: 1, rounds: 3)
      let scene = try Locking(test, .count, input)
      try test.expectFinished(scene.run)
      try test.expect(
        scene.touches > 0 || !scene.stores(to: input.word),
        "`lock` looks at the word and stores to it in two steps, and between them another task may come. "
          + "One step has to do both, as compareExchange does")
      try test.expect(
        scene.touches > 0,
        "`lock` and `unlock` never touched the lock's word: all that tasks can tell each other is there"
      )
      try scene.expectCarriedOut(test, input)
      try test.expect(
        scene.lastWord, is: 0, "nobody has the lock, and nobody waits: then its word is 0")
    }

    GradedTest(
      "two-tasks", "one waits while another one has the lock", points: 1, visibility: .visible,
      section: "14-locks#sleep"
    ) { test in
      let input = LockInput(tasks: 2, busy: 4)
      let scene = try Locking(test, .count, input)
      try scene.expectAllCounted(test, input)
    }

    GradedTest(
      "in-turns", "two tasks take turns, wherever one of them is interrupted", points: 2,
      visibility: .visible, section: "14-locks#mutex"
    ) { test in
      try test.explore(
        LockProgram.count.rawValue, LockInput(tasks: 2).message, strategy: .bounded(preemptions: 1),
        schedulesMax: 200, callsMax: 80, finding: []
      ) {
        var looks = Looks()
        return Staging(scripts: Locking.scripts(LockInput(), { looks = $0 })) { run in
          try Locking(run, looks, test).expectAllCounted(test, LockInput())
        }
      }
    }

    GradedTest(
      "ask", "tryLock says no while another one has the lock, and yes afterwards", points: 1,
      visibility: .visible
    ) { test in
      let scene = try Locking(test, .ask, LockInput())
      try test.expect(
        scene.answer != nil,
        "`tryLock` never came back, or `unlock` did not: it has to say no at once, and not to wait")
      try test.expect(
        (scene.answer ?? 0) & 1 == 0,
        "`tryLock` said yes while another task had the lock: now two have it")
      try test.expect(
        (scene.answer ?? 0) & 2 != 0, "`tryLock` said no although the lock had been given back")
      try test.expect(
        scene.tasksEnded == 1, "the task that asked with `tryLock` did not get to its end")
    }
  }
}

/// What the test's own task sees in memory at the end.
struct Looks {
  var counter: Int64 = 0
  var word: Int64 = 0
}

/// One run of a program of this exercise, and what tests ask about it.
struct Locking {
  let run: ProgramRun
  /// How many of the tasks got the lock, or the answers of `ask`; nil if the run did not come so far.
  let answer: Int64?
  /// How many tasks had come to their end before it.
  let tasksEnded: Int
  /// What was counted in the end.
  let counter: Int64
  /// What the lock's word held in the end.
  let lastWord: Int64

  /// Runs a program, without a preemption.
  init(_ test: TestContext, _ program: LockProgram, _ input: LockInput) throws {
    var looks = Looks()
    let run = try test.run(
      program.rawValue, input.message, scripts: Self.scripts(input, { looks = $0 }))
    try self.init(run, looks, test)
  }

  /// A run that was made already.
  init(_ run: ProgramRun, _ looks: Looks, _ test: TestContext) throws {
    self.run = run
    let end = run.handedOver.first { $0.script == LockScript.end }
    answer = end?.value
    tasksEnded = end?.tasksEnded ?? 0
    counter = looks.counter
    lastWord = looks.word
    guard let failed = run.handedOver.first(where: { $0.script == LockScript.failed }) else {
      return
    }
    let error = Errno(handedOver: failed.value)
    try test.fail(
      error == .resourceTemporarilyUnavailable
        ? "EAGAIN came out of your lock. futex_wait says so when the word has changed before it could "
          + "sleep: that is no error, but the reason to look again"
        : "\(error.name) came out of your lock: \(error.message)")
  }

  /// The first task looks at the counter and at the word in the end, and who failed ends the process.
  static func scripts(_ input: LockInput, _ report: @escaping (Looks) -> Void)
    -> [Int: TaskScript]
  {
    var looks = Looks()
    return [
      LockScript.end: TaskScript(steps: [
        { _ in .load(address: input.counter, width: .word) },
        { reply in
          looks.counter = reply.value
          return .load(address: input.word, width: .word)
        },
        { reply in
          looks.word = reply.value
          report(looks)
          return nil
        },
      ]),
      LockScript.failed: TaskScript([.exitGroup(code: 1)]),
    ]
  }

  /// How often the submission's code read or changed memory in a step that is none of the adapter's.
  var touches: Int {
    run.calls.count { recorded in
      switch recorded.call {
      case .compareExchange, .exchange, .fetchAdd: true
      default: false
      }
    }
  }

  /// Whether the submission's code stored to the lock's word by itself.
  func stores(to word: UserAddress) -> Bool {
    run.calls.contains { recorded in
      if case .store(word, _, _) = recorded.call { true } else { false }
    }
  }

  /// Fails unless every task came to its end, and no addition was lost.
  func expectAllCounted(_ test: TestContext, _ input: LockInput) throws {
    if case .deadlock = run.ending {
      try test.fail(
        "a task waits for ever for a lock that nobody has any more: who gives it back has to make it "
          + "free and to wake somebody, if somebody may be waiting")
    }
    try expectCarriedOut(test, input)
    try test.expect(
      counter, is: Int64(input.tasks * input.rounds),
      "an addition is lost: two tasks had the lock at once. Between a look at the word and a store "
        + "to it another task may come; one step has to do both, as compareExchange does")
  }

  /// Fails unless each task took the lock and counted, and the first one was told so at the end.
  func expectCarriedOut(_ test: TestContext, _ input: LockInput) throws {
    let counters = Set(
      run.calls.compactMap { recorded in
        if case .store(input.counter, _, _) = recorded.call { recorded.threadID } else { nil }
      })
    try test.expect(
      answer == Int64(input.tasks * input.rounds) && tasksEnded == input.tasks - 1
        && counters.count == input.tasks,
      "not every task took the lock, counted and gave it back: `lock` and `unlock` come back to who has called "
        + "them, and end no task and no process")
  }
}
