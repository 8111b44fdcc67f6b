package import KernelCore
package import LinuxABI

/// A schedule that is played step by step: it always stands before a visible step.
///
/// A value: a copy is a snapshot.
package struct SteppedSchedule<Task: Explorable> {
  private var world: World<Task>

  /// A schedule before its first visible step.
  ///
  /// - Parameters:
  ///   - explorer: What is played.
  ///   - choices: Its choices; option 0 is taken after them.
  package init(_ explorer: Explorer<Task>, choices: [UInt16]) {
    world = explorer.start()
    world.advance(choices, observing: [])
  }

  /// Makes the visible step that is due, and goes on to the next one.
  package mutating func advance() {
    guard world.ending == nil else { return }
    world.advance([], observing: [])
  }

  /// Says what the next decisions are to be, in place of what was said before.
  package mutating func prescribe(_ choices: [UInt16]) {
    world.kernel.prescribe(choices)
  }

  /// How it ended; nil as long as it goes on.
  package var ending: Ending? { world.ending }

  /// The status of the first process, if it has ended.
  package var status: WaitStatus? { world.status }

  /// The task whose step is due; nil when there is none.
  package var current: TaskID? {
    world.ending == nil && world.members.indices.contains(world.current)
      ? world.members[world.current].id : nil
  }

  /// The kernel as the run has left it so far.
  package var kernel: Kernel {
    get { world.kernel }
    _modify { yield &world.kernel }
  }

  /// What the tasks have in common, as the run has left it so far.
  package var surroundings: Task.Surroundings {
    get { world.surroundings }
    _modify { yield &world.surroundings }
  }
}
