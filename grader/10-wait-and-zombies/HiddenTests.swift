import Exercise_10_wait_and_zombies
import GraderKit

struct HiddenTests: TestSuite {
  private static let child = Signal.child.rawValue

  var tests: [GradedTest] {
    reapTests
    superviseTests
    jobTests
  }

  // MARK: - reapEnded

  @TestListBuilder private var reapTests: [GradedTest] {
    GradedTest(
      "every-kind", "reapEnded finds children of every kind", points: 2,
      section: "08-family#which-wait"
    ) { test in
      // Ignored by default, so that they do nothing to the caller.
      let signals = [0, Signal.urgent.rawValue, Self.child].shuffled(using: &test.cases)
      let scene = try Scene(
        test, .reapEnded, ReapInput(signals, yields: 5),
        scripts: [10: Self.ends(1), 11: Self.ends(2), 12: Self.ends(3)])
      let found = try scene.expectResults(test)
      try test.expect(
        found.sorted(), is: [3, 4, 5],
        "a child is missing, whose end sends another signal than SIGCHLD, or none: a plain wait does not "
          + "look at such children. `.all` (__WALL) looks at every kind")
    }

    GradedTest(
      "nobody-there", "reapEnded finds nobody where nobody is", points: 1,
      section: "01-tasks#zombies"
    ) { test in
      let scene = try Scene(test, .reapEnded, ReapInput(), scripts: [:])
      try test.expect(
        scene.error != .noChildProcess,
        "the caller has no children, and reapEnded failed with ECHILD: so a wait says that there is "
          + "nobody to wait for, which is an answer here and no error")
      try test.expect(try scene.expectResults(test), is: [], "there are no children")
      try test.expect(
        scene.run.calls.contains { [.wait4, .waitid].contains($0.call.number) },
        "nobody has asked whether there are children")
    }
  }

  // MARK: - supervise

  @TestListBuilder private var superviseTests: [GradedTest] {
    GradedTest(
      "adopts-orphans", "orphans become children of the supervisor", points: 3,
      section: "08-family#orphans"
    ) { test in
      let code = Int32.random(in: 1...100, using: &test.cases)
      var parents: [Int64] = []
      var left: Int64 = 0
      // Main's child has a child and ends; so does main, long before its grandchild.
      let orphan = TaskScript(
        steps: [(Reply) -> SystemCall?](repeating: { _ in .schedYield }, count: 12) + [
          { _ in .getppid },
          { reply in
            parents.append(reply.value)
            return .exitGroup(code: 77)
          },
        ])
      let caller = TaskScript(steps: [
        { _ in .wait4(pid: -1, options: [.noHang, .all]) },
        { reply in
          left = reply.value
          return nil
        },
      ])
      let scene = try Scene(
        test, .supervise, ReapInput([Self.child]),
        scripts: [
          10: TaskScript([
            .clone(CloneArguments(flags: [], exitSignal: .child, entry: 20)), .schedYield,
            .exitGroup(code: code),
          ]),
          20: TaskScript([
            .clone(CloneArguments(flags: [], exitSignal: .child, entry: 21)), .exitGroup(code: 66),
          ]),
          21: orphan, ReapScript.caller: caller,
        ])
      try test.expect(!scene.run.clones.isEmpty, "no child was made")
      let found = try scene.expectResults(test)
      try test.expect(
        left == -Int64(Errno.noChildProcess.rawValue),
        left == 0
          ? "supervise came back while an adopted child was running: it comes back when the caller has "
            + "no child any more"
          : "supervise came back and has left a zombie: whoever adopts has to wait for those, too")
      try test.expect(
        parents == [2],
        "a descendant whose parent had ended was given to init: a process gets the orphans among its "
          + "descendants if it is their subreaper, and says so before there are any "
          + "(`setChildSubreaper`)")
      try test.expect(
        found, is: [code],
        "supervise tells how another process has ended than the one that it has started: a wait for any "
          + "child says which one it was")
    }

    GradedTest(
      "adopts-early", "the supervisor adopts from the first moment on", points: 2,
      section: "08-family#orphans"
    ) { test in
      try test.explore(
        ReapProgram.supervise.rawValue, ReapInput([Self.child]).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 150, callsMax: 60, finding: []
      ) {
        var parents: [Int64] = []
        let orphan = TaskScript(steps: [
          { _ in .schedYield }, { _ in .schedYield }, { _ in .getppid },
          { reply in
            parents.append(reply.value)
            return .exitGroup(code: 2)
          },
        ])
        let main = TaskScript([
          .clone(CloneArguments(flags: [], exitSignal: .child, entry: 20)), .exitGroup(code: 1),
        ])
        let scripts = [10: main, 20: orphan, ReapScript.caller: TaskScript([])]
        return Staging(scripts: scripts) { run in
          try test.expect(!run.clones.isEmpty, "no child was made")
          // The one who runs first may still have its own parent.
          try test.expect(
            !parents.contains(1),
            "the child has left an orphan before its supervisor said that it adopts orphans: that comes "
              + "first, and then the child")
        }
      }
    }

    GradedTest(
      "killed-main", "the death of the child by a signal is told", points: 1,
      section: "01-tasks#the-end"
    ) { test in
      let scene = try Scene(
        test, .supervise, ReapInput([Self.child]),
        scripts: [
          10: TaskScript(steps: [
            { _ in .getpid },
            { reply in .kill(pid: ProcessID(rawValue: Int32(reply.value)), signal: .kill) },
          ]), ReapScript.caller: TaskScript([]),
        ])
      try test.expect(
        try scene.expectResults(test), is: [128 + Signal.kill.rawValue],
        "a process that a signal kills has no exit status, but a `terminationSignal`")
    }
  }

  // MARK: - runJobs

  @TestListBuilder private var jobTests: [GradedTest] {
    GradedTest(
      "ends-at-any-time", "runJobs sees every end, whenever it comes", points: 4,
      section: "08-family#count"
    ) { test in
      try test.explore(
        ReapProgram.runJobs.rawValue, ReapInput([0, 0]).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 250, callsMax: 80, finding: []
      ) {
        let scripts = [
          10: Self.ends(4), 11: Self.ends(5), ReapScript.caller: TaskScript([]),
        ]
        return Staging(scripts: scripts) { run in
          try test.expect(run.clones.count == 2, "two jobs need two children")
          guard let scene = try? Scene(run), let results = scene.results else {
            let hasWaited = run.calls.contains { $0.call.number == .rtSigtimedwait }
            try test.fail(
              hasWaited
                ? "runJobs sleeps, and all its jobs have ended. Either a SIGCHLD came before it was "
                  + "blocked, and was ignored as it is by default; or two children have ended and their "
                  + "signals became one, as signals do that are sent twice before they are taken. So "
                  + "block before the first fork, and after each signal ask for every child"
                : "runJobs failed, or sleeps for ever")
          }
          try test.expect(results, is: [4, 5], "the jobs have ended with 4 and 5")
        }
      }
    }

    GradedTest(
      "passes-on", "a SIGTERM ends the jobs that are running, and nobody else", points: 3,
      section: "01-tasks#the-end"
    ) { test in
      let code = Int32.random(in: 1...100, using: &test.cases)
      // The stranger sends it to the caller, process 2, and goes on.
      let busy = [SystemCall](repeating: .schedYield, count: 14)
      let stranger = TaskScript(
        busy + [.kill(pid: 2, signal: .terminate)] + busy + [.exitGroup(code: 55)])
      var strangersEnd = Reply(value: 0)
      let caller = TaskScript(steps: [
        { _ in .wait4(pid: -1, options: []) },
        { reply in
          strangersEnd = reply
          return nil
        },
      ])
      let scene = try Scene(
        test, .runJobs, ReapInput([0, 0, 0], hasStranger: true),
        scripts: [
          10: TaskScript(Self.sleep), 11: Self.ends(code), 12: TaskScript(Self.sleep),
          ReapScript.stranger: stranger, ReapScript.caller: caller,
        ])
      if scene.results == nil, scene.run.status == .signaled(.terminate) {
        try test.fail(
          "a SIGTERM has ended the caller itself, and its jobs run on: what is to be waited for has to be "
            + "blocked, else it does what it does by default")
      }
      if scene.results == nil, case .deadlock = scene.run.ending {
        try test.fail(
          "a SIGTERM has come, and jobs are still running: each one that runs gets it, with `kill`. A "
            + "process passes nothing on by itself")
      }
      let terminated = 128 + Signal.terminate.rawValue
      try test.expect(
        try scene.expectResults(test), is: [terminated, code, terminated],
        "two jobs were running when the SIGTERM came, and one had ended")
      try test.expect(
        strangersEnd.errno == nil
          && WaitStatus(rawValue: Int32(truncatingIfNeeded: strangersEnd.extra)) == .exited(55),
        strangersEnd.errno == nil
          ? "a SIGTERM for the jobs has ended another child of the caller"
          : "runJobs has taken the end of a child that it had not made")
    }

    GradedTest(
      "same-mask", "jobs and caller have the mask that the caller had", points: 2,
      section: "01-tasks#which-one-first"
    ) { test in
      var masks: [SignalSet] = []
      let ask = SystemCall.registers(RegisterCall(.rtSigprocmask, 0, 0, 0, 1))
      func asking() -> TaskScript {
        TaskScript(steps: [
          { _ in ask },
          { reply in
            masks.append(SignalSet(rawValue: UInt64(bitPattern: reply.extra)))
            return nil
          },
        ])
      }
      let scene = try Scene(
        test, .runJobs, ReapInput([0, 0]),
        scripts: [10: asking(), 11: asking(), ReapScript.caller: asking()])
      _ = try scene.expectResults(test)
      try test.expect(masks.count == 3, "two jobs need two children")
      try test.expect(
        masks[..<2].allSatisfy(\.isEmpty),
        "a job runs with signals blocked: a child has its parent's mask, and nobody but the child can "
          + "change that. What a job does not take, it can't be ended by")
      try test.expect(
        masks[2].isEmpty,
        "after runJobs the caller blocks \(masks[2]), and did not before: what is blocked for a while has "
          + "to be let in again")
    }

    GradedTest(
      "sleeps", "runJobs sleeps while there is nothing to do", points: 1,
      section: "08-family#count"
    ) { test in
      let callsMax = 30
      let busy = [SystemCall](repeating: .schedYield, count: 80)
      let scene = try Scene(
        test, .runJobs, ReapInput([0, 0]),
        scripts: [
          10: TaskScript(busy + [.exitGroup(code: 0)]), 11: TaskScript(busy),
          ReapScript.caller: TaskScript([]),
        ])
      _ = try scene.expectResults(test)
      try test.expect(!scene.run.clones.isEmpty, "no child was made")
      try test.expect(
        scene.run.calls.count <= callsMax,
        "runJobs made \(scene.run.calls.count) calls while its jobs were busy: it asks again and again, "
          + "and `sigwait` sleeps until there is something to ask for")
    }
  }

  // MARK: - Scripts

  private static let sleep = [
    SystemCall.futexWait(address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
  ]

  private static func ends(_ code: Int32) -> TaskScript { TaskScript([.exitGroup(code: code)]) }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Scene {
  let run: ProgramRun
  /// What the submission returned; nil if it never came back, or threw.
  let results: [Int32]?
  /// What it threw; 0 for nothing.
  let error: Errno

  init(
    _ test: TestContext, _ program: ReapProgram, _ input: ReapInput,
    decisions: DecisionSource = .parentFirst, scripts: [Int: TaskScript]
  ) throws {
    var scripts = scripts
    if scripts[ReapScript.caller] == nil { scripts[ReapScript.caller] = TaskScript([]) }
    try self.init(
      test.run(
        program.rawValue, input.message, kernel: Kernel(decisions: decisions), scripts: scripts))
  }

  /// A run that was made already.
  init(_ run: ProgramRun) throws {
    self.run = run
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
