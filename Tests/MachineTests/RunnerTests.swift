import KernelCore
import LinuxABI
import Machine
import Testing

@Suite struct `A script` {
  /// Runs a script and gives its transcript.
  private func transcript(
    _ script: Script, decisions: DecisionSource = .parentFirst, callsMax: Int = 100
  ) -> String {
    var runner = Runner(ScriptExecution(script), on: Kernel(decisions: decisions))
    let end = runner.run(callsMax: callsMax)
    return runner.transcript(end: end)
  }

  private let fork = Script(
    tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)), result: 0),
          Script.Step(
            .wait4(pid: ProcessID(rawValue: 0), options: []),
            substitutions: [Script.Substitution(word: 0, variable: 0)]),
        ]),
      Script.Task(name: "kid", steps: [Script.Step(.exit(code: 7))]),
    ], variables: ["kid"])

  @Test func `runs as strace shows it`() {
    #expect(
      transcript(fork) == """
        [2] clone(SIGCHLD) = 3
        [2] wait4(3, 0 <unfinished ...>
        [3] exit(7) = ?
        [3] +++ exited with 7 +++
        [2] <... wait4 resumed>) = 3 (exited with 7)
        [2] exit_group(0) = ?
        [2] +++ exited with 0 +++

        """)
  }

  @Test func `runs the child first when the decisions say so`() {
    #expect(
      transcript(fork, decisions: .childFirst) == """
        [2] clone(SIGCHLD <unfinished ...>
        [3] exit(7) = ?
        [3] +++ exited with 7 +++
        [2] <... clone resumed>) = 3
        [2] wait4(3, 0) = 3 (exited with 7)
        [2] exit_group(0) = ?
        [2] +++ exited with 0 +++

        """)
  }

  @Test func `runs the same again from the same start`() {
    var seen: Set<String> = []
    for seed in UInt64(0)..<20 {
      let first = transcript(fork, decisions: .seeded(seed))
      #expect(first == transcript(fork, decisions: .seeded(seed)))
      seen.insert(first)
    }
    #expect(seen.count > 1)
  }

  @Test func `replays from the log of its decisions`() {
    var runner = Runner(ScriptExecution(fork), on: Kernel(decisions: .seeded(5)))
    let end = runner.run(callsMax: 100)
    let choices = runner.kernel.decisionLog.choices
    #expect(transcript(fork, decisions: .replay(choices)) == runner.transcript(end: end))
  }

  @Test func `gives a child its parent's variables as they are at the call`() {
    let script = Script(
      tasks: [
        Script.Task(
          name: "main",
          steps: [
            Script.Step(.getpid, result: 0),
            Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)), result: 1),
            Script.Step(.wait4(pid: ProcessID(rawValue: -1), options: [])),
          ]),
        Script.Task(
          name: "kid",
          steps: [
            Script.Step(
              .store(address: UserMemoryLayout.dataStart, width: .word, value: 0),
              substitutions: [Script.Substitution(word: 2, variable: 0, offset: 40)]),
            Script.Step(.load(address: UserMemoryLayout.dataStart, width: .word)),
          ]),
      ], variables: ["me", "kid"])
    #expect(script.unsetVariables() == [])
    #expect(transcript(script).contains("[3] load(0x10000, 4) = 42\n"))
  }

  @Test func `shows errors with their names`() {
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(.wait4(pid: ProcessID(rawValue: -1), options: [])),
          Script.Step(.clone(CloneArguments(flags: .thread, entry: 0))),
          Script.Step(.close(fd: FileDescriptor(rawValue: 77))),
        ])
    ])
    #expect(
      transcript(script) == """
        [2] wait4(-1, 0) = -1 ECHILD (No child processes)
        [2] clone(CLONE_THREAD) = -1 EINVAL (Invalid argument)
        [2] close(77) = -1 EBADF (Bad file descriptor)
        [2] exit_group(0) = ?
        [2] +++ exited with 0 +++

        """)
  }

  @Test func `says what is not built`() {
    // io_setup.
    let script = Script(tasks: [
      Script.Task(
        name: "main", steps: [Script.Step(.registers(RegisterCall(SystemCallNumber(rawValue: 0))))])
    ])
    let first = transcript(script).split(separator: "\n").first ?? ""
    #expect(first.contains("= -1 ENOSYS ("))
    #expect(first.hasSuffix("is not built)"))
  }

  @Test func `that can't go on is a deadlock`() {
    let word = UserMemoryLayout.dataStart
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(.futexWait(address: word, expected: 0, timeoutNanoseconds: nil))
        ])
    ])
    var runner = Runner(ScriptExecution(script), on: Kernel())
    #expect(runner.run(callsMax: 100) == .deadlock)
    #expect(
      runner.transcript(end: .deadlock) == """
        [2] futex(0x10000, FUTEX_WAIT, 0 <unfinished ...>
        --- deadlock: every task that is left waits ---

        """)
  }

  @Test func `that creates itself without end is stopped at the limit`() {
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 0)))])
    ])
    var runner = Runner(ScriptExecution(script), on: Kernel(decisions: .childFirst))
    #expect(runner.run(callsMax: 50) == .callLimit)
    #expect(runner.calls.count == 50)
  }

  @Test func `ends the whole family when its process is killed`() {
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(
            .clone(
              CloneArguments(
                flags: [.vm, .fs, .files, .sighand, .thread], entry: 1))),
          Script.Step(.exitGroup(code: 3)),
        ]),
      Script.Task(
        name: "thread",
        steps: [
          Script.Step(
            .futexWait(address: UserMemoryLayout.dataStart, expected: 0, timeoutNanoseconds: nil))
        ]),
    ])
    var runner = Runner(ScriptExecution(script), on: Kernel())
    #expect(runner.run(callsMax: 100) == .finished)
    #expect(runner.status == .exited(3))
    let ended = runner.events.filter { if case .ended = $0 { true } else { false } }
    #expect(ended.count == 2)
  }

  @Test func `is a value: a copy of a run goes its own way`() throws {
    var runner = Runner(ScriptExecution(fork), on: Kernel())
    var copy = runner
    #expect(runner.run(callsMax: 2) == .callLimit)
    #expect(copy.calls.isEmpty)
    #expect(copy.run(callsMax: 100) == .finished)
    #expect(runner.run(callsMax: 100) == .finished)
    #expect(runner.calls == copy.calls)
    try runner.kernel.checkInvariants()
  }
}

@Suite struct `The variables of a script` {
  private func step(_ call: SystemCall, uses variable: Int? = nil, sets result: Int? = nil)
    -> Script.Step
  {
    Script.Step(
      call,
      substitutions: variable.map { [Script.Substitution(word: 0, variable: $0)] } ?? [],
      result: result)
  }

  /// Task, step and variable of each use of a variable that may not be set.
  private func uses(of script: Script) -> [[Int]] {
    script.unsetVariables().map { [$0.task, $0.step, $0.variable] }
  }

  private func clone(_ task: UInt64, sets result: Int? = nil) -> Script.Step {
    step(.clone(CloneArguments(flags: [], entry: task)), sets: result)
  }

  @Test func `are not set before the call that sets them`() {
    let script = Script(
      tasks: [
        Script.Task(
          name: "main",
          steps: [
            step(.exit(code: 0), uses: 0), step(.getpid, sets: 0), step(.exit(code: 0), uses: 0),
          ])
      ], variables: ["me"])
    #expect(uses(of: script) == [[0, 0, 0]])
  }

  @Test func `are set in a child only if they were at every call that creates it`() {
    let script = Script(
      tasks: [
        Script.Task(
          name: "main", steps: [clone(1), step(.getpid, sets: 0), clone(1), clone(2)]),
        Script.Task(name: "sometimes", steps: [step(.exit(code: 0), uses: 0)]),
        Script.Task(name: "always", steps: [step(.exit(code: 0), uses: 0)]),
        Script.Task(name: "never", steps: []),
      ], variables: ["me"])
    #expect(uses(of: script) == [[1, 0, 0]])
    #expect(script.unreachedTasks() == [3])
  }

  @Test func `of tasks that create each other are followed to the end`() {
    let script = Script(
      tasks: [
        Script.Task(name: "main", steps: [step(.getpid, sets: 0), clone(1, sets: 1)]),
        Script.Task(name: "a", steps: [step(.exit(code: 0), uses: 1), clone(2, sets: 1)]),
        Script.Task(name: "b", steps: [clone(1, sets: 0)]),
      ], variables: ["me", "kid"])
    #expect(uses(of: script) == [[1, 0, 1]])
  }
}
