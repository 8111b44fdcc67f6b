import Testing

@Suite struct `Reading scenarios` {
  @Test(
    arguments: [
      ("a exit 3", 93, [3, 0, 0, 0, 0, 0]),
      ("b kill -1 SIGTERM", 129, [.max, 15, 0, 0, 0, 0]),
      ("a clone CLONE_VM|SIGCHLD ctid=0x10000 -> c", 220, [0x111, 0, 0, 0, 0x10000, 2]),
      ("a wait4 -1 options=WNOHANG|__WALL", 260, [.max, 0, 0x4000_0001, 0, 0, 0]),
      ("a rt_sigaction SIGUSR1 ?", 134, [10, 0, 0, 1, 0, 0]),
      ("a rt_sigprocmask SIG_BLOCK SIGHUP|SIGQUIT", 135, [0, 5, 0, 0, 0, 0]),
      ("a futex_wait 0x10000 7 timeout=2ms", 98, [0x10000, 0, 7, 2_000_000, 1, 0]),
      ("a store 0x10000 9 width=8", 0x10001, [0x10000, 8, 9, 0, 0, 0]),
      ("a prlimit64 0 RLIMIT_NOFILE 5 hard=6", 261, [0, 7, 1, 5, 6, 0]),
    ] as [(String, UInt32, [UInt64])])
  func `a step becomes a number and its words`(
    line: String, number: UInt32, words: [UInt64]
  ) throws {
    let step = try Step(line)
    #expect(step.number == number)
    #expect(step.resolved { _ in 0 } == words)
    #expect(step.text == line)
  }

  @Test func `letters of tasks become thread ids`() throws {
    let step = try Step("a tgkill $b -$c 0")
    #expect(step.resolved { Int32($0 * 10) }.prefix(2) == [10, UInt64(bitPattern: -20)])
  }

  @Test func `the structure of clone3 travels as bytes, and chosen ids behind it`() throws {
    let step = try Step("a clone3 flags=CLONE_VM exit_signal=SIGCHLD size=80 set_tid=[7,9] -> b")
    #expect(step.bytes.count == 80 + 8)
    #expect(step.bytes[1] == 1)
    #expect(step.bytes[32] == 17)
    #expect(step.bytes[72] == 2)
    #expect(step.bytes[80] == 7)
    #expect(step.bytes[84] == 9)
  }

  @Test(arguments: [
    "a", "q exit 1", "a fly 1", "a exit", "a exit 1 2", "a exit x", "a clone SIGCHLD",
    "a exit 0 -> b", "a wait4 -1 flags=1", "a clone3 SIGCHLD -> b",
  ])
  func `a line that is wrong is refused`(line: String) {
    #expect(throws: ScenarioError.self) { try Step(line) }
  }

  @Test func `a record names what came of each step`() throws {
    let scenario = try Scenario("C1: a title\nneeds: root\na wait4 -1\nb exit 3\n")
    #expect(scenario.rules == ["C1"])
    #expect(scenario.needsRoot)
    #expect(try Scenario(scenario.text).text == scenario.text)
    var observation = Observation()
    observation.steps = [
      StepObservation(changes: [0: TaskChange(state: .blocked)]),
      StepObservation(changes: [
        0: TaskChange(
          handlers: [SignalFacts(signal: 17, code: 1, pid: 3, uid: 0, status: 3)],
          answer: CallAnswer(value: 3, extra: 0x300), state: .ready),
        1: TaskChange(state: .gone),
      ]),
    ]
    #expect(
      observation.record(of: scenario) == """
        a wait4 -1
          a: blocked
        b exit 3
          a: runs its handler of SIGCHLD{CLD_EXITED pid=3 uid=0 status=3}; = 3, exited with 3; ready
          b: gone

        """)
  }
}
