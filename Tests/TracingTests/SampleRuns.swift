import KernelCore
import LinuxABI
import Machine
import Tracing

/// The runs that every format is held against, by their names.
enum SampleRun: String, CaseIterable {
  case forkAndWait
  case threadsWithFutex
  case vfork
  case signals
  case handler
  case deadlock
  case seeded
  case fault
  case exec
  case nothing

  /// Every run with the seeds that it is worth to be seen with.
  static var all: [(SampleRun, UInt64)] {
    allCases.flatMap { run in (run == .seeded ? [0, 1, 2, 3, 7, 12] : [0]).map { (run, $0) } }
  }

  /// The trace of the run, with the choices of a seed where the run is about those.
  func trace(seed: UInt64 = 7) -> RecordedTrace { runner(seed: seed).trace }

  /// The calls of the run as its runner took them down, and its trace.
  func runner(seed: UInt64) -> (calls: [CallRecord], trace: RecordedTrace) {
    var runner = Runner(ScriptExecution(script), on: start(seed))
    if self != .nothing { _ = runner.run(callsMax: 200) }
    return (runner.calls, RecordedTrace(runner.kernel.trace, program: "sample"))
  }

  /// The kernel after so many calls of the run.
  func kernel(seed: UInt64, callsMax: Int) -> Kernel {
    var runner = Runner(ScriptExecution(script), on: start(seed))
    if self != .nothing { _ = runner.run(callsMax: callsMax) }
    return runner.kernel
  }

  private func start(_ seed: UInt64) -> Kernel {
    var kernel = Kernel(decisions: decisions(seed))
    kernel.makeFile("/true", contents: Array("\u{7F}ELF".utf8), permissions: 0o755)
    return kernel
  }

  private func decisions(_ seed: UInt64) -> DecisionSource {
    switch self {
    case .seeded: .seeded(seed)
    case .vfork, .fault: .childFirst
    default: .parentFirst
    }
  }

  private var script: Script {
    let word = UserMemoryLayout.dataStart
    let anyChild = ProcessID(rawValue: -1)
    let fork = Script.Step(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)))
    let wait = Script.Step(.wait4(pid: anyChild, options: []))
    let thread = Script.Step(
      .clone(
        CloneArguments(
          flags: [.vm, .fs, .files, .sighand, .thread], exitSignal: 0, entry: 1)))
    let first: [Script.Step]
    let second: [Script.Step]
    switch self {
    case .forkAndWait:
      first = [Script.Step(.store(address: word, width: .word, value: 1)), fork, wait]
      second = [
        Script.Step(.store(address: word, width: .word, value: 2)),
        Script.Step(.open(path: Array("/notes".utf8), flags: [.readWrite, .create], mode: 0o600)),
        Script.Step(.exit(code: 7)),
      ]
    case .threadsWithFutex:
      first = [
        thread, thread,
        Script.Step(.futexWait(address: word, expected: 0, timeoutNanoseconds: nil)),
      ]
      second = [
        Script.Step(.compute(nanoseconds: 3_000)),
        Script.Step(.store(address: word, width: .word, value: 1)),
        Script.Step(.futexWake(address: word, count: 1)),
      ]
    case .vfork:
      first = [
        Script.Step(
          .clone(CloneArguments(flags: [.vm, .vfork], exitSignal: .child, entry: 1))), wait,
      ]
      second = [Script.Step(.getpid), Script.Step(.exit(code: 3))]
    case .signals:
      first = [
        fork, Script.Step(.schedYield),
        Script.Step(.kill(pid: ProcessID(rawValue: 3), signal: .stop)),
        Script.Step(.schedYield),
        Script.Step(.kill(pid: ProcessID(rawValue: 3), signal: .cont)),
        Script.Step(.kill(pid: ProcessID(rawValue: 3), signal: .terminate)), wait,
        Script.Step(.kill(pid: ProcessID(rawValue: 99), signal: .terminate)),
      ]
      second = [Script.Step(.compute(nanoseconds: 20_000_000)), Script.Step(.getpid)]
    case .handler:
      let action = SignalDisposition(
        handler: 0x4000, flags: [.restart], mask: [])
      first = [
        Script.Step(.sigaction(signal: .user1, disposition: action)), fork, wait,
        Script.Step(.getpid),
      ]
      second = [
        Script.Step(.kill(pid: ProcessID(rawValue: 2), signal: .user1)),
        Script.Step(.schedYield), Script.Step(.getpid),
      ]
    case .deadlock:
      first = [
        thread, Script.Step(.futexWait(address: word, expected: 0, timeoutNanoseconds: nil)),
      ]
      second = [Script.Step(.futexWait(address: word + 8, expected: 0, timeoutNanoseconds: nil))]
    case .seeded:
      first = [fork, thread, fork, Script.Step(.getpid), wait, wait, Script.Step(.getpid)]
      second = [
        Script.Step(.compute(nanoseconds: 20_000_000)), Script.Step(.getpid),
        Script.Step(.schedYield), Script.Step(.gettid),
      ]
    case .fault:
      first = [fork, wait]
      second = [Script.Step(.load(address: UserAddress(rawValue: 8), width: .word))]
    case .exec:
      first = [
        thread, Script.Step(.futexWait(address: word, expected: 0, timeoutNanoseconds: nil)),
      ]
      second = [
        Script.Step(.getpid),
        Script.Step(.execve(path: Array("/true".utf8), entry: 2)),
      ]
    case .nothing:
      (first, second) = ([], [])
    }
    return Script(tasks: [
      Script.Task(name: "main", steps: first), Script.Task(name: "second", steps: second),
      Script.Task(name: "third", steps: [Script.Step(.getpid)]),
    ])
  }
}
