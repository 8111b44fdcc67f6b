import Diagnostics
package import Exploration
import Foundation
import KernelCore
import LinuxABI
import Machine
package import ProgramExploration

/// A program whose every schedule is explored, and what is told of it.
package struct ProgramExploring {
  /// The explorer of programs of machine code.
  package typealias Exploring = Explorer<MachineTask>

  private let programs: [ProgramFile]
  private let options: ProgramOptions
  private let places: ProgramPlaces
  private let limits: Explorer<MachineTask>.Limits
  private let replayWords: [String]

  /// Programs to explore: the first one, and those that it may execute.
  ///
  /// - Parameters:
  ///   - programs: The programs.
  ///   - options: How they are run; the explorer decides who goes on.
  ///   - schedulesMax: The most schedules that are played.
  ///   - stepsMax: The most visible steps of one.
  ///   - replayWords: What `threadbare run` is given to run them as here; without it, the programs alone.
  package init(
    _ programs: [ProgramFile], _ options: ProgramOptions, schedulesMax: Int = 100_000,
    stepsMax: Int = 2_000, replayWords: [String]? = nil
  ) {
    self.programs = programs
    self.options = options
    places = ProgramPlaces(programs[0].image, programs[0].debugTable)
    var limits = Explorer<MachineTask>.Limits()
    limits.schedulesMax = schedulesMax
    limits.stepsMax = stepsMax
    self.limits = limits
    self.replayWords = replayWords ?? programs.map(\.source)
  }

  /// The explorer of the program.
  ///
  /// - Parameter traceEventsMax: How many events of the trace are kept: each branch of an exploration has
  ///   a copy.
  /// - Returns: The explorer, before it has explored anything.
  private func explorer(traceEventsMax: Int) -> ProgramExplorer {
    var start = ProgramStart(
      path: programs[0].path, arguments: [programs[0].path] + options.arguments,
      environment: options.environment)
    start.credentials = options.credentials
    let files = programs.map { (name: $0.name, contents: $0.image.bytes) }
    var kernelLimits = options.kernelLimits
    kernelLimits.traceEventsMax = traceEventsMax
    var kernel = Kernel.explored(options.profile, kernelLimits, input: options.input)
    if programs[0].isMachineCode { kernel.installShell() }
    return ProgramExplorer(
      ExploredImage(programs[0].image, start, files: files), on: kernel, limits: limits)
  }

  /// Explores.
  ///
  /// - Parameters:
  ///   - strategy: Which schedules are played.
  ///   - secondsMax: How long it may take.
  /// - Returns: What was found until then.
  package func explore(
    _ strategy: Explorer<MachineTask>.Strategy, secondsMax: Double? = nil
  ) -> Findings {
    var explorer = explorer(traceEventsMax: 8)
    var mayGoOn: (@Sendable () -> Bool)?
    if let secondsMax {
      let end = ContinuousClock.now + .seconds(secondsMax)
      mayGoOn = { ContinuousClock.now < end }
    }
    let report = explorer.explore(strategy, while: mayGoOn)
    let races = explorer.races(of: report)
    return Findings(report: report, races: races.map(text), replayWords: replayWords)
  }

  /// Plays one schedule.
  ///
  /// - Parameter choices: Its choices.
  /// - Returns: What it left behind.
  package func play(_ choices: [UInt16]) -> PlayedSchedule<MachineTask> {
    explorer(traceEventsMax: KernelLimits.standard.traceEventsMax).play(choices)
  }

  private func text(_ race: LocatedRace) -> String {
    "\(places.name(of: race.address)): \(text(race.first)) and \(text(race.second))"
  }

  private func text(_ access: LocatedAccess) -> String {
    "\(access.isWrite ? "a store" : "a load") by task \(access.task) at \(places.place(of: access.pc))"
  }
}

/// What exploring a program has found.
package struct Findings: Sendable {
  /// All of it.
  package let report: Report
  /// The data races, each as a line.
  package let races: [String]
  /// What `threadbare run` is given to run the program as it was explored.
  let replayWords: [String]

  /// Whether nothing is wrong with the program: a schedule came to its end, and none that did went wrong.
  package var isAllWell: Bool {
    report.races.isEmpty && !report.outcomes.contains(where: \.isFailure)
      && report.outcomes.contains { $0.outcome.ending != .stopped }
  }

  /// The outcomes, without that of the schedule which the end of the time cut off.
  ///
  /// It is none of the program's; where no schedule came to its end, it is all there is.
  var outcomes: [CountedOutcome] {
    let ended = report.outcomes.filter { $0.outcome.ending != .stopped }
    return ended.isEmpty ? report.outcomes : ended
  }

  /// What is shown.
  package var lines: [String] {
    var lines: [String] = []
    let all = report.isComplete ? "every schedule that differs" : "not all: a limit was reached"
    lines.append(
      "\(counted(report.schedules, "schedule")) explored (\(all)), "
        + counted(outcomes.count, "outcome"))
    for (index, outcome) in outcomes.enumerated() {
      lines.append("")
      lines.append(
        "outcome \(index + 1): \(text(outcome.outcome)), in \(counted(outcome.count, "schedule"))"
          + (outcome.isFailure ? ": a failure" : ""))
      let output = String(decoding: outcome.outcome.console, as: UTF8.self)
      for line in output.split(separator: "\n", omittingEmptySubsequences: false).prefix(20)
      where !(line.isEmpty && (output.isEmpty || output.hasSuffix("\n"))) {
        lines.append("  | \(line)")
      }
      lines.append("  replay: \(replay(outcome.choices))")
    }
    if let failure = report.failure {
      lines.append("")
      lines.append(
        "the shortest schedule that fails has \(counted(failure.preemptions, "preemption")): "
          + replay(failure.choices))
    }
    if !races.isEmpty {
      lines.append("")
      for race in races { lines.append("data race on \(race)") }
      if let racing = report.racing { lines.append("  replay: \(replay(racing.choices))") }
    }
    return lines
  }

  /// The choices that have to be said: those of 0 at the end are taken anyway.
  func decisions(of choices: [UInt16]) -> [UInt16] {
    var said = choices[...]
    while said.last == 0 { said.removeLast() }
    return said.isEmpty ? [0] : Array(said)
  }

  /// The command that plays a schedule again.
  func replay(_ choices: [UInt16]) -> String {
    let list = decisions(of: choices).map(String.init).joined(separator: ",")
    return shellWords(["threadbare", "run"] + replayWords + ["--decisions", list])
  }

  private func text(_ outcome: Outcome) -> String {
    let ending: String
    switch outcome.ending {
    case .finished: ending = outcome.status?.description ?? "finished"
    case .deadlock: ending = "deadlock"
    case .lostWake(let address): ending = "a wake-up of \(address) was lost"
    case .assertion: ending = "an assertion failed"
    case .fault(let signal): ending = "killed by \(signal.name)"
    case .stepLimit: ending = "no end within the limit of steps"
    case .stopped: ending = "no end within the limit of time"
    }
    return outcome.leakedTasks > 0
      ? "\(ending), \(counted(outcome.leakedTasks, "task")) left behind" : ending
  }
}
