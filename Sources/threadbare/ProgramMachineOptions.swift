internal import ArgumentParser
internal import Courseware
internal import KernelCore
internal import ProgramRunner
internal import UserSpace

/// The computer that a program runs on: what `run` and `explore` have in common.
struct ProgramMachineOptions: ParsableArguments {
  @Option(help: "The version of Linux: 6.18 or 2.6; 6.18 or what a lesson says when not said.")
  var kernel: String?
  @Option(help: "The user that the program acts for; root when not said.") var user: UInt32?
  @Option(help: "The memory that it may use, in MiB.") var limitMemory = usualMemory
  @Option(help: "How much it may write, in KiB.") var limitOutput = usualOutput
  @Option(help: "How many tasks may be there at one time.") var limitTasks = usualTasks

  private static let usualMemory = 256
  private static let usualOutput = 16_384
  private static let usualTasks = 4_096

  func validate() throws {
    guard profile != nil else { throw ValidationError("--kernel is 6.18 or 2.6.") }
    try requireRange(limitMemory, 1...1 << 20, of: "--limit-memory")
    try requireRange(limitOutput, 1...1 << 20, of: "--limit-output")
    try requireRange(limitTasks, 2...1 << 22, of: "--limit-tasks")
  }

  /// What of it was said, on a command line.
  var words: [String] {
    var words: [String] = []
    if let kernel { words += ["--kernel", kernel] }
    if let user { words += ["--user", "\(user)"] }
    if limitMemory != Self.usualMemory { words += ["--limit-memory", "\(limitMemory)"] }
    if limitOutput != Self.usualOutput { words += ["--limit-output", "\(limitOutput)"] }
    if limitTasks != Self.usualTasks { words += ["--limit-tasks", "\(limitTasks)"] }
    return words
  }

  private var profile: KernelProfile? {
    switch kernel {
    case "6.18", nil: .linux618
    case "2.6", "2.6.11": .linux26
    default: nil
    }
  }

  /// How a program is run: as it is said here, and else as its lesson says.
  func options(for program: ProgramFile) -> ProgramOptions {
    var options = ProgramOptions()
    options.profile = profile ?? .linux618
    if kernel == nil, let example = program.example { options.profile = example.profile }
    if let user {
      options.credentials = user == 0 ? .root : Credentials(userID: user, groupID: user)
    }
    options.limits.memoryBytes = limitMemory << 20
    options.limits.outputBytes = limitOutput << 10
    options.limits.tasks = limitTasks
    return options
  }
}
