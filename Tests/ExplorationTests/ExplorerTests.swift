import Exploration
import KernelCore
import LinuxABI
import Machine
import Testing

@Suite struct `An explorer` {
  private let a = Register(0)

  @Test func `plays every interleaving, each once`() {
    // Two threads of three steps, their ends included, after the first task has left: 6 over 3; and
    // the second one may come only after any of the steps of the first.
    let program = Program([
      [.clone(task: 1), .clone(task: 2), .exit], [.yieldless, .yieldless],
      [.yieldless, .yieldless],
    ])
    let report = Explorer(ProgramExecution(program)).explore(.all)
    let counted = interleavings([3, 3, 3], created: [0, 1, 2])
    #expect(report.schedules == counted)
    #expect(report.isComplete)
  }

  /// How many orders there are of steps of tasks, of which the second and third begin after the
  /// first step and the second step of the first task.
  private func interleavings(_ left: [Int], created: [Int]) -> Int {
    if left.allSatisfy({ $0 == 0 }) { return 1 }
    return left.indices.reduce(0) { sum, task in
      guard left[task] > 0, 3 - left[0] >= created[task] else { return sum }
      var rest = left
      rest[task] -= 1
      return sum + interleavings(rest, created: created)
    }
  }

  @Test func `a schedule replays exactly, in a runner too`() throws {
    let program = ProgramExecution(Classic.philosophers(3, isOrdered: false))
    let explorer = Explorer(program)
    let failure = try #require(explorer.explore(.reduced).failure)
    #expect(explorer.replay(failure.choices) == failure)
    var runner = Runner(program, on: Kernel.explorable(decisions: .replay(failure.choices)))
    #expect(runner.run(callsMax: 1_000) == .deadlock)
    #expect(runner.calls.count == failure.steps)
    #expect(runner.kernel.decisionLog.choices == failure.choices)
    #expect(runner.kernel.decisionLog.mismatchCount == 0)
  }

  @Test func `bounded exploring counts each schedule once, and all of them in the end`() {
    let explorer = Explorer(ProgramExecution(Classic.lostUpdate))
    let all = explorer.explore(.all)
    let bounded = explorer.explore(.bounded(preemptionsMax: 100))
    #expect(bounded.schedules == all.schedules)
    #expect(bounded.isComplete)
    let few = explorer.explore(.bounded(preemptionsMax: 1))
    #expect(few.schedules < all.schedules)
    #expect(!few.isComplete)
    #expect(few.preemptionBound == 1)
  }

  @Test func `a failure is minimised to the fewest preemptions`() throws {
    let explorer = Explorer(ProgramExecution(Classic.lostWake))
    let failure = try #require(explorer.explore(.all).failure)
    #expect(failure.preemptions == 1)
    #expect(failure.choices.count { $0 != 0 } <= 2)
  }

  @Test func `limits end it`() {
    var limits = Explorer<ProgramExecution>.Limits()
    limits.schedulesMax = 10
    for strategy in [
      Explorer<ProgramExecution>.Strategy.all, .reduced, .bounded(preemptionsMax: 9),
    ] {
      let report = Explorer(
        ProgramExecution(Classic.philosophers(3, isOrdered: true)), limits: limits
      ).explore(strategy)
      #expect(report.schedules + report.pruned <= 10)
      #expect(!report.isComplete)
    }
  }

  @Test func `a loop without an end is a livelock`() {
    let program = Program([[.label(0), .load(a, 0), .jump(0)]])
    let report = Explorer(ProgramExecution(program)).explore(.all)
    #expect(report.outcomes.map(\.outcome.ending) == [.stepLimit])
    #expect(!report.isComplete)
  }

  @Test func `a bad access is a fault`() {
    let program = Program([[.load(a, 0x100_0000)]])
    let report = Explorer(ProgramExecution(program)).explore(.all)
    #expect(report.outcomes.map(\.outcome.ending) == [.fault(.segmentationFault)])
  }

  @Test func `a thread that nobody waits for is leaked`() {
    let program = Program([[.clone(task: 1)], [.futexWait(0, 0)]])
    for strategy in [Explorer<ProgramExecution>.Strategy.all, .reduced] {
      let report = Explorer(ProgramExecution(program)).explore(strategy)
      #expect(report.outcomes.map(\.outcome.leakedTasks) == [1])
    }
    let joined = Explorer(ProgramExecution(Classic.lostUpdate)).explore(.all)
    #expect(joined.outcomes.allSatisfy { $0.outcome.leakedTasks == 0 })
  }

  @Test func `a race names both accesses`() {
    let program = Program([[.clone(task: 1), .store(0, 1), .join(task: 1)], [.load(a, 0)]])
    let report = Explorer(ProgramExecution(program)).explore(.all)
    #expect(
      report.races.map { [$0.first, $0.second].sorted { $0.task < $1.task } } == [
        [
          RacingAccess(task: 0, step: 1, isWrite: true, isAtomic: false),
          RacingAccess(task: 1, step: 0, isWrite: false, isAtomic: false),
        ]
      ])
  }

  @Test func `who sees that the kernel has cleared a thread's word knows what the thread did`() {
    let waits: [ProgramInstruction] = [
      .label(0), .load(a, 513), .branch(a, .equal, 0, to: 1), .yield, .jump(0), .label(1),
    ]
    let program = Program([
      [.clone(task: 1)] + waits + [.load(a, 0)], [.store(0, 1)],
    ])
    let report = Explorer(ProgramExecution(program), observing: [Program.address(ofWord: 513)])
      .explore(.bounded(preemptionsMax: 2))
    #expect(report.outcomes.map(\.outcome.words) == [[0]])
    #expect(report.races.isEmpty)
  }

  @Test func `a timer that runs out in the middle of a step lets others go first`() {
    // The child sleeps for the 1,500 ns of the switch back to its parent, and half of the 2 ns that
    // the parent's load takes: so only the decision behind that load lets it write first.
    let word = UserMemoryLayout.dataStart
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(
            .clone(CloneArguments(flags: [.vm, .fs, .files, .sighand, .thread], entry: 1))),
          Script.Step(.load(address: word, width: .word)), write("m"),
          Script.Step(.exit(code: 0)),
        ]),
      Script.Task(
        name: "child",
        steps: [
          Script.Step(.futexWait(address: word, expected: 0, timeoutNanoseconds: 1_501)),
          write("t"),
        ]),
    ])
    let report = Explorer(ScriptExecution(script)).explore(.all)
    let texts = report.outcomes.map { String(decoding: $0.outcome.console, as: UTF8.self) }
    #expect(texts.sorted() == ["mt", "tm"])
  }

  private func write(_ text: String) -> Script.Step {
    Script.Step(.write(fd: FileDescriptor(rawValue: 1), buffer: .bytes(Array(text.utf8))))
  }

  @Test func `scripts with processes are explored, with their output`() {
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1))),
          write("a"), Script.Step(.wait4(pid: ProcessID(rawValue: -1), options: [])), write("c"),
        ]),
      Script.Task(name: "child", steps: [write("b")]),
    ])
    for strategy in [Explorer<ScriptExecution>.Strategy.all, .reduced] {
      let report = Explorer(ScriptExecution(script)).explore(strategy)
      let texts = report.outcomes.map { String(decoding: $0.outcome.console, as: UTF8.self) }
      #expect(texts.sorted() == ["abc", "bac"])
    }
  }
}

extension ProgramInstruction {
  /// A visible step that concerns nobody.
  static var yieldless: ProgramInstruction { .load(Register(7), 100) }
}
