import Exercise_02_fork_is_clone
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "fork-copies-memory", "fork makes a process with a memory of its own", points: 2,
      visibility: .visible, section: "02-fork-is-clone#memory"
    ) { test in
      // The child changes a word and ends; the caller waits for it and looks at the word.
      var looked: Int64 = -1
      let child = TaskScript([
        .store(address: SystemCalls.data, width: .word, value: 7), .exit(code: 5),
      ])
      let scene = try Scene(
        test, .fork,
        scripts: [
          CloneScript.child: child,
          CloneScript.caller: TaskScript(steps: [
            // __WALL: any child, whatever it signals at its end.
            { _ in .wait4(pid: -1, options: .all) },
            { _ in .load(address: SystemCalls.data, width: .word) },
            { reply in
              looked = reply.value
              return nil
            },
          ]),
        ])
      let made = try scene.madeTask(test)
      try test.expect(
        looked == 0,
        "the caller sees the 7 that the child stored: they share their memory. Only CLONE_VM shares "
          + "it, and fork does not set that")
      try test.expect(scene.returned, is: made, "fork returns the id of the child that clone made")
      try test.expectFinished(scene.run)
    }

    GradedTest(
      "vfork-parent-waits", "vfork comes back when its child has ended", points: 2,
      visibility: .visible, section: "02-fork-is-clone#vfork"
    ) { test in
      var hasChildEnded = false
      var wasEndedAtReturn = false
      let scene = try Scene(
        test, .vfork,
        scripts: [
          CloneScript.child: TaskScript(
            steps: [{ _ in .schedYield }, { _ in .schedYield }]
              + [
                { _ in
                  hasChildEnded = true
                  return .exit(code: 0)
                }
              ]),
          CloneScript.caller: TaskScript { _ in
            wasEndedAtReturn = hasChildEnded
            return nil
          },
        ])
      let made = try scene.madeTask(test)
      try test.expect(
        wasEndedAtReturn,
        "vfork came back while its child was still running: CLONE_VFORK makes the caller sleep until "
          + "the child has ended")
      try test.expect(scene.returned, is: made, "vfork returns the id of the child that clone made")
    }

    GradedTest(
      "thread-shares-memory", "a thread stores, ends, is joined, and its value is there", points: 2,
      visibility: .visible, section: "02-fork-is-clone#thread"
    ) { test in
      let word = SystemCalls.data + 64
      var looked: Int64 = -1
      var hasThreadEnded = false
      let scene = try Scene(
        test, .spawnAndJoin, CloneInput(word: word), decisions: .childFirst,
        scripts: [
          CloneScript.child: TaskScript(steps: [
            { _ in .schedYield },
            { _ in .schedYield },
            { _ in .store(address: SystemCalls.data, width: .word, value: 7) },
            { _ in
              hasThreadEnded = true
              return .exit(code: 0)
            },
          ]),
          CloneScript.caller: TaskScript(steps: [
            { _ in .load(address: SystemCalls.data, width: .word) },
            { reply in
              looked = hasThreadEnded ? reply.value : -1
              return nil
            },
          ]),
        ])
      let made = try scene.madeTask(test)
      try test.expect(
        scene.flags.contains(.vm),
        "the thread has a memory of its own, as a process has: threads share theirs, with CLONE_VM")
      try test.expect(
        scene.hasReturned,
        "join waits for ever. The word that it sleeps on is cleared, and its sleepers are woken, by "
          + "the kernel when the thread ends: CLONE_CHILD_CLEARTID, with the word as `childTID`")
      try test.expect(
        looked != -1,
        "join came back while the thread was still running: as long as a thread runs, its id is in "
          + "the word (CLONE_PARENT_SETTID, with the word as `parentTID`), and join waits for 0")
      try test.expect(looked, is: 7, "what the thread stored is not there")
      try test.expect(
        scene.returned, is: made, "spawnThread returns the id of the task that clone made")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Scene {
  let run: ProgramRun
  /// What the submission returned, or -errno; nil if it never came back.
  let answer: Int64?

  /// Runs a program with what the test plays.
  init(
    _ test: TestContext, _ program: CloneProgram, _ input: CloneInput = CloneInput(),
    decisions: DecisionSource = .parentFirst, scripts: [Int: TaskScript]
  ) throws {
    run = try test.run(
      program.rawValue, input.message, kernel: Kernel(decisions: decisions), scripts: scripts)
    answer = run.handedOver.first { $0.script == CloneScript.caller }?.value
    if let answer, answer < 0 {
      let error = Errno(handedOver: answer)
      let refusal =
        error == .invalidArgument
        ? ". Some flags need others: CLONE_THREAD needs CLONE_SIGHAND, and that needs CLONE_VM" : ""
      try test.fail("`\(program)` failed with \(error.name), \(error.message)\(refusal)")
    }
  }

  /// Whether the submission came back.
  var hasReturned: Bool { answer != nil }
  /// What the submission returned.
  var returned: Int64 { answer ?? 0 }
  /// The flags of the submission's first call to clone.
  var flags: CloneFlags { run.clones.first?.arguments.flags ?? [] }

  /// The id of the task that the submission made.
  ///
  /// - Throws: `TestFailure` if it made none, or several.
  func madeTask(_ test: TestContext) throws -> Int64 {
    let made = run.clones.compactMap(\.result).filter { $0 > 0 }
    try test.expect(!made.isEmpty, "no task was made: there was no call to clone")
    try test.expect(made.count == 1, "one call to clone is enough, and there were \(made.count)")
    return made[0]
  }
}
