import Exercise_06_vfork
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "starts-a-program", "spawn starts a program in a child of the caller", points: 2,
      visibility: .visible, section: "05-copy-on-write#worked-example"
    ) { test in
      var waited = Reply(value: 0)
      let scene = try Scene(
        test, .spawn,
        scripts: [
          StartScript.child: TaskScript([.exitGroup(code: 9)]),
          StartScript.caller: TaskScript(steps: [
            { _ in .wait4(pid: -1, options: []) },
            { reply in
              waited = reply
              return nil
            },
          ]),
        ])
      let returned = try scene.expectReturned(test)
      try test.expect(
        scene.run.handedOver.contains { $0.script == StartScript.child },
        "the program was never executed: the child has to call `linux.execve`, with the path and the "
          + "body of the program")
      try test.expect(
        waited.value == returned,
        waited.errno == .noChildProcess
          ? "a plain wait finds no child: a child's end is signalled with SIGCHLD, and the caller waits "
            + "for it, not you"
          : "spawn returns the process id of the child")
      try test.expect(
        WaitStatus(rawValue: Int32(truncatingIfNeeded: waited.extra)), is: .exited(9),
        "the child ends with what the program ends with")
    }

    GradedTest(
      "says-why", "spawn fails with what the child has met", points: 2, visibility: .visible,
      section: "05-copy-on-write#worked-example"
    ) { test in
      var left: Int64 = 0
      let scene = try Scene(
        test, .spawn, StartInput(path: "/bin/nothing"),
        scripts: [
          StartScript.child: TaskScript([]),
          StartScript.caller: TaskScript(steps: [
            { _ in .wait4(pid: -1, options: [.noHang, .all]) },
            { reply in
              left = reply.value
              return nil
            },
          ]),
        ])
      guard let answer = scene.answer else {
        try test.expectFinished(scene.run)
        try test.fail("spawn never came back")
      }
      try test.expect(
        answer < 0,
        "there is no such program, and spawn says that it has started it. The child learns of it by the "
          + "error of execve. It has its parent's memory: a word of it can carry the error")
      try test.expect(
        Errno(handedOver: answer), is: .noSuchFileOrDirectory,
        "spawn fails with the error that the child has met")
      try test.expect(
        left == -Int64(Errno.noChildProcess.rawValue),
        left == 0
          ? "spawn has failed, and its child is still there"
          : "spawn has failed, and its child is left as a zombie: the caller does not know of it, so "
            + "nobody else can wait for it")
    }

    GradedTest(
      "borrows", "borrow comes back when its child has ended", points: 2, visibility: .visible,
      section: "05-copy-on-write#vfork"
    ) { test in
      var hasEnded = false
      var wasEndedAtReturn = false
      var looked: Int64 = -1
      let scene = try Scene(
        test, .borrow,
        scripts: [
          StartScript.child: TaskScript(steps: [
            { _ in .schedYield }, { _ in .schedYield },
            { _ in .store(address: SystemCalls.data, width: .word, value: 7) },
            { _ in
              hasEnded = true
              return .exitGroup(code: 0)
            },
          ]),
          StartScript.caller: TaskScript(steps: [
            { _ in
              wasEndedAtReturn = hasEnded
              return .load(address: SystemCalls.data, width: .word)
            },
            { reply in
              looked = reply.value
              return nil
            },
          ]),
        ])
      try scene.expectReturned(test)
      try test.expect(
        !(scene.run.clones.first?.arguments.flags.contains(.vfork) ?? false),
        "CLONE_VFORK is what this function is to do without")
      try test.expect(
        wasEndedAtReturn,
        "borrow came back while its child was using the memory. CLONE_CHILD_CLEARTID clears a word and "
          + "wakes who sleeps on it, when the child lets go")
      try test.expect(looked, is: 7, "the child had a copy of the memory, and was to borrow it")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Scene {
  let run: ProgramRun
  /// What the submission returned, or -errno; nil if it never came back.
  let answer: Int64?

  init(
    _ test: TestContext, _ program: StartProgram, _ input: StartInput = StartInput(),
    scripts: [Int: TaskScript]
  ) throws {
    var kernel = Kernel()
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/tool", contents: Array("\u{7f}ELF".utf8), permissions: 0o755)
    run = try test.run(program.rawValue, input.message, kernel: kernel, scripts: scripts)
    answer = run.handedOver.first { $0.script == StartScript.caller }?.value
  }

  /// Fails unless the submission came back with a process id that clone gave.
  @discardableResult
  func expectReturned(_ test: TestContext) throws -> Int64 {
    guard let answer else {
      try test.expectFinished(run)
      try test.fail("your function never came back")
    }
    if answer < 0 {
      let error = Errno(handedOver: answer)
      try test.fail("your function failed with \(error.name): \(error.message)")
    }
    try test.expect(!run.clones.isEmpty, "no child was made: there was no call to clone")
    try test.expect(run.clones.count == 1, "one child is enough, and \(run.clones.count) were made")
    try test.expect(answer, is: run.clones[0].result ?? 0, "the child's process id is returned")
    return answer
  }
}
