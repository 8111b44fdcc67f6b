import Exercise_10_wait_and_zombies
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "reaps-and-goes-on", "reapEnded takes who has ended, and leaves who is running", points: 2,
      visibility: .visible, section: "01-tasks#zombies"
    ) { test in
      let child = Signal.child.rawValue
      let scene = try Scene(
        test, .reapEnded, ReapInput([child, child, child], yields: 4),
        scripts: [
          10: TaskScript([.exitGroup(code: 1)]), 11: TaskScript(Scene.sleep),
          12: TaskScript([.exitGroup(code: 2)]),
        ])
      if scene.results == nil, case .deadlock = scene.run.ending {
        try test.fail(
          "reapEnded sleeps until a child ends that is still running: WNOHANG (`options: .noHang`) asks "
            + "without waiting, and `wait` returns nil if nobody has ended")
      }
      let found = try scene.expectResults(test)
      try test.expect(
        found.sorted(), is: [3, 5],
        "children 3 and 5 have ended, and 4 has not. One wait takes one child, so ask until there are "
          + "no more")
    }

    GradedTest(
      "supervises", "supervise tells how its child has ended", points: 1, visibility: .visible,
      section: "01-tasks#the-end"
    ) { test in
      let scene = try Scene(
        test, .supervise, ReapInput([0]), scripts: [10: TaskScript([.exitGroup(code: 7)])])
      try test.expect(!scene.run.clones.isEmpty, "no child was made: there was no call to fork")
      try test.expect(try scene.expectResults(test), is: [7], "the child has ended with 7")
    }

    GradedTest(
      "runs-jobs", "runJobs tells how each job has ended", points: 2, visibility: .visible,
      section: "08-family#count"
    ) { test in
      let scene = try Scene(
        test, .runJobs, ReapInput([0, 0]),
        scripts: [
          10: TaskScript([.schedYield, .schedYield, .schedYield, .exitGroup(code: 4)]),
          11: TaskScript([.exitGroup(code: 5)]),
        ])
      try test.expect(
        scene.run.clones.count == 2,
        "two jobs need two children, and \(scene.run.clones.count) were made")
      if scene.results == nil, case .deadlock = scene.run.ending {
        try test.fail(
          "runJobs sleeps, and all its jobs have ended. A SIGCHLD that is not blocked when it comes is "
            + "gone, since by default it is ignored: `sigwait` finds only what was blocked before")
      }
      try test.expect(
        try scene.expectResults(test), is: [4, 5], "the jobs have ended with 4 and 5")
      try test.expect(
        scene.run.calls.contains { $0.call.number == .rtSigtimedwait },
        "runJobs did not sleep until a signal came: `linux.sigwait` does that")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Scene {
  let run: ProgramRun
  /// What the submission returned; nil if it never came back, or threw.
  let results: [Int32]?
  /// What it threw; 0 for nothing.
  let error: Errno

  /// Calls that never end.
  static let sleep = [
    SystemCall.futexWait(address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
  ]

  init(
    _ test: TestContext, _ program: ReapProgram, _ input: ReapInput, scripts: [Int: TaskScript]
  ) throws {
    var scripts = scripts
    // Whoever still sleeps then is not to be waited for.
    scripts[ReapScript.caller] = TaskScript([
      .kill(pid: 4, signal: .kill), .wait4(pid: -1, options: .all),
    ])
    run = try test.run(program.rawValue, input.message, scripts: scripts)
    guard let end = run.handedOver.first(where: { $0.script == ReapScript.caller }) else {
      (results, error) = (nil, Errno(rawValue: 0))
      return
    }
    error = Errno(handedOver: end.value)
    guard end.value == 0 else {
      results = nil
      return
    }
    var reader = end.reader
    results = try (0..<reader.read(UInt32.self)).map { _ in try reader.read(Int32.self) }
  }

  /// What the submission returned.
  ///
  /// - Throws: `TestFailure` if it did not come back, or threw.
  func expectResults(_ test: TestContext) throws -> [Int32] {
    if let results { return results }
    if error.rawValue != 0 {
      try test.fail(
        error == .noChildProcess
          ? "your function failed with ECHILD: that is how a wait says that there are no children (any "
            + "more), and here no error but an answer"
          : "your function failed with \(error.name): \(error.message)")
    }
    try test.expectFinished(run)
    try test.fail("the task that called your function ended in it")
  }
}
