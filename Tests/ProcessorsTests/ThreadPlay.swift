import KernelCore
import LinuxABI
import Processors
import Scheduling
import Testing
import Tracing

/// What a task of a run with kernel threads does next.
enum Ask {
  /// A system call, of a process.
  case system(SystemCall)
  /// A call of a kernel thread, or what a system call of a process does in the kernel.
  case kernel(KernelCall)
}

/// A run of a process and kernel threads, on a kernel with threads of its own that a policy schedules.
///
/// Part 0 is the process; the entry of a clone or of a kernel thread's plan says which part another task
/// plays. Who has nothing more to do ends. After every step kernel and processors are checked.
struct ThreadPlay {
  /// What a task does, decided from the values of the answers so far; the first is that of its start.
  typealias Part = ([Int64]) -> Ask?

  private(set) var machine: ScheduledKernel<LinuxPolicy>
  /// Which thread id had each part first.
  private(set) var players: [Int: ThreadID] = [:]
  /// The answers to each task.
  private(set) var answers: [ThreadID: [Int64]] = [:]
  private(set) var ending = Next.allDone

  /// - Parameters:
  ///   - policy: Who schedules.
  ///   - kernel: The kernel, booted with threads.
  ///   - end: Up to when daemons go on.
  ///   - stepsMax: So many steps at most.
  ///   - parts: What the tasks do.
  /// - Throws: Where the policy fails, or a check.
  init(
    _ policy: LinuxPolicy, on kernel: Kernel, until end: UInt64 = 0, stepsMax: Int = 20_000,
    _ parts: [Part]
  ) throws {
    machine = ScheduledKernel(kernel, policy: policy)
    machine.spawnProgram(entry: 0)
    if end > 0 { machine.letDaemonsRun(untilNanoseconds: end) }
    var playing: [TaskID: (part: Int, threadID: ThreadID, replies: [Int64])] = [:]
    for step in 0... {
      try machine.checkInvariants()
      try machine.kernel.checkInvariants()
      try #require(step < stepsMax, "the run has no end")
      let next = try machine.next()
      let task: TaskID
      switch next {
      case .start(let started, let entry):
        task = started
        let threadID = try #require(machine.snapshot(of: started)).threadID
        let part = Int(entry)
        if players[part] == nil { players[part] = threadID }
        playing[task] = (part, threadID, [0])
      case .resume(let resumed, let reply):
        task = resumed
        playing[task]?.replies.append(reply.value)
        if let threadID = playing[task]?.threadID {
          answers[threadID, default: []].append(reply.value)
        }
      case .handler(let interrupted, _):
        machine.submit(.sigreturn, by: interrupted)
        continue
      case .ended(let gone):
        playing[gone] = nil
        continue
      case .allDone, .deadlock:
        ending = next
        return
      }
      let (part, _, replies) = try #require(playing[task])
      let isThread = machine.kernel.isKernelThread(task)
      switch parts[part](replies) ?? (isThread ? .kernel(.exit(code: 0)) : .system(.exit(code: 0)))
      {
      case .system(let call): machine.submit(call, by: task)
      case .kernel(let call): machine.submit(inKernel: call, by: task)
      }
    }
  }

  /// Who had the processors when, a column a millisecond: P is the process, a letter from A on a
  /// part, and a small letter a daemon: s for ksoftirqd, w for a worker, c for who makes threads, f for
  /// pdflush, e for events.
  func timeline(columnNanoseconds: UInt64 = 1_000_000) throws -> [String] {
    let trace = RecordedTrace(events: machine.events)
    let processors = machine.kernel.limits.processors
    let lines = ProcessorTimeline.lines(
      of: trace, columnNanoseconds: columnNanoseconds, processors: processors)
    var letters: [Character: Character] = [:]
    for (place, task) in trace.tasks.enumerated() {
      let letter = Character(UnicodeScalar(UInt8(place < 26 ? 0x41 + place : 0x61 + place - 26)))
      letters[letter] = name(of: task.threadID)
    }
    return lines.map { line in
      String(line.prefix { $0 != "|" })
        + String(line.drop { $0 != "|" }.map { letters[$0] ?? $0 })
    }
  }

  private func name(of thread: ThreadID) -> Character {
    if let part = players.first(where: { $0.value == thread })?.key {
      return part == 0 ? "P" : Character(UnicodeScalar(UInt8(0x40 + part)))
    }
    switch machine.kernel.kernelThread(thread)?.name.prefix(5) {
    case "ksoft": return "s"
    case "kwork": return "w"
    case "kthre": return "c"
    case "pdflu": return "f"
    case "event": return "e"
    default: return "?"
    }
  }

  /// What a task did with its time that plays a part.
  func times(_ part: Int) throws -> TaskTimes {
    let player = try #require(players[part])
    return try #require(machine.times(ofThread: player))
  }

  /// The answers to a part's first player.
  func answers(_ part: Int) -> [Int64] { players[part].flatMap { answers[$0] } ?? [] }

  var faults: [KernelFault.Kind] { machine.kernel.kernelFaults.map(\.kind) }
}

/// A part that does one thing after the other.
func part(_ asks: [Ask]) -> ThreadPlay.Part {
  { $0.count - 1 < asks.count ? asks[$0.count - 1] : nil }
}

/// A part of a kernel thread that makes one call after the other.
func thread(_ calls: [KernelCall]) -> ThreadPlay.Part { part(calls.map { .kernel($0) }) }

extension Kernel {
  /// A kernel with threads of its own, whose calls and interrupts take no time.
  static func full(
    _ profile: KernelProfile = .linux618, processors: Int = 1,
    preemption: PreemptionModel = .full, tickNanoseconds: UInt64 = 1_000_000
  ) -> Kernel {
    var free = profile.exact(tickNanoseconds: tickNanoseconds)
    free.kernelThreads.callNanoseconds = 0
    free.kernelThreads.interruptNanoseconds = 0
    free.kernelThreads.tickNanoseconds = tickNanoseconds
    var boot = Boot.full
    boot.processorCount = Int32(processors)
    boot.preemption = preemption
    return Kernel(profile: free, limits: .processors(processors), boot: boot)
  }
}

extension KernelCall {
  /// Has a thread made that plays a part, and wakes it.
  static func run(_ name: String, part: UInt64) -> KernelCall {
    .kthreadRun(KernelThreadPlan(name, entry: part))
  }

  /// Has a thread made that is tied to a processor, and sleeps.
  static func make(_ name: String, part: UInt64, cpu: Int32) -> KernelCall {
    .kthreadCreateOnCPU(KernelThreadPlan(name, entry: part), cpu: cpu)
  }

  /// Works for so long.
  static func work(milliseconds: UInt64) -> KernelCall {
    .run(nanoseconds: milliseconds * 1_000_000)
  }
}
