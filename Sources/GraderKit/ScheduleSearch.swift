internal import Exploration
internal import KernelCore
internal import LinuxABI
internal import Wire

/// Explores the schedules of a submission's program, and makes sure of what it finds.
struct ScheduleSearch {
  /// What came of it.
  struct Result {
    let schedules: ExploredSchedules
    /// What is wrong, and the run that shows it; nil if nothing is.
    var failure: (error: any Error, run: ProgramRun)?
  }

  let session: PluginSession
  let program: Int
  let input: [UInt8]
  let kernel: Kernel
  let observed: [UserAddress]
  let strategy: ScheduleStrategy
  let schedulesMax: Int
  let callsMax: Int
  let findings: Findings
  let prepare: (inout Kernel, TaskID) -> Void
  let staging: () -> Staging

  /// Explores; what seems to come from what earlier runs left behind is tried once more, in a worker
  /// that had none.
  ///
  /// - Throws: `SubmissionFault.keepsState` if that does not help; an error of the test or the machine.
  func run() throws -> Result {
    let end = ContinuousClock.now + .seconds(session.limits.wallSeconds)
    do {
      return try explored(until: end)
    } catch is Divergence {
      session.discardWorker()
    }
    do {
      return try explored(until: end)
    } catch let divergence as Divergence {
      throw SubmissionFault.keepsState(before: divergence.before, now: divergence.now)
    }
  }

  /// Plays one schedule alone.
  func replay(_ choices: [UInt16]) throws -> Result {
    let attempt = Attempt(self, until: .now + .seconds(session.limits.wallSeconds))
    let played = attempt.explorer.played(choices)
    if let stop = attempt.notes.stop, !(stop is SubmissionFault) { throw stop }
    let words = ScheduleText(attempt.notes, played, callsMax: callsMax)
    let log = played.kernel.decisionLog
    let fits = log.mismatchCount == 0 && log.choices.count >= choices.count
    let text = ScheduleText.text(of: played.schedule.outcome, attempt.notes, callsMax)
    var result = Result(
      schedules: ExploredSchedules(
        schedules: 1, repeated: 0, isComplete: true, preemptionsMax: nil,
        outcomes: [
          .init(
            text: fits ? text : text + " (the decisions are those of another program)",
            schedules: 1, isFailure: played.isFailure)
        ]))
    if played.isFailure {
      result.failure = (words.error(appending: ""), played.run)
    } else if findings.contains(.races), let race = played.races.first {
      result.failure = (words.error(about: race, appending: ""), played.run)
    }
    return result
  }

  // MARK: - Parts

  /// One try: a worker, what all its runs note, and the explorer that plays them.
  private struct Attempt {
    let notes: ExplorationNotes
    let explorer: Explorer<ExploredTask>

    init(_ search: ScheduleSearch, until end: ContinuousClock.Instant) {
      notes = ExplorationNotes(findings: search.findings)
      let worker = ReplayedWorker(session: search.session, staging: search.staging, until: end)
      // How many calls a run may make is the explorer's limit.
      let tasks = ProgramTasks(
        ReplayedLine(worker), program: search.program, input: search.input, callsMax: .max)
      var limits = Explorer<ExploredTask>.Limits()
      limits.schedulesMax = search.schedulesMax
      limits.stepsMax = search.callsMax
      explorer = Explorer(
        ExploredTask(.init(tasks: tasks, prepare: search.prepare, notes: notes)),
        on: search.kernel, observing: search.observed, limits: limits,
        detectsRaces: search.findings.contains(.races))
    }

    /// Why a run could not go on, if the submission is not to blame.
    func throwStop() throws {
      if let stop = notes.stop, !(stop is SubmissionFault) { throw stop }
    }
  }

  /// A schedule in which something is wrong.
  private enum Found {
    case ending(Schedule)
    case race(Schedule)

    var schedule: Schedule {
      switch self {
      case .ending(let schedule), .race(let schedule): schedule
      }
    }

    /// Whether it is wrong in a schedule that was played again.
    func isSeen(in played: PlayedSchedule<ExploredTask>) -> Bool {
      switch self {
      case .ending(let schedule):
        played.isFailure && played.schedule.outcome.ending == schedule.outcome.ending
      case .race: !played.races.isEmpty
      }
    }
  }

  private func explored(until end: ContinuousClock.Instant) throws -> Result {
    let attempt = Attempt(self, until: end)
    let report = attempt.explorer.explored(strategy.ofExplorer)
    try attempt.throwStop()
    let schedules = ExploredSchedules(report, strategy, attempt.notes, callsMax)
    let found: Found
    if let failure = report.failure {
      found = .ending(failure)
    } else if findings.contains(.races), let racing = report.racing {
      found = .race(racing)
    } else if report.outcomes.allSatisfy({ $0.outcome.ending == .stepLimit }) {
      // The test has seen the end of no run: that is no pass, whatever it looks for.
      let played = attempt.explorer.played([])
      try attempt.throwStop()
      let words = ScheduleText(attempt.notes, played, callsMax: callsMax)
      return Result(schedules: schedules, failure: (words.error(appending: ""), played.run))
    } else {
      return Result(schedules: schedules)
    }
    // What costs a whole limit is not played again.
    if case .ending(let failure) = found, failure.outcome.ending == .stopped,
      let fault = attempt.notes.stop as? SubmissionFault, fault.isExpensive
    {
      throw fault
    }
    let shortest = minimized(found, attempt)
    let played = attempt.explorer.played(shortest.schedule.choices)
    try attempt.throwStop()
    // What was found has to be there when it is looked at again.
    guard shortest.isSeen(in: played) else {
      throw Divergence(
        before: ScheduleText.text(of: shortest.schedule.outcome, attempt.notes, callsMax),
        now: ScheduleText.text(of: played.schedule.outcome, attempt.notes, callsMax))
    }
    return Result(
      schedules: schedules, failure: try confirmed(shortest, played, attempt, report))
  }

  private func minimized(_ found: Found, _ attempt: Attempt) -> Found {
    let shortest = attempt.explorer.minimized(found.schedule) { found.isSeen(in: $0) }
    return switch found {
    case .ending: .ending(shortest)
    case .race: .race(shortest)
    }
  }

  /// Plays a schedule in a fresh worker, which nothing else was done in.
  ///
  /// - Returns: What is wrong in it, and the run.
  /// - Throws: `Divergence` if it is another run there.
  private func confirmed(
    _ found: Found, _ before: PlayedSchedule<ExploredTask>, _ attempt: Attempt, _ report: Report
  ) throws -> (any Error, ProgramRun) {
    session.discardWorker()
    let fresh = Attempt(self, until: .now + .seconds(session.limits.wallSeconds))
    let now = fresh.explorer.played(found.schedule.choices)
    try fresh.throwStop()
    try expectSame(before, now)
    let words = ScheduleText(fresh.notes, now, callsMax: callsMax)
    let beforeText = ScheduleText.text(of: before.schedule.outcome, attempt.notes, callsMax)
    let nowText = ScheduleText.text(of: now.schedule.outcome, fresh.notes, callsMax)
    guard beforeText == nowText, before.isFailure == now.isFailure else {
      throw Divergence(before: beforeText, now: nowText)
    }
    switch found {
    case .ending(let schedule):
      let ending = schedule.outcome.ending
      let count = report.outcomes.filter { $0.isFailure && $0.outcome.ending == ending }
        .reduce(0) { $0 + $1.count }
      return (
        words.error(appending: ScheduleText.rarity(count, of: report.schedules, schedule)), now.run
      )
    case .race(let schedule):
      guard let race = now.races.first else {
        throw Divergence(before: "two accesses that race", now: "none")
      }
      return (
        words.error(
          about: race, appending: ScheduleText.rarity(nil, of: report.schedules, schedule)), now.run
      )
    }
  }

  /// Fails unless two runs of one schedule made the same calls.
  private func expectSame(
    _ before: PlayedSchedule<ExploredTask>, _ now: PlayedSchedule<ExploredTask>
  ) throws {
    let (one, other) = (before.run.calls, now.run.calls)
    for place in 0..<max(one.count, other.count) {
      let first = place < one.count ? one[place] : nil
      let second = place < other.count ? other[place] : nil
      guard first?.call != second?.call || first?.threadID != second?.threadID else { continue }
      throw Divergence(
        before: first.map { "\($0.call)" } ?? "an end", now: second.map { "\($0.call)" } ?? "an end"
      )
    }
  }
}

extension PlayedSchedule<ExploredTask> {
  /// The run as a test sees it.
  var run: ProgramRun { surroundings.run(on: kernel, ending: schedule.outcome.ending) }
}

extension ScheduleStrategy {
  fileprivate var ofExplorer: Explorer<ExploredTask>.Strategy {
    switch self {
    case .all: .all
    case .bounded(let most): .bounded(preemptionsMax: most)
    case .reduced: .reduced
    }
  }
}

extension ExploredSchedules {
  /// The most ways to end that are told apart.
  private static let outcomesMax = 20

  fileprivate init(
    _ report: Report, _ strategy: ScheduleStrategy, _ notes: ExplorationNotes, _ callsMax: Int
  ) {
    var isComplete = report.isComplete
    // With more preemptions there would be more, which nobody has asked for.
    if case .bounded(let most) = strategy, report.preemptionBound == most {
      isComplete = !report.isStopped && !report.has(.stepLimit)
    }
    var outcomes: [Outcome] = []
    for counted in report.outcomes {
      let text = ScheduleText.text(of: counted.outcome, notes, callsMax)
      if let known = outcomes.firstIndex(where: {
        $0.text == text && $0.isFailure == counted.isFailure
      }) {
        outcomes[known] = Outcome(
          text: text, schedules: outcomes[known].schedules + counted.count,
          isFailure: counted.isFailure)
      } else if outcomes.count < Self.outcomesMax {
        outcomes.append(Outcome(text: text, schedules: counted.count, isFailure: counted.isFailure))
      }
    }
    self.init(
      schedules: report.schedules, repeated: report.pruned, isComplete: isComplete,
      preemptionsMax: report.preemptionBound, outcomes: outcomes)
  }
}
