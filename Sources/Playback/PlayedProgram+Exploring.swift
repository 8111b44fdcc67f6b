internal import Exploration
internal import KernelCore
internal import LinuxABI
internal import Machine
internal import ProgramExploration
internal import TaskC
internal import UserSpace

// Whole runs of a program, and all of its runs.
extension PlayedProgram {
  /// Explores the program, and writes what was found as JSON.
  ///
  /// - Parameters:
  ///   - recipe: How it is run; who goes on is what is explored.
  ///   - preemptionsMax: The most preemptions of a schedule; nil for every schedule that differs.
  ///   - schedulesMax: The most schedules that are played.
  ///   - stepsMax: The most visible steps of one.
  ///   - writer: Where the findings go.
  package func explore(
    _ recipe: Recipe, preemptionsMax: Int?, schedulesMax: Int, stepsMax: Int,
    to writer: inout JSONWriter
  ) {
    var limits = Explorer<MachineTask>.Limits()
    limits.schedulesMax = schedulesMax
    limits.stepsMax = stepsMax
    var kernelLimits = recipe.limits.kernelLimits()
    kernelLimits.traceEventsMax = 8
    var explorer = ProgramExplorer(
      ExploredImage(image, recipe.start(of: self), files: [(name: name, contents: image.bytes)]),
      on: .explored(recipe.profile, kernelLimits, input: recipe.input), limits: limits)
    let strategy: Explorer<MachineTask>.Strategy =
      preemptionsMax.map { .bounded(preemptionsMax: $0) } ?? .reduced
    let report = explorer.explore(strategy)
    let races = explorer.races(of: report)
    writer.member("schedules", report.schedules)
    writer.member("complete", report.isComplete)
    writer.array("outcomes") { list in
      for outcome in report.outcomes { list.object { write(outcome, to: &$0) } }
    }
    write("failure", report.failure, to: &writer)
    write("racing", report.racing, to: &writer)
    writer.array("races") { list in
      for race in races { list.object { write(race, to: &$0) } }
    }
  }

  private func write(_ counted: CountedOutcome, to object: inout JSONWriter) {
    object.member("ending", counted.outcome.ending.text(counted.outcome.status))
    object.member("isFailure", counted.isFailure)
    object.member("count", counted.count)
    object.member("output", text: counted.outcome.console)
    object.member("leftBehind", counted.outcome.leakedTasks)
    object.member("choices", numbers: counted.choices)
  }

  private func write(
    _ name: StaticString, _ schedule: Exploration.Schedule?, to writer: inout JSONWriter
  ) {
    guard let schedule else {
      writer.member(name, nil)
      return
    }
    writer.object(name) { object in
      object.member("choices", numbers: schedule.choices)
      object.member("preemptions", schedule.preemptions)
      object.member("ending", schedule.outcome.ending.text(schedule.outcome.status))
    }
  }

  private func write(_ race: LocatedRace, to object: inout JSONWriter) {
    object.member("variable", places.name(of: race.address))
    object.object("first") { write(race.first, to: &$0) }
    object.object("second") { write(race.second, to: &$0) }
  }

  private func write(_ access: LocatedAccess, to object: inout JSONWriter) {
    object.member("task", access.task)
    object.member("isWrite", access.isWrite)
    object.member("place", places.place(of: access.pc))
    let line = table.place(at: access.pc).flatMap { $0.file == 0 ? $0.line : nil }
    object.member("line", optional: line)
  }
}

extension Ending {
  /// How a schedule ended, as one says it.
  fileprivate func text(_ status: WaitStatus?) -> String {
    switch self {
    case .finished: status?.description ?? "finished"
    case .deadlock: "deadlock"
    case .lostWake: "a wake-up was lost"
    case .assertion: "an assertion failed"
    case .fault(let signal): "killed by " + signal.name
    case .stepLimit: "no end within the limit of steps"
    case .stopped: "stopped"
    }
  }
}
