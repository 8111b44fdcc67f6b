import Contrast
import KernelCore
import LinuxABI
import Machine
import Testing

@Suite struct `Lightweight processes` {
  private let lwpExit = Script.Step.call(.exit(code: 0))

  /// Runs a script in the lightweight model alone, and checks the model after each call.
  private func run(
    _ script: Script, decisions: DecisionSource = .parentFirst
  ) -> (end: ModelEnd, runner: ModelRunner<LightweightKernel, ScriptExecution>) {
    var runner = ModelRunner(
      ScriptExecution(script), in: LightweightKernel(decisions: decisions))
    let end = runner.run(callsMax: 500) { model in
      if let broken = model.brokenInvariant() { Issue.record("\(broken)") }
    }
    return (end, runner)
  }

  private func answers(
    of task: Int, in runner: ModelRunner<LightweightKernel, ScriptExecution>
  ) -> [Observation.Answer] {
    runner.observation.calls.filter { $0.task == task }.map(\.answer)
  }

  private func error(_ errno: Errno) -> Observation.Answer { .value(-Int64(errno.rawValue)) }

  @Test func `fork1 copies the calling thread alone, with its id`() {
    let (end, runner) = run(
      script(
        [
          .thread(runs: 1),
          .call(.futexWait(address: word(0), expected: 0, timeoutNanoseconds: nil)),
        ],
        [
          .fork(runs: 2, as: 0), .wait(for: 0), .store(word(0), 1),
          .call(.futexWake(address: word(0), count: 1)),
        ],
        [.call(.gettid), .call(.getpid)]))
    #expect(end == .finished)
    let fork = runner.costs.creations[1].made
    #expect(fork.descriptorText == "1 proc_t, 1 klwp_t, 1 kthread_t, 1 as")
    // It is the first thread of its process, and the second one's copy: it keeps the number 2.
    #expect(answers(of: 2, in: runner).first == .task(2))
    #expect(answers(of: 2, in: runner)[1] == .task(2))
  }

  @Test func `forkall copies every thread, and interrupts those that wait, in both processes`() {
    let (end, runner) = run(
      script(
        [
          .thread(runs: 1), .call(.schedYield), .call(.forkall(entry: 2)),
          .call(.wait4(pid: -1, options: [])),
        ],
        [
          .call(.futexWait(address: word(0), expected: 0, timeoutNanoseconds: nil)), .call(.getpid),
        ],
        [.call(.getpid), .call(.schedYield), .call(.schedYield)]))
    #expect(end == .finished)
    let made = runner.costs.creations[1].made
    #expect(made.descriptorText == "1 proc_t, 2 klwp_t, 2 kthread_t, 1 as")
    #expect(runner.costs.creations[1].copies == 6)
    let interrupted = runner.observation.calls.filter { $0.number == .futex }
    // The copy never made the call itself: it only goes on after it.
    #expect(interrupted.map(\.answer) == [error(.interrupted)])
    let pids = runner.observation.calls.filter { $0.number == .getpid }.map(\.answer)
    #expect(pids.count == 3)
    #expect(Set(pids.map { "\($0)" }).count == 2)
  }

  @Test func `all threads of a process wait while a vfork has its memory on loan`() {
    let (end, runner) = run(
      script(
        [
          .thread(runs: 1), .clone([.vm, .vfork], Signal.child.rawValue, runs: 2), .load(word(0)),
          .call(.schedYield),
        ],
        [.write("thread")],
        [.store(word(0), 7), .call(.schedYield), .write("child")]))
    #expect(end == .finished)
    // In Linux the other thread would run before.
    #expect(String(decoding: runner.observation.console, as: UTF8.self) == "childthread")
    #expect(answers(of: 0, in: runner).dropFirst(2).first == .value(7))
    #expect(
      runner.costs.creations[1].made.descriptorText == "1 proc_t, 1 klwp_t, 1 kthread_t")
  }

  @Test func `a thread that is waited for leaves its id, once`() {
    let (end, runner) = run(
      script(
        [
          .call(.lwpCreate(entry: 1)), .call(.lwpWait(id: 2)), .call(.lwpWait(id: 2)),
          .call(.lwpWait(id: 1)), .thread(runs: 2), .call(.lwpWait(id: 3)), .call(.lwpWait(id: 0)),
        ], [.call(.schedYield)], [.call(.schedYield)]))
    #expect(end == .finished)
    #expect(
      answers(of: 0, in: runner) == [
        .task(1), .value(2), error(.noSuchProcess), error(.deadlock), .task(2),
        error(.invalidArgument), error(.noSuchProcess), .unanswered,
      ])
  }

  @Test func `threads that all wait for one another are told`() {
    let (end, runner) = run(
      script(
        [.call(.lwpCreate(entry: 1)), .call(.lwpCreate(entry: 2)), .call(.lwpWait(id: 2))],
        [.call(.lwpWait(id: 3))], [.call(.lwpWait(id: 2))]))
    #expect(end == .finished)
    let waits = runner.observation.calls.filter { $0.number == .lwpWait }.map(\.answer)
    #expect(waits.contains(error(.deadlock)))
  }

  @Test func `descriptors and directory are the process's, whichever thread changes them`() {
    let (_, runner) = run(
      script(
        [
          .thread(runs: 1), .call(.schedYield), .write("x", to: 3), .call(.getcwd),
          .call(.close(fd: 3)), .call(.schedYield),
        ],
        [
          .call(.open(path: Array("/tmp/a".utf8), flags: [.writeOnly, .create], mode: 0o644)),
          .call(.chdir(path: Array("/tmp".utf8))), .call(.schedYield), .write("y", to: 3),
        ]))
    let main = runner.observation.calls.filter { $0.task == 0 }
    #expect(main[2].answer == .value(1))
    #expect(main[3].bytes == Array("/tmp".utf8))
    #expect(
      answers(of: 1, in: runner)
        == [.value(3), .value(0), .value(0), error(.badFileDescriptor), .unanswered])
  }

  @Test func `the last thread ends its process with status 0`() {
    let threads = compare(
      script(
        [.fork(runs: 1, as: 0), .wait(for: 0)],
        [.thread(runs: 2), .call(.exit(code: 0))], [.call(.schedYield)]))
    #expect(threads.looksTheSame)
    #expect(threads.lightweight.observation.calls.contains { $0.number == .wait4 && $0.extra == 0 })
    let refused = compare(
      script(
        [.fork(runs: 1, as: 0), .wait(for: 0)],
        [.thread(runs: 2), .call(.exit(code: 0))], [.call(.exit(code: 3))]))
    #expect(refused.refusal?.refusal.reason == .inexpressible([.statusOfThread]))
    #expect(refused.linux.end == .finished)
  }

  @Test func `a copy of a model goes on by itself`() {
    var runner = ModelRunner(
      ScriptExecution(
        script(
          [.fork(runs: 1, as: 0), .store(word(0), 1), .wait(for: 0), .load(word(0))],
          [.store(word(0), 2), .load(word(0))])),
      in: LightweightKernel())
    #expect(runner.run(callsMax: 2) == .callLimit)
    var copy = runner
    #expect(runner.run(callsMax: 100) == .finished)
    #expect(copy.run(callsMax: 100) == .finished)
    #expect(runner.observation == copy.observation)
    #expect(runner.model.inventory == copy.model.inventory)
  }

  @Test
  func `a parent that is killed in a vfork ends with the loan, as in old Linux and not in new`() {
    let program = script(
      [
        .fork(runs: 1, as: 0), .call(.schedYield), .kill(0, .user1), .call(.schedYield),
        .wait(for: 0),
      ],
      [.clone([.vm, .vfork], Signal.child.rawValue, runs: 2)],
      [.call(.schedYield), .call(.getppid), .call(.schedYield), .call(.getppid)])
    func parents(_ run: Comparison.Run) -> [Observation.Answer] {
      run.observation.calls.filter { $0.number == .getppid }.map(\.answer)
    }
    let new = compare(program)
    #expect(parents(new.linux).last == .initProcess)
    #expect(parents(new.lightweight).last == .task(1))
    let old = Comparison(ScriptExecution(program), profile: .linux26, callsMax: 100)
    #expect(old.looksTheSame)
  }
}
