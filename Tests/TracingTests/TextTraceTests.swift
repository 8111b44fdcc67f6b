import KernelCore
import LinuxABI
import Machine
import Testing
import Tracing

/// A run of a small family: fork, store, wait.
private func family(decisions: DecisionSource = .parentFirst) -> Kernel {
  let data = UserMemoryLayout.dataStart
  let script = Script(tasks: [
    Script.Task(
      name: "main",
      steps: [
        Script.Step(.store(address: data, width: .word, value: 1)),
        Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1))),
        Script.Step(.open(path: Array("/notes".utf8), flags: [.readWrite, .create], mode: 0o600)),
        Script.Step(.wait4(pid: ProcessID(rawValue: -1), options: [])),
        Script.Step(.close(fd: FileDescriptor(rawValue: 99))),
      ]),
    Script.Task(
      name: "kid",
      steps: [
        Script.Step(.store(address: data, width: .word, value: 2)),
        Script.Step(.exit(code: 7)),
      ]),
  ])
  var runner = Runner(ScriptExecution(script), on: Kernel(decisions: decisions))
  _ = runner.run(callsMax: 100)
  return runner.kernel
}

@Suite struct `The text of a trace` {
  @Test func `has a line for each call, with its answer`() {
    #expect(
      TextTrace.lines(of: family().trace) == [
        "[2] store(0x10000, 4, 1) = 0",
        "[2] clone(SIGCHLD) = 3",
        "[2] open(..., O_RDWR|O_CREAT, ...) = 3",
        "[2] wait4(-1, 0)",
        "[3] store(0x10000, 4, 2) = 0",
        "[3] exit(7)",
        "[3] +++ exited with 7 +++",
        "[2] wait4 = 3 (exited with 7)",
        "[2] close(99) = -1 EBADF (Bad file descriptor)",
        "[2] exit_group(0)",
        "[2] +++ exited with 0 +++",
      ])
  }

  @Test func `has virtual time, and the answer to each call, if that is wanted`() throws {
    let trace = family().trace
    let lines = TextTrace.timedLines(of: trace)
    #expect(lines.map(\.text.utf8.count).max() ?? 0 > 0)
    let close = try #require(lines.last { $0.text.contains("] close(99)") })
    #expect(close.text.contains(/^ *\d+ ns  \[2\] close\(99\) = -1 EBADF/))
    let answer = TextTrace.answer(toCall: close.sequence, in: trace)
    #expect(answer == "-1 EBADF (Bad file descriptor)")
    let wait = try #require(lines.first { $0.text.hasSuffix("wait4(-1, 0)") })
    #expect(TextTrace.answer(toCall: wait.sequence, in: trace) == "3 (exited with 7)")
    let exit = try #require(lines.first { $0.text.hasSuffix("exit(7)") })
    #expect(TextTrace.answer(toCall: exit.sequence, in: trace) == nil)
    #expect(TextTrace.answer(toCall: .max, in: trace) == nil)
  }

  @Test func `in all detail has every event`() {
    let kernel = family()
    let lines = TextTrace.lines(of: kernel.trace, detail: .everything)
    let replies = kernel.trace.events.count { $0.kind == .reply }
    #expect(lines.count >= kernel.trace.events.count - replies - 12)
    #expect(lines.contains { $0.contains("is copied") })
    #expect(lines.contains("[2] --- waiting for a child ---"))
  }

  @Test func `says when its beginning is lost`() {
    var limits = KernelLimits()
    limits.traceEventsMax = 4
    var kernel = Kernel(limits: limits)
    _ = kernel.spawnProgram(entry: 0)
    for _ in 0..<3 {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _): kernel.submit(.getpid, by: task)
      default: break
      }
    }
    #expect(TextTrace.lines(of: kernel.trace).first?.hasSuffix("were not kept") == true)
    #expect(TextTrace.timeline(of: kernel.trace).first?.hasSuffix("were not kept") == true)
  }
}

@Suite struct `The timeline` {
  @Test func `has a column for each task`() {
    // The times are the kernel's business.
    let lines = TextTrace.timeline(of: family().trace, widthMax: 76).map { line in
      line.replacing(#/^[-0-9 ns]+/#, with: "")
    }
    #expect(
      lines == [
        "| 2                                | 3",
        "+----------------------------------+---------------------------------",
        "| store(0x10000, 4, 1) = 0         |",
        "| clone(SIGCHLD) = 3               |",
        "| open(..., O_RDWR|O_CREAT, ...... | |",
        "| wait4(-1, 0)                     | |",
        "| :                                | store(0x10000, 4, 2) = 0",
        "| :                                | exit(7)",
        "| :                                | +++ exited with 7 +++",
        "| wait4 = 3 (exited with 7)        |",
        "| close(99) = -1 EBADF (Bad fil... |",
        "| exit_group(0)                    |",
        "| +++ exited with 0 +++            |",
        "| can run   : waits   Z ended, nobody has waited for it",
      ])
  }

  @Test func `shows who has ended and was not waited for`() {
    let script = Script(tasks: [
      Script.Task(
        name: "main",
        steps: [
          Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1))),
          Script.Step(.schedYield), Script.Step(.getpid),
          Script.Step(.wait4(pid: ProcessID(rawValue: -1), options: [])),
        ]),
      Script.Task(name: "kid", steps: []),
    ])
    var runner = Runner(ScriptExecution(script), on: Kernel())
    _ = runner.run(callsMax: 100)
    let lines = TextTrace.timeline(of: runner.kernel.trace)
    #expect(lines.contains { $0.contains("| getpid() = 2") && $0.hasSuffix("| Z") })
  }

  @Test(arguments: [40, 60, 80, 100, 200])
  func `is never wider than it may be`(width: Int) {
    for seed in UInt64(0)..<10 {
      let lines = TextTrace.timeline(
        of: family(decisions: .seeded(seed)).trace, detail: .everything, widthMax: width)
      #expect(lines.dropLast().allSatisfy { $0.count <= width })
      #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20..<0x7F).contains($0) } })
    }
  }

  @Test func `puts many tasks into one last column`() {
    let many = Script(tasks: [
      Script.Task(
        name: "main",
        steps: (0..<9).map { _ in
          Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)))
        }),
      Script.Task(name: "kid", steps: [Script.Step(.getpid)]),
    ])
    var runner = Runner(ScriptExecution(many), on: Kernel())
    _ = runner.run(callsMax: 100)
    let lines = TextTrace.timeline(of: runner.kernel.trace)
    #expect(lines[0].hasSuffix("| others"))
    #expect(lines.contains { $0.contains("[11] getpid() = 11") })
  }

  @Test func `of nothing is nothing`() {
    #expect(TextTrace.timeline(of: Kernel().trace).isEmpty)
  }
}
