public import KernelCore
internal import LinuxABI
public import Processors
public import Scheduling

/// What a policy has made of tasks that a test plays.
public struct ScheduledRun<Policy: SchedulingPolicy> {
  /// How it came to its end.
  public enum Ending: Equatable, Sendable {
    /// Every task has ended.
    case finished
    /// Tasks are left, and each waits for something that no other will do.
    case deadlock
    /// The time that the test gives has passed.
    case timeIsUp
    /// The policy did what no scheduler may do.
    case fault(SchedulingFault)
  }

  /// How it ended.
  public fileprivate(set) var ending = Ending.finished
  /// The kernel and its processors, as the run left them.
  public fileprivate(set) var machine: ScheduledKernel<Policy>
  fileprivate var threads: [(script: Int, thread: ThreadID)] = []

  fileprivate init(machine: ScheduledKernel<Policy>) { self.machine = machine }

  /// What the task did with its time that a script played first; nil if none did.
  public func times(ofScript script: Int) -> TaskTimes? {
    threads.first { $0.script == script }.flatMap { machine.times(ofThread: $0.thread) }
  }
}

extension TestContext {
  /// Lets a policy schedule tasks that the test plays.
  ///
  /// The first task is script 0; `clone` names with its `entry` the script of a child. A policy that asks
  /// the submission remembers what that did wrong, and the test looks there first: to the kernel a
  /// policy that has failed just picks none.
  ///
  /// - Parameters:
  ///   - policy: The policy; each processor gets a copy.
  ///   - kernel: The kernel to start from.
  ///   - scripts: What the tasks do.
  ///   - nanosecondsMax: How long it runs, in virtual time.
  ///   - waitNanosecondsMax: How long a task may wait for a processor, in virtual time.
  ///   - callsMax: The most calls that the tasks make.
  /// - Returns: The run; a failure of the test from here on shows its trace.
  /// - Throws: An error of the test: a script that is not there, or too many calls.
  public func schedule<Policy: SchedulingPolicy>(
    _ policy: Policy, kernel: Kernel = Kernel(), scripts: [Int: TaskScript],
    nanosecondsMax: UInt64 = 10_000_000_000, waitNanosecondsMax: UInt64 = 5_000_000_000,
    callsMax: Int = 20_000
  ) throws -> ScheduledRun<Policy> {
    var machine = ScheduledKernel(
      kernel, policy: policy, waitNanosecondsMax: waitNanosecondsMax)
    var playing: [(task: TaskID, script: TaskScript)] = []
    machine.spawnProgram(entry: 0)
    var run = ScheduledRun(machine: machine)
    var calls = 0
    func play(_ place: Int, _ reply: Reply) throws {
      calls += 1
      guard calls <= callsMax else { throw TooManyScriptCalls(limit: callsMax) }
      run.machine.submit(
        playing[place].script.next(reply) ?? .exit(code: 0), by: playing[place].task)
    }
    loop: while true {
      let next: Next
      do {
        next = try run.machine.next()
      } catch {
        run.ending = .fault(error)
        break loop
      }
      switch next {
      case .start(let task, let entry):
        let number = Int(truncatingIfNeeded: entry)
        guard let script = scripts[number] else { throw NoSuchScript(number: number) }
        playing.append((task, script))
        if let thread = run.machine.snapshot(of: task)?.threadID {
          run.threads.append((number, thread))
        }
        try play(playing.count - 1, .start)
      case .resume(let task, let reply):
        guard let place = playing.firstIndex(where: { $0.task == task }) else { continue }
        try play(place, reply)
      case .handler(let task, _): run.machine.submit(.sigreturn, by: task)
      case .ended(let task): playing.removeAll { $0.task == task }
      case .allDone: break loop
      case .deadlock:
        run.ending = .deadlock
        break loop
      }
      if run.machine.kernel.timeNanoseconds >= nanosecondsMax {
        run.ending = .timeIsUp
        break loop
      }
    }
    note(ProgramRun(kernel: run.machine.kernel))
    return run
  }
}

/// A mistake of a test: its scripts make more calls than it says.
struct TooManyScriptCalls: Error, CustomStringConvertible {
  let limit: Int

  var description: String { "the scripts of the test made more than \(limit) calls" }
}
