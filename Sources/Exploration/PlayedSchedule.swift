package import KernelCore
package import LinuxABI

/// A schedule that was played once more, with what it left behind.
package struct PlayedSchedule<Task: Explorable> {
  /// The schedule as it was played, all of its choices named.
  package let schedule: Schedule
  /// Whether it is a mistake of the program.
  package let isFailure: Bool
  /// The data races in it.
  package let races: [DataRace]
  /// The thread ids of its tasks, by the order in which they started.
  package let threads: [(number: Int, id: ThreadID)]
  /// The kernel as the run left it.
  package let kernel: Kernel
  /// What the tasks had in common.
  package let surroundings: Task.Surroundings

  init(_ world: World<Task>) {
    let taken = world.choices
    let preemptions = (0..<taken.count).count { world.kernel.decision($0).isPreemption }
    let outcome = world.outcome
    schedule = Schedule(
      choices: taken, preemptions: preemptions, steps: world.stepCount, outcome: outcome)
    isFailure = Task.isFailure(outcome, in: world.surroundings)
    races = world.detector?.races ?? []
    threads = world.members.map { ($0.number, $0.threadID) }
    kernel = world.kernel
    surroundings = world.surroundings
  }
}
