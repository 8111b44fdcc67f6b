import Exercise_02_fork_is_clone
import GraderKit

// What parent and child do is played by scripts, so the worker never learns what is looked at.
// Many scenes end with both asleep for ever: then the kernel, as the run left it, holds them alive.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    forkTests
    vforkTests
    threadTests
    joinTests
    GradedTest(
      "errors-come-through", "an error of clone reaches the caller", points: 2,
      visibility: .afterDueDate, section: "02-fork-is-clone#one-call"
    ) { test in
      // Init, and the program: there is no room for another task.
      var limits = KernelLimits()
      limits.tasksMax = 2
      let expected = -Int64(Errno.resourceTemporarilyUnavailable.rawValue)
      for program in [CloneProgram.fork, .vfork, .spawnThread] {
        let scene: Scene
        do {
          scene = try Scene(test, program, limits: limits)
        } catch SubmissionFault.tooManyCalls {
          try test.fail(
            "clone failed with EAGAIN, and `\(program)` tries for ever: nobody says that there will "
              + "be room one day. What clone throws has to come through")
        }
        try test.expect(
          scene.answer == expected,
          "clone failed with EAGAIN, and `\(program)` hid it: its caller takes "
            + "\(scene.answer ?? 0) for a new task. What clone throws has to come through")
      }
    }
  }

  // MARK: - fork

  @TestListBuilder private var forkTests: [GradedTest] {
    GradedTest(
      "fork-shares-nothing", "a forked child shares nothing", points: 2,
      section: "02-fork-is-clone#shared-or-copied"
    ) { test in
      let scene = try Scene(test, .fork)
      let (parent, child) = try scene.parentAndChild(test)
      try expectOwn("memory", parent.mm, child.mm, .vm, test)
      try expectOwn("table of descriptors", parent.files, child.files, .files, test)
      try expectOwn("current directory", parent.fs, child.fs, .fs, test)
      try expectOwn("table of signal handlers", parent.sighand, child.sighand, .sighand, test)
    }

    GradedTest(
      "fork-goes-on", "fork comes back while its child runs", points: 1,
      section: "02-fork-is-clone#one-call"
    ) { test in
      let scene = try Scene(test, .fork)
      let (parent, _) = try scene.parentAndChild(test)
      try test.expect(
        parent.state != .waitingForVfork,
        "fork sleeps until its child has ended: that is what CLONE_VFORK is for")
      try test.expect(
        scene.answer != nil,
        "fork never came back: its caller is \(parent.state.name). A forked child runs beside its "
          + "parent, which waits when it wants to")
    }

    GradedTest(
      "fork-child-is-found", "a plain wait finds a forked child", points: 2,
      section: "02-fork-is-clone#one-call"
    ) { test in
      try expectPlainWaitFindsChild(of: .fork, test)
    }
  }

  // MARK: - vfork

  @TestListBuilder private var vforkTests: [GradedTest] {
    GradedTest(
      "vfork-borrows-memory", "a vfork child borrows memory, nothing else", points: 2,
      section: "02-fork-is-clone#vfork"
    ) {
      test in
      let scene = try Scene(test, .vfork)
      let (parent, child) = try scene.parentAndChild(test)
      try expectShared("memory", parent.mm, child.mm, .vm, test)
      try expectOwn("table of descriptors", parent.files, child.files, .files, test)
      try expectOwn("current directory", parent.fs, child.fs, .fs, test)
      try expectOwn("table of signal handlers", parent.sighand, child.sighand, .sighand, test)
    }

    GradedTest(
      "vfork-child-is-found", "a vfork child is the caller's to wait for", points: 2,
      section: "02-fork-is-clone#vfork"
    ) {
      test in
      try expectPlainWaitFindsChild(of: .vfork, test)
    }
  }

  // MARK: - spawnThread

  @TestListBuilder private var threadTests: [GradedTest] {
    GradedTest(
      "thread-is-no-process", "a thread belongs to the caller's process", points: 2,
      section: "02-fork-is-clone#thread"
    ) {
      test in
      let (parent, thread) = try Scene(test, .spawnThread, CloneInput(word: anyWord(test)))
        .parentAndChild(test)
      try test.expect(
        thread.processID, is: parent.processID,
        "the new task is a process of its own that shares much: getpid tells them apart, and wait "
          + "would find it. A thread joins the caller's thread group, with CLONE_THREAD")
    }

    GradedTest(
      "thread-shares-tables", "a thread shares descriptors and directory", points: 2,
      section: "02-fork-is-clone#thread"
    ) {
      test in
      let (parent, thread) = try Scene(test, .spawnThread, CloneInput(word: anyWord(test)))
        .parentAndChild(test)
      try expectShared("table of descriptors", parent.files, thread.files, .files, test)
      try expectShared("current directory", parent.fs, thread.fs, .fs, test)
      try expectShared("table of signal handlers", parent.sighand, thread.sighand, .sighand, test)
    }

    GradedTest(
      "thread-pointer", "a thread gets its thread pointer", points: 2,
      section: "02-fork-is-clone#thread"
    ) { test in
      let pointer = UInt64.random(in: 0x1000...0xffff_ffff, using: &test.cases) & ~0xf
      let input = CloneInput(word: anyWord(test), threadPointer: pointer)
      let (_, thread) = try Scene(test, .spawnThread, input).parentAndChild(test)
      try test.expect(
        thread.threadPointer, is: pointer,
        "the thread runs with its creator's thread pointer: CLONE_SETTLS gives it its own, else both "
          + "would use the same thread-local variables")
    }

    GradedTest(
      "word-in-any-order", "the word is right, whoever runs first", points: 2,
      section: "02-fork-is-clone#join"
    ) { test in
      try expectWordKept(test)
    }
  }

  /// Whenever the creator looks at the word, the thread's id is in it as long as the thread runs, and
  /// then 0.
  private func expectWordKept(_ test: TestContext) throws {
    let word = anyWord(test)
    try test.explore(
      CloneProgram.spawnThread.rawValue, CloneInput(word: word).message,
      strategy: .bounded(preemptions: 2), schedulesMax: 100, callsMax: 40, finding: []
    ) {
      let end = EndOfThread()
      var held: Int64 = -1
      let caller = TaskScript(steps: [
        { _ in
          end.hadComeAtReturn = end.hasCome
          return .load(address: word, width: .word)
        },
        { reply in
          held = reply.value
          return nil
        },
      ])
      let scripts = [CloneScript.caller: caller, CloneScript.child: thread(busyFor: 0, end)]
      return Staging(scripts: scripts) { run in
        let scene = Scene(run)
        try test.expect(!run.clones.isEmpty, "no task was made")
        if end.hadComeAtReturn {
          try test.expect(
            held, is: 0,
            "the thread has ended, and its id is in the word again: a store after clone may come too "
              + "late. The kernel stores the id before the thread's first step, with "
              + "CLONE_PARENT_SETTID")
        } else {
          try test.expect(
            held, is: scene.answer ?? 0,
            "spawnThread came back before the thread's id was in the word. CLONE_CHILD_SETTID lets "
              + "the child store it when it first runs, which may be later; CLONE_PARENT_SETTID "
              + "stores it before clone returns")
        }
      }
    }
  }

  // MARK: - join

  @TestListBuilder private var joinTests: [GradedTest] {
    GradedTest(
      "join-in-any-order", "join is right wherever it is interrupted", points: 2,
      section: "02-fork-is-clone#join"
    ) { test in
      // Who sleeps too long is told so by the check, and who spins by another test.
      try test.explore(
        CloneProgram.join.rawValue, CloneInput(word: anyWord(test)).message,
        strategy: .bounded(preemptions: 2), schedulesMax: 100, callsMax: 40, finding: []
      ) {
        let end = EndOfThread()
        let scripts = [
          CloneScript.child: thread(busyFor: 0, end), CloneScript.caller: joiner(end),
        ]
        return Staging(scripts: scripts) { run in
          let scene = Scene(run)
          try test.expect(
            scene.answer != -Int64(Errno.resourceTemporarilyUnavailable.rawValue),
            "join failed with EAGAIN: the thread ended between the look at the word and the sleep, "
              + "and futex_wait refuses to sleep on a word that has changed. That is no error, but "
              + "the reason to look again")
          try expectJoined(scene, end, test)
        }
      }
    }

    GradedTest(
      "join-looks-again", "join is not fooled by somebody else's wake", points: 2,
      section: "02-fork-is-clone#join"
    ) {
      test in
      let word = anyWord(test)
      let end = EndOfThread()
      let scene = try Scene(
        test, .join, CloneInput(word: word, hasHelper: true),
        scripts: [
          CloneScript.child: thread(busyFor: 12, end),
          CloneScript.helper: TaskScript([
            .schedYield, .schedYield, .futexWake(address: word, count: 1), .schedYield,
            .futexWake(address: word, count: 1),
          ]),
          CloneScript.caller: joiner(end),
        ])
      try expectJoined(scene, end, test)
    }

    GradedTest(
      "join-sleeps", "join sleeps instead of asking again and again", points: 1,
      section: "02-fork-is-clone#join"
    ) { test in
      let loadsMax = 8
      let end = EndOfThread()
      let scene = try Scene(
        test, .join, CloneInput(word: anyWord(test)),
        scripts: [
          CloneScript.child: thread(busyFor: 60, end), CloneScript.caller: joiner(end),
        ])
      try expectJoined(scene, end, test)
      let loads = scene.run.calls.count { recorded in
        if case .load = recorded.call { true } else { false }
      }
      try test.expect(
        loads <= loadsMax,
        "join asked for the word \(loads) times while the thread was busy: it keeps a processor from "
          + "those who have work. futex_wait sleeps until somebody wakes it")
    }
  }

  private func expectJoined(_ scene: Scene, _ end: EndOfThread, _ test: TestContext) throws {
    guard let answer = scene.answer else {
      try test.fail("join waits for ever, although the thread has ended")
    }
    guard answer >= 0 else {
      let error = Errno(handedOver: answer)
      try test.fail("join failed with \(error.name): \(error.message)")
    }
    let hasSlept = scene.run.calls.contains { recorded in
      if case .futexWait = recorded.call { true } else { false }
    }
    try test.expect(
      end.hadComeAtReturn || hasSlept,
      "join came back at once, while the thread was running: as long as the word is not 0, sleep on it"
    )
    try test.expect(
      end.hadComeAtReturn,
      "join came back while the thread was running. Whoever sleeps on a futex may be woken by "
        + "anybody: only the word says whether the thread has ended, so look again after each wake")
  }

  // MARK: - Scenes

  private func expectPlainWaitFindsChild(of program: CloneProgram, _ test: TestContext) throws {
    let code = Int32.random(in: 1...100, using: &test.cases)
    var waited = Reply(value: 0)
    let caller = TaskScript(steps: [
      { _ in .wait4(pid: -1, options: []) },
      { reply in
        waited = reply
        return nil
      },
    ])
    let scene = try Scene(
      test, program,
      scripts: [CloneScript.caller: caller, CloneScript.child: TaskScript([.exit(code: code)])])
    let hasWaited = scene.run.calls.contains { recorded in
      if case .wait4 = recorded.call { true } else { false }
    }
    try test.expect(
      waited.errno != .noChildProcess,
      hasWaited
        ? "`\(program)` waited for the child itself and took its end away from the caller, who finds "
          + "no child: CLONE_VFORK sleeps without that"
        : "a plain wait finds no child: without SIGCHLD as its exit signal a child is found by "
          + "__WCLONE or __WALL alone")
    try test.expect(
      waited.value, is: scene.answer ?? 0, "`\(program)` did not return the child's id")
    try test.expect(
      WaitStatus(rawValue: Int32(truncatingIfNeeded: waited.extra)), is: .exited(code),
      "the child's exit status was lost")
  }

  private func expectShared(
    _ what: String, _ one: ResourceReference?, _ other: ResourceReference?, _ flag: CloneFlags,
    _ test: TestContext
  ) throws {
    try test.expect(
      one != nil && one?.identity == other?.identity,
      "the new task has a \(what) of its own: \(flag) shares it")
  }

  private func expectOwn(
    _ what: String, _ one: ResourceReference?, _ other: ResourceReference?, _ flag: CloneFlags,
    _ test: TestContext
  ) throws {
    try test.expect(
      one?.identity != other?.identity,
      "parent and child share one \(what), which \(flag) asks for: this child has to have its own")
  }

  /// A thread that is busy for a while, and notes its end.
  private func thread(busyFor yields: Int, _ end: EndOfThread) -> TaskScript {
    let busy = [(Reply) -> SystemCall?](repeating: { _ in .schedYield }, count: yields)
    return TaskScript(
      steps: busy + [
        { _ in
          end.hasCome = true
          return .exit(code: 0)
        }
      ])
  }

  /// The caller of join, as soon as that came back.
  private func joiner(_ end: EndOfThread) -> TaskScript {
    TaskScript { _ in
      end.hadComeAtReturn = end.hasCome
      return nil
    }
  }

  /// The address of some word of the data area.
  private func anyWord(_ test: TestContext) -> UserAddress {
    SystemCalls.data + 4 * UInt64.random(in: 16..<4_096, using: &test.cases)
  }
}

/// What the scripts of one scene know of the thread's end.
///
/// A class, because two scripts share it.
private final class EndOfThread {
  var hasCome = false
  /// Whether it had come when join came back.
  var hadComeAtReturn = false
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Scene {
  let run: ProgramRun
  /// What the submission returned, or -errno; nil if it never came back.
  let answer: Int64?

  /// Runs a program; a task without a script sleeps for ever.
  init(
    _ test: TestContext, _ program: CloneProgram, _ input: CloneInput = CloneInput(),
    limits: KernelLimits = .standard, decisions: DecisionSource = .parentFirst,
    scripts: [Int: TaskScript]? = nil
  ) throws {
    let sleep = SystemCall.futexWait(
      address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
    let run = try test.run(
      program.rawValue, input.message, kernel: Kernel(limits: limits, decisions: decisions),
      scripts: scripts
        ?? [CloneScript.caller: TaskScript([sleep]), CloneScript.child: TaskScript([sleep])])
    self.init(run)
  }

  /// A run that was made already.
  init(_ run: ProgramRun) {
    self.run = run
    answer = run.handedOver.first { $0.script == CloneScript.caller }?.value
  }

  /// The task that called clone and the one that came of it, both still alive.
  func parentAndChild(_ test: TestContext) throws -> (parent: TaskSnapshot, child: TaskSnapshot) {
    if let answer, answer < 0 {
      let error = Errno(handedOver: answer)
      try test.fail("clone failed with \(error.name): \(error.message)")
    }
    let caller = run.calls.first { recorded in
      if case .clone = recorded.call { true } else { false }
    }
    let started = run.handedOver.first { $0.script == CloneScript.child }
    guard let caller, let started, let parent = task(caller.threadID),
      let child = task(started.threadID)
    else { try test.fail("no task was made") }
    return (parent, child)
  }

  private func task(_ id: ThreadID) -> TaskSnapshot? {
    run.kernel.tasks.first { $0.threadID == id }
  }
}
