import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import Testing
import Tracing

/// A run of a program of several threads on a kernel that a policy schedules.
///
/// Part 0 is the program, A in timelines; it creates the others, B and so on. A part that is over ends its
/// task alone.
struct Play<Policy: SchedulingPolicy> {
  private(set) var runner: Runner<ScriptExecution, ScheduledKernel<Policy>>
  let end: RunEnd

  /// Runs a program to its end; afterwards kernel and processors are checked.
  init(
    _ policy: Policy, on machine: Kernel = .exact(), waitNanosecondsMax: UInt64? = nil,
    _ parts: [[SystemCall]]
  ) throws {
    let scheduled =
      waitNanosecondsMax.map { ScheduledKernel(machine, policy: policy, waitNanosecondsMax: $0) }
      ?? ScheduledKernel(machine, policy: policy)
    let script = Script(
      tasks: parts.map { part in
        Script.Task(name: "part", steps: (part + [.exit(code: 0)]).map { Script.Step($0) })
      })
    runner = Runner(ScriptExecution(script), on: scheduled)
    end = try runner.run(callsMax: 100_000)
    try runner.kernel.checkInvariants()
    try runner.kernel.kernel.checkInvariants()
  }

  var machine: ScheduledKernel<Policy> { runner.kernel }
  var trace: RecordedTrace { RecordedTrace(events: machine.events) }

  /// Who had the processors when, a column a millisecond.
  func timeline(columnNanoseconds: UInt64 = 1_000_000) -> [String] {
    ProcessorTimeline.lines(
      of: trace, columnNanoseconds: columnNanoseconds,
      processors: machine.kernel.limits.processors)
  }

  /// What a task did with its time; A is 0.
  func times(_ task: Int) throws -> TaskTimes {
    let threadID = trace.tasks[task].threadID
    return try #require(machine.times(ofThread: threadID))
  }
}

extension KernelProfile {
  /// The same with calls that take no time, so that timelines are whole milliseconds.
  func exact(tickNanoseconds: UInt64) -> KernelProfile {
    var free = self
    free.costs.callNanoseconds = 0
    free.costs.accessNanoseconds = 0
    free.costs.cloneSharedNanoseconds = 0
    free.costs.cloneCopiedNanoseconds = 0
    free.costs.switchNanoseconds = 0
    free.tickNanoseconds = tickNanoseconds
    return free
  }
}

extension Kernel {
  /// A kernel whose calls take no time.
  static func exact(
    _ profile: KernelProfile = .linux618, processors: Int = 1, tickNanoseconds: UInt64 = 1_000_000
  ) -> Kernel {
    Kernel(
      profile: profile.exact(tickNanoseconds: tickNanoseconds), limits: .processors(processors))
  }
}

extension KernelLimits {
  static func processors(_ count: Int) -> KernelLimits {
    var limits = KernelLimits()
    limits.processors = count
    return limits
  }
}

extension SystemCall {
  /// Uses a processor.
  static func run(milliseconds: UInt64) -> SystemCall {
    .compute(nanoseconds: milliseconds * 1_000_000)
  }

  /// Waits for time to pass.
  static func sleep(milliseconds: UInt64) -> SystemCall {
    .registers(RegisterCall(.nanosleep, milliseconds * 1_000_000))
  }

  /// Creates a thread that plays a part.
  static func thread(_ part: UInt64) -> SystemCall {
    .clone(CloneArguments(flags: [.vm, .fs, .files, .sighand, .thread], entry: part))
  }

  /// Creates a process that plays a part.
  static func fork(_ part: UInt64) -> SystemCall {
    .clone(CloneArguments(flags: [], exitSignal: Signal.child.rawValue, entry: part))
  }

  static func nice(_ value: Int32) -> SystemCall {
    .registers(RegisterCall(.setpriority, 0, 0, UInt64(bitPattern: Int64(value))))
  }

  static func scheduler(_ policy: TaskPolicy, priority: UInt64 = 0) -> SystemCall {
    .registers(RegisterCall(.schedSetscheduler, 0, UInt64(policy.rawValue), priority))
  }

  /// Binds the caller to the processors of a mask.
  static func bind(_ mask: UInt64) -> SystemCall {
    .registers(RegisterCall(.schedSetaffinity, 0, 8, mask))
  }

  /// Sleeps on a word of the data area that holds 0.
  static func waitFor(_ word: UInt64) -> SystemCall {
    .futexWait(
      address: UserMemoryLayout.dataStart + word * 4, expected: 0, timeoutNanoseconds: nil)
  }

  static func wake(_ word: UInt64, count: Int32 = 1) -> SystemCall {
    .futexWake(address: UserMemoryLayout.dataStart + word * 4, count: count)
  }
}

/// A timeline with the lengths of its runs: "AAB" is "A2 B1".
func runs(_ timeline: String) -> String {
  var parts: [String] = []
  var rest = timeline.drop { $0 != "|" }.dropFirst().prefix { $0 != "|" }
  while let name = rest.first {
    let run = rest.prefix { $0 == name }
    parts.append("\(name)\(run.count)")
    rest = rest.dropFirst(run.count)
  }
  return parts.joined(separator: " ")
}

/// Linux's schedulers, as profiles choose them.
func policy(_ kind: LinuxPolicy.Kind, processors: Int = 1, tickNanoseconds: Int64 = 1_000_000)
  -> LinuxPolicy
{
  LinuxPolicy(kind, processors: processors, tickNanoseconds: tickNanoseconds)
}
