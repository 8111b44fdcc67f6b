import Exercise_01_tasks
import GraderKit

// Jobs are played by scripts here, so nothing of what a job does, or ends with, is in the worker.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    runAllTests
    descendTests
    detachTests
    GradedTest(
      "strangers", "children that the caller had before stay the caller's", points: 2,
      visibility: .afterDueDate, section: "01-tasks#zombies"
    ) { test in
      for program in [FamilyProgram.runAll, .detach] {
        try expectStrangerIsLeftAlone(test, by: program)
      }
    }
  }

  // MARK: - runAll

  @TestListBuilder private var runAllTests: [GradedTest] {
    GradedTest(
      "order-of-ending", "jobs may end in any order", points: 2, section: "01-tasks#which-one-first"
    ) { test in
      let codes = distinctCodes(3, test)
      var scripts: [Int: TaskScript] = [:]
      for (index, code) in codes.enumerated() {
        // The first job takes longest.
        let yields = [SystemCall](repeating: .schedYield, count: 2 * (codes.count - index))
        scripts[index + 1] = TaskScript(yields + [.exit(code: code)])
      }
      let family = try Family(
        test, .runAll, FamilyInput(codes.indices.map { .played(by: $0 + 1) }), scripts: scripts)
      try family.expectResults(codes, test)
    }

    GradedTest(
      "gaps-in-ids", "process ids of children need not follow each other", points: 1,
      section: "01-tasks#names"
    ) {
      test in
      let codes = distinctCodes(3, test)
      // The first job has a child of its own, which gets the next id.
      let scripts = [
        1: TaskScript([
          .clone(CloneArguments(flags: [], exitSignal: .child, entry: 4)),
          .wait4(pid: anyChild, options: []),
          .exit(code: codes[0]),
        ]),
        2: TaskScript([.exit(code: codes[1])]),
        3: TaskScript([.exit(code: codes[2])]),
        4: TaskScript([]),
      ]
      let family = try Family(
        test, .runAll, FamilyInput([.played(by: 1), .played(by: 2), .played(by: 3)]),
        scripts: scripts, decisions: .childFirst,
        onError: "a wait failed with ECHILD: it was for a process id that is no child's. Only fork "
          + "says which id a child has; the next number may be somebody else's")
      try test.expect(
        family.results, is: codes,
        "process ids were computed. Only fork says which id a child has; the next number may be "
          + "somebody else's")
    }

    GradedTest(
      "killed-child", "a job that a signal kills is told as 128 + n", points: 1,
      section: "01-tasks#the-end"
    ) { test in
      let code = distinctCodes(1, test)[0]
      let scripts = [1: suicide(), 2: TaskScript([.exit(code: code)])]
      let family = try Family(
        test, .runAll, FamilyInput([.played(by: 1), .played(by: 2)]), scripts: scripts)
      try test.expect(
        family.results, is: [128 + Signal.kill.rawValue, code],
        "`runAll` takes a killed job for one that ended by itself: a process that a signal kills has "
          + "no exit status, but a `terminationSignal`")
    }

    GradedTest(
      "all-at-once", "the jobs run at the same time", points: 2, section: "01-tasks#which-one-first"
    ) { test in
      let count = 3
      var started = 0
      var startedAtFirstEnd = 0
      var scripts: [Int: TaskScript] = [:]
      for job in 1...count {
        var calls = 0
        scripts[job] = TaskScript { _ in
          calls += 1
          if calls == 1 { started += 1 }
          // Time enough for the caller to fork the others.
          if calls <= 4 * count { return .schedYield }
          if startedAtFirstEnd == 0 { startedAtFirstEnd = started }
          return nil
        }
      }
      let family = try Family(
        test, .runAll, FamilyInput((1...count).map { .played(by: $0) }), scripts: scripts)
      try test.expect(
        startedAtFirstEnd == count,
        "the jobs ran one after the other: the first had ended before the last began. Fork all "
          + "children first, then wait")
      try family.expectResults([Int32](repeating: 0, count: count), test)
    }

    GradedTest(
      "empty-family", "one job is one child, and no job is no child", points: 1,
      section: "01-tasks#zombies"
    ) { test in
      let single = try Family(test, .runAll, FamilyInput([.ends(0)]))
      try test.expect(single.clones.count, is: 1, "there is one job, so there is one child")
      let family = try Family(
        test, .runAll, FamilyInput([]),
        onError: "`runAll` waits although there is no job: a wait without a child fails with ECHILD"
      )
      try test.expect(family.clones.isEmpty, "there is no job, and yet a child was made")
      try test.expect(family.results, is: [], "there is no job, so there is no result")
    }
  }

  // MARK: - descend

  @TestListBuilder private var descendTests: [GradedTest] {
    GradedTest(
      "long-line", "a line of descendants has any length", points: 2, section: "01-tasks#family"
    ) { test in
      for generations in [1, Int.random(in: 3...6, using: &test.cases)] {
        let code = distinctCodes(1, test)[0]
        let family = try Family(
          test, .descend, FamilyInput([.played(by: 1)], generations: generations),
          scripts: [1: TaskScript([.exit(code: code)])])
        try test.expect(
          family.clones.count, is: generations,
          "a line of \(generations) generation\(generations == 1 ? "" : "s") has one fork for each")
        for (older, younger) in zip(family.clones, family.clones.dropFirst()) {
          try test.expect(
            younger.parent == older.child,
            "the line is broken: each fork has to be called by the child before")
        }
        try family.expectResults([code], test)
      }
    }

    GradedTest(
      "bad-news", "a job's death by a signal comes up the line", points: 1,
      section: "01-tasks#the-end"
    ) { test in
      let family = try Family(
        test, .descend, FamilyInput([.played(by: 1)], generations: 3), scripts: [1: suicide()])
      try test.expect(
        family.results, is: [128 + Signal.kill.rawValue],
        "`descend` loses the signal that killed the job: each generation ends with what it learned "
          + "of its child, 128 + n for signal n")
    }
  }

  // MARK: - detach

  @TestListBuilder private var detachTests: [GradedTest] {
    GradedTest(
      "job-goes-on", "detach comes back while the job runs", points: 1, section: "01-tasks#orphans"
    ) { test in
      let yieldsMax = 100
      var hasReturned = false
      var calls = 0
      var parent: Int64 = 0
      let job = TaskScript { reply in
        if hasReturned || calls == yieldsMax {
          if parent == -1 {
            parent = reply.value
            return nil
          }
          parent = -1
          return .getppid
        }
        calls += 1
        return .schedYield
      }
      let family = try Family(
        test, .detach, FamilyInput([.played(by: 1)]), scripts: [1: job],
        onReturn: { hasReturned = true })
      try test.expect(
        calls < yieldsMax,
        "detach came back only after the job had ended: nobody may wait for a detached job, its "
          + "parent least of all")
      try test.expect(
        ProcessID(rawValue: Int32(parent)), is: 1,
        "the job's parent has not ended, so the job is not an orphan: init adopts a process when "
          + "its parent ends")
      try family.expectNothingLeft(test)
    }

    GradedTest(
      "detach-in-any-order", "detach leaves nothing behind, whoever runs first", points: 1,
      section: "01-tasks#which-one-first"
    ) { test in
      try test.explore(
        FamilyProgram.detach.rawValue, FamilyInput([.ends(0)]).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 200, callsMax: 60, finding: []
      ) {
        var lastWait: Int64 = 0
        let caller = TaskScript(steps: [
          { _ in .wait4(pid: anyChild, options: [.noHang, .all]) },
          { reply in
            lastWait = reply.value
            return nil
          },
        ])
        return Staging(scripts: [0: caller]) { run in
          guard let end = run.handedOver.first(where: { $0.script == 0 }) else {
            try test.expectFinished(run)
            try test.fail("the task that called `detach` ended in it")
          }
          if end.value < 0 {
            let error = Errno(handedOver: end.value)
            try test.fail("`detach` failed with \(error.name): \(error.message)")
          }
          try test.expect(
            !run.clones.isEmpty, "no child was made: `detach` came back without a call to fork")
          let left = lastWait == 0 ? "is still running" : "is left as a zombie"
          try test.expect(
            lastWait == -Int64(Errno.noChildProcess.rawValue),
            "detach came back, and a child of the caller \(left). Letting it run first is a hope and "
              + "no wait: only `wait` comes back when the child has ended, whoever runs before")
        }
      }
    }
  }

  // MARK: - Strangers

  private func expectStrangerIsLeftAlone(
    _ test: TestContext, by program: FamilyProgram
  ) throws {
    let codes = distinctCodes(2, test)
    let family = try Family(
      test, program, FamilyInput([.played(by: 1)], stranger: 2),
      scripts: [1: TaskScript([.exit(code: codes[0])]), 2: TaskScript([.exit(code: codes[1])])])
    guard let stranger = family.run.handedOver.first(where: { $0.script == 2 }) else {
      throw TestSetupFailure(description: "the stranger was never started")
    }
    try test.expect(
      family.lastWait == Int64(stranger.threadID.rawValue),
      "`\(program)` took the end of a child that it had not made, and the caller will never learn of "
        + "it: wait for your own children by their ids")
    if program == .runAll { try family.expectResults([codes[0]], test) }
  }

  // MARK: - Scripts

  private var anyChild: ProcessID { -1 }

  /// A job that kills itself.
  private func suicide() -> TaskScript {
    var calls = 0
    return TaskScript { reply in
      calls += 1
      return calls == 1
        ? .getpid : .kill(pid: ProcessID(rawValue: Int32(reply.value)), signal: .kill)
    }
  }

  /// Exit statuses that are all different, and none of them 0.
  private func distinctCodes(_ count: Int, _ test: TestContext) -> [Int32] {
    var codes: [Int32] = []
    while codes.count < count {
      let code = Int32.random(in: 1...100, using: &test.cases)
      if !codes.contains(code) { codes.append(code) }
    }
    return codes
  }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Family {
  let run: ProgramRun
  /// The calls to fork: who called, and which child came of it.
  let clones: [(parent: ThreadID, child: ThreadID)]
  /// What the submission returned.
  let results: [Int32]
  /// What a wait of the caller for any child said afterwards.
  let lastWait: Int64

  /// Runs a program; afterwards the caller asks whether a child is left.
  init(
    _ test: TestContext, _ program: FamilyProgram, _ input: FamilyInput,
    scripts: [Int: TaskScript] = [:], decisions: DecisionSource = .parentFirst,
    onError: String? = nil, onReturn: @escaping () -> Void = {}
  ) throws {
    var lastWait: Int64 = 0
    var calls = 0
    var scripts = scripts
    scripts[0] = TaskScript { reply in
      calls += 1
      if calls == 1 {
        onReturn()
        return .wait4(pid: -1, options: [.noHang, .all])
      }
      lastWait = reply.value
      return nil
    }
    run = try test.run(
      program.rawValue, input.message, kernel: Kernel(decisions: decisions), scripts: scripts)
    clones = run.calls.compactMap { recorded in
      guard case .clone = recorded.call, let value = recorded.value, value > 0 else { return nil }
      return (recorded.threadID, ThreadID(rawValue: Int32(value)))
    }
    guard let end = run.handedOver.first(where: { $0.script == 0 }) else {
      try test.expectFinished(run)
      try test.fail("the task that called `\(program)` ended in it: only a child may call `exit`")
    }
    self.lastWait = lastWait
    if end.value < 0 {
      let error = Errno(handedOver: end.value)
      try test.fail(onError ?? "`\(program)` failed with \(error.name): \(error.message)")
    }
    var reader = end.reader
    results = try (0..<reader.read(UInt8.self)).map { _ in try reader.read(Int32.self) }
  }

  /// Fails unless the submission returned these.
  func expectResults(_ expected: [Int32], _ test: TestContext) throws {
    guard results != expected else { return }
    let message =
      if results.count != expected.count {
        "there is one result for each job"
      } else if results.sorted() == expected.sorted() {
        "the results are in the order in which the jobs ended: wait says which child ended, and "
          + "only by its id does a status belong to a job"
      } else {
        "a result is not what the job's process ended with. Only wait knows that: neither memory, "
          + "which is copied, nor a variable of Swift, which no real process shares, carries it"
      }
    try test.fail(message, expected: "\(expected)", actual: "\(results)")
  }

  /// Fails if the caller has children left.
  func expectNothingLeft(_ test: TestContext) throws {
    try test.expect(
      lastWait == -Int64(Errno.noChildProcess.rawValue),
      lastWait == 0
        ? "the job is still a child of the caller"
        : "process \(lastWait) was left as a zombie: its parent has to wait for it")
  }
}

/// A scene that did not come about: the test's own fault.
private struct TestSetupFailure: Error, CustomStringConvertible {
  let description: String
}
