import Exercise_07_thread_groups
import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    rosterTests
    groupTests
    processTests
  }

  // MARK: - roster

  @TestListBuilder private var rosterTests: [GradedTest] {
    GradedTest(
      "roster-in-any-order", "roster comes back when all have ended, whoever runs first", points: 2,
      section: "07-tids-and-tls#clearing"
    ) { test in
      let jobs = [Job](repeating: Job(returning: 0), count: 2)
      try test.explore(
        GroupProgram.roster.rawValue, GroupInput(jobs).message, kernel: machine(.explored()),
        strategy: .bounded(preemptions: 1), schedulesMax: 100, callsMax: 60, finding: []
      ) {
        let caller = TaskScript([.getppid])
        return Staging(scripts: [GroupScript.caller: caller]) { run in
          let scene = Scene(run)
          try test.expect(!run.clones.isEmpty, "no thread was made")
          try test.expect(scene.answer != nil, "roster never came back")
          try test.expect(
            scene.answer == 0,
            "roster failed, or was told that a word has changed and gave up: EAGAIN")
          let events = run.kernel.trace.events
          let returned = events.firstIndex { $0.isCall(.getppid) } ?? 0
          let lastExit = events.lastIndex { $0.kind == .exit && $0.threadID.rawValue != 2 } ?? 0
          try test.expect(
            lastExit < returned,
            "roster came back while a thread was still there: that a thread has stored its id does not "
              + "mean that it has ended. The kernel says that, with CLONE_CHILD_CLEARTID")
        }
      }
    }

    GradedTest(
      "one-process", "all threads of roster belong to the caller's process", points: 1,
      section: "06-thread-groups#what-it-shares"
    ) { test in
      let scene = try Scene(
        test, .roster, GroupInput([Job](repeating: Job(returning: 0), count: 2)))
      try test.expect(!scene.run.clones.isEmpty, "no thread was made")
      for clone in scene.run.clones {
        try test.expect(
          clone.arguments.flags.contains(.thread),
          "a task that shares its maker's memory is a process of its own all the same, with an id of "
            + "its own for getpid, unless CLONE_THREAD makes it a thread of its maker's process")
      }
    }
  }

  // MARK: - runGroup

  @TestListBuilder private var groupTests: [GradedTest] {
    GradedTest(
      "all-come-to-an-end", "a group without a failure ends after its last job", points: 2,
      section: "06-thread-groups#two-exits"
    ) { test in
      var yields = (0..<3).map { _ in Int.random(in: 0...9, using: &test.cases) }
      yields[Int.random(in: 1..<3, using: &test.cases)] = 30
      let scene = try Scene(
        test, .runGroup, GroupInput(yields.map { Job(yields: $0, returning: 0) }))
      // What the jobs do, and not their leader.
      let leader = scene.run.clones.first?.result
      let made = scene.run.calls.count {
        $0.call == .schedYield && Int64($0.threadID.rawValue) != leader
      }
      try test.expect(
        made >= yields.reduce(0, +),
        "the process ended before its last job: when a program's first function comes back, or a task "
          + "calls `exitGroup`, all threads end. A leader waits for its threads, or ends alone, with "
          + "`exit`")
      try test.expect(
        scene.answer != nil, "the process has never ended, or its end was not waited for")
      try test.expect(
        scene.answer ?? 0, is: 0, "all jobs have returned 0, so the process ends with 0")
    }

    GradedTest(
      "all-at-once", "the jobs of a group run at the same time", points: 1,
      section: "06-thread-groups#two-exits"
    ) { test in
      let code = Int32.random(in: 1...100, using: &test.cases)
      let jobs = [Job(returning: nil), Job(returning: nil), Job(yields: 2, returning: code)]
      let scene = try Scene(test, .runGroup, GroupInput(jobs))
      let made = scene.run.clones.count
      try test.expect(
        made == 4,
        "three jobs are three threads in one process, which makes four calls to clone, and \(made) "
          + "were made: a job that never returns keeps the next ones from running")
      try test.expect(
        scene.answer == Int64(code),
        "a job has failed, and the process did not end with what it said")
    }

    GradedTest(
      "failure-in-any-order", "a failure ends the group, whoever runs first", points: 3,
      section: "06-thread-groups#worked-example"
    ) { test in
      let code = Int32.random(in: 1...100, using: &test.cases)
      let jobs = [Job(returning: code), Job(returning: 0)]
      try test.explore(
        GroupProgram.runGroup.rawValue, GroupInput(jobs).message, kernel: machine(.explored()),
        strategy: .bounded(preemptions: 1), schedulesMax: 150, callsMax: 80, finding: []
      ) {
        Staging(scripts: [GroupScript.caller: TaskScript([])]) { run in
          try test.expect(!run.clones.isEmpty, "no process was made")
          let answer = Scene(run).answer
          try test.expect(
            answer != nil,
            "runGroup never came back, though a job has failed and the other has ended")
          try test.expect(
            answer == Int64(code),
            "a job has returned \(code), and the process ended with \(answer ?? 0): a process ends with what "
              + "its last thread ends with, unless `exitGroup` says it for all. Who says it later than the "
              + "others have ended says it too late")
        }
      }
    }

    GradedTest(
      "caller-stays", "the caller of runGroup is in another process", points: 2,
      section: "01-tasks#which-one-first"
    ) { test in
      var waits: [Int64] = []
      let caller = TaskScript { reply in
        if !waits.isEmpty { waits[waits.count - 1] = reply.value }
        guard waits.count < 2 else { return nil }
        waits.append(0)
        return .wait4(pid: -1, options: .all)
      }
      let scene = try Scene(
        test, .runGroup, GroupInput([Job(yields: 2, returning: 4)], hasStranger: true),
        scripts: [
          GroupScript.caller: caller, GroupScript.stranger: TaskScript([.exitGroup(code: 44)]),
        ])
      try test.expect(!scene.run.clones.isEmpty, "no process was made")
      try test.expect(
        scene.answer != nil,
        "the caller has ended with the group: `exitGroup` ends the process that calls it, so the jobs "
          + "need one of their own")
      try test.expect(
        waits.first == 3,
        "runGroup has taken the end of a child that it had not made: it waits for its own, by its id"
      )
      try test.expect(
        waits.last == -Int64(Errno.noChildProcess.rawValue),
        "runGroup has left a process behind: a process that has ended is a zombie until somebody waits"
      )
    }
  }

  // MARK: - goOnInThread and replace

  @TestListBuilder private var processTests: [GradedTest] {
    GradedTest(
      "status-of-the-last", "the process ends with what the body returns", points: 2,
      section: "06-thread-groups#worked-example"
    ) { test in
      let code = Int32.random(in: 1...100, using: &test.cases)
      try test.explore(
        GroupProgram.goOnInThread.rawValue, GroupInput([Job(returning: code)]).message,
        kernel: machine(.explored()), strategy: .bounded(preemptions: 1), schedulesMax: 60,
        callsMax: 40, finding: []
      ) {
        Staging(scripts: [GroupScript.caller: TaskScript([])]) { run in
          try test.expect(!run.clones.isEmpty, "no thread was made")
          try test.expect(
            run.status == .exited(code),
            "the body has returned \(code), and the process ended with \(run.status?.exitCode ?? -1): what a "
              + "thread ends with counts for its process only if it is the last, and that may be the one "
              + "that called. Only `exitGroup` speaks for all")
        }
      }
    }

    GradedTest(
      "leader-has-ended", "the first task ends, and its process goes on", points: 2,
      section: "06-thread-groups#worked-example"
    ) { test in
      let scene = try Scene(test, .goOnInThread, GroupInput([Job(returning: nil)]))
      let tasks = scene.run.kernel.tasks
      let others = tasks.filter { $0.threadID.rawValue > 2 }
      try test.expect(
        others.count == 1 && others[0].processID.rawValue == 2,
        "the body runs in a thread of the same process, and there is "
          + (others.isEmpty ? "none" : "another process"))
      try test.expect(
        tasks.first { $0.threadID.rawValue == 2 }?.state == .zombie,
        "the task that called was to end, and is still there: `exit` ends one thread, the leader too, "
          + "and its process goes on as long as it has others")
    }

    GradedTest(
      "replace-in-a-thread", "a program takes the place of all threads", points: 2,
      section: "06-thread-groups#exec"
    ) { test in
      var ids: [Int64] = []
      let script = TaskScript { reply in
        ids.append(reply.value)
        switch ids.count {
        case 1: return .getpid
        case 2: return .gettid
        default: return .exitGroup(code: 11)
        }
      }
      let forever = SystemCall.futexWait(
        address: SystemCalls.data, expected: 0, timeoutNanoseconds: nil)
      let scene = try Scene(
        test, .replaceInThread,
        scripts: [
          GroupScript.leader: TaskScript([forever]), GroupScript.program: script,
          GroupScript.caller: TaskScript([]),
        ])
      try test.expect(ids.count >= 3, "the program was never executed")
      try test.expect(
        Array(ids[1...2]), is: [2, 2],
        "the program runs in another process: whoever executes it, the process keeps its id, and the "
          + "thread that called goes on under that")
      try test.expectFinished(scene.run)
      try test.expect(
        scene.run.status == .exited(11),
        "the process did not end with what the program said: execve ends the other threads, and what "
          + "comes then is the same process")
    }

    GradedTest(
      "replace-fails", "without a program nothing has changed", points: 2,
      visibility: .afterDueDate, section: "06-thread-groups#exec"
    ) { test in
      var leaderGoesOn = false
      let leader = TaskScript(
        steps: [(Reply) -> SystemCall?](repeating: { _ in .schedYield }, count: 12) + [
          { _ in
            leaderGoesOn = true
            return .exitGroup(code: 0)
          }
        ])
      let scene = try Scene(
        test, .replaceInThread, GroupInput(path: "/bin/nothing"),
        scripts: [
          GroupScript.leader: leader, GroupScript.program: TaskScript([]),
          GroupScript.caller: TaskScript([]),
        ])
      try test.expect(
        leaderGoesOn,
        "there is no such program, and the other threads were ended for it: execve ends them itself, "
          + "when it cannot fail any more")
      try test.expect(
        scene.answer == -Int64(Errno.noSuchFileOrDirectory.rawValue),
        "there is no such program, and the error of execve did not reach the caller")
    }
  }
}

/// A kernel with the files that the tests need.
private func machine(_ kernel: Kernel) -> Kernel {
  var kernel = kernel
  kernel.makeDirectory("/bin")
  kernel.makeFile("/bin/tool", contents: Array("\u{7f}ELF".utf8), permissions: 0o755)
  return kernel
}

extension TraceEvent {
  /// Whether it is the beginning of a call.
  fileprivate func isCall(_ number: SystemCallNumber) -> Bool {
    kind == .call && a == Int64(number.rawValue)
  }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Scene {
  let run: ProgramRun
  /// What the submission returned, or -errno; nil if it never came back.
  let answer: Int64?

  init(
    _ test: TestContext, _ program: GroupProgram, _ input: GroupInput = GroupInput(),
    scripts: [Int: TaskScript] = [GroupScript.caller: TaskScript([])]
  ) throws {
    self.init(
      try test.run(program.rawValue, input.message, kernel: machine(Kernel()), scripts: scripts))
  }

  /// A run that was made already.
  init(_ run: ProgramRun) {
    self.run = run
    answer = run.handedOver.first { $0.script == GroupScript.caller }?.value
  }
}
