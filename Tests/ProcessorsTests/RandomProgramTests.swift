import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import SeededNumbers
import Testing

/// A program that makes random calls: threads and processes that compute, sleep, wait for each other,
/// kill and are killed, and change how they are scheduled.
private struct Wanderer: Execution {
  private var dice: SplitMix64
  private var callsLeft: Int
  private let depth: Int

  init(seed: UInt64, calls: Int = 40, depth: Int = 0) {
    dice = SplitMix64(state: seed)
    callsLeft = calls
    self.depth = depth
  }

  func child(entry: UInt64) -> Wanderer {
    Wanderer(seed: entry, calls: 25, depth: depth + 1)
  }

  mutating func step(_ reply: Reply) -> SystemCall {
    callsLeft -= 1
    guard callsLeft > 0 else { return depth == 0 ? .exitGroup(code: 0) : .exit(code: 0) }
    let task = UInt64.random(in: 2...9, using: &dice)
    switch Int.random(in: 0..<24, using: &dice) {
    case 0...1 where depth < 3:
      return .thread(UInt64.random(in: 0...1_000_000, using: &dice))
    case 2 where depth < 3: return .fork(UInt64.random(in: 0...1_000_000, using: &dice))
    case 3: return .wait4(pid: -1, options: [])
    case 4, 5: return .registers(RegisterCall(.nanosleep, milliseconds(9)))
    case 6: return .schedYield
    case 7:
      return .futexWait(
        address: UserMemoryLayout.dataStart, expected: 0,
        timeoutNanoseconds: milliseconds(7))
    case 8: return .wake(0, count: 2)
    case 9: return .nice(Int32.random(in: -20...19, using: &dice))
    case 10:
      return .registers(
        RegisterCall(.setpriority, 0, task, UInt64.random(in: 0...19, using: &dice)))
    case 11:
      return .registers(
        RegisterCall(.schedSetscheduler, task, 1, UInt64.random(in: 1...99, using: &dice)))
    case 12:
      return .registers(
        RegisterCall(
          .schedSetscheduler, task, 2 | UInt64.random(in: 0...1, using: &dice) << 30,
          UInt64.random(in: 1...99, using: &dice)))
    case 13: return .registers(RegisterCall(.schedSetscheduler, task, 0))
    case 14: return .registers(RegisterCall(.schedSetscheduler, 0, 5))
    case 15, 16:
      return .registers(
        RegisterCall(.schedSetaffinity, task, 8, UInt64.random(in: 1...15, using: &dice)))
    case 17:
      let signals: [Signal] = [.stop, .cont, .cont, .kill]
      return .kill(
        pid: ProcessID(rawValue: Int32(task)), signal: signals.randomElement(using: &dice) ?? .kill)
    case 18: return .tgkill(pid: 2, tid: ThreadID(rawValue: Int32(task)), signal: .cont)
    case 19: return .execve(path: Array("/bin/again".utf8), entry: 7)
    default: return .compute(nanoseconds: milliseconds(12))
    }
  }

  private mutating func milliseconds(_ most: UInt64) -> UInt64 {
    UInt64.random(in: 0...most * 1_000_000, using: &dice)
  }
}

@Suite struct `Random programs` {
  private func machine(
    _ kind: LinuxPolicy.Kind, processors: Int, seed: UInt64
  ) -> ScheduledKernel<LinuxPolicy> {
    var kernel = Kernel(
      profile: kind == .o1 ? .linux26 : .linux618, limits: .processors(processors))
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/again", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return ScheduledKernel(kernel, scheduler: kind)
  }

  /// Everything is checked after each call.
  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 2, 4])
  func `leave tables and processors in order`(
    kind: LinuxPolicy.Kind, processors: Int
  ) throws {
    var ends: [RunEnd] = []
    var most = 0
    for seed in UInt64(1)...12 {
      var runner = Runner(
        Wanderer(seed: seed), on: machine(kind, processors: processors, seed: seed))
      var end = RunEnd.callLimit
      for calls in 1...1_500 where end == .callLimit {
        end = try runner.run(callsMax: calls)
        try runner.kernel.checkInvariants()
        try runner.kernel.kernel.checkInvariants()
        most = max(most, runner.kernel.kernel.tasks.count)
      }
      ends.append(end)
    }
    // They are no runs of nothing.
    #expect(ends.contains(.finished))
    #expect(most > 8)
  }

  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 3])
  func `have one run each, from the start and from a copy`(
    kind: LinuxPolicy.Kind, processors: Int
  ) throws {
    for seed in UInt64(100)...106 {
      let machine = machine(kind, processors: processors, seed: seed)
      var first = Runner(Wanderer(seed: seed), on: machine)
      _ = try first.run(callsMax: 60)
      var copy = first
      let end = try first.run(callsMax: 1_000)
      #expect(try copy.run(callsMax: 1_000) == end)
      var again = Runner(Wanderer(seed: seed), on: machine)
      #expect(try again.run(callsMax: 1_000) == end)
      let events = first.kernel.events
      #expect(copy.kernel.events == events)
      #expect(again.kernel.events == events)
    }
  }

  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 2, 4])
  func `are traced in the order of time, each processor with one task at a time`(
    kind: LinuxPolicy.Kind, processors: Int
  ) throws {
    for seed in UInt64(200)...206 {
      var runner = Runner(
        Wanderer(seed: seed), on: machine(kind, processors: processors, seed: seed))
      _ = try runner.run(callsMax: 1_000)
      var running: [ThreadID?] = Array(repeating: nil, count: processors)
      var last: UInt64 = 0
      for event in runner.kernel.events {
        #expect(event.timeNanoseconds >= last)
        last = event.timeNanoseconds
        let processor = Int(event.cpu)
        switch event.kind {
        case .dispatch:
          #expect(running[processor] == nil, "seed \(seed): \(event)")
          #expect(!running.contains(event.threadID), "seed \(seed): \(event)")
          running[processor] = event.threadID
        case .preempt, .block, .exit:
          #expect(
            running[processor] == event.threadID || event.kind == .block, "seed \(seed): \(event)")
          if running[processor] == event.threadID { running[processor] = nil }
        case .threadIDTaken:
          running[processor] = ThreadID(rawValue: Int32(event.b))
        case .call:
          #expect(running[processor] == event.threadID, "seed \(seed): \(event)")
        default: break
        }
      }
    }
  }
}
