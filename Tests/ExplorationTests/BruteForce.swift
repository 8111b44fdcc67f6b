import Exploration
import KernelCore
import LinuxABI
import Machine

/// Every schedule of a program, each played from its start on a kernel of its own.
///
/// The tree of decisions is walked by counting: a run tells which decisions there were and how many
/// options each had, and the next run takes the next option of the last decision that has one. No
/// snapshot is taken, nothing is left out. The explorer only says how a schedule ended, when it is
/// told all choices of it.
struct BruteForce {
  /// The distinct outcomes, and how many schedules have each.
  private(set) var outcomes: [(outcome: Outcome, count: Int)] = []
  /// How many schedules there are: those that differ after their last call alone count once.
  private(set) var schedules = 0
  /// What a run of the explorer made otherwise than the runner.
  private(set) var differences: [String] = []

  /// The most calls of one schedule.
  private static let callsMax = 1_000

  init(_ program: Program, with explorer: Explorer<ProgramExecution>) {
    var choices: [UInt16] = []
    var last: [UInt16]?
    while true {
      var runner = Runner(
        ProgramExecution(program),
        on: Kernel.explorable(decisions: .replay(choices), traceEventsMax: 1_024))
      let end = runner.run(callsMax: Self.callsMax)
      let decisions = runner.kernel.decisionLog.decisions
      choices = decisions.map(\.choice)
      let schedule = explorer.replay(choices)
      compare(schedule, choices, with: runner, end)
      // Two schedules that are the same up to their last call are told apart by nobody.
      let visible = Array(choices.prefix(Self.decisionsBeforeLastCall(in: runner.kernel.trace)))
      if visible != last { schedules += 1 }
      count(schedule.outcome, isNew: visible != last)
      last = visible
      while let choice = choices.popLast() {
        if choice + 1 < decisions[choices.count].options {
          choices.append(choice + 1)
          break
        }
      }
      if choices.isEmpty { return }
    }
  }

  private mutating func count(_ outcome: Outcome, isNew: Bool) {
    if let place = outcomes.firstIndex(where: { $0.outcome == outcome }) {
      if isNew { outcomes[place].count += 1 }
    } else {
      outcomes.append((outcome, 1))
    }
  }

  /// Notes what the explorer's replay says otherwise than a run without any explorer.
  private mutating func compare(
    _ schedule: Schedule, _ choices: [UInt16], with runner: Runner<ProgramExecution, Kernel>,
    _ end: RunEnd
  ) {
    let outcome = schedule.outcome
    // There is one process; a failed assertion ends all of it.
    let isStuck =
      switch outcome.ending {
      case .deadlock, .lostWake: true
      default: false
      }
    let status = runner.kernel.trace.events.last { $0.kind == .processEnd }?.a
    if schedule.choices != choices || schedule.steps != runner.calls.count
      || outcome.console != runner.kernel.console
      || outcome.status.map({ Int64($0.rawValue) }) != status
      || end != (isStuck ? .deadlock : .finished)
    {
      differences.append("\(choices): \(outcome), not \(end) \(status ?? -1) \(runner.calls)")
    }
  }

  /// How many decisions were taken before the last call of a run was made.
  private static func decisionsBeforeLastCall(in trace: Trace) -> Int {
    precondition(!trace.overflowed, "a small program has a short trace")
    let events = trace.events
    let call = events.lastIndex { $0.kind == .call } ?? 0
    return events[..<call].count { $0.kind == .decision }
  }
}
