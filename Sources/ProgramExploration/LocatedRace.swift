package import Exploration
internal import KernelCore
internal import LinuxABI

/// An access of a data race, with its place in the program.
package struct LocatedAccess: Equatable, Sendable {
  /// The task, by the order of creation, from 0.
  package let task: Int
  /// The address of its instruction.
  package let pc: UInt64
  /// Whether it writes.
  package let isWrite: Bool
}

/// A data race, with its places in the program.
package struct LocatedRace: Equatable, Sendable {
  /// The word.
  package let address: UInt64
  /// The access that came first in the schedule.
  package let first: LocatedAccess
  /// The one that came later.
  package let second: LocatedAccess
}

extension ProgramExplorer {
  /// The data races of the schedule that shows one, each once, with their places.
  package func races(of report: Report) -> [LocatedRace] {
    guard let racing = report.racing else { return [] }
    let played = play(racing.choices)
    var races: [LocatedRace] = []
    for race in played.races {
      guard let first = locate(race.first, in: played), let second = locate(race.second, in: played)
      else { continue }
      let located = LocatedRace(address: race.address.rawValue, first: first, second: second)
      if !races.contains(located) { races.append(located) }
    }
    return races
  }

  private func locate(
    _ access: RacingAccess, in played: PlayedSchedule<MachineTask>
  ) -> LocatedAccess? {
    guard let thread = played.threads.first(where: { $0.number == access.task }) else { return nil }
    let steps = played.surroundings.log.filter { $0.threadID == thread.id }
    guard steps.indices.contains(access.step) else { return nil }
    return LocatedAccess(task: access.task, pc: steps[access.step].pc, isWrite: access.isWrite)
  }
}
