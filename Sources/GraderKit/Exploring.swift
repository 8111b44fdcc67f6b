internal import Exploration
public import KernelCore
internal import LinuxABI

/// Which schedules of a program a test plays.
public enum ScheduleStrategy: Hashable, Sendable {
  /// Every one.
  case all
  /// Those in which no task loses the processor that could have gone on, then those in which one
  /// does once, and so on: nearly every mistake shows with two.
  ///
  /// Source: Musuvathi and Qadeer, Iterative Context Bounding for Systematic Testing of
  /// Multithreaded Programs (2007).
  case bounded(preemptions: Int)
  /// One of those that differ only in the order of calls that commute: the same outcomes as `all`, in
  /// far fewer runs.
  case reduced
}

/// What is a mistake in any program, whatever a test's own check says.
public struct Findings: OptionSet, Hashable, Sendable {
  /// The kinds, as bits.
  public let rawValue: UInt8

  /// Findings from their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Two accesses to the same memory, one of them a store and one of them no atomic step, that nothing
  /// orders.
  public static let races = Findings(rawValue: 1)
  /// Tasks that wait for ever, among them those whose wake came before they slept.
  public static let deadlocks = Findings(rawValue: 2)
  /// A run that does not end within its limit of calls.
  public static let livelocks = Findings(rawValue: 4)
  /// Tasks that are still there when the program ends, and that nobody waits for.
  public static let leaks = Findings(rawValue: 8)
  /// A signal that ends the program, for example after a bad access to memory.
  public static let signals = Findings(rawValue: 16)

  /// Every kind.
  public static let all: Findings = [.races, .deadlocks, .livelocks, .leaks, .signals]
}

/// What a test plays in one run of an exploration, and what it thinks of the run: made anew for each
/// run, so that scripts and check can share what they have seen.
public struct Staging {
  /// Tasks that the test plays once the adapter hands them over.
  public var scripts: [Int: TaskScript]
  /// Fails the test if the run is not as it should be; called for runs that end without a finding.
  public var check: (ProgramRun) throws -> Void

  /// A staging from its parts.
  public init(
    scripts: [Int: TaskScript] = [:], check: @escaping (ProgramRun) throws -> Void = { _ in }
  ) {
    self.scripts = scripts
    self.check = check
  }
}

/// What exploring the schedules of a program has found.
public struct ExploredSchedules: Hashable, Sendable {
  /// One way in which runs end.
  public struct Outcome: Hashable, Sendable {
    /// The way, in words.
    public let text: String
    /// How many of the schedules end so.
    public let schedules: Int
    /// Whether it is a mistake of the program.
    public let isFailure: Bool
  }

  /// The schedules that were played to their end.
  public let schedules: Int
  /// Those that were given up, since they only repeat what others have shown.
  public let repeated: Int
  /// Whether all were played that the strategy asks for: no limit was in the way.
  public let isComplete: Bool
  /// The most preemptions for which all schedules were played, if that is what bounds them.
  public let preemptionsMax: Int?
  /// How runs ended, in the order in which the ways were found.
  public let outcomes: [Outcome]
}

extension Kernel {
  /// The kernel on which schedules are explored when a test asks for no other: a task keeps the
  /// processor until a decision takes it away.
  ///
  /// Console and memory are small, since each run that can go on in several ways is copied.
  ///
  /// - Parameters:
  ///   - profile: The version of Linux that it follows.
  ///   - decisions: What is decided where nothing is explored: `.replay` plays one schedule with `run`.
  /// - Returns: The kernel.
  public static func explored(
    profile: KernelProfile = .linux618, decisions: DecisionSource = .parentFirst
  ) -> Kernel {
    var profile = profile
    profile.costs.sliceNanoseconds = .max
    var limits = KernelLimits()
    limits.consoleBytesMax = 16_384
    limits.fileBytesMax = 65_536
    limits.treeBytesMax = 262_144
    limits.pagesMax = 4_096
    limits.traceEventsMax = 16_384
    return Kernel(profile: profile, limits: limits, decisions: decisions)
  }
}
