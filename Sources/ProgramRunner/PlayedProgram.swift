import Exploration
import KernelCore
import LinuxABI
import ProgramExploration
import UserSpace

/// A program that was run once, in a schedule that exploring has named.
package struct PlayedProgram {
  /// What is left.
  package let outcome: ProgramRun.Outcome
  /// The text of its calls.
  package let calls: String
  /// How many of the choices were not among the options that there were.
  package let mismatchCount: Int

  /// Runs programs: the first one, and those that it may execute.
  ///
  /// - Parameters:
  ///   - programs: The programs.
  ///   - options: How they are run.
  ///   - choices: Who goes on, choice by choice.
  package init(_ programs: [ProgramFile], _ options: ProgramOptions, choices: [UInt16]) {
    let played = ProgramExploring(programs, options, stepsMax: 1_000_000).play(choices)
    var lines = CallLines()
    var text = ""
    for event in played.surroundings.users.records { text += lines.add(event) }
    calls = text + lines.finish()
    mismatchCount = played.kernel.decisionLog.mismatchCount
    let found = played.schedule.outcome
    let end: ProgramRun.End
    switch found.ending {
    case .deadlock, .lostWake: end = .deadlock
    case .stepLimit, .stopped: end = .timeLimit
    case .finished, .fault, .assertion: end = .finished(found.status ?? .exited(0))
    }
    outcome = ProgramRun.Outcome(
      end: end, instructions: played.surroundings.users.instructions,
      unimplemented: played.surroundings.users.unimplemented, tasks: played.kernel.tasks,
      system: played.kernel, fullest: [])
  }
}
