import Exercise_06_vfork
import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    spawnTests
    signalTests
    borrowTests
    GradedTest(
      "errors-come-through", "an error of clone reaches the caller", points: 2,
      visibility: .afterDueDate, section: "02-fork-is-clone#one-call"
    ) { test in
      // Init, and the program: there is no room for another task.
      var limits = KernelLimits()
      limits.tasksMax = 2
      for program in [StartProgram.spawn, .borrow] {
        var mask: SignalSet = .unblockable
        let scene: Scene
        do {
          scene = try Scene(
            test, program, StartInput(blocked: SignalSet(.user2)), limits: limits,
            scripts: [
              StartScript.caller: askForMask { mask = $0 }, StartScript.child: TaskScript([]),
            ])
        } catch SubmissionFault.tooManyCalls {
          try test.fail("clone failed with EAGAIN, and `\(program)` tries for ever")
        }
        try test.expect(
          scene.answer != nil,
          "clone failed with EAGAIN, and `\(program)` sleeps for ever: there is no child that could "
            + "wake it")
        try test.expect(
          scene.answer == -Int64(Errno.resourceTemporarilyUnavailable.rawValue),
          "clone failed with EAGAIN, and `\(program)` hid it")
        try test.expect(
          mask == (program == .spawn ? SignalSet(.user2) : []),
          "clone failed, and the caller's signal mask is not what it was: \(mask)")
      }
    }
  }

  // MARK: - spawn

  @TestListBuilder private var spawnTests: [GradedTest] {
    GradedTest(
      "sleeps-until-exec", "spawn comes back when the program runs, not before and not later",
      points: 3, section: "05-copy-on-write#vfork"
    ) { test in
      let sleep = SystemCall.futexWait(
        address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
      let asleep = try Scene(
        test, .spawn,
        scripts: [
          StartScript.child: TaskScript([sleep]), StartScript.caller: TaskScript([]),
        ])
      try test.expect(
        asleep.answer != nil,
        "spawn waits for the end of the program: who starts a program wants to do something else "
          + "meanwhile. It sleeps until the program is executed, and no longer")
      try test.explore(
        StartProgram.spawn.rawValue, StartInput().message, kernel: machine(.explored()),
        strategy: .bounded(preemptions: 1), schedulesMax: 100, callsMax: 60, finding: []
      ) {
        // The caller's first call after spawn, to be found in the trace.
        let scripts = [
          StartScript.child: TaskScript([]), StartScript.caller: TaskScript([.getppid]),
        ]
        return Staging(scripts: scripts) { run in
          let scene = Scene(run)
          try test.expect(
            scene.answer != nil, "spawn never came back, though the program could be executed")
          let events = run.kernel.trace.events
          let executed = events.firstIndex { $0.kind == .exec }
          let returned = events.firstIndex {
            $0.kind == .call && $0.a == Int64(SystemCallNumber.getppid.rawValue)
          }
          guard let executed, let returned else {
            try test.fail("the program was never executed, or spawn never came back")
          }
          try test.expect(
            executed < returned,
            "spawn came back before the child had executed the program: caller and child use the same "
              + "memory at the same time, and nobody knows yet whether there will be an error. "
              + "CLONE_VFORK sleeps until the child lets go of the memory")
        }
      }
    }

    GradedTest(
      "nothing-is-copied", "the child borrows the memory", points: 2,
      section: "05-copy-on-write#vfork"
    ) { test in
      let scene = try Scene(
        test, .spawn,
        scripts: [StartScript.child: TaskScript([]), StartScript.caller: TaskScript([])])
      try test.expect(!scene.run.clones.isEmpty, "no child was made")
      for clone in scene.run.clones {
        try test.expect(
          clone.arguments.flags.contains(.vm),
          "the child got a copy of the caller's memory, to throw it away at once: only CLONE_VM "
            + "borrows it")
      }
    }

    GradedTest(
      "own-things", "directory and output are the program's alone", points: 3,
      section: "04-sharing#files"
    ) { test in
      let sleep = SystemCall.futexWait(
        address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
      let scene = try Scene(
        test, .spawn, StartInput(directory: "/work", output: "/work/log", isDisturbed: true),
        scripts: [
          StartScript.child: TaskScript([sleep]), StartScript.caller: TaskScript([sleep]),
          StartScript.helper: TaskScript([]),
        ])
      let kernel = scene.run.kernel
      guard let caller = scene.task(StartScript.caller), let child = scene.task(StartScript.child)
      else { try test.fail("the program was not started, or spawn did not come back") }
      func output(of task: TaskID) -> String {
        let open = kernel.openFiles(of: task).first { $0.descriptor == .standardOutput }
        return open.map { String(decoding: $0.path, as: UTF8.self) } ?? "nothing"
      }
      func directory(of task: TaskID) -> String {
        String(decoding: kernel.currentDirectory(of: task) ?? [], as: UTF8.self)
      }
      try test.expect(
        directory(of: child), is: "/work", "the program starts in the directory that it was to have"
      )
      try test.expect(
        directory(of: caller), is: "/",
        "the caller is in another directory now: the child has to have its own, and only the child "
          + "changes it")
      try test.expect(
        output(of: child), is: "/work/log",
        "descriptor 1 of the program is the file that was to be its output")
      try test.expect(
        output(of: caller) != "/work/log",
        "the caller's own output goes into the program's file now: the child has to have a table of "
          + "descriptors of its own")
      try test.expect(
        (kernel.disposition(of: .user1, in: caller)?.handler ?? 0) > 1,
        "the caller has lost its handler: the child has set back the handlers of both. Its table of "
          + "handlers has to be its own, which it is unless CLONE_SIGHAND shares it")
      try test.expect(
        kernel.openFiles(of: caller).count == 4,
        "the caller has other descriptors open than before: what the child needs is opened and closed "
          + "in the child")
    }

    GradedTest(
      "failed-child", "a child that can't execute its program leaves nothing", points: 3,
      section: "01-tasks#zombies"
    ) { test in
      let failures: [(StartInput, Errno)] = [
        (StartInput(path: "/work/text", isDisturbed: true), .permissionDenied),
        (StartInput(directory: "/nowhere", isDisturbed: true), .noSuchFileOrDirectory),
      ]
      for (input, error) in failures {
        var waits: [Int64] = []
        let caller = TaskScript { reply in
          if !waits.isEmpty { waits[waits.count - 1] = reply.value }
          guard waits.count < 2 else { return nil }
          waits.append(0)
          return .wait4(pid: -1, options: .all)
        }
        let scene = try Scene(
          test, .spawn, input, decisions: .childFirst,
          scripts: [
            StartScript.caller: caller, StartScript.child: TaskScript([]),
            StartScript.helper: TaskScript([]),
          ])
        try test.expect(scene.answer != nil, "spawn never came back")
        try test.expect(
          scene.answer == -Int64(error.rawValue),
          "the child met \(error.name) on its way to the program, and spawn did not fail with that: "
            + "directory and output may be what fails, too")
        let helper = scene.run.handedOver.first { $0.script == StartScript.helper }?.threadID
        try test.expect(
          helper.map { waits.contains(Int64($0.rawValue)) } ?? false,
          "spawn has taken away the end of a child that it had not made: it waits for its own, by "
            + "its id")
        try test.expect(
          waits.last == -Int64(Errno.noChildProcess.rawValue),
          "spawn has failed and has left its child behind")
      }
    }
  }

  // MARK: - Signals

  @TestListBuilder private var signalTests: [GradedTest] {
    GradedTest(
      "no-foreign-handler", "no handler of the caller runs in the child", points: 3,
      section: "04-sharing#handlers"
    ) { test in
      // Caller 2, sender 3, child 4.
      let child = ProcessID(rawValue: 4)
      try test.explore(
        StartProgram.spawn.rawValue, StartInput(isDisturbed: true).message,
        kernel: machine(.explored()), strategy: .bounded(preemptions: 2), schedulesMax: 300,
        callsMax: 80, finding: []
      ) {
        var handled: Int64 = 0
        let caller = TaskScript(steps: [
          { _ in .load(address: StartWord.handledElsewhere, width: .word) },
          { reply in
            handled = reply.value
            return nil
          },
        ])
        let sender = TaskScript([.kill(pid: child, signal: .user1)])
        let scripts = [
          StartScript.caller: caller, StartScript.child: TaskScript([]), StartScript.helper: sender,
        ]
        return Staging(scripts: scripts) { run in
          try test.expect(!run.clones.isEmpty, "no child was made")
          try test.expect(
            Scene(run).answer != nil, "spawn never came back, when a signal came in between")
          try test.expect(
            handled == 0,
            "a signal came to the child before it had executed its program, and the caller's handler ran "
              + "in the child: on the memory of the caller, who knows nothing of it. Block all signals "
              + "before clone, and let them in only when the child has no handler any more")
        }
      }
    }

    GradedTest(
      "same-mask", "program and caller have the mask that the caller had", points: 3,
      section: "04-sharing#handlers"
    ) { test in
      for path in ["/bin/tool", "/bin/nothing"] {
        let blocked = SignalSet(rawValue: UInt64.random(in: 0...UInt64.max, using: &test.cases))
          .subtracting(.unblockable)
        var after: SignalSet = .unblockable
        let scene = try Scene(
          test, .spawn, StartInput(path: path, blocked: blocked),
          scripts: [
            StartScript.caller: askForMask { after = $0 }, StartScript.child: TaskScript([]),
          ])
        try test.expect(
          scene.answer != nil && !scene.run.clones.isEmpty,
          "spawn made no child, or never came back")
        try test.expect(
          after, is: blocked,
          "after spawn the caller blocks other signals than before: what spawn blocks for a while it "
            + "has to let in again, whether it succeeds or fails")
        guard let program = scene.run.handedOver.first(where: { $0.script == StartScript.child })
        else { continue }
        try test.expect(
          SignalSet(rawValue: UInt64(bitPattern: program.value)), is: blocked,
          "the program blocks other signals than its starter: the mask lives on over execve, so the "
            + "child sets it right before")
      }
    }
  }

  // MARK: - borrow

  @TestListBuilder private var borrowTests: [GradedTest] {
    GradedTest(
      "lets-go-in-any-order", "borrow is right whoever runs first, and however the child lets go",
      points: 3, section: "07-tids-and-tls#clearing"
    ) { test in
      let tool = SystemCall.execve(path: Array("/bin/tool".utf8), entry: 5)
      for last in [SystemCall.exitGroup(code: 0), tool] {
        try test.explore(
          StartProgram.borrow.rawValue, StartInput().message, kernel: machine(.explored()),
          strategy: .bounded(preemptions: 2), schedulesMax: 100, callsMax: 40, finding: []
        ) {
          var hasLetGo = false
          var hadLetGoAtReturn = false
          let child = TaskScript(steps: [
            { _ in .store(address: SystemCalls.data, width: .word, value: 1) },
            { _ in
              hasLetGo = true
              return last
            },
          ])
          let caller = TaskScript { _ in
            hadLetGoAtReturn = hasLetGo
            return nil
          }
          let forever = SystemCall.futexWait(
            address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
          let scripts = [
            StartScript.child: child, StartScript.caller: caller, 5: TaskScript([forever]),
          ]
          return Staging(scripts: scripts) { run in
            let answer = Scene(run).answer
            try test.expect(
              answer != -Int64(Errno.resourceTemporarilyUnavailable.rawValue),
              "borrow failed with EAGAIN: the child has let go between the look at the word and the "
                + "sleep. That is no error, but the reason to look again")
            try test.expect(
              answer != nil,
              hasLetGo && last == tool
                ? "the child has executed a program and needs the memory no longer, and borrow still "
                  + "sleeps: it waits for the memory and not for the child"
                : "borrow sleeps for ever")
            try test.expect(
              hadLetGoAtReturn,
              "borrow came back while the child was using the memory: the word must not be 0 before the "
                + "child lets go, whoever runs first")
          }
        }
      }
    }

    GradedTest(
      "borrow-looks-again", "borrow is not fooled by somebody else's wake", points: 2,
      section: "07-tids-and-tls#asks-twice"
    ) { test in
      var hasLetGo = false
      var hadLetGoAtReturn = false
      let busy = [(Reply) -> SystemCall?](repeating: { _ in .schedYield }, count: 12)
      let wake = SystemCall.futexWake(address: StartWord.scratch, count: 9)
      let scene = try Scene(
        test, .borrow, StartInput(isDisturbed: true),
        scripts: [
          StartScript.child: TaskScript(
            steps: busy + [
              { _ in
                hasLetGo = true
                return .exitGroup(code: 0)
              }
            ]),
          StartScript.helper: TaskScript([
            .schedYield, .schedYield, wake, .schedYield, wake, .schedYield,
          ]),
          StartScript.caller: TaskScript { _ in
            hadLetGoAtReturn = hasLetGo
            return nil
          },
        ])
      try test.expect(scene.answer != nil, "borrow sleeps for ever")
      try test.expect(
        hadLetGoAtReturn,
        "borrow came back while the child was using the memory. Anybody may wake who sleeps on a "
          + "futex: only the word says whether the child has let go, so look again")
    }

    GradedTest(
      "borrow-sleeps", "borrow sleeps instead of asking again and again", points: 1,
      section: "07-tids-and-tls#join"
    ) { test in
      let callsMax = 12
      let busy = [SystemCall](repeating: .schedYield, count: 60)
      let scene = try Scene(
        test, .borrow,
        scripts: [
          StartScript.child: TaskScript(busy + [.exitGroup(code: 0)]),
          StartScript.caller: TaskScript([]),
        ])
      try test.expect(!scene.run.clones.isEmpty, "no child was made")
      try test.expect(
        scene.run.calls.count <= callsMax,
        "borrow made \(scene.run.calls.count) calls while the child was busy: futex_wait sleeps until "
          + "somebody wakes it")
    }
  }

  /// A caller that asks which signals it blocks.
  private func askForMask(_ take: @escaping (SignalSet) -> Void) -> TaskScript {
    TaskScript(steps: [
      { _ in .registers(RegisterCall(.rtSigprocmask, 0, 0, 0, 1)) },
      { reply in
        take(SignalSet(rawValue: UInt64(bitPattern: reply.extra)))
        return nil
      },
    ])
  }
}

/// A kernel with the files that the tests need.
private func machine(_ kernel: Kernel) -> Kernel {
  var kernel = kernel
  kernel.makeDirectory("/bin")
  kernel.makeFile("/bin/tool", contents: Array("\u{7f}ELF".utf8), permissions: 0o755)
  kernel.makeDirectory("/work")
  kernel.makeFile("/work/text", contents: Array("text".utf8), permissions: 0o644)
  return kernel
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Scene {
  let run: ProgramRun
  /// What the submission returned, or -errno; nil if it never came back.
  let answer: Int64?

  init(
    _ test: TestContext, _ program: StartProgram, _ input: StartInput = StartInput(),
    limits: KernelLimits = .standard, decisions: DecisionSource = .parentFirst,
    scripts: [Int: TaskScript]
  ) throws {
    let kernel = machine(Kernel(limits: limits, decisions: decisions))
    self.init(try test.run(program.rawValue, input.message, kernel: kernel, scripts: scripts))
  }

  /// A run that was made already.
  init(_ run: ProgramRun) {
    self.run = run
    answer = run.handedOver.first { $0.script == StartScript.caller }?.value
  }

  /// The task that a script plays, if it is still there.
  func task(_ script: Int) -> TaskID? {
    run.handedOver.first { $0.script == script }.flatMap { run.kernel.task($0.threadID) }
  }
}
