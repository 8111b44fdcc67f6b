package import Exploration
package import KernelCore
internal import Machine

/// Explores a program of machine code.
package struct ProgramExplorer {
  private var image: ExploredImage
  private let kernel: Kernel
  private let limits: Explorer<MachineTask>.Limits

  /// More rounds than this find no more stacks that tasks share.
  private static var roundsMax: Int { 8 }

  /// An explorer of a program.
  ///
  /// - Parameters:
  ///   - image: The program.
  ///   - kernel: What it runs on.
  ///   - limits: What is played before the exploring stops.
  package init(
    _ image: ExploredImage, on kernel: Kernel, limits: Explorer<MachineTask>.Limits
  ) {
    self.image = image
    self.kernel = kernel
    self.limits = limits
  }

  /// Explores, until no more words of stacks turn out to be shared.
  ///
  /// - Parameters:
  ///   - strategy: Which schedules are played.
  ///   - mayGoOn: Asked before each step; no ends the exploring, and the schedule that is played then.
  /// - Returns: What was found in the last round.
  package mutating func explore(
    _ strategy: Explorer<MachineTask>.Strategy, while mayGoOn: (@Sendable () -> Bool)? = nil
  ) -> Report {
    image.mayGoOn = mayGoOn
    defer { image.mayGoOn = nil }
    var report = explorer.explore(strategy)
    for _ in 1..<Self.roundsMax where image.found.words != image.exposed && !report.isStopped {
      image.exposed = image.found.words
      report = explorer.explore(strategy)
    }
    return report
  }

  /// Plays one schedule, and takes its steps down.
  ///
  /// - Parameter choices: Its choices; option 0 is taken after them.
  /// - Returns: What it leaves behind.
  package func play(_ choices: [UInt16]) -> PlayedSchedule<MachineTask> {
    var logged = image
    logged.isLogged = true
    return Explorer(
      MachineTask(logged), on: kernel, credentials: image.start.credentials, limits: limits
    ).played(choices)
  }

  /// The schedule with some choices, to be played step by step; calls are taken down.
  ///
  /// - Parameter choices: Its choices; option 0 is taken after them.
  /// - Returns: The schedule before its first step.
  package func stepped(_ choices: [UInt16]) -> SteppedSchedule<MachineTask> {
    var logged = image
    logged.isLogged = true
    return SteppedSchedule(
      Explorer(
        MachineTask(logged), on: kernel, credentials: image.start.credentials, limits: limits,
        detectsRaces: false), choices: choices)
  }

  private var explorer: Explorer<MachineTask> {
    Explorer(
      MachineTask(image), on: kernel, credentials: image.start.credentials, limits: limits)
  }
}

extension Kernel {
  /// A kernel on which a program is explored: a task keeps the processor until a decision takes it away.
  ///
  /// - Parameters:
  ///   - profile: The version of Linux.
  ///   - limits: What the program may use; each branch has a copy of the trace's events.
  ///   - input: What the program reads from its standard input.
  /// - Returns: The kernel, on which nothing runs yet.
  package static func explored(
    _ profile: KernelProfile, _ limits: KernelLimits, input: [UInt8]
  ) -> Kernel {
    var profile = profile
    profile.costs.sliceNanoseconds = .max
    var kernel = Kernel(profile: profile, limits: limits)
    if !input.isEmpty { kernel.consoleInput = input }
    return kernel
  }
}
