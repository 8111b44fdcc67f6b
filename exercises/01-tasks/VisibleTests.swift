import Exercise_01_tasks
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "one-child", "a job runs in a child, and its exit status comes back", points: 1,
      visibility: .visible, section: "01-tasks#the-end"
    ) { test in
      let family = try Family(test, .runAll, FamilyInput([.ends(7)]))
      try test.expect(
        family.clones.count == 1,
        family.clones.isEmpty
          ? "no child was made: `runAll` came back without a call to fork"
          : "one job needs one child, and \(family.clones.count) were made")
      try family.expectResults([7], test)
      try family.expectNothingLeft(test)
    }

    GradedTest(
      "three-children", "three jobs run in three children of the caller", points: 2,
      visibility: .visible, section: "01-tasks#which-one-first"
    ) { test in
      let family = try Family(test, .runAll, FamilyInput([.ends(3), .ends(1), .ends(2)]))
      try test.expect(
        family.clones.count == 3,
        "three jobs need three children, and \(family.clones.count) were made")
      try test.expect(
        family.clones.allSatisfy { $0.parent == family.clones[0].parent },
        "the children are a chain: a child went on with the loop that is its parent's and made the "
          + "next one. Every call to fork belongs to the caller; a child runs its job and ends",
        about: family.run.cloneCalls.first { $0.threadID != family.clones[0].parent })
      try family.expectResults([3, 1, 2], test)
      try family.expectNothingLeft(test)
    }

    GradedTest(
      "grandchild", "a child makes a child of its own and passes its end on", points: 1,
      visibility: .visible, section: "01-tasks#family"
    ) { test in
      let family = try Family(test, .descend, FamilyInput([.ends(9)], generations: 2))
      try test.expect(
        family.clones.count == 2,
        "two generations are a child and a grandchild: two calls to fork, not \(family.clones.count)"
      )
      try test.expect(
        family.clones[1].parent == family.clones[0].child,
        "both are children of the caller: the grandchild's fork has to be called by the child, "
          + "through the `linux` that the child was given", about: family.run.cloneCalls.last)
      try family.expectResults([9], test)
      try family.expectNothingLeft(test)
    }

    GradedTest(
      "orphan", "a detached job is not the caller's child", points: 2, visibility: .visible,
      section: "01-tasks#orphans"
    ) { test in
      let family = try Family(test, .detach, FamilyInput([.played(by: 1)]))
      guard let job = family.run.handedOver.first(where: { $0.script == 1 }) else {
        try test.fail("the job was never started")
      }
      try test.expect(
        job.threadID != family.caller,
        "the job ran in the caller itself: it needs a process of its own")
      let maker = family.clones.first { $0.child == job.threadID }?.parent
      try test.expect(
        maker != family.caller,
        "the job is still the caller's own child. Only a process whose parent has ended is given "
          + "to init: fork a child that forks the job and ends")
      try family.expectNothingLeft(test)
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Family {
  let run: ProgramRun
  /// The calls to fork: who called, and which child came of it.
  let clones: [(parent: ThreadID, child: ThreadID)]
  /// The task that called the submission's code.
  let caller: ThreadID
  /// What the submission returned.
  let results: [Int32]
  /// What a wait of the caller for any child said afterwards.
  let lastWait: Int64

  /// Runs a program; afterwards the caller asks whether a child is left.
  init(_ test: TestContext, _ program: FamilyProgram, _ input: FamilyInput) throws {
    var lastWait: Int64 = 0
    var calls = 0
    let caller = TaskScript { reply in
      calls += 1
      if calls == 1 { return .wait4(pid: -1, options: [.noHang, .all]) }
      lastWait = reply.value
      return nil
    }
    run = try test.run(
      program.rawValue, input.message, scripts: [0: caller, 1: TaskScript([])])
    clones = run.calls.compactMap { recorded in
      guard case .clone = recorded.call, let value = recorded.value, value > 0 else { return nil }
      return (recorded.threadID, ThreadID(rawValue: Int32(value)))
    }
    guard let end = run.handedOver.first(where: { $0.script == 0 }) else {
      try test.expectFinished(run)
      try test.fail(
        "the task that called your function ended in it: `exit` ends whoever calls it, so only a "
          + "child may call it")
    }
    self.caller = end.threadID
    self.lastWait = lastWait
    if end.value < 0 {
      let error = Errno(handedOver: end.value)
      try test.fail(
        error == .noChildProcess
          ? "a wait failed with ECHILD: the calling task had no such child. Only a parent can wait, "
            + "and only once for each child"
          : "your function failed with \(error.name): \(error.message)")
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
      } else if results == expected.map({ $0 << 8 }) {
        "a result is the whole status word that wait4 stores: the exit status is its second byte, "
          + "`status.exitCode`"
      } else if results.allSatisfy({ $0 == 0 }) {
        "no job's status came back. A child has a copy of its parent's memory: what it stores there "
          + "stays in its copy. What a parent learns of a child's end is what wait tells it"
      } else if results.sorted() == expected.sorted() {
        "the statuses are right, but not in the order of the jobs"
      } else {
        "a result is not what the job ended with"
      }
    try test.fail(message, expected: "\(expected)", actual: "\(results)")
  }

  /// Fails if the caller has children left.
  func expectNothingLeft(_ test: TestContext) throws {
    try test.expectFinished(run)
    guard lastWait != -Int64(Errno.noChildProcess.rawValue) else { return }
    try test.fail(
      lastWait == 0
        ? "your function came back while a child of the caller was still running"
        : "a child was left as a zombie, process \(lastWait): it has ended, and it stays in the "
          + "process table until its parent waits for it. Each fork needs a wait of its own")
  }
}
