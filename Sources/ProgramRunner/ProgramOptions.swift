package import KernelCore
package import UserSpace

/// How a program is run.
package struct ProgramOptions: Sendable {
  /// The version of Linux that runs it.
  package var profile = KernelProfile.linux618
  /// Who decides which task goes on.
  package var scheduler = ProgramScheduler.decisions(.parentFirst)
  /// How many processors there are, from 1 to `Kernel.processorsMax`; with several, a policy decides.
  package var processors = 1
  /// Whom it acts for.
  package var credentials = Credentials.root
  /// What it is told besides its name.
  package var arguments: [String] = []
  /// Its environment, `NAME=value` each.
  package var environment = ["PATH=/bin", "HOME=/root", "LANG=C"]
  /// What it reads from its standard input.
  package var input: [UInt8] = []
  /// How many instructions a task has before the next scheduling choice; nil for the usual turn.
  package var turn: Int?
  /// What it may use.
  package var limits = ProgramLimits()
  /// Whether its calls are shown.
  package var showsCalls = false
  /// Whether the tasks are kept of the moment when most of them were there.
  package var keepsFullest = false

  /// The usual way.
  package init() {}

  /// The limits of the kernel that runs it.
  var kernelLimits: KernelLimits { limits.kernelLimits(processors: processors) }
}

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
