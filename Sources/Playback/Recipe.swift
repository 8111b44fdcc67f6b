package import KernelCore
internal import Machine
package import UserSpace

/// How a program is played: all that its run depends on besides its text.
package struct Recipe: Sendable {
  /// Who decides which task goes on.
  package enum Schedule: Hashable, Sendable {
    /// Tasks have turns; a choice is taken after each call and at the end of each turn. So programs run
    /// where nothing is said.
    case turns(DecisionSource)
    /// A choice is taken at each visible step, as explorers do: those of a list, then option 0.
    case steps([UInt16])
  }

  /// The version of Linux that runs it.
  package var profile = KernelProfile.linux618
  /// Who decides which task goes on.
  package var schedule = Schedule.turns(.parentFirst)
  /// What it reads from its standard input.
  package var input: [UInt8] = []
  /// What it may use.
  package var limits = Recipe.pageLimits

  /// The usual way.
  package init() {}

  /// What the programs of lessons may use.
  private static var pageLimits: ProgramLimits {
    var limits = ProgramLimits()
    limits.seconds = 0.1
    limits.outputBytes = 64 << 10
    return limits
  }

  /// How a program begins.
  func start(of program: PlayedProgram) -> ProgramStart {
    let path = "./" + program.name
    return ProgramStart(
      path: path, arguments: [path], environment: ["PATH=/bin", "HOME=/root", "LANG=C"])
  }
}
