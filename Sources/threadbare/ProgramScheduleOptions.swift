internal import ArgumentParser
internal import Courseware
internal import KernelCore
internal import ProgramRunner
internal import UserSpace

/// Who goes on in a program, and for how long: what `run` is told, and `explore` decides itself.
struct ProgramScheduleOptions: ParsableArguments {
  @Option(help: "How many processors there are, from 1 to 64.") var cpus = 1
  @Option(help: "Scheduling choices by a generator with this seed.") var seed: UInt64?
  @Option(help: "Who runs next: parent-first, child-first, o1, cfs, eevdf or round-robin.")
  var policy: ProgramPolicy?
  @Option(help: "The scheduling choices that explore has named, such as 0,1,0.")
  var decisions: DecisionList?
  @Option(help: "How many instructions lie between two scheduling choices.") var turn: Int?
  @Option(help: "The processor time that the program may use, in seconds.")
  var limitTime: Double = 20

  func validate() throws {
    guard (1...64).contains(cpus) else {
      throw ValidationError("--cpus is a number from 1 to 64.")
    }
    guard (1...1_000_000_000).contains(turn ?? 1) else {
      throw ValidationError("--turn is a number from 1 to 1000000000.")
    }
    guard limitTime > 0, limitTime <= 1e9 else {
      throw ValidationError("--limit-time is a number of seconds.")
    }
    guard decisions == nil && seed == nil || isDecided else {
      throw ValidationError("--seed and --decisions go with one processor and no scheduler.")
    }
  }

  /// Whether the kernel's own choices say who runs, on one processor.
  var isDecided: Bool { cpus == 1 && (policy.map(\.isDecided) ?? true) }

  /// Whether nothing is said of who runs next.
  private var isUndecided: Bool {
    cpus == 1 && seed == nil && policy == nil && decisions == nil && turn == nil
  }

  /// Choices that `explore` has named, here or in the lesson that the program is of.
  func explored(for program: ProgramFile) -> [UInt16]? {
    guard turn == nil, seed == nil else { return nil }
    if let decisions { return decisions.choices }
    guard isUndecided, let listed = program.example?.decisions.choices, !listed.isEmpty else {
      return nil
    }
    return listed
  }

  /// Says in a program's options what is said here, and else what its lesson says.
  func apply(to options: inout ProgramOptions, for program: ProgramFile) {
    options.processors = cpus
    options.turn = turn
    options.limits.seconds = limitTime
    if isUndecided, let example = program.example {
      options.scheduler = ProgramScheduler(for: example)
      options.processors = example.schedule?.processors ?? 1
      return
    }
    guard isDecided else {
      options.scheduler = .policy(policy.flatMap { $0.isDecided ? nil : $0 })
      return
    }
    var source = policy == .childFirst ? DecisionSource.childFirst : .parentFirst
    if let seed { source.policy = .seeded(seed) }
    if let decisions { source.choices = decisions.choices }
    options.scheduler = .decisions(source)
  }
}

extension ProgramPolicy: ExpressibleByArgument {
  /// Whether the kernel's own choices do it.
  fileprivate var isDecided: Bool { self == .parentFirst || self == .childFirst }
}
