import Exercise_16_pthreads
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "join", "threads run, and join gives their results", points: 1, visibility: .visible,
      section: "02-fork-is-clone#join"
    ) { test in
      let scene = try Threading(test, .results, LibraryInput(threads: 2, values: [7, 9]))
      try test.expect(
        scene.run.clones.count == 2,
        "two threads need two calls to clone, not \(scene.run.clones.count)")
      try test.expect(
        scene.results, is: [7, 9],
        "join gives what the thread's body returned: the thread keeps it in its block before it ends"
      )
    }

    GradedTest(
      "mutex", "two threads count under a mutex, wherever one is interrupted", points: 1,
      visibility: .visible, section: "14-locks#mutex"
    ) { test in
      try test.explore(
        LibraryProgram.count.rawValue, LibraryInput(threads: 1).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 200, callsMax: 100, finding: []
      ) {
        var counter: Int64 = 0
        return Staging(scripts: Threading.scripts(LibraryInput(), { counter = $0 })) { run in
          let scene = try Threading(run, test)
          try test.expect(scene.results != nil, scene.waitsForEver)
          try test.expect(counter, is: 2, "two threads added 1 each: both had the mutex at once")
        }
      }
    }

    GradedTest(
      "hand-over", "a thread sleeps on a condition until it is signalled", points: 1,
      visibility: .visible, section: "14-locks#condition"
    ) { test in
      let scene = try Threading(test, .handOver, LibraryInput(threads: 1), decisions: .childFirst)
      try test.expect(
        scene.results, is: [1],
        "a thread waits for the counter, and the first thread adds 1 to it and signals: "
          + scene.waitsForEver)
    }

    GradedTest(
      "cancel", "a thread that sleeps on a condition is cancelled", points: 1, visibility: .visible
    ) { test in
      let scene = try Threading(
        test, .cancelAsleep, LibraryInput(threads: 1), decisions: .childFirst)
      try test.expect(
        scene.results != nil,
        "the cancelled thread sleeps on: nobody looks at a request while asleep. A signal gets a thread "
          + "out of futex_wait, which fails with EINTR then, if the signal has a handler")
      try test.expect(
        scene.results, is: [ThreadBlock.cancelled],
        "`wait` came back to a thread that was asked to end; it has to throw `Cancelled`, and the "
          + "thread's result is `ThreadBlock.cancelled`")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Threading {
  let run: ProgramRun
  /// What join gave, a number for each thread; nil if the first thread did not come so far.
  let results: [UInt32]?

  /// Runs a program, without a preemption.
  init(
    _ test: TestContext, _ program: LibraryProgram, _ input: LibraryInput,
    decisions: DecisionSource = .parentFirst
  ) throws {
    let run = try test.run(
      program.rawValue, input.message, kernel: Kernel(decisions: decisions),
      scripts: Self.scripts(input, { _ in }))
    try self.init(run, test)
  }

  /// A run that was made already.
  init(_ run: ProgramRun, _ test: TestContext) throws {
    self.run = run
    var found: [UInt32] = []
    if let end = run.handedOver.first(where: { $0.script == LibraryScript.end }) {
      try test.expect(
        end.threadID == run.calls.first?.threadID && end.tasksEnded == run.clones.count,
        "`join` came back before its thread had ended: what waits for the word that the kernel clears at a "
          + "thread's end comes back then, and not before")
      var reader = end.reader
      found = try (0..<reader.remaining / 4).map { _ in try reader.read(UInt32.self) }
    }
    results = found.isEmpty || found.count != run.clones.count ? nil : found
    if run.handedOver.contains(where: { $0.script == LibraryScript.unlocked }) {
      try test.fail(
        "`wait` threw `Cancelled`, and the thread does not have the mutex: whoever catches it has to "
          + "find things as after any `wait`, so take the mutex first")
    }
    guard let failed = run.handedOver.first(where: { $0.script == LibraryScript.failed }) else {
      return
    }
    let error = Errno(rawValue: Int32(failed.value & 0xffff))
    let function = LibraryFunction(rawValue: Int(failed.value >> 16))
    let name = function.map { "\($0)" } ?? "a function"
    let reason =
      switch error {
      case .resourceTemporarilyUnavailable:
        ". futex_wait did not sleep, since the word had changed: look again"
      case .interrupted: ". A signal came while it slept: look again"
      case .noSuchProcess: ". The thread has ended, and that is no error of who cancels it"
      default: ": \(error.message)"
      }
    try test.fail("`\(name)` failed with \(error.name)\(reason)")
  }

  /// Who waits at the end, in words.
  var waitsForEver: String {
    guard case .deadlock(let tasks) = run.ending else { return "it did not come to its end" }
    return tasks.count == 1
      ? "thread \(tasks[0].rawValue) waits for ever" : "\(tasks.count) threads wait for ever"
  }

  /// The first thread looks at the counter in the end, and who failed ends the process.
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
