import Exercise_08_tid_plumbing
import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    joinTests
    identityTests
    memoryTests
  }

  // MARK: - join

  @TestListBuilder private var joinTests: [GradedTest] {
    GradedTest(
      "join-in-any-order", "join is right whoever runs first", points: 3,
      section: "07-tids-and-tls#join"
    ) { test in
      let code = -Int32.random(in: 200...1_000, using: &test.cases)
      try test.explore(
        LibraryProgram.threads.rawValue, LibraryInput([code], looks: false).message,
        strategy: .bounded(preemptions: 2), schedulesMax: 150, callsMax: 60, finding: []
      ) {
        Staging(scripts: [LibraryScript.caller: TaskScript([])]) { run in
          let scene = try Scene(run)
          try test.expect(!run.clones.isEmpty, "no thread was made")
          try test.expect(
            scene.error != .resourceTemporarilyUnavailable,
            "join failed with EAGAIN: the thread has ended between the look at the word and the sleep. "
              + "That is no error, but the reason to look again")
          try test.expect(
            run.status?.terminationSignal == nil,
            "the process was ended by a signal: memory was used that is not mapped")
          try test.expect(
            scene.results != nil, "join waits for ever, although the thread has ended")
          try test.expect(
            scene.results ?? [], is: [code],
            "join came back with something else than the thread's result")
        }
      }
    }

    GradedTest(
      "block-stays", "the block is there as long as the thread is", points: 3,
      section: "07-tids-and-tls#clearing"
    ) { test in
      try test.explore(
        LibraryProgram.threads.rawValue, LibraryInput([1], looks: false).message,
        strategy: .bounded(preemptions: 2), schedulesMax: 150, callsMax: 60, finding: []
      ) {
        Staging(scripts: [LibraryScript.caller: TaskScript([])]) { run in
          try test.expect(!run.clones.isEmpty, "no thread was made")
          let events = run.kernel.trace.events
          let unmapped = events.firstIndex {
            $0.kind == .call && $0.a == Int64(SystemCallNumber.munmap.rawValue)
          }
          let ended = events.firstIndex { $0.kind == .exit && $0.threadID.rawValue == 3 }
          guard let unmapped else { return }
          try test.expect(
            ended.map { $0 < unmapped } ?? false,
            "the block of a thread was unmapped, and the thread was still there: what it says itself, it "
              + "says while it runs, on its own stack. Only the kernel can say that it has ended, and "
              + "CLONE_CHILD_CLEARTID has it do so")
        }
      }
    }

    GradedTest(
      "interrupted", "a handler that runs meanwhile does not disturb join", points: 2,
      section: "07-tids-and-tls#asks-twice"
    ) { test in
      let code = Int32.random(in: 1...1_000, using: &test.cases)
      let interrupt = SystemCall.tgkill(pid: 2, tid: ThreadID(rawValue: 2), signal: .user1)
      let scene = try Scene(
        test, .interrupted, LibraryInput([code], yields: 20, looks: false),
        scripts: [
          LibraryScript.sender: TaskScript([
            .schedYield, .schedYield, .schedYield, .schedYield, interrupt, .schedYield, interrupt,
          ])
        ])
      try test.expect(!scene.run.clones.isEmpty, "no thread was made")
      try test.expect(
        scene.error != .interrupted,
        "a handler has run while join slept, and join failed with EINTR: pthread_join never does, the "
          + "thread is still running and can be waited for")
      try test.expect(
        scene.results ?? [], is: [code],
        "a handler has run while join slept, and join came back before the thread had ended, or never"
      )
    }
  }

  // MARK: - Who a thread is

  @TestListBuilder private var identityTests: [GradedTest] {
    GradedTest(
      "id-from-the-start", "a thread finds its own id from its first step on", points: 2,
      section: "07-tids-and-tls#two-places"
    ) { test in
      try test.explore(
        LibraryProgram.threads.rawValue, LibraryInput([0]).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 150, callsMax: 80, finding: []
      ) {
        var words: [Int64] = []
        let caller = TaskScript(steps: [
          { _ in .load(address: LibraryWord.claimed(0), width: .word) },
          { reply in
            words.append(reply.value)
            return .load(address: LibraryWord.real(0), width: .word)
          },
          { reply in
            words.append(reply.value)
            return nil
          },
        ])
        return Staging(scripts: [LibraryScript.caller: caller]) { run in
          try test.expect(!run.clones.isEmpty, "no thread was made")
          try test.expect(
            words.count == 2, "the thread was never joined, or the process has ended before")
          try test.expect(
            words[0], is: words[1],
            "a thread has asked for its id before it was in its block: a store of its maker after clone "
              + "may come too late, and the kernel stores it in time")
        }
      }
    }

    GradedTest(
      "no-call-for-an-id", "the id comes out of memory", points: 1,
      section: "07-tids-and-tls#settls"
    ) { test in
      let scene = try Scene(test, .threads, LibraryInput([0, 0]))
      try test.expect(!scene.run.clones.isEmpty, "no thread was made")
      // One for the test, and one, for example, to fill the block.
      let asked = scene.run.calls.count { $0.call == .gettid }
      try test.expect(
        asked <= 2 * 2,
        "`threadID` asks the kernel each time: a lock that notes its owner needs the id at every turn, "
          + "so it is kept where the thread pointer leads")
    }

    GradedTest(
      "id-after-fork", "after fork child and parent find their own ids", points: 3,
      section: "07-tids-and-tls#two-places"
    ) { test in
      for decisions in [DecisionSource.parentFirst, .childFirst] {
        let scene = try Scene(test, .fork, LibraryInput([0]), decisions: decisions)
        try test.expect(scene.run.clones.count == 2, "fork made no process")
        guard let result = scene.results?.first else {
          try test.fail("a thread that has forked was never joined: \(scene.error.name)")
        }
        try test.expect(
          result % 10 == 1,
          "a thread has forked, and now its own block holds the id of its child: what CLONE_PARENT_SETTID "
            + "stores, it stores in the parent's memory")
        try test.expect(
          result / 10 == 1,
          "in a forked child `threadID` gives the id of the thread that forked: the block is a copy, and "
            + "the id in it is the parent's. CLONE_CHILD_SETTID has the child's own stored there, in the "
            + "child's memory")
      }
    }
  }

  // MARK: - Memory

  @TestListBuilder private var memoryTests: [GradedTest] {
    GradedTest(
      "nothing-is-left", "each thread has a block, and no block is left", points: 3,
      section: "07-tids-and-tls#clearing"
    ) { test in
      let codes = (0..<4).map { _ in Int32.random(in: 1...1_000, using: &test.cases) }
      let scene = try Scene(test, .threads, LibraryInput(codes, yields: 2, looks: false))
      try test.expect(
        scene.results ?? [], is: codes, "four threads were made and joined, the last one first")
      let mapped = scene.run.calls.filter { $0.call.number == .mmap }.compactMap(\.value)
      let unmapped = scene.run.calls.filter { $0.call.number == .munmap }
      try test.expect(
        mapped.count >= 4,
        "four threads run at the same time, and there are \(mapped.count) blocks: `create` maps one for "
          + "each")
      try test.expect(
        unmapped.count == mapped.count && unmapped.allSatisfy { $0.value == 0 },
        "\(mapped.count) blocks were mapped and \(unmapped.count) unmapped: who joins a thread takes its "
          + "block away, once")
    }

    GradedTest(
      "no-thread-no-block", "a thread that can't be made leaves no memory", points: 2,
      visibility: .afterDueDate, section: "02-fork-is-clone#one-call"
    ) { test in
      // Init, and the program: there is no room for another task.
      var limits = KernelLimits()
      limits.tasksMax = 2
      let scene: Scene
      do {
        scene = try Scene(test, .threads, LibraryInput([1]), limits: limits)
      } catch SubmissionFault.tooManyCalls {
        try test.fail("clone failed with EAGAIN, and `create` tries for ever")
      }
      try test.expect(
        scene.error, is: .resourceTemporarilyUnavailable,
        "clone failed with EAGAIN, and the caller of `create` has to learn of it")
      let mapped = scene.run.calls.count { $0.call.number == .mmap }
      let unmapped = scene.run.calls.count { $0.call.number == .munmap && $0.value == 0 }
      try test.expect(
        mapped == unmapped,
        "clone failed, and the block that was mapped for the thread is still there: nobody will ever join "
          + "a thread that does not exist")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Scene {
  let run: ProgramRun
  /// What join gave; nil if the caller never came that far, or an error was thrown.
  let results: [Int32]?
  /// What was thrown; 0 for nothing.
  let error: Errno

  init(
    _ test: TestContext, _ program: LibraryProgram, _ input: LibraryInput,
    limits: KernelLimits = .standard, decisions: DecisionSource = .parentFirst,
    scripts: [Int: TaskScript] = [:]
  ) throws {
    var scripts = scripts
    scripts[LibraryScript.caller] = TaskScript([])
    try self.init(
      test.run(
        program.rawValue, input.message, kernel: Kernel(limits: limits, decisions: decisions),
        scripts: scripts))
  }

  /// A run that was made already.
  init(_ run: ProgramRun) throws {
    self.run = run
    guard let end = run.handedOver.first(where: { $0.script == LibraryScript.caller }) else {
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
}
