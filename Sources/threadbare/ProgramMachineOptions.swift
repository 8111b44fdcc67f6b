internal import ArgumentParser
internal import Courseware
internal import KernelCore
internal import ProgramRunner

/// The computer that a program runs on: what `run` and `explore` have in common.
struct ProgramMachineOptions: ParsableArguments {
  @Option(help: "The version of Linux: 6.18 or 2.6; 6.18 or what a lesson says when not said.")
  var kernel: String?
  @Option(help: "How many processors there are, from 1 to 64.") var cpus = 1
  @Option(help: "Scheduling choices by a generator with this seed.") var seed: UInt64?
  @Option(help: "Who runs next: parent-first, child-first, o1, cfs, eevdf or round-robin.")
  var policy: ProgramPolicy?
  @Option(help: "The scheduling choices, such as 0,1,0; those after them are 0.")
  var decisions: DecisionList?
  @Option(help: "How many instructions lie between two scheduling choices.") var turn: Int?
  @Option(help: "The user that the program acts for; root when not said.") var user: UInt32?
  @Option(help: "The processor time that it may use, in seconds.") var limitTime: Double = 20
  @Option(help: "The memory that it may use, in MiB.") var limitMemory = 256
  @Option(help: "How much it may write, in KiB.") var limitOutput = 16_384
  @Option(help: "How many tasks may be there at one time.") var limitTasks = 4_096

  func validate() throws {
    guard (1...64).contains(cpus) else {
      throw ValidationError("--cpus is a number from 1 to 64.")
    }
    guard profile != nil else { throw ValidationError("--kernel is 6.18 or 2.6.") }
    guard (turn ?? 1) >= 1, (turn ?? 1) <= 1_000_000_000 else {
      throw ValidationError("--turn is a number from 1 to 1000000000.")
    }
    guard limitTime > 0, limitTime <= 1e9, (1...1 << 20).contains(limitMemory),
      (1...1 << 20).contains(limitOutput), (2...1 << 22).contains(limitTasks)
    else { throw ValidationError("A limit is out of its range.") }
    guard decisions == nil && seed == nil || cpus == 1 && (policy.map(\.isDecided) ?? true) else {
      throw ValidationError("--seed and --decisions go with one processor and no scheduler.")
    }
  }

  /// Whether nothing is said of who runs next.
  var isUndecided: Bool {
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

  private var profile: KernelProfile? {
    switch kernel {
    case "6.18", nil: .linux618
    case "2.6", "2.6.11": .linux26
    default: nil
    }
  }

  /// How a program is run: as it is said here, and else as its lesson says.
  func options(for program: ProgramFile) throws -> ProgramOptions {
    var options = ProgramOptions()
    options.profile = profile ?? .linux618
    if kernel == nil, let example = program.example { options.profile = example.profile }
    options.processors = cpus
    options.turn = turn
    if let user {
      options.credentials = user == 0 ? .root : Credentials(userID: user, groupID: user)
    }
    options.limits.seconds = limitTime
    options.limits.memoryBytes = limitMemory << 20
    options.limits.outputBytes = limitOutput << 10
    options.limits.tasks = limitTasks
    if let policy, !policy.isDecided {
      options.scheduler = .policy(policy)
    } else if cpus > 1 {
      options.scheduler = .policy(nil)
    } else {
      var source = policy == .childFirst ? DecisionSource.childFirst : .parentFirst
      if let seed { source.policy = .seeded(seed) }
      if let decisions { source.choices = decisions.choices }
      if isUndecided, let example = program.example { source = example.decisions }
      options.scheduler = .decisions(source)
    }
    return options
  }
}

extension ProgramPolicy: ExpressibleByArgument {
  /// Whether the kernel's own choices do it.
  fileprivate var isDecided: Bool { self == .parentFirst || self == .childFirst }
}
