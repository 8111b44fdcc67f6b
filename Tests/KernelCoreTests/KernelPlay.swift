import KernelCore
import LinuxABI
import Testing

/// What a task of a run with kernel threads does next.
enum Ask {
  /// A system call, of a process.
  case system(SystemCall)
  /// A call of a kernel thread, or what a system call of a process does in the kernel.
  case kernel(KernelCall)
}

/// What one task does, one thing after the other, or decided from the answers so far.
struct KernelPart {
  fileprivate let next: ([Int64]) -> Ask?

  /// A process that does these things.
  init(_ asks: [Ask]) {
    next = { $0.count - 1 < asks.count ? asks[$0.count - 1] : nil }
  }

  /// A task that decides from the values of the answers so far; the first is that of its start.
  init(decide: @escaping ([Int64]) -> Ask?) {
    next = decide
  }

  /// A kernel thread that makes these calls.
  static func thread(_ calls: [KernelCall]) -> KernelPart {
    KernelPart(calls.map { .kernel($0) })
  }

  /// A kernel thread that decides from the values of the answers so far.
  static func thread(decide: @escaping ([Int64]) -> KernelCall?) -> KernelPart {
    KernelPart { replies in decide(replies).map { .kernel($0) } }
  }
}

/// A run of a process and kernel threads, on a kernel that has threads of its own.
///
/// Part 0 is the process; the entry of a clone or of a kernel thread's plan says which part another
/// task plays. Who has nothing more to do ends. After every step the kernel's tables are checked.
struct KernelPlay {
  private(set) var kernel: Kernel
  /// The process's first task.
  let program: TaskID
  /// The thread id of the process.
  let processID: Int32
  /// The values of the answers to each task, by thread id, that of the start left out.
  private(set) var values: [Int32: [Int64]] = [:]
  /// Who went on to its next call, as the letter of its part: `A` is the process.
  private(set) var timeline = ""
  /// Which thread ids had each part, in the order of their starts.
  private(set) var players: [Int: [Int32]] = [:]
  private(set) var ending = Next.allDone

  /// - Parameters:
  ///   - parts: What the tasks do.
  ///   - kernel: The kernel to run on.
  ///   - end: Up to when daemons go on.
  ///   - stepsMax: So many steps at most.
  ///   - observe: Called before every call, with the kernel, the part of the caller and the number
  ///     of its
  ///     call, from 0.
  /// - Throws: Whatever `observe` throws, or a violated invariant.
  init(
    _ parts: [KernelPart], on kernel: Kernel = Kernel(boot: .full), until end: UInt64 = 0,
    stepsMax: Int = 100_000,
    observe: (inout Kernel, Int, Int) throws -> Void = { _, _, _ in }
  ) throws {
    self.kernel = kernel
    program = self.kernel.spawnProgram(entry: 0)
    processID = self.kernel.snapshot(of: program)?.threadID.rawValue ?? 0
    if end > 0 { self.kernel.letDaemonsRun(untilNanoseconds: end) }
    var playing: [TaskID: (part: Int, threadID: Int32, replies: [Int64])] = [:]
    for step in 0... {
      try self.kernel.checkInvariants()
      try #require(step < stepsMax, "the run has no end")
      let next = self.kernel.next()
      let task: TaskID
      switch next {
      case .start(let started, let entry):
        let threadID = try #require(self.kernel.snapshot(of: started)).threadID.rawValue
        task = started
        playing[task] = (Int(entry), threadID, [0])
        players[Int(entry), default: []].append(threadID)
        values[threadID] = []
      case .resume(let resumed, let reply):
        task = resumed
        playing[task]?.replies.append(reply.value)
        if let threadID = playing[task]?.threadID { values[threadID]?.append(reply.value) }
      case .handler(let interrupted, _):
        self.kernel.submit(.sigreturn, by: interrupted)
        continue
      case .ended(let gone):
        playing[gone] = nil
        continue
      case .allDone, .deadlock:
        ending = next
        return
      }
      let (part, _, replies) = try #require(playing[task])
      timeline.append(Character(UnicodeScalar(UInt8(65 + part))))
      let ask =
        parts[part].next(replies)
        ?? (self.kernel.isKernelThread(task)
          ? .kernel(.exit(code: 0)) : .system(.exitGroup(code: 0)))
      try observe(&self.kernel, part, replies.count - 1)
      switch ask {
      case .system(let call): self.kernel.submit(call, by: task)
      case .kernel(let call): self.kernel.submit(inKernel: call, by: task)
      }
    }
  }

  /// The thread id of the first task of a part.
  func player(_ part: Int) throws -> Int32 { try #require(players[part]?.first) }

  /// The values of the answers to the first task of a part.
  func answers(_ part: Int) -> [Int64] {
    players[part]?.first.flatMap { values[$0] } ?? []
  }

  /// The kinds of what code of the kernel did wrong.
  var faults: [KernelFault.Kind] { kernel.kernelFaults.map(\.kind) }
}

extension KernelCall {
  /// Has a thread made that plays a part, and wakes it.
  static func run(_ name: String, part: UInt64) -> KernelCall {
    .kthreadRun(KernelThreadPlan(name, entry: part))
  }

  /// Has a thread made that plays a part, and sleeps.
  static func make(_ name: String, part: UInt64) -> KernelCall {
    .kthreadCreate(KernelThreadPlan(name, entry: part))
  }
}

extension Errno {
  /// The value of an answer that says it.
  var value: Int64 { -Int64(rawValue) }
}

extension Boot {
  /// A full boot with a model of preemption.
  static func full(_ preemption: PreemptionModel) -> Boot {
    var boot = Boot.full
    boot.preemption = preemption
    return boot
  }
}

/// Runs of all decision lists of a small program, by changing one choice after another.
///
/// - Parameters:
///   - runsMax: So many runs at most.
///   - play: Plays a run under a list.
/// - Returns: How many runs there are, or nil if they are more.
/// - Throws: Whatever `play` throws.
func everyDecisionList(
  runsMax: Int, _ play: (DecisionSource) throws -> DecisionLog
) throws -> Int? {
  var prefix: [UInt16] = []
  var count = 0
  while count < runsMax {
    let log = try play(.replay(prefix))
    count += 1
    let decisions = log.decisions
    guard let last = decisions.lastIndex(where: { $0.choice + 1 < $0.options }) else {
      return count
    }
    prefix = decisions[..<last].map(\.choice) + [decisions[last].choice + 1]
  }
  return nil
}
