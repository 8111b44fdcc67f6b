import Exercise_07_thread_groups
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "who-is-who", "threads have one process id, and each its own thread id", points: 2,
      visibility: .visible, section: "06-thread-groups#what-it-shares"
    ) { test in
      let scene = try Scene(
        test, .roster, GroupInput([Job](repeating: Job(returning: 0), count: 3)))
      try scene.expectReturned(test)
      let made = scene.run.clones.compactMap(\.result)
      try test.expect(made.count, is: 3, "three threads are made by three calls to clone")
      let table = (0..<3).map { Int64(scene.table[$0]) }
      try test.expect(
        table.allSatisfy { $0 != scene.caller },
        "a thread wrote down the id of its process, which getpid returns in all threads: gettid "
          + "returns that of the thread")
      try test.expect(
        table.sorted(), is: made.sorted(), "each thread stores its own id, in a word of its own")
    }

    GradedTest(
      "first-failure", "a job that fails ends the whole process", points: 2, visibility: .visible,
      section: "06-thread-groups#two-exits"
    ) { test in
      let scene = try Scene(
        test, .runGroup, GroupInput([Job(returning: nil), Job(yields: 3, returning: 5)]))
      if scene.answer == nil, case .deadlock = scene.run.ending {
        try test.fail(
          "a job has returned 5, and the other threads of its process are still there: what a thread "
            + "returns, or says with `exit`, ends that thread alone. `exitGroup` ends all")
      }
      try scene.expectReturned(test)
      try test.expect(
        scene.answer ?? 0, is: 5, "the process ends with what the failed job returned")
    }

    GradedTest(
      "goes-on", "the process ends with what the new thread returns", points: 1,
      visibility: .visible, section: "06-thread-groups#two-exits"
    ) { test in
      let scene = try Scene(test, .goOnInThread, GroupInput([Job(yields: 4, returning: 6)]))
      try test.expect(!scene.run.clones.isEmpty, "no thread was made: there was no call to clone")
      try test.expectFinished(scene.run)
      let yields = scene.run.calls.count { $0.call == .schedYield }
      try test.expect(
        yields >= 4,
        "the process ended before its new thread had: `exitGroup`, and the return of a program's first "
          + "function, end all threads. `exit` ends one")
    }

    GradedTest(
      "new-program", "a process executes another program", points: 1, visibility: .visible,
      section: "06-thread-groups#exec"
    ) { test in
      var ids: [Int64] = []
      let scene = try Scene(
        test, .replace,
        program: TaskScript(steps: [
          { _ in .getpid },
          { reply in
            ids.append(reply.value)
            return .exitGroup(code: 3)
          },
        ]))
      try test.expect(!ids.isEmpty, "the program was never executed")
      try test.expect(ids[0], is: scene.caller, "the process keeps its id")
      try test.expect(
        scene.run.status, is: .exited(3), "the process ends with what the program does")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Scene {
  let run: ProgramRun
  /// What the submission returned, or -errno; nil if it never came back.
  let answer: Int64?
  /// The process that calls the submission.
  let caller: Int64 = 2
  /// The words of the table.
  let table: [UInt32]

  init(
    _ test: TestContext, _ program: GroupProgram, _ input: GroupInput = GroupInput(),
    program script: TaskScript = TaskScript([])
  ) throws {
    var kernel = Kernel()
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/tool", contents: Array("\u{7f}ELF".utf8), permissions: 0o755)
    var table: [UInt32] = []
    let look = TaskScript { reply in
      table.append(UInt32(truncatingIfNeeded: reply.value))
      guard table.count <= 4 else { return nil }
      let word = UInt64(table.count - 1)
      return .load(address: GroupWord.table + 4 * word, width: .word)
    }
    run = try test.run(
      program.rawValue, input.message, kernel: kernel,
      scripts: [GroupScript.caller: look, GroupScript.program: script])
    answer = run.handedOver.first { $0.script == GroupScript.caller }?.value
    // What it was told when it began is no word.
    self.table = Array(table.dropFirst()) + [0, 0, 0, 0]
  }

  /// Fails unless the submission came back without an error.
  func expectReturned(_ test: TestContext) throws {
    guard let answer else {
      try test.expectFinished(run)
      try test.fail(
        "the task that called your function ended in it: `exitGroup` ends every task of the process "
          + "that calls")
    }
    if answer < 0 {
      let error = Errno(handedOver: answer)
      try test.fail(
        error == .noChildProcess
          ? "a wait failed with ECHILD: a thread is no child, and nobody can wait for it. What tells of "
            + "its end is the word of CLONE_CHILD_CLEARTID"
          : "your function failed with \(error.name): \(error.message)")
    }
  }
}
