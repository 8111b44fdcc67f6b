package import KernelCore
package import LinuxABI
import Machine
import Processors
import Scheduling
package import Tracing
package import UserSpace

/// A program that runs on an emulated computer, and what comes of it.
///
///     var run = ProgramRun(image, options)
///     let end = run.run(output: { ... }, calls: { ... })
package struct ProgramRun {
  /// How it ended.
  package enum End: Equatable, Sendable {
    /// All of its tasks have ended.
    case finished(WaitStatus)
    /// Each of its tasks waits for something that no other will do.
    case deadlock
    /// It used all the time that it may use.
    case timeLimit
    /// It wrote all that it may write.
    case outputLimit
    /// The scheduler did what none may do.
    case schedulerFault(String)
  }

  /// What is left when it is over.
  package struct Outcome: Sendable {
    /// How it ended.
    package let end: End
    /// The instructions of all tasks.
    package let instructions: UInt64
    /// The calls that the kernel does not have.
    package let unimplemented: [UnimplementedCall]
    /// The tasks that are left, or were when the first process ended.
    package let tasks: [TaskSnapshot]
    /// What the program ran on.
    let system: any MachineKernel
    /// The tasks that had not ended at the first moment when most of them were there, if that was asked for.
    package let fullest: [TaskSnapshot]

    /// The kernel.
    package var kernel: Kernel { system.machine }

    /// The trace, as a writer wants it.
    ///
    /// - Parameter program: The program's name.
    /// - Returns: Its events by time, with their processors.
    package func trace(of program: String) -> RecordedTrace {
      RecordedTrace(
        program: program, events: system.events, eventCount: kernel.trace.eventCount)
    }
  }

  private let programs: [ProgramFile]
  private let options: ProgramOptions

  /// Programs to run: the first one, and those that it may execute.
  package init(_ programs: [ProgramFile], _ options: ProgramOptions) {
    self.programs = programs
    self.options = options
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - output: Gets what it writes, as it writes it, and whether that is its error output.
  ///   - calls: Gets the text of its calls, where they are shown.
  /// - Returns: What is left.
  package func run(
    output: (ArraySlice<UInt8>, Bool) -> Void, calls: (String) -> Void
  ) -> Outcome {
    switch options.scheduler {
    case .decisions(let source) where options.processors == 1:
      return run(
        Kernel(profile: options.profile, limits: options.kernelLimits, decisions: source), output,
        calls)
    case .decisions: return run(scheduled(nil), output, calls)
    case .policy(let policy): return run(scheduled(policy), output, calls)
    }
  }

  private func scheduled(_ policy: ProgramPolicy?) -> ScheduledKernel<LinuxPolicy> {
    let kind: LinuxPolicy.Kind?
    switch policy {
    case .o1: kind = .o1
    case .cfs: kind = .cfs
    case .eevdf: kind = .eevdf
    case .roundRobin: kind = .roundRobin
    case .parentFirst, .childFirst, nil: kind = nil
    }
    return ScheduledKernel(
      Kernel(profile: options.profile, limits: options.kernelLimits), scheduler: kind)
  }

  private func run<System: MachineKernel>(
    _ system: System, _ output: (ArraySlice<UInt8>, Bool) -> Void, _ calls: (String) -> Void
  ) -> Outcome {
    var computer = Computer(system)
    if let turn = options.turn { computer.users.turn = turn }
    computer.users.recordsCalls = options.showsCalls
    for program in programs { computer.install(program.name, program.image.bytes) }
    if programs[0].isMachineCode { computer.look { $0.installShell() } }
    var start = ProgramStart(
      path: programs[0].path, arguments: [programs[0].path] + options.arguments,
      environment: options.environment)
    start.credentials = options.credentials
    computer.start(programs[0].image, start)
    computer.setInput(options.input)
    var watch = Watch(limits: options.limits, keepsFullest: options.keepsFullest)
    let end = watch.run(&computer, output, calls)
    return Outcome(
      end: end, instructions: computer.users.instructions,
      unimplemented: computer.users.unimplemented,
      tasks: watch.tasks, system: computer.system, fullest: watch.fullest)
  }
}

/// Follows a computer, hands out what it writes, and stops it at its limits.
private struct Watch {
  let limits: ProgramLimits
  let keepsFullest: Bool
  private var lines = CallLines()
  private var shown = 0
  private(set) var tasks: [TaskSnapshot] = []
  private(set) var fullest: [TaskSnapshot] = []

  /// A call of the kernel takes this machine as long as so many instructions.
  private static let instructionsPerStep: UInt64 = 500

  init(limits: ProgramLimits, keepsFullest: Bool) {
    self.limits = limits
    self.keepsFullest = keepsFullest
  }

  mutating func run<System: MachineKernel>(
    _ computer: inout Computer<System>, _ output: (ArraySlice<UInt8>, Bool) -> Void,
    _ calls: (String) -> Void
  ) -> ProgramRun.End {
    let instructionsMax = UInt64(max(limits.seconds, 0) * 1e9)
    var steps: UInt64 = 0
    var processor = Processor()
    while true {
      let ended: ProgramEnd?
      do {
        ended = try computer.step(on: &processor, instructionsMax: instructionsMax)
      } catch {
        return .schedulerFault("\(error)")
      }
      steps += 1
      if keepsFullest {
        let alive = computer.system.machine.tasks.filter { $0.mm != nil && $0.state != .builtIn }
        if alive.count > fullest.count { fullest = alive }
      }
      if computer.users.recordsCalls { show(&computer, calls) }
      if computer.hasOutput(beyond: shown) || ended != nil { write(&computer, output) }
      if let ended {
        if computer.users.recordsCalls { calls(lines.finish()) }
        if tasks.isEmpty { tasks = computer.system.machine.tasks }
        switch ended {
        case .finished: return .finished(computer.status ?? .exited(0))
        // What the first process left behind ends with the computer.
        case .deadlock: return computer.status.map { .finished($0) } ?? .deadlock
        case .instructionLimit: return .timeLimit
        }
      }
      if shown >= limits.outputBytes { return .outputLimit }
      let used = computer.users.instructions &+ steps &* Self.instructionsPerStep
      if used >= instructionsMax { return .timeLimit }
    }
  }

  private mutating func show<System: MachineKernel>(
    _ computer: inout Computer<System>, _ calls: (String) -> Void
  ) {
    guard !computer.users.records.isEmpty else { return }
    // Output and calls in the order in which they were made.
    for event in computer.users.records { calls(lines.add(event)) }
    computer.users.records = []
  }

  private mutating func write<System: MachineKernel>(
    _ computer: inout Computer<System>, _ output: (ArraySlice<UInt8>, Bool) -> Void
  ) {
    let console = computer.console
    guard console.count > shown else { return }
    for run in computer.consoleRuns where run.range.upperBound > shown {
      output(console[max(run.range.lowerBound, shown)..<run.range.upperBound], run.stream == .error)
    }
    shown = console.count
  }
}
