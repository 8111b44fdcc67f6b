internal import ArgumentParser
internal import Exploration
internal import Foundation
internal import ProgramExploration
internal import ProgramRunner

struct ExploreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Run a Linux program in every schedule.",
    discussion: """
      Groups the outcomes, finds data races, deadlocks and lost wake-ups, and names the choices with which \
      `run --decisions` plays each of them again. Ends with 1 if a schedule fails or a race was found.
      """)

  @OptionGroup var program: ProgramArguments
  @OptionGroup var machine: ProgramMachineOptions
  @Flag(
    help: "Play every schedule, also those that differ only in the order of steps that commute.")
  var all = false
  @Option(help: "At most so many preemptions; those with few are played first.")
  var preemptions: Int?
  @Option(help: "The most schedules that are played.") var limitSchedules = 100_000
  @Option(help: "The most visible steps of one schedule.") var limitSteps = 2_000
  @Option(help: "How long it may take, in seconds.") var limitTime: Double = 60
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireRange(limitSchedules, 1...100_000_000, of: "--limit-schedules")
    try requireRange(limitSteps, 1...1_000_000, of: "--limit-steps")
    try requireRange(preemptions ?? 0, 0...1_000, of: "--preemptions")
    guard limitTime > 0, limitTime <= 1e6 else {
      throw ValidationError("--limit-time is a number of seconds.")
    }
    guard !all || preemptions == nil else {
      throw ValidationError("--all plays every schedule, --preemptions some: give one of them.")
    }
  }

  func run() async throws {
    let files = try program.programs.map { try ProgramFile(reading: $0) }
    var options = machine.options(for: files[0])
    options.arguments = program.arguments
    let exploring = ProgramExploring(
      files, options, schedulesMax: limitSchedules, stepsMax: limitSteps,
      replayWords: program.words + machine.words)
    let findings = exploring.explore(
      all ? .all : preemptions.map { .bounded(preemptionsMax: $0) } ?? .reduced,
      secondsMax: limitTime)
    if json {
      try Terminal.writeJSON(findings)
    } else {
      Terminal.write(findings.lines.map { $0 + "\n" }.joined())
    }
    if !findings.isAllWell { throw NotAllWell() }
  }
}
