public import LinuxABI

/// How one schedule of a program ended.
public enum Ending: Equatable, Sendable {
  /// No task is left.
  case finished
  /// Tasks are left, and each waits for something that no other will do.
  case deadlock
  /// A deadlock with its cause: a task sleeps on this word, and the wake that was meant for it came
  /// before it slept.
  case lostWake(UserAddress)
  /// An assertion did not hold: its place in the code of its task.
  case assertion(Int)
  /// A signal ended the program, for example after a bad access to memory.
  case fault(Signal)
  /// It did not end within the limit of steps: a livelock, if the limit is large enough.
  case stepLimit
  /// What ran could not go on, for a reason that it knows itself; the exploring ended with it.
  case stopped

  /// Whether it is a mistake of the program.
  public var isFailure: Bool { self != .finished }
}

/// What can be told of a schedule after its end; schedules with equal outcomes are counted together.
public struct Outcome: Equatable, Sendable {
  /// How it ended.
  public let ending: Ending
  /// The status of the first process, if it has ended.
  public let status: WaitStatus?
  /// What was written to the console.
  public let console: [UInt8]
  /// The words that were asked for, as the first process left them.
  public let words: [UInt32]
  /// The tasks that were still there when the first process ended, and that nobody waits for.
  public let leakedTasks: Int
}

/// An outcome, and how often it was seen.
public struct CountedOutcome: Equatable, Sendable {
  /// The outcome.
  public let outcome: Outcome
  /// Whether it is a mistake of the program.
  public let isFailure: Bool
  /// How many schedules have it.
  public internal(set) var count: Int
  /// The choices of the first of them.
  public let choices: [UInt16]
}

/// One of the two accesses of a data race.
public struct RacingAccess: Equatable, Sendable {
  /// The task, by the order of creation, from 0.
  public let task: Int
  /// Which of the visible steps of the task it is, from 0.
  public let step: Int
  /// Whether it writes.
  public let isWrite: Bool
  /// Whether it is one step that also orders.
  public let isAtomic: Bool

  /// An access from its parts.
  public init(task: Int, step: Int, isWrite: Bool, isAtomic: Bool) {
    self.task = task
    self.step = step
    self.isWrite = isWrite
    self.isAtomic = isAtomic
  }
}

/// Two accesses to the same memory, one of them a write and one of them no atomic step, that nothing
/// orders.
///
/// Source: ISO/IEC 9899:2018, 5.1.2.4, 25 and 35; Lamport, Time, Clocks, and the Ordering of Events
/// in a Distributed System (1978).
public struct DataRace: Equatable, Sendable {
  /// Where.
  public let address: UserAddress
  /// The access that came first in the schedule.
  public let first: RacingAccess
  /// The one that came later.
  public let second: RacingAccess
}

/// A schedule that can be played again.
public struct Schedule: Equatable, Sendable {
  /// The choices: `DecisionSource.replay` with them gives the identical run.
  public let choices: [UInt16]
  /// How often a task lost the processor that could have gone on.
  public let preemptions: Int
  /// How many visible steps there are.
  public let steps: Int
  /// How it ends.
  public let outcome: Outcome
}

/// What exploring a program has found.
public struct Report: Sendable {
  /// The distinct outcomes, in the order in which they were found.
  public internal(set) var outcomes: [CountedOutcome] = []
  /// How many schedules were played to their end.
  public internal(set) var schedules = 0
  /// How many were given up, since they only repeat what others have shown.
  public internal(set) var pruned = 0
  /// How many visible steps were made.
  public internal(set) var steps = 0
  /// Whether every schedule is covered; the limits were not in the way.
  public internal(set) var isComplete = true
  /// The largest number of preemptions that all schedules were played for, if that was bounded.
  public internal(set) var preemptionBound: Int?
  /// The shortest schedule that fails, minimised.
  public internal(set) var failure: Schedule?
  /// The data races, each once.
  public internal(set) var races: [DataRace] = []
  /// The shortest schedule that shows a data race.
  public internal(set) var racing: Schedule?
  /// Where the last race was found that had been noted before.
  var racePlace = 0
  /// Whether schedules were left out that only repeat others.
  public internal(set) var isReduced = false
  /// Whether what ran could not go on in one of the schedules, so that the exploring ended there.
  public internal(set) var isStopped = false

  /// Whether there is an outcome with an ending.
  public func has(_ ending: Ending) -> Bool {
    outcomes.contains { $0.outcome.ending == ending }
  }
}
