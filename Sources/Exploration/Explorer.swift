public import KernelCore
public import LinuxABI
internal import Machine

/// Plays every schedule of a concurrent program.
///
/// # Theory of operation
///
/// All that Linux leaves open in a run are the kernel's numbered decisions (`DecisionSource`), and
/// a kernel is a value. So the schedules are the leaves of a tree of decisions, which is walked
/// depth first: at a decision the run is copied, goes on with option 0, and comes back to the copy
/// for each other option. The call before a decision is made again for each, since the decision is
/// taken in it; nothing is ever played from the start.
///
/// A task that yields lets another go first, if there is one; without that a loop that waits would
/// have endless schedules. Source: Musuvathi and Qadeer, Fair Stateless Model Checking (2008).
///
/// Executions of this package are explored by code of their own (`@specialized`), which is several
/// times as fast as that for any other type.
///
///     let explorer = Explorer(ProgramExecution(program))
///     let report = explorer.explore(.reduced)
///     report.failure  // a schedule that goes wrong, if there is one
public struct Explorer<Task: Explorable> {
  /// What is played before the exploring stops.
  public struct Limits: Hashable, Sendable {
    /// Schedules in all, those that were given up included.
    public var schedulesMax = 1_000_000
    /// Visible steps of one schedule; more is a livelock.
    public var stepsMax = 400
    /// Visible steps in all.
    public var stepsInAllMax = 50_000_000

    /// The limits of a small program.
    public init() {}
  }

  /// Which schedules are played.
  public enum Strategy: Hashable, Sendable {
    /// Every one.
    case all
    /// Those with no preemption, then those with one, and so on: the mistakes of most programs need
    /// very few.
    ///
    /// Source: Musuvathi and Qadeer, Iterative Context Bounding for Systematic Testing of
    /// Multithreaded Programs (2007).
    case bounded(preemptionsMax: Int)
    /// One of those that differ only in the order of steps that commute.
    case reduced
  }

  let program: Task
  let kernel: Kernel
  let credentials: Credentials
  let observed: [UserAddress]
  let limits: Limits
  let detectsRaces: Bool

  /// An explorer of a program.
  ///
  /// - Parameters:
  ///   - program: What the first task runs.
  ///   - kernel: What it runs on; its decisions are the explorer's.
  ///   - credentials: Whom it acts for.
  ///   - observed: The words that belong to an outcome.
  ///   - limits: What is played before the exploring stops.
  ///   - detectsRaces: Whether data races are looked for.
  public init(
    _ program: Task, on kernel: Kernel = .explorable(), credentials: Credentials = .root,
    observing observed: [UserAddress] = [], limits: Limits = Limits(), detectsRaces: Bool = true
  ) {
    self.program = program
    self.kernel = kernel
    self.credentials = credentials
    self.observed = observed
    self.limits = limits
    self.detectsRaces = detectsRaces
  }

  /// Explores.
  @specialized(where Task == ProgramExecution)
  @specialized(where Task == ScriptExecution)
  public func explore(_ strategy: Strategy) -> Report {
    var report = explored(strategy)
    if let failure = report.failure { report.failure = minimized(failure) }
    return report
  }

  /// Explores, and leaves the failing schedule as it was found.
  package func explored(_ strategy: Strategy) -> Report {
    var report = Report()
    switch strategy {
    case .all:
      var search = Enumeration(of: self, preemptionBound: nil)
      search.run(into: &report)
    case .bounded(let most):
      for bound in 0...max(most, 0) {
        var search = Enumeration(of: self, preemptionBound: bound)
        search.run(into: &report)
        if search.hasRoom(in: report) { report.preemptionBound = bound }
        report.isComplete = report.isComplete && !search.leftSomeOut
        if !search.leftSomeOut || !search.hasRoom(in: report) { break }
        if bound < most { report.isComplete = !report.has(.stepLimit) }
      }
    case .reduced:
      var search = Reduction(of: self)
      if !search.run(into: &report) {
        // A step with two decisions in it: too rare to be reduced.
        report = explored(.all)
      }
    }
    return report
  }

  /// Plays one schedule.
  ///
  /// - Parameter choices: Its choices; option 0 is taken after them.
  /// - Returns: The schedule as it was played, all of its choices named.
  @specialized(where Task == ProgramExecution)
  @specialized(where Task == ScriptExecution)
  public func replay(_ choices: [UInt16]) -> Schedule { played(choices).schedule }

  /// Plays one schedule, to look at what it leaves behind.
  package func played(_ choices: [UInt16]) -> PlayedSchedule<Task> {
    var world = start()
    world.advance(choices, observing: observed)
    while world.ending == nil {
      if world.stepCount >= limits.stepsMax {
        world.stopAtLimit()
      } else {
        world.advance([], observing: observed)
      }
    }
    return PlayedSchedule(world)
  }

  func start() -> World<Task> {
    World(program, on: kernel, credentials: credentials, detectsRaces: detectsRaces)
  }
}

extension Kernel {
  /// A kernel to explore on: a task keeps the processor until a decision takes it away.
  ///
  /// - Parameters:
  ///   - decisions: Where its decisions come from, as long as no explorer prescribes them.
  ///   - traceEventsMax: How many events its trace keeps. Few, since they are copied with every
  ///     snapshot; whoever plays one schedule to look at its trace asks for more.
  /// - Returns: The kernel.
  public static func explorable(
    decisions: DecisionSource = .parentFirst, traceEventsMax: Int = 8
  ) -> Kernel {
    var profile = KernelProfile.linux618
    profile.costs.sliceNanoseconds = .max
    var limits = KernelLimits()
    limits.traceEventsMax = traceEventsMax
    return Kernel(profile: profile, limits: limits, decisions: decisions)
  }
}

extension Decision {
  /// Whether a task lost the processor that could have gone on.
  var isPreemption: Bool { kind != .dispatch && choice > 0 }
}

extension World {
  /// What was decided so far.
  var choices: [UInt16] {
    (0..<kernel.decisionCount).map { kernel.decision($0).choice }
  }

  /// What can be told of the run after its end.
  var outcome: Outcome {
    Outcome(
      ending: ending ?? .stepLimit, status: status, console: console, words: words,
      leakedTasks: leakedTasks)
  }
}

extension Report {
  /// Notes the data races of a run since it was last asked.
  mutating func note<Task: Explorable>(racesOf world: inout World<Task>) {
    for race in world.takeRaces() where !hasNoted(race) { races.append(race) }
  }

  /// Whether a race was noted.
  private mutating func hasNoted(_ race: DataRace) -> Bool {
    // Runs that follow one another have the same races in the same order: the next one is looked for
    // where the last one was found.
    for step in 1...max(races.count, 1) {
      var place = racePlace + step
      if place >= races.count { place -= races.count }
      if place < races.count, races[place].isSame(as: race) {
        racePlace = place
        return true
      }
    }
    return false
  }

  /// Counts a schedule that was played to its end.
  mutating func count<Task: Explorable>(_ world: World<Task>, preemptions: Int) {
    schedules += 1
    let outcome = world.outcome
    let isFailure = Task.isFailure(outcome, in: world.surroundings)
    if outcome.ending == .stepLimit { isComplete = false }
    if outcome.ending == .stopped { (isComplete, isStopped) = (false, true) }
    if let place = outcomes.firstIndex(where: { $0.outcome == outcome }) {
      outcomes[place].count += 1
    } else {
      outcomes.append(
        CountedOutcome(
          outcome: outcome, isFailure: isFailure, count: 1, choices: world.choices))
    }
    if world.hasRaces, isShorter(world, preemptions, than: racing) {
      racing = schedule(of: world, preemptions, outcome)
    }
    if isFailure, isShorter(world, preemptions, than: failure) {
      failure = schedule(of: world, preemptions, outcome)
    }
  }

  private func isShorter<Task: Explorable>(
    _ world: World<Task>, _ preemptions: Int, than other: Schedule?
  ) -> Bool {
    guard let other else { return true }
    return (preemptions, world.stepCount) < (other.preemptions, other.steps)
  }

  private func schedule<Task: Explorable>(
    of world: World<Task>, _ preemptions: Int, _ outcome: Outcome
  ) -> Schedule {
    Schedule(
      choices: world.choices, preemptions: preemptions, steps: world.stepCount, outcome: outcome)
  }
}

extension DataRace {
  /// Whether another race is of the same two accesses, whichever came first.
  package func isSame(as other: DataRace) -> Bool {
    address == other.address
      && (first == other.first && second == other.second
        || first == other.second && second == other.first)
  }
}
