package import KernelCore
package import UserSpace

/// How a program is run.
package struct ProgramOptions: Sendable {
  /// The version of Linux that runs it.
  package var profile = KernelProfile.linux618
  /// Who decides which task of a program goes on.
package enum ProgramScheduler: Hashable, Sendable {
  /// The kernel's own round robin, with choices from a source.
  case decisions(DecisionSource)
  /// One of Linux's schedulers; nil for that of the version.
  case policy(ProgramPolicy?)
}

/// The schedulers that have names on the command line.
package enum ProgramPolicy: String, Sendable, CaseIterable {
  /// After clone the parent goes on.
  case parentFirst = "parent-first"
  /// After clone the child goes on.
  case childFirst = "child-first"
  /// The O(1) scheduler.
  case o1
  /// The completely fair scheduler.
  case cfs
  /// Earliest eligible virtual deadline first.
  case eevdf
  /// Each task in its turn, on several processors.
  case roundRobin = "round-robin"
}
